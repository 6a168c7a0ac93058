// The operator's bridge `sw` joins the hosts; each host has a bridge `br0` of its own that carries its address, as in the
// article, so that a guest's address moves with the guest.
import type {HostPlan} from './layout.js';
import {hostCommand, operatorCommand} from './namespaces.js';
import {runProgram} from './run-program.js';
import type {Lab} from './state.js';

const batch = (lines: readonly string[]): {input: string} => ({input: `${lines.join('\n')}\n`});

// No spanning tree and no delay: a port forwards at once, or the first seconds after a migration would be lost.
const bridge = (name: string): string[] => [
	`link add name ${name} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
];

/** Gives the operator's namespace its bridge and address. */
export const connectOperator = async (lab: Lab): Promise<void> => {
	await runProgram(
		operatorCommand(lab, ['ip', '-batch', '-'], '/'),
		batch(['link set lo up', ...bridge('sw'), `addr add ${lab.layout.operatorAddress}/24 dev sw`, 'link set sw up']),
	);
};

/** Hardware address that follows from an IPv4 address: stable, unicast and locally administered (QEMU's own prefix). */
export const macOf = (address: string, kind: number): string =>
	['52', '54', '00', kind.toString(16).padStart(2, '0')]
		.concat(
			address
				.split('.')
				.slice(2)
				.map(byte => Number(byte).toString(16).padStart(2, '0')),
		)
		.join(':');

/** Plugs a host into the operator's bridge and gives it its own. */
export const connectHost = async (lab: Lab, {name, address}: HostPlan): Promise<void> => {
	const pid = lab.state.hosts[name]?.pid;
	await runProgram(
		operatorCommand(lab, ['ip', '-batch', '-'], '/'),
		batch([`link add name ${name} type veth peer name eth0 netns ${pid}`, `link set ${name} master sw up`]),
	);
	await runProgram(
		hostCommand(lab, name, ['ip', '-batch', '-']),
		batch([
			'link set lo up',
			...bridge('br0'),
			// A bridge without an address of its own takes the lowest of its ports', and changes it with them.
			`link set br0 address ${macOf(address, 1)}`,
			`addr add ${address}/24 dev br0`,
			'link set eth0 master br0 up',
			'link set br0 up',
		]),
	);
};
