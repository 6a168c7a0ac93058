import {expect, test} from 'vitest';
import {findMonitors, formatMonitorTarget, reachableMonitors} from '../../../source/domain/command-line/monitors.js';
import {parseOptions} from '../../../source/domain/command-line/option-syntax.js';

const monitorsOf = (...words: readonly string[]) => findMonitors(parseOptions(['qemu', ...words]));
const reachable = (...words: readonly string[]) =>
	reachableMonitors(monitorsOf(...words)).map(monitor => `${monitor.language} ${formatMonitorTarget(monitor)}`);

test.each([
	[['-monitor', 'telnet:127.0.0.1:4444,server,nowait'], ['hmp telnet 127.0.0.1:4444']],
	[['-monitor', 'telnet::4444,server,nowait'], ['hmp telnet 127.0.0.1:4444']],
	[['-monitor', 'tcp:0.0.0.0:4444,server=on,wait=off'], ['hmp 127.0.0.1:4444']],
	[['-monitor', 'tcp:[::]:4444,server=on'], ['hmp ::1:4444']],
	[['-qmp', 'unix:/run/vm01.qmp,server,nowait'], ['qmp /run/vm01.qmp']],
	[['-qmp', 'unix:/run/a,,b.qmp,server=on'], ['qmp /run/a,b.qmp']],
	[['-serial', 'mon:telnet:127.0.0.1:5,server,nowait'], ['hmp telnet 127.0.0.1:5']],
	[['-chardev', 'socket,id=m,path=/run/m,server=on,wait=off', '-mon', 'chardev=m,mode=control'], ['qmp /run/m']],
	[
		['-chardev', 'socket,id=m,host=127.0.0.1,port=7,server,telnet', '-mon', 'm,mode=readline'],
		['hmp telnet 127.0.0.1:7'],
	],
	[['-chardev', 'socket,id=c,path=/run/c,server=on', '-object', 'monitor-qmp,id=q,chardev=c'], ['qmp /run/c']],
	[['-chardev', 'socket,id=c,path=/run/c,server=on', '-monitor', 'chardev:c'], ['hmp /run/c']],
])('%j → %j', (words, expected) => {
	expect(reachable(...words)).toEqual(expected);
});

test('QMP comes before HMP, whatever the order of the command line', () => {
	expect(reachable('-monitor', 'tcp:127.0.0.1:1,server', '-qmp', 'tcp:127.0.0.1:2,server')).toEqual([
		'qmp 127.0.0.1:2',
		'hmp 127.0.0.1:1',
	]);
});

test.each([
	[['-monitor', 'stdio'], 'terminal'],
	[['-monitor', 'none'], 'switched off'],
	[['-monitor', 'tcp:10.0.0.1:4444'], 'by itself'],
	[['-chardev', 'socket,id=charmonitor,fd=25,server=on', '-mon', 'chardev=charmonitor,mode=control'], 'handed over'],
	[['-mon', 'chardev=missing'], 'not there'],
])('%j cannot be attached to: %s', (words, why) => {
	const [monitor] = monitorsOf(...words);
	expect(monitor?.device.kind === 'unreachable' && monitor.device.why).toContain(why);
});
