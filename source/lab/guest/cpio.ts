// Writes a cpio archive in the "newc" form, the one a Linux kernel unpacks as its first file system: a header of "070701" and
// thirteen fields of eight hexadecimal digits, the name with a zero byte, the content; name and content padded to four.
// (Linux: Documentation/driver-api/early-userspace/buffer-format.rst)

export type CpioEntry =
	| {kind: 'file'; name: string; content: Uint8Array; mode: number}
	| {kind: 'folder'; name: string}
	| {kind: 'link'; name: string; target: string}
	| {kind: 'character-device'; name: string; major: number; minor: number};

const typeBits = {file: 0o100_000, folder: 0o040_000, link: 0o120_000, 'character-device': 0o020_000};

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);

const contentOf = (entry: CpioEntry): Uint8Array => {
	if (entry.kind === 'file') {
		return entry.content;
	}

	return Buffer.from(entry.kind === 'link' ? entry.target : '');
};

const record = (
	name: string,
	content: Uint8Array,
	fields: {inode: number; mode: number; major: number; minor: number},
): Buffer => {
	const nameBytes = Buffer.from(`${name}\0`);
	const {inode, mode, major, minor} = fields;
	// inode, mode, uid, gid, links, time, size, device (2), special device (2), length of the name, checksum
	const numbers = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, major, minor, nameBytes.length, 0];
	const header = `070701${numbers.map(number => number.toString(16).padStart(8, '0')).join('')}`;
	return Buffer.concat([padded(Buffer.concat([Buffer.from(header), nameBytes])), padded(content)]);
};

/** The archive with these entries, in their order: folders before what lies in them. */
export const cpioArchive = (entries: readonly CpioEntry[]): Buffer => {
	const records = entries.map((entry, index) => {
		const permissions = entry.kind === 'file' ? entry.mode : entry.kind === 'folder' ? 0o755 : 0o777;
		const device = entry.kind === 'character-device' ? entry : {major: 0, minor: 0};
		return record(entry.name, contentOf(entry), {
			inode: index + 1,
			mode: typeBits[entry.kind] + permissions,
			major: device.major,
			minor: device.minor,
		});
	});
	return Buffer.concat([...records, record('TRAILER!!!', new Uint8Array(), {inode: 0, mode: 0, major: 0, minor: 0})]);
};
