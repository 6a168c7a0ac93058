/** The first words of an HMP monitor: `QEMU 7.2.22 monitor - type 'help' for more information`, then the prompt. */
import type {QemuVersion} from '../facts.js';

/** A banner has about 70 bytes. */
const maxGreetingBytes = 16_384;

export type GreetingEnd =
	| {readonly kind: 'greeted'; readonly version: QemuVersion | undefined}
	| {readonly kind: 'broken'; readonly reason: string};

function versionOf(text: string): QemuVersion | undefined {
	const banner = /QEMU (.{1,200}?) monitor - type/.exec(text)?.[1];
	const numbers = banner === undefined ? null : /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(banner);
	if (!banner || !numbers) return undefined;
	return {major: Number(numbers[1]), minor: Number(numbers[2]), micro: Number(numbers[3] ?? 0), text: banner};
}

const endsWithLine = (text: string, line: string) => text === line || text.endsWith(`\n${line}`);

/** Returns a function that takes the greeting byte by byte and tells when it is over. */
export function createHmpGreeting(): (byte: number) => GreetingEnd | undefined {
	// The banner is ASCII; a package suffix of another encoding only loses its own letters.
	let text = '';
	return byte => {
		text += String.fromCharCode(byte);
		if (text.length > maxGreetingBytes) {
			return {kind: 'broken', reason: 'This is no QEMU monitor: it sent much, but no prompt.'};
		}

		if (byte === 0x7d && text.trimStart().startsWith('{"QMP"')) {
			return {kind: 'broken', reason: 'This monitor speaks QMP, not HMP.'};
		}

		if (byte !== 0x20) return undefined;
		// Left open by a client before us, which QEMU below 2.2 does not forget.
		if (endsWithLine(text, 'Password: ')) {
			return {kind: 'broken', reason: 'The monitor waits for a password that another client was asked for.'};
		}

		return endsWithLine(text, '(qemu) ') ? {kind: 'greeted', version: versionOf(text)} : undefined;
	};
}
