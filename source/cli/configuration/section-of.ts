import {parseDestination} from '../../transport/destination.js';
import type {Configuration, HostSection} from './configuration.js';

/** What the configuration says of a destination: its own section, else the one of its host name without user and port. */
export const sectionOf = ({host: sections}: Configuration, destination: string): HostSection => {
	const parsed = parseDestination(destination);
	const names = parsed.ok ? [destination, parsed.value.host] : [destination];
	const name = names.find(each => Object.hasOwn(sections, each));
	return (name === undefined ? undefined : sections[name]) ?? {};
};
