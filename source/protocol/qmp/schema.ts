/**
The answer to `query-qmp-schema` (QEMU 2.5 and later; docs/devel/qapi-code-gen): what this QEMU's QMP can do.

- Types have no names of their own but numbers, which differ from build to build: only commands, events and members are named.
- `values` of an enum became `members` with `values` kept beside it (6.2); a later QEMU may send `members` alone.
- An entry of an unknown meta-type, or without its parts, is left out; nothing here fails.
*/
import * as v from 'valibot';

export type QmpMember = {
	readonly name: string;
	/** A key of `QmpSchema.types`. */
	readonly type: string;
	/** It has a default, so it may be left out. */
	readonly isOptional: boolean;
	readonly features: readonly string[];
};

export type QmpType =
	/** `json`: string, number, int, boolean, null or value (anything). */
	| {readonly kind: 'builtin'; readonly json: string}
	| {readonly kind: 'enum'; readonly values: readonly string[]}
	| {readonly kind: 'array'; readonly element: string}
	/** One of these types. */
	| {readonly kind: 'alternate'; readonly types: readonly string[]}
	/** A union where `tag` names the member whose value chooses further members. */
	| {
			readonly kind: 'object';
			readonly members: readonly QmpMember[];
			readonly tag: string | undefined;
			readonly variants: readonly {readonly case: string; readonly type: string}[];
	  };

export type QmpCommand = {
	/** Keys of `QmpSchema.types`. */
	readonly argumentType: string;
	readonly returnType: string;
	/** `deprecated`, `unstable` and what else QEMU tells. */
	readonly features: readonly string[];
	/** It may be sent out of band. */
	readonly allowsOutOfBand: boolean;
};

/** Plain data. Look things up with the functions below: a name may be `constructor`. */
export type QmpSchema = {
	readonly commands: Readonly<Record<string, QmpCommand>>;
	/** Event to the type of its data. */
	readonly events: Readonly<Record<string, string>>;
	readonly types: Readonly<Record<string, QmpType>>;
};

const names = v.fallback(v.array(v.string()), []);
const member = v.looseObject({name: v.string(), type: v.string(), features: names});
const variant = v.looseObject({case: v.string(), type: v.string()});
const list = v.fallback(v.array(v.unknown()), []);
const word = v.fallback(v.string(), '');
const entry = v.looseObject({
	name: v.string(),
	'meta-type': v.string(),
	'arg-type': word,
	'ret-type': word,
	'allow-oob': v.fallback(v.boolean(), false),
	'element-type': word,
	'json-type': word,
	features: names,
	values: names,
	members: list,
	variants: list,
	tag: v.fallback(v.optional(v.string()), undefined),
});

type Entry = v.InferOutput<typeof entry>;

const those = <Schema extends v.GenericSchema>(values: readonly unknown[], schema: Schema): v.InferOutput<Schema>[] =>
	values.flatMap(value => {
		const result = v.safeParse(schema, value);
		return result.success ? [result.output] : [];
	});

const typeOf = (read: Entry): QmpType | undefined => {
	switch (read['meta-type']) {
		case 'builtin':
			return {kind: 'builtin', json: read['json-type']};
		case 'enum': {
			const values = those(read.members, v.looseObject({name: v.string()})).map(({name}) => name);
			return {kind: 'enum', values: values.length > 0 ? values : read.values};
		}

		case 'array':
			return {kind: 'array', element: read['element-type']};
		case 'alternate':
			return {kind: 'alternate', types: those(read.members, v.looseObject({type: v.string()})).map(({type}) => type)};
		case 'object':
			return {
				kind: 'object',
				// `default` is there, as null, for what may be left out.
				members: those(read.members, member).map(({name, type, features, ...rest}) => ({
					name,
					type,
					isOptional: Object.hasOwn(rest, 'default'),
					features,
				})),
				tag: read.tag,
				variants: those(read.variants, variant).map(({case: chosen, type}) => ({case: chosen, type})),
			};
		default:
			return undefined;
	}
};

/** `undefined` when it is no list, or names no command. */
export const readQmpSchema = (value: unknown): QmpSchema | undefined => {
	const entries = those(Array.isArray(value) ? value : [], entry);
	const commands = entries
		.filter(read => read['meta-type'] === 'command')
		.map((read): [string, QmpCommand] => [
			read.name,
			{
				argumentType: read['arg-type'],
				returnType: read['ret-type'],
				features: read.features,
				allowsOutOfBand: read['allow-oob'],
			},
		]);
	if (commands.length === 0) {
		return undefined;
	}

	return {
		// Unlike an assignment, this takes `__proto__` for a name like any other.
		commands: Object.fromEntries(commands),
		events: Object.fromEntries(
			entries.filter(read => read['meta-type'] === 'event').map(read => [read.name, read['arg-type']]),
		),
		types: Object.fromEntries(
			entries.flatMap(read => {
				const type = typeOf(read);
				return type === undefined ? [] : [[read.name, type] as const];
			}),
		),
	};
};
