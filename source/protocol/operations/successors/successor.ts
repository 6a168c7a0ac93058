/** What stands in for a command that a QEMU does not know any more. */
export type Successor =
	/** Lines of the same language that do the same, to be sent in turn until one is refused. */
	| {readonly kind: 'send'; readonly lines: readonly string[]}
	/** No line does the same. One sentence that says what to type. */
	| {readonly kind: 'advice'; readonly text: string};

export const sends = (...lines: readonly string[]): Successor => ({kind: 'send', lines});
export const advises = (text: string): Successor => ({kind: 'advice', text});

/**
Seconds, as `migrate_set_downtime` took them, in the whole milliseconds of `downtime-limit`. QEMU 2.8 to 5.2, which had both,
cut the rest off (`qmp_migrate_set_downtime`).
*/
export const downtimeMs = (seconds: number): number => Math.trunc(Number((seconds * 1000).toFixed(6)));
