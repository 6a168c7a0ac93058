/** What a text means, not how it looks: the view's theme gives each tone its colour. */
export type Tone = 'plain' | 'strong' | 'dim' | 'good' | 'warn' | 'bad' | 'command';

/** One paragraph of text; the view breaks it to the width there is. `indent` in columns; further rows have `hang` more. */
export type Line = {readonly tone: Tone; readonly text: string; readonly indent?: number; readonly hang?: number};

export const line = (text: string, tone: Tone = 'plain', indent = 0, hang = 0): Line => ({tone, text, indent, hang});
