import {type Guest, isProcess} from '../../domain/guest.js';
import type {DestinationLaunch, DestinationProcess, MigrationPlan} from '../../domain/migration/plan.js';
import type {Problem} from '../../domain/problem.js';
import {messageOf} from '../../lib/message-of.js';
import {fail, ok, type Result} from '../../lib/result.js';
import {ConnectionError, type HostConnection} from '../../transport/host-connection.js';
import type {MigrationContext} from './context.js';
import {forgetLaunch, launch, readLaunchOutput} from './launch.js';

/** A busy host under emulation takes seconds to start QEMU. Only the time in which the host answers counts. */
const startWithinMs = 20_000;
const lookEveryMs = 100;

type Failure = {readonly problem: Problem; readonly destinationProcess?: DestinationProcess};

/** Starts the program. Where the answer is lost it may have started: it is looked for all the same, without its output. */
const launchOnce = async (
	connection: HostConnection,
	plan: MigrationPlan,
	how: Extract<DestinationLaunch, {kind: 'start'}>,
): Promise<{readonly folder?: string; readonly refusal?: string; readonly lastWords: string}> => {
	try {
		const launched = await launch(connection, plan, how);
		return launched.ok ? {folder: launched.folder, lastWords: ''} : {refusal: launched.raw, lastWords: ''};
	} catch (error) {
		const isRefused = error instanceof ConnectionError && error.kind === 'channel-refused';
		return {...(isRefused ? {refusal: messageOf(error)} : {}), lastWords: messageOf(error)};
	}
};

/**
While QEMU daemonizes there are two processes of one command line and one monitor: the first, which is about to end, and the one
that stays. Taking the first for the guest's would later read as "the destination is gone". So a process counts only when it is
the only one, before its monitor answered and after, and a daemon only once what was started has ended in order.
*/
const onlyOne = (candidates: readonly Guest[]): Guest | undefined =>
	candidates.length === 1 ? candidates[0] : undefined;

/** Starts the destination and waits until its monitor answers. */
const startDestination = async (
	plan: MigrationPlan,
	how: Extract<DestinationLaunch, {kind: 'start'}>,
	context: MigrationContext,
	signal: AbortSignal,
): Promise<Result<DestinationProcess, Failure>> => {
	const {clock} = context;
	const host = context.hostOf(plan.destination.host);
	const base = {kind: 'destination-not-started', name: plan.guestName, host: host.name} as const;
	let before: ReadonlySet<string>;
	try {
		before = new Set((await host.refresh()).map(({key}) => key));
	} catch (error) {
		return fail({problem: {...base, raw: messageOf(error)}});
	}

	const {folder, refusal, lastWords: words} = await launchOnce(host.connection, plan, how);
	if (refusal !== undefined) {
		return fail({problem: {...base, raw: refusal}});
	}

	/** What it printed; nothing where the host does not answer or the folder is not known. */
	const output = async () =>
		folder === undefined ? undefined : await readLaunchOutput(host.connection, folder).catch(() => undefined);
	const isNew = ({key, name, incoming}: Guest): boolean =>
		!before.has(key) && name === plan.guestName && incoming !== undefined;
	const isDaemon = how.commandLine.includes('-daemonize');
	let lastWords = words;
	let answeredForMs = 0;
	let found: DestinationProcess | undefined;
	while (answeredForMs < startWithinMs && !signal.aborted) {
		const startedAtMs = clock.now();
		// While the link is down nothing is known, and what was started must not be left behind.
		const guests = await host.refresh().catch(() => undefined);
		const guest = guests && onlyOne(guests.filter(isNew));
		const printed = guests && (await output());
		if (guest && !(isDaemon && printed !== undefined)) {
			const {pid, startTimeTicks} = guest.process;
			found = {pid, startTimeTicks, ...(folder === undefined ? {} : {outputFolder: folder})};
			try {
				const session = await context.sideOf(host.name, found).session();
				const now = onlyOne((await host.refresh()).filter(isNew));
				if (session.isOpen && now && isProcess(now, found)) {
					return ok(found);
				}
			} catch (error) {
				// It opens its monitors a moment after it was started.
				lastWords = messageOf(error);
			}
		}

		if (folder !== undefined && printed?.exitCode !== undefined) {
			// Its words are read; where the link dies now the folder stays.
			await forgetLaunch(host.connection, folder).catch(() => undefined);
			return fail({problem: {...base, exitCode: printed.exitCode, raw: printed.text}});
		}

		await clock.delay(lookEveryMs, signal);
		answeredForMs += guests ? clock.now() - startedAtMs : 0;
	}

	const raw = [
		found ? `Its monitor did not answer within ${startWithinMs / 1000} s.` : 'No such process was seen.',
		lastWords,
		(await output())?.text,
	];
	return fail({
		problem: {...base, raw: raw.filter(Boolean).join('\n')},
		...(found ? {destinationProcess: found} : {}),
	});
};

/** The process that waits for the guest: started now, or the one that the person started. */
export const obtainDestination = async (
	plan: MigrationPlan,
	context: MigrationContext,
	signal: AbortSignal,
): Promise<Result<DestinationProcess, Failure>> => {
	const {launch: how, host} = plan.destination;
	if (how.kind === 'start') {
		return startDestination(plan, how, context, signal);
	}

	try {
		const guests = await context.hostOf(host).refresh();
		return guests.some(guest => isProcess(guest, how.process))
			? ok(how.process)
			: fail({problem: {kind: 'no-waiting-destination', name: plan.guestName, host}});
	} catch (error) {
		return fail({problem: {kind: 'probe-failed', host, raw: messageOf(error)}});
	}
};
