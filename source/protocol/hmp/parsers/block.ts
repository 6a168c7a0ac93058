/**
`info block` in its generations: up to 1.5 one line of `key=value` for each device, since 1.6 a line
`virtio0 (#node): FILE (raw, read-only)` with indented details below it.
*/
import type {BlockFacts} from '../../facts.js';

function readKeyValueLine(line: string): BlockFacts | undefined {
	const match = /^([^\s:]+): (?:type=\S+ )?removable=/.exec(line);
	if (match?.[1] === undefined) return undefined;
	const device = match[1];
	if (line.includes('[not inserted]')) return {device};
	return {
		device,
		// The name may hold blanks; what follows it is one of these.
		file: /\bfile=(.*?)(?: backing_file=.*)? ro=[01] drv=/.exec(line)?.[1],
		readOnly: /^.* ro=([01]) drv=/.exec(line)?.[1] === '1',
		driver: /^.* drv=(\S+)/.exec(line)?.[1],
	};
}

function readHeadLine(line: string): BlockFacts | undefined {
	const match = /^([^\s:]+)(?: \([^)]*\))?: (.*)$/.exec(line);
	if (match?.[1] === undefined || match[2] === undefined) return undefined;
	if (match[2] === '[not inserted]') return {device: match[1]};
	const inserted = /^(.*) \(([^()]*)\)$/.exec(match[2]);
	if (!inserted) return undefined;
	const [driver, ...flags] = (inserted[2] ?? '').split(', ');
	return {device: match[1], file: inserted[1], readOnly: flags.includes('read-only'), driver};
}

/** `Cache mode: writeback, direct`, a detail since 2.3. */
function cacheDirectOf(details: readonly string[]): boolean | undefined {
	const mode = details.map(line => /^\s+Cache mode:\s+(.*)$/.exec(line)?.[1]).find(value => value !== undefined);
	return mode?.split(', ').includes('direct');
}

/** Every device; without any the list is empty. */
export function readHmpBlock(text: string): readonly BlockFacts[] | undefined {
	const lines = text.split('\n');
	const devices = lines.flatMap((line, index) => {
		if (/^\s|^$/.test(line)) return [];
		const oldest = readKeyValueLine(line);
		if (oldest) return [oldest];
		const head = readHeadLine(line);
		if (!head) return [];
		const end = lines.findIndex((next, at) => at > index && !/^\s+\S/.test(next));
		const cacheDirect = cacheDirectOf(lines.slice(index + 1, end < 0 ? undefined : end));
		return [cacheDirect === undefined ? head : {...head, cacheDirect}];
	});
	return devices.length > 0 || text.trim() === '' ? devices : undefined;
}
