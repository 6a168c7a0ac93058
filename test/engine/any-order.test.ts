/** Losses, deaths and orders of the person in any order, with the real engine on scripted QEMUs. */
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {isFinal} from '../../source/domain/migration/phase.js';
import {type EngineSession, endSessions, openSession} from '../support/engine-session.js';
import type {ScriptedVersion} from '../support/scripted-monitor/release.js';

endSessions();

const happenings = [
	'cut-alpha',
	'cut-beta',
	'half-cut-alpha',
	'half-cut-beta',
	'restore-alpha',
	'restore-beta',
	'kill-destination',
	'kill-source',
	'destination-fails-late',
	'cancel',
	'copy-goes-on',
	'time-passes',
	'empty-list-beta',
	'full-list-beta',
] as const;

type Happening = (typeof happenings)[number];

const versions: readonly ScriptedVersion[] = ['0.12.4', '1.2.0', '1.7.2', '2.8.1', '5.2.0', '11.1.3'];

const happen = async ({world, send, source}: EngineSession, what: Happening): Promise<void> => {
	const {alpha, beta} = world;
	const copy = world.copies[0];
	switch (what) {
		case 'cut-alpha':
			return alpha.connection.cutLink();
		case 'cut-beta':
			return beta.connection.cutLink();
		case 'half-cut-alpha':
			return alpha.connection.cutLink({isHalfOpen: true});
		case 'half-cut-beta':
			return beta.connection.cutLink({isHalfOpen: true});
		case 'restore-alpha':
			alpha.connection.noticeDeadLink();
			return alpha.connection.restoreLink();
		case 'restore-beta':
			beta.connection.noticeDeadLink();
			return beta.connection.restoreLink();
		case 'kill-destination':
			return beta.processes[0]?.qemu.end(undefined);
		case 'kill-source':
			return source.qemu.end(undefined);
		case 'destination-fails-late':
			if (copy && !copy.isOver) {
				copy.failAtLoad();
			}

			return;
		case 'cancel':
			return send({kind: 'cancel-asked'});
		case 'copy-goes-on':
			return copy?.release();
		case 'time-passes':
			return world.clock.advance(6000);
		case 'empty-list-beta':
			beta.isListEmpty = true;
			return;
		default:
			beta.isListEmpty = false;
	}
};

const stories = fc.record({
	version: fc.constantFrom(...versions),
	monitors: fc.constantFrom('hmp' as const, 'qmp' as const),
	release: fc.constantFrom('keep' as const, 'release' as const),
	holdAt: fc.constantFrom(1, 3, 'loading' as const, undefined),
	/** Readings of the hosts between two happenings. */
	steps: fc.array(fc.tuple(fc.constantFrom(...happenings), fc.integer({min: 0, max: 4})), {maxLength: 8}),
});

test('there are never two copies, and at the end the guest runs once unless it was killed itself', async () => {
	await fc.assert(
		fc.asyncProperty(stories, async ({version, monitors, release, holdAt, steps}) => {
			const session = await openSession({version, monitors});
			const {world, source} = session;
			world.copyScript = {...world.copyScript, holdAt};
			const run = await session.migrate({release});
			const readings = (): number => world.alpha.connection.probes + world.beta.connection.probes;
			for (const [what, pause] of steps) {
				const until = readings() + pause;
				const end = performance.now() + 40;
				// Both links may be down; then nothing is read.
				await world.until(() => readings() >= until || performance.now() > end, 'some readings');
				await happen(session, what);
			}

			const wasKilled = source.qemu.isKilled;
			for (const name of ['alpha', 'beta'] as const) {
				const {connection} = world.host(name);
				connection.noticeDeadLink();
				if (connection.status.state !== 'ready') {
					connection.restoreLink();
				}
			}

			world.beta.isListEmpty = false;
			// A guest whose own process was killed may leave a destination that nobody can judge.
			const isOver = (): boolean => {
				world.copies[0]?.release();
				const isLost = wasKilled && world.running.length === 0 && run.state.source.process === 'gone';
				const isRefused = run.state.problem?.kind === 'release-refused';
				return isFinal(run.state.phase) || isLost || isRefused;
			};

			await world.untilTimeouts(isOver, `an end of ${run.state.phase}`);
			const wasArrivedAndKilled = world.all.some(
				({qemu, host}) => host.name === 'beta' && qemu.hasRun && !qemu.isAlive,
			);
			expect(world.complaints).toEqual([]);
			if (!wasKilled && !wasArrivedAndKilled) {
				expect(world.running).toHaveLength(1);
			}

			if (release === 'keep' && !wasKilled) {
				expect(source.qemu.isAlive).toBe(true);
			}

			if (run.state.phase === 'cancelled' || run.state.phase === 'failed') {
				expect(world.beta.processes.filter(({qemu}) => !qemu.isRunning)).toEqual([]);
			}

			await session.close();
		}),
		{numRuns: Number(process.env['ANY_ORDER_RUNS'] ?? 40)},
	);
}, 60_000);
