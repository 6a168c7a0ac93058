/** What one received QMP object is (QEMU's docs/interop/qmp-spec). Unknown members are kept where they are data. */
import * as v from 'valibot';
import type {MonitorEvent, QemuVersion} from '../facts.js';
import type {MonitorReply} from '../monitor-codec.js';

export type QmpMessage =
	| {readonly kind: 'greeting'; readonly version: QemuVersion | undefined; readonly capabilities: readonly string[]}
	| {readonly kind: 'event'; readonly event: MonitorEvent}
	/** `id` is `undefined` when QEMU could not tell what the reply belongs to. */
	| {readonly kind: 'reply'; readonly id: unknown; readonly reply: MonitorReply}
	| {readonly kind: 'unknown'};

const record = v.record(v.string(), v.unknown());

const greetingSchema = v.looseObject({
	QMP: v.looseObject({
		version: v.optional(
			v.looseObject({
				qemu: v.looseObject({major: v.number(), minor: v.number(), micro: v.number()}),
				package: v.optional(v.string(), ''),
			}),
		),
		// An entry of another type is one we do not know how to use.
		capabilities: v.fallback(v.array(v.unknown()), []),
	}),
});

const eventSchema = v.looseObject({
	event: v.string(),
	data: v.fallback(record, {}),
	timestamp: v.fallback(v.optional(v.looseObject({seconds: v.number(), microseconds: v.number()})), undefined),
});

const errorSchema = v.looseObject({
	error: v.looseObject({class: v.fallback(v.optional(v.string()), undefined), desc: v.optional(v.string(), '')}),
});

function versionOf(version: {qemu: {major: number; minor: number; micro: number}; package: string}): QemuVersion {
	const {major, minor, micro} = version.qemu;
	// QEMU below 3.0 puts the blank and the parentheses into the package name itself.
	return {major, minor, micro, text: `${major}.${minor}.${micro} ${version.package.trim()}`.trim()};
}

function eventOf(message: v.InferOutput<typeof eventSchema>): MonitorEvent {
	const {timestamp} = message;
	// QEMU sends -1 for both when the host's clock cannot be read.
	const timeMs =
		timestamp !== undefined && timestamp.seconds >= 0
			? timestamp.seconds * 1000 + Math.floor(timestamp.microseconds / 1000)
			: undefined;
	return timeMs === undefined
		? {name: message.event, data: message.data}
		: {name: message.event, timeMs, data: message.data};
}

const display = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

export function readQmpMessage(value: unknown): QmpMessage {
	if (typeof value !== 'object' || value === null) return {kind: 'unknown'};
	const id = 'id' in value ? value.id : undefined;
	if ('return' in value) {
		return {kind: 'reply', id, reply: {ok: true, text: display(value.return), value: value.return}};
	}

	const error = v.safeParse(errorSchema, value);
	if (error.success) {
		const {class: errorClass, desc} = error.output.error;
		const reply = {ok: false, text: desc || display(error.output.error)} as const;
		return {kind: 'reply', id, reply: errorClass === undefined ? reply : {...reply, errorClass}};
	}

	const event = v.safeParse(eventSchema, value);
	if (event.success) return {kind: 'event', event: eventOf(event.output)};

	const greeting = v.safeParse(greetingSchema, value);
	if (!greeting.success) return {kind: 'unknown'};
	const {version, capabilities} = greeting.output.QMP;
	return {
		kind: 'greeting',
		version: version && versionOf(version),
		capabilities: capabilities.filter(name => typeof name === 'string'),
	};
}
