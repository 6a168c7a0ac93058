import {expect, test} from 'vitest';
import {classifyCommand} from '../../../source/protocol/operations/index.js';

/** Every command of hmp-commands.hx in QEMU 0.12 to 11.1, with its second names. */
const hmpCommands = `
	? acl_add acl_policy acl_remove acl_reset acl_show announce_self balloon block_job_cancel block_job_complete block_job_pause
	block_job_resume block_job_set_speed block_passwd block_resize block_set_io_throttle block_stream boot_set c calc_dirty_rate
	cancel_vcpu_dirty_limit change chardev-add chardev-change chardev-remove chardev-send-break clear client_migrate_info closefd
	commit cont cpu cpu-add cpu_set delvm device_add device_del drive_add drive_backup drive_del drive_mirror dump-guest-memory
	dumpdtb eject exit_preconfig expire_password gdbserver getfd gpa2hpa gpa2hva gva2gpa help host_net_add host_net_remove
	hostfwd_add hostfwd_remove i info inject-nmi loadvm log logfile mce memsave migrate migrate_cancel migrate_continue
	migrate_incoming migrate_pause migrate_recover migrate_set_cache_size migrate_set_capability migrate_set_downtime
	migrate_set_parameter migrate_set_speed migrate_start_postcopy mouse_button mouse_move mouse_set nbd_server_add
	nbd_server_remove nbd_server_start nbd_server_stop netdev_add netdev_del nmi o object_add object_del one-insn-per-tb p pci_add
	pci_del pcie_aer_inject_error pmemsave print q qemu-io qom-get qom-list qom-set quit replay_break replay_delete_break
	replay_seek ringbuf_read ringbuf_write s savevm screendump sendkey set_link set_password set_vcpu_dirty_limit singlestep
	snapshot_blkdev snapshot_blkdev_internal snapshot_delete_blkdev_internal stop stopcapture sum sync-profile system_powerdown
	system_reset system_wakeup trace-event trace-file usb_add usb_del vnc watchdog_action wavcapture x x_colo_lost_heartbeat
	xen-event-inject xen-event-list xp
`
	.trim()
	.split(/\s+/);

/** The QMP commands of QEMU 0.12 to 11.1 that do not begin with `query-`. */
const qmpCommands = `
	add-fd add_client announce-self balloon block-commit block-dirty-bitmap-add block-dirty-bitmap-clear
	block-dirty-bitmap-disable block-dirty-bitmap-enable block-dirty-bitmap-merge block-dirty-bitmap-remove block-export-add
	block-export-del block-job-cancel block-job-change block-job-complete block-job-dismiss block-job-finalize block-job-pause
	block-job-resume block-job-set-speed block-latency-histogram-set block-set-write-threshold block-stream block_passwd
	block_resize block_set_io_throttle blockdev-add blockdev-backup blockdev-change-medium blockdev-close-tray blockdev-create
	blockdev-del blockdev-insert-medium blockdev-mirror blockdev-open-tray blockdev-remove-medium blockdev-reopen
	blockdev-set-active blockdev-snapshot blockdev-snapshot-delete-internal-sync blockdev-snapshot-internal-sync
	blockdev-snapshot-sync calc-dirty-rate cancel-vcpu-dirty-limit change change-backing-file change-vnc-password chardev-add
	chardev-change chardev-remove chardev-send-break client_migrate_info closefd cont cpu cpu-add device-list-properties
	device-sync-config device_add device_del display-reload display-update drive-backup drive-mirror dump-guest-memory dumpdtb
	eject expire_password getfd inject-nmi input-send-event job-cancel job-complete job-dismiss job-finalize job-pause job-resume
	memsave migrate migrate-continue migrate-incoming migrate-pause migrate-recover migrate-set-cache-size
	migrate-set-capabilities migrate-set-parameters migrate-start-postcopy migrate_cancel migrate_set_downtime migrate_set_speed
	nbd-server-add nbd-server-remove nbd-server-start nbd-server-stop netdev_add netdev_del object-add object-del pmemsave
	qmp_capabilities qom-get qom-list qom-list-get qom-list-properties qom-list-types qom-set quit remove-fd replay-break
	replay-delete-break replay-seek request-ebpf ringbuf-read ringbuf-write rtc-reset-reinjection screendump send-key set-action
	set-numa-node set-vcpu-dirty-limit set_link set_password sev-inject-launch-secret snapshot-delete snapshot-load
	snapshot-save stop system_powerdown system_reset system_wakeup trace-event-get-state trace-event-set-state transaction
	watchdog-set-action x-blockdev-amend x-blockdev-change x-blockdev-set-iothread x-colo-lost-heartbeat
	x-debug-block-dirty-bitmap-sha256 x-exit-preconfig xen-colo-do-checkpoint xen-event-inject xen-event-list
	xen-load-devices-state xen-save-devices-state xen-set-global-dirty-log xen-set-replication yank
`
	.trim()
	.split(/\s+/);

const requestOf = (execute: string) => JSON.stringify({execute});

test('of all HMP commands, these look and these are fatal; all others change something', () => {
	const of = (effect: string) => hmpCommands.filter(name => classifyCommand('hmp', name) === effect);
	expect(of('query').join(' ')).toBe(
		'? clear gpa2hpa gpa2hva gva2gpa help info p print qom-get qom-list sum x xen-event-list xp',
	);
	expect(of('fatal').join(' ')).toBe('loadvm q quit system_powerdown system_reset');
});

test('of all QMP commands too', () => {
	const of = (effect: string) => qmpCommands.filter(name => classifyCommand('qmp', requestOf(name)) === effect);
	expect(of('query').join(' ')).toBe(
		'device-list-properties qmp_capabilities qom-get qom-list qom-list-get qom-list-properties qom-list-types trace-event-get-state x-debug-block-dirty-bitmap-sha256 xen-event-list',
	);
	expect(of('fatal').join(' ')).toBe('quit snapshot-load system_powerdown system_reset');
});

test.each([
	'query-status',
	'query-qmp-schema',
	'x-query-irq',
	'x-debug-query-block-graph',
	'query-command-nobody-knows',
])('%s looks', name => {
	expect(classifyCommand('qmp', requestOf(name))).toBe('query');
});
