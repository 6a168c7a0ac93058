import type {MigrationPlan} from '../../domain/migration/plan.js';
import type {RunbookStep} from '../../domain/migration/runbook.js';
import type {MigrationState} from '../../domain/migration/state.js';
import type {CheckOutcome, CheckReport} from '../../domain/preflight/check.js';
import {sanitize} from '../../lib/sanitize.js';
import type {PromptState} from '../prompt/prompt-state.js';
import type {AppState, Dialog, PendingQuestion} from '../state.js';
import {confirmLine} from './confirm-line.js';
import {type Line, line, type Tone} from './line.js';
import {problemLines} from './migration-result.js';

/** What a dialog says. `ask` stays in sight when the lines are scrolled. */
export type DialogText = {
	readonly title: string;
	readonly tone: Tone;
	readonly lines: readonly Line[];
	readonly ask: Line | undefined;
	/** What is being typed below the question, where that is no secret. */
	readonly typed?: PromptState;
};

const outcomeMarks: Readonly<Record<CheckOutcome, {readonly mark: string; readonly tone: Tone}>> = {
	pass: {mark: '✓', tone: 'good'},
	warn: {mark: '!', tone: 'warn'},
	block: {mark: '✗', tone: 'bad'},
	unknown: {mark: '?', tone: 'warn'},
};

const checkLines = ({outcome, title, detail, remedy}: CheckReport): readonly Line[] => {
	const {mark, tone} = outcomeMarks[outcome];
	return [
		line(sanitize(`${mark} ${title}: ${detail}`), outcome === 'pass' ? 'plain' : tone, 2, 2),
		...(remedy === undefined || outcome === 'pass' ? [] : [line(sanitize(`→ ${remedy}`), 'strong', 4, 2)]),
	];
};

const stepLines = ({host, via, command, why}: RunbookStep): readonly Line[] => {
	const where = via === 'monitor' ? `${host} monitor` : `${host} $`;
	return command === undefined
		? [line(sanitize(`${where}  (${why})`), 'dim', 2)]
		: [line(sanitize(`${where}  ${command}`), 'command', 2, 2), line(sanitize(why), 'dim', 4)];
};

const howItGoes = ({expectRunning, mode, postCopy}: MigrationPlan): string => {
	if (!expectRunning) {
		return 'is paused and stays so';
	}

	if (mode === 'offline') {
		return 'is stopped, copied, and goes on there';
	}

	const live = 'goes on running while its memory is copied';
	switch (postCopy) {
		case 'off':
			return live;
		case 'by-hand':
			return `${live}, and may be switched to post-copy by you`;
		case 'needed':
			return `${live}, and is switched to post-copy if that does not end by itself`;
		default:
			return `${live}, and is switched to post-copy after the first pass`;
	}
};

const planSummary = (plan: MigrationPlan): Line => {
	const {destination, guestName} = plan;
	return line(
		sanitize(
			`${guestName} ${howItGoes(plan)}; ${
				destination.launch.kind === 'start'
					? `vmferry starts the QEMU on ${destination.host}`
					: `a QEMU on ${destination.host} already waits for it`
			}. Migration address ${destination.address}:${destination.port}.`,
		),
	);
};

const confirmMigration = (dialog: Extract<Dialog, {kind: 'confirm-migration'}>): DialogText => {
	const {plan, checks, runbook} = dialog;
	const hasBlock = checks.some(({outcome}) => outcome === 'block');
	return {
		title: sanitize(`Migrate ${plan.guestName} from ${plan.source.host} to ${plan.destination.host}`),
		tone: hasBlock ? 'bad' : 'strong',
		lines: [
			planSummary(plan),
			...plan.warnings.map(text => line(sanitize(`! ${text}`), 'warn')),
			line('Checks', 'strong'),
			...checks.flatMap(checkLines),
			line('What will be done', 'strong'),
			...runbook.flatMap(stepLines),
		],
		ask: hasBlock
			? line('A check forbids it: nothing will be started.', 'bad')
			: line('Start it? Nothing has been touched so far.', 'strong'),
	};
};

const confirmRelease = ({migration}: AppState): DialogText => {
	const plan = migration?.plan;
	return {
		title: sanitize(`Release the source of ${plan?.guestName ?? 'the guest'}`),
		tone: 'strong',
		lines: [
			line(
				sanitize(
					`The QEMU process left on ${plan?.source.host ?? 'the source'} (pid ${plan?.source.process.pid ?? '?'}) holds no guest any more: ${plan?.guestName ?? 'it'} is on ${plan?.destination.host ?? 'the destination'}.`,
				),
			),
			line('Both sides are looked at once more; it is ended only if the destination still holds the guest.'),
		],
		ask: line('End this process?', 'strong'),
	};
};

