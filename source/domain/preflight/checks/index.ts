import type {Check} from '../check.js';
import {bridges} from './bridges.js';
import {files} from './files.js';
import {machineType} from './machine-type.js';
import {memory} from './memory.js';
import {program} from './program.js';
import {sameGuest} from './same-guest.js';
import {tcgWrites} from './tcg-writes.js';

/** Every preflight check, in the order in which they are shown. */
export const checks: readonly Check[] = [sameGuest, program, machineType, files, bridges, memory, tcgWrites];
