import {GuestsPane} from './guests-pane.js';
import {MigrationPane} from './migration-pane.js';
import {MonitorPane} from './monitor-pane.js';
import type {Pane} from './pane.js';

/** Every pane of the screen. */
export const panes: readonly Pane[] = [
	{id: 'guests', component: GuestsPane},
	{id: 'monitor', component: MonitorPane},
	{id: 'migration', component: MigrationPane},
];
