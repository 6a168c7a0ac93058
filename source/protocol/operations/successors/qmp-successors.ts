/** QMP commands that went (docs/about/removed-features.rst), and what does the same today. Units are those of the old command. */
import * as v from 'valibot';
import {read, text} from '../../qmp/parsers/tolerant.js';
import {qmpRequest} from '../build.js';
import {downtimeMs, type Successor, sends} from './successor.js';

type Rule = (argument: unknown) => Successor | undefined;

const value = v.looseObject({value: v.number()});

/** A parameter in place of a command of its own. */
const parameter =
	(name: string, convert: (given: number) => number = given => given): Rule =>
	argument => {
		const given = read(argument, value)?.value;
		return given === undefined ? undefined : sends(qmpRequest('migrate-set-parameters', {[name]: convert(given)}));
	};

const changed = v.looseObject({device: v.string(), target: v.string(), arg: text});

/** Gone since 6.0. */
const rules: Readonly<Record<string, Rule>> = {
	/** Bytes per second in both. */
	migrate_set_speed: parameter('max-bandwidth'),
	migrate_set_downtime: parameter('downtime-limit', downtimeMs),
	'migrate-set-cache-size': parameter('xbzrle-cache-size'),
	'query-migrate-cache-size': () => sends(qmpRequest('query-migrate-parameters')),
	'query-cpus': () => sends(qmpRequest('query-cpus-fast')),
	'query-events': () => sends(qmpRequest('query-qmp-schema')),
	/** Called old since 11.1. */
	'query-kvm': () => sends(qmpRequest('query-accelerators')),
	change(argument) {
		const {device, target, arg} = read(argument, changed) ?? {};
		if (device === undefined || target === undefined) return undefined;
		if (device !== 'vnc') return sends(qmpRequest('blockdev-change-medium', {device, filename: target, format: arg}));
		return /^passw(?:or)?d$/.test(target) && arg !== undefined
			? sends(qmpRequest('change-vnc-password', {password: arg}))
			: undefined;
	},
};

const asked = v.looseObject({execute: v.string(), arguments: v.optional(v.unknown())});

/** @param line A QMP request, as JSON text, that this QEMU answered with `CommandNotFound`. */
export function qmpSuccessor(line: string): Successor | undefined {
	const {execute = '', arguments: argument} = read(JSON.parse(line), asked) ?? {};
	return Object.hasOwn(rules, execute) ? rules[execute]?.(argument) : undefined;
}
