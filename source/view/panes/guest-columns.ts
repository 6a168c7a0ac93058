import type {GuestRow} from '../../store/selectors/guest-row.js';
import type {Tone} from '../../store/selectors/line.js';
import type {Column} from '../components/data-table.js';
import {fitTo, widthOf} from '../text/fit.js';

const longest = (rows: readonly GuestRow[], text: (row: GuestRow) => string, atLeast: number, atMost: number): number =>
	rows.reduce((widest, row) => Math.max(widest, Math.min(atMost, widthOf(text(row)))), atLeast);

const toneOf =
	(tone: (row: GuestRow) => Tone) =>
	(row: GuestRow): Tone =>
		row.isStale ? 'dim' : tone(row);

/** Less than this is not worth a column: the pane's last line has the monitors of the selected guest anyway. */
const narrowestMonitors = 20;

const note = (row: GuestRow): string => row.note ?? '';

/**
The columns that fit into `width`, the important ones first: name, state, vCPUs, memory, CPU, what it does, monitors. Where
there is no room for all, a process without a running guest (it waits for one, or it is empty) shows that instead of figures.
*/
export const guestColumns = (rows: readonly GuestRow[], width: number): ReadonlyArray<Column<GuestRow>> => {
	const stateWidth = longest(rows, row => row.state, 7, 11);
	const vcpuWidth = 4;
	const memoryWidth = longest(rows, row => row.memory, 7, 8);
	const cpuWidth = longest(rows, row => row.cpu, 4, 5);
	const figuresWidth = vcpuWidth + memoryWidth + cpuWidth + 2;
	const noteWidth = longest(rows, note, 0, 15);
	// One column for the marker and one between the columns.
	const room = width - 1 - (stateWidth + 1) - (figuresWidth + 1);
	const nameNeeds = longest(rows, row => row.name, 6, 32);
	const hasNote = noteWidth > 0 && room - nameNeeds - 1 >= noteWidth;
	const isWide = room - nameNeeds >= narrowestMonitors;
	// Room that is too small for another column goes to the names.
	const nameWidth = Math.max(4, isWide || hasNote ? nameNeeds : Math.min(room, 20));
	const rest = room - nameWidth - 1;
	const monitorsRoom = rest - (hasNote ? noteWidth + 1 : 0);
	const isNoteInstead = (row: GuestRow): boolean => !hasNote && row.note !== undefined && row.state !== 'running';
	const figures = (vcpus: string, memory: string, cpu: string): string =>
		[fitTo(vcpus, vcpuWidth, 'right'), fitTo(memory, memoryWidth, 'right'), fitTo(cpu, cpuWidth, 'right')].join(' ');

	return [
		{title: 'NAME', width: nameWidth, text: row => row.name, tone: toneOf(() => 'plain')},
		{title: 'STATE', width: stateWidth, text: row => row.state, tone: toneOf(row => row.stateTone)},
		{
			title: figures('VCPU', 'MEMORY', 'CPU'),
			width: figuresWidth,
			text: row => (isNoteInstead(row) ? note(row) : figures(row.vcpus, row.memory, row.cpu)),
			tone: toneOf(row => (isNoteInstead(row) ? 'command' : 'plain')),
		},
		...(hasNote ? [{title: ' ', width: noteWidth, text: note, tone: toneOf(() => 'command')}] : []),
		...(monitorsRoom >= narrowestMonitors
			? [{title: 'MONITORS', width: monitorsRoom, text: (row: GuestRow) => row.monitors, tone: toneOf(() => 'dim')}]
			: []),
	];
};
