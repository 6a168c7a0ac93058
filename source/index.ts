/**
vmferry as a library: the engine under the console and the command line, without either.

```ts
const engine = createEngine({hosts: ['alpha', 'beta'], connect: (host, ask) => createHostConnection(host, {ask})});
await engine.start();
const proposed = await engine.plan({guestName: 'vm01', sourceHost: 'alpha', destinationHost: 'beta', release: 'release'});
if (proposed.ok && blocksOf(proposed.value) === undefined) {
	const end = await engine.begin(proposed.value.plan).settled;
}

await engine.close();
```

Questions of the connections (host keys, secrets) come as `questions` in the store's state and are answered by the command
`answer-question`.
*/
export type {EngineCommand} from './domain/command.js';
export {describeProblem, type ProblemDescription} from './domain/describe-problem.js';
export type {Guest} from './domain/guest.js';
export type {Host} from './domain/host.js';
export type {MigrationPlan, ReleasePolicy} from './domain/migration/plan.js';
export type {MigrationRequest} from './domain/migration/request.js';
export type {MigrationState} from './domain/migration/state.js';
export type {CheckReport} from './domain/preflight/check.js';
export type {Problem} from './domain/problem.js';
export {blocksOf, createEngine, type Engine, type EngineOptions} from './engine/engine.js';
export type {ProposedMigration} from './engine/migration/plan-migration.js';
export type {MigrationRun} from './engine/migration/runner.js';
export type {AppState} from './store/state.js';
export type {Store} from './store/store.js';
export {ConnectionError, type HostConnection} from './transport/host-connection.js';
export {createHostConnection, type HostConnectionOptions} from './transport/index.js';
