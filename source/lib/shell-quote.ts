/**
Quoting for POSIX shells. Inside single quotes every byte stands for itself, except the single quote: it closes the
quotation, appears escaped, and opens the next one (POSIX.1-2017, Shell Command Language, 2.2.2). Only for scripts that
/bin/sh reads: fish and tcsh do not keep this rule.
*/

/** One word of a POSIX shell that means exactly `text`. Throws a `RangeError` on NUL, which no argument can hold. */
export const shellQuote = (text: string): string => {
	if (text.includes('\0')) {
		throw new RangeError('A shell argument cannot contain a NUL character.');
	}

	return `'${text.replaceAll("'", String.raw`'\''`)}'`;
};

/** Several words, each quoted, with one space between. */
export const shellJoin = (words: readonly string[]): string => words.map(word => shellQuote(word)).join(' ');

/** Characters that mean only themselves in every word of a POSIX shell. */
const plainWord = /^[\w@%+=:,./-]+$/;

/** The same for a person to read and paste: plain words stay bare. */
export const quoteCommandLine = (words: readonly string[]): string =>
	words.map(word => (plainWord.test(word) ? word : shellQuote(word))).join(' ');
