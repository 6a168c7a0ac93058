/**
QEMU's telnet monitor opens with option negotiation and asks for no answer (chardev/char-socket.c: the server sends WILL
ECHO, WILL SGA, WILL BINARY, DO BINARY and ignores what it gets). Only bytes before the greeting are negotiation: later a
0xFF can only be text, such as a guest's name.
*/

const interpretAsCommand = 0xff;
const subnegotiationEnd = 0xf0;
const subnegotiationBegin = 0xfa;

type State = 'text' | 'command' | 'option' | 'subnegotiation' | 'subnegotiation-command';

/** Returns a function that says of each byte whether it is text. */
export function createTelnetFilter(): (byte: number) => boolean {
	let state: State = 'text';
	return byte => {
		switch (state) {
			case 'text':
				if (byte !== interpretAsCommand) return true;
				state = 'command';
				return false;
			case 'command':
				if (byte === subnegotiationBegin) state = 'subnegotiation';
				// 251 to 254 are WILL, WON'T, DO and DON'T with one option byte (RFC 854).
				else state = byte >= 0xfb && byte <= 0xfe ? 'option' : 'text';
				return false;
			case 'option':
				state = 'text';
				return false;
			case 'subnegotiation':
				if (byte === interpretAsCommand) state = 'subnegotiation-command';
				return false;
			case 'subnegotiation-command':
				state = byte === subnegotiationEnd ? 'text' : 'subnegotiation';
				return false;
		}
	};
}
