import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';

/**
What ssh runs to ask a person (SSH_ASKPASS): it hands the prompt to vmferry by a socket and prints the answer. The answer passes
through a socket in a folder that only we can enter and a pipe to ssh, never through an argument or a file.
*/
const program = `
const socket = require("node:net").connect(process.env.VMFERRY_ASKPASS_SOCKET);
let answer = "";
socket.setEncoding("utf8");
socket.end(JSON.stringify({prompt: process.argv[1], kind: process.env.SSH_ASKPASS_PROMPT}));
socket.on("data", text => { answer += text; });
socket.on("error", () => process.exit(1));
socket.on("end", () => {
	if (answer === "") process.exit(1);
	process.stdout.write(JSON.parse(answer) + "\\n");
});
`;

const script = `#!/bin/sh
exec "$VMFERRY_ASKPASS_NODE" --input-type=commonjs -e '${program}' -- "$1"
`;

export type Askpass = {
	/** For the environment of ssh. */
	readonly environment: Readonly<Record<string, string>>;
	close(): void;
};

type Request = {readonly prompt?: string; readonly kind?: string};

/**
Answers the questions of an ssh. `answer` resolves with what the person said, `undefined` for no answer.
`folder` must be ours alone.
*/
export const startAskpass = async (
	folder: string,
	answer: (prompt: string) => Promise<string | undefined>,
): Promise<Askpass> => {
	const socketPath = path.join(folder, 'ask');
	const programPath = path.join(folder, 'askpass');
	await writeFile(programPath, script, {mode: 0o700});
	const open = new Set<net.Socket>();
	const respond = async (socket: net.Socket, text: string): Promise<void> => {
		const {prompt = '', kind}: Request = JSON.parse(text);
		// ssh tells something and waits for nobody (a security key wants to be touched); it ends the helper itself.
		if (kind !== 'none') {
			const given = await answer(prompt);
			socket.end(given === undefined ? '' : JSON.stringify(given));
		}
	};

	const server = net.createServer({allowHalfOpen: true}, socket => {
		let text = '';
		open.add(socket);
		socket.setEncoding('utf8');
		socket.on('data', chunk => {
			text += String(chunk);
		});
		socket.on('end', () => {
			respond(socket, text).catch(() => socket.destroy());
		});
		socket.on('error', () => socket.destroy());
		socket.on('close', () => open.delete(socket));
	});
	server.listen(socketPath);
	await once(server, 'listening');
	return {
		environment: {
			SSH_ASKPASS: programPath,
			// Since OpenSSH 8.4. Before it, no terminal and a DISPLAY, whichever, did the same.
			SSH_ASKPASS_REQUIRE: 'force',
			DISPLAY: process.env['DISPLAY'] ?? 'vmferry',
			VMFERRY_ASKPASS_NODE: process.execPath,
			VMFERRY_ASKPASS_SOCKET: socketPath,
		},
		close() {
			server.close();
			for (const socket of open) {
				socket.destroy();
			}
		},
	};
};
