import {Text} from 'ink';
import {createContext, type JSX, type PropsWithChildren, type ReactElement, type ReactNode, useContext} from 'react';
import type {Tone} from '../../store/selectors/line.js';
import {type CellProps, Table, type TableProps} from '../../vendor/ink-table.js';
import {fitTo} from '../text/fit.js';
import {useTheme} from '../theme.js';

/** One column. Titles are ink-table's keys, so they must differ. */
export type Column<Row> = {
	readonly title: string;
	readonly width: number;
	readonly align?: 'left' | 'right';
	readonly text: (row: Row) => string;
	readonly tone?: (row: Row) => Tone;
};

type RowLook = {readonly isSelected: boolean; readonly isFocused: boolean; readonly tones: readonly Tone[]};
type Cells = Record<string, string>;

/** ink-table hands a cell its text and the number of its column only; what the row is comes through context. */
const RowContext = createContext<RowLook | undefined>(undefined);

const HeaderCell = ({children}: PropsWithChildren): JSX.Element => <Text dimColor>{children}</Text>;

const BodyCell = ({children, column}: CellProps): JSX.Element => {
	const theme = useTheme();
	const row = useContext(RowContext);
	const look = row?.isSelected && row.isFocused ? theme.selected : theme.tones[row?.tones[column] ?? 'plain'];
	return (
		<Text {...look} bold={row?.isSelected || look.bold}>
			{children}
		</Text>
	);
};

/** ink-table's rules between columns become one space. */
const Gap = (): JSX.Element => {
	const theme = useTheme();
	const row = useContext(RowContext);
	return <Text {...(row?.isSelected && row.isFocused ? theme.selected : {})}> </Text>;
};

type FixedTableProps = Pick<TableProps<Cells>, 'data'> &
	Partial<TableProps<Cells>> & {
		readonly keys: readonly string[];
		readonly looks: readonly RowLook[];
		readonly hasHeading: boolean;
	};

/**
ink-table with another policy: fixed widths measured in columns of the terminal, keys that stay with their row, no rules
between rows, a marker before the selected one, and one `<Text>` a line.
*/
class FixedTable extends Table<Cells> {
	declare props: FixedTableProps;

	/** ink-table takes 0 for "not given". */
	override getConfig(): TableProps<Cells> {
		return {...super.getConfig(), padding: 0};
	}

	override render(): JSX.Element {
		const {data, keys, looks, hasHeading} = this.props;
		return (
			<>
				{hasHeading &&
					this.#line(
						' ',
						this.heading({key: 'heading', columns: this.#columns(this.getHeadings()), data: this.getHeadings()}),
					)}
				{data.map((row, index) => (
					<RowContext key={keys[index]} value={looks[index]}>
						{this.#line(
							looks[index]?.isSelected ? '▸' : ' ',
							this.data({key: keys[index] ?? '', columns: this.#columns(row), data: row}),
						)}
					</RowContext>
				))}
			</>
		);
	}

	/** The children of ink-table's row without its outer rules; nested `<Text>` needs no layout of its own. */
	#line(marker: string, row: ReactElement<{readonly children?: ReactNode}>): JSX.Element {
		const cells = Array.isArray(row.props.children) ? row.props.children.flat().slice(1, -1) : [];
		return (
			<Text wrap="truncate">
				{marker}
				{cells}
			</Text>
		);
	}

	/** ink-table pads by the number of characters: every cell is as long as its text, which is fitted already. */
	#columns(row: Partial<Cells>) {
		return this.getConfig().columns.map(column => ({
			key: String(column),
			column,
			width: String(row[column] ?? '').length,
		}));
	}
}

export type DataTableProps<Row> = {
	readonly rows: readonly Row[];
	readonly columns: ReadonlyArray<Column<Row>>;
	readonly rowKey: (row: Row) => string;
	readonly isSelected: (row: Row) => boolean;
	readonly isFocused: boolean;
	readonly hasHeading: boolean;
};

/** Rows under an optional heading, one line each, `1 + widths + gaps` columns wide. */
export const DataTable = <Row,>(props: DataTableProps<Row>): JSX.Element => {
	const {rows, columns, rowKey, isSelected, isFocused, hasHeading} = props;
	const titles = columns.map(({title, width, align}) => fitTo(title, width, align));
	return (
		<FixedTable
			// ink-table builds its rows once from its configuration.
			key={titles.join('|')}
			data={rows.map(row =>
				Object.fromEntries(
					columns.map(({text, width, align}, index) => [titles[index] ?? '', fitTo(text(row), width, align)]),
				),
			)}
			columns={titles}
			keys={rows.map(rowKey)}
			looks={rows.map(row => ({
				isSelected: isSelected(row),
				isFocused,
				tones: columns.map(({tone}) => tone?.(row) ?? 'plain'),
			}))}
			hasHeading={hasHeading}
			header={HeaderCell}
			cell={BodyCell}
			skeleton={Gap}
		/>
	);
};
