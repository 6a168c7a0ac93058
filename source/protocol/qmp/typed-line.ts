import {qmpRequest} from '../operations/build.js';

/** What a person typed at a QMP monitor: a request, or an HMP line that goes through `human-monitor-command`. */
export type TypedLine =
	| {readonly kind: 'request'; readonly line: string}
	| {readonly kind: 'hmp'; readonly line: string};

/** Numbers, booleans, lists and objects as JSON; everything else is text, as in qmp-shell. */
const readValue = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
};

/** Every QMP command but a few has a dash in its name, and no HMP command does. */
const shorthand = /^(?<name>[a-z][\w.]*(?:-[\w.]+)+)(?<parameters>(?:\s+[\w.-]+=\S+)*)\s*$/i;

/**
Reads `{"execute": …}` as it is, `query-status` and `migrate-set-parameters max-bandwidth=125000000` as requests, and anything
else (`info status`) as HMP.
*/
export const readTypedLine = (typed: string): TypedLine => {
	const line = typed.trim();
	if (line.startsWith('{')) {
		return {kind: 'request', line};
	}

	const {name, parameters} = shorthand.exec(line)?.groups ?? {};
	if (name === undefined) {
		return {kind: 'hmp', line};
	}

	const entries = (parameters ?? '')
		.trim()
		.split(/\s+/)
		.filter(Boolean)
		.map(word => {
			const equals = word.indexOf('=');
			return [word.slice(0, equals), readValue(word.slice(equals + 1))] as const;
		});
	return {
		kind: 'request',
		line: entries.length === 0 ? qmpRequest(name) : qmpRequest(name, Object.fromEntries(entries)),
	};
};
