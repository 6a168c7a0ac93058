import type {LeftPlan} from '../../domain/migration/find-migrations.js';
import type {HostLoop} from '../hosts/host-loop.js';
import {leftPlansScript} from '../hosts/scripts.js';
import {forgetLaunch} from './launch.js';
import {readPlan} from './read-plan.js';

/** The plans that lie beside what vmferry started on a host. Rejects when the host does not answer. */
export const leftPlansOf = async ({name, connection}: HostLoop): Promise<readonly LeftPlan[]> => {
	const {stdout} = await connection.runScript(leftPlansScript);
	const lines = stdout.split('\n');
	const found = new Map<string, LeftPlan>();
	for (let at = 0; at + 1 < lines.length; at += 2) {
		const folder = lines[at] ?? '';
		const plan = readPlan(lines[at + 1] ?? '');
		if (plan !== undefined && plan.destination.host === name) {
			found.set(folder, {host: name, folder, plan});
		}
	}

	return [...found.values()];
};

/** Once no process of a guest is left on a host, nobody needs the plan by which it came. Where the link is down it stays. */
export const forgetPlansOf = async (host: HostLoop, guestName: string): Promise<void> => {
	try {
		for (const {folder, plan} of await leftPlansOf(host)) {
			if (plan.guestName === guestName) {
				await forgetLaunch(host.connection, folder);
			}
		}
	} catch {
		// The guest is not concerned.
	}
};
