import {createRequire} from 'node:module';
import * as ink from 'ink';

/**
ink-table is CommonJS and requires ink, which is an ES module with top-level await: such a `require` fails in every Node
(`ERR_REQUIRE_ASYNC_MODULE`). So ink, already evaluated, is put into the CommonJS cache where ink-table looks for it.
The build replaces this file by a bundled ink-table.
*/
type InkTableModule = typeof import('ink-table', { with: {'resolution-mode': 'require'}});

const require = createRequire(import.meta.url);
const requireFromTable = createRequire(require.resolve('ink-table'));
const inkPath = requireFromTable.resolve('ink');
const {Module} = require('node:module') as typeof import('node:module');

require.cache[inkPath] ??= Object.assign(new Module(inkPath), {filename: inkPath, loaded: true, exports: ink});

const inkTable = requireFromTable('ink-table') as InkTableModule;
export const Table = inkTable.default;
export type {CellProps, TableProps} from 'ink-table';
