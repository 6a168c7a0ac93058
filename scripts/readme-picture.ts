/**
Makes docs/screen.svg, the readme's picture: a real migration in the lab, photographed in its second pass. Needs root and what
`node scripts/run.js setup` installs. Run it with tsx after a build.
*/
import {writeFile} from 'node:fs/promises';
import process from 'node:process';
import {fileURLToPath} from 'node:url';
import {labDown, labUp, operatorCommand, startGuest} from '../source/lab/index.js';
import {film} from './screenshot/film.js';
import {screenToSvg} from './screenshot/screen-to-svg.js';

const picture = fileURLToPath(new URL('../docs/screen.svg', import.meta.url));
const bin = fileURLToPath(new URL('../bin/vmferry.js', import.meta.url));

const lab = await labUp();
try {
	// Writes fast enough that the second pass can be seen.
	await startGuest(lab, {dirtyMiBPerSecond: 40});
	const [command = '', ...words] = operatorCommand(lab, [process.execPath, bin, 'alpha', 'beta']);
	let svg = '';
	await film({
		command,
		arguments: words,
		columns: 120,
		rows: 30,
		steps: [
			{kind: 'wait', pattern: /vm01\s+running/},
			{kind: 'press', keys: 'm'},
			{kind: 'wait', pattern: /Start it\?/},
			{kind: 'press', keys: 'y'},
			{kind: 'wait', pattern: /copy: pass [2-9]/},
			{
				kind: 'shoot',
				take(terminal) {
					svg = screenToSvg(terminal, {title: 'vmferry moves vm01 from alpha to beta'});
				},
			},
			// The guest is left in order, not in the middle of a copy.
			{kind: 'wait', pattern: /vm01 runs on beta|goes on at/},
		],
	});
	await writeFile(picture, svg);
} finally {
	await labDown();
}
