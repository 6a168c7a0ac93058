import {sanitize} from '../../lib/sanitize.js';
import type {AppState} from '../state.js';
import {contactWords} from './contact-words.js';
import type {Tone} from './line.js';

export type Header = {
	readonly hosts: readonly {readonly name: string; readonly tone: Tone; readonly contact: string}[];
	readonly nowMs: number;
};

export const selectHeader = ({hosts, nowMs}: AppState): Header => ({
	hosts: hosts.map(host => {
		const {tone, short} = contactWords(host, nowMs);
		return {name: sanitize(host.name), tone, contact: short};
	}),
	nowMs,
});
