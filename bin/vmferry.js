#!/usr/bin/env node
import {existsSync} from 'node:fs';
import module from 'node:module';

// Since Node 22.1; halves the time to the first frame.
module.enableCompileCache?.();

const command = new URL('../build/command/vmferry.js', import.meta.url);
if (existsSync(command)) {
	await import(command);
} else {
	console.error('vmferry is not built yet. Type: npm ci && npm run build');
	process.exitCode = 1;
}
