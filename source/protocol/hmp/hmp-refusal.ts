/**
HMP has no sign of failure but its words, and they changed: `migrate: TEXT` up to 2.5, the bare text up to 3.1,
`Error: TEXT` since 4.0. A command that only does something is silent when it worked, so there every other word is a
refusal; of the ones that print, only known wordings are.
*/

/** Commands that print nothing when they were accepted (hmp-commands.hx). */
const silentCommands =
	/^(?:migrate(?:_\w+)?|cont|c|stop|s|quit|q|system_\w+|set_\w+|eject|device_(?:add|del)|netdev_(?:add|del)|object_(?:add|del)|balloon|announce_self|nmi|savevm|loadvm|delvm|change|closefd|client_migrate_info|expire_password|block_\w+|boot_set|watchdog_action)$/;

/** Lines that come with success: warnings, and the progress of `migrate` without `-d` (1.1 to 9.0). */
const harmlessLine =
	/^(?:warning: .*|info: .*|.*terminal does not allow synchronous migration, continuing detached|Completed \d+ %)?$/;

const refusalLine =
	/^(?:Error: |unknown command: |Command '.*' not available|[\w-]+: (?:extraneous characters at the end of line|unsupported option|.* expected$)|Try "help .*" for more information|invalid (?:option|char)|An incoming migration is expected before this command can be executed|Failed to |(?:qemu-[\w-]+|qemu): .*(?:failed|error))/;

/** QEMU 0.12 answers an unknown `info` with the help of all of them. */
export const isInfoHelp = (text: string): boolean => /^info [\w-]+ .*-- /.test(text);

/** True when `text`, the output of `line`, says that QEMU did not do it. */
export function isHmpRefusal(line: string, text: string): boolean {
	const command = /^\s*([^\s/]*)/.exec(line)?.[1] ?? '';
	const lines = text.split('\n');
	if (lines.some(entry => refusalLine.test(entry))) return true;
	// `device_add help` and the like print a list.
	if (silentCommands.test(command) && !/\b(?:help)\b|\?/.test(line))
		return lines.some(entry => !harmlessLine.test(entry));
	// Up to 2.5 a failure starts with the command's own name.
	if (lines[0]?.startsWith(`${command}: `) && command !== '') return true;
	return command === 'info' && /\S/.test(line.trim().slice(4)) && isInfoHelp(text);
}
