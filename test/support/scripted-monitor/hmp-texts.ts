/** What `info …` prints, in the layout of each release. */
import type {MigrationView, Ram, ScriptedQemu} from './qemu.js';
import {isBelow, isSince, type Release} from './release.js';

const kbytes = (bytes: number): string => `${Math.floor(bytes / 1024)} kbytes`;

export const statusText = ({shownRunState, release}: ScriptedQemu): string => {
	if (shownRunState === 'running' || shownRunState === 'paused') {
		return `VM status: ${shownRunState}\n`;
	}

	return `VM status: paused${isSince(release, 1, 0) ? ` (${shownRunState})` : ''}\n`;
};

const capabilityPairs = ({capabilities}: ScriptedQemu): readonly string[] =>
	[...capabilities].map(([name, isOn]) => `${name}: ${isOn ? 'on' : 'off'}`);

const capabilitiesLine = (qemu: ScriptedQemu): string => `capabilities: ${capabilityPairs(qemu).join(' ')} `;

export const capabilitiesText = (qemu: ScriptedQemu): string =>
	isSince(qemu.release, 2, 10) ? `${capabilityPairs(qemu).join('\n')}\n` : `${capabilitiesLine(qemu)}\n`;

export const parametersText = ({speed, downtimeLimitMs, release}: ScriptedQemu): string => {
	const unit = isSince(release, 5, 1) ? 'ms' : 'milliseconds';
	const values = isSince(release, 2, 8)
		? [`max-bandwidth: ${speed} bytes/second`, `downtime-limit: ${downtimeLimitMs} ${unit}`]
		: ['compress-level: 1', 'compress-threads: 8'];
	return isSince(release, 2, 10) ? `${values.join('\n')}\n` : `parameters: ${values.join(' ')} \n`;
};

const globalsOf = (release: Release): readonly string[] => {
	if (isBelow(release, 2, 10)) {
		return [];
	}

	if (isBelow(release, 2, 12)) {
		return ['globals: store-global-state=1, only_migratable=0, send-configuration=1, send-section-footer=1'];
	}

	return [
		'globals:',
		'store-global-state: on',
		'only-migratable: off',
		'send-configuration: on',
		'send-section-footer: on',
		...(isSince(release, 3, 0) && isBelow(release, 9, 1) ? ['decompress-error-check: on'] : []),
		...(isSince(release, 10, 0) ? ['send-switchover-start: on'] : []),
		...(isSince(release, 4, 1) ? ['clear-bitmap-shift: 18'] : []),
	];
};

const ramLines = (ram: Ram, release: Release, isDone: boolean): readonly string[] => {
	const since = (major: number, minor: number, ...lines: readonly string[]): readonly string[] =>
		isSince(release, major, minor) ? lines : [];
	return [
		`transferred ram: ${kbytes(ram.transferredBytes)}`,
		...since(1, 6, 'throughput: 67.31 mbps'),
		`remaining ram: ${kbytes(ram.remainingBytes)}`,
		`total ram: ${kbytes(ram.totalBytes)}`,
		...since(1, 2, 'duplicate: 211 pages'),
		...(isBelow(release, 9, 1) ? since(1, 5, 'skipped: 0 pages') : []),
		...since(1, 2, 'normal: 1639 pages', 'normal bytes: 6556 kbytes'),
		...since(2, 1, `dirty sync count: ${ram.pass}`),
		...(ram.dirtyPagesPerSecond === 0 ? [] : since(1, 3, `dirty pages rate: ${ram.dirtyPagesPerSecond} pages`)),
		...since(2, 10, 'page size: 4 kbytes'),
		...since(3, 0, 'multifd bytes: 0 kbytes'),
		...since(4, 0, 'pages-per-second: 2050'),
		...since(7, 0, `precopy ram: ${kbytes(ram.transferredBytes)}`),
		...(isDone ? since(7, 0, 'downtime ram: 101574 kbytes') : []),
	];
};

