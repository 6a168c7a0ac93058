/** What `info …` prints about the guest. Each returns `undefined` when the text is something else. */
import type {QemuVersion, StatusFacts} from '../../facts.js';

/** `VM status: paused (postmigrate)`; the word in parentheses came with 1.0, and is only there when it says more. */
export function readHmpStatus(text: string): StatusFacts | undefined {
	const match = /^VM status: (running|paused)(?: \(([\w-]+)\))?/m.exec(text);
	// Up to 8.0 `running` can be followed by `(single step mode)`.
	return match?.[1] === undefined ? undefined : {running: match[1] === 'running', runState: match[2] ?? match[1]};
}

/** `7.2.22Debian 1:7.2+dfsg-7`: the package follows without a blank since 1.0. */
export function readHmpVersion(text: string): QemuVersion | undefined {
	const match = /^(\d+)\.(\d+)(?:\.(\d+))?.*/m.exec(text);
	if (!match) return undefined;
	return {major: Number(match[1]), minor: Number(match[2]), micro: Number(match[3] ?? 0), text: match[0].trim()};
}

/** The name alone, or nothing. */
export const readHmpName = (text: string): {name?: string} => (text.trim() === '' ? {} : {name: text.trim()});

export function readHmpUuid(text: string): {uuid?: string} | undefined {
	const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/im.exec(text)?.[0];
	if (uuid === undefined) return undefined;
	return /[^0-]/.test(uuid) ? {uuid} : {};
}

export function readHmpKvm(text: string): {enabled: boolean} | undefined {
	const word = /^kvm support: (enabled|disabled|not compiled)/m.exec(text)?.[1];
	return word === undefined ? undefined : {enabled: word === 'enabled'};
}

/** One line for each CPU: `* CPU #0: thread_id=17224`. */
export const readHmpCpuCount = (text: string): number | undefined => text.match(/^[* ] CPU #\d+:/gm)?.length;

/** `base memory: 134217728` and `plugged memory: 0`, bytes. */
export function readHmpMemoryBytes(text: string): number | undefined {
	const base = /^base memory: (\d+)/m.exec(text)?.[1];
	const plugged = /^plugged memory: (\d+)/m.exec(text)?.[1];
	return base === undefined ? undefined : Number(base) + Number(plugged ?? 0);
}

/** `"pc-i440fx-10.0-machine"`, the quotes included. */
export const readHmpMachineType = (text: string): string | undefined => /^"([^"]+)-machine"/m.exec(text)?.[1];
