import {type CommandLineOption, joinOptions, listValue, option, parseList, parseOptions} from './option-syntax.js';
import {endpointsOf, freeEndpoints, joinEndpoints, type TakenEndpoints} from './taken-endpoints.js';

/** What the plan knows besides the source's own command line. */
export type DestinationCircumstances = {
	/** The value of `-incoming`: `defer` or `tcp:ADDRESS:PORT`. */
	readonly incoming: string;
	/** The versioned machine type that the source really runs; `undefined` when it could not be found out. */
	readonly machineType: string | undefined;
	readonly taken: TakenEndpoints;
	/** Start the destination stopped. Needed for a paused source below QEMU 2.4, which sends no run state. */
	readonly startStopped: boolean;
};

/** One difference between the two command lines, for the person who confirms. */
export type CommandLineChange = {
	readonly was: string | undefined;
	readonly becomes: string | undefined;
	readonly why: string;
};

export type DestinationCommandLine = {
	readonly commandLine: readonly string[];
	readonly changes: readonly CommandLineChange[];
};

/**
Options that only meant the start of the source: an earlier arrival (`-incoming`), a loaded snapshot (`-loadvm`) and a stopped
start (`-S`). Left in, a guest that goes back and forth would collect them.
*/
const reasonsToDrop: Readonly<Record<string, string>> = {
	incoming: 'belongs to an earlier arrival',
	loadvm: 'the state comes from the source now',
	S: 'whether the guest runs comes from the source now',
};

const typeOfMachine = (value: string | undefined): string | undefined => {
	const entries = parseList(value ?? '');
	return listValue(entries, 'type') ?? (entries[0]?.value === undefined ? entries[0]?.key : undefined);
};

const isMachineOption = ({name}: CommandLineOption): boolean => name === 'machine' || name === 'M';

/** Writes the versioned type in place of an alias (`pc`, `q35`) or of QEMU's default, since these differ between versions. */
const pinMachineType = (
	options: readonly CommandLineOption[],
	machineType: string | undefined,
): readonly CommandLineOption[] => {
	if (machineType === undefined) {
		return options;
	}

	const named = options.findLast(
		candidate => isMachineOption(candidate) && typeOfMachine(candidate.value) !== undefined,
	);
	if (!named) {
		return [option('machine', machineType), ...options];
	}

	const type = typeOfMachine(named.value) ?? '';
	if (type === machineType) {
		return options;
	}

	const value = (named.value ?? '').replace(type, machineType);
	return options.map(candidate =>
		candidate === named ? {...named, value, words: [named.words[0] ?? '-machine', value]} : candidate,
	);
};

const text = (changed: CommandLineOption | undefined): string | undefined => changed?.words.join(' ');

/**
The destination's command line: the source's own, byte for byte, but for what has to differ. Applying it to its own result
changes nothing but endpoints, so a guest can go back and forth for ever.
*/
export const destinationCommandLine = (
	source: readonly string[],
	circumstances: DestinationCircumstances,
): DestinationCommandLine => {
	const original = parseOptions(source);
	const changes: CommandLineChange[] = [];

	const kept = original.filter(candidate => {
		const why = reasonsToDrop[candidate.name];
		if (why !== undefined) {
			changes.push({was: text(candidate), becomes: undefined, why});
		}

		return why === undefined;
	});

	const pinned = pinMachineType(kept, circumstances.machineType);
	for (const candidate of pinned) {
		if (!kept.includes(candidate)) {
			changes.push({
				was: text(kept.find(isMachineOption)),
				becomes: text(candidate),
				why: 'an alias may mean another machine on another QEMU version',
			});
		}
	}

	const moved: CommandLineOption[] = [];
	for (const [index, candidate] of pinned.entries()) {
		// Neither something on the destination nor another device of this guest may be in the way.
		const others = [...moved, ...pinned.slice(index + 1)].map(endpointsOf);
		const free = freeEndpoints(candidate, joinEndpoints([circumstances.taken, ...others]));
		if (free !== candidate) {
			changes.push({
				was: text(candidate),
				becomes: text(free),
				why: 'free on the destination, and never waiting for a client',
			});
		}

		moved.push(free);
	}

	const added = [...(circumstances.startStopped ? [option('S')] : []), option('incoming', circumstances.incoming)];
	changes.push(...added.map(addition => ({was: undefined, becomes: text(addition), why: 'waits for the guest'})));
	return {commandLine: joinOptions(source[0] ?? '', [...moved, ...added]), changes};
};