const confirmPostCopy = ({migration}: AppState): DialogText => {
	const plan = migration?.plan;
	const [name, source, destination] = [
		plan?.guestName ?? 'the guest',
		plan?.source.host ?? 'its source',
		plan?.destination.host ?? 'the destination',
	];
	return {
		title: sanitize(`Switch ${name} to post-copy`),
		tone: 'warn',
		lines: [
			line(sanitize(`${name} goes on at ${destination} at once and fetches the rest of its memory from ${source}.`)),
			line('It always ends. Until then it is slower, and it cannot be cancelled or taken back.'),
			line(
				sanitize(
					`While it lasts ${name} needs both QEMUs and the link between them: if one of the two ends, it is lost.`,
				),
				'warn',
			),
		],
		ask: line('Switch now?', 'strong'),
	};
};

const confirmRollBack = ({plan}: MigrationState): DialogText => {
	const {guestName, source, destination, mode} = plan;
	return {
		title: sanitize(`${guestName}: prepared on ${destination.host}, and never started`),
		tone: 'warn',
		lines: [
			line(
				sanitize(
					`${destination.host} has a process that a vmferry started to receive ${guestName} from ${source.host}. Nothing was sent to it.`,
				),
			),
			line('If that vmferry is still open somewhere, say no: it may be about to start the copy.'),
			...(mode === 'offline'
				? [
						line(
							sanitize(
								`The guest was to be stopped for the move: where it stands still on ${source.host}, it is continued.`,
							),
						),
					]
				: []),
		],
		ask: line('Clear that process away?', 'strong'),
	};
};

const confirmQuit = ({migration}: AppState): DialogText => {
	const plan = migration?.plan;
	const [source, destination] = [plan?.source.host ?? '', plan?.destination.host ?? ''];
	return {
		title: 'Quit while a migration runs',
		tone: 'warn',
		lines: [
			line(sanitize(`The migration of ${plan?.guestName ?? 'the guest'} is QEMU's own: it goes on without vmferry.`)),
			line('Nobody verifies the end then, and nothing is cleared away. To cancel it first, go back and press c.'),
			line('It is found again, and ended as planned, by:'),
			line(sanitize(`vmferry ${source} ${destination}`), 'command', 2),
		],
		ask: line('Quit?', 'strong'),
	};
};

const confirmLines = ({guest, lines}: Extract<Dialog, {kind: 'confirm-lines'}>): DialogText => ({
	title: `${lines.length} lines were pasted, none was sent yet`,
	tone: 'warn',
	lines: [
		line(
			sanitize(
				`They go to ${guest.name} on ${guest.host}, each after the reply to the one before. The first refusal ends it.`,
			),
		),
		...lines.map(each => line(sanitize(each), 'command', 2)),
	],
	ask: line('Send them one by one?', 'strong'),
});

/** The text of every dialog but the help, which is made from the list of keys. */
export const dialogText = (state: AppState, dialog: Exclude<Dialog, {kind: 'help'}>): DialogText => {
	switch (dialog.kind) {
		case 'planning':
			return {
				title: sanitize(`Migrate ${dialog.guestName} to ${dialog.destinationHost}`),
				tone: 'strong',
				lines: [line('Looking at both hosts. Nothing is changed by this.')],
				ask: undefined,
			};
		case 'confirm-migration':
			return confirmMigration(dialog);
		case 'confirm-post-copy':
			return confirmPostCopy(state);
		case 'confirm-roll-back':
			return confirmRollBack(dialog.found);
		case 'confirm-release':
			return confirmRelease(state);
		case 'confirm-quit':
			return confirmQuit(state);
		case 'confirm-line':
			return confirmLine(dialog);
		case 'confirm-lines':
			return confirmLines(dialog);
		case 'problem': {
			const [title, ...lines] = problemLines(dialog.problem);
			return {title: title?.text ?? '', tone: 'bad', lines, ask: undefined};
		}

		default: {
			const never: never = dialog;
			return never;
		}
	}
};

const questionTitles: Readonly<Record<PendingQuestion['kind'], (host: string) => string>> = {
	'host-key': host => `Host key of ${host}`,
	backend: host => `Another way to ${host}`,
	secret: host => `${host} asks for a secret`,
};

const questionAsks: Readonly<Record<PendingQuestion['kind'], Line>> = {
	'host-key': line('Trust this key and remember it? Type yes or no, then Enter.', 'strong'),
	backend: line('Use it? Type yes or no, then Enter.', 'strong'),
	secret: line('It is not shown while it is typed. Enter sends it.', 'dim'),
};

/** A question of a connection as a dialog; the answer is typed below it. */
export const questionText = ({kind, host, text}: PendingQuestion): DialogText => ({
	title: sanitize(questionTitles[kind](host)),
	tone: 'warn',
	lines: text.map(part => line(sanitize(part))),
	ask: questionAsks[kind],
});
