// The lab: two real hosts on one machine, for the demo and the tests.
export {labDown} from './down.js';
export {type LabExecOptions, labExec} from './exec.js';
export {type GuestTick, guestConsole, guestTicks} from './guest/guest-console.js';
export type {GuestOptions} from './guest/guest-options.js';
export type {GuestKind, GuestMonitors, GuestPlan} from './guest/guest-plan.js';
export {type RunningGuest, runningGuests} from './guest/running-guests.js';
export {guestShell, setDirtyRate, startGuest, stopGuest} from './guest/start-guest.js';
export {type LabLayout, type LabOptions, type LabStorage, layoutOf} from './layout.js';
export {hostCommand, operatorCommand} from './namespaces.js';
export {whyNoLab} from './requirements.js';
export {ProgramError, type ProgramResult, runProgram} from './run-program.js';
export {type SshFiles, sshFilesOf} from './ssh.js';
export {type Lab, readLab, requireLab} from './state.js';
export {type LabStatus, labStatus} from './status.js';
export {type QemuRelease, qemuReleases} from './system/releases.js';
export {ensureSystemTree, hasSystemTree} from './system/system-tree.js';
export {labUp} from './up.js';
export {waitUntil} from './wait-until.js';
