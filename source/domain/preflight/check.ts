import type {HostLoadFacts, HostStaticFacts} from '../../protocol/facts.js';
import type {Guest} from '../guest.js';

/** What was found out on the destination about one file. */
export type FileFacts = {
	readonly path: string;
	readonly exists: boolean;
	readonly isReadable: boolean;
	readonly isWritable: boolean;
};

/** All that the checks look at; gathered by the engine from both hosts. */
export type PreflightFacts = {
	readonly guest: Guest;
	readonly destinationHost: string;
	readonly destination: HostStaticFacts;
	readonly destinationLoad: HostLoadFacts;
	readonly destinationGuests: readonly Guest[];
	/** Full path of the guest's program on the destination; `undefined` when it is not there. */
	readonly program: string | undefined;
	/** Machine types that the destination's program offers; `undefined` when it could not be asked. */
	readonly machineTypes: readonly string[] | undefined;
	/** The versioned machine type of the guest, where known. */
	readonly machineType: string | undefined;
	readonly files: readonly FileFacts[];
	/** What runs the guest's processors; `undefined` where QEMU did not say. */
	readonly accelerator: 'kvm' | 'tcg' | undefined;
	/** The guest runs, and goes on running while it is copied. */
	readonly isCopiedLive: boolean;
	/** The process that already waits for the guest there, so that nothing has to be started. */
	readonly waiting: Guest | undefined;
};

export type CheckOutcome = 'pass' | 'warn' | 'block' | 'unknown';

/** `detail` is a sentence; `remedy` what a person can do about a warn or block. */
export type CheckResult = {
	readonly outcome: CheckOutcome;
	readonly detail: string;
	readonly remedy?: string;
};

/** One question that is answered before a migration. `id` is its name for good: scripts may rely on it. */
export type Check = {
	readonly id: string;
	readonly title: string;
	/** A person may take on its block by name; where it is absent nothing goes past it. */
	readonly acceptable?: true;
	readonly run: (facts: PreflightFacts) => CheckResult;
};

export type CheckReport = CheckResult & {
	readonly id: string;
	readonly title: string;
	/** Its block may be taken on by name. */
	readonly isAcceptable?: boolean;
	/** It said no, and a person has taken that on. */
	readonly isAccepted?: boolean;
};
