import {isPostCopyPaused} from '../../domain/migration/post-copy.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {defaultDowntimeLimitMs, judge} from '../../domain/migration/verdict.js';
import {sanitize} from '../../lib/sanitize.js';
import {type Line, line} from './line.js';

export type MigrationVerdict = {readonly line: Line; readonly remainingMs: number | undefined};

const said = (text: string, tone: Line['tone'] = 'plain'): MigrationVerdict => ({
	line: line(text, tone),
	remainingMs: undefined,
});

/** The one sentence that answers "wait or abort?" in every phase that still goes on. */
export const migrationVerdict = (migration: MigrationState, nowMs: number): MigrationVerdict => {
	const {plan, samples, movedAtMs} = migration;
	const name = sanitize(plan.guestName);
	const source = sanitize(plan.source.host);
	const destination = sanitize(plan.destination.host);
	switch (migration.phase) {
		case 'checking':
			return said(`CHECKING both sides once more; ${name} goes on at ${source}.`);
		case 'preparing':
			return said(
				plan.destination.launch.kind === 'start'
					? `PREPARING: a QEMU is started on ${destination} and set to wait; ${name} goes on at ${source}.`
					: `PREPARING the QEMU that waits on ${destination}; ${name} goes on at ${source}.`,
			);
		case 'starting':
			return said(`STARTING: ${source} connects to ${plan.destination.address}:${plan.destination.port}.`);
		case 'pre-copy': {
			const {outlook, sentence, remainingMs} = judge({
				samples,
				movedAtMs,
				nowMs,
				downtimeLimitMs: plan.downtimeLimitMs ?? defaultDowntimeLimitMs,
			});
			const tone = {'will-finish': 'good', 'will-not-finish': 'bad', stalled: 'bad', 'too-early': 'plain'} as const;
			return {line: line(sentence, tone[outlook]), remainingMs};
		}

		case 'post-copy':
			if (isPostCopyPaused(migration)) {
				return said(
					`PAUSED: the link between ${source} and ${destination} broke. ${name} waits on ${destination} for memory that is on ${source}; end neither. Mend the link, then R recovers.`,
					'bad',
				);
			}

			return said(`POST-COPY: ${name} runs on ${destination} and fetches the rest of its memory from ${source}.`);
		case 'switchover':
			return said(`SWITCHING: ${name} is stopped for the last part of the copy.`, 'strong');
		case 'finishing':
			return said(
				`VERIFYING: all was sent. ${name} counts as moved only when ${destination} answers ${
					plan.expectRunning ? 'running' : 'paused'
				}.`,
				'strong',
			);
		case 'cancelling':
			return said(`CANCELLING: ${name} goes on at ${source}.`, 'warn');
		case 'rolling-back':
			return said(`ROLLING BACK: what was prepared on ${destination} is cleared away.`, 'warn');
		default:
			return said('');
	}
};
