import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isLastingSecret, toQuestion} from '../../../source/transport/openssh/prompts.js';
import {failureOfSsh} from '../../../source/transport/openssh/ssh-words.js';
import {FrameSplitter, framed} from '../../../source/transport/openssh/wire.js';
import {byOpenSshRemedy, wantsOpenSsh} from '../../../source/transport/ssh/other-client.js';

describe('prompts of ssh', () => {
	test.each([
		['beta (192.168.12.46)', 'beta', '192.168.12.46'],
		['[beta]:2222 ([192.168.12.46]:2222)', '[beta]:2222', '[192.168.12.46]:2222'],
		['beta (<no hostip for proxy command>)', 'beta', 'beta'],
	])('a host key of %s', (names, host, address) => {
		const prompt = `The authenticity of host '${names}' can't be established.\nECDSA key fingerprint is SHA256:a+b/c.\nThis key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? `;
		expect(toQuestion(prompt, 'typed')).toEqual({
			kind: 'host-key',
			host,
			address,
			keyType: 'ECDSA',
			fingerprint: 'SHA256:a+b/c',
		});
	});

	test('all others are secrets; one-time codes are not kept', () => {
		expect(toQuestion('Verification code: ', 'beta')).toEqual({
			kind: 'secret',
			host: 'beta',
			prompt: 'Verification code',
		});
		expect(isLastingSecret('Verification code: ')).toBe(false);
		expect(isLastingSecret('(root@beta) Password: ')).toBe(false);
		expect(isLastingSecret("root@beta's password: ")).toBe(true);
		expect(isLastingSecret("Enter passphrase for key '/home/me/.ssh/id_ed25519': ")).toBe(true);
	});
});

test.each([
	['ssh: Could not resolve hostname beta: Name or service not known', 'unreachable'],
	['ssh: connect to host beta port 22: No route to host', 'unreachable'],
	['ssh: connect to host beta port 22: Connection timed out', 'timeout'],
	['Connection timed out during banner exchange', 'timeout'],
	['kex_exchange_identification: Connection closed by remote host', 'unreachable'],
	['Unable to negotiate with 10.0.0.1 port 22: no matching cipher found. Their offer: aes128-cbc', 'protocol'],
	['root@beta: Permission denied (publickey,gssapi-with-mic).', 'authentication'],
	['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures', 'authentication'],
	['No ED25519 host key is known for beta and you have requested strict checking.', 'host-key-unknown'],
	['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', 'host-key-changed'],
	['@ WARNING: REVOKED HOST KEY DETECTED! @\nHost key verification failed.', 'host-key-revoked'],
	['/home/me/.ssh/config: line 3: Bad configuration option: hots', 'bad-destination'],
	['sh: 1: ssh: not found', 'bad-destination'],
	['something new', 'unreachable'],
])('%j means %s, and is kept', (words, kind) => {
	expect(failureOfSsh({host: 'beta', words})).toMatchObject({kind, host: 'beta', raw: words});
});

test('messages come out whole however their bytes arrive', () => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({maxLength: 40})), fc.array(fc.nat({max: 50})), (messages, cuts) => {
			const bytes = Buffer.concat(messages.map(one => framed(one)));
			const splitter = new FrameSplitter();
			const ends = [...cuts.map(cut => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
			const frames = ends.flatMap((end, index) => splitter.take(bytes.subarray(ends[index - 1] ?? 0, end)));
			expect(frames.map(frame => [...frame])).toEqual(messages.map(one => [...one]));
		}),
	);
});

test('OpenSSH is offered for methods that only it knows, not where a password may still be given', () => {
	expect(wantsOpenSsh(['gssapi-with-mic'])).toBe(true);
	expect(wantsOpenSsh(['publickey', 'hostbased'])).toBe(true);
	expect(wantsOpenSsh(['publickey', 'gssapi-with-mic', 'password'])).toBe(false);
	expect(wantsOpenSsh(['publickey'])).toBe(false);
	expect(wantsOpenSsh([])).toBe(false);
	expect(byOpenSshRemedy('root@alpha')).toContain('[host."root@alpha"] backend = "openssh"');
});
