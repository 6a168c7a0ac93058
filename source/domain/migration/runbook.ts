/** One step of what will be done, as a person could type it. */
export type RunbookStep = {
	readonly host: string;
	/** A POSIX shell on the host, or the monitor of the guest's process there. */
	readonly via: 'shell' | 'monitor';
	/** What is typed; a check between the commands has none. */
	readonly command: string | undefined;
	readonly why: string;
};
