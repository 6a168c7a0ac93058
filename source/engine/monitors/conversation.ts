import type {Guest} from '../../domain/guest.js';
import type {LineConfirmation, LineHazard} from '../../domain/line-hazard.js';
import {messageOf} from '../../lib/message-of.js';
import {sanitize} from '../../lib/sanitize.js';
import type {MonitorEvent, MonitorLanguage} from '../../protocol/facts.js';
import type {TranscriptEntry, TranscriptKey} from '../../store/state.js';
import type {Store} from '../../store/store.js';
import type {Clock} from '../clock.js';
import {sendTypedLine} from './send-typed-line.js';
import type {SessionPool} from './session-pool.js';

/** What became of a line: QEMU did it, did not or cannot have, or it was not sent because it wants to be confirmed. */
export type SaidLine = {readonly kind: 'done' | 'refused'} | {readonly kind: 'held'; readonly hazard: LineHazard};

/** What a person types at a monitor and what comes back, kept in the store. Pollers never show here. */
export type Conversations = {
	sendLine(guest: Guest, language: MonitorLanguage, line: string, confirmation?: LineConfirmation): Promise<SaidLine>;
	attach(guest: Guest, language: MonitorLanguage): Promise<void>;
	noteEvent(guest: Guest, language: MonitorLanguage, event: MonitorEvent): void;
	/** What a migration sent that changes something, or what came back. */
	noteEngine(guest: Guest, language: MonitorLanguage, kind: 'command' | 'reply' | 'error', text: string): void;
};

/** A reply may be a whole device tree. */
const longestReply = 1_000_000;

const formatEvent = ({name, data}: MonitorEvent): string =>
	Object.keys(data).length === 0 ? name : `${name} ${JSON.stringify(data)}`;

export const createConversations = (store: Store, pool: SessionPool, clock: Clock): Conversations => {
	let lastId = 0;

	const say = (
		guest: Guest,
		language: MonitorLanguage,
		kind: TranscriptEntry['kind'],
		text: string,
		more: Pick<TranscriptEntry, 'hostMs' | 'isEngine'> = {},
	): void => {
		const key: TranscriptKey = `${guest.key} ${language}`;
		lastId++;
		const entry: TranscriptEntry = {
			id: lastId,
			kind,
			text: sanitize(text, {maxLength: longestReply, keepNewlines: true}),
			atMs: clock.now(),
			host: guest.host,
			language,
			...more,
		};
		store.dispatch({kind: 'transcript-grew', key, entries: [entry]});
	};

	return {
		async sendLine(guest, language, line, confirmation) {
			say(guest, language, 'command', line);
			try {
				const session = await pool.get(guest, language);
				const outcome = await sendTypedLine(session, guest, line, confirmation);
				if (outcome.kind === 'needs-confirmation') {
					// Whoever reads this later must not take the line for one that was sent.
					say(guest, language, 'notice', 'not sent yet: it asks first');
					return {kind: 'held', hazard: outcome.hazard};
				}

				const {reply, sentAs} = outcome;
				if (sentAs !== undefined) {
					say(guest, language, 'notice', `sent as ${sentAs.join(', then ')}`);
				}

				const text = reply.text.trimEnd();
				if (!reply.ok || text !== '') {
					say(guest, language, reply.ok ? 'reply' : 'error', text);
				}

				return {kind: reply.ok ? 'done' : 'refused'};
			} catch (error) {
				say(guest, language, 'error', messageOf(error));
				return {kind: 'refused'};
			}
		},
		async attach(guest, language) {
			try {
				const session = await pool.get(guest, language);
				if (session.version) {
					say(guest, language, 'notice', `QEMU ${session.version.text}, ${language.toUpperCase()}`);
				}
			} catch (error) {
				say(guest, language, 'error', messageOf(error));
			}
		},
		noteEvent(guest, language, event) {
			// A host's clock may be wrong, and two hosts have two: what stands beside each other is told by this machine's.
			const {timeMs} = event;
			say(guest, language, 'event', formatEvent(event), timeMs === undefined ? {} : {hostMs: timeMs});
		},
		noteEngine(guest, language, kind, text) {
			say(guest, language, kind, text, {isEngine: true});
		},
	};
};
