import {describeProblem} from '../../domain/describe-problem.js';
import {hasArrived} from '../../domain/migration/decide.js';
import {situationOf} from '../../domain/migration/situation.js';
import type {MigrationState} from '../../domain/migration/state.js';
import type {Problem} from '../../domain/problem.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatBytes, formatDurationMs} from '../../lib/units.js';
import {type Line, line} from './line.js';

/** A problem as lines: what happened, what to type, the raw words last. */
export const problemLines = (problem: Problem): readonly Line[] => {
	const {title, what, next, raw} = describeProblem(problem);
	return [
		line(sanitize(title), 'bad'),
		...what.map(text => line(sanitize(text))),
		...next.map(text => line(`→ ${sanitize(text)}`, 'strong', 0, 2)),
		...(raw === undefined
			? []
			: sanitize(raw, {keepNewlines: true})
					.split('\n')
					.filter(text => text.trim() !== '')
					.map(text => line(text, 'dim', 2))),
	];
};

/** Time, downtime and traffic as QEMU itself counted them; what it did not say is called so. */
const figures = (migration: MigrationState): Line => {
	const facts = migration.source.migration;
	const last = migration.samples.at(-1);
	const started = migration.phases[0]?.atMs;
	const arrived = migration.phases.find(({phase}) => phase === 'confirming' || phase === 'completed')?.atMs;
	const ownTime = started === undefined || arrived === undefined ? undefined : arrived - started;
	return line(
		[
			facts?.totalTimeMs === undefined
				? ownTime === undefined
					? 'total time not known'
					: `total ${formatDurationMs(ownTime)} by our clock`
				: `total ${formatDurationMs(facts.totalTimeMs)}`,
			facts?.downtimeMs === undefined
				? 'downtime not reported by this QEMU'
				: `downtime ${formatDurationMs(facts.downtimeMs)} by QEMU`,
			...(last?.transferredBytes === undefined ? [] : [`${formatBytes(last.transferredBytes)} sent`]),
			...(last?.passNumber === undefined ? [] : [`${last.passNumber} ${last.passNumber === 1 ? 'pass' : 'passes'}`]),
		].join(' · '),
	);
};

const remains = ({phase, isReleased, plan}: MigrationState): Line => {
	const {host, process} = plan.source;
	if (isReleased) {
		return line(`The empty process on ${sanitize(host)} was ended.`, 'dim');
	}

	return phase === 'confirming'
		? line(`r  ends the empty process that is left on ${sanitize(host)} (pid ${process.pid}).`, 'strong')
		: line(`The empty process on ${sanitize(host)} was left as it is (pid ${process.pid}); it holds no guest.`, 'dim');
};

const moved = (migration: MigrationState): readonly Line[] => {
	const {plan, problem} = migration;
	const [name, host] = [sanitize(plan.guestName), sanitize(plan.destination.host)];
	return [
		hasArrived(situationOf(migration))
			? line(
					plan.expectRunning ? `${name} runs on ${host}.` : `${name} is on ${host}, paused as it was before.`,
					'good',
				)
			: line(`${name} was moved to ${host}, which does not answer that it holds it now.`, 'bad'),
		figures(migration),
		remains(migration),
		...(problem === undefined ? [] : problemLines(problem)),
	];
};

/** What came of a migration; `undefined` while it goes on. */
export const migrationResult = (migration: MigrationState): readonly Line[] | undefined => {
	const {phase, problem, plan} = migration;
	switch (phase) {
		case 'confirming':
		case 'completed':
			return moved(migration);
		case 'cancelled':
			return [
				line(`Cancelled: ${sanitize(plan.guestName)} stays on ${sanitize(plan.source.host)}.`, 'warn'),
				...(problem === undefined ? [] : problemLines(problem)),
			];
		case 'failed':
			return problem === undefined ? [line('The migration failed.', 'bad')] : problemLines(problem);
		default:
			return undefined;
	}
};
