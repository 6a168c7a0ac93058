// The few globals that are pure although they are no part of the language. Seen only by tsconfig.pure.json.
declare class TextDecoder {
	constructor(label?: string, options?: {fatal?: boolean; ignoreBOM?: boolean});
	decode(input?: Uint8Array, options?: {stream?: boolean}): string;
}

declare class TextEncoder {
	encode(input?: string): Uint8Array;
}
