import {createEngine, type Engine, type EngineOptions} from '../engine/engine.js';
import {messageOf} from '../lib/message-of.js';
import {type Backend, backends} from '../transport/backend.js';
import {ConnectionError} from '../transport/host-connection.js';
import {createHostConnection} from '../transport/index.js';
import {RecordedConnection, recordedAsk} from '../transport/record/recorded-connection.js';
import {RecordingFile} from '../transport/record/recording-file.js';
import {loadConfiguration} from './configuration/load-configuration.js';
import {sectionOf} from './configuration/section-of.js';
import type {Flags} from './flags.js';
import {UsageError} from './usage-error.js';

const backendOf = (text: string | undefined): Backend | undefined => {
	const backend = backends.find(name => name === text);
	if (text !== undefined && backend === undefined) {
		throw new UsageError(`--backend ${text} is none. There are: ${backends.join(', ')}.`);
	}

	return backend;
};

const openRecording = (path: string): RecordingFile => {
	try {
		const recording = new RecordingFile(path);
		process.once('exit', () => {
			if (recording.problem !== undefined) {
				console.error(`The recording ${path} is not complete: ${recording.problem}`);
			}
		});
		return recording;
	} catch (error) {
		throw new UsageError(
			`--record ${path} cannot be made: ${messageOf(error)}\nA recording goes to a new file; nothing is overwritten.`,
		);
	}
};

/** An engine on these hosts, with the connection flags of the command line and the configuration file. Nothing is connected before its `start`. */
export const openEngine = (
	hosts: readonly string[],
	{config, option, backend, record, readOnly}: Flags,
	more: Pick<EngineOptions, 'watchesOthers'> = {},
): Engine => {
	if (new Set(hosts).size !== hosts.length) {
		throw new UsageError('The hosts must be different ones.');
	}

	const backendForAll = backendOf(backend);
	const configuration = loadConfiguration();
	const recording = record === undefined ? undefined : openRecording(record);
	try {
		return createEngine({
			...more,
			hosts,
			isReadOnly: readOnly,
			connect(host, ask) {
				const connection = createHostConnection(host, {
					ask: recording ? recordedAsk(ask, recording, host) : ask,
					configFile: config,
					sshOptions: option,
					backend: backendForAll ?? sectionOf(configuration, host).backend,
				});
				return recording ? new RecordedConnection(connection, recording) : connection;
			},
		});
	} catch (error) {
		throw error instanceof ConnectionError && error.kind === 'bad-destination'
			? new UsageError([error.message, error.remedy].filter(Boolean).join('\n'))
			: error;
	}
};
