/** One client of a monitor, from its greeting to its end. */
export type ScriptedSession = {
	receive(chunk: Uint8Array): void;
	/** The client is gone. Returns what it left unfinished. */
	end(): void;
};

/** What a session has besides its QEMU: a way out to its client. */
export type Client = {
	readonly send: (bytes: string | Uint8Array) => void;
	/** The process ends, and every connection with it. */
	readonly quit: () => void;
};
