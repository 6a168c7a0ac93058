import type {MonitorHolder} from '../protocol/facts.js';

/**
Everything that can go wrong, as data. What a person reads is made in `describe-problem.ts`, so that the compiler finds every
place when a kind is added.
*/
export type Problem =
	| {
			readonly kind: 'guest-not-found';
			readonly name: string;
			readonly hosts: readonly string[];
			readonly known: readonly string[];
	  }
	| {readonly kind: 'guest-not-unique'; readonly name: string; readonly host: string; readonly pids: readonly number[]}
	| {readonly kind: 'guest-already-moved'; readonly name: string; readonly host: string; readonly otherHost: string}
	| {readonly kind: 'guest-not-here'; readonly name: string; readonly host: string; readonly runState: string}
	| {
			readonly kind: 'host-not-connected';
			readonly host: string;
			readonly message: string;
			readonly remedy?: string;
			readonly raw?: string;
	  }
	| {readonly kind: 'probe-failed'; readonly host: string; readonly raw: string}
	| {readonly kind: 'monitor-missing'; readonly name: string; readonly host: string; readonly why: string}
	| {
			readonly kind: 'monitor-busy';
			readonly name: string;
			readonly host: string;
			readonly monitor: string;
			readonly holder?: MonitorHolder;
	  }
	| {readonly kind: 'monitor-lost'; readonly name: string; readonly host: string; readonly raw: string}
	| {
			readonly kind: 'monitor-refused';
			readonly name: string;
			readonly host: string;
			readonly command: string;
			readonly raw: string;
	  }
	| {readonly kind: 'managed-by-libvirt'; readonly name: string; readonly host: string}
	| {
			readonly kind: 'cannot-reproduce';
			readonly name: string;
			readonly host: string;
			readonly obstacles: readonly string[];
	  }
	| {
			readonly kind: 'checks-blocked';
			readonly name: string;
			readonly blocks: readonly {
				readonly title: string;
				readonly detail: string;
				readonly remedy: string;
				/** The name under which a person may take it on. */
				readonly accept?: string;
			}[];
	  }
	| {readonly kind: 'no-waiting-destination'; readonly name: string; readonly host: string}
	/** The process that waits cannot be reached by TCP. `incoming` is the value of its `-incoming`. */
	| {readonly kind: 'incoming-not-tcp'; readonly name: string; readonly host: string; readonly incoming: string}
	/** QEMU below 1.0 says `paused` of a stopped destination whether the guest arrived there or not. */
	| {readonly kind: 'arrival-not-provable'; readonly name: string; readonly host: string}
	| {
			readonly kind: 'destination-not-started';
			readonly name: string;
			readonly host: string;
			readonly exitCode?: number;
			readonly raw: string;
	  }
	| {
			readonly kind: 'destination-not-ended';
			readonly name: string;
			readonly host: string;
			readonly pid: number;
			readonly raw: string;
	  }
	| {
			readonly kind: 'connect-failed';
			readonly name: string;
			readonly source: string;
			readonly destination: string;
			readonly address: string;
			readonly raw: string;
	  }
	| {
			readonly kind: 'copy-failed';
			readonly name: string;
			readonly source: string;
			readonly destination: string;
			readonly raw: string;
	  }
	| {
			readonly kind: 'destination-lost';
			readonly name: string;
			readonly source: string;
			readonly destination: string;
			readonly raw: string;
	  }
	| {
			readonly kind: 'source-lost';
			readonly name: string;
			readonly source: string;
			readonly destination: string;
			readonly raw: string;
	  }
	/** One of the two QEMUs that a post-copy needs has ended. */
	| {
			readonly kind: 'post-copy-lost';
			readonly name: string;
			readonly source: string;
			readonly destination: string;
			readonly ended: 'source' | 'destination';
			readonly raw: string;
	  }
	| {readonly kind: 'release-refused'; readonly name: string; readonly source: string; readonly why: string}
	/** vmferry was started with --read-only. `wanted` completes "Not done: …". */
	| {readonly kind: 'read-only'; readonly wanted: string}
	| {readonly kind: 'unexpected'; readonly raw: string};
