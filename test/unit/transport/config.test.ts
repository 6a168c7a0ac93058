import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {parseDashG} from '../../../source/transport/config/raw-settings.js';
import {dashGArguments, resolveSettings} from '../../../source/transport/config/resolve.js';
import {resolveRoute} from '../../../source/transport/config/route.js';
import {type LocalSide, toSettings} from '../../../source/transport/config/to-settings.js';
import {warnedKeywords} from '../../../source/transport/config/warnings.js';
import {readConfigWithoutSsh} from '../../../source/transport/config/without-ssh.js';
import {type Destination, parseDestination} from '../../../source/transport/destination.js';

const local: LocalSide = {
	localUser: 'me',
	localHost: 'laptop.example',
	home: '/home/me',
	uid: 1000,
	environment: {SSH_AUTH_SOCK: '/run/agent', KEYS: '/keys'},
};

const destination = (text: string): Destination => {
	const parsed = parseDestination(text);
	if (!parsed.ok) {
		throw new Error(parsed.reason);
	}

	return parsed.value;
};

const settings = (text: string) => toSettings('alpha', parseDashG(text), local);

const hasSsh = (() => {
	try {
		execFileSync('ssh', ['-V'], {stdio: 'ignore'});
		return true;
	} catch {
		return false;
	}
})();

describe('settings from what ssh -G prints', () => {
	test('names, numbers and lists', () => {
		expect(
			settings(
				'hostname alpha.example\nport 2222\nuser root\naddressfamily inet6\nconnecttimeout 7\ncompression yes\n',
			),
		).toMatchObject({
			hostName: 'alpha.example',
			port: 2222,
			user: 'root',
			addressFamily: 6,
			connectTimeoutMs: 7000,
			compression: true,
		});
	});

	test('defaults where it prints nothing', () => {
		expect(settings('')).toMatchObject({
			hostName: 'alpha',
			port: 22,
			user: 'me',
			connectTimeoutMs: 15_000,
			strictHostKeyChecking: 'ask',
			identityAgent: '/run/agent',
			proxyJump: [],
			userKnownHostsFiles: ['/home/me/.ssh/known_hosts', '/home/me/.ssh/known_hosts2'],
		});
	});

	test('expands ~, %-tokens and variables in IdentityFile and ProxyCommand, which ssh -G does not', () => {
		const variable = '$' + '{KEYS}';
		expect(
			settings(
				`hostname h.example\nport 2222\nuser root\nidentityfile ~/.ssh/id_%r_%h\nidentityfile ${variable}/%n-%%-%u-%L-%d\nproxycommand nc -x %n %h %p %r\n`,
			),
		).toMatchObject({
			identityFiles: ['/home/me/.ssh/id_root_h.example', '/keys/alpha-%-me-laptop-/home/me'],
			proxyCommand: 'nc -x alpha h.example 2222 root',
		});
	});

	test('lists of known_hosts files, also with a blank in a path; none is no file', () => {
		expect(
			settings('userknownhostsfile /home/a b/known_hosts /x/known_hosts2\nglobalknownhostsfile none\n'),
		).toMatchObject({userKnownHostsFiles: ['/home/a b/known_hosts', '/x/known_hosts2'], globalKnownHostsFiles: []});
	});

	test.each([
		['none', undefined],
		['SSH_AUTH_SOCK', '/run/agent'],
		['$KEYS', '/keys'],
		['~/agent', '/home/me/agent'],
	])('identityagent %s', (value, wanted) => {
		expect(settings(`identityagent ${value}`).identityAgent).toBe(wanted);
	});

	test.each([
		['yes', 'yes', 0],
		['true', 'yes', 0],
		['ask', 'ask', 0],
		['accept-new', 'accept-new', 0],
		['false', 'ask', 1],
		['off', 'ask', 1],
	])('stricthostkeychecking %s', (value, wanted, warnings) => {
		const made = settings(`stricthostkeychecking ${value}`);
		expect(made.strictHostKeyChecking).toBe(wanted);
		expect(made.warnings).toHaveLength(warnings);
	});

	test('says which options that matter to safety it does not honour', () => {
		expect(settings('knownhostscommand /bin/x\nforwardagent yes\nproxyusefdpass yes\n').warnings).toHaveLength(3);
	});
});

