import type {Check, CheckReport, PreflightFacts} from './check.js';
import {checks} from './checks/index.js';

/** A block that a person took on by name stays in sight as a warning. */
const report = (check: Check, facts: PreflightFacts, accepted: boolean): CheckReport => {
	const {id, title, run} = check;
	const isAcceptable = check.acceptable === true;
	const result = run(facts);
	const isAccepted = result.outcome === 'block' && isAcceptable && accepted;
	return {id, title, isAcceptable, isAccepted, ...result, ...(isAccepted ? {outcome: 'warn'} : {})};
};

/** Asks every check; pure, all facts were gathered before. `accept` holds the ids whose blocks are taken on. */
export const runChecks = (facts: PreflightFacts, accept: readonly string[] = []): readonly CheckReport[] =>
	checks.map(check => report(check, facts, accept.includes(check.id)));

/** The ids that may be named to take on a block. */
export const acceptableChecks: readonly string[] = checks.flatMap(({id, acceptable}) => (acceptable ? [id] : []));
