import {describe, expect, test} from 'vitest';
import {parseDestination} from '../../../source/transport/destination.js';
import {createHostConnection} from '../../../source/transport/index.js';

const read = (text: string) => {
	const parsed = parseDestination(text);
	return parsed.ok ? [parsed.value.user, parsed.value.host, parsed.value.port] : parsed.reason;
};

describe('destinations', () => {
	test.each([
		['alpha', [undefined, 'alpha', undefined]],
		['root@alpha', ['root', 'alpha', undefined]],
		['root@alpha:2222', ['root', 'alpha', 2222]],
		['192.168.12.45:22', [undefined, '192.168.12.45', 22]],
		['ssh://root@alpha.example:2222/', ['root', 'alpha.example', 2222]],
		['[2001:db8::1]:2222', [undefined, '2001:db8::1', 2222]],
		['root@[fe80::1%eth0]', ['root', 'fe80::1%eth0', undefined]],
		['2001:db8::1', [undefined, '2001:db8::1', undefined]],
		['user@domain@host', ['user@domain', 'host', undefined]],
	])('%s', (text, wanted) => {
		expect(read(text)).toEqual(wanted);
	});

	test.each([
		'',
		'-oProxyCommand=touch /tmp/x',
		'root@-oProxyCommand=x',
		'-l@host',
		'root@',
		'a b',
		'a;b',
		'$(x)',
		'`x`',
		"a'b",
		'a\nb',
		'host:0',
		'host:65536',
		'host:http',
		'ssh://host/path',
		'a\u202Eb',
	])('refuses %j', text => {
		expect(read(text)).toEqual(expect.any(String));
		expect(() => createHostConnection(text, {ask: async () => undefined})).toThrow(
			expect.objectContaining({kind: 'bad-destination'}),
		);
	});
});
