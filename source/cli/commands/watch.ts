import {needsYes} from '../../domain/migration/find-migrations.js';
import type {MigrationState} from '../../domain/migration/state.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {answerOnTerminal, askYes, canAsk} from '../line-questions.js';
import {openEngine} from '../open-engine.js';
import {jsonOutput} from '../output/migration-json.js';
import {textOutput} from '../output/migration-text.js';
import {settleMigration} from '../settle-migration.js';
import {UsageError} from '../usage-error.js';

const nameOf = ({plan: {guestName, source, destination}}: MigrationState): string =>
	`${guestName} ${source.host} → ${destination.host}`;

const rollBackQuestion = ({plan}: MigrationState): string =>
	`${plan.destination.host} has a process that waits for ${plan.guestName}, and nothing was sent to it. Is the vmferry that started it gone, and shall the process be ended?`;

const choose = (found: readonly MigrationState[], guestName: string | undefined): MigrationState | undefined => {
	const meant = guestName === undefined ? found : found.filter(({plan}) => plan.guestName === guestName);
	if (meant.length > 1) {
		throw new UsageError(
			`More than one migration is under way: ${meant.map(nameOf).join(', ')}. Name the guest first.`,
		);
	}

	return meant[0];
};

/** Finds a migration that is under way, whoever began it, and goes on with it to its end. */
export const run = async (words: readonly string[], flags: Flags): Promise<ExitCode> => {
	const [guestName, hosts] = words.length === 3 ? [words[0], words.slice(1)] : [undefined, words];
	if (hosts.length !== 2) {
		throw new UsageError(
			'Between which hosts? For example: vmferry watch alpha beta, or vmferry watch vm01 alpha beta',
		);
	}

	const engine = openEngine(hosts, flags);
	answerOnTerminal(engine);
	try {
		await engine.start();
		const output = flags.json ? jsonOutput() : textOutput();
		const found = choose(await engine.findMigrations(), guestName);
		if (found === undefined) {
			output.notice(
				`No migration${guestName === undefined ? '' : ` of ${guestName}`} is under way between ${hosts.join(' and ')}.`,
			);
			return exitCode.guest;
		}

		output.notice(`Found under way: ${nameOf(found)}.`);
		if (needsYes(found) && !flags.yes && !(canAsk() && (await askYes(rollBackQuestion(found))))) {
			output.notice(`Left as it is. ${rollBackQuestion(found)} Then: vmferry watch ${hosts.join(' ')} --yes`);
			return exitCode.attention;
		}

		const release = flags.release ? 'release' : flags.keep ? 'keep' : found.plan.release;
		const wanted = {...found, plan: {...found.plan, release}};
		return await settleMigration(engine, engine.resume(wanted), flags, output);
	} finally {
		await engine.close();
	}
};
