/** What an HMP monitor does with one line, in the words of its release. */
import {capabilitiesText, migrateText, parametersText, statusText} from './hmp-texts.js';
import type {ScriptedQemu} from './qemu.js';
import {isBelow, isSince, machineTypeOf, type Release} from './release.js';

/** `output` goes before the next prompt; `blocks` withholds the prompt until the copy ends; `quits` ends the process. */
export type HmpAnswer = {readonly output: string; readonly blocks?: boolean; readonly quits?: boolean};

const unitFactors: Readonly<Record<string, number>> = {b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4};

/** A size as this release reads it: a plain number was bytes up to 0.13, and is MiB since 0.14. */
const readSize = (text: string, release: Release): number | undefined => {
	const match = /^(\d+(?:\.\d+)?)([bkmgt]?)$/i.exec(text);
	if (!match) {
		return undefined;
	}

	const unit = match[2]?.toLowerCase() || (isBelow(release, 0, 14) ? 'b' : 'm');
	if (unit === 'b' && match[2] !== '' && isBelow(release, 0, 14)) {
		return undefined;
	}

	const bytes = Number(match[1]) * (unitFactors[unit] ?? 1);
	return isBelow(release, 0, 13) ? bytes % 2 ** 32 : bytes;
};

/** How a failed command says so. */
const refused = (command: string, words: string, release: Release): HmpAnswer => {
	if (isSince(release, 4, 0)) {
		return {output: `Error: ${words}\n`};
	}

	return {output: isSince(release, 1, 1) && isBelow(release, 2, 6) ? `${command}: ${words}\n` : `${words}\n`};
};

const info = (qemu: ScriptedQemu, topic: string): string | undefined => {
	const {release} = qemu;
	switch (topic) {
		case 'status':
			return statusText(qemu);
		case 'migrate':
			return migrateText(qemu, qemu.queryMigration());
		case 'migrate -a':
			return isSince(release, 10, 1) ? migrateText(qemu, qemu.queryMigration()) : undefined;
		case 'migrate_capabilities':
			return isSince(release, 1, 2) ? capabilitiesText(qemu) : undefined;
		case 'migrate_parameters':
			return isSince(release, 2, 4) ? parametersText(qemu) : undefined;
		case 'version':
			return `${release.text}\n`;
		case 'kvm':
			return `kvm support: ${qemu.hasKvm ? 'enabled' : 'disabled'}\n`;
		case 'name':
			return 'vm01\n';
		default:
			return undefined;
	}
};

/** 0.12 shows all of them instead of an error. */
const infoHelp =
	'info version  -- show the version of QEMU\ninfo status  -- show the current VM status (running|paused)\n';

const setParameter = (qemu: ScriptedQemu, name: string, value: string): string | undefined => {
	if (name === 'max-bandwidth') {
		qemu.speed = readSize(value, qemu.release) ?? Number.NaN;
		return undefined;
	}

	if (name === 'downtime-limit') {
		qemu.downtimeLimitMs = Number(value);
		return undefined;
	}

	return `Parameter '${name}' is not known to the script`;
};

type Order = {
	readonly since: readonly [number, number];
	readonly until?: readonly [number, number];
	/** Returns the words of a refusal. */
	readonly run: (qemu: ScriptedQemu, words: readonly string[]) => string | undefined;
};

const orders: Readonly<Record<string, Order>> = {
	migrate_set_speed: {
		since: [0, 12],
		until: [6, 0],
		run(qemu, [value = '']) {
			// 0.12 takes anything, garbage as 0.
			qemu.speed = readSize(value, qemu.release) ?? 0;
			return undefined;
		},
	},
	migrate_set_downtime: {
		since: [0, 12],
		until: [6, 0],
		run(qemu, [value]) {
			qemu.downtimeLimitMs = Number(value) * 1000;
			return undefined;
		},
	},
	migrate_set_parameter: {since: [2, 4], run: (qemu, [name = '', value = '']) => setParameter(qemu, name, value)},
	migrate_set_capability: {
		since: [1, 2],
		run(qemu, [name = '', state]) {
			if (!qemu.capabilities.has(name)) {
				return `Invalid parameter '${name}'`;
			}

			qemu.capabilities.set(name, state === 'on');
			return undefined;
		},
	},
	migrate_incoming: {since: [2, 3], run: (qemu, [uri = '']) => qemu.listenLater(uri)},
	migrate_cancel: {since: [0, 12], run: qemu => qemu.cancel()},
	cont: {since: [0, 12], run: qemu => qemu.cont()},
	c: {since: [0, 12], run: qemu => qemu.cont()},
	stop: {since: [0, 12], run: qemu => qemu.stop()},
};

/** Performs one line. What no client of ours may send is complained about, and answered as QEMU would. */
export const performHmp = (qemu: ScriptedQemu, line: string): HmpAnswer => {
	const {release} = qemu;
	const [command = '', ...words] = line.trim().split(/\s+/);
	if (command === '') {
		return {output: ''};
	}

	qemu.note(line);
	const refusal = qemu.takeRefusal(command);
	if (refusal !== undefined) {
		return refused(command, refusal, release);
	}

	if (command === 'info') {
		const text = info(qemu, words.join(' '));
		if (text === undefined) {
			qemu.complain(`got "${line}", which it does not know`);
		}

		return {output: text ?? (isBelow(release, 0, 13) ? infoHelp : `unknown command: '${line}'\n`)};
	}

	if (command === 'quit' || command === 'q') {
		return {output: '', quits: true};
	}

	if (command === 'migrate') {
		const isDetached = words[0] === '-d';
		const failure = qemu.migrate(words.at(-1) ?? '');
		return failure === undefined ? {output: '', blocks: !isDetached} : refused(command, failure, release);
	}

	if (command === 'qom-get' && isSince(release, 5, 1) && line === 'qom-get /machine type') {
		return {output: `"${machineTypeOf(release)}-machine"\n`};
	}

	const order = orders[command];
	if (!order || isBelow(release, ...order.since) || (order.until && isSince(release, ...order.until))) {
		qemu.complain(`got "${line}", which it does not know`);
		return {output: `unknown command: '${command}'\n`};
	}

	const failure = order.run(qemu, words);
	return failure === undefined ? {output: ''} : refused(command, failure, release);
};
