/** A promise with its two ends. Node has `Promise.withResolvers` only since 22. */
export type Deferred<Value> = {
	readonly promise: Promise<Value>;
	readonly resolve: (value: Value) => void;
	readonly reject: (error: Error) => void;
};

export const deferred = <Value>(): Deferred<Value> => {
	let resolve: (value: Value) => void = () => {};
	let reject: (error: Error) => void = () => {};
	const promise = new Promise<Value>((take, refuse) => {
		resolve = take;
		reject = refuse;
	});
	// A rejection that nobody waits for any more is no accident of the process.
	promise.catch(() => {});
	return {promise, resolve, reject};
};
