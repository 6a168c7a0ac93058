/** What `ssh_config` says of one host, as far as vmferry acts on it. Names are OpenSSH's. */
export type SshSettings = {
	/** The name the person or a ProxyJump list used. */
	readonly alias: string;
	/** Where to connect, and the name its key is known under unless `hostKeyAlias` says otherwise. */
	readonly hostName: string;
	readonly port: number;
	readonly user: string;
	/** 0 means either. */
	readonly addressFamily: 0 | 4 | 6;
	readonly bindAddress: string | undefined;
	readonly connectTimeoutMs: number;
	/** How often a first connection is tried, a second apart. */
	readonly connectionAttempts: number;
	readonly serverAliveIntervalMs: number;
	/** At least 1. */
	readonly serverAliveCountMax: number;
	readonly compression: boolean;
	/** Hops in order, as written: `[user@]host[:port]`. */
	readonly proxyJump: readonly string[];
	/** Ready for `/bin/sh -c`. */
	readonly proxyCommand: string | undefined;
	readonly hostKeyAlias: string | undefined;
	readonly strictHostKeyChecking: 'yes' | 'ask' | 'accept-new';
	readonly hashKnownHosts: boolean;
	readonly userKnownHostsFiles: readonly string[];
	readonly globalKnownHostsFiles: readonly string[];
	readonly revokedHostKeys: string | undefined;
	/** Allowed algorithms in order; `undefined` leaves the choice to vmferry. */
	readonly hostKeyAlgorithms: readonly string[] | undefined;
	readonly ciphers: readonly string[] | undefined;
	readonly macs: readonly string[] | undefined;
	readonly kexAlgorithms: readonly string[] | undefined;
	readonly pubkeyAcceptedAlgorithms: readonly string[] | undefined;
	/** RSA keys below this size count for nothing, a host's and our own. */
	readonly requiredRsaBits: number;
	/** The socket of ssh-agent. */
	readonly identityAgent: string | undefined;
	readonly identitiesOnly: boolean;
	/** Paths that need not exist. */
	readonly identityFiles: readonly string[];
	/** Certificates for keys of `identityFiles` or the agent. */
	readonly certificateFiles: readonly string[];
	readonly pubkeyAuthentication: boolean;
	readonly passwordAuthentication: boolean;
	readonly kbdInteractiveAuthentication: boolean;
	readonly preferredAuthentications: readonly string[];
	readonly numberOfPasswordPrompts: number;
	/** The person may not be asked for secrets. */
	readonly batchMode: boolean;
	/** Sentences about options that are not honoured as written. */
	readonly warnings: readonly string[];
};
