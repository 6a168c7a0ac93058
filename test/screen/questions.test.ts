import {expect, test} from 'vitest';
import type {Action} from '../../source/store/action.js';
import {twoHosts} from './support/facts.js';
import {createFakeEngine} from './support/fake-engine.js';
import {keys, openScreen, paste} from './support/screen.js';

const secret: Action = {
	kind: 'question-asked',
	question: {id: 7, kind: 'secret', host: 'alpha', text: ['Passphrase for ~/.ssh/id_ed25519:']},
};
const hostKey: Action = {
	kind: 'question-asked',
	question: {id: 8, kind: 'host-key', host: 'beta', text: ['ED25519 key fingerprint is SHA256:abcdef.']},
};

test('a secret is drawn as dots, sent once, and never stored', async () => {
	const engine = createFakeEngine([...twoHosts(), secret]);
	const screen = openScreen(engine);
	await screen.shows('Passphrase for ~/.ssh/id_ed25519:');
	screen.press('qux');
	await screen.shows('> •••');
	screen.press(`\u007f${paste('z y\n')}`);
	await screen.shows('> •••••');
	expect(screen.rows().join('\n')).not.toContain('qu');
	expect(JSON.stringify(engine.store.getState())).not.toContain('quz');
	screen.press('\r');
	await screen.until('the answer', () => engine.asked().length > 0);
	expect(engine.asked()).toEqual([{kind: 'answer-question', id: 7, answer: 'quz y'}]);
	engine.store.dispatch({kind: 'question-answered', id: 7});
	await screen.showsNot('Passphrase');
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});

test('a host key is trusted by the word yes, not by a stray key', async () => {
	const engine = createFakeEngine([...twoHosts(), hostKey]);
	const screen = openScreen(engine);
	await screen.shows('SHA256:abcdef');
	screen.press('\ry\r');
	await screen.until('no answer', () => engine.asked().length === 0);
	screen.press('yes');
	await screen.shows('> yes');
	expect(engine.asked()).toEqual([]);
	screen.press('\r');
	await screen.until('the answer', () => engine.asked().length > 0);
	expect(engine.asked()).toEqual([{kind: 'answer-question', id: 8, answer: 'yes'}]);
	engine.store.dispatch({kind: 'question-answered', id: 8});
	await screen.showsNot('SHA256');
	engine.store.dispatch({...hostKey, question: {...hostKey.question, id: 9}});
	await screen.shows('SHA256');
	screen.press(keys.escape);
	await screen.until('the refusal', () => engine.asked().length > 1);
	expect(engine.asked().at(-1)).toEqual({kind: 'answer-question', id: 9, answer: undefined});
	screen.press(keys.ctrlC);
	expect(await screen.exitCode).toBe(0);
});

test('another way to a host is taken by the word yes', async () => {
	const engine = createFakeEngine([
		...twoHosts(),
		{kind: 'question-asked', question: {id: 11, kind: 'backend', host: 'beta', text: ['No algorithm in common.']}},
	]);
	const screen = openScreen(engine);
	await screen.shows('Another way to beta');
	await screen.shows('No algorithm in common.');
	screen.press('yes\r');
	await screen.until('the answer', () => engine.asked().length > 0);
	expect(engine.asked()).toEqual([{kind: 'answer-question', id: 11, answer: 'yes'}]);
	engine.store.dispatch({kind: 'question-answered', id: 11});
	screen.press('q');
	expect(await screen.exitCode).toBe(0);
});
