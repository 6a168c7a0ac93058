import type {MonitorLostError, MonitorSession} from '../../engine/monitors/monitor-session.js';

/** How watching ended: the person left, QEMU said goodbye (`SHUTDOWN`), or the monitor was lost without it. */
export type WatchEnd = 'left' | 'shutdown' | MonitorLostError;

/** Resolves when the session ends or the person leaves. The session has to be watched from its start. */
export const untilEnded = (session: MonitorSession): Promise<WatchEnd> =>
	new Promise(resolve => {
		let isShutDown = false;
		session.onEvent(({name}) => {
			isShutDown ||= name === 'SHUTDOWN';
		});
		session.onClose(error => resolve(isShutDown ? 'shutdown' : error));
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
			process.once(signal, () => resolve('left'));
		}
	});
