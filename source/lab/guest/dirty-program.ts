// The Linux guest's program that dirties memory at an even rate: a static x86-64 executable of a few hundred bytes, so that
// no compiler is needed to make a guest.
//
// It maps the file /run/dirty, which holds two 32-bit numbers, lowest byte first: pages per second, and pages in the working
// set. Every 10 ms it looks at the clock and writes a new value into as many pages as are due, round and round in the
// working set; a late tick is made up for, up to 100 ms of it. A new rate written to the file counts from the next tick.
import {assemble, type CodePiece, littleEndian} from './machine-code.js';

/** Where the program finds its rate and working set. */
export const dirtyControlFile = '/run/dirty';

/** Largest working set: how much address space the program takes. */
export const largestWorkingSetMiB = 1024;

// System calls by number (arch/x86/entry/syscalls/syscall_64.tbl): 2 open, 9 mmap, 35 nanosleep, 228 clock_gettime.
const code: CodePiece[] = [
	// r8 = open("/run/dirty", O_RDWR, 0)
	[0xb8, 2, 0, 0, 0], // mov eax, 2
	[0x48, 0x8d, 0x3d],
	{to: 'path', bytes: 4}, // lea rdi, [rip + path]
	[0xbe, 2, 0, 0, 0], // mov esi, 2
	[0x31, 0xd2], // xor edx, edx
	[0x0f, 0x05], // syscall
	[0x49, 0x89, 0xc0], // mov r8, rax

	// r12 = mmap(0, 4096, PROT_READ, MAP_SHARED, r8, 0)
	[0xb8, 9, 0, 0, 0], // mov eax, 9
	[0x31, 0xff], // xor edi, edi
	[0xbe, ...littleEndian(4096, 4)], // mov esi, 4096
	[0xba, 1, 0, 0, 0], // mov edx, 1
	[0x41, 0xba, 1, 0, 0, 0], // mov r10d, 1
	[0x45, 0x31, 0xc9], // xor r9d, r9d
	[0x0f, 0x05], // syscall
	[0x49, 0x89, 0xc4], // mov r12, rax

	// r13 = mmap(0, largest, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
	[0xb8, 9, 0, 0, 0], // mov eax, 9
	[0x31, 0xff], // xor edi, edi
	[0xbe, ...littleEndian(largestWorkingSetMiB * 2 ** 20, 4)], // mov esi, largest
	[0xba, 3, 0, 0, 0], // mov edx, 3
	[0x41, 0xba, ...littleEndian(0x40_22, 4)], // mov r10d, 0x4022
	[0x49, 0xc7, 0xc0, 0xff, 0xff, 0xff, 0xff], // mov r8, -1
	[0x45, 0x31, 0xc9], // xor r9d, r9d
	[0x0f, 0x05], // syscall
	[0x49, 0x89, 0xc5], // mov r13, rax

	[0x45, 0x31, 0xf6], // xor r14d, r14d: the page
	[0x45, 0x31, 0xff], // xor r15d, r15d: what is due of the next page, in millionths
	[0x31, 0xed], // xor ebp, ebp: the time of the last tick, in microseconds
	[0xbb, 1, 0, 0, 0], // mov ebx, 1: the value, another for every write
	[0x48, 0x83, 0xec, 0x20], // sub rsp, 32

	{label: 'tick'},
	// nanosleep({0 s, 10000000 ns}, 0)
	[0x48, 0xc7, 0x04, 0x24, 0, 0, 0, 0], // mov qword [rsp], 0
	[0x48, 0xc7, 0x44, 0x24, 8, ...littleEndian(10_000_000, 4)], // mov qword [rsp + 8], 10000000
	[0xb8, 35, 0, 0, 0], // mov eax, 35
	[0x48, 0x89, 0xe7], // mov rdi, rsp
	[0x31, 0xf6], // xor esi, esi
	[0x0f, 0x05], // syscall

	// clock_gettime(CLOCK_MONOTONIC, rsp + 16)
	[0xb8, ...littleEndian(228, 4)], // mov eax, 228
	[0xbf, 1, 0, 0, 0], // mov edi, 1
	[0x48, 0x8d, 0x74, 0x24, 0x10], // lea rsi, [rsp + 16]
	[0x0f, 0x05], // syscall

	// rax = microseconds since the last tick, at most 100000
	[0x48, 0x69, 0x4c, 0x24, 0x10, ...littleEndian(1_000_000, 4)], // imul rcx, [rsp + 16], 1000000
	[0x48, 0x8b, 0x44, 0x24, 0x18], // mov rax, [rsp + 24]
	[0x31, 0xd2], // xor edx, edx
	[0xbe, ...littleEndian(1000, 4)], // mov esi, 1000
	[0x48, 0xf7, 0xf6], // div rsi
	[0x48, 0x01, 0xc8], // add rax, rcx
	[0x48, 0x89, 0xc1], // mov rcx, rax
	[0x48, 0x29, 0xe8], // sub rax, rbp
	[0x48, 0x89, 0xcd], // mov rbp, rcx
	[0xbe, ...littleEndian(100_000, 4)], // mov esi, 100000
	[0x48, 0x39, 0xf0], // cmp rax, rsi
	[0x48, 0x0f, 0x47, 0xc6], // cmova rax, rsi

	// rcx = whole pages due now, r15 = the rest
	[0x41, 0x8b, 0x34, 0x24], // mov esi, [r12]
	[0x48, 0x0f, 0xaf, 0xc6], // imul rax, rsi
	[0x4c, 0x01, 0xf8], // add rax, r15
	[0x31, 0xd2], // xor edx, edx
	[0xbe, ...littleEndian(1_000_000, 4)], // mov esi, 1000000
	[0x48, 0xf7, 0xf6], // div rsi
	[0x49, 0x89, 0xd7], // mov r15, rdx
	[0x48, 0x89, 0xc1], // mov rcx, rax

	{label: 'touch'},
	[0xe3],
	{to: 'tick', bytes: 1}, // jrcxz tick
	[0x41, 0xff, 0xc6], // inc r14d
	[0x45, 0x3b, 0x74, 0x24, 4], // cmp r14d, [r12 + 4]
	[0x72],
	{to: 'inside', bytes: 1}, // jb inside
	[0x45, 0x31, 0xf6], // xor r14d, r14d
	{label: 'inside'},
	[0x4c, 0x89, 0xf0], // mov rax, r14
	[0x48, 0xc1, 0xe0, 12], // shl rax, 12
	[0x48, 0xff, 0xc3], // inc rbx
	[0x49, 0x89, 0x5c, 0x05, 0], // mov [r13 + rax], rbx
	[0x48, 0xff, 0xc9], // dec rcx
	[0xeb],
	{to: 'touch', bytes: 1}, // jmp touch

	{label: 'path'},
	[...Buffer.from(`${dirtyControlFile}\0`)],
];