/** Keywords that `toSettings` reads, or that ssh itself has acted on before it prints. */
const honoured = `
	addressfamily batchmode bindaddress canonicaldomains canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots
	canonicalizepermittedcnames ciphers compression connectionattempts connecttimeout globalknownhostsfile hashknownhosts host
	hostkeyalgorithms hostkeyalias hostname identitiesonly identityagent identityfile kbdinteractiveauthentication kexalgorithms
	macs numberofpasswordprompts passwordauthentication port preferredauthentications proxycommand proxyjump pubkeyacceptedalgorithms
	pubkeyauthentication requiredrsasize revokedhostkeys serveralivecountmax serveraliveinterval userknownhostsfile user
`;

/** Nothing that vmferry does: forwarding, terminals, multiplexing, files of ssh's own, and ways to sign in that fail by name. */
const withoutEffect = `
	addkeystoagent casignaturealgorithms channeltimeout checkhostip clearallforwardings controlmaster controlpath controlpersist
	dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure fingerprinthash forkafterauthentication
	forwardagent forwardx11 forwardx11timeout forwardx11trusted gatewayports gssapiauthentication gssapiclientidentity
	gssapidelegatecredentials gssapikexalgorithms gssapikeyexchange gssapirenewalforcesrekey gssapiserveridentity gssapitrustdns
	hostbasedacceptedalgorithms ignoreunknown ipqos localcommand localforward loglevel logverbose nohostauthenticationforlocalhost
	obscurekeystroketiming permitlocalcommand permitremoteopen remotecommand remoteforward requesttty securitykeyprovider sendenv
	sessiontype setenv stdinnull streamlocalbindmask streamlocalbindunlink syslogfacility tag tcpkeepalive tunnel tunneldevice
	updatehostkeys visualhostkey xauthlocation
`;

describe('no option is dropped without a word', () => {
	test.skipIf(!hasSsh)('every keyword that the installed ssh knows is honoured, warned of or without effect', () => {
		const known = new Set([...honoured.split(/\s+/), ...withoutEffect.split(/\s+/), ...warnedKeywords]);
		const printed = execFileSync('ssh', ['-G', '-T', '-F', 'none', 'alpha'], {encoding: 'utf8'});
		expect([...parseDashG(printed).keys()].filter(keyword => !known.has(keyword))).toEqual([]);
	});

	test.skipIf(!hasSsh)('the defaults of the installed ssh need no warning', () => {
		const printed = execFileSync('ssh', ['-G', '-T', '-F', 'none', 'alpha'], {encoding: 'utf8'});
		expect(settings(printed).warnings).toEqual([]);
	});

	test.each([
		'RekeyLimit 1G',
		'VerifyHostKeyDNS yes',
		'HostbasedAuthentication yes',
		'BindInterface eth0',
		'KnownHostsCommand /bin/x',
		'PKCS11Provider /lib/x.so',
		'ProxyUseFdpass yes',
		'StrictHostKeyChecking no',
	])('%s', option => {
		expect(settings(option.toLowerCase()).warnings).toEqual([expect.stringContaining(option.split(' ')[0] ?? '')]);
	});
});

describe('keepalive', () => {
	test.each([
		['', 2000, 3],
		['serveraliveinterval 0\nserveralivecountmax 3', 2000, 3],
		['serveraliveinterval 5\nserveralivecountmax 2', 5000, 2],
		// Long intervals are for firewalls; a dead link is not to go unnoticed for minutes.
		['serveraliveinterval 300\nserveralivecountmax 3', 15_000, 3],
		['serveraliveinterval 1\nserveralivecountmax 0', 1000, 1],
	])('%j', (text, serverAliveIntervalMs, serverAliveCountMax) => {
		expect(settings(text)).toMatchObject({serverAliveIntervalMs, serverAliveCountMax});
	});
});

