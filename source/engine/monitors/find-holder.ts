import type {ReachableMonitor} from '../../domain/command-line/monitors.js';
import type {Guest} from '../../domain/guest.js';
import type {MonitorHolder} from '../../protocol/facts.js';
import {readMonitorHolder} from '../../protocol/host-probe/monitor-holder.js';
import type {HostConnection} from '../../transport/host-connection.js';
import {monitorHolderScript} from '../hosts/monitor-holder-script.js';

/** The client that holds a busy monitor, where the host can tell. Never rejects: without an answer it is not known. */
export const findHolder = async (
	connection: HostConnection,
	{process}: Pick<Guest, 'process'>,
	{target}: Pick<ReachableMonitor, 'target'>,
): Promise<MonitorHolder | undefined> => {
	try {
		const place = target.kind === 'unix' ? target.path : String(target.port);
		const result = await connection.runScript(monitorHolderScript, {
			arguments: [target.kind, place, String(process.pid)],
		});
		return readMonitorHolder(result.stdout);
	} catch {
		return undefined;
	}
};
