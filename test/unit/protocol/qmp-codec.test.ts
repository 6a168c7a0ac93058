import fc from 'fast-check';
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import type {CodecOutput, MonitorCodec} from '../../../source/protocol/monitor-codec.js';
import {createQmpCodec} from '../../../source/protocol/qmp/qmp-codec.js';
import {byRole, cutAt, type Exchange, readQmpRecording, recordedVersions} from './recordings.js';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const decode = (chunk: Uint8Array) => Buffer.from(chunk).toString('utf8');
const greeting =
	'{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": ""}, "capabilities": ["oob"]}}\r\n';

const sent = v.looseObject({id: v.number()});
const idOf = (request: Uint8Array) => v.parse(sent, JSON.parse(decode(request))).id;

/** The recorded answer as QEMU would give it to our request: with our id. */
function withOurId(received: Uint8Array, id: number): Uint8Array {
	const lines = Buffer.from(received).toString('latin1').trimEnd().split('\r\n');
	const rewritten = lines.map(line => {
		const message = v.parse(v.looseObject({}), JSON.parse(line));
		return 'return' in message || 'error' in message ? JSON.stringify({...message, id}) : line;
	});
	return new Uint8Array(Buffer.from(`${rewritten.join('\r\n')}\r\n`, 'latin1'));
}

function replay(exchanges: readonly Exchange[], cut: (received: Uint8Array) => Uint8Array[]) {
	const codec = createQmpCodec();
	let asked: number | undefined;
	return exchanges.map(({request, received}) => {
		const isNegotiation = request.includes('qmp_capabilities');
		// QEMU 0.12 has no such command; the recording shows what it says to it.
		if (isNegotiation && asked === undefined) return [];
		const id = isNegotiation || request === '' ? asked : idOf(codec.request(request));
		const outputs = cut(id === undefined ? received : withOurId(received, id)).flatMap(chunk => [
			...codec.receive(chunk),
		]);
		for (const output of outputs) if (output.kind === 'send') asked = idOf(output.bytes);
		return outputs;
	});
}

const start = (codec: MonitorCodec) => {
	codec.receive(bytes(greeting));
	return codec.receive(bytes('{"return": {}, "id": 1}\r\n'));
};
const only = (outputs: readonly CodecOutput[]) => {
	expect(outputs).toHaveLength(1);
	return outputs[0];
};

describe.each(recordedVersions)('the recorded sessions of QEMU %s', version => {
	const roles = [...byRole(readQmpRecording(version))];

	test('negotiate where QEMU does, and answer each request', () => {
		for (const [, exchanges] of roles) {
			const [first, second, ...rest] = replay(exchanges, received => [received]);
			if (version === '0.12.4') {
				expect(first).toEqual([{kind: 'ready', version: undefined}]);
			} else {
				expect(first).toMatchObject([{kind: 'send'}]);
				expect(second).toMatchObject([{kind: 'ready', version: {text: expect.stringContaining(version)}}]);
			}
			for (const outputs of rest) expect(outputs.at(-1)).toMatchObject({kind: 'reply'});
		}
	});

	test('are the same byte by byte', () => {
		for (const [, exchanges] of roles) {
			const whole = replay(exchanges, received => [received]);
			expect(replay(exchanges, received => [...received].map(byte => Uint8Array.of(byte)))).toEqual(whole);
		}
	});

	test('are the same with one cut anywhere in an exchange', () => {
		const exchanges = roles[0]?.[1].slice(0, 6) ?? [];
		const whole = replay(exchanges, received => [received]);
		const longest = Math.max(...exchanges.map(({received}) => received.length)) + 10;
		for (let cut = 0; cut <= longest; cut++) {
			expect(replay(exchanges, received => cutAt(received, [cut]))).toEqual(whole);
		}
	});

	test('are the same with random cuts', () => {
		fc.assert(
			fc.property(fc.constantFrom(...roles), fc.array(fc.nat(), {maxLength: 20}), ([, exchanges], cuts) => {
				const whole = replay(exchanges, received => [received]);
				expect(replay(exchanges, received => cutAt(received, cuts))).toEqual(whole);
			}),
			{numRuns: 20},
		);
	});
});

test('events have the host’s clock and their data', () => {
	const codec = createQmpCodec();
	start(codec);
	const line =
		'{"timestamp": {"seconds": 1795418737, "microseconds": 701412}, "event": "MIGRATION", "data": {"status": "new-word"}}\r\n';
	expect(codec.receive(bytes(line))).toEqual([
		{kind: 'event', event: {name: 'MIGRATION', timeMs: 1_795_418_737_701, data: {status: 'new-word'}}},
	]);
	const noClock = '{"timestamp": {"seconds": -1, "microseconds": -1}, "event": "STOP"}\r\n';
	expect(codec.receive(bytes(noClock))).toEqual([{kind: 'event', event: {name: 'STOP', data: {}}}]);
});

