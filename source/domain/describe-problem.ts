import {describeHolder} from './guest.js';
import type {Problem} from './problem.js';

/** A problem for a tired person: one line, what happened and what runs where, what to type next, and the raw words last. */
export type ProblemDescription = {
	readonly title: string;
	readonly what: readonly string[];
	readonly next: readonly string[];
	readonly raw: string | undefined;
};

const describe = (
	title: string,
	what: readonly string[],
	next: readonly string[],
	raw: string | undefined = undefined,
): ProblemDescription => ({title, what, next, raw: raw === '' ? undefined : raw});

/** Says what a problem means. The switch is complete: a new kind does not compile without its sentences. */
export const describeProblem = (problem: Problem): ProblemDescription => {
	switch (problem.kind) {
		case 'guest-not-found':
			return describe(
				`There is no guest ${problem.name} on ${problem.hosts.join(' or ')}.`,
				[
					problem.known.length === 0
						? 'No QEMU process was found there at all.'
						: `Found: ${problem.known.join(', ')}.`,
				],
				[`vmferry ls ${problem.hosts.join(' ')} shows every guest; as another user it may show more.`],
			);
		case 'guest-not-unique':
			return describe(
				`${problem.host} has more than one guest ${problem.name}.`,
				[`Their pids are ${problem.pids.join(', ')}; nothing was touched.`],
				['Find out which one is meant and end or rename the other.'],
			);
		case 'guest-already-moved':
			return describe(
				`${problem.name} is not on ${problem.host}: it runs on ${problem.otherHost}.`,
				['Nothing was touched.'],
				[`To bring it back: vmferry migrate ${problem.name} ${problem.otherHost} ${problem.host}`],
			);
		case 'guest-not-here':
			return describe(
				`The process of ${problem.name} on ${problem.host} does not hold the guest: it is in state ${problem.runState}.`,
				[
					problem.runState === 'postmigrate'
						? 'The guest was migrated away from here; this process is what is left.'
						: 'It waits for a guest to arrive.',
					'Nothing was touched.',
				],
				['vmferry ls with both hosts shows where the guest runs.'],
			);
		case 'host-not-connected':
			return describe(
				`There is no connection to ${problem.host}.`,
				[problem.message, 'No guest was touched.'],
				[problem.remedy ?? `Try: ssh ${problem.host} true`],
				problem.raw,
			);
		case 'probe-failed':
			return describe(
				`${problem.host} is connected, but its processes could not be read.`,
				['No guest was touched.'],
				[`Try: ssh ${problem.host} /bin/sh -c 'ls /proc'`],
				problem.raw,
			);
		case 'monitor-missing':
			return describe(
				`${problem.name} on ${problem.host} has no monitor that can be used.`,
				[`Its monitor ${problem.why}.`, 'A migration is driven through the monitor; nothing was touched.'],
				['Start the guest with -qmp unix:PATH,server,nowait or -monitor telnet:127.0.0.1:PORT,server,nowait.'],
			);
		case 'monitor-busy':
			return describe(
				`The monitor of ${problem.name} on ${problem.host} is taken by ${describeHolder(problem.holder)}.`,
				[`${problem.monitor} accepts the connection and says nothing: QEMU serves one client at a time.`],
				[
					problem.holder?.kind === 'process'
						? `Close it, or on ${problem.host}: kill ${problem.holder.pid}. Then try again.`
						: 'Close the other telnet, socat or management program, then try again.',
				],
			);
		case 'monitor-lost':
			return describe(
				`The monitor of ${problem.name} on ${problem.host} was lost.`,
				['What was asked last may or may not have been done.'],
				[`vmferry ls ${problem.host} shows what runs there now.`],
				problem.raw,
			);
		case 'monitor-refused':
			return describe(
				`The QEMU of ${problem.name} on ${problem.host} refused a command.`,
				[`It was asked: ${problem.command}`],
				['The words of QEMU are below.'],
				problem.raw,
			);
		case 'managed-by-libvirt':
			return describe(
				`${problem.name} on ${problem.host} belongs to libvirt.`,
				['Its monitor is held by libvirtd, which must know of every move; nothing was touched.'],
				[`Use: virsh migrate --live ${problem.name} qemu+ssh://DESTINATION/system`],
			);
		case 'cannot-reproduce':
			return describe(
				`The command line of ${problem.name} cannot be made again on another host.`,
				[...problem.obstacles, `Nothing was touched; the guest is on ${problem.host} as before.`],
				['Start the destination by hand with -incoming, then vmferry uses it.'],
			);
		case 'checks-blocked':
			return describe(
				`${problem.name} was not migrated: ${problem.blocks.map(({title}) => title.toLowerCase()).join(', ')}.`,
				[...problem.blocks.map(({detail}) => detail), 'The guest was not touched.'],
				problem.blocks.flatMap(({remedy, accept}) => [
					...(remedy === '' ? [] : [remedy]),
					...(accept === undefined ? [] : [`To take it on all the same: --accept ${accept}`]),
				]),
			);
		case 'no-waiting-destination':
			return describe(
				`No process on ${problem.host} waits for ${problem.name}.`,
				['Nothing was touched.'],
				[`Start it there with the guest's command line and -incoming tcp:0:4449, or leave it to vmferry.`],
			);
		case 'incoming-not-tcp':
			return describe(
				`The process that waits for ${problem.name} on ${problem.host} cannot be reached over TCP.`,
				[`It was started with -incoming ${problem.incoming}.`, 'Nothing was touched.'],
				['Start it with -incoming tcp:0:4449 instead, or end it and leave the start to vmferry.'],
			);
		case 'arrival-not-provable':
			return describe(
				`The QEMU of ${problem.name} on ${problem.host} could not say whether a stopped guest has arrived.`,
				[
					'Below 1.0 it answers paused while it waits, when it has the guest, and when it failed to load it.',
					'Nothing was touched.',
				],
				['Let the guest run while it is moved: cont on its monitor, and no -S on the process that waits.'],
			);
		case 'destination-not-started':
			return describe(
				`The destination of ${problem.name} did not come up on ${problem.host}${
					problem.exitCode === undefined ? '' : ` (exit code ${problem.exitCode})`
				}.`,
				['The guest goes on at its source and was not touched.'],
				[`The words of the QEMU on ${problem.host} are below; mend that, then start again.`],
				problem.raw,
			);
		case 'destination-not-ended':
			return describe(
				`The process that vmferry started for ${problem.name} on ${problem.host} could not be ended.`,
				[`It has pid ${problem.pid} and holds no guest.`],
				[`On ${problem.host}: kill ${problem.pid}`],
				problem.raw,
			);
		case 'connect-failed':
			return describe(
				`${problem.source} could not reach ${problem.destination} at ${problem.address}.`,
				[`${problem.name} goes on at ${problem.source}; nothing of it was sent.`],
				[`Open the port on ${problem.destination} for ${problem.source}, or choose another with --port or --address.`],
				problem.raw,
			);
		case 'copy-failed':
			return describe(
				`The copy of ${problem.name} to ${problem.destination} broke off.`,
				[`The guest goes on at ${problem.source}.`],
				[
					`Look at the words of both QEMUs below, then: vmferry migrate ${problem.name} ${problem.source} ${problem.destination}`,
				],
				problem.raw,
			);
		case 'destination-lost':
			return describe(
				`${problem.destination} ended without ${problem.name}, after everything was sent.`,
				[`The guest was continued at ${problem.source}, once the other process was known to be gone.`],
				['The words of the destination are below: most often a device or a size differs.'],
				problem.raw,
			);
		case 'source-lost':
			return describe(
				`The QEMU of ${problem.name} on ${problem.source} ended before the guest had arrived on ${problem.destination}.`,
				['The guest runs nowhere now; what it had in memory is lost.'],
				[`Start it again on ${problem.source}, as after a power failure.`],
				problem.raw,
			);
		case 'post-copy-lost': {
			const {name, source, destination, ended} = problem;
			const [where, other] = ended === 'source' ? [source, destination] : [destination, source];
			return describe(
				`The QEMU of ${name} on ${where} ended in post-copy, and the guest with it.`,
				[
					`Its memory was on both hosts, and neither part is whole. The process that may be left on ${other} must not be continued: the disks have gone on without it.`,
				],
				[
					`End what is left: vmferry ls ${source} ${destination} shows it. Then start ${name} again, as after a power failure.`,
				],
				problem.raw,
			);
		}

		case 'release-refused':
			return describe(
				`The process of ${problem.name} on ${problem.source} was not ended.`,
				[`Reason: ${problem.why}.`],
				['Look at both sides again.'],
			);
		case 'read-only':
			return describe(
				`Not done: ${problem.wanted}.`,
				['vmferry was started with --read-only and only looks.'],
				['Start it again without --read-only.'],
			);
		case 'unexpected':
			return describe(
				'vmferry ran into something it does not know.',
				['The guests are not touched by this.'],
				['Please report it with the words below.'],
				problem.raw,
			);
		default: {
			const never: never = problem;
			return never;
		}
	}
};
