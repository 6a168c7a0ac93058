import {defineConfig} from 'vitest/config';

// A group of its own, not the usual 0: on a machine with one worker Vitest would run that last.
const quick = {sequence: {groupOrder: 1}};

// Real machines on a small one: a file at a time, after everything that is quick.
const lab = {
	runner: './test/lab/support/lab-runner.ts',
	sequence: {groupOrder: 2},
	fileParallelism: false,
	testTimeout: 120_000,
	hookTimeout: 180_000,
};

export default defineConfig({
	// As the build and the type checker have it: no import of React for JSX.
	oxc: {jsx: {runtime: 'automatic'}},
	test: {
		projects: [
			{
				extends: true,
				// Property tests take seconds on a machine that does other things too.
				test: {...quick, name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], testTimeout: 60_000},
			},
			{
				extends: true,
				test: {...quick, name: 'engine', include: ['test/engine/**/*.test.ts'], testTimeout: 60_000},
			},
			{
				extends: true,
				test: {...quick, name: 'screen', include: ['test/screen/**/*.test.{ts,tsx}'], testTimeout: 20_000},
			},
			{
				extends: true,
				test: {
					...quick,
					name: 'cli',
					include: ['test/cli/**/*.test.{ts,tsx}'],
					testTimeout: 20_000,
					hookTimeout: 30_000,
				},
			},
			{
				extends: true,
				test: {
					...lab,
					name: 'lab',
					include: ['test/lab/**/*.test.{ts,tsx}'],
					// One hang of the console's lab test in about ten runs is not explained yet; a second failure in a row counts.
					retry: 1,
				},
			},
			{
				extends: true,
				test: {...lab, name: 'matrix', include: ['test/matrix/**/*.test.ts'], hookTimeout: 600_000},
			},
		],
	},
});
