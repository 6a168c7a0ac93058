/**
QEMU's command-line syntax, as far as a plan needs it: options with or without a value, and `key=value` lists.

Rules:
- an option starts with `-` or `--`, both mean the same;
- whether a value follows is fixed per option and cannot be told from the text, so the options without one are listed;
- the first bare word is a disk image (`qemu disk.img`);
- inside a list a literal comma is written `,,`; a key without `=` is a boolean (`server`, `nowait`).
*/

/** Options that take no value, QEMU 0.12 to 11.1 (from the option tables of those releases). Every other option takes one. */
const optionsWithoutValue: ReadonlySet<string> = new Set([
	'S',
	'alt-grab',
	'async-teardown',
	'ctrl-grab',
	'curses',
	'daemonize',
	'enable-fips',
	'enable-kvm',
	'enable-sync-profile',
	'full-screen',
	'h',
	'help',
	'hax',
	'localtime',
	'mem-prealloc',
	'no-acpi',
	'no-fd-bootchk',
	'no-frame',
	'no-hpet',
	'no-kvm',
	'no-kvm-irqchip',
	'no-kvm-pit',
	'no-kvm-pit-reinjection',
	'no-quit',
	'no-reboot',
	'no-shutdown',
	'no-user-config',
	'nodefaults',
	'nodefconfig',
	'nographic',
	'old-param',
	'portrait',
	'preconfig',
	'rtc-td-hack',
	's',
	'sdl',
	'semihosting',
	'singlestep',
	'snapshot',
	'spice-foreign-menus',
	'std-vga',
	'tdf',
	'usb',
	'version',
	'win2k-hack',
	'xen-attach',
	'xen-create',
]);

/** One option of a command line. `words` are its one or two arguments, byte for byte. */
export type CommandLineOption = {
	/** Without dashes; empty for a bare disk image. */
	readonly name: string;
	readonly value: string | undefined;
	readonly words: readonly string[];
};

/** The arguments after the program name, as options in their order. */
export const parseOptions = (commandLine: readonly string[]): readonly CommandLineOption[] => {
	const options: CommandLineOption[] = [];
	for (let index = 1; index < commandLine.length; index++) {
		const word = commandLine[index] ?? '';
		if (!word.startsWith('-') || word === '-') {
			options.push({name: '', value: word, words: [word]});
			continue;
		}

		const name = word.replace(/^--?/, '');
		const value = optionsWithoutValue.has(name) ? undefined : commandLine[index + 1];
		options.push({name, value, words: value === undefined ? [word] : [word, value]});
		if (value !== undefined) {
			index++;
		}
	}

	return options;
};

/** An option made by us. */
export const option = (name: string, value?: string): CommandLineOption => ({
	name,
	value,
	words: value === undefined ? [`-${name}`] : [`-${name}`, value],
});

/** The words of a command line again. */
export const joinOptions = (program: string, options: readonly CommandLineOption[]): readonly string[] => [
	program,
	...options.flatMap(({words}) => words),
];

/** One entry of a `key=value` list; `value` is `undefined` for a bare word. */
export type ListEntry = {readonly key: string; readonly value: string | undefined};

/** Splits `tcp:0:4444,server,id=a,,b` at single commas; a doubled comma stands for one. */
export const parseList = (text: string): readonly ListEntry[] =>
	splitAtSingleCommas(text)
		.map(part => part.replaceAll(',,', ','))
		.map(part => {
			const equals = part.indexOf('=');
			return equals < 0 ? {key: part, value: undefined} : {key: part.slice(0, equals), value: part.slice(equals + 1)};
		});

const splitAtSingleCommas = (text: string): readonly string[] => {
	const parts: string[] = [];
	let start = 0;
	for (let index = 0; index < text.length; index++) {
		if (text[index] !== ',') {
			continue;
		}

		if (text[index + 1] === ',') {
			index++;
			continue;
		}

		parts.push(text.slice(start, index));
		start = index + 1;
	}

	parts.push(text.slice(start));
	return parts;
};

/** Writes a list back; the inverse of `parseList`. */
export const formatList = (entries: readonly ListEntry[]): string =>
	entries.map(({key, value}) => (value === undefined ? key : `${key}=${value}`).replaceAll(',', ',,')).join(',');

/** The value of a key, or `undefined`. The last one wins, as in QEMU. */
export const listValue = (entries: readonly ListEntry[], key: string): string | undefined =>
	entries.findLast(entry => entry.key === key)?.value;

/** Whether a boolean of a list is on: `server`, `server=on`, `server=yes`, `server=true`, `server=y`. */
export const listFlag = (entries: readonly ListEntry[], key: string): boolean => {
	const entry = entries.findLast(candidate => candidate.key === key);
	return entry !== undefined && (entry.value === undefined || /^(?:on|yes|true|y)$/.test(entry.value));
};
