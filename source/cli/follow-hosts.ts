import type {HostContact} from '../domain/host.js';
import type {Engine} from '../engine/engine.js';
import {type HostOutput, hostJson, hostText} from './output/host-output.js';

/** What is worth a line: not each measured round trip, but the first. */
const markOf = (contact: HostContact): string =>
	contact.state === 'ready' ? `ready ${contact.roundTripMs !== undefined}` : JSON.stringify(contact);

/** Tells of the connections as long as the engine lives: each change of state, and each warning once. */
export const followHosts = (engine: Engine, isJson: boolean): void => {
	const output: HostOutput = isJson ? hostJson : hostText();
	const said = new Map<string, string>();
	const warned = new Set<string>();
	engine.store.subscribe(() => {
		const {hosts, nowMs} = engine.store.getState();
		for (const host of hosts) {
			const mark = markOf(host.contact);
			if (host.contact.state !== 'idle' && said.get(host.name) !== mark) {
				said.set(host.name, mark);
				output.changed(host, nowMs);
			}

			for (const warning of host.warnings) {
				if (!warned.has(`${host.name} ${warning}`)) {
					warned.add(`${host.name} ${warning}`);
					output.warned(host, warning);
				}
			}
		}
	});
};
