import {mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {type TestLab, useLab} from './support/use-lab.js';
import {openTelnet, pauseOf, startAtOperator, startPing, vmferry, vmferryCommand} from './support/vmferry.js';

let lab: TestLab;

beforeAll(async () => {
	lab = await useLab();
});

afterAll(async () => {
	await lab?.down();
});

const migrate = (...words: readonly string[]) => vmferry(lab, ['migrate', ...words, '--yes', '--json']);

/** Exactly one process, on this host, and the very guest that was started goes on ticking there. */
const expectOnlyCopy = async (host: string, before: {readonly count: number; readonly boot: string}): Promise<void> => {
	expect(await lab.hostsOf('vm01')).toEqual([host]);
	const later = await lab.waitForTick('vm01', host, before.count);
	expect(later.boot).toBe(before.boot);
};

const tick = async (host: string) => lab.waitForTick('vm01', host);

const endSshSessions = `
for process in /proc/[0-9]*; do
	case $(tr '\\0' ' ' <"$process/cmdline" 2>/dev/null) in
		'sshd: root'*) kill -KILL "\${process#/proc/}" && echo ended ;;
	esac
done
`;

describe('a guest with both monitors', () => {
	beforeEach(async () => {
		await lab.resetGuests([{}]);
	});

	test('goes there and back; the guest, its ping and its telnet session see nothing', async () => {
		const address = lab.plan('vm01').address ?? '';
		const before = await tick(lab.alpha);
		const pings = [startPing(lab, address)];
		const telnet = openTelnet(lab, address);
		try {
			await pings[0]?.answered();
			const shellPid = await telnet.shellPid();

			const there = await migrate('vm01', lab.alpha, lab.beta, '--release');
			expect(there).toMatchObject({exitCode: 0});
			expect(there.events.at(-1)).toMatchObject({event: 'result', phase: 'completed', released: true});
			await pings[0]?.lostNothing(pauseOf(there));
			await expectOnlyCopy(lab.beta, before);
			const arrived = await tick(lab.beta);
			expect(await telnet.shellPid()).toBe(shellPid);

			pings.push(startPing(lab, address));
			await pings[1]?.answered();
			const back = await migrate('vm01', lab.beta, lab.alpha, '--release');
			expect(back).toMatchObject({exitCode: 0});
			await expectOnlyCopy(lab.alpha, arrived);
			expect(await telnet.shellPid()).toBe(shellPid);
			await pings[1]?.lostNothing(pauseOf(back));
		} finally {
			await telnet.close();
		}
	});

	test('crosses by the ssh of the machine, as config.toml says for both hosts, and leaves none of it behind', async () => {
		const before = await tick(lab.alpha);
		const folder = await mkdtemp(path.join(tmpdir(), 'vmferry-config-'));
		const sessions = async (): Promise<number> =>
			(await lab.operator(['ps', '-eo', 'args'])).stdout
				.split('\n')
				.filter(line => /^ssh .* -o ControlMaster=yes .* -- (?:alpha|beta)\d+$/.test(line) && line.includes(folder))
				.length;
		try {
			await mkdir(path.join(folder, 'vmferry'));
			await writeFile(
				path.join(folder, 'vmferry/config.toml'),
				[lab.alpha, lab.beta].map(host => `[host.${host}]\nbackend = "openssh"\n`).join(''),
			);
			const words = ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--json', '--release'];
			const environment = ['env', `XDG_CONFIG_HOME=${folder}`, `XDG_RUNTIME_DIR=${folder}`];
			const running = startAtOperator(lab, [...environment, ...vmferryCommand(words)]);
			await running.says('"phase":"pre-copy"');
			expect(await sessions()).toBe(2);
			const outcome = await running.ended;
			expect(outcome).toMatchObject({exitCode: 0});
			expect(outcome.events.at(-1)).toMatchObject({event: 'result', phase: 'completed', released: true});
			await expectOnlyCopy(lab.beta, before);
			expect(await sessions()).toBe(0);
			expect(await readdir(folder)).toEqual(['vmferry']);
		} finally {
			await rm(folder, {recursive: true});
		}
	});

	test('a cancel in mid-copy leaves the guest running at its source and nothing on the destination', async () => {
		const foldersOnBeta = async () =>
			(await lab.exec(lab.beta, ['sh', '-c', 'ls -d /run/vmferry-* 2>/dev/null || true'])).stdout;
		const foldersBefore = await foldersOnBeta();
		const before = await tick(lab.alpha);
		// Slow enough that the first pass takes longer than the cancel.
		const words = ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--json', '--speed', '4m'];
		const running = startAtOperator(lab, vmferryCommand(words));
		await running.says('"phase":"pre-copy","fraction"');
		expect([...(await lab.hostsOf('vm01'))].sort()).toEqual([lab.alpha, lab.beta]);
		running.child.kill('SIGINT');
		const outcome = await running.ended;
		expect(outcome.events.at(-1)).toMatchObject({event: 'result', phase: 'cancelled'});
		expect(outcome.exitCode).toBe(7);
		await expectOnlyCopy(lab.alpha, before);
		// Plans of guests that came here before stay with them; this one leaves none.
		expect(await foldersOnBeta()).toBe(foldersBefore);
	});

	test('without a release the empty process stays, is named by ls, and is ended by release', async () => {
		expect(await migrate('vm01', lab.alpha, lab.beta)).toMatchObject({exitCode: 0});
		const listed = await vmferry(lab, ['ls', lab.alpha, lab.beta, '--json']);
		const guests = listed.events.filter(({event}) => event === 'guest');
		expect(guests.map(({host, runState}) => [host, runState])).toEqual([
			[lab.alpha, 'postmigrate'],
			[lab.beta, 'running'],
		]);

		const wrongWay = await vmferry(lab, ['release', 'vm01', lab.beta, lab.alpha, '--yes']);
		expect(wrongWay.exitCode).toBe(6);
		expect(wrongWay.stderr).toContain('not postmigrate');

		const again = await migrate('vm01', lab.alpha, lab.beta);
		expect(again.exitCode).toBe(4);
		expect(again.events.at(-1)).toMatchObject({kind: 'guest-already-moved'});

		const back = await migrate('vm01', lab.beta, lab.alpha);
		expect(back.exitCode).toBe(5);

		expect(await vmferry(lab, ['release', 'vm01', lab.alpha, lab.beta, '--yes'])).toMatchObject({exitCode: 0});
		expect(await lab.hostsOf('vm01')).toEqual([lab.beta]);
	});

	test('a paused guest arrives paused', async () => {
		const words = ['monitor', `vm01@${lab.alpha}`, 'stop'];
		expect(await vmferry(lab, words)).toMatchObject({exitCode: 0});
		const outcome = await migrate('vm01', lab.alpha, lab.beta, '--release');
		expect(outcome).toMatchObject({exitCode: 0});
		const status = await vmferry(lab, ['monitor', `vm01@${lab.beta}`, 'info status']);
		expect(status.stdout).toContain('paused');
	});

	test('a firewalled migration port: the guest is untouched, and the sentence says what to open', async () => {
		const before = await tick(lab.alpha);
		const rules =
			'table inet closed { chain in { type filter hook input priority 0; tcp dport 4449-4460 reject with tcp reset; }; }';
		await lab.exec(lab.beta, ['nft', rules]);
		try {
			const outcome = await vmferry(lab, ['migrate', 'vm01', lab.alpha, lab.beta, '--yes']);
			expect(outcome.exitCode).toBe(1);
			expect(outcome.stderr).toContain(`${lab.alpha} could not reach ${lab.beta} at ${lab.addresses[lab.beta]}:4449.`);
			expect(outcome.stderr).toContain('Connection refused');
			await expectOnlyCopy(lab.alpha, before);
		} finally {
			await lab.exec(lab.beta, ['nft', 'delete', 'table', 'inet', 'closed']);
		}
	});

	test('a dry run shows every command and touches nothing', async () => {
		const outcome = await vmferry(lab, ['migrate', 'vm01', lab.alpha, lab.beta, '--dry-run']);
		expect(outcome).toMatchObject({exitCode: 0, stderr: ''});
		expect(outcome.stdout).toMatch(/ \$ setsid qemu-system-x86_64 .* -incoming defer/);
		expect(outcome.stdout).toContain(`tcp:${lab.addresses[lab.beta]}:4449`);
		expect(await lab.hostsOf('vm01')).toEqual([lab.alpha]);
	});

	test('both SSH sessions die in mid-copy: QEMU goes on, and vmferry finds it again and finishes', async () => {
		const before = await tick(lab.alpha);
		const words = ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--json', '--release', '--speed', '30m'];
		const running = startAtOperator(lab, vmferryCommand(words));
		await running.says('"phase":"pre-copy","fraction"');
		for (const host of [lab.alpha, lab.beta]) {
			// Only within the host's own processes; the server itself lives on and takes the new connections.
			expect((await lab.exec(host, ['sh', '-c', endSshSessions])).stdout).toContain('ended');
		}

		const outcome = await running.ended;
		expect(outcome).toMatchObject({exitCode: 0});
		expect(outcome.events.at(-1)).toMatchObject({event: 'result', phase: 'completed', released: true});
		await expectOnlyCopy(lab.beta, before);
	});

	test('vmferry is killed in mid-copy: the guest arrives all the same, and release clears the source', async () => {
		const before = await tick(lab.alpha);
		const words = ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--json', '--speed', '40m'];
		const running = startAtOperator(lab, vmferryCommand(words));
		await running.says('"phase":"pre-copy","fraction"');
		running.child.kill('SIGKILL');
		await running.ended;
		const arrived = await lab.waitForTick('vm01', lab.beta, before.count);
		expect(arrived.boot).toBe(before.boot);
		expect(await vmferry(lab, ['release', 'vm01', lab.alpha, lab.beta, '--yes'])).toMatchObject({exitCode: 0});
		await expectOnlyCopy(lab.beta, before);
	});

	test('a destination that dies in mid-copy: the guest goes on at its source', async () => {
		const before = await tick(lab.alpha);
		const words = ['migrate', 'vm01', lab.alpha, lab.beta, '--yes', '--json', '--speed', '20m'];
		const running = startAtOperator(lab, vmferryCommand(words));
		await running.says('"phase":"pre-copy","fraction"');
		const [destination] = (await lab.guests()).filter(({host}) => host === lab.beta);
		process.kill(destination?.pid ?? 0, 'SIGKILL');
		const outcome = await running.ended;
		expect(outcome.exitCode).toBe(1);
		expect(outcome.events).toContainEqual(expect.objectContaining({event: 'problem', kind: 'copy-failed'}));
		await expectOnlyCopy(lab.alpha, before);
	});

	test('an unknown guest is not found, and those that are there are named', async () => {
		const outcome = await vmferry(lab, ['migrate', 'vm99', lab.alpha, lab.beta, '--yes']);
		expect(outcome.exitCode).toBe(4);
		expect(outcome.stderr).toContain(`There is no guest vm99 on ${lab.alpha} or ${lab.beta}.`);
		expect(outcome.stderr).toContain(`vm01 on ${lab.alpha}`);
	});

	test('a host that cannot be reached is named, and the guest is untouched', async () => {
		const before = await tick(lab.alpha);
		const nobody = `root@${lab.operatorAddress.replace(/\d+$/, '99')}`;
		const outcome = await vmferry(lab, ['migrate', 'vm01', lab.alpha, nobody, '--yes', '-o', 'ConnectTimeout=2']);
		expect(outcome.exitCode).toBe(3);
		expect(outcome.stderr).toContain(`There is no connection to ${nobody}.`);
		await expectOnlyCopy(lab.alpha, before);
	});

	test('a changed host key is refused loudly, with file and line', async () => {
		const before = await tick(lab.alpha);
		// The key of the source under the names of both: known, and not the one that the destination shows.
		const known = (await readFile(lab.knownHostsPath, 'utf8')).split('\n');
		const [, ...key] = (known.find(line => line.includes(lab.alpha)) ?? '').split(' ');
		const names = [lab.alpha, lab.beta].flatMap(name => [name, lab.addresses[name]]).join(',');
		const changed = `${lab.knownHostsPath}-changed`;
		await writeFile(changed, `${[names, ...key].join(' ')}\n`);
		const outcome = await vmferry(lab, [
			...['migrate', 'vm01', lab.alpha, lab.beta, '--yes'],
			...['-o', `UserKnownHostsFile=${changed}`],
		]);
		expect(outcome.stderr).toContain(`There is no connection to ${lab.beta}.`);
		expect(outcome.stderr).toMatch(/changed/i);
		expect(outcome.stderr).toContain(`${changed}:1`);
		expect(outcome.stderr).toContain('ssh-keygen');
		expect(outcome.exitCode).toBe(3);
		await expectOnlyCopy(lab.alpha, before);
	});
});

describe('monitors', () => {
	test.each(['hmp', 'qmp'] as const)('a guest with only %s is moved as well, and back', async monitors => {
		await lab.resetGuests([{monitors}]);
		const before = await tick(lab.alpha);
		expect(await migrate('vm01', lab.alpha, lab.beta, '--release')).toMatchObject({exitCode: 0});
		await expectOnlyCopy(lab.beta, before);
		const arrived = await tick(lab.beta);
		const status = await vmferry(lab, ['monitor', `vm01@${lab.beta}`, 'info status']);
		expect(status).toMatchObject({exitCode: 0});
		expect(status.stdout).toContain('VM status: running');
		expect(await migrate('vm01', lab.beta, lab.alpha, '--release')).toMatchObject({exitCode: 0});
		await expectOnlyCopy(lab.alpha, arrived);
	});

	test('into a destination that waits, started by hand as in the article', async () => {
		await lab.resetGuests([{monitors: 'hmp'}]);
		const before = await tick(lab.alpha);
		const [source] = (await lab.guests()).filter(({host}) => host === lab.alpha);
		const {stdout} = await lab.exec(lab.alpha, ['cat', `/run/vm01.pid`]);
		const {stdout: words} = await lab.exec(lab.alpha, ['cat', `/proc/${stdout.trim()}/cmdline`]);
		await lab.exec(lab.beta, [...words.split('\0').slice(0, -1), '-incoming', 'tcp:0:4449']);
		expect(source?.name).toBe('vm01');
		const outcome = await migrate('vm01', lab.alpha, lab.beta, '--release');
		expect(outcome).toMatchObject({exitCode: 0});
		expect(outcome.events.find(({event}) => event === 'plan')).toMatchObject({
			plan: {destination: {port: 4449, launch: {kind: 'waiting'}}},
		});
		await expectOnlyCopy(lab.beta, before);
	});

	test('monitor takes commands from standard input, and fails when QEMU refuses one', async () => {
		await lab.resetGuests([{}]);
		const good = await vmferry(lab, ['monitor', `vm01@${lab.alpha}`], 'info name\ninfo status\n');
		expect(good.stdout).toBe('vm01\nVM status: running\n');
		const qmp = await vmferry(lab, ['monitor', `vm01@${lab.alpha}`, '--qmp', '--json', 'query-status']);
		expect(qmp.events).toMatchObject([{ok: true, value: {status: 'running'}}]);
		const bad = await vmferry(lab, ['monitor', `vm01@${lab.alpha}`, 'no-such-command']);
		expect(bad.exitCode).toBe(1);
		expect(bad.stderr).toContain('unknown command');
	});

	test('quit wants a yes of its own', async () => {
		const outcome = await vmferry(lab, ['monitor', `vm01@${lab.alpha}`, 'quit']);
		expect(outcome.exitCode).toBe(1);
		expect(outcome.stderr).toContain('--confirm-end vm01');
		expect(await lab.hostsOf('vm01')).toEqual([lab.alpha]);
	});
});
