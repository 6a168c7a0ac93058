import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {withKeyTable} from '../../scripts/readme/key-table.js';
import {exitCode} from '../../source/cli/exit-code.js';

const readme = await readFile(new URL('../../readme.md', import.meta.url), 'utf8');

test('its table of keys is the one of the console (tsx scripts/update-readme.ts writes it)', () => {
	expect(readme).toBe(withKeyTable(readme));
});

test('it names every exit code', () => {
	for (const code of Object.values(exitCode)) {
		expect(readme).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
	}
});
