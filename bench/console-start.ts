/**
How soon the console is there: milliseconds from the start of the process to its first frame, and until the guests of both hosts
are listed. In the lab, on a real terminal device, over real SSH. Run it with tsx after a build; needs root.

Goals on a machine of 2 cores: first frame within 500 ms, both hosts listed within 2000 ms.
*/
import process from 'node:process';
import {openTerminal} from '../test/lab/support/terminal.js';
import {useLab} from '../test/lab/support/use-lab.js';
import {vmferryCommand} from '../test/lab/support/vmferry.js';

const rounds = Number(process.argv[2] ?? 10);

const median = (values: readonly number[]): number =>
	[...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;

const row = (what: string, goalMs: number, values: readonly number[]): string => {
	const figures = [Math.min(...values), median(values), Math.max(...values)].map(value =>
		String(Math.round(value)).padStart(6),
	);
	return `${what.padEnd(22)}${figures.join('')}${String(goalMs).padStart(7)}`;
};

// biome-ignore lint/correctness/useHookAtTopLevel: a lab is no React hook, whatever its name begins with.
const lab = await useLab({guests: [{}]});
try {
	const firstFrames: number[] = [];
	const listings: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const startedMs = performance.now();
		const screen = openTerminal(lab, vmferryCommand([lab.alpha, lab.beta]), {columns: 80, rows: 24});
		await screen.shows('Hosts');
		firstFrames.push(performance.now() - startedMs);
		await screen.shows(/vm01\s+running/);
		await screen.shows('no QEMU process');
		listings.push(performance.now() - startedMs);
		screen.press('q');
		await screen.ended;
	}

	console.log(`${rounds} starts on Node ${process.version}, ms          min   med   max   goal`);
	console.log(row('first frame', 500, firstFrames));
	console.log(row('both hosts listed', 2000, listings));
} finally {
	await lab.down();
}
