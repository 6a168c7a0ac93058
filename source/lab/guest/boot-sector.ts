// A guest of 512 bytes that needs nothing but QEMU: it dirties memory and counts on the first serial port.
//
// It stays in real mode, where the BIOS's timer interrupt (18.2 times a second) goes on waking it, and takes only a segment
// limit of 4 GiB into the FS register by a short visit to protected mode, so that it reaches memory above 1 MiB. Each tick it
// adds one to the first word of the next pages of its working set, and writes the number of ticks so far as eight hexadecimal
// digits and a line feed. Between ticks the processor halts, so the guest costs next to nothing.
import {assemble, type CodePiece, littleEndian} from './machine-code.js';

export type BootSectorOptions = {
	/** Pages of 4 KiB written at each tick. */
	pagesPerTick: number;
	/** Pages of 4 KiB in the working set, which starts at 1 MiB. */
	workingSetPages: number;
};

/** The BIOS's timer: 1193182 Hz divided by 65536. */
export const ticksPerSecond = 1_193_182 / 65_536;

// Offsets in the sector, which the BIOS loads to 0x7c00.
const base = 0x7c00;
const tableAt = 0x1c0;
const numbersAt = 0x1f0;
const workingSetStart = 0x10_00_00;

const at = (offset: number): number[] => littleEndian(base + offset, 2);

const code: CodePiece[] = [
	[0xfa], // cli
	[0x31, 0xc0], // xor ax, ax
	[0x8e, 0xd8], // mov ds, ax
	[0x8e, 0xd0], // mov ss, ax
	[0xbc, ...at(0)], // mov sp, 0x7c00
	// Address line 20 on, by the fast gate.
	[0xe4, 0x92], // in al, 0x92
	[0x0c, 0x02], // or al, 2
	[0xe6, 0x92], // out 0x92, al
	// FS gets the flat segment; then back to real mode.
	[0x0f, 0x01, 0x16, ...at(tableAt)], // lgdt [table]
	[0x0f, 0x20, 0xc0], // mov eax, cr0
	[0x0c, 0x01], // or al, 1
	[0x0f, 0x22, 0xc0], // mov cr0, eax
	[0xbb, 8, 0], // mov bx, 8
	[0x8e, 0xe3], // mov fs, bx
	[0x24, 0xfe], // and al, 0xfe
	[0x0f, 0x22, 0xc0], // mov cr0, eax
	[0xfb], // sti
	[0x66, 0x31, 0xdb], // xor ebx, ebx: ticks so far
	[0x66, 0xbf, ...littleEndian(workingSetStart, 4)], // mov edi, start: the page

	{label: 'tick'},
	[0xf4], // hlt
	[0x66, 0x8b, 0x0e, ...at(numbersAt)], // mov ecx, [pages per tick]
	{label: 'touch'},
	[0x67, 0xe3],
	{to: 'print', bytes: 1}, // jecxz print
	[0x64, 0x67, 0x66, 0xff, 0x07], // inc dword [fs:edi]
	[0x66, 0x81, 0xc7, ...littleEndian(4096, 4)], // add edi, 4096
	[0x66, 0x3b, 0x3e, ...at(numbersAt + 4)], // cmp edi, [end]
	[0x72],
	{to: 'next', bytes: 1}, // jb next
	[0x66, 0xbf, ...littleEndian(workingSetStart, 4)], // mov edi, start
	{label: 'next'},
	[0x66, 0x49], // dec ecx
	[0xeb],
	{to: 'touch', bytes: 1}, // jmp touch

	{label: 'print'},
	[0x66, 0x43], // inc ebx
	[0x66, 0x89, 0xde], // mov esi, ebx
	[0xb9, 8, 0], // mov cx, 8
	{label: 'digit'},
	[0x66, 0xc1, 0xc6, 4], // rol esi, 4
	[0x89, 0xf0], // mov ax, si
	[0x24, 0x0f], // and al, 15
	[0x04, 0x30], // add al, '0'
	[0x3c, 0x39], // cmp al, '9'
	[0x76],
	{to: 'send', bytes: 1}, // jbe send
	[0x04, 0x07], // add al, 'A' - '9' - 1
	{label: 'send'},
	[0xe8],
	{to: 'put', bytes: 2}, // call put
	[0xe2],
	{to: 'digit', bytes: 1}, // loop digit
	[0xb0, 0x0a], // mov al, line feed
	[0xe8],
	{to: 'put', bytes: 2}, // call put
	[0xeb],
	{to: 'tick', bytes: 1}, // jmp tick

	// Waits for the port and sends al.
	{label: 'put'},
	[0x50], // push ax
	[0xba, 0xfd, 0x03], // mov dx, 0x3fd: line status
	{label: 'wait'},
	[0xec], // in al, dx
	[0xa8, 0x20], // test al, 0x20: room for a byte
	[0x74],
	{to: 'wait', bytes: 1}, // jz wait
	[0x58], // pop ax
	[0xb2, 0xf8], // mov dl, 0xf8: data
	[0xee], // out dx, al
	[0xc3], // ret
];

/** The sector, which also serves as a whole disk image. */
export const bootSector = ({pagesPerTick, workingSetPages}: BootSectorOptions): Uint8Array => {
	const sector = new Uint8Array(512);
	sector.set(assemble(code));
	// lgdt's operand: length less one, and address, of a table with an empty entry and a flat segment of data.
	sector.set([...littleEndian(15, 2), ...littleEndian(base + tableAt + 8, 4)], tableAt);
	sector.set([0xff, 0xff, 0, 0, 0, 0x92, 0xcf, 0], tableAt + 16);
	sector.set(littleEndian(pagesPerTick, 4), numbersAt);
	sector.set(littleEndian(workingSetStart + workingSetPages * 4096, 4), numbersAt + 4);
	sector.set([0x55, 0xaa], 510);
	return sector;
};
