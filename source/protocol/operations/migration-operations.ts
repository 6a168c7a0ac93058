/** Questions and orders about a migration. Speeds are bytes per second, times milliseconds, in every version. */
import type {CapabilityFacts, MigrationFacts} from '../facts.js';
import {readHmpCapabilities, readHmpParameters} from '../hmp/parsers/lists.js';
import {readHmpMigration} from '../hmp/parsers/migrate.js';
import {readQmpCapabilities, readQmpParameterNames, readQmpParameters} from '../qmp/parsers/lists.js';
import {readQmpMigration} from '../qmp/parsers/migrate.js';
import {order, qmpRequest, query, quoteHmp} from './build.js';
import {offers} from './dialect.js';
import type {Operation} from './operation.js';

export type ParameterFacts = {
	readonly maxBandwidthBytesPerSecond?: number;
	readonly downtimeLimitMs?: number;
};

export const queryMigrate: Operation<undefined, MigrationFacts> = query({
	name: 'query-migrate',
	qmp: () => qmpRequest('query-migrate'),
	hmp: dialect => (offers(dialect, 'info migrate -a') ? 'info migrate -a' : 'info migrate'),
	readQmp: readQmpMigration,
	readHmp: readHmpMigration,
});

export const queryCapabilities: Operation<undefined, CapabilityFacts> = query({
	name: 'migration capabilities',
	qmp: dialect => (offers(dialect, 'migration capabilities') ? qmpRequest('query-migrate-capabilities') : undefined),
	hmp: dialect => (offers(dialect, 'migration capabilities') ? 'info migrate_capabilities' : undefined),
	readQmp: readQmpCapabilities,
	readHmp: readHmpCapabilities,
});

/** Sets exactly the given ones. On HMP each is an order of its own: after a refusal the ones before it are set. */
export const setCapabilities: Operation<CapabilityFacts, undefined> = order({
	name: 'migration capabilities',
	repeatable: true,
	qmp(dialect, wanted) {
		if (!offers(dialect, 'migration capabilities')) return undefined;
		const capabilities = Object.entries(wanted).map(([capability, state]) => ({capability, state}));
		return capabilities.length > 0 ? [qmpRequest('migrate-set-capabilities', {capabilities})] : [];
	},
	hmp(dialect, wanted) {
		if (!offers(dialect, 'migration capabilities')) return undefined;
		return Object.entries(wanted).map(
			([capability, state]) => `migrate_set_capability ${quoteHmp(capability)} ${state ? 'on' : 'off'}`,
		);
	},
});

/** Empty where QEMU cannot tell (below 2.8). */
export const queryParameters: Operation<undefined, ParameterFacts> = query({
	name: 'migration parameters',
	qmp: dialect => (offers(dialect, 'migration parameters') ? qmpRequest('query-migrate-parameters') : undefined),
	hmp: dialect => (offers(dialect, 'migration parameters') ? 'info migrate_parameters' : undefined),
	readQmp: readQmpParameters,
	readHmp: readHmpParameters,
});

/** The names of the migration's parameters, for `Dialect.parameters`. QEMU lists those that it has, set or not. */
export const queryParameterNames: Operation<undefined, ReadonlySet<string>> = query({
	name: 'migration parameters',
	qmp: () => qmpRequest('query-migrate-parameters'),
	hmp: () => undefined,
	readQmp: readQmpParameterNames,
	readHmp: () => undefined,
});

/** Starts an outgoing migration; the reply comes at once, not at its end. */
export const migrate: Operation<{readonly uri: string}, undefined> = order({
	name: 'migrate',
	repeatable: false,
	// QMP never waits; its `detach` was always ignored and is an error since 11.0.
	qmp: (_dialect, {uri}) => [qmpRequest('migrate', {uri})],
	hmp: (_dialect, {uri}) => [`migrate -d ${quoteHmp(uri)}`],
});

/** Harmless when nothing migrates. During post-copy it destroys the guest on QEMU below 10.0: the caller must not. */
export const migrateCancel: Operation<undefined, undefined> = order({
	name: 'migrate_cancel',
	repeatable: true,
	qmp: () => [qmpRequest('migrate_cancel')],
	hmp: () => ['migrate_cancel'],
});

/** Makes a guest that was started with `-incoming defer` listen. QEMU takes it once. */
export const migrateIncoming: Operation<{readonly uri: string}, undefined> = order({
	name: 'migrate-incoming',
	repeatable: false,
	qmp: (dialect, {uri}) => (offers(dialect, 'incoming later') ? [qmpRequest('migrate-incoming', {uri})] : undefined),
	hmp: (dialect, {uri}) => (offers(dialect, 'incoming later') ? [`migrate_incoming ${quoteHmp(uri)}`] : undefined),
});
