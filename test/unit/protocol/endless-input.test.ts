/** What a broken or hostile peer can send without end: the codecs give up, or forget it, and hold little. */
import {expect, test} from 'vitest';
import {createHmpCodec} from '../../../source/protocol/hmp/hmp-codec.js';
import type {CodecOutput, MonitorCodec} from '../../../source/protocol/monitor-codec.js';
import {createQmpCodec} from '../../../source/protocol/qmp/qmp-codec.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const banner = bytes("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ");
const greeting = bytes('{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}}, "capabilities": []}}\r\n');
const accepted = bytes('{"return": {}, "id": 1}\r\n');
const mebibyte = 1024 ** 2;

/** One byte again and again, a mebibyte a chunk. */
const pour = (codec: MonitorCodec, byte: string, mebibytes: number): readonly CodecOutput[] => {
	const chunk = new Uint8Array(mebibyte).fill(byte.charCodeAt(0));
	return Array.from({length: mebibytes}, () => codec.receive(chunk)).flat();
};

const retained = (
	codec: MonitorCodec,
	byte: string,
	mebibytes = 100,
): {outputs: readonly CodecOutput[]; grownBytes: number} => {
	const before = process.memoryUsage().arrayBuffers;
	const outputs = pour(codec, byte, mebibytes);
	return {outputs, grownBytes: process.memoryUsage().arrayBuffers - before};
};

test('a QMP line of 100 MiB ends the session with one sentence', () => {
	const codec = createQmpCodec();
	codec.receive(greeting);
	codec.receive(accepted);
	codec.request('{"execute": "query-status"}');
	codec.receive(bytes('{"return": "'));
	const {outputs, grownBytes} = retained(codec, 'x');
	expect(outputs).toEqual([{kind: 'broken', reason: expect.stringMatching(/larger than vmferry accepts/)}]);
	// The buffer doubles up to the limit of 16 MiB; an old one may not have been collected yet.
	expect(grownBytes).toBeLessThan(80 * mebibyte);
	expect(codec.receive(accepted)).toEqual([]);
});

test('brackets 200,000 deep are a damaged line, not a crash', () => {
	const codec = createQmpCodec();
	codec.receive(greeting);
	codec.receive(accepted);
	const deep = new Uint8Array(200_000).fill('['.charCodeAt(0));
	const outputs = [bytes('{"a": '), deep, deep.map(() => ']'.charCodeAt(0)), bytes('}')].flatMap(chunk => [
		...codec.receive(chunk),
	]);
	expect(outputs.filter(({kind}) => kind !== 'broken')).toEqual([]);
});

test('an HMP reply of 100 MiB too', () => {
	const codec = createHmpCodec();
	codec.receive(banner);
	codec.request('x');
	codec.receive(bytes('x\u001B[K\r\n'));
	const {outputs, grownBytes} = retained(codec, 'x');
	expect(outputs).toEqual([{kind: 'broken', reason: expect.stringMatching(/larger than vmferry accepts/)}]);
	expect(grownBytes).toBeLessThan(80 * mebibyte);
});

test('a greeting that never ends is given up at once', () => {
	for (const codec of [createHmpCodec(), createQmpCodec()]) {
		expect(pour(codec, 'x', 100)).toMatchObject([{kind: 'broken'}]);
	}
});

test('telnet negotiation that never ends holds nothing', () => {
	const codec = createHmpCodec();
	codec.receive(Uint8Array.of(0xff, 0xfa));
	const {outputs, grownBytes} = retained(codec, 'x', 20);
	expect(outputs).toEqual([]);
	expect(grownBytes).toBeLessThan(8 * mebibyte);
	codec.receive(Uint8Array.of(0xff, 0xf0));
	expect(codec.receive(banner)).toMatchObject([{kind: 'ready'}]);
});

test('noise while nothing was asked is forgotten, and the next command is answered', () => {
	const codec = createHmpCodec();
	codec.receive(banner);
	const {outputs, grownBytes} = retained(codec, 'x', 20);
	expect(outputs).toEqual([]);
	expect(grownBytes).toBeLessThan(8 * mebibyte);
	codec.receive(bytes('\r\n(qemu) '));
	codec.request('info name');
	expect(codec.receive(bytes('info name\u001B[K\r\nvm01\r\n(qemu) '))).toEqual([
		{kind: 'reply', reply: {ok: true, text: 'vm01'}},
	]);
});
