import fc from 'fast-check';
import {expect, test} from 'vitest';
import {readQmpSchema} from '../../../source/protocol/qmp/schema.js';
import {
	argumentType,
	commandOf,
	membersOf,
	qmpTypeOf,
	returnType,
	wordsOf,
} from '../../../source/protocol/qmp/schema-lookup.js';
import {recordedSchema} from '../../support/qmp-schema.js';

const schema = readQmpSchema(recordedSchema());
if (schema === undefined) {
	throw new Error('The recorded schema cannot be read.');
}

const namesOf = (command: string, chosen?: string) =>
	membersOf(schema, commandOf(schema, command)?.argumentType ?? '', chosen).map(({name}) => name);

test('the schema of QEMU 10.0 is read whole', () => {
	expect(Object.keys(schema.commands)).toHaveLength(233);
	expect(Object.keys(schema.events)).toHaveLength(55);
	expect(Object.keys(schema.types)).toHaveLength(624 + 96 + 6 + 152 + 6);
	expect(commandOf(schema, 'migrate-pause')?.allowsOutOfBand).toBe(true);
	expect(commandOf(schema, 'nbd-server-add')?.features).toEqual(['deprecated']);
	expect(commandOf(schema, 'constructor')).toBeUndefined();
});

test('arguments with what may be left out', () => {
	expect(namesOf('migrate')).toEqual(['uri', 'channels', 'detach', 'resume']);
	const [driver, bus] = membersOf(schema, commandOf(schema, 'device_add')?.argumentType ?? '');
	expect(driver).toEqual({name: 'driver', type: 'str', isOptional: false, features: []});
	expect(bus?.isOptional).toBe(true);
});

test('the tag of a union chooses its members', () => {
	expect(namesOf('blockdev-add')).toContain('driver');
	expect(namesOf('blockdev-add')).not.toContain('filename');
	expect(namesOf('blockdev-add', 'file')).toContain('filename');
	expect(namesOf('blockdev-add', 'qcow2')).toContain('l2-cache-size');
});

test('features are found by the names that lead to them', () => {
	const has = (type: string | undefined, word: string) => type !== undefined && wordsOf(schema, type).includes(word);
	expect(has(argumentType(schema, 'migrate-set-capabilities', ['capabilities', 'capability']), 'multifd')).toBe(true);
	expect(argumentType(schema, 'migrate-set-parameters', ['avail-switchover-bandwidth'])).toBe('int');
	expect(argumentType(schema, 'migrate-set-parameters', ['no-such'])).toBeUndefined();
	expect(has(returnType(schema, 'query-migrate', ['status']), 'postcopy-active')).toBe(true);
	expect(wordsOf(schema, argumentType(schema, 'migrate', ['resume']) ?? '')).toEqual(['true', 'false']);
});

test('enums of 6.1 have values only, later ones may have members only', () => {
	const of = (extra: object) =>
		readQmpSchema([
			{name: 'stop', 'meta-type': 'command', 'arg-type': '0', 'ret-type': '0'},
			{name: '1', 'meta-type': 'enum', ...extra},
		]);
	for (const extra of [{values: ['a', 'b']}, {members: [{name: 'a'}, {name: 'b'}]}]) {
		expect(of(extra)?.types['1']).toEqual({kind: 'enum', values: ['a', 'b']});
	}
});

test('what is no schema has none, and a schema that turns in a circle ends', () => {
	fc.assert(
		fc.property(fc.jsonValue(), value => {
			expect(readQmpSchema(value)).toBeUndefined();
		}),
	);
	const broken = readQmpSchema([
		{name: 'x', 'meta-type': 'command', 'arg-type': 'a', 'ret-type': 'b'},
		{name: 'a', 'meta-type': 'array', 'element-type': 'b'},
		{name: 'b', 'meta-type': 'alternate', members: [{type: 'a'}, {type: 'c'}, {}]},
		{name: 'c', 'meta-type': 'object', members: [], tag: 't', variants: [{case: 'v', type: 'c'}, 7]},
		{name: 'd', 'meta-type': 'of the future'},
		7,
	]);
	expect(broken && [wordsOf(broken, 'a'), membersOf(broken, 'b', 'v'), qmpTypeOf(broken, 'd')]).toEqual([
		[],
		[],
		undefined,
	]);
});
