import {describeHazard, wantsName} from '../../domain/line-hazard.js';
import {sanitize} from '../../lib/sanitize.js';
import type {Dialog} from '../state.js';
import type {DialogText} from './dialog-text.js';
import {type Line, line} from './line.js';

export type ConfirmLineDialog = Extract<Dialog, {kind: 'confirm-line'}>;

/** The same HMP line, answered at once: `migrate` with `-d` (QEMU 0.12 to 11.1). */
export const detached = (typed: string): string => typed.replace(/^(\s*migrate)(?=\s|$)/, '$1 -d');

/** Whether a typed name lets the line go. Spaces around it are no mistake worth a second try. */
export const isNamed = ({guest, typedName}: ConfirmLineDialog): boolean => typedName?.text.trim() === guest.name;

const askOf = ({guest, line: typed, hazard, typedName}: ConfirmLineDialog): Line => {
	if (typedName !== undefined) {
		return line(sanitize(`To send "${typed}", type the guest's name, ${guest.name}, and Enter:`), 'strong');
	}

	switch (hazard.kind) {
		case 'ends-guest':
			return line('Leave the pane, or end the guest?', 'strong');
		case 'blocks-monitor':
			return line(sanitize(`Send "${detached(typed)}" instead?`), 'strong');
		default:
			return line(wantsName(hazard) ? 'Do you want this?' : 'Send it?', 'strong');
	}
};

/** A line that was typed and not sent: what it would do, and what can be done instead. */
export const confirmLine = (dialog: ConfirmLineDialog): DialogText => {
	const {guest, line: typed, hazard, typedName} = dialog;
	const {what, instead} = describeHazard(hazard, guest);
	return {
		title: sanitize(`"${typed}" was not sent yet`),
		tone: 'warn',
		lines: [line(sanitize(what), 'warn'), ...(instead === undefined ? [] : [line(sanitize(`→ ${instead}`))])],
		ask: askOf(dialog),
		...(typedName === undefined ? {} : {typed: typedName}),
	};
};
