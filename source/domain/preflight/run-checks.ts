import type {CheckReport, PreflightFacts} from './check.js';
import {checks} from './checks/index.js';

/** Asks every check; pure, all facts were gathered before. */
export const runChecks = (facts: PreflightFacts): readonly CheckReport[] =>
	checks.map(({id, title, run}) => ({id, title, ...run(facts)}));
