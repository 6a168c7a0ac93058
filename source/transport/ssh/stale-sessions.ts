/**
What a link leaves behind on the host when it dies without a word: the client's address changes, or a firewall forgets the
connection, and the host's sshd goes on holding a guest's monitor for as long as the kernel believes in the old connection (a
quarter of an hour while something is written, hours while not). QEMU serves one client per monitor, so the next one waits all
that time. Hence each link notes which sshd process served it, and the next link ends that process: it is known by its
number, its start time and the host's boot, it must be an sshd, and only the same user or root may end it.
*/

import type {Clock} from '../common/clock.js';
import type {Link} from './link.js';
import {SessionSlots} from './session-slots.js';
import {runSshScript} from './ssh-script.js';

/** One sshd process of one boot: boot id, pid, start time in ticks. */
type SessionMark = readonly [bootId: string, pid: string, startTimeTicks: string];

/**
`$1` `$2` `$3`… marks of old sessions. Ends those that still live, and prints the mark of its own. OpenSSH 9.8 and newer have
`sshd-session`. A stopped process takes SIGTERM only after SIGCONT.
*/
const reapScript = `
set -f
read -r boot </proc/sys/kernel/random/boot_id || exit 0
look() {
	name=; start=
	read -r stat <"/proc/$1/stat" || return 1
	name=\${stat#*(}
	name=\${name%)*}
	set -- \${stat##*)}
	start=\${20}
	[ "$1" != Z ]
}
lives() {
	[ "$1" = "$boot" ] && look "$2" && [ "$start" = "$3" ] && case $name in sshd | sshd-session) ;; *) false ;; esac
}
while [ $# -ge 3 ]; do
	if [ "$2" != "$PPID" ] && lives "$@" 2>/dev/null; then
		kill -TERM "$2"
		kill -CONT "$2"
		tries=0
		while [ $tries -lt 10 ] && lives "$@" 2>/dev/null; do
			sleep 0.1 2>/dev/null || sleep 1
			tries=$((tries + 1))
		done
		lives "$@" 2>/dev/null && kill -KILL "$2"
	fi
	shift 3
done
look "$PPID" 2>/dev/null && printf '%s %s %s\\n' "$boot" "$PPID" "$start"
`;

// Clearing up must not hold up a connection that works.
const limitMs = 5000;
const longestMemory = 8;

/** The sessions of one host's links, over the life of the connection. */
export class StaleSessions {
	readonly #host: string;
	readonly #clock: Clock;
	/** A queue of its own: the links' scripts share another one, which does not count this. */
	readonly #slots = new SessionSlots(1);
	#marks: readonly SessionMark[] = [];

	constructor(host: string, clock: Clock) {
		this.#host = host;
		this.#clock = clock;
	}

	/** Whether an earlier link may have left something behind. */
	get areExpected(): boolean {
		return this.#marks.length > 0;
	}

	/** Ends what earlier links left behind and notes the session of this one. Never rejects: on hosts without /proc nothing is known. */
	async take(link: Link): Promise<void> {
		const old = this.#marks;
		try {
			const {stdout} = await runSshScript({host: this.#host, clock: this.#clock, link}, this.#slots, reapScript, {
				arguments: old.flat(),
				timeoutMs: limitMs,
			});
			const [bootId, pid, startTimeTicks] = stdout.trim().split(' ');
			this.#marks = bootId && pid && startTimeTicks ? [[bootId, pid, startTimeTicks]] : [];
		} catch {
			// The old ones are tried again with the next link.
			this.#marks = old.slice(-longestMemory);
		}
	}
}
