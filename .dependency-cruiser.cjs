/**
The import rules of architecture.md. Facts come up (transport, protocol, domain, store, view), commands go down through the
engine; the pure layers know no Node, no React and no package but a validator.
*/
/** What both sides of the facts may know of the monitors' languages: plain data and look-ups in it. */
const languages = ['protocol/facts', 'protocol/qmp/schema', 'protocol/qmp/schema-lookup'];

const layers = {
	lib: [],
	types: [],
	vendor: [],
	transport: ['lib'],
	protocol: ['lib'],
	domain: ['lib', ...languages],
	store: ['lib', 'domain', ...languages],
	engine: ['lib', 'protocol', 'domain', 'store', 'transport/host-connection'],
	intents: ['lib', 'domain', 'store', ...languages],
	view: ['lib', 'domain', 'store', 'intents', 'vendor', 'protocol/facts'],
	lab: ['lib'],
};

const packages = {
	lib: [],
	transport: ['ssh2', 'ssh-config', 'picomatch'],
	protocol: ['valibot'],
	domain: [],
	store: [],
	// What lies on hosts and in the state directory is checked when it is read back.
	engine: ['valibot'],
	intents: [],
	view: ['react', 'ink', 'string-width', 'cli-truncate'],
	vendor: ['ink', 'ink-table'],
};

const pure = ['lib', 'protocol', 'domain', 'store', 'intents'];

const target = layer => (layer.includes('/') ? `^source/${layer}\\.ts$` : `^source/${layer}/`);

module.exports = {
	forbidden: [
		...Object.entries(layers).map(([layer, allowed]) => ({
			name: `${layer}-imports`,
			comment: `source/${layer} may import only: ${allowed.join(', ') || 'nothing of ours'}`,
			severity: 'error',
			from: {path: `^source/${layer}/`},
			to: {path: '^source/', pathNot: [`^source/${layer}/`, ...allowed.map(target)]},
		})),
		...Object.entries(packages).map(([layer, allowed]) => ({
			name: `${layer}-packages`,
			comment: `source/${layer} may use only these packages: ${allowed.join(', ') || 'none'}`,
			severity: 'error',
			from: {path: `^source/${layer}/`},
			to: {
				dependencyTypesNot: ['core', 'local'],
				path: 'node_modules/',
				pathNot: allowed.map(name => `node_modules/(@types/)?${name}/`),
			},
		})),
		{
			name: 'pure-no-node',
			comment: 'The pure layers know no Node',
			severity: 'error',
			from: {path: `^source/(${pure.join('|')})/`},
			to: {dependencyTypes: ['core']},
		},
		{
			name: 'library-no-screen',
			comment: 'A program that imports vmferry never loads the screen or the command line',
			severity: 'error',
			from: {path: '^source/index\\.ts$'},
			to: {path: '^source/(view|cli|lab|vendor)/', reachable: true},
		},
		{
			name: 'view-from-one-file',
			comment: 'Only the console may import the view, so that line mode never loads React',
			severity: 'error',
			from: {path: '^source/(?!view/)', pathNot: '^source/cli/console\\.tsx$'},
			to: {path: '^source/view/'},
		},
		{
			name: 'no-circles',
			severity: 'error',
			from: {},
			to: {circular: true, viaOnly: {dependencyTypesNot: ['type-only']}},
		},
	],
	options: {
		doNotFollow: {path: 'node_modules'},
		// The TypeScript 7 compiler has no programming interface, so another parser reads the files.
		parser: 'swc',
		tsPreCompilationDeps: true,
		tsConfig: {fileName: 'tsconfig.json'},
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['import', 'require', 'node', 'default', 'types'],
		},
	},
};