const loadAddress = 0x40_00_00;
const headerLength = 64 + 56;

/** The program as an ELF file: one header, one segment that holds the whole file, to be read and run. */
export const dirtyProgram = (): Uint8Array => {
	const body = assemble(code);
	const length = headerLength + body.length;
	const header = [
		// \x7fELF, 64 bits, lowest byte first, version 1, System V
		...[0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
		...littleEndian(2, 2), // an executable at fixed addresses
		...littleEndian(62, 2), // x86-64
		...littleEndian(1, 4),
		...littleEndian(loadAddress + headerLength, 8), // where it starts
		...littleEndian(64, 8), // the segment's header follows this one
		...littleEndian(0, 8), // no sections
		...littleEndian(0, 4),
		...littleEndian(64, 2),
		...littleEndian(56, 2),
		...littleEndian(1, 2), // one segment
		...[0, 0, 0, 0, 0, 0],
	];
	const segment = [
		...littleEndian(1, 4), // to be loaded
		...littleEndian(5, 4), // read and run
		...littleEndian(0, 8),
		...littleEndian(loadAddress, 8),
		...littleEndian(loadAddress, 8),
		...littleEndian(length, 8),
		...littleEndian(length, 8),
		...littleEndian(4096, 8),
	];
	return Uint8Array.from([...header, ...segment, ...body]);
};
