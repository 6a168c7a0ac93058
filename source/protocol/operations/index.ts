/** Everything that vmferry asks of a monitor. */
export {type CommandEffect, classifyCommand} from './classify-command.js';
export {type Dialect, type Feature, isAtLeast, offers} from './dialect.js';
export * from './guest-operations.js';
export {humanMonitorCommand} from './human-monitor-command.js';
export * from './migration-operations.js';
export {type Operation, type OperationRefusal, refusalOf, runOperation} from './operation.js';
export * from './post-copy-operations.js';
export * from './run-operations.js';
export * from './tuning-operations.js';
