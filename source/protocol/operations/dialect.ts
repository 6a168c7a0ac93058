/**
Which command a QEMU has for something. Where QEMU itself can tell (QMP's `query-commands` and `query-migrate-parameters`) that
is believed. The versions below decide where it cannot: HMP has no list of what it knows but a help text for people, and the QMP
of 0.12 is not asked, since a destination of that release answers nothing while it loads. A new drift is one row here.
*/
import type {MonitorLanguage, QemuVersion} from '../facts.js';

export type Dialect = {
	readonly language: MonitorLanguage;
	/** `undefined`: on QMP that is 0.12, whose greeting has none; on HMP a banner without one, taken for the newest. */
	readonly version: QemuVersion | undefined;
	/** QEMU granted `exec-oob` in this session (4.0 and later). */
	readonly takesOutOfBand?: boolean;
	/** Names from `query-commands`, where they were asked for. */
	readonly commands?: ReadonlySet<string>;
	/** Names from `query-migrate-parameters`, where they were asked for; none where QEMU has no such command. */
	readonly parameters?: ReadonlySet<string>;
};

type Release = readonly [major: number, minor: number];

type Row = {
	/** First release that has it, on QMP and on HMP. */
	readonly since: {readonly qmp: Release; readonly hmp: Release};
	/** First release without it. */
	readonly until?: Release;
	/** The QMP command whose presence tells. */
	readonly command?: string;
	/** The migration parameter whose presence tells. */
	readonly parameter?: string;
};

const both = (major: number, minor: number) => ({qmp: [major, minor], hmp: [major, minor]}) as const;

/** Read from qapi, `hmp-commands.hx` and `qmp-commands.hx` of each release. */
const drift = {
	'migration capabilities': {since: both(1, 2), command: 'query-migrate-capabilities'},
	'migration parameters': {since: both(2, 4), command: 'query-migrate-parameters'},
	/** Before, speed and downtime have commands of their own, although parameters exist since 2.4. */
	'speed and downtime as parameters': {since: both(2, 8), parameter: 'max-bandwidth'},
	/** Known to QMP one release later than to HMP. */
	migrate_set_speed: {since: {qmp: [0, 13], hmp: [0, 12]}, until: [6, 0], command: 'migrate_set_speed'},
	migrate_set_downtime: {since: {qmp: [0, 13], hmp: [0, 12]}, until: [6, 0], command: 'migrate_set_downtime'},
	/** HMP alone. A plain number was bytes before, and is MiB since then; the suffix B means bytes. */
	'sizes with the suffix B': {since: both(0, 14)},
	/** HMP alone. Since 10.1 the plain `info migrate` says nothing of a throttled guest. */
	'info migrate -a': {since: {qmp: [999, 0], hmp: [10, 1]}},
	'incoming later': {since: {qmp: [2, 4], hmp: [2, 3]}, command: 'migrate-incoming'},
	'query-cpus-fast': {since: both(2, 12), command: 'query-cpus-fast'},
	'memory size summary': {since: both(2, 11), command: 'query-memory-size-summary'},
	/** The machine is an object of its own type since 2.0. */
	'qom-get': {since: {qmp: [2, 0], hmp: [5, 1]}, command: 'qom-get'},
	'human-monitor-command': {since: {qmp: [0, 14], hmp: [999, 0]}, command: 'human-monitor-command'},
} as const satisfies Record<string, Row>;

export type Feature = keyof typeof drift;

/** True when `version` is this release or a later one. */
export const isAtLeast = (version: {major: number; minor: number}, [major, minor]: Release): boolean =>
	version.major > major || (version.major === major && version.minor >= minor);

/** True when the monitor of this dialect has the feature. */
export function offers({language, version, commands, parameters}: Dialect, feature: Feature): boolean {
	const row: Row = drift[feature];
	if (language === 'qmp' && commands && row.command !== undefined) return commands.has(row.command);
	if (language === 'qmp' && parameters && row.parameter !== undefined) return parameters.has(row.parameter);
	const assumed = version ?? (language === 'qmp' ? {major: 0, minor: 12} : {major: 998, minor: 0});
	return isAtLeast(assumed, row.since[language]) && !(row.until && isAtLeast(assumed, row.until));
}
