/** Questions to a QEMU's schema. A path that leads nowhere has no answer; nothing here fails. */
import type {QmpCommand, QmpMember, QmpSchema, QmpType} from './schema.js';

const own = <Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
	Object.hasOwn(record, name) ? record[name] : undefined;

export const commandOf = ({commands}: QmpSchema, name: string): QmpCommand | undefined => own(commands, name);

export const qmpTypeOf = ({types}: QmpSchema, name: string): QmpType | undefined => own(types, name);

/** Deeper than QEMU nests types in types without a member between them; what a broken schema turns in a circle ends here. */
const deepest = 8;

/**
The members of an object type: its own, then those of the chosen variant.
@param chosen The value of the union's tag; without one the members of no variant are among them.
*/
export const membersOf = (
	schema: QmpSchema,
	typeName: string,
	chosen?: string,
	depth: number = deepest,
): readonly QmpMember[] => {
	const type = qmpTypeOf(schema, typeName);
	if (type === undefined || depth === 0) {
		return [];
	}

	if (type.kind === 'alternate') {
		return type.types.flatMap(each => membersOf(schema, each, chosen, depth - 1));
	}

	if (type.kind !== 'object') {
		return [];
	}

	const variant = type.variants.find(candidate => candidate.case === chosen)?.type;
	return variant === undefined ? type.members : [...type.members, ...membersOf(schema, variant, undefined, depth - 1)];
};

/** Every value that a type allows as a word: of enums, `true` and `false` of booleans; of an array those of its elements. */
export const wordsOf = (schema: QmpSchema, typeName: string, depth: number = deepest): readonly string[] => {
	const type = qmpTypeOf(schema, typeName);
	if (type === undefined || depth === 0) {
		return [];
	}

	switch (type.kind) {
		case 'enum':
			return type.values;
		case 'builtin':
			return type.json === 'boolean' ? ['true', 'false'] : [];
		case 'array':
			return wordsOf(schema, type.element, depth - 1);
		case 'alternate':
			return [...new Set(type.types.flatMap(each => wordsOf(schema, each, depth - 1)))];
		default:
			return [];
	}
};

/** The type of a command's argument, by the names that lead to it; lists are gone through. `undefined`: there is none. */
export const argumentType = (schema: QmpSchema, command: string, path: readonly string[]): string | undefined =>
	memberType(schema, commandOf(schema, command)?.argumentType, path);

/** The type of a member of a command's answer, in the same way. */
export const returnType = (schema: QmpSchema, command: string, path: readonly string[]): string | undefined =>
	memberType(schema, commandOf(schema, command)?.returnType, path);

const elementOf = (schema: QmpSchema, typeName: string): string => {
	const type = qmpTypeOf(schema, typeName);
	return type?.kind === 'array' ? type.element : typeName;
};

const memberType = (schema: QmpSchema, from: string | undefined, path: readonly string[]): string | undefined => {
	let typeName = from;
	for (const name of path) {
		if (typeName === undefined) {
			return undefined;
		}

		typeName = anyMember(schema, elementOf(schema, typeName), name)?.type;
	}

	return typeName;
};

/** A member by name, whichever variant has it. */
const anyMember = (schema: QmpSchema, typeName: string, name: string): QmpMember | undefined => {
	const type = qmpTypeOf(schema, typeName);
	const variants = type?.kind === 'object' ? type.variants.map(each => each.case) : [];
	return [undefined, ...variants]
		.flatMap(chosen => membersOf(schema, typeName, chosen))
		.find(member => member.name === name);
};
