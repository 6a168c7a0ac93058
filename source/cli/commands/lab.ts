import {
	type LabOptions,
	type LabStorage,
	labDown,
	labExec,
	labStatus,
	labUp,
	requireLab,
	startGuest,
} from '../../lab/index.js';
import {type ExitCode, exitCode} from '../exit-code.js';
import type {Flags} from '../flags.js';
import {UsageError} from '../usage-error.js';

const storageOf = (text: string | undefined): LabStorage | undefined => {
	if (text === undefined || text === 'shared' || text === 'nfs') {
		return text;
	}

	throw new UsageError(`--storage ${text} does not exist: it is "shared" or "nfs".`);
};

const qemuOf = (words: readonly string[]): Readonly<Record<string, string>> =>
	Object.fromEntries(
		words.map(word => {
			const [host = '', version = '', ...rest] = word.split('=');
			if (host === '' || version === '' || rest.length > 0) {
				throw new UsageError(`--qemu ${word} names no host and version: it is like --qemu beta=11.1.`);
			}

			return [host, version];
		}),
	);

const optionsOf = ({suffix, storage, qemu}: Flags): LabOptions => {
	const chosen = storageOf(storage);
	return {
		...(suffix === undefined ? {} : {suffix}),
		...(chosen === undefined ? {} : {storage: chosen}),
		...(qemu === undefined || qemu.length === 0 ? {} : {qemu: qemuOf(qemu)}),
	};
};

const up = async (flags: Flags): Promise<ExitCode> => {
	const lab = await labUp(optionsOf(flags));
	const guest = await startGuest(lab, flags.dirty === undefined ? {} : {dirtyMiBPerSecond: flags.dirty});
	const again = flags.suffix === undefined ? '' : ` --suffix ${flags.suffix}`;
	const [first, second] = lab.layout.hosts.map(({name}) => name);
	console.log(`The lab is up: ${lab.layout.hosts.map(({name, address}) => `${name} (${address})`).join(', ')}.`);
	console.log(`${guest.name} runs on ${guest.host}${guest.address === undefined ? '' : ` at ${guest.address}`}.`);
	console.log(`  the console:   vmferry lab${again} exec vmferry ${first} ${second}`);
	console.log(`  a shell there: vmferry lab${again} exec sh`);
	console.log(`  to end it:     vmferry lab${again} down`);
	return exitCode.ok;
};

const status = async (flags: Flags): Promise<ExitCode> => {
	const found = await labStatus(optionsOf(flags));
	if (flags.json) {
		console.log(JSON.stringify({event: 'lab', ...found}));
	} else {
		console.log(`The lab is ${found.state}.`);
		for (const {name, address, running, guests} of found.hosts) {
			console.log(
				`  ${name} (${address}) ${running ? 'runs' : 'is gone'}: ${guests.map(guest => guest.name).join(', ') || 'no guest'}`,
			);
		}
	}

	return found.state === 'up' ? exitCode.ok : exitCode.failed;
};

const exec = async (command: readonly string[], flags: Flags): Promise<number> => {
	if (command.length === 0) {
		throw new UsageError('Which command? For example: vmferry lab exec ssh alpha');
	}

	await requireLab(flags.suffix);
	// The same vmferry that runs now, wherever it is installed.
	const [program = '', ...rest] = command;
	const words = program === 'vmferry' ? [process.execPath, process.argv[1] ?? '', ...rest] : command;
	return labExec(optionsOf(flags), words);
};

export const run = async ([action, ...rest]: readonly string[], flags: Flags): Promise<number> => {
	switch (action) {
		case 'up':
			return up(flags);
		case 'down':
			await labDown(optionsOf(flags));
			console.log('The lab is down; nothing of it is left.');
			return exitCode.ok;
		case 'status':
			return status(flags);
		case 'exec':
			return exec(rest, flags);
		default:
			throw new UsageError(
				'The lab can be brought up, taken down, looked at and used: vmferry lab up|down|status|exec',
			);
	}
};
