import type {Guest} from '../../domain/guest.js';
import {guestKey} from '../../domain/guest.js';
import type {ProcessIdentity} from '../../domain/migration/plan.js';
import type {ProcessFacts} from '../../protocol/facts.js';
import type {Store} from '../../store/store.js';
import type {HostConnection} from '../../transport/host-connection.js';
import type {HostLoop} from '../hosts/host-loop.js';
import {processScript} from '../hosts/scripts.js';
import type {MonitorSession} from '../monitors/monitor-session.js';
import type {SessionPool} from '../monitors/session-pool.js';

/** One of the two QEMU processes of a migration, and how it is reached. */
export type Side = {
	readonly host: HostLoop;
	readonly process: ProcessIdentity;
	/** The process as last read; `undefined` when the last reading did not have it. */
	guest(): Guest | undefined;
	/** The engine's session on its best monitor. Rejects when there is none. */
	session(): Promise<MonitorSession>;
	/**
	Asks the host whether the process still exists. `unknown` when the host does not answer, or has another process of the
	guest's name: neither is the same as gone, and a source may only be continued when the guest is surely nowhere else.
	*/
	look(): Promise<'alive' | 'gone' | 'unknown'>;
};

/** It has ended, and its parent has not asked how. */
const isDead = ({processState}: ProcessFacts): boolean => processState === 'Z' || processState === 'X';

/**
The list of processes is made by commands that a host in trouble may not be able to start, and who is believed to be gone may
cost the other side its only copy: so the host is asked once more, about this very process.
*/
const lookAtProcess = async (
	connection: HostConnection,
	{pid, startTimeTicks}: ProcessIdentity,
): Promise<'alive' | 'gone' | 'unknown'> => {
	const {exitCode, stdout} = await connection.runScript(processScript, {
		arguments: [String(pid), String(startTimeTicks)],
	});
	const word = stdout.trim();
	return exitCode === 0 && (word === 'gone' || word === 'alive') ? word : 'unknown';
};

export const createSide = (host: HostLoop, process: ProcessIdentity, pool: SessionPool, store: Store): Side => {
	const key = guestKey(host.name, process);
	const guest = (): Guest | undefined =>
		store
			.getState()
			.hosts.find(({name}) => name === host.name)
			?.guests.find(candidate => candidate.key === key);

	// A process may drop out of the list in the moment it is needed; its name and its monitors do not change.
	let known = guest();

	return {
		host,
		process,
		guest,
		async session() {
			known = guest() ?? known;
			if (!known) {
				throw new Error(`Process ${process.pid} on ${host.name} was not seen.`);
			}

			return pool.get(known);
		},
		async look() {
			try {
				const guests = (await host.refresh()).filter(candidate => !isDead(candidate.process));
				const listed = guests.find(candidate => candidate.key === key);
				known = listed ?? known;
				if (listed) {
					return 'alive';
				}

				return guests.some(({name}) => name === known?.name)
					? 'unknown'
					: await lookAtProcess(host.connection, process);
			} catch {
				return 'unknown';
			}
		},
	};
};
