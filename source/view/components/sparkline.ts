const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/** The latest `width` values, the newest at the right, `top` a full cell. A value that was not measured is a space. */
export const sparkline = (values: readonly (number | undefined)[], top: number, width: number): string => {
	const shown = width <= 0 ? [] : values.slice(-width);
	return shown
		.map(value => {
			if (value === undefined) {
				return ' ';
			}

			const level = top <= 0 ? 0 : Math.round((value / top) * (levels.length - 1));
			return levels[Math.max(0, Math.min(level, levels.length - 1))] ?? ' ';
		})
		.join('')
		.padStart(width);
};
