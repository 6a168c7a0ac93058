/** Pieces of schemas that never fail: a member of another type than expected is absent. */
import * as v from 'valibot';

/** A number of 0 or more. */
export const amount = v.fallback(v.optional(v.pipe(v.number(), v.minValue(0))), undefined);

export const text = v.fallback(v.optional(v.string()), undefined);

export const flag = v.fallback(v.optional(v.boolean()), undefined);

/** An object that may be missing or be something else. */
export const part = <Entries extends v.ObjectEntries>(entries: Entries) =>
	v.fallback(v.optional(v.looseObject(entries)), undefined);

/** The entries of a list that fit; `undefined` when it is no list. */
export function entriesOf<Schema extends v.GenericSchema>(
	value: unknown,
	schema: Schema,
): v.InferOutput<Schema>[] | undefined {
	if (!Array.isArray(value)) return undefined;
	return value.flatMap(entry => {
		const result = v.safeParse(schema, entry);
		return result.success ? [result.output] : [];
	});
}

/** The output of a schema, or `undefined`. */
export function read<Schema extends v.GenericSchema>(
	value: unknown,
	schema: Schema,
): v.InferOutput<Schema> | undefined {
	const result = v.safeParse(schema, value);
	return result.success ? result.output : undefined;
}
