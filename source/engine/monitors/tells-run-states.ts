import type {MonitorSession} from './monitor-session.js';

/**
Whether the status of this QEMU is a run state; QEMU below 1.0 knows only running and paused. By version, since an answer of
`running` or `paused` looks the same in both. On QMP the greeting of 0.12 has no version.
*/
export const tellsRunStates = ({language, version}: Pick<MonitorSession, 'language' | 'version'>): boolean =>
	version === undefined ? language === 'hmp' : version.major >= 1;
