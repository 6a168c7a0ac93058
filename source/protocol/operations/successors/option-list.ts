/** `key=value,key=value` as QEMU's options have it; a doubled comma is one inside of a value. */
export type OptionList = ReadonlyMap<string, string>;

export function readOptions(text: string): OptionList {
	const entries = text.split(/(?<!,),(?!,)/).filter(entry => entry !== '');
	return new Map(
		entries.map(entry => {
			const equals = entry.indexOf('=');
			return equals < 0 ? [entry, 'on'] : [entry.slice(0, equals), entry.slice(equals + 1)];
		}),
	);
}

/** Options as text; `undefined` values are left out. */
export const writeOptions = (first: string, options: Readonly<Record<string, string | undefined>>): string =>
	[first, ...Object.entries(options).flatMap(([key, value]) => (value === undefined ? [] : `${key}=${value}`))].join(
		',',
	);

/** An id for a drive that never had one, made from its file, so that it says what it is and the same file twice is refused. */
export const driveIdOf = (prefix: string, file: string): string =>
	`${prefix}-${
		file
			.split('/')
			.at(-1)
			?.replaceAll(/[^\w.-]/g, '-') ?? ''
	}`;
