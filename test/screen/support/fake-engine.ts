import type {EngineCommand} from '../../../source/domain/command.js';
import type {Action} from '../../../source/store/action.js';
import {initialState} from '../../../source/store/initial-state.js';
import {reducer} from '../../../source/store/reducer.js';
import {createStore} from '../../../source/store/store.js';
import {startMs} from './facts.js';

/** A real store, and somebody who writes down what was asked. Facts are dispatched by hand. */
export const createFakeEngine = (facts: readonly Action[] = [], hosts: readonly string[] = ['alpha', 'beta']) => {
	const store = createStore(reducer, initialState(hosts, startMs));
	for (const fact of facts) {
		store.dispatch(fact);
	}

	const commands: EngineCommand[] = [];
	return {
		store,
		commands,
		/** Without the attachments that go with every selection. */
		asked: () => commands.filter(({kind}) => kind !== 'attach-monitor'),
		send(command: EngineCommand) {
			commands.push(command);
		},
	};
};

export type FakeEngine = ReturnType<typeof createFakeEngine>;
