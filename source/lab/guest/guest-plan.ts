// A guest as a lab remembers it.

/** Which monitors a guest's QEMU offers. */
export type GuestMonitors = 'hmp' | 'qmp' | 'both';

export type GuestKind = 'linux' | 'boot-sector';

/** Everything a guest's command line follows from. */
export type GuestPlan = {
	name: string;
	kind: GuestKind;
	/** The host it was started on; it may have moved since. */
	host: string;
	/** QEMU's machine type; `pc` unless told. */
	machine: string;
	/** Guest memory in MiB. */
	memoryMiB: number;
	monitors: GuestMonitors;
	/** TCP port of the telnet HMP monitor on 127.0.0.1. */
	telnetPort: number;
	/** Path of the QMP socket on the host. */
	qmpSocket: string;
	/** Path of the serial console's log on the host it runs on. */
	serialLog: string;
	accelerator: 'kvm' | 'tcg';
	/** Memory the guest dirties per second, in MiB; what it was started with. */
	dirtyMiBPerSecond: number;
	/** Size of the memory it dirties again and again, in MiB. */
	workingSetMiB: number;
	/** Linux guests only: address on the lab's network and hardware address. */
	address?: string;
	mac?: string;
	/** Path or URL of the disk on the hosts. */
	disk: string;
	/** 'none' where the disk's file system can do without the page cache. */
	diskCache: 'none' | 'writeback';
	/** Further arguments at the end of the command line. */
	extraArguments: string[];
};
