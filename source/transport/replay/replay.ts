import type {HostConnection} from '../host-connection.js';
import type {RecordedLine} from '../record/recording.js';
import {Lane} from './lane.js';
import {Nonces} from './nonces.js';
import {readRecording} from './read-recording.js';
import {RecordedScripts} from './recorded-scripts.js';
import {ReplayClock} from './replay-clock.js';
import {ReplayConnection} from './replay-connection.js';

/** A recording that plays itself to a program. */
export type Replay = {
	readonly hosts: readonly string[];
	/** The time of the recording; the program must use no other. It goes from `connect` on. */
	readonly clock: ReplayClock;
	connect(host: string): HostConnection;
	/**
	Resolves when all was asked and answered that was recorded; from then on time stands still. Rejects with what the program did
	otherwise, or left unread.
	*/
	readonly played: Promise<void>;
};

/** So long after the last recorded moment the program may still take to do its part. */
const patienceMs = 60_000;

/** Neither asked of a person nor needed twice. */
const isTold = ({event}: RecordedLine): boolean => event !== 'asked' && event !== 'answered' && event !== 'script';

const lanesOf = (lines: readonly RecordedLine[]) => {
	const groups = new Map<string, RecordedLine[]>();
	for (const line of lines.filter(isTold)) {
		const key = 'channel' in line ? String(line.channel) : `host ${line.host}`;
		groups.set(key, [...(groups.get(key) ?? []), line]);
	}

	return new Map([...groups].map(([key, group]) => [key, new Lane(group[0]?.host ?? '', group)]));
};

/** Prepares the replay of a recording's text. Throws where it is none. */
export const createReplay = (text: string): Replay => {
	const {startedAtMs, hosts, lines} = readRecording(text);
	const lanes = lanesOf(lines);
	const endMs = lines.at(-1)?.atMs ?? startedAtMs;
	let settle: {resolve: () => void; reject: (error: Error) => void} | undefined;
	const played = new Promise<void>((resolve, reject) => {
		settle = {resolve, reject};
	});

	const fail = (problem: string): void => {
		clock.stand();
		settle?.reject(new Error(problem));
	};

	const leftUnread = (): string =>
		[...lanes.values()]
			.filter(lane => !lane.isPlayed)
			.map(lane => `on ${lane.host}: ${JSON.stringify(lane.rest[0]).slice(0, 300)}`)
			.join('\n');

	const clock: ReplayClock = new ReplayClock(startedAtMs, () => {
		const all = [...lanes.values()];
		if (all.every(lane => lane.isPlayed)) {
			clock.stand();
			settle?.resolve();
			return undefined;
		}

		if (clock.now() > endMs + patienceMs) {
			fail(`The recording was not played to its end. Left unread:\n${leftUnread()}`);
			return undefined;
		}

		const next = all
			.filter(({due}) => due !== undefined)
			.sort((left, right) => (left.due?.atMs ?? 0) - (right.due?.atMs ?? 0))[0];
		return next?.due && {atMs: next.due.atMs, perform: () => next.deliver()};
	});
	const nonces = new Nonces();
	const scripts = new RecordedScripts(lines);
	let isGoing = false;

	return {
		hosts,
		clock,
		played,
		connect(name) {
			if (!isGoing) {
				isGoing = true;
				clock.go();
			}

			const channels = [...lanes].filter(([key, {host}]) => !key.startsWith('host ') && host === name);
			const lane = lanes.get(`host ${name}`) ?? new Lane(name, []);
			return new ReplayConnection({name, lane, channels: channels.map(([, each]) => each), nonces, scripts, fail});
		},
	};
};
