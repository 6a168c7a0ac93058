/** The labelled numbers of `info migrate`, with their units. */

const factors: Readonly<Record<string, number>> = {
	kbytes: 1024,
	KiB: 1024,
	MiB: 1024 ** 2,
	GiB: 1024 ** 3,
	TiB: 1024 ** 4,
	PiB: 1024 ** 5,
	EiB: 1024 ** 6,
};

/** Units in which the number counts as it is. */
const plainUnits = new Set(['', 'B', 'bytes', 'pages', 'ms', 'milliseconds', 'mbps']);

/**
`9656 kbytes`, `23.7 MiB`, `67.31 mbps`, `1e+03 MiB` (QEMU writes three digits since 10.1) as a number of bytes, pages,
milliseconds or Mbit/s. `undefined` for anything else, also for what cannot be counted exactly any more.
*/
export function readAmount(text: string | undefined): number | undefined {
	const match = /^(\d+(?:\.\d+)?(?:e\+?\d+)?) ?([A-Za-z]*)$/.exec(text?.trim() ?? '');
	const unit = match?.[2] ?? '';
	const factor = plainUnits.has(unit) ? 1 : factors[unit];
	if (!match || factor === undefined) return undefined;
	const amount = Number(match[1]) * factor;
	return amount <= Number.MAX_SAFE_INTEGER ? amount : undefined;
}

/** 2010's articles and some builds lack the colon: `total ram 540928 kbytes`. */
const withoutColon = /^((?:transferred|remaining|total) ram) +(\d.*)$/;
/** A label may end with its unit: `Time (ms): …`. */
const withColon = /^\s*([A-Za-z][\w -]*?)(?: \([^)]*\))? ?:\s*(.*)$/;

/** Each `LABEL: VALUE` line; of two with the same label the first counts. */
export function readLabels(lines: readonly string[]): Map<string, string> {
	const labels = new Map<string, string>();
	for (const line of lines) {
		const [, label, value] = withoutColon.exec(line) ?? withColon.exec(line) ?? [];
		if (label !== undefined && value !== undefined && !labels.has(label)) labels.set(label, value.trim());
	}

	return labels;
}

/** The `key=value, key=value` lines of 10.1 and later, as `LABEL/key`. */
export function columnsOf(labels: ReadonlyMap<string, string>): Map<string, string> {
	const columns = new Map<string, string>();
	for (const [label, values] of labels) {
		for (const pair of values.split(', ')) {
			const [key, value] = pair.split('=');
			if (key !== undefined && value !== undefined) columns.set(`${label}/${key}`, value);
		}
	}

	return columns;
}
