/**
The other end of the probe on a host: requests out, reports in. It remembers what does not change between two answers, so
that each report is whole. A process is known by its number and its start time; when a number was given to another process,
the next request asks for everything again.
*/
import {ByteBuffer} from '../byte-buffer.js';
import type {HostReport, ProcessFacts} from '../facts.js';
import {type Dynamics, readDynamics} from './read-dynamics.js';
import {readHost} from './read-host.js';
import {readStatics, type StaticFacts} from './read-statics.js';
import {splitSections} from './sections.js';

export type HostProbeOutput =
	| {readonly kind: 'report'; readonly report: HostReport}
	/** The answer cannot be used; the next request may well be answered. `reason` is one sentence. */
	| {readonly kind: 'problem'; readonly reason: string};

export type HostProbeCodec = {
	/**
	The bytes of one request, to be sent when the one before was answered.
	@param kind `tick` becomes `full` where the codec lacks something.
	@param nonce At least 96 random bits as letters and digits, new for each request.
	*/
	request(kind: 'full' | 'tick', nonce: string): string;
	/** Feeds received bytes, cut anywhere. */
	receive(chunk: Uint8Array): readonly HostProbeOutput[];
};

/** A thousand guests with command lines of 2 KB need 2 MB. */
const defaultLimitBytes = 64 * 1024 * 1024;

type Known = {readonly statics: StaticFacts; readonly startTimeTicks: number};

export function createHostProbeCodec({limitBytes = defaultLimitBytes}: {limitBytes?: number} = {}): HostProbeCodec {
	const buffer = new ByteBuffer();
	let known = new Map<number, Known>();
	let pageSizeBytes: number | undefined;
	let needsFull = true;
	let expected: {readonly nonce: string; readonly end: Uint8Array} | undefined;

	function describe(dynamic: Dynamics['processes'][number], fresh: ReadonlyMap<number, StaticFacts>): ProcessFacts[] {
		const {pid, startTimeTicks, residentPages, ...rest} = dynamic;
		const before = known.get(pid);
		const statics = fresh.get(pid) ?? (before?.startTimeTicks === startTimeTicks ? before.statics : undefined);
		if (statics === undefined) {
			needsFull = true;
			return [];
		}

		known.set(pid, {statics, startTimeTicks});
		const residentBytes = residentPages * (pageSizeBytes ?? 4096);
		return statics.isQemu ? [{pid, startTimeTicks, ...statics.facts, ...rest, residentBytes}] : [];
	}

	function onAnswer(nonce: string): HostProbeOutput {
		const sections = splitSections(buffer.view(), nonce);
		const host = readHost(sections);
		if (host) {
			known = new Map();
			pageSizeBytes = host.pageSizeBytes;
			needsFull = false;
		}

		const dynamics = readDynamics(sections);
		if (!dynamics) {
			needsFull = true;
			return {kind: 'problem', reason: 'The host sent an answer that cannot be read: its process list is not whole.'};
		}

		const fresh = readStatics(sections);
		const processes = dynamics.processes.flatMap(dynamic => describe(dynamic, fresh));
		const living = new Set(dynamics.processes.map(({pid}) => pid));
		known = new Map([...known].filter(([pid]) => living.has(pid)));
		const report = {load: dynamics.load, processes};
		return {kind: 'report', report: host ? {host, ...report} : report};
	}

	function onByte(byte: number): HostProbeOutput | undefined {
		if (!expected) return undefined;
		buffer.push(byte);
		const isWhole = byte === 0x0a && buffer.endsWith(expected.end);
		if (!isWhole && buffer.length <= limitBytes) return undefined;
		const {nonce} = expected;
		expected = undefined;
		const output: HostProbeOutput = isWhole
			? onAnswer(nonce)
			: {kind: 'problem', reason: 'The host sent an answer that is larger than vmferry accepts.'};
		buffer.clear();
		return output;
	}

	return {
		request(kind, nonce) {
			buffer.clear();
			expected = {nonce, end: new TextEncoder().encode(`\n${nonce} end\n`)};
			return `${needsFull ? 'full' : kind} ${nonce}\n`;
		},
		receive(chunk) {
			const outputs: HostProbeOutput[] = [];
			for (const byte of chunk) {
				const output = onByte(byte);
				if (output) outputs.push(output);
			}

			return outputs;
		},
	};
}
