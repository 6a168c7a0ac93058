/**
The few things that are done on a host outside a monitor, as static POSIX-sh scripts. Everything that differs comes as an
argument.
*/
import {monitorHolderScript} from './monitor-holder-script.js';

/**
`$1` program, `$2`… files. Prints the program's full path (or an empty line), a line of `e`, `r`, `w` or `-` for each file
(exists, readable, writable), and what `-machine help` says.
*/
export const lookScript = `
program=$(command -v -- "$1" 2>/dev/null)
printf '%s\\n' "$program"
shift
for file; do
	e=-; r=-; w=-
	[ -e "$file" ] && e=e
	[ -r "$file" ] && r=r
	[ -w "$file" ] && w=w
	printf '%s%s%s\\n' "$e" "$r" "$w"
done
[ -z "$program" ] || "$program" -machine help 2>/dev/null </dev/null
exit 0
`;

/**
Starts a program so that it outlives the SSH session: a session of its own, no terminal, nothing of the channel kept open.
\`$1\` working directory or empty, \`$2\` the plan it is started for, \`$3\`… the command line. A folder keeps the plan, the output and,
at the end, the exit code. A program that ends in order takes the folder with it; a daemon, which ends so when it has begun, only
its output. Prints the folder.
*/
export const launchScript = `
cd "\${1:-/}" || exit 91
plan=$2
shift 2
base=\${XDG_RUNTIME_DIR:-/run}
[ -w "$base" ] || base=/tmp
folder=$(mktemp -d "$base/vmferry-XXXXXXXX") || exit 92
printf '%s\\n' "$plan" >"$folder/plan" || exit 92
detach=$(command -v setsid || command -v nohup)
$detach /bin/sh -c '
folder=$0
"$@" </dev/null >"$folder/output" 2>&1
code=$?
if [ "$code" != 0 ]; then
	[ -d "$folder" ] && echo "$code" >"$folder/exit"
	exit
fi
case " $* " in
	*" -daemonize "*) rm -f -- "$folder/output" ;;
	*) rm -rf -- "$folder" ;;
esac
' "$folder" "$@" </dev/null >/dev/null 2>&1 &
printf '%s\\n' "$folder"
`;

/**
The plans beside the programs that were started from here and not ended: for each a line with the folder and a line with the
plan. Only folders of the account itself count: in /tmp anybody can make one.
*/
export const leftPlansScript = `
for base in "\${XDG_RUNTIME_DIR:-/run}" /run /tmp; do
	for folder in "$base"/vmferry-????????; do
		[ -O "$folder" ] && [ -r "$folder/plan" ] || continue
		printf '%s\\n' "$folder"
		head -n 1 "$folder/plan"
	done
done
exit 0
`;

/** `$1` the folder of a launch. Prints the exit code (or an empty line), then the output's last 4 KB. */
export const launchOutputScript = `
[ -e "$1/output" ] || exit 93
cat "$1/exit" 2>/dev/null || echo
tail -c 4096 "$1/output" 2>/dev/null
exit 0
`;

/** `$1` the folder of a launch that is not needed any more; of another path nothing is removed. */
export const forgetLaunchScript = `
case \${1##*/} in vmferry-????????) rm -rf -- "$1" ;; esac
`;

/**
`$1` pid, `$2` the process's start time in ticks. Prints `alive` or `gone`; a dead process that was not reaped is gone. Built-ins
only: on a host that cannot start one more process, a command that fails must not look like a process that is not there. Nor must
one that is only hidden: where /proc is mounted with hidepid, others' processes cannot be read, not even the first.
*/
export const processScript = `
[ -r "/proc/$$/stat" ] && [ -r /proc/1/stat ] || exit 94
if read -r stat 2>/dev/null <"/proc/$1/stat"; then
	expected=$2
	set -f
	set -- \${stat##*)}
	case $1 in Z | X) ;; *) [ "\${20}" != "$expected" ] || { echo alive; exit 0; } ;; esac
fi
echo gone
`;

/**
`$1` signal, `$2` pid, `$3` the process's start time in ticks: the signal goes only to the very process that is meant, since pids
are used again.
*/
export const signalScript = `
stat=$(cat "/proc/$2/stat" 2>/dev/null) || exit 0
rest=\${stat##*)}
set -f
signal=$1 pid=$2 expected=$3
set -- $rest
[ "\${20}" = "$expected" ] || exit 0
kill "-$signal" "$pid"
`;

/** The scripts that leave a host as it is; with `--read-only` only these are run. */
export const lookingScripts: ReadonlySet<string> = new Set([
	lookScript,
	launchOutputScript,
	processScript,
	leftPlansScript,
	monitorHolderScript,
]);
