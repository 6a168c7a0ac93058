/** The first of `height` lines to show out of `count`, so that line `selected` is in sight with a little around it. */
export const windowStart = (count: number, height: number, selected: number): number =>
	Math.max(0, Math.min(selected - Math.floor(height / 2), count - height));
