import {expect, test} from 'vitest';
import {sshCommand} from '../../../source/transport/ssh/ssh-command.js';

test.each([
	['alpha', ['true'], 'ssh alpha true'],
	['root@alpha:2222', ['ss', '-ltnp'], "ssh ssh://root@alpha:2222 'ss -ltnp'"],
	['[2001:db8::1]:2222', [], 'ssh ssh://[2001:db8::1]:2222'],
	['2001:db8::1', [], 'ssh 2001:db8::1'],
	['ssh://alpha:22', [], 'ssh ssh://alpha:22'],
	['alpha', ['ls', '-l', '/run/my vm.sock'], String.raw`ssh alpha 'ls -l '\''/run/my vm.sock'\'''`],
])('%s %j', (destination, command, wanted) => {
	expect(sshCommand(destination, command)).toBe(wanted);
});
