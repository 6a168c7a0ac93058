/**
What a line typed at a monitor can cost, beyond what it says. The engine asks for a confirmation before it sends such a line,
whichever door it came through.
*/
export type LineHazardKind =
	/** `quit`: the process ends, and the guest with it. */
	| 'ends-guest'
	/** The guest loses its power, its memory, or the half of its memory that is on its way. */
	| 'harms-guest'
	/** A second copy of the guest may start on the same disk. */
	| 'runs-twice'
	/** The monitor answers nobody until it is over. */
	| 'blocks-monitor';

export type LineHazard = {
	readonly kind: LineHazardKind;
	/** The command's name as it was typed. */
	readonly command: string;
};

/** A person's answer to a hazard. `guestName` is what was typed where the name is wanted. */
export type LineConfirmation = {readonly hazard: LineHazardKind; readonly guestName?: string};

/** Whether a person has to type the guest's name, because a yes is typed too easily for what cannot be taken back. */
export const wantsName = ({kind}: LineHazard): boolean => kind === 'ends-guest' || kind === 'runs-twice';

export const isConfirmed = (
	hazard: LineHazard,
	guestName: string,
	confirmation: LineConfirmation | undefined,
): boolean => confirmation?.hazard === hazard.kind && (!wantsName(hazard) || confirmation.guestName === guestName);

export type HazardWords = {
	/** One sentence: what happens. */
	readonly what: string;
	/** One sentence: what else could be typed. */
	readonly instead: string | undefined;
};

/** The hazard in sentences for the person who typed the line. */
export const describeHazard = (
	{kind, command}: LineHazard,
	{name, host}: {readonly name: string; readonly host: string},
): HazardWords => {
	switch (kind) {
		case 'ends-guest':
			return {
				what: `"${command}" ends the QEMU of ${name} on ${host} at once, as if its power were cut; it does not leave the monitor.`,
				instead: undefined,
			};
		case 'harms-guest':
			return {
				what:
					command === 'migrate_cancel'
						? `${name} is between two hosts: to cancel a post-copy loses the guest.`
						: `"${command}" takes the power or the memory of ${name} on ${host} away.`,
				instead: undefined,
			};
		case 'runs-twice':
			return {
				what: `${name} has left this process on ${host}: if it runs elsewhere, "${command}" makes two copies write to one disk.`,
				instead: 'Look at both hosts first: vmferry ls, with both of them.',
			};
		case 'blocks-monitor':
			return {
				what: `Without -d "${command}" keeps this monitor of ${name} on ${host} silent until the copy has ended.`,
				instead: 'With -d it answers at once, and "info migrate" shows the copy.',
			};
	}
};
