import type {Flags} from './flags.js';

/** One subcommand. Its code is loaded only when it is asked for. */
export type Subcommand = {
	readonly name: string;
	readonly usage: string;
	readonly summary: string;
	readonly load: () => Promise<{run(words: readonly string[], flags: Flags): Promise<number>}>;
};

/** Every subcommand, in the order of the help. The console is what remains when none of them is named. */
export const subcommands: readonly Subcommand[] = [
	{
		name: 'ls',
		usage: 'ls HOST [HOST …]',
		summary: 'list the guests of hosts',
		load: () => import('./commands/ls.js'),
	},
	{
		name: 'migrate',
		usage: 'migrate GUEST SOURCE DESTINATION',
		summary: 'move a guest, without the screen',
		load: () => import('./commands/migrate.js'),
	},
	{
		name: 'watch',
		usage: 'watch [GUEST] HOST HOST',
		summary: 'find a migration that is under way, whoever began it, and go on with it',
		load: () => import('./commands/watch.js'),
	},
	{
		name: 'release',
		usage: 'release GUEST SOURCE DESTINATION',
		summary: 'end the empty process that an earlier move left on SOURCE',
		load: () => import('./commands/release.js'),
	},
	{
		name: 'monitor',
		usage: 'monitor GUEST@HOST [COMMAND …]',
		summary: "send commands to a guest's monitor (from standard input without COMMAND)",
		load: () => import('./commands/monitor.js'),
	},
	{
		name: 'lab',
		usage: 'lab up|down|status|exec',
		summary: 'two real hosts on this machine, to try everything out',
		load: () => import('./commands/lab.js'),
	},
];
