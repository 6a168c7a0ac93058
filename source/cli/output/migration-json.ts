import {barFraction} from '../../domain/migration/progress.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {whereabouts} from '../../domain/migration/whereabouts.js';
import type {MigrationOutput} from './migration-output.js';

/** A line per reading is enough for a program; the readings themselves come up to 20 times a second. */
const progressEveryMs = 200;

const print = (line: Readonly<Record<string, unknown>>): void => {
	console.log(JSON.stringify(line));
};

const progressOf = (state: MigrationState) => {
	const sample = state.samples.at(-1);
	return {
		event: 'progress',
		phase: state.phase,
		fraction: barFraction(state.samples, state.phase),
		...sample,
		source: {contact: state.source.contact, runState: state.source.status?.runState},
		destination: {contact: state.destination.contact, runState: state.destination.status?.runState},
	};
};

/** One JSON object a line. Fields are only ever added. */
export const jsonOutput = (): MigrationOutput => {
	let phase: string | undefined;
	let saidAtMs = Number.NEGATIVE_INFINITY;
	return {
		proposal({plan, checks, runbook}) {
			print({event: 'plan', plan});
			for (const check of checks) {
				print({event: 'check', ...check});
			}

			for (const step of runbook) {
				print({event: 'step', ...step});
			}
		},
		progress(state, nowMs) {
			if (state.phase !== phase) {
				phase = state.phase;
				print({event: 'phase', phase, atMs: state.phases.at(-1)?.atMs ?? nowMs});
			}

			if (state.samples.length > 0 && nowMs - saidAtMs >= progressEveryMs) {
				saidAtMs = nowMs;
				print(progressOf(state));
			}
		},
		result(state) {
			const final = state.source.migration;
			print({
				event: 'result',
				phase: state.phase,
				guest: state.plan.guestName,
				source: state.plan.source.host,
				destination: state.plan.destination.host,
				now: whereabouts(state),
				released: state.isReleased,
				totalTimeMs: final?.totalTimeMs,
				downtimeMs: final?.downtimeMs,
				setupTimeMs: final?.setupTimeMs,
				transferredBytes: state.samples.at(-1)?.transferredBytes,
				passes: state.samples.at(-1)?.passNumber,
			});
		},
		notice(text) {
			print({event: 'notice', text});
		},
	};
};
