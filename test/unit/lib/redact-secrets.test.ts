import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {asksForSecret, redactSecrets, removedMark} from '../../../source/lib/redact-secrets.js';

describe('secrets', () => {
	test.each([
		'-object\0secret,id=s0,data=hunter2,format=raw\0-name\0vm01',
		'-object\0secret,data=hun,,hunter2,id=s0\0',
		'-spice\0port=5900,password=hunter2\0',
		'-drive\0file=rbd:pool/image:id=admin:key=hunter2:conf=/etc/ceph.conf\0',
		'-drive\0file=iscsi://me%hunter2@192.0.2.1/iqn/0\0',
		'-drive\0file=https://me:hunter2@host.example/disk.img\0',
		'-fw_cfg\0name=opt/org/x,string=hunter2\0',
		'-smbios\0type=11,value=io.systemd.credential:x=hunter2\0',
		'{"execute":"set_password","arguments":{"protocol":"vnc","password":"hunter2"},"id":4}\n',
		'{"execute": "object-add", "arguments": {"qom-type": "secret", "id": "s", "data" : "a\\"hunter2"}}',
		'{"execute":"human-monitor-command","arguments":{"command-line":"set_password vnc hunter2"}}',
		'set_password spice hunter2 keep\n',
		'change vnc password hunter2\n',
	])('%j', text => {
		const clean = redactSecrets(text);
		expect(clean).not.toContain('hunter2');
		expect(clean).toContain(removedMark);
		expect(redactSecrets(clean)).toBe(clean);
	});

	test.each([
		'-drive\0file=/nfs/kvm/vm01.img,password-secret=sec0,key-secret=sec1\0',
		'{"timestamp": {"seconds": 1}, "event": "RESUME", "data": {"reason": "user"}}',
		'-monitor\0telnet:127.0.0.1:4444,server,nowait\0-qmp\0unix:/run/vm01.qmp,server=on\0',
		'info migrate\r\nMigration status: active\r\n',
		'ssh://alpha:2222/',
	])('%j stays as it is', text => {
		expect(redactSecrets(text)).toBe(text);
	});

	test('prompts', () => {
		expect(asksForSecret('Password: ')).toBe(true);
		expect(asksForSecret('[sudo] password for me: ')).toBe(true);
		expect(asksForSecret("Enter passphrase for key '/home/me/.ssh/id':")).toBe(true);
		expect(asksForSecret('(qemu) ')).toBe(false);
	});

	test('no value of a secret survives, whatever stands around it', () => {
		const word = fc.stringMatching(/^[a-z0-9]{12,20}$/);
		fc.assert(
			fc.property(
				word,
				fc.stringMatching(/^[ -~\0\n]{0,20}$/),
				fc.constantFrom('\0', ',', '\n'),
				(secret, before, after) => {
					fc.pre(!before.includes(secret));
					expect(redactSecrets(`${before}\0x,password=${secret}${after}`)).not.toContain(secret);
				},
			),
		);
	});
});
