import path from 'node:path';
import {Deadline} from '../common/deadline.js';
import {resolveSettings} from '../config/resolve.js';
import {type AskPerson, ConnectionError} from '../host-connection.js';
import {calledOffError} from '../ssh/connect-errors.js';
import type {Establish, EstablishDetails} from '../ssh/establish.js';
import {Link} from '../ssh/link.js';
import {startAskpass} from './askpass.js';
import {awaitFile} from './await-file.js';
import {Master, makeRuntimeFolder, removeRuntimeFolder} from './master.js';
import {masterArguments} from './master-arguments.js';
import {MuxHop} from './mux-hop.js';
import {openMux} from './open-mux.js';
import {PromptAnswers} from './prompt-answers.js';
import {failureOfSsh} from './ssh-words.js';

// sshd itself gives up after LoginGraceTime, 120 s; a key may want a touch, a server may delay a refusal.
const authenticationTimeoutMs = 60_000;

const timedOut = (host: string): ConnectionError =>
	new ConnectionError({
		kind: 'timeout',
		host,
		message: `ssh did not sign in to ${host} in time.`,
		remedy: `Try: ssh -v ${host}`,
	});

/** One attempt: everything that has to be let go of when it fails. */
const attempt = async (details: EstablishDetails, folder: string): Promise<Link> => {
	const {destination, config, secrets, clock, signal} = details;
	const host = destination.text;
	const settings = await resolveSettings(destination, {...config, signal});
	// All the others are about what ssh does and ssh2 does not.
	details.onWarnings(settings.warnings.filter(text => text.startsWith('StrictHostKeyChecking')));
	const stop = new AbortController();
	const deadline = new Deadline(
		clock,
		settings.connectTimeoutMs * settings.connectionAttempts + authenticationTimeoutMs,
		() => stop.abort(timedOut(host)),
	);
	const askUntimed: AskPerson = async question => {
		deadline.pause();
		try {
			return stop.signal.aborted ? undefined : await details.ask(question);
		} finally {
			deadline.resume();
		}
	};

	const answers = new PromptAnswers(host, askUntimed, secrets);
	const askpass = await startAskpass(folder, answers.answer);
	const controlPath = path.join(folder, 'ssh');
	const master = new Master(folder, ['ssh', ...masterArguments(destination, settings, config, controlPath)], {
		...askpass.environment,
	});
	const callOff = () => stop.abort(calledOffError(host));
	signal.addEventListener('abort', callOff, {once: true});
	void master.ended.then(() => stop.abort(failureOfSsh({host, words: master.words(), askedKey: answers.askedKey})));
	try {
		await awaitFile(controlPath, clock, stop.signal);
		stop.signal.throwIfAborted();
		const client = await openMux(controlPath);
		if (stop.signal.aborted) {
			client.destroy();
		}

		stop.signal.throwIfAborted();
		answers.noteSuccess();
		const hop = new MuxHop({client, master, askpass, settings, clock});
		return new Link({host, hops: [hop], target: hop, clock});
	} catch (error) {
		master.end();
		askpass.close();
		// Its words may still be on their way.
		await master.ended;
		throw stop.signal.aborted
			? stop.signal.reason
			: new ConnectionError({
					kind: 'protocol',
					host,
					message: `The ssh of this machine does not share its connection to ${host} with vmferry.`,
					remedy: 'It has to be OpenSSH 7.4 or newer: ssh -V',
					raw: [error instanceof Error ? error.message : '', master.words().trim()].join('\n').trim(),
				});
	} finally {
		deadline.stop();
		signal.removeEventListener('abort', callOff);
	}
};

/**
Makes a link on a connection of the system's `ssh`, which goes the whole way by itself: the person's configuration, their keys,
jump hosts and whatever else it can do. Our questions answer its own.
*/
export const establishOpenSsh: Establish = async details => {
	const {signal, destination} = details;
	const folder = await makeRuntimeFolder();
	try {
		return await attempt(details, folder);
	} catch (error) {
		await removeRuntimeFolder(folder);
		throw signal.aborted ? calledOffError(destination.text) : error;
	}
};
