import type {Guest} from '../../domain/guest.js';
import type {HostContact} from '../../domain/host.js';
import {listGuests} from '../../domain/list-guests.js';
import {messageOf} from '../../lib/message-of.js';
import type {HostReport} from '../../protocol/facts.js';
import type {Store} from '../../store/store.js';
import type {ConnectionStatus, HostConnection} from '../../transport/host-connection.js';
import type {Clock} from '../clock.js';
import {createHostWatch, type HostWatch, type ProbeKind} from './host-watch.js';

/** One host: connected, read again and again, its facts in the store. */
export type HostLoop = {
	readonly name: string;
	readonly connection: HostConnection;
	/** Reads the host now and puts what it says into the store. Rejects when the host does not answer. */
	refresh(kind?: ProbeKind): Promise<readonly Guest[]>;
	/** Connects and goes on reading until `close`. Resolves once the host was read for the first time, or could not be. */
	start(): Promise<void>;
	close(): Promise<void>;
};

export type HostLoopOptions = {
	readonly connection: HostConnection;
	readonly store: Store;
	readonly clock: Clock;
	/** Called after each reading, to ask the guests' monitors. */
	readonly onGuests: (guests: readonly Guest[]) => void;
};

/** The screen's figures are a second old at most. */
const tickEveryMs = 1000;

/** Bridges, listeners and binaries change rarely. */
const fullEveryTicks = 60;

/** Linux on every architecture that QEMU runs on. */
const usualTicksPerSecond = 100;

const contactOf = (status: ConnectionStatus): HostContact =>
	status.state === 'refused'
		? {state: 'refused', message: status.error.message, remedy: status.error.remedy, raw: status.error.raw}
		: status;

export const createHostLoop = ({connection, store, clock, onGuests}: HostLoopOptions): HostLoop => {
	const {name} = connection;
	const watch: HostWatch = createHostWatch(connection, clock);
	const closed = new AbortController();

	const hostOf = () => store.getState().hosts.find(host => host.name === name);

	const take = (report: HostReport): readonly Guest[] => {
		const before = hostOf();
		const facts = report.host ?? before?.facts;
		const ticksPerSecond = facts?.clockTicksPerSecond ?? usualTicksPerSecond;
		const guests = listGuests(name, report, before?.guests ?? [], ticksPerSecond);
		store.dispatch({
			kind: 'host-changed',
			name,
			change: {facts, load: report.load, heardAtMs: clock.now(), probeProblem: undefined},
		});
		store.dispatch({kind: 'guests-listed', host: name, guests});
		onGuests(guests);
		return guests;
	};

	const refresh = async (kind: ProbeKind = 'tick'): Promise<readonly Guest[]> => {
		try {
			return take(await watch.read(kind));
		} catch (error) {
			const probeProblem = messageOf(error);
			store.dispatch({kind: 'host-changed', name, change: {probeProblem}});
			throw error;
		}
	};

	const loop = async (): Promise<void> => {
		for (let tick = 1; !closed.signal.aborted; tick++) {
			await clock.delay(tickEveryMs, closed.signal);
			if (connection.status.state === 'ready' && !closed.signal.aborted) {
				// What went wrong is in the store; the next round tries again.
				await refresh(tick % fullEveryTicks === 0 ? 'full' : 'tick').catch(() => {});
			}
		}
	};

	const stopListening = connection.onStatus(status => {
		store.dispatch({kind: 'host-changed', name, change: {contact: contactOf(status), warnings: connection.warnings}});
	});

	return {
		name,
		connection,
		refresh,
		async start() {
			try {
				await connection.connect();
				await refresh('full');
			} catch {
				// The store says why: the contact where it was refused, else the probe's problem.
			}

			void loop();
		},
		async close() {
			closed.abort();
			stopListening();
			watch.close();
			await connection.close();
		},
	};
};
