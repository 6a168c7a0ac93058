import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';

const bin = fileURLToPath(new URL('../../../bin/vmferry.js', import.meta.url));

/** Runs the built command without a terminal. */
export const vmferry = async (...words: readonly string[]) => {
	const child = spawn(process.execPath, [bin, ...words], {stdio: ['ignore', 'pipe', 'pipe']});
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', chunk => {
		stdout += chunk;
	});
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	const [exitCode] = await once(child, 'close');
	return {exitCode, stdout, stderr};
};
