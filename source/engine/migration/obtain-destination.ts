import type {Guest} from '../../domain/guest.js';
import type {DestinationLaunch, DestinationProcess, MigrationPlan} from '../../domain/migration/plan.js';
import type {Problem} from '../../domain/problem.js';
import {fail, ok, type Result} from '../../lib/result.js';
import type {MigrationContext} from './context.js';
import {forgetLaunch, launch, readLaunchOutput} from './launch.js';

/** A busy host under emulation takes seconds to start QEMU. */
const startWithinMs = 20_000;
const lookEveryMs = 100;

type Failure = {readonly problem: Problem; readonly destinationProcess?: DestinationProcess};

const isSameProcess = (guest: Guest, {pid, startTimeTicks}: DestinationProcess): boolean =>
	guest.process.pid === pid && guest.process.startTimeTicks === startTimeTicks;

/** Starts the destination and waits until its monitor answers. */
const startDestination = async (
	plan: MigrationPlan,
	how: Extract<DestinationLaunch, {kind: 'start'}>,
	context: MigrationContext,
): Promise<Result<DestinationProcess, Failure>> => {
	const host = context.hostOf(plan.destination.host);
	const base = {kind: 'destination-not-started', name: plan.guestName, host: host.name} as const;
	const before = new Set((await host.refresh()).map(({key}) => key));
	const launched = await launch(host.connection, how.workingDirectory, how.commandLine);
	if (!launched.ok) {
		return fail({problem: {...base, raw: launched.raw}});
	}

	const {folder: outputFolder} = launched;
	const until = context.clock.now() + startWithinMs;
	let found: DestinationProcess | undefined;
	let lastWords = '';
	while (context.clock.now() < until) {
		const guests = await host.refresh();
		const guest = guests.find(
			({key, name, incoming}) => !before.has(key) && name === plan.guestName && incoming !== undefined,
		);
		if (guest) {
			found = {pid: guest.process.pid, startTimeTicks: guest.process.startTimeTicks, outputFolder};
			try {
				const session = await context.sideOf(host.name, found).session();
				if (session.isOpen) {
					return ok(found);
				}
			} catch (error) {
				// It opens its monitors a moment after it was started.
				lastWords = error instanceof Error ? error.message : String(error);
			}
		}

		const output = await readLaunchOutput(host.connection, outputFolder);
		if (output?.exitCode !== undefined) {
			await forgetLaunch(host.connection, outputFolder);
			return fail({problem: {...base, exitCode: output.exitCode, raw: output.text}});
		}

		await context.clock.delay(lookEveryMs);
	}

	const output = await readLaunchOutput(host.connection, outputFolder);
	const raw = [`Its monitor did not answer within ${startWithinMs / 1000} s.`, lastWords, output?.text]
		.filter(Boolean)
		.join('\n');
	return fail({problem: {...base, raw}, ...(found ? {destinationProcess: found} : {})});
};

/** The process that waits for the guest: started now, or the one that the person started. */
export const obtainDestination = async (
	plan: MigrationPlan,
	context: MigrationContext,
): Promise<Result<DestinationProcess, Failure>> => {
	const {launch: how, host} = plan.destination;
	if (how.kind === 'start') {
		return startDestination(plan, how, context);
	}

	const guests = await context.hostOf(host).refresh();
	return guests.some(guest => isSameProcess(guest, how.process))
		? ok(how.process)
		: fail({problem: {kind: 'no-waiting-destination', name: plan.guestName, host}});
};
