/**
A server for measurements, in a process of its own: greets each client with a line, echoes lines, sends `pour N` bytes, and takes
`sink N` bytes and says `done`. Prints its port.
*/
import {Buffer} from 'node:buffer';
import net from 'node:net';
import process from 'node:process';

const chunk = Buffer.alloc(65_536, 'x');

const pour = (socket: net.Socket, bytes: number): void => {
	let left = bytes;
	const more = (): void => {
		while (left > 0) {
			const size = Math.min(left, chunk.length);
			left -= size;
			if (!socket.write(chunk.subarray(0, size))) {
				socket.once('drain', more);
				return;
			}
		}
	};
	more();
};

const server = net.createServer({noDelay: true}, socket => {
	let text = '';
	let toSink = 0;
	socket.on('error', () => socket.destroy());
	socket.on('data', (data: Buffer) => {
		if (toSink > 0) {
			toSink -= data.length;
			if (toSink <= 0) {
				socket.write('done\n');
			}

			return;
		}

		text += data.toString();
		for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
			const line = text.slice(0, end);
			text = text.slice(end + 1);
			const [word, size] = line.split(' ');
			if (word === 'pour') {
				pour(socket, Number(size));
			} else if (word === 'sink') {
				toSink = Number(size);
				socket.write('go\n');
			} else {
				socket.write(`${line}\n`);
			}
		}
	});
	socket.write('hello\n');
});
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.stdout.write(`${typeof address === 'object' && address ? address.port : 0}\n`);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit());
