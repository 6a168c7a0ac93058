import {afterEach, describe, expect, test, vi} from 'vitest';
import type {HostConnection, Question} from '../../../source/transport/host-connection.js';
import {createHostConnection} from '../../../source/transport/index.js';
import {startPasswordServer, type TestServer} from './password-server.js';

let server: TestServer;
let host: HostConnection;

const connectTo = (answers: readonly string[], options: readonly string[] = []) => {
	const questions: Question[] = [];
	const left = [...answers];
	host = createHostConnection(`root@127.0.0.1:${server.port}`, {
		async ask(question) {
			questions.push(question);
			return left.shift();
		},
		configFile: 'none',
		sshOptions: [...options, `UserKnownHostsFile=${server.knownHosts}`, 'IdentityAgent=none', 'IdentityFile=none'],
	});
	return questions;
};

const prompts = (questions: readonly Question[]) =>
	questions.map(question => (question.kind === 'secret' ? question.prompt : question.kind));

afterEach(async () => {
	await host.close();
	await server.stop();
});

describe('passwords', () => {
	const takesPassword = async () =>
		startPasswordServer(context => {
			if (context.method === 'password' && context.password === 'right') {
				context.accept();
			} else {
				context.reject(['password']);
			}
		});

	test('asked for once, again when wrong; used in silence when the connection comes back', async () => {
		server = await takesPassword();
		const questions = connectTo(['wrong', 'right']);
		await host.connect();
		expect(server.attempts).toEqual(['none', 'password', 'password']);
		expect(prompts(questions)).toEqual(['Password for root@127.0.0.1', 'Not accepted. Password for root@127.0.0.1']);
		for (const connection of server.connections) {
			connection.end();
		}

		await vi.waitFor(() => expect(server.attempts).toHaveLength(5), {timeout: 10_000});
		await vi.waitFor(() => expect(host.status.state).toBe('ready'), {timeout: 10_000});
		expect(questions).toHaveLength(2);
		expect(await host.runScript(':')).toMatchObject({stdout: 'ran', exitCode: 0});
	});

	test('the person says no: given up at once, and no answer is in the error', async () => {
		server = await takesPassword();
		const questions = connectTo(['first-try']);
		const error: unknown = await host.connect().catch((thrown: unknown) => thrown);
		expect(questions).toHaveLength(2);
		expect(error).toMatchObject({kind: 'authentication', message: expect.stringContaining('Tried: password')});
		expect(JSON.stringify([String(error), error])).not.toContain('first-try');
	});

	test('BatchMode asks nothing and says so', async () => {
		server = await takesPassword();
		const questions = connectTo(['right'], ['BatchMode=yes']);
		await expect(host.connect()).rejects.toMatchObject({message: expect.stringContaining('BatchMode')});
		expect(questions).toEqual([]);
	});

	test('the state says that a person is asked', async () => {
		server = await takesPassword();
		connectTo(['right']);
		const states: string[] = [];
		host.onStatus(status => states.push(status.state));
		await host.connect();
		expect(states.slice(0, 4)).toEqual(['connecting', 'asking', 'connecting', 'ready']);
	});
});

describe('keyboard-interactive', () => {
	test('every prompt of every round is asked, in order, before password is tried', async () => {
		server = await startPasswordServer(context => {
			if (context.method !== 'keyboard-interactive') {
				context.reject(['password', 'keyboard-interactive']);
				return;
			}

			context.prompt(
				[
					{prompt: 'Code: ', echo: false},
					{prompt: 'PIN: ', echo: false},
				],
				'Two factors',
				answers => {
					if (answers.join() === '123,456') {
						context.accept();
					} else {
						context.reject(['password', 'keyboard-interactive']);
					}
				},
			);
		});
		const questions = connectTo(['123', '999', '123', '456']);
		await host.connect();
		expect(server.attempts).toEqual(['none', 'keyboard-interactive', 'keyboard-interactive']);
		expect(prompts(questions)).toEqual([
			'Two factors Code:',
			'Two factors PIN:',
			'Two factors Code:',
			'Two factors PIN:',
		]);
	});

	test('half a proof by password, the other half by a code', async () => {
		let isHalfway = false;
		server = await startPasswordServer(context => {
			if (context.method === 'password' && context.password === 'right') {
				isHalfway = true;
				context.reject(['keyboard-interactive'], true);
			} else if (isHalfway && context.method === 'keyboard-interactive') {
				context.prompt('Code: ', answers => {
					if (answers[0] === '42') {
						context.accept();
					} else {
						context.reject(['keyboard-interactive']);
					}
				});
			} else {
				context.reject(['password']);
			}
		});
		const questions = connectTo(['right', '42']);
		await host.connect();
		expect(prompts(questions)).toEqual(['Password for root@127.0.0.1', 'Code:']);
	});
});
