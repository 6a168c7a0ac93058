import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type TestLab, useLab} from './support/use-lab.js';

let lab: TestLab;
beforeAll(async () => {
	lab = await useLab();
});
afterAll(async () => {
	await lab?.down();
});

test('both hosts see one folder at /nfs/kvm, and the machine has none there', async () => {
	await lab.exec(lab.alpha, ['sh', '-c', 'echo from alpha > /nfs/kvm/note']);
	const {stdout} = await lab.exec(lab.beta, ['cat', '/nfs/kvm/note']);
	expect(stdout).toBe('from alpha\n');
	expect(await readdir('/')).not.toContain('nfs');
});

test('ssh works in the operator namespace as typed, and lands in a clean account', async () => {
	const {stdout} = await lab.operator(['ssh', lab.alpha, 'hostname; id -un; echo $HOME; echo $SHELL; ls -A']);
	expect(stdout).toBe(`${lab.alpha}\nroot\n/root\n/bin/sh\n.ssh\n`);
});

test('ssh -F with the lab’s own configuration reaches the other host', async () => {
	const {stdout} = await lab.operator(['ssh', '-F', lab.sshConfigPath, lab.beta, 'hostname']);
	expect(stdout).toBe(`${lab.beta}\n`);
});

test('ssh refuses a host whose key is not the known one', async () => {
	const known = await readFile(lab.knownHostsPath, 'utf8');
	const [first = '', second = ''] = known.trim().split('\n');
	const keyOf = (line: string): string => line.slice(line.indexOf(' '));
	const swapped = join(lab.folder, 'swapped_hosts');
	await writeFile(swapped, `${first.split(' ')[0]}${keyOf(second)}\n`);
	const attempt = lab.operator(['ssh', '-o', `UserKnownHostsFile=${swapped}`, lab.alpha, 'true']);
	await expect(attempt).rejects.toThrow(/REMOTE HOST IDENTIFICATION HAS CHANGED/);
});

test('a host has processes, a name, addresses and files of its own', async () => {
	const script =
		'hostname; ps -e -o comm= | grep -c sshd; cat /proc/1/comm; ip -br -4 addr show br0; ls /home /var/log';
	const {stdout} = await lab.exec(lab.beta, ['sh', '-c', script]);
	expect(stdout).toBe(
		[
			lab.beta,
			'1',
			'tini',
			`br0              UP             ${lab.addresses[lab.beta]}/24 `,
			'/home:',
			'',
			'/var/log:',
			'sshd.log',
			'',
		].join('\n'),
	);
});

test('the first process of a host reaps orphans', async () => {
	await lab.exec(lab.alpha, ['sh', '-c', '(sh -c "exit 3" & exec sleep 0.2) & exec true']);
	const {stdout} = await lab.exec(lab.alpha, [
		'sh',
		'-c',
		'while pidof sleep > /dev/null && ps -e -o args= | grep -q "^sleep 0.2"; do :; done; ps -e -o stat= | grep -c Z || true',
	]);
	expect(stdout).toBe('0\n');
});

test('the operator finds the hosts by name and nothing else', async () => {
	const {stdout} = await lab.operator(['getent', 'hosts', lab.alpha]);
	expect(stdout).toMatch(new RegExp(`^${lab.addresses[lab.alpha]}\\s+${lab.alpha}`));
	await expect(lab.operator(['getent', 'hosts', 'example.com'], {timeoutMs: 5000})).rejects.toMatchObject({
		exitCode: 2,
	});
});
