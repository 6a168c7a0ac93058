/** A value or a reason why there is none, for rules that may not throw. */
export type Result<Value, Reason> =
	| {readonly ok: true; readonly value: Value}
	| {readonly ok: false; readonly reason: Reason};

export const ok = <Value>(value: Value): {readonly ok: true; readonly value: Value} => ({ok: true, value});

export const fail = <Reason>(reason: Reason): {readonly ok: false; readonly reason: Reason} => ({ok: false, reason});
