/**
The article's experiment on this machine: two hosts, a guest of 512 MB that dirties memory, and vmferry between them. With a
terminal it opens the console; without one, or with `--auto`, it migrates in line mode and then looks on the hosts whether it
is true. `--keep` leaves the lab up.
*/
import {spawn, spawnSync} from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const vmferry = [process.execPath, path.join(root, 'bin', 'vmferry.js')];

const {values: flags} = parseArgs({options: {auto: {type: 'boolean'}, keep: {type: 'boolean'}}});
const automatic = flags.auto === true || !process.stdout.isTTY;

if (spawnSync(process.execPath, [path.join(root, 'scripts', 'build.js')], {stdio: 'inherit'}).status !== 0) {
	console.error('vmferry could not be built.');
	process.exit(1);
}

const {guestTicks, labDown, labExec, labStatus, labUp, operatorCommand, runningGuests, startGuest, waitUntil} =
	await import('../../build/lab/index.js');

let interrupted = false;
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM']) {
	process.on(signal, () => {
		interrupted = true;
	});
}

/** A ping once a second, as in the article; `stop` resolves to how many were sent and how many came back. */
const startPing = (lab, address) => {
	const [file, ...rest] = operatorCommand(lab, ['ping', '-i', '1', address]);
	const child = spawn(file, rest, {stdio: ['ignore', 'pipe', 'inherit']});
	let text = '';
	child.stdout.on('data', chunk => {
		text += chunk;
	});
	const ended = new Promise(resolve => {
		child.once('close', resolve);
	});
	const answers = () => text.match(/bytes from/g)?.length ?? 0;
	return {
		answers,
		async stop() {
			// One more answer first, so that none is on its way when the counting ends.
			const before = answers();
			await waitUntil(async () => answers() > before, {what: `an answer to the ping of ${address}`}).catch(
				() => undefined,
			);
			child.kill('SIGINT');
			await ended;
			const [, sent = '0', received = '0'] = /(\d+) packets transmitted, (\d+) received/.exec(text) ?? [];
			return {sent: Number(sent), received: Number(received)};
		},
	};
};

/** A ping that arrives while the guest is between the hosts (QEMU's downtime, under half a second) finds nobody. */
const mostLost = 1;

/** Looks at both hosts, not at what vmferry said. Prints each finding; resolves to whether all are good. */
const verify = async (lab, {guest, destination, tickBefore, ping}) => {
	const copies = (await runningGuests(lab)).filter(({name}) => name === guest.name);
	const tick = await waitUntil(
		async () => (await guestTicks(lab, guest, destination)).find(({count}) => count > tickBefore.count),
		{what: `${guest.name} to tick on ${destination}`, timeoutMs: 15_000, intervalMs: 100},
	).catch(() => undefined);
	const {sent, received} = await ping.stop();
	const findings = [
		[copies.length === 1 && copies[0].host === destination, `one copy of ${guest.name}, on ${destination}`],
		[
			tick !== undefined && tick.boot === tickBefore.boot,
			`its uptime went on: ${tickBefore.count} s before, ${tick?.count ?? 'nothing'} s after, the same boot`,
		],
		[sent > 0 && sent - received <= mostLost, `ping, once a second: ${sent} sent, ${sent - received} lost`],
	];
	console.log('\nSeen on the hosts:');
	for (const [good, words] of findings) {
		console.log(`  ${good ? 'yes' : 'NO '}  ${words}`);
	}

	return findings.every(([good]) => good);
};

const migrateAndVerify = async (lab, guest) => {
	const hosts = lab.layout.hosts.filter(({role}) => role === 'hypervisor').map(({name}) => name);
	const source = (await runningGuests(lab)).find(({name}) => name === guest.name)?.host;
	const destination = hosts.find(name => name !== source);
	const ping = startPing(lab, guest.address);
	await waitUntil(async () => ping.answers() > 0, {what: `${guest.name} to answer`, timeoutMs: 20_000});
	const tickBefore = (await guestTicks(lab, guest, source)).at(-1);
	const words = ['migrate', guest.name, source, destination, '--yes', '--release', '--speed', '1g'];
	console.log(`\n$ vmferry ${words.join(' ')}`);
	const exitCode = await labExec({}, [...vmferry, ...words]);
	const isTrue = await verify(lab, {guest, destination, tickBefore, ping});
	if (exitCode !== 0) {
		console.log(`vmferry ended with exit code ${exitCode}.`);
	}

	return exitCode === 0 && isTrue;
};

const demo = async () => {
	const wasUp = (await labStatus()).state !== 'down';
	try {
		console.log('Starting two hosts, alpha and beta, and the guest vm01 on alpha ...');
		const lab = await labUp();
		const guest = await startGuest(lab);
		if (interrupted) {
			return false;
		}

		if (automatic) {
			return await migrateAndVerify(lab, guest);
		}

		return (await labExec({}, [...vmferry, 'alpha', 'beta'])) === 0;
	} finally {
		if (wasUp || flags.keep) {
			console.log('The lab stays up. "node bin/vmferry.js lab down" takes it away.');
		} else {
			await labDown();
		}
	}
};

try {
	const good = await demo();
	if (automatic) {
		console.log(good ? '\nThe guest moved.' : '\nThe demo failed.');
	}

	process.exitCode = good ? 0 : 1;
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
