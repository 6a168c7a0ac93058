/** Writes the table of keys into readme.md, from the same list that the console's help comes from. Run it with tsx. */
import {readFile, writeFile} from 'node:fs/promises';
import {withKeyTable} from './readme/key-table.js';

const file = new URL('../readme.md', import.meta.url);
const text = await readFile(file, 'utf8');
await writeFile(file, withKeyTable(text));
