import meow from 'meow';
import {exitCode} from './exit-code.js';
import {type Flags, flags} from './flags.js';
import {help} from './help.js';
import {subcommands} from './subcommands.js';
import {UsageError} from './usage-error.js';

const main = async (): Promise<void> => {
	const cli = meow(help, {importMeta: import.meta, flags, description: 'vmferry: moves live QEMU guests over SSH'});
	const given: Flags = cli.flags;
	const [first, ...rest] = cli.input;
	const subcommand = subcommands.find(({name}) => name === first);
	try {
		const {run} = await (subcommand ? subcommand.load() : import('./commands/console.js'));
		process.exitCode = await run(subcommand ? rest : cli.input, given);
	} catch (error) {
		if (!(error instanceof UsageError)) {
			throw error;
		}

		console.error(error.message);
		console.error('vmferry --help shows every command.');
		process.exitCode = exitCode.usage;
	}
};

await main();
