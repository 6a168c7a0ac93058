import {ConnectionError} from './host-connection.js';
import {establishOpenSsh} from './openssh/establish-openssh.js';
import {type Establish, establish} from './ssh/establish.js';

/**
The way to a host for which nobody chose one: by ssh2, and where that fails for what OpenSSH may be able to do, by the system's
`ssh` if the person says yes. The answer counts until the connection is closed.
*/
export const establishOrOffer = (): Establish => {
	let isOpenSsh = false;
	return async details => {
		if (!isOpenSsh) {
			try {
				return await establish(details);
			} catch (error) {
				if (!(error instanceof ConnectionError && error.otherBackend === 'openssh')) {
					throw error;
				}

				const host = details.destination.text;
				if ((await details.ask({kind: 'backend', host, reason: error.message})) !== 'yes') {
					throw error;
				}

				isOpenSsh = true;
			}
		}

		return establishOpenSsh(details);
	};
};