describe('the arguments of ssh -G', () => {
	test('user and port of the destination come first, the host last and after --', () => {
		expect(
			dashGArguments(destination('root@alpha:2222'), {configFile: '/c', sshOptions: ['Port=1', 'Compression=yes']}),
		).toEqual([
			'-G',
			'-T',
			'-F',
			'/c',
			'-p',
			'2222',
			'-l',
			'root',
			'-o',
			'Port=1',
			'-o',
			'Compression=yes',
			'--',
			'alpha',
		]);
	});
});

describe('configuration files', () => {
	const folder = mkdtempSync(path.join(os.tmpdir(), 'vmferry-config-'));
	const home = path.join(folder, 'home');
	const file = path.join(home, '.ssh/config');
	beforeAll(() => {
		mkdirSync(path.join(home, '.ssh/conf.d'), {recursive: true});
		writeFileSync(
			file,
			[
				`Include ${home}/.ssh/conf.d/*.conf`,
				'Host alpha',
				'  HostName %h.example',
				'  Port 2222',
				'  IdentityFile ~/.ssh/one',
				'Host a* !alpha2',
				'  User admin',
				'  IdentityFile ~/.ssh/two',
				'Host twice',
				'  ProxyJump a@hop1:2201,hop2',
				'Host hop2',
				'  ProxyJump hop0',
				'Match user nobody',
				'  Port 9999',
				'Host *',
				'  ConnectTimeout 9',
				'',
			].join('\n'),
		);
		writeFileSync(path.join(home, '.ssh/conf.d/10.conf'), 'Host gamma\n  Port 2200\n');
		writeFileSync(path.join(home, '.ssh/conf.d/20.conf'), 'ServerAliveInterval 3\n');
	});
	afterAll(() => rmSync(folder, {recursive: true}));

	const withoutSsh = async (text: string, sshOptions: readonly string[] = []) => {
		const {raw, warnings} = await readConfigWithoutSsh(
			destination(text),
			{configFile: file, sshOptions},
			{...local, home},
		);
		return {...toSettings(destination(text).host, raw, {...local, home}), warnings};
	};

	test.skipIf(!hasSsh).each(['alpha', 'alpha2', 'gamma', 'twice', 'other', 'me@alpha:2201'])(
		'our own reading agrees with ssh on %s',
		async text => {
			const own = await withoutSsh(text);
			const ssh = await resolveSettings(destination(text), {configFile: file});
			const pick = ({hostName, port, user, proxyJump, connectTimeoutMs}: typeof own) => ({
				hostName,
				port,
				user: user === 'me' || user === os.userInfo().username ? 'default' : user,
				proxyJump,
				connectTimeoutMs,
			});
			expect(pick(own)).toEqual(pick(ssh));
		},
	);

	test('our own reading takes every IdentityFile, warns of Match and obeys -o first', async () => {
		const made = await withoutSsh('alpha', ['Port=1', 'identityfile=/given']);
		expect(made).toMatchObject({
			port: 1,
			identityFiles: ['/given', path.join(home, '.ssh/one'), path.join(home, '.ssh/two')],
			warnings: [expect.stringContaining('Match user nobody')],
		});
	});

	test('a file that was named and is not there is an error', async () => {
		await expect(readConfigWithoutSsh(destination('alpha'), {configFile: '/nowhere'}, local)).rejects.toMatchObject({
			kind: 'bad-destination',
		});
	});

	test.skipIf(!hasSsh)(
		'a list of jump hosts is followed in order, its first by its own configuration only',
		async () => {
			const route = await resolveRoute(destination('twice'), {configFile: file});
			expect(route.map(({user, hostName, port}) => `${user === 'a' ? 'a@' : ''}${hostName}:${port}`)).toEqual([
				'a@hop1:2201',
				'hop2:22',
				'twice:22',
			]);
			const single = await resolveRoute(destination('hop2'), {configFile: file});
			expect(single.map(({hostName}) => hostName)).toEqual(['hop0', 'hop2']);
		},
	);

	test.skipIf(!hasSsh)('what ssh refuses is a bad destination with its words', async () => {
		await expect(
			resolveSettings(destination('alpha'), {configFile: file, sshOptions: ['NoSuchOption=1']}),
		).rejects.toMatchObject({kind: 'bad-destination', raw: expect.stringContaining('nosuchoption')});
	});
});
