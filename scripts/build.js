/**
Makes `build/`: every module by the TypeScript compiler (the library and its types), and the command as one bundle with the
console apart, so that `vmferry ls` never loads React and the first frame comes quickly.
*/
import {execFileSync} from 'node:child_process';
import {readFile, rename, rm} from 'node:fs/promises';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import * as esbuild from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Only Ink's development mode wants it, and it is not installed. */
const withoutDevtools = {
	name: 'without-devtools',
	setup(build) {
		build.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'react-devtools-core', namespace: 'empty'}));
		build.onLoad({filter: /.*/, namespace: 'empty'}, () => ({contents: 'export default {};'}));
	},
};

/**
ink-table is CommonJS and requires Ink, which is a module with top-level await: no bundler can keep that `require`. Its three
imports are handed to it by hand.
*/
const inkTable = {
	name: 'ink-table',
	setup(build) {
		build.onResolve({filter: /\/vendor\/ink-table\.js$/}, () =>
			build.resolve('ink-table', {kind: 'import-statement', resolveDir: root}),
		);
		build.onLoad({filter: /node_modules\/ink-table\/dist\/index\.js$/}, async ({path: file}) => ({
			loader: 'js',
			contents: [
				"import * as react from 'react';",
				"import * as ink from 'ink';",
				"import * as hash from 'object-hash';",
				"const modules = {react, ink, 'object-hash': hash};",
				'const exports = {};',
				'(function (exports, require) {',
				await readFile(file, 'utf8'),
				'})(exports, id => modules[id]);',
				'export const Table = exports.default;',
				'export const {Header, Cell, Skeleton} = exports;',
			].join('\n'),
		}));
	},
};

// Made beside the one in use and put in its place at the end: a vmferry that starts meanwhile finds a whole build.
const target = path.join(root, 'build');
const fresh = path.join(root, `build.new-${process.pid}`);
const old = path.join(root, `build.old-${process.pid}`);

execFileSync(
	process.execPath,
	[require.resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc'), '--outDir', fresh],
	{cwd: root, stdio: 'inherit'},
);
await esbuild.build({
	absWorkingDir: root,
	entryPoints: {vmferry: 'source/cli/main.ts'},
	outdir: path.join(fresh, 'command'),
	bundle: true,
	splitting: true,
	format: 'esm',
	platform: 'node',
	target: 'node20',
	jsx: 'automatic',
	minifySyntax: true,
	legalComments: 'none',
	// ssh2 finds its optional native parts by itself; it is loaded when the first connection is made.
	external: ['ssh2'],
	define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
	// CommonJS inside the bundle still calls `require` for Node's own modules.
	banner: {
		js: "import {createRequire as bundleRequire} from 'node:module';const require=bundleRequire(import.meta.url);",
	},
	plugins: [withoutDevtools, inkTable],
	logLevel: 'warning',
});
await rename(target, old).catch(() => {});
await rename(fresh, target);
await rm(old, {recursive: true, force: true});
