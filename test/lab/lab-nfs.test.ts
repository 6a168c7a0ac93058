import {afterAll, beforeAll, expect, test} from 'vitest';
import {type TestLab, useLab} from './support/use-lab.js';

let lab: TestLab;
beforeAll(async () => {
	lab = await useLab({storage: 'nfs', guests: [{name: 'boot01', kind: 'boot-sector'}]});
});
afterAll(async () => {
	await lab?.down();
});

test('a guest boots from a disk on the NFS server', async () => {
	const tick = await lab.waitForTick('boot01', lab.alpha, 1);
	expect(tick.count).toBeGreaterThan(1);
	const [guest] = await lab.guests();
	expect(guest?.argv.join(' ')).toContain(`file=nfs://${lab.network}.47/nfs/kvm/boot01.img,format=raw`);
});

test('both hosts reach the export, and have nothing at /nfs/kvm themselves', async () => {
	for (const host of [lab.alpha, lab.beta]) {
		const {stdout} = await lab.exec(host, ['nfs-ls', `nfs://${lab.network}.47/nfs/kvm`]);
		expect(stdout).toContain('boot01.img');
		expect((await lab.exec(host, ['ls', '-A', '/nfs/kvm'])).stdout).toBe('');
	}
});
