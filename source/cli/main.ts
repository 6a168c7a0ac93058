import meow from 'meow';
import {messageOf} from '../lib/message-of.js';
import {exitCode} from './exit-code.js';
import {type Flags, flags} from './flags.js';
import {help} from './help.js';
import {subcommands} from './subcommands.js';
import {UsageError} from './usage-error.js';

/** `vmferry lab exec COMMAND …`: what follows is another program's command line and none of our flags. */
const splitForeign = (words: readonly string[]): readonly [own: readonly string[], foreign: readonly string[]] => {
	const exec = words[0] === 'lab' ? words.indexOf('exec') : -1;
	return exec < 0 ? [words, []] : [words.slice(0, exec + 1), words.slice(exec + 1)];
};

const main = async (): Promise<void> => {
	const [argv, foreign] = splitForeign(process.argv.slice(2));
	const cli = meow(help, {
		importMeta: import.meta,
		argv,
		flags,
		// A misspelt --release must not pass for none.
		allowUnknownFlags: false,
		description: 'vmferry: moves live QEMU guests over SSH',
	});
	const given: Flags = cli.flags;
	const [first, ...rest] = [...cli.input, ...foreign];
	const subcommand = subcommands.find(({name}) => name === first);
	try {
		const {run} = await (subcommand ? subcommand.load() : import('./commands/console.js'));
		process.exitCode = await run(subcommand ? rest : cli.input, given);
	} catch (error) {
		process.exitCode = explain(error);
	}
};

/** What reaches here is said in a sentence; the stack is for those who mend vmferry. */
const explain = (error: unknown): number => {
	if (error instanceof UsageError) {
		console.error(error.message);
		console.error('vmferry --help shows every command.');
		return exitCode.usage;
	}

	console.error(messageOf(error));
	if (process.env['VMFERRY_DEBUG'] !== undefined && error instanceof Error) {
		console.error(error.stack);
	}

	return exitCode.failed;
};

await main();
