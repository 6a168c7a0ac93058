/** The sections about one process each: `cmdline PID`, `links PID`, `uid PID`. */
import type {ProcessFacts} from '../facts.js';
import type {Sections} from './sections.js';

export type StaticFacts = {
	/** The probe's search is coarse: it also finds `qemu-img`, and scripts with such a word at the start of a line. */
	readonly isQemu: boolean;
	readonly facts: Pick<ProcessFacts, 'commandLine' | 'uid' | 'executable' | 'workingDirectory'>;
};

const emulatorName = /(?:^|\/)(?:qemu-system-\w+|qemu-kvm|qemu|kvm)$/;

/** `/proc/PID/cmdline`: each argument ends with NUL; a process may have overwritten the last one. */
function splitArguments(bytes: Uint8Array): readonly string[] {
	const text = new TextDecoder().decode(bytes);
	return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** `lrwxrwxrwx 1 root root 0 Nov 24 11:08 /proc/7/exe -> /usr/bin/qemu-system-x86_64`. */
function linkTarget(listing: string, path: string): string | undefined {
	const mark = ` ${path} -> `;
	const line = listing.split('\n').find(candidate => candidate.includes(mark));
	return line?.slice(line.indexOf(mark) + mark.length);
}

/** What was sent of each process. One that vanished meanwhile has no arguments and counts as no QEMU. */
export function readStatics(sections: Sections): Map<number, StaticFacts> {
	const textsOf = (name: string) =>
		new Map(
			sections
				.filter(section => section.name === name)
				.map(({words, bytes}) => [words[0], new TextDecoder().decode(bytes)]),
		);
	const links = textsOf('links');
	const uids = textsOf('uid');
	const entries = sections
		.filter(({name}) => name === 'cmdline')
		.map(({words: [word = ''], bytes}): [number, StaticFacts] => {
			const commandLine = splitArguments(bytes);
			const executable = linkTarget(links.get(word) ?? '', `/proc/${word}/exe`);
			const workingDirectory = linkTarget(links.get(word) ?? '', `/proc/${word}/cwd`);
			const uid = /^\d+/.exec(uids.get(word) ?? '')?.[0];
			const names = [commandLine[0] ?? '', (executable ?? '').replace(/ \(deleted\)$/, '')];
			const isQemu = commandLine.length > 0 && names.some(name => emulatorName.test(name));
			return [
				Number(word),
				{isQemu, facts: {commandLine, uid: uid === undefined ? undefined : Number(uid), executable, workingDirectory}},
			];
		});
	return new Map(entries);
}
