import type {FileFacts} from '../../domain/preflight/check.js';
import type {HostConnection} from '../../transport/host-connection.js';
import {lookScript} from '../hosts/scripts.js';

/** What only the destination itself can say. */
export type DestinationLook = {
	readonly program: string | undefined;
	readonly machineTypes: readonly string[] | undefined;
	readonly files: readonly FileFacts[];
};

/** `-machine help`: a heading, then a type and its description a line. */
const readMachineTypes = (lines: readonly string[]): readonly string[] =>
	lines.flatMap(line => /^(?<type>[\w.+-]+)\s+\S/.exec(line)?.groups?.['type'] ?? []);

/** Looks for a program, its machine types and some files on a host, in one go. */
export const lookAtDestination = async (
	connection: HostConnection,
	program: string,
	paths: readonly string[],
): Promise<DestinationLook> => {
	const {stdout} = await connection.runScript(lookScript, {arguments: [program, ...paths]});
	const [found = '', ...lines] = stdout.split('\n');
	const machineTypes = readMachineTypes(lines.slice(paths.length));
	return {
		program: found === '' ? undefined : found,
		machineTypes: machineTypes.length === 0 ? undefined : machineTypes,
		files: paths.map((path, index) => {
			const flags = lines[index] ?? '---';
			return {path, exists: flags[0] === 'e', isReadable: flags[1] === 'r', isWritable: flags[2] === 'w'};
		}),
	};
};
