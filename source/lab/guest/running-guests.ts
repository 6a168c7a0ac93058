// Which QEMU runs where, by what the hosts' processes say of themselves.
import {commandLineOf, isRunning, processesSharing} from '../processes.js';
import type {Lab} from '../state.js';

export type RunningGuest = {
	name: string;
	host: string;
	/** Process number as the machine outside counts. */
	pid: number;
	/** Its command line. */
	argv: string[];
	/** Started to wait for a migration. */
	incoming: boolean;
};

const guestOf = (argv: readonly string[], host: string, pid: number): RunningGuest | undefined => {
	if (!/(^|\/)qemu-system-[^/]+$/.test(argv[0] ?? '')) {
		return undefined;
	}

	const index = argv.indexOf('-name');
	// "-name vm01,process=…" and "-name guest=vm01" name the same guest.
	const name = (index === -1 ? '' : (argv[index + 1] ?? '')).split(',')[0]?.replace(/^guest=/, '') ?? '';
	return {name, host, pid, argv: [...argv], incoming: argv.includes('-incoming')};
};

/** Every QEMU process on the lab's hosts, whoever started it. */
export const runningGuests = async ({layout, state}: Lab): Promise<RunningGuest[]> => {
	const perHost = await Promise.all(
		layout.hosts.map(async ({name: host}) => {
			const identity = state.hosts[host];
			if (!identity || !(await isRunning(identity))) {
				return [];
			}

			const pids = await processesSharing(identity.pid, 'pid');
			return Promise.all(pids.map(async pid => guestOf(await commandLineOf(pid), host, pid)));
		}),
	);
	return perHost.flat().filter(guest => guest !== undefined);
};
