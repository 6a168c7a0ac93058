import type {ConnectionStatus} from '../host-connection.js';

type Listener = (status: ConnectionStatus) => void;

/** Holds the status of one connection and tells who wants to know. `closed` is final. */
export class StatusCell {
	#status: ConnectionStatus = {state: 'idle'};
	readonly #listeners = new Set<Listener>();

	get value(): ConnectionStatus {
		return this.#status;
	}

	set(status: ConnectionStatus): void {
		if (this.#status.state === 'closed') {
			return;
		}

		this.#status = status;
		for (const listener of [...this.#listeners]) {
			listener(status);
		}
	}

	subscribe(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => {
			this.#listeners.delete(listener);
		};
	}
}
