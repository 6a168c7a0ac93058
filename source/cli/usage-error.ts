/** The command line is wrong. The message is one sentence that says how it is right. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}
