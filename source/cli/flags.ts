/** Every flag of the command, in meow's form. What each means stands in the help text. */
export const flags = {
	json: {type: 'boolean', default: false},
	config: {type: 'string', shortFlag: 'F'},
	option: {type: 'string', shortFlag: 'o', isMultiple: true},
	backend: {type: 'string'},
	record: {type: 'string'},
	yes: {type: 'boolean', shortFlag: 'y', default: false},
	dryRun: {type: 'boolean', default: false},
	offline: {type: 'boolean', default: false},
	postCopy: {type: 'string'},
	accept: {type: 'string', isMultiple: true},
	speed: {type: 'string'},
	downtimeLimit: {type: 'number'},
	address: {type: 'string'},
	port: {type: 'number'},
	release: {type: 'boolean', default: false},
	keep: {type: 'boolean', default: false},
	readOnly: {type: 'boolean', default: false},
	events: {type: 'boolean', default: false},
	confirmEnd: {type: 'string'},
	hmp: {type: 'boolean', default: false},
	qmp: {type: 'boolean', default: false},
	suffix: {type: 'string'},
	storage: {type: 'string'},
	qemu: {type: 'string', isMultiple: true},
	dirty: {type: 'number'},
} as const;

/** The flags as they arrive. */
export type Flags = {
	readonly json: boolean;
	readonly config: string | undefined;
	readonly option: readonly string[] | undefined;
	readonly backend: string | undefined;
	readonly record: string | undefined;
	readonly yes: boolean;
	readonly dryRun: boolean;
	readonly offline: boolean;
	readonly postCopy: string | undefined;
	readonly accept: readonly string[] | undefined;
	readonly speed: string | undefined;
	readonly downtimeLimit: number | undefined;
	readonly address: string | undefined;
	readonly port: number | undefined;
	readonly release: boolean;
	readonly keep: boolean;
	readonly readOnly: boolean;
	readonly events: boolean;
	readonly confirmEnd: string | undefined;
	readonly hmp: boolean;
	readonly qmp: boolean;
	readonly suffix: string | undefined;
	readonly storage: string | undefined;
	readonly qemu: readonly string[] | undefined;
	readonly dirty: number | undefined;
};
