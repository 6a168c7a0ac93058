const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `14:02:11`, in the time zone of this machine. */
export const formatTime = (epochMs: number): string => {
	const date = new Date(epochMs);
	return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
};
