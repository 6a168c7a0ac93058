import {formatMonitorTarget, type ReachableMonitor, reachableMonitors} from '../../domain/command-line/monitors.js';
import {describeHolder, type Guest, type GuestKey, type MonitorContact} from '../../domain/guest.js';
import {messageOf} from '../../lib/message-of.js';
import type {MonitorEvent, MonitorHolder, MonitorLanguage} from '../../protocol/facts.js';
import {createHmpCodec} from '../../protocol/hmp/hmp-codec.js';
import {createQmpCodec} from '../../protocol/qmp/qmp-codec.js';
import {ConnectionError, type HostConnection} from '../../transport/host-connection.js';
import type {Clock} from '../clock.js';
import {findHolder} from './find-holder.js';
import {type Exchange, MonitorBusyError, type MonitorSession, openMonitorSession} from './monitor-session.js';

/** Why there is no session, in the words that the screen shows. */
export class NoMonitorError extends Error {
	override readonly name = 'NoMonitorError';
	readonly contact: MonitorContact;
	constructor(contact: MonitorContact, message: string) {
		super(message);
		this.contact = contact;
	}
}

export type SessionPool = {
	/** The session of a guest's monitor, opened when needed. Rejects with `NoMonitorError`. Without a language its best monitor. */
	get(guest: Guest, language?: MonitorLanguage): Promise<MonitorSession>;
	/** The session, if it is open now. */
	peek(guest: GuestKey, language: MonitorLanguage): MonitorSession | undefined;
	/** Forgets monitors of processes that are gone. */
	keepOnly(host: string, guests: ReadonlySet<GuestKey>): void;
	close(): void;
};

export type SessionPoolOptions = {
	readonly connectionOf: (host: string) => HostConnection;
	readonly clock: Clock;
	readonly isReadOnly?: boolean;
	readonly onContact: (guest: Guest, monitor: ReachableMonitor, contact: MonitorContact) => void;
	readonly onEvent: (guest: Guest, language: MonitorLanguage, event: MonitorEvent) => void;
	readonly onExchange?: (guest: Guest, language: MonitorLanguage, exchange: Exchange) => void;
};

type Entry = {readonly guest: Guest; readonly session: Promise<MonitorSession>; open: MonitorSession | undefined};

/** Whoever held a monitor so long ago may have gone, and another come. */
const holderAgeMs = 60_000;

/** The monitor that the engine speaks with: QMP where there is one, since its numbers are exact. */
export const monitorFor = (guest: Guest, language?: MonitorLanguage): ReachableMonitor => {
	if (guest.managedBy !== undefined) {
		throw new NoMonitorError({state: 'none', why: 'belongs to libvirt'}, 'The monitor belongs to libvirt.');
	}

	const monitor = reachableMonitors(guest.monitors).find(
		candidate => language === undefined || candidate.language === language,
	);
	if (!monitor) {
		const why = guest.monitors
			.flatMap(({device}) => (device.kind === 'unreachable' ? device.why : []))
			.concat('is not on its command line')[0];
		throw new NoMonitorError({state: 'none', why: why ?? ''}, `The monitor ${why}.`);
	}

	return monitor;
};

export const createSessionPool = ({
	connectionOf,
	clock,
	isReadOnly = false,
	onContact,
	onEvent,
	onExchange,
}: SessionPoolOptions): SessionPool => {
	const entries = new Map<string, Entry>();
	/** Monitors that let us in and said nothing, as last tried. */
	const busy = new Map<string, {readonly holder: MonitorHolder | undefined; readonly atMs: number}>();

	/** Who holds it is asked when it turns out busy and once in a while after; a poller tries much more often. */
	const holderOf = async (guest: Guest, monitor: ReachableMonitor, key: string): Promise<MonitorHolder | undefined> => {
		const last = busy.get(key);
		if (last && clock.now() - last.atMs < holderAgeMs) {
			return last.holder;
		}

		const holder = await findHolder(connectionOf(guest.host), guest, monitor);
		busy.set(key, {holder, atMs: clock.now()});
		return holder;
	};

	const contactAfter = async (
		error: unknown,
		guest: Guest,
		monitor: ReachableMonitor,
		key: string,
	): Promise<MonitorContact> => {
		// The socket of a busy monitor queues a client or two and then refuses: that is still the other client's doing.
		const isFull = error instanceof ConnectionError && error.kind === 'channel-refused' && busy.has(key);
		if (error instanceof MonitorBusyError || isFull) {
			const holder = await holderOf(guest, monitor, key);
			return holder === undefined ? {state: 'busy'} : {state: 'busy', holder};
		}

		busy.delete(key);
		return {state: 'failed', why: messageOf(error)};
	};

	const open = async (guest: Guest, monitor: ReachableMonitor, key: string): Promise<MonitorSession> => {
		onContact(guest, monitor, {state: 'connecting'});
		try {
			const stream = await connectionOf(guest.host).openStream(monitor.target);
			const codec = monitor.language === 'qmp' ? createQmpCodec({outOfBand: true}) : createHmpCodec();
			const session = await openMonitorSession(stream, codec, clock, {
				isReadOnly,
				onExchange: exchange => onExchange?.(guest, monitor.language, exchange),
			});
			session.onEvent(event => onEvent(guest, monitor.language, event));
			session.onClose(error => {
				entries.delete(key);
				onContact(guest, monitor, {state: 'failed', why: error.message});
			});
			busy.delete(key);
			onContact(guest, monitor, {state: 'ready', language: monitor.language, version: session.version});
			return session;
		} catch (error) {
			entries.delete(key);
			const contact = await contactAfter(error, guest, monitor, key);
			onContact(guest, monitor, contact);
			throw new NoMonitorError(
				contact,
				contact.state === 'failed'
					? contact.why
					: `${formatMonitorTarget(monitor)} is taken by ${describeHolder(contact.state === 'busy' ? contact.holder : undefined)}.`,
			);
		}
	};

	return {
		async get(guest, language) {
			const monitor = monitorFor(guest, language);
			const key = `${guest.key} ${monitor.language}`;
			const existing = entries.get(key);
			if (existing) {
				return existing.session;
			}

			const session = open(guest, monitor, key);
			const entry: Entry = {guest, session, open: undefined};
			entries.set(key, entry);
			entry.open = await session;
			return session;
		},
		peek: (guest, language) => entries.get(`${guest} ${language}`)?.open,
		keepOnly(host, guests) {
			for (const {guest, open: session} of entries.values()) {
				if (guest.host === host && !guests.has(guest.key)) {
					session?.close();
				}
			}
		},
		close() {
			for (const {open: session} of entries.values()) {
				session?.close();
			}
		},
	};
};
