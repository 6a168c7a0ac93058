/** The two shapes of operations: a question with an answer to read, and an order that is only accepted or refused. */
import {fail, ok, type Result} from '../../lib/result.js';
import type {MonitorReply} from '../monitor-codec.js';
import type {Dialect} from './dialect.js';
import {type Operation, type OperationRefusal, refusalOf} from './operation.js';

/** One QMP request as JSON text; arguments that are `undefined` are left out. */
export const qmpRequest = (execute: string, parameters?: Readonly<Record<string, unknown>>): string =>
	JSON.stringify(parameters === undefined ? {execute} : {execute, arguments: parameters});

/** The same, to be executed before what QEMU is busy with: only where that was granted (`Dialect.takesOutOfBand`). */
export const outOfBandRequest = (execute: string, parameters: Readonly<Record<string, unknown>>): string =>
	JSON.stringify({'exec-oob': execute, arguments: parameters});

/** One argument of an HMP line, quoted when QEMU's parser (`get_str` in monitor/hmp.c) would cut it. */
export function quoteHmp(argument: string): string {
	if (/^[^\s"\\]+$/.test(argument)) return argument;
	return `"${argument.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
}

type QueryRules<Answer> = {
	readonly name: string;
	/** The request; `undefined` when this QEMU has none. */
	readonly qmp: (dialect: Dialect) => string | undefined;
	readonly hmp: (dialect: Dialect) => string | undefined;
	/** The answer; `undefined` when it cannot be understood. */
	readonly readQmp: (value: unknown) => Answer | undefined;
	readonly readHmp: (text: string) => Answer | undefined;
};

export function query<Answer>(rules: QueryRules<Answer>): Operation<undefined, Answer> {
	return {
		name: rules.name,
		effect: 'query',
		repeatable: true,
		encode(dialect) {
			const line = rules[dialect.language](dialect);
			return line === undefined ? undefined : [line];
		},
		decode({language}, replies): Result<Answer, OperationRefusal> {
			const reply = replies.at(-1);
			if (!reply) return fail({kind: 'unreadable', text: ''});
			if (!reply.ok) return fail(refusalOf(reply));
			const answer = language === 'qmp' ? rules.readQmp(reply.value) : rules.readHmp(reply.text);
			return answer === undefined ? fail({kind: 'unreadable', text: reply.text}) : ok(answer);
		},
	};
}

type OrderRules<Argument> = {
	readonly name: string;
	readonly effect?: 'change' | 'fatal';
	readonly repeatable: boolean;
	readonly qmp: (dialect: Dialect, argument: Argument) => readonly string[] | undefined;
	readonly hmp: (dialect: Dialect, argument: Argument) => readonly string[] | undefined;
};

export function order<Argument>(rules: OrderRules<Argument>): Operation<Argument, undefined> {
	return {
		name: rules.name,
		effect: rules.effect ?? 'change',
		repeatable: rules.repeatable,
		encode: (dialect, argument) => rules[dialect.language](dialect, argument),
		decode(_dialect, replies: readonly MonitorReply[]) {
			const refused = replies.find(reply => !reply.ok);
			return refused ? fail(refusalOf(refused)) : ok(undefined);
		},
	};
}
