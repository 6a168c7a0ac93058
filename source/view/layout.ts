export type Rect = {readonly x: number; readonly y: number; readonly width: number; readonly height: number};

/** Where everything is. A pane without a rectangle is not shown. */
export type Layout = {
	readonly guests: Rect | undefined;
	readonly monitor: Rect | undefined;
	readonly migration: Rect;
};

/** The window that everything fits into. */
export const wantedSize = {columns: 80, rows: 24};
/** Below this nothing useful can be shown. */
const smallestSize = {columns: 60, rows: 16};
/** Header, notice and key bar. */
const fixedRows = 3;
const smallestTop = 6;
const smallestMigration = 4;
const widestGuests = 96;

export const isTooSmall = (columns: number, rows: number): boolean =>
	columns < smallestSize.columns || rows < smallestSize.rows;

/** From here on there is room for a line of its own for each sparkline. */
export const isRoomy = (rows: number): boolean => rows >= 32;

/**
Divides the window. The migration gets the rows it asks for (edges included) as long as the upper panes keep a minimum; below
80 columns only the upper pane that is in use is shown.
*/
export const layOut = (columns: number, rows: number, migrationRows: number, isMonitorFocused: boolean): Layout => {
	const available = rows - fixedRows;
	const migrationHeight = Math.max(smallestMigration, Math.min(migrationRows, available - smallestTop));
	const top = {y: 1, height: available - migrationHeight};
	const migration = {x: 0, y: 1 + top.height, width: columns, height: migrationHeight};
	if (columns < wantedSize.columns) {
		const whole = {x: 0, width: columns, ...top};
		return isMonitorFocused
			? {guests: undefined, monitor: whole, migration}
			: {guests: whole, monitor: undefined, migration};
	}

	const guestsWidth = Math.min(widestGuests, Math.round(columns * 0.55));
	return {
		guests: {x: 0, width: guestsWidth, ...top},
		monitor: {x: guestsWidth, width: columns - guestsWidth, ...top},
		migration,
	};
};
