import type {Guest, GuestKey} from '../domain/guest.js';
import type {LineConfirmation} from '../domain/line-hazard.js';
import {needsYes} from '../domain/migration/find-migrations.js';
import {isFinal} from '../domain/migration/phase.js';
import type {MigrationPlan} from '../domain/migration/plan.js';
import type {MigrationRequest} from '../domain/migration/request.js';
import type {MigrationState} from '../domain/migration/state.js';
import type {Problem} from '../domain/problem.js';
import type {Result} from '../lib/result.js';
import type {MonitorLanguage} from '../protocol/facts.js';
import {guestsOf} from '../store/shown-monitor.js';
import type {Store} from '../store/store.js';
import type {EngineCommand} from './command.js';
import type {ProposedMigration} from './migration/plan-migration.js';
import type {MigrationRun} from './migration/runner.js';
import type {Conversations} from './monitors/conversation.js';
import type {Questions} from './questions.js';

/** What the commands of a person act on. */
export type CommandContext = {
	readonly store: Store;
	readonly conversations: Conversations;
	readonly questions: Questions;
	readonly plan: (request: MigrationRequest) => Promise<Result<ProposedMigration, Problem>>;
	readonly begin: (plan: MigrationPlan) => MigrationRun;
	readonly resume: (found: MigrationState) => MigrationRun;
	readonly findMigrations: () => Promise<readonly MigrationState[]>;
	readonly currentRun: () => MigrationRun | undefined;
	/** Reads all hosts anew. */
	readonly refresh: () => Promise<void>;
};

type Performers = {
	readonly [Kind in EngineCommand['kind']]: (
		command: Extract<EngineCommand, {kind: Kind}>,
		context: CommandContext,
	) => void | Promise<void>;
};

const proposeMigration = async (request: MigrationRequest, {store, plan}: CommandContext): Promise<void> => {
	const {guestName, destinationHost} = request;
	store.dispatch({kind: 'open-dialog', dialog: {kind: 'planning', guestName, destinationHost}});
	const proposed = await plan(request);
	// The person may have closed it meanwhile.
	if (store.getState().ui.dialog?.kind !== 'planning') {
		return;
	}

	store.dispatch({
		kind: 'open-dialog',
		dialog: proposed.ok ? {kind: 'confirm-migration', ...proposed.value} : {kind: 'problem', problem: proposed.reason},
	});
};

/** Watching changes nothing by itself, so it waits for nobody's yes; what would end a process is asked first. */
const watchWhatIsFound = async ({store, findMigrations, resume, currentRun}: CommandContext): Promise<void> => {
	const found = await findMigrations();
	const run = currentRun();
	if (run !== undefined && !isFinal(run.state.phase)) {
		return;
	}

	const first = found.find(each => !needsYes(each)) ?? found[0];
	if (first === undefined) {
		return;
	}

	if (needsYes(first)) {
		store.dispatch({kind: 'open-dialog', dialog: {kind: 'confirm-roll-back', found: first}});
		return;
	}

	resume(first);
	const others = found.length - 1;
	const {guestName, source, destination} = first.plan;
	store.dispatch({
		kind: 'notice',
		text: `Found under way: ${guestName} from ${source.host} to ${destination.host}${others > 0 ? `, and ${others} more (vmferry watch)` : ''}.`,
	});
};

const guestOf = (store: Store, key: GuestKey): Guest | undefined =>
	guestsOf(store.getState()).find(guest => guest.key === key);

/** Sends a line, or opens the dialog about it. True when QEMU did what it says. */
const sayLine = async (
	{store, conversations}: CommandContext,
	key: GuestKey,
	language: MonitorLanguage,
	line: string,
	confirmation?: LineConfirmation,
): Promise<boolean> => {
	const guest = guestOf(store, key);
	if (guest === undefined) {
		return false;
	}

	const said = await conversations.sendLine(guest, language, line, confirmation);
	if (said.kind === 'held') {
		const {name, host} = guest;
		store.dispatch({
			kind: 'open-dialog',
			dialog: {kind: 'confirm-line', guest: {key, name, host}, language, line, hazard: said.hazard},
		});
	}

	return said.kind === 'done';
};

/** One entry for each command; the compiler names the one that is missing. */
const performers: Performers = {
	'plan-migration': ({request}, context) => proposeMigration(request, context),
	'begin-migration'({plan}, {store, begin}) {
		if (store.getState().isReadOnly) {
			const wanted = `the move of ${plan.guestName}`;
			store.dispatch({kind: 'open-dialog', dialog: {kind: 'problem', problem: {kind: 'read-only', wanted}}});
		} else {
			begin(plan);
		}
	},
	'cancel-migration': (_, {currentRun}) => currentRun()?.send({kind: 'cancel-asked'}),
	'find-migrations': (_, context) => watchWhatIsFound(context),
	'resume-migration'({found}, {resume}) {
		resume(found);
	},
	'start-post-copy': (_, {currentRun}) => currentRun()?.send({kind: 'post-copy-asked'}),
	'recover-post-copy': (_, {currentRun}) => currentRun()?.send({kind: 'recover-asked'}),
	'release-source': (_, {currentRun}) => currentRun()?.send({kind: 'release-asked'}),
	'keep-source': (_, {currentRun}) => currentRun()?.send({kind: 'kept'}),
	async 'send-line'({guest, language, line, confirmation}, context) {
		await sayLine(context, guest, language, line, confirmation);
	},
	async 'send-lines'({guest, language, lines}, context) {
		for (const [index, line] of lines.entries()) {
			if (!(await sayLine(context, guest, language, line))) {
				const left = lines.length - index - 1;
				const text = left === 1 ? 'The last pasted line was not sent.' : `${left} more pasted lines were not sent.`;
				context.store.dispatch({kind: 'notice', text: left === 0 ? undefined : text});
				break;
			}
		}
	},
	async 'attach-monitor'({guest: key, language}, {store, conversations}) {
		const guest = guestOf(store, key);
		await (guest && conversations.attach(guest, language));
	},
	'answer-question': ({id, answer}, {questions}) => questions.answer(id, answer),
	refresh: (_, {refresh}) => refresh(),
};

/** Does what a person asked by a key; what comes of it is in the store. Rejects only for a mistake of ours. */
export const createCommandPerformer =
	(context: CommandContext) =>
	async <Kind extends EngineCommand['kind']>(command: Extract<EngineCommand, {kind: Kind}>): Promise<void> => {
		const performer: Performers[Kind] = performers[command.kind as Kind];
		await performer(command, context);
	};
