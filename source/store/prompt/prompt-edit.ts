/** One edit of the prompt, named as readline names it. */
export type PromptEditName =
	| 'backward-char'
	| 'forward-char'
	| 'beginning-of-line'
	| 'end-of-line'
	| 'backward-word'
	| 'forward-word'
	| 'backward-delete-char'
	| 'delete-char'
	| 'kill-line'
	| 'unix-line-discard'
	| 'unix-word-rubout'
	| 'kill-word'
	| 'backward-kill-word'
	| 'yank'
	| 'yank-pop'
	| 'transpose-chars'
	| 'transpose-words'
	| 'upcase-word'
	| 'downcase-word'
	| 'capitalize-word'
	| 'undo'
	/** A line above, where the text has several; else an earlier line of the history. */
	| 'previous-history'
	| 'next-history'
	| 'reverse-search-history'
	| 'forward-search-history'
	/** Ends a search at the line that it found. */
	| 'end-search'
	/** Gives a search or a list of candidates up: what was typed before stands there again. */
	| 'abort'
	/** The line was sent: the prompt is empty again. */
	| 'accept-line';

export type PromptEdit =
	| {readonly edit: 'insert'; readonly text: string}
	| {readonly edit: PromptEditName}
	/** The line is not sent, for this mistake: the cursor goes there and nothing is lost. */
	| {readonly edit: 'show-mistake'; readonly at: number; readonly why: string};
