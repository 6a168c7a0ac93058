/** Listening sockets as `/proc/net/tcp` and `/proc/net/tcp6` show them: hexadecimal, each 32 bits in the host's byte order. */
import type {ListenerFacts} from '../facts.js';

/** The bytes of an address from a little-endian host; big-endian hosts with KVM are not served. */
function addressBytes(hexadecimal: string): number[] {
	const words = hexadecimal.match(/.{8}/g) ?? [];
	return words.flatMap(word => (word.match(/../g) ?? []).reverse().map(byte => Number.parseInt(byte, 16)));
}

/** RFC 5952: the longest run of zero groups becomes `::`, an IPv4 address inside is written as such. */
function formatIpv6(bytes: readonly number[]): string {
	if (bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff) {
		return `::ffff:${bytes.slice(12).join('.')}`;
	}

	const groups = Array.from({length: 8}, (_, index) =>
		(((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
	);
	const text = groups.join(':');
	const runs = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length);
	const longest = runs[0];
	if (!longest) return text;
	const end = longest.index + longest[0].length;
	return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(end).replace(/^:/, '')}`;
}

/** One line of either file; `undefined` when it is none. */
export function readListener(line: string): ListenerFacts | undefined {
	const match = /^\s*\d+: ([\dA-F]{8}|[\dA-F]{32}):([\dA-F]{4}) /.exec(line);
	if (match?.[1] === undefined || match[2] === undefined) return undefined;
	const bytes = addressBytes(match[1]);
	return {address: bytes.length === 4 ? bytes.join('.') : formatIpv6(bytes), port: Number.parseInt(match[2], 16)};
}
