/** What real QEMUs sent, byte for byte (`test/fixtures/monitor-recordings`). */
import {readFileSync} from 'node:fs';
import * as v from 'valibot';

export const recordedVersions = ['0.12.4', '5.2.0', '7.2.22', '10.0.2', '11.1.3'] as const;

export type RecordedVersion = (typeof recordedVersions)[number];

/** One request and what came back. `role` is `src`, `dst`, `src2`, … : one QEMU each. */
export type Exchange = {
	readonly role: string;
	readonly state: string;
	readonly request: string;
	readonly received: Uint8Array;
};

const hmpEntry = v.object({role: v.string(), state: v.string(), command: v.string(), raw: v.string()});
const qmpEntry = v.object({role: v.string(), state: v.string(), send: v.string(), recv: v.string()});

function readLines<Schema extends v.GenericSchema>(version: string, file: string, schema: Schema) {
	const path = new URL(`../../fixtures/monitor-recordings/${version}/${file}`, import.meta.url);
	return readFileSync(path, 'utf8')
		.split('\n')
		.filter(line => line !== '')
		.map(line => v.parse(schema, JSON.parse(line)));
}

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Entries whose QEMU gave no answer (exit codes, ends of files, a monitor that was dead while it loaded) are left out. */
export function readHmpRecording(version: RecordedVersion): Exchange[] {
	return readLines(version, 'hmp.jsonl', hmpEntry)
		.filter(({raw}) => raw.endsWith('(qemu) '))
		.map(({role, state, command, raw}) => ({role, state, request: command, received: bytes(raw)}));
}

export function readQmpRecording(version: RecordedVersion): Exchange[] {
	return readLines(version, 'qmp.jsonl', qmpEntry)
		.filter(({recv}) => recv.endsWith('\n'))
		.map(({role, state, send, recv}) => ({role, state, request: send, received: bytes(recv)}));
}

/** One QEMU's exchanges, from the greeting on. */
export function byRole(exchanges: readonly Exchange[]): Map<string, Exchange[]> {
	const roles = new Map<string, Exchange[]>();
	for (const exchange of exchanges) roles.set(exchange.role, [...(roles.get(exchange.role) ?? []), exchange]);
	return roles;
}

/** The bytes in pieces that end at each of `cuts`. */
export function cutAt(received: Uint8Array, cuts: readonly number[]): Uint8Array[] {
	const ends = [...new Set([...cuts.map(cut => cut % (received.length + 1)), received.length])].sort((a, b) => a - b);
	return ends.map((end, index) => received.subarray(ends[index - 1] ?? 0, end));
}
