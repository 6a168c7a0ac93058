import {barFraction} from '../../domain/migration/progress.js';
import type {Sample} from '../../domain/migration/sample.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {defaultDowntimeLimitMs, smoothedLinkRate} from '../../domain/migration/verdict.js';
import {sanitize} from '../../lib/sanitize.js';
import {formatBytes, formatBytesPerSecond, formatClock, formatDurationMs} from '../../lib/units.js';
import type {Line} from './line.js';
import {migrationVerdict} from './migration-verdict.js';

/** One measured rate. `values` in bytes per second, oldest first; `undefined` where nothing was measured. */
export type Rate = {readonly text: string; readonly values: readonly (number | undefined)[]};

/** The copy in figures, while it goes on. */
export type MigrationProgress = {
	readonly kind: 'progress';
	readonly fraction: number;
	readonly left: string;
	readonly remaining: string | undefined;
	readonly link: Rate;
	readonly dirty: Rate;
	/** The sparklines' common top, bytes per second. */
	readonly topRate: number;
	readonly facts: readonly string[];
	readonly verdict: Line;
};

const rate = (samples: readonly Sample[], key: 'linkBytesPerSecond' | 'dirtyBytesPerSecond', now?: number): Rate => {
	const value = now ?? samples.at(-1)?.[key];
	return {
		text: value === undefined ? 'not measured yet' : formatBytesPerSecond(value),
		values: samples.map(sample => sample[key]),
	};
};

const leftText = (last: Sample | undefined): string => {
	if (last?.remainingBytes === undefined) {
		return 'no figures yet';
	}

	const left = `${formatBytes(last.remainingBytes)} left`;
	return last.totalBytes === undefined ? left : `${left} of ${formatBytes(last.totalBytes)}`;
};

const copyFacts = ({samples, plan, refusedOrder}: MigrationState): readonly string[] => {
	const last = samples.at(-1);
	const limitMs = plan.downtimeLimitMs ?? defaultDowntimeLimitMs;
	return [
		...(refusedOrder === undefined ? [] : [sanitize(`refused: ${refusedOrder.order} (${refusedOrder.raw})`)]),
		last?.expectedDowntimeMs === undefined
			? 'downtime not known yet'
			: `downtime now ≈ ${formatDurationMs(last.expectedDowntimeMs)}`,
		`limit ${formatDurationMs(limitMs)}${plan.downtimeLimitMs === undefined ? ' (QEMU’s own)' : ''}`,
		...(last?.transferredBytes === undefined ? [] : [`${formatBytes(last.transferredBytes)} sent`]),
		...(plan.maxBandwidthBytesPerSecond === undefined
			? []
			: [`speed limit ${formatBytesPerSecond(plan.maxBandwidthBytesPerSecond)}`]),
		...(last?.cpuThrottlePercent === undefined || last.cpuThrottlePercent === 0
			? []
			: [`guest throttled ${last.cpuThrottlePercent}%`]),
	];
};

export const migrationProgress = (migration: MigrationState, nowMs: number): MigrationProgress => {
	const {samples, phase} = migration;
	const verdict = migrationVerdict(migration, nowMs);
	return {
		kind: 'progress',
		fraction: barFraction(samples, phase),
		left: leftText(samples.at(-1)),
		remaining: verdict.remainingMs === undefined ? undefined : `~${formatClock(verdict.remainingMs)} left`,
		link: rate(samples, 'linkBytesPerSecond', smoothedLinkRate(samples)),
		dirty: rate(samples, 'dirtyBytesPerSecond'),
		topRate: Math.max(
			0,
			...samples.map(sample => Math.max(sample.linkBytesPerSecond ?? 0, sample.dirtyBytesPerSecond ?? 0)),
		),
		facts: copyFacts(migration),
		verdict: verdict.line,
	};
};
