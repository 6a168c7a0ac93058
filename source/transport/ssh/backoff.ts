/** Full jitter between 0.1 s and a bound that doubles up to 30 s: two hosts that died together do not come back in step. */
export const reconnectDelayMs = (attempt: number, random: number): number => {
	const bound = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
	return Math.round(100 + random * (bound - 100));
};

/** Wait before a session is asked for again that sshd refused (MaxSessions): 20 ms, doubling to half a second. */
export const sessionRetryDelayMs = (attempt: number): number => Math.min(500, 20 * 2 ** attempt);
