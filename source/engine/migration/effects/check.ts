import type {Performer} from './performer.js';

export const check: Performer = async ({context, state}) => {
	const problem = await context.recheck(state);
	return problem === undefined ? {kind: 'checked'} : {kind: 'gave-up', problem};
};