test('replies are matched by id, errors without id by order', () => {
	const codec = createQmpCodec();
	start(codec);
	const id = idOf(codec.request('{"execute": "query-status"}'));
	expect(codec.receive(bytes('{"return": {"old": true}, "id": "another client"}\r\n'))).toEqual([]);
	expect(codec.receive(bytes(`{"return": {"running": true}, "id": ${id}}\r\n`))).toEqual([
		{kind: 'reply', reply: {ok: true, text: '{\n  "running": true\n}', value: {running: true}}},
	]);
	codec.request('{"execute": "nonsense"}');
	const error =
		'{"error": {"class": "CommandNotFound", "desc": "The command nonsense has not been found", "more": 1}}\r\n';
	expect(codec.receive(bytes(error))).toEqual([
		{
			kind: 'reply',
			reply: {ok: false, errorClass: 'CommandNotFound', text: 'The command nonsense has not been found'},
		},
	]);
	expect(codec.receive(bytes(error))).toEqual([]);
});

test('an object may be spread over lines, and behind telnet options', () => {
	const codec = createQmpCodec();
	const pretty = JSON.stringify(JSON.parse(greeting), null, 4).replaceAll('\n', '\r\n');
	const options = Uint8Array.of(0xff, 0xfb, 0x01, 0xff, 0xfb, 0x03, 0xff, 0xfb, 0x00, 0xff, 0xfd, 0x00);
	expect(codec.receive(options)).toEqual([]);
	expect(codec.receive(bytes(pretty))).toMatchObject([{kind: 'send'}]);
});

test('out-of-band execution is enabled only when wanted and offered', () => {
	const wanted = only(createQmpCodec({outOfBand: true}).receive(bytes(greeting)));
	expect(wanted?.kind === 'send' && JSON.parse(decode(wanted.bytes))).toEqual({
		execute: 'qmp_capabilities',
		arguments: {enable: ['oob']},
		id: 1,
	});
	const offered = only(createQmpCodec({outOfBand: true}).receive(bytes(greeting.replace('"oob"', ''))));
	expect(offered?.kind === 'send' && JSON.parse(decode(offered.bytes))).toEqual({execute: 'qmp_capabilities', id: 1});
});

test('invalid UTF-8 costs only its own characters', () => {
	const codec = createQmpCodec();
	start(codec);
	const id = idOf(codec.request('{"execute": "query-name"}'));
	const reply = Buffer.concat([
		Buffer.from('{"return": {"name": "a'),
		Buffer.of(0xff, 0xc3),
		Buffer.from(`b"}, "id": ${id}}\r\n`),
	]);
	expect(only(codec.receive(reply))).toMatchObject({reply: {ok: true, value: {name: 'a\uFFFD\uFFFDb'}}});
});

test.each([
	['QEMU 7.2.22 monitor - type', /does not speak QMP/],
	['{"return": {}}\r\n', /first words/],
	[`${greeting}{"return": "cut off\r\n`, /cut off/],
	[`${greeting}{"return": tru}\r\n`, /no JSON/],
	[`${greeting}{"return": ]\r\n`, /no JSON/],
	[`${greeting}{"error": {"class": "GenericError", "desc": "no"}}\r\n`, /refused to start a QMP session: no/],
	[`${greeting}{"x": "${'y'.repeat(2000)}"}`, /larger/],
	[`${greeting}{"x": ${'['.repeat(2000)}`, /larger/],
])('what is no QMP ends the session with a sentence (%#)', (text, reason) => {
	const codec = createQmpCodec({limitBytes: 1000});
	expect(codec.receive(bytes(text)).at(-1)).toEqual({kind: 'broken', reason: expect.stringMatching(reason)});
	expect(codec.receive(bytes(greeting))).toEqual([]);
});

test.each([
	['{"execute": "cont"}', '{"execute": "cont", "id": 2}\n'],
	['{}', '{"id": 2}\n'],
	[
		' {"execute": "x", "arguments": {"n": 18446744073709551615} } \n',
		'{"execute": "x", "arguments": {"n": 18446744073709551615}, "id": 2}\n',
	],
	['{"id": "mine", "execute": "cont"}', '{"execute":"cont","id":2}\n'],
])('the request %j is sent as %j', (line, expected) => {
	const codec = createQmpCodec();
	start(codec);
	expect(decode(codec.request(line))).toBe(expected);
});

test.each(['{"execute": ', 'info status', '[1]', 'null', '"x"', ''])('%j is not sent', line => {
	const codec = createQmpCodec();
	start(codec);
	expect(() => codec.request(line)).toThrow(/JSON/);
	expect(idOf(codec.request('{"execute": "cont"}'))).toBe(2);
});

test('any bytes in any chunks: no exception, the same outputs', () => {
	const piece = fc.oneof(
		fc.uint8Array({maxLength: 20}),
		fc.json().map(bytes),
		fc
			.constantFrom('{"return": {}, "id": 2}', '{"event": "STOP"}', '{"error": {}}', '{', '"', '\\', '}', '\r\n')
			.map(bytes),
	);
	fc.assert(
		fc.property(fc.array(piece, {maxLength: 30}), fc.boolean(), (pieces, started) => {
			const run = (chunks: readonly Uint8Array[]) => {
				const codec = createQmpCodec({limitBytes: 500});
				if (started) {
					start(codec);
					codec.request('{"execute": "query-status"}');
				}
				return chunks.flatMap(chunk => [...codec.receive(chunk)]);
			};
			const outputs = run(pieces);
			expect(outputs.filter(({kind}) => kind === 'reply').length).toBeLessThanOrEqual(1);
			expect(run([new Uint8Array(Buffer.concat(pieces))])).toEqual(outputs);
		}),
		{numRuns: 1000},
	);
});
