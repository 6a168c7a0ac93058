import {hasArrived} from '../../domain/migration/decide.js';
import {situationOf} from '../../domain/migration/situation.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {defaultDowntimeLimitMs, judge} from '../../domain/migration/verdict.js';
import {whereabouts} from '../../domain/migration/whereabouts.js';
import type {CheckOutcome} from '../../domain/preflight/check.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatBytes, formatBytesPerSecond, formatClock, formatDurationMs} from '../../lib/units.js';
import type {MigrationOutput} from './migration-output.js';

const marks: Readonly<Record<CheckOutcome, string>> = {pass: '✓', warn: '!', block: '✗', unknown: '?'};

/** People read a line a second; a change of phase or pass is said at once. */
const progressEveryMs = 1000;

const say = (text: string): void => {
	console.log(sanitize(text, {maxLength: 20_000}));
};

const progressLine = (state: MigrationState, nowMs: number): string => {
	const startedAtMs = state.phases[0]?.atMs ?? nowMs;
	const sample = state.samples.at(-1);
	const parts = [`${formatClock(nowMs - startedAtMs)}  ${state.phase}`];
	if (sample?.passNumber !== undefined && state.phase === 'pre-copy') {
		parts.push(`pass ${sample.passNumber}`);
	}

	if (sample?.remainingBytes !== undefined && sample.totalBytes !== undefined) {
		parts.push(`${formatBytes(sample.remainingBytes)} left of ${formatBytes(sample.totalBytes)}`);
	}

	if (sample?.linkBytesPerSecond !== undefined && state.phase === 'pre-copy') {
		parts.push(`link ${formatBytesPerSecond(sample.linkBytesPerSecond)}`);
	}

	for (const [name, side] of [
		[state.plan.source.host, state.source],
		[state.plan.destination.host, state.destination],
	] as const) {
		if (side.contact === 'lost') {
			parts.push(`no contact with ${name}; QEMU goes on by itself`);
		}
	}

	if (state.phase === 'pre-copy' && sample !== undefined) {
		const downtimeLimitMs = state.plan.downtimeLimitMs ?? defaultDowntimeLimitMs;
		parts.push(judge({samples: state.samples, movedAtMs: state.movedAtMs, nowMs, downtimeLimitMs}).sentence);
	}

	return parts.join('  ');
};

/** The end of a migration, for a person. */
export const resultLines = (state: MigrationState): readonly string[] => {
	const {plan, source} = state;
	const {guestName, destination} = plan;
	const facts = source.migration;
	const now = whereabouts(state);
	const figures = [
		facts?.totalTimeMs === undefined ? [] : `total ${formatDurationMs(facts.totalTimeMs)}`,
		facts?.downtimeMs === undefined ? [] : `downtime ${formatDurationMs(facts.downtimeMs)} by QEMU`,
		state.samples.at(-1)?.transferredBytes === undefined
			? []
			: `sent ${formatBytes(state.samples.at(-1)?.transferredBytes ?? 0)}`,
	].flat();
	const whereLines = [`  ${plan.source.host}: ${now.source}`, `  ${destination.host}: ${now.destination}`];
	switch (state.phase) {
		case 'completed':
		case 'confirming':
			return [
				// After a refused release the destination may hold the guest no longer: then the lines below say what is where.
				hasArrived(situationOf(state))
					? `DONE: ${guestName} ${plan.expectRunning ? 'runs' : 'is (paused, as before)'} on ${destination.host}.  ${figures.join(', ')}`
					: `LOOK AT BOTH HOSTS: ${guestName} was copied to ${destination.host}, which does not answer that it holds it now.`,
				...whereLines,
				...(state.isReleased
					? []
					: [`  → end the empty process: vmferry release ${guestName} ${plan.source.host} ${destination.host}`]),
			];
		case 'cancelled':
			return [`CANCELLED: ${guestName} goes on at ${plan.source.host}.`, ...whereLines];
		default:
			return ['NOT MIGRATED.', ...whereLines];
	}
};

/** Lines for a person, a cron mail or a screen reader. */
export const textOutput = (): MigrationOutput => {
	let said: string | undefined;
	let saidAtMs = Number.NEGATIVE_INFINITY;
	return {
		proposal({plan, checks, runbook}) {
			say(`${plan.guestName}  ${plan.source.host} → ${plan.destination.host}`);
			for (const {outcome, title, detail} of checks) {
				say(`  ${marks[outcome]} ${title}: ${detail}`);
			}

			for (const warning of plan.warnings) {
				say(`  ! ${warning}`);
			}

			say('What will be done:');
			for (const {host, via, command, why} of runbook) {
				say(command === undefined ? `  ${host}: ${why}` : `  ${host} ${via === 'shell' ? '$' : '(qemu)'} ${command}`);
			}
		},
		progress(state, nowMs) {
			const mark = `${state.phase} ${state.samples.at(-1)?.passNumber ?? ''}`;
			if (mark !== said || nowMs - saidAtMs >= progressEveryMs) {
				said = mark;
				saidAtMs = nowMs;
				say(progressLine(state, nowMs));
			}
		},
		result(state) {
			for (const line of resultLines(state)) {
				say(line);
			}
		},
		notice: say,
	};
};
