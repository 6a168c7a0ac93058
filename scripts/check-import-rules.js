/**
Checks the import rules of `.dependency-cruiser.cjs`, and that they were really looked at: a parser that cannot read TypeScript
finds no module and no violation.
*/
import {readdirSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {cruise} from 'dependency-cruiser';
import config from '../.dependency-cruiser.cjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const sources = readdirSync('source', {recursive: true}).filter(
	name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'),
);
// The option is called ruleSet where a program calls it, and the rules are the same.
const {output} = await cruise(['source'], {...config.options, validate: true, ruleSet: {forbidden: config.forbidden}});
const seen = output.modules.filter(({source}) => source.startsWith('source/'));
const imports = seen.reduce((sum, {dependencies}) => sum + dependencies.length, 0);

for (const {from, to, rule, comment} of output.summary.violations) {
	console.error(`${rule.name}: ${from} imports ${to}${comment ? ` (${comment})` : ''}`);
}

if (seen.length < sources.length || imports < sources.length) {
	console.error(
		`Only ${seen.length} of ${sources.length} modules and ${imports} imports were seen: the rules are blind.`,
	);
	process.exitCode = 1;
} else if (output.summary.violations.length > 0) {
	process.exitCode = 1;
} else {
	console.log(`Import rules: ${seen.length} modules, ${imports} imports, no violation.`);
}
