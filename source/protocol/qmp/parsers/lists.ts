/** `query-migrate-capabilities` and `query-migrate-parameters`. */
import * as v from 'valibot';
import type {CapabilityFacts} from '../../facts.js';
import {amount, entriesOf, read} from './tolerant.js';

export function readQmpCapabilities(value: unknown): CapabilityFacts | undefined {
	const entries = entriesOf(value, v.looseObject({capability: v.string(), state: v.boolean()}));
	return entries && Object.fromEntries(entries.map(({capability, state}) => [capability, state]));
}

export function readQmpParameterNames(value: unknown): ReadonlySet<string> | undefined {
	const answer = read(value, v.looseObject({}));
	return answer && new Set(Object.keys(answer));
}

/** Bytes per second and milliseconds in QMP's own units. */
export function readQmpParameters(
	value: unknown,
): {maxBandwidthBytesPerSecond?: number; downtimeLimitMs?: number} | undefined {
	const answer = read(value, v.looseObject({'max-bandwidth': amount, 'downtime-limit': amount}));
	return answer && {maxBandwidthBytesPerSecond: answer['max-bandwidth'], downtimeLimitMs: answer['downtime-limit']};
}
