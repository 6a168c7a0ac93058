import type {ConfigOptions} from '../config/resolve.js';
import type {SshSettings} from '../config/ssh-settings.js';
import type {Destination} from '../destination.js';

/**
Arguments of the `ssh` that holds the connection. Ours come first, for ssh takes the first value it gets; what decides who is
trusted and how we sign in is left to the person's configuration.
*/
export const masterArguments = (
	destination: Destination,
	settings: SshSettings,
	options: ConfigOptions,
	controlPath: string,
): string[] => [
	'-N',
	'-T',
	'-x',
	'-S',
	controlPath.replaceAll('%', '%%'),
	...[
		'ControlMaster=yes',
		'ControlPersist=no',
		'PermitLocalCommand=no',
		'ClearAllForwardings=yes',
		`ConnectTimeout=${Math.ceil(settings.connectTimeoutMs / 1000)}`,
		// `no` is read as ask, like everywhere in vmferry.
		`StrictHostKeyChecking=${settings.strictHostKeyChecking}`,
		// Since 8.7; in the background it would be nobody's child.
		'IgnoreUnknown=ForkAfterAuthentication',
		'ForkAfterAuthentication=no',
		...(options.sshOptions ?? []),
	].flatMap(option => ['-o', option]),
	...(options.configFile === undefined ? [] : ['-F', options.configFile]),
	...(destination.port === undefined ? [] : ['-p', String(destination.port)]),
	...(destination.user === undefined ? [] : ['-l', destination.user]),
	'--',
	destination.host,
];
