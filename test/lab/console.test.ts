import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {keys} from '../screen/support/screen.js';
import {type LabTerminal, openTerminal} from './support/terminal.js';
import {type TestLab, useLab} from './support/use-lab.js';
import {openTelnet, startPing, vmferryCommand} from './support/vmferry.js';

let lab: TestLab;
let console: LabTerminal | undefined;

beforeAll(async () => {
	// Writes enough that the second pass is there to be watched.
	lab = await useLab({guests: [{dirtyMiBPerSecond: 40}]});
});

afterEach(() => {
	// After a failure it would hold the guest's monitor, and the next test would fail for it.
	console?.kill();
	console = undefined;
});

afterAll(async () => {
	await lab?.down();
});

const open = (size: {columns?: number; rows?: number} = {}): LabTerminal => {
	console = openTerminal(lab, vmferryCommand([lab.alpha, lab.beta]), size);
	return console;
};

const quit = async (screen: LabTerminal): Promise<void> => {
	screen.press('q');
	expect(await screen.ended).toBe(0);
	expect(screen.isAlternate).toBe(false);
	expect(screen.isCursorHidden).toBe(false);
};

test("the article's experiment by keystrokes: select, migrate, watch two passes, release", async () => {
	const address = lab.plan('vm01').address ?? '';
	const before = await lab.waitForTick('vm01', lab.alpha);
	const ping = startPing(lab, address);
	const telnet = openTelnet(lab, address);
	try {
		await ping.answered();
		const shellPid = await telnet.shellPid();
		const screen = open();
		await screen.shows(/vm01\s+running\s+1\s+512 MiB/);
		screen.press('m');
		await screen.shows('Start it?');
		await screen.shows(`-incoming defer`);
		expect(await lab.hostsOf('vm01')).toEqual([lab.alpha]);
		screen.press('y');
		await screen.shows(/copy: pass 1/);
		await screen.shows(/copy: pass [2-9]/);
		const fromMs = Date.now();
		await screen.shows(`vm01 runs on ${lab.beta}.`);
		const toMs = Date.now();
		await screen.shows('postmigrate, empty');
		// Not released yet: the process is there, and the guest's time goes on at the destination only.
		expect([...(await lab.hostsOf('vm01'))].sort()).toEqual([lab.alpha, lab.beta]);
		const arrived = await lab.waitForTick('vm01', lab.beta, before.count);
		expect(arrived.boot).toBe(before.boot);
		screen.press('r');
		await screen.shows('y ');
		screen.press('y');
		await screen.shows('released');
		expect(await lab.hostsOf('vm01')).toEqual([lab.beta]);
		expect(await telnet.shellPid()).toBe(shellPid);
		await quit(screen);
		await ping.lostNothing({fromMs, toMs});
	} finally {
		await telnet.close();
	}
});

describe('the terminal comes back as it was', () => {
	test.each([
		['q', (screen: LabTerminal) => screen.press('q'), 0],
		['ctrl-c', (screen: LabTerminal) => screen.press(keys.ctrlC), 0],
		['SIGTERM', (screen: LabTerminal) => screen.signal('SIGTERM'), 143],
		['SIGHUP', (screen: LabTerminal) => screen.signal('SIGHUP'), 129],
	])('after %s', async (_name, end, exitCode) => {
		const screen = open();
		await screen.shows(/vm01\s+running/);
		expect(screen.isAlternate).toBe(true);
		await end(screen);
		expect(await screen.ended).toBe(exitCode);
		expect(screen.isAlternate).toBe(false);
		expect(screen.isCursorHidden).toBe(false);
	});
});

test('80×24 shows everything, 40×12 says that it is too small', async () => {
	const screen = open({columns: 80, rows: 24});
	await screen.shows(/vm01\s+running\s+1\s+512 MiB/);
	for (const text of ['Hosts', 'Monitor', 'Migration', lab.alpha, lab.beta, 'm migrate', 'q quit']) {
		expect(screen.text()).toContain(text);
	}

	screen.resize(40, 12);
	await screen.shows(/too small/);
	screen.resize(80, 24);
	await screen.shows(/vm01\s+running/);
	await quit(screen);
});

test('the monitor pane answers in both languages, on the same connection', async () => {
	const screen = open();
	await screen.shows(/vm01\s+running/);
	screen.press(keys.enter);
	await screen.shows('QMP>');
	screen.press('query-name\r');
	await screen.shows('"name": "vm01"');
	screen.press(keys.f2);
	await screen.shows('HMP');
	screen.press('info status\r');
	await screen.shows('VM status: running');
	const connections = await lab.exec(lab.beta, ['sh', '-c', 'ss -Htn state established "( sport = :22 )" | wc -l']);
	expect(connections.stdout.trim()).toBe('1');
	screen.press(keys.escape);
	// Escape and a letter in one go are another key to a terminal.
	await screen.shows('q quit');
	await quit(screen);
});

test('c in mid-copy: the guest goes on at its source and nothing is left on the destination', async () => {
	const [host = ''] = await lab.hostsOf('vm01');
	const other = host === lab.alpha ? lab.beta : lab.alpha;
	// The guest writes faster than any link of this machine carries, so that the copy lasts until it is cancelled.
	await lab.setDirtyRate('vm01', 300, 256);
	const before = await lab.waitForTick('vm01', host);
	const screen = open();
	await screen.shows(/vm01\s+running/);
	screen.press('m');
	await screen.shows('Start it?');
	screen.press('y');
	await screen.shows(/copy: pass \d/);
	screen.press('c');
	await screen.shows(/cancelled|goes on at/i);
	await screen.shows('no process');
	expect(await lab.hostsOf('vm01')).toEqual([host]);
	const later = await lab.waitForTick('vm01', host, before.count);
	expect(later.boot).toBe(before.boot);
	expect(other).not.toBe(host);
	await quit(screen);
});
