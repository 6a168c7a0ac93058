// What of a lab is there, without changing anything.
import {type RunningGuest, runningGuests} from './guest/running-guests.js';
import {type LabOptions, layoutOf} from './layout.js';
import {isRunning} from './processes.js';
import {sshFilesOf} from './ssh.js';
import {readLab} from './state.js';

export type LabStatus = {
	/** 'partly': something was ended from outside; `lab up` mends it. */
	state: 'down' | 'up' | 'partly';
	suffix: string;
	folder: string;
	/** For `ssh -F` inside the operator's namespace. */
	sshConfigPath: string;
	hosts: Array<{name: string; address: string; running: boolean; guests: RunningGuest[]}>;
};

/** Looks at the lab with this suffix. */
export const labStatus = async ({suffix = ''}: LabOptions = {}): Promise<LabStatus> => {
	const lab = await readLab(suffix);
	const layout = lab?.layout ?? layoutOf({suffix});
	const common = {suffix, folder: layout.folder, sshConfigPath: sshFilesOf(layout).configPath};
	if (!lab) {
		return {...common, state: 'down', hosts: []};
	}

	const guests = await runningGuests(lab);
	const hosts = await Promise.all(
		layout.hosts.map(async ({name, address}) => ({
			name,
			address,
			running: await isRunning(lab.state.hosts[name]),
			guests: guests.filter(guest => guest.host === name),
		})),
	);
	const whole = (await isRunning(lab.state.operator)) && hosts.every(({running}) => running);
	return {...common, state: whole ? 'up' : 'partly', hosts};
};
