/**
The name of a key as data: a printable character itself (`m`, `?`, `M`), `space`, or a word: `up`, `down`, `left`, `right`,
`home`, `end`, `pageup`, `pagedown`, `return`, `tab`, `escape`, `backspace`, `delete`, `insert`, `f1` to `f12`. Modifiers
stand before it in this order: `ctrl+`, `alt+`, `shift+` (only with words). `paste` is pasted text.
*/
export type KeyName = string;

/** One key that was pressed. `text` is what it types, where it types something. */
export type KeyPress = {readonly name: KeyName; readonly text: string | undefined};
