/** What QMP's queries return about the guest. Each reader gives `undefined` when the value is something else. */
import * as v from 'valibot';
import type {QemuVersion, StatusFacts} from '../../facts.js';
import {amount, entriesOf, read, text} from './tolerant.js';

/** Below 1.0 there is no `status`. */
export function readQmpStatus(value: unknown): StatusFacts | undefined {
	const answer = read(value, v.looseObject({running: v.boolean(), status: text}));
	if (!answer) return undefined;
	return {running: answer.running, runState: answer.status ?? (answer.running ? 'running' : 'paused')};
}

const numbers = v.looseObject({major: v.number(), minor: v.number(), micro: v.number()});

/** 0.12 has the version as text, later ones as numbers. */
export function readQmpVersion(value: unknown): QemuVersion | undefined {
	const answer = read(
		value,
		v.looseObject({qemu: v.union([v.string(), numbers]), package: v.optional(v.string(), '')}),
	);
	if (!answer) return undefined;
	const [major, minor, micro] =
		typeof answer.qemu === 'string'
			? answer.qemu.split('.').map(Number)
			: [answer.qemu.major, answer.qemu.minor, answer.qemu.micro];
	if (major === undefined || minor === undefined || Number.isNaN(major + minor)) return undefined;
	const name = `${major}.${minor}.${micro ?? 0}`;
	return {major, minor, micro: micro ?? 0, text: `${name} ${answer.package.trim()}`.trim()};
}

export function readQmpName(value: unknown): {name?: string} | undefined {
	const answer = read(value, v.looseObject({name: text}));
	return answer && (answer.name ? {name: answer.name} : {});
}

export function readQmpUuid(value: unknown): {uuid?: string} | undefined {
	const answer = read(value, v.looseObject({UUID: v.string()}));
	return answer && (/[^0-]/.test(answer.UUID) ? {uuid: answer.UUID} : {});
}

export function readQmpKvm(value: unknown): {enabled: boolean} | undefined {
	const answer = read(value, v.looseObject({enabled: v.boolean()}));
	return answer && {enabled: answer.enabled};
}

export const readQmpCpuCount = (value: unknown): number | undefined =>
	Array.isArray(value) && value.length > 0 ? value.length : undefined;

export function readQmpMemoryBytes(value: unknown): number | undefined {
	const answer = read(value, v.looseObject({'base-memory': v.number(), 'plugged-memory': amount}));
	return answer && answer['base-memory'] + (answer['plugged-memory'] ?? 0);
}

/** The QOM type of the machine, `pc-i440fx-10.0-machine`. */
export const readQmpMachineType = (value: unknown): string | undefined =>
	typeof value === 'string' ? /^(.+)-machine$/.exec(value)?.[1] : undefined;

export function readQmpCommands(value: unknown): ReadonlySet<string> | undefined {
	const commands = entriesOf(value, v.looseObject({name: v.string()}));
	return commands && new Set(commands.map(({name}) => name));
}
