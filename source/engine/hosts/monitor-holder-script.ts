/**
Who holds a monitor that accepts a connection and says nothing. \`$1\` unix or tcp, \`$2\` path or port, \`$3\` QEMU's pid. Prints
\`process PID NAME\` for a client on this host, \`peer ADDRESS\` (as /proc/net/tcp has it) for one elsewhere, nothing where it
cannot be told: of other users' processes only root sees the sockets. A unix socket's two ends are told together by ss alone.
A connection that still waits to be accepted, such as our own, has inode 0.
*/
export const monitorHolderScript = `
kind=$1 qemu=$3
export qemu
name_of() {
	read -r name 2>/dev/null <"/proc/$1/comm" && printf 'process %s %s\\n' "$1" "$name"
}
if [ "$kind" = unix ]; then
	command -v ss >/dev/null 2>&1 || exit 0
	pids=$(ss -xpn 2>/dev/null | place=$2 awk '
		{
			line[NR] = $0
			at = index($0, " " ENVIRON["place"] " ")
			if (at) {
				split(substr($0, at + length(ENVIRON["place"]) + 2), word, " ")
				if (word[1] != 0 && word[3] != 0) held[word[3]] = 1
			}
		}
		END {
			for (number = 1; number <= NR; number++) {
				split(line[number], word, " ")
				if (word[5] == "*" && word[6] in held) {
					rest = line[number]
					while (match(rest, /,pid=[0-9]+/)) {
						pid = substr(rest, RSTART + 5, RLENGTH - 5)
						if (pid != ENVIRON["qemu"]) print pid
						rest = substr(rest, RSTART + RLENGTH)
					}
				}
			}
		}')
else
	port=$(printf '%04X' "$2")
	# "INODE" of the client's end on this host, or "=ADDRESS" of one elsewhere.
	found=$(port=$port awk '
		$4 == "01" {
			split($2, local, ":"); split($3, remote, ":")
			if (local[2] == ENVIRON["port"] && $10 != 0) peer[remote[2]] = remote[1]
			if (remote[2] == ENVIRON["port"] && $10 != 0) inode[local[2]] = $10
		}
		END { for (number in peer) print (number in inode) ? inode[number] : "=" peer[number] }
	' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
	pids=
	for entry in $found; do
		case $entry in
			=*) printf 'peer %s\\n' "\${entry#=}" ;;
			*)
				pids="$pids $(ls -l /proc/[0-9]*/fd 2>/dev/null | inode=$entry awk '
					/^\\/proc\\// { split($0, part, "/"); pid = part[3] }
					index($0, "socket:[" ENVIRON["inode"] "]") && pid != ENVIRON["qemu"] { print pid }')"
				;;
		esac
	done
fi
for pid in $pids; do name_of "$pid"; done
exit 0
`;
