import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';
import {configurationPath, loadConfiguration} from '../../../source/cli/configuration/load-configuration.js';
import {readConfiguration} from '../../../source/cli/configuration/read-configuration.js';
import {sectionOf} from '../../../source/cli/configuration/section-of.js';

const read = (text: string) => readConfiguration(text, '/c.toml');

describe('the configuration file', () => {
	test('holds sections of hosts', () => {
		expect(read('# mine\n[host.alpha]\nbackend = "ssh2"\n[host."root@10.0.0.1:22"]\n')).toEqual({
			ok: true,
			value: {host: {alpha: {backend: 'ssh2'}, 'root@10.0.0.1:22': {}}},
		});
		expect(read('')).toEqual({ok: true, value: {host: {}}});
	});

	test.each([
		['a = 1\n[host.alpha', /^\/c\.toml:2: this is no TOML: .+\.$/],
		['[host.alpha]\n\nbackend = "telnet"\n', /^\/c\.toml:3: backend = "telnet" is not possible; it may be .*"ssh2"/],
		['[host.alpha]\nbackend = "ssh2"\nbakend = "ssh2"\n', '/c.toml:3: a host has no setting "bakend".'],
		['[host.alpha]\n[hosts.beta]\n', '/c.toml:2: there is no section "hosts"; sections are called [host.NAME].'],
		['[host.alpha]\nbackend = 3\n', /^\/c\.toml:2: backend = 3 is not possible/],
		['\nhost = "alpha"\n', /^\/c\.toml:2: host is "alpha"/],
		['[host.alpha]\nbackend = "ssh2"\nbackend = "ssh2"\n', /^\/c\.toml:3: /],
	])('%j is refused with its line', (text, sentence) => {
		const outcome = read(text);
		expect(outcome.ok ? '' : outcome.reason).toEqual(
			typeof sentence === 'string' ? sentence : expect.stringMatching(sentence),
		);
	});

	test('a host is found as it was typed, then by its name alone', () => {
		const configuration = {host: {alpha: {backend: 'ssh2'}, 'root@alpha': {}}} as const;
		expect(sectionOf(configuration, 'alpha')).toEqual({backend: 'ssh2'});
		expect(sectionOf(configuration, 'admin@alpha:2222')).toEqual({backend: 'ssh2'});
		expect(sectionOf(configuration, 'root@alpha')).toEqual({});
		expect(sectionOf(configuration, 'beta')).toEqual({});
		expect(sectionOf(configuration, 'constructor')).toEqual({});
	});

	test('lies where XDG says', () => {
		expect(configurationPath({XDG_CONFIG_HOME: '/x'})).toBe('/x/vmferry/config.toml');
		const usual = path.join(os.homedir(), '.config/vmferry/config.toml');
		expect(configurationPath({})).toBe(usual);
		expect(configurationPath({XDG_CONFIG_HOME: 'relative'})).toBe(usual);
	});

	test('may be missing; a folder in its place is told', () => {
		const folder = mkdtempSync(path.join(os.tmpdir(), 'vmferry-configuration-'));
		try {
			expect(loadConfiguration(path.join(folder, 'config.toml'))).toEqual({host: {}});
			expect(() => loadConfiguration(folder)).toThrow(`${folder} could not be read`);
			const file = path.join(folder, 'bad.toml');
			writeFileSync(file, '[host.alpha]\nbackend = 1');
			expect(() => loadConfiguration(file)).toThrow(`${file}:2: `);
		} finally {
			rmSync(folder, {recursive: true});
		}
	});
});
