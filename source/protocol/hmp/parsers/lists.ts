/**
`info migrate_capabilities` and `info migrate_parameters`: since 2.10 one `NAME: VALUE` a line, before all of them on one
line behind `capabilities: ` or `parameters: `.
*/
import type {CapabilityFacts} from '../../facts.js';

export function readHmpCapabilities(text: string): CapabilityFacts | undefined {
	const pairs = [...text.matchAll(/(?:^|\s)([\w-]+): (on|off)(?=\s|$)/g)];
	if (pairs.length === 0) return undefined;
	return Object.fromEntries(pairs.map(([, name, state]) => [name, state === 'on']));
}

const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** `milliseconds` became `ms` in 5.1. */
export function readHmpParameters(
	text: string,
): {maxBandwidthBytesPerSecond?: number; downtimeLimitMs?: number} | undefined {
	if (!/(?:^|\s)[\w-]+: \S/.test(text)) return undefined;
	return {
		maxBandwidthBytesPerSecond: numberOf(/(?:^|\s)max-bandwidth: (\d+) bytes\/second/.exec(text)?.[1]),
		downtimeLimitMs: numberOf(/(?:^|\s)downtime-limit: (\d+) (?:ms|milliseconds)/.exec(text)?.[1]),
	};
}