const oldMigrateText = (qemu: ScriptedQemu, view: MigrationView): string => {
	const {release} = qemu;
	const {status, error, ram, listensOn} = view;
	const unit = isSince(release, 5, 1) ? 'ms' : 'milliseconds';
	// 1.0 to 1.7 say nothing while they connect.
	const shown = status === 'setup' && isBelow(release, 2, 0) ? undefined : status;
	const isDone = shown === 'completed';
	const hasRam = ram !== undefined && (!isDone || isSince(release, 1, 2));
	const lines = [...globalsOf(release)];
	if (shown !== undefined) {
		if (isSince(release, 1, 2) && isBelow(release, 4, 2)) {
			lines.push(capabilitiesLine(qemu));
		}

		lines.push(`Migration status: ${shown}${error !== undefined && isSince(release, 2, 7) ? ` (${error})` : ''}`);
		if (isSince(release, 1, 2)) {
			lines.push(`total time: ${ram ? 6910 : 0} ${unit}`);
		}

		if (hasRam && isSince(release, 1, 3)) {
			lines.push(isDone ? `downtime: 56 ${unit}` : `expected downtime: 300 ${unit}`);
		}

		if (hasRam && isSince(release, 1, 6)) {
			lines.push(`setup: 1 ${unit}`);
		}
	}

	if (shown !== undefined && hasRam) {
		lines.push(...ramLines(ram, release, isDone));
	}

	if (listensOn !== undefined && isSince(release, 4, 0)) {
		lines.push('socket address: [', `\t${listensOn}`, ']');
	}

	return lines.map(line => `${line}\n`).join('');
};

/** Three digits and a unit, as `size_to_str`. */
const shortSize = (bytes: number): string => {
	const units = ['B', 'KiB', 'MiB', 'GiB'];
	let value = bytes;
	let unit = 0;
	while (value >= 1000 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}

	return `${Number(value.toPrecision(3))} ${units[unit]}`;
};

const newMigrateText = ({status, error, ram, listensOn}: MigrationView, release: Release): string => {
	const lines: string[] = [];
	if (status !== undefined) {
		lines.push(`Status: \t\t${status}${error === undefined ? '' : ` (${error})`}`);
	}

	if (status !== undefined && ram !== undefined) {
		const isDone = status === 'completed';
		lines.push(
			`Time (ms): \t\ttotal=2703, setup=1, ${isDone ? 'down=83' : 'exp_down=1'}`,
			...(isDone || isBelow(release, 11, 1) ? [] : [`Remaining: \t\t${shortSize(ram.remainingBytes)}`]),
			'RAM info:',
			'  Throughput (Mbps): \t71.40',
			`  Sizes: \t\tpagesize=4 KiB, total=${shortSize(ram.totalBytes)}`,
			`  Transfers: \t\ttransferred=${shortSize(ram.transferredBytes)}, remain=${shortSize(ram.remainingBytes)}`,
			`    Channels: \t\tprecopy=${shortSize(ram.transferredBytes)}, multifd=0 B, postcopy=0 B`,
			'    Page Types: \tnormal=6048, zero=224',
			`  Page Rates (pps): \ttransfer=2174${ram.dirtyPagesPerSecond === 0 ? '' : `, dirty=${ram.dirtyPagesPerSecond}`}`,
			`  Others: \t\tdirty_syncs=${ram.pass}${isDone ? ', downtime_bytes=104011776' : ''}`,
		);
	}

	if (listensOn !== undefined) {
		lines.push('Sockets: [', `\t${listensOn}`, ']');
	}

	return lines.map(line => `${line}\n`).join('');
};

export const migrateText = (qemu: ScriptedQemu, view: MigrationView): string =>
	isSince(qemu.release, 10, 1) ? newMigrateText(view, qemu.release) : oldMigrateText(qemu, view);
