// Which module files a guest's kernel must load, in which order, by what the files say they depend on. (The usual index of
// that, modules.dep, is made when a kernel package is installed; ours is only unpacked.)
import {execFile} from 'node:child_process';
import {readdir, readFile} from 'node:fs/promises';
import {basename, join} from 'node:path';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';

export type KernelModule = {name: string; content: Buffer};

const moduleFile = /\.ko(\.xz|\.gz)?$/;

// "virtio-rng.ko" and "virtio_rng" are one module.
const moduleName = (file: string): string => basename(file).replace(moduleFile, '').replaceAll('-', '_');

const unpacked = async (file: string): Promise<Buffer> => {
	if (file.endsWith('.xz')) {
		const {stdout} = await promisify(execFile)('xz', ['-dc', file], {encoding: 'buffer', maxBuffer: 2 ** 26});
		return stdout;
	}

	const content = await readFile(file);
	return file.endsWith('.gz') ? promisify(gunzip)(content) : content;
};

// The section .modinfo holds texts "key=value", each ended by a zero byte.
const dependenciesOf = (content: Buffer): string[] =>
	(/\0depends=([^\0]*)\0/.exec(content.toString('latin1'))?.[1] ?? '')
		.split(',')
		.filter(name => name !== '')
		.map(name => name.replaceAll('-', '_'));

/**
The modules with these names and all they depend on, each after those it needs. A name without a file is passed over: the
kernel has it built in.
*/
export const modulesInOrder = async (folder: string, wanted: readonly string[]): Promise<KernelModule[]> => {
	const paths = (await readdir(folder, {recursive: true})).filter(path => moduleFile.test(path));
	const files = new Map(paths.map(path => [moduleName(path), join(folder, path)]));
	const loaded = new Map<string, KernelModule>();
	const add = async (name: string): Promise<void> => {
		const file = files.get(name);
		if (file === undefined || loaded.has(name)) {
			return;
		}

		const content = await unpacked(file);
		for (const dependency of dependenciesOf(content)) {
			await add(dependency);
		}

		loaded.set(name, {name, content});
	};

	for (const name of wanted) {
		await add(name);
	}

	return [...loaded.values()];
};
