/**
Every check of the project, one after the other, whatever the ones before gave; the last line counts them:
`N passed, N failed` and, where there are any, `, N skipped`. A step that is no test counts as one.

The matrix of all QEMU releases is not among them (`npm run test:matrix`): test/lab holds the pairs that matter most.

With CI in the environment a lab test that was skipped makes the run fail: there the machine must be able to run it.
*/
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import process from 'node:process';

const inCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';

const steps = [
	{title: 'build', argv: ['node', 'scripts/build.js']},
	{title: 'lint', argv: ['biome', 'check', '.']},
	{title: 'types', argv: ['tsc', '--noEmit']},
	{title: 'types of the pure layers', argv: ['tsc', '--noEmit', '-p', 'tsconfig.pure.json']},
	{title: 'types of the tests', argv: ['tsc', '--noEmit', '-p', 'test']},
	{title: 'import rules', argv: ['node', 'scripts/check-import-rules.js']},
];

const failures = [];
let passed = 0;
let skipped = 0;

// Ink takes a set CI for a machine without a screen, and the tests are about the screen.
const environment = {...process.env};
delete environment.CI;

const run = ([file, ...rest]) =>
	spawnSync(file, rest, {stdio: ['ignore', 'inherit', 'inherit'], env: environment}).status === 0;

for (const {title, argv} of steps) {
	console.log(`\n== ${title}`);
	if (run(argv)) {
		passed += 1;
	} else {
		failures.push(`step: ${title}`);
	}
}

const readReport = file => {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
};

/** Adds Vitest's counts to ours, and prints why lab tests were skipped. */
const countTests = ({testResults}, wasGreen) => {
	const skippedLabTests = [];
	const failuresBefore = failures.length;
	for (const {name, assertionResults, status, message} of testResults) {
		const file = path.relative(process.cwd(), name);
		for (const {status: outcome, fullName} of assertionResults) {
			if (outcome === 'passed') {
				passed += 1;
			} else if (outcome === 'failed') {
				failures.push(`${file}: ${fullName}`);
			} else {
				skipped += 1;
				if (file.startsWith(path.join('test', 'lab'))) {
					skippedLabTests.push(`${file}: ${fullName}`);
				}
			}
		}

		// A file that could not be loaded, or whose preparation failed, has no failed test of its own.
		if (status === 'failed' && !assertionResults.some(({status: outcome}) => outcome === 'failed')) {
			failures.push(`${file}: ${message.split('\n')[0]}`);
		}
	}

	if (!wasGreen && failures.length === failuresBefore) {
		failures.push('vitest ended with an error outside the tests');
	}

	return skippedLabTests;
};

console.log('\n== tests');
const scratch = mkdtempSync(path.join(tmpdir(), 'vmferry-report-'));
const reportFile = path.join(scratch, 'report.json');
try {
	const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
	const wasGreen = run(['vitest', 'run', '--project=!matrix', ...reporters, ...process.argv.slice(2)]);
	const report = readReport(reportFile);
	const skippedLabTests = report ? countTests(report, wasGreen) : [];
	if (!report) {
		failures.push('vitest wrote no report');
	}

	if (skippedLabTests.length > 0) {
		console.log(
			`\nSkipped lab tests (the reason stands above, where the lab tests begin):\n  ${skippedLabTests.join('\n  ')}`,
		);
		if (inCi) {
			failures.push('lab tests were skipped, and with CI set none may be');
		}
	}
} finally {
	rmSync(scratch, {recursive: true, force: true});
}

if (failures.length > 0) {
	console.log(`\nFailed:\n  ${failures.join('\n  ')}`);
	process.exitCode = 1;
}

console.log(`\n${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
