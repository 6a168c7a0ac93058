/** What a QMP monitor does with one command. */
import type {MigrationView, ScriptedQemu} from './qemu.js';
import {isBelow, isSince, machineTypeOf} from './release.js';

export type QmpAnswer =
	| {readonly value: unknown; readonly quits?: boolean}
	| {readonly errorClass: string; readonly description: string};

type Fields = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `query-migrate`, with the fields that the release has. */
const migrationValue = (qemu: ScriptedQemu, {status, error, ram, listensOn}: MigrationView): Fields => {
	const {release} = qemu;
	const since = (major: number, minor: number, fields: Fields): Fields =>
		isSince(release, major, minor) ? fields : {};
	const isDone = status === 'completed';
	const hasRam = ram !== undefined && (!isDone || isSince(release, 1, 2));
	return {
		...(status === undefined ? {} : {status}),
		...(error === undefined ? {} : since(2, 7, {'error-desc': error})),
		...(hasRam
			? {
					...since(1, 2, {'total-time': 1202}),
					...since(1, 3, isDone ? {downtime: 56} : {'expected-downtime': 300}),
					...since(1, 6, {'setup-time': 1}),
					ram: {
						total: ram.totalBytes,
						remaining: ram.remainingBytes,
						transferred: ram.transferredBytes,
						...since(1, 2, {duplicate: 223, normal: 2459, 'normal-bytes': 10_072_064}),
						...since(1, 3, {'dirty-pages-rate': ram.dirtyPagesPerSecond}),
						...since(1, 6, {mbps: 67.307_04}),
						...since(2, 1, {'dirty-sync-count': ram.pass}),
						...since(2, 10, {'page-size': 4096}),
						...since(4, 0, {'pages-per-second': 2050}),
					},
				}
			: {}),
		...(listensOn === undefined
			? {}
			: since(4, 0, {'socket-address': [{type: 'inet', host: '192.168.12.46', port: listensOn.split(':').at(-1)}]})),
	};
};

type Command = {
	readonly since?: readonly [number, number];
	readonly until?: readonly [number, number];
	readonly run: (qemu: ScriptedQemu, parameters: Fields) => QmpAnswer;
};

const done: QmpAnswer = {value: {}};

const orRefused = (refusal: string | undefined): QmpAnswer =>
	refusal === undefined ? done : {errorClass: 'GenericError', description: refusal};

const setCapabilities = (qemu: ScriptedQemu, list: unknown): QmpAnswer => {
	for (const entry of Array.isArray(list) ? list : []) {
		const {capability, state} = entry as {capability?: unknown; state?: unknown};
		if (!qemu.capabilities.has(textOf(capability))) {
			return {errorClass: 'GenericError', description: `Invalid parameter '${textOf(capability)}'`};
		}

		qemu.capabilities.set(textOf(capability), state === true);
	}

	return done;
};

const commands: Readonly<Record<string, Command>> = {
	'query-status': {
		run: ({isRunning, shownRunState, release}) => ({
			value: {
				running: isRunning,
				...(isSince(release, 1, 0) ? {status: shownRunState} : {}),
				...(isBelow(release, 9, 0) ? {singlestep: false} : {}),
			},
		}),
	},
	'query-kvm': {run: ({hasKvm}) => ({value: {enabled: hasKvm, present: true}})},
	'query-migrate': {run: qemu => ({value: migrationValue(qemu, qemu.queryMigration())})},
	'query-migrate-capabilities': {
		since: [1, 2],
		run: ({capabilities}) => ({value: [...capabilities].map(([capability, state]) => ({state, capability}))}),
	},
	'query-commands': {
		since: [0, 13],
		run: ({release}) => ({
			value: Object.keys(commands)
				.filter(name => isKnown(name, release))
				.map(name => ({name})),
		}),
	},
	'query-migrate-parameters': {
		since: [2, 4],
		run: ({speed, downtimeLimitMs, release}) => ({
			value: {
				'compress-level': 1,
				...(isSince(release, 2, 8) ? {'max-bandwidth': speed, 'downtime-limit': downtimeLimitMs} : {}),
			},
		}),
	},
	'migrate-set-capabilities': {since: [1, 2], run: (qemu, {capabilities}) => setCapabilities(qemu, capabilities)},
	'migrate-set-parameters': {
		since: [2, 4],
		run(qemu, parameters) {
			qemu.speed = Number(parameters['max-bandwidth'] ?? qemu.speed);
			qemu.downtimeLimitMs = Number(parameters['downtime-limit'] ?? qemu.downtimeLimitMs);
			return done;
		},
	},
	migrate_set_speed: {
		since: [0, 13],
		until: [6, 0],
		run(qemu, {value}) {
			qemu.speed = Number(value);
			return done;
		},
	},
	migrate_set_downtime: {
		since: [0, 13],
		until: [6, 0],
		run(qemu, {value}) {
			qemu.downtimeLimitMs = Number(value) * 1000;
			return done;
		},
	},
	migrate: {
		run(qemu, {uri, ...others}) {
			const [unexpected] = Object.keys(others).filter(name => name !== 'detach' || isSince(qemu.release, 11, 0));
			return orRefused(
				unexpected === undefined ? qemu.migrate(textOf(uri)) : `Parameter '${unexpected}' is unexpected`,
			);
		},
	},
	migrate_cancel: {run: qemu => orRefused(qemu.cancel())},
	'migrate-incoming': {since: [2, 4], run: (qemu, {uri}) => orRefused(qemu.listenLater(textOf(uri)))},
	'qom-get': {
		since: [2, 0],
		run: ({release}, {path, property}) =>
			path === '/machine' && property === 'type'
				? {value: `${machineTypeOf(release)}-machine`}
				: {errorClass: 'DeviceNotFound', description: `Device '${textOf(path)}' not found`},
	},
	'human-monitor-command': {since: [0, 14], run: () => ({value: ''})},
	cont: {run: qemu => orRefused(qemu.cont())},
	stop: {run: qemu => orRefused(qemu.stop())},
	quit: {run: () => ({value: {}, quits: true})},
};

const isKnown = (name: string, release: ScriptedQemu['release']): boolean => {
	const command = commands[name];
	return (
		command !== undefined &&
		!(command.since && isBelow(release, ...command.since)) &&
		!(command.until && isSince(release, ...command.until))
	);
};

/** Performs one command. What no client of ours may send is complained about, and answered as QEMU would. */
export const performQmp = (qemu: ScriptedQemu, name: string, parameters: Fields): QmpAnswer => {
	const {release} = qemu;
	const words = Object.keys(parameters).length === 0 ? name : `${name} ${JSON.stringify(parameters)}`;
	qemu.note(words);
	const refusal = qemu.takeRefusal(name);
	if (refusal !== undefined) {
		return {errorClass: 'GenericError', description: refusal};
	}

	const command = commands[name];
	if (!command || !isKnown(name, release)) {
		qemu.complain(`got ${words}, which it does not know`);
		return {errorClass: 'CommandNotFound', description: `The command ${name} has not been found`};
	}

	return command.run(qemu, parameters);
};
