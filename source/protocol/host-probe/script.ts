/**
The probe that runs on a host: POSIX sh (dash, bash, busybox), ASCII, nothing written to disk. It reads requests `full NONCE`
or `tick NONCE` on standard input and ends with it.

- Each section of an answer starts with a line feed and `NONCE NAME`; the last one is `NONCE end`. The nonce is known to nobody
  else on the host, so no command line or file can pretend to be a section.
- Command lines go out as they are, with their NULs, each in a section of its own.
- A tick costs one fork while no process came or went: one `cat` over `/proc/PID/stat`, with a file of known content between
  each two. A process name has at most 15 bytes, so none can hold that content.
*/
export const hostProbeScript = String.raw`
LC_ALL=C; export LC_ALL; PATH=$PATH:/usr/sbin:/sbin:/usr/libexec; umask 077; set -f
B=/proc/sys/kernel/random/boot_id
sec() { printf '\n%s %s\n' "$N" "$*"; }
first() { v=; read -r v 2>/dev/null <"$2" && printf '%s %s\n' "$1" "$v"; }
# Candidates by argv[0] (one grep over all command lines) or by the executable where it can be read (one ls).
find_q() {
  set +f; set -- /proc/[0-9]*; ALL="$*"
  Q=$( { grep -lsE '^([^ ]*/)?(qemu-system-[a-z0-9_]+|qemu-kvm|qemu|kvm)' /proc/[0-9]*/cmdline
    ls -l /proc/[0-9]*/exe 2>/dev/null | sed -n 's#.* \(/proc/[0-9]*\)/exe -> .*/\(qemu-system-[a-z0-9_]*\|qemu-kvm\)\( (deleted)\)\{0,1\}$#\1/#p'
  } | sed 's#^/proc/\([0-9]*\)/.*#\1#' | sort -un); Q=$(echo $Q); set -f
}
# What does not change while a process lives.
statics() {
  for p; do
    sec cmdline "$p"; cat "/proc/$p/cmdline" 2>/dev/null
    sec links "$p"; ls -ld "/proc/$p/exe" "/proc/$p/cwd" 2>/dev/null
    sec uid "$p"; while read -r k v r; do [ "$k" = Uid: ] && { printf '%s\n' "$v"; break; }; done 2>/dev/null <"/proc/$p/status"
  done
}
watch() { DP=$*; A=; for p; do A="$A $B /proc/$p/stat"; done; A="$A $B /proc/loadavg $B /proc/uptime $B /proc/meminfo $B"; }
dynamics() { sec stat $DP; cat $A 2>/dev/null; }
hostfacts() {
  sec id; printf 'uid %s\nkernel %s\nepoch %s\nssh %s\nparent %s\n' "$(id -u)" "$(uname -srvm)" "$(date +%s)" "$SSH_CONNECTION" "$PPID"
  first hostname /proc/sys/kernel/hostname; first machine-id /etc/machine-id
  printf 'ticks %s\npage %s\n' "$(getconf CLK_TCK 2>/dev/null)" "$(getconf PAGESIZE 2>/dev/null)"
  [ -w /dev/kvm ] && echo 'kvm writable'
  sec os; cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
  sec cpu; sed '/^$/q' /proc/cpuinfo; printf 'count %s\n' "$(grep -c '^processor' /proc/cpuinfo)"
  sec tcp; cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -E '^ *[0-9]+: [0-9A-F]+:[0-9A-F]+ [0-9A-F]+:0000 0A'
  sec unix; grep -sE ' 00010000 ' /proc/net/unix
  set +f
  sec net; grep -Hs '' /sys/class/net/*/operstate /sys/class/net/*/address /sys/class/net/*/bridge/bridge_id; ls -ld /sys/class/net/*/brport/bridge 2>/dev/null
  sec qemu; for f in /usr/bin/qemu-system-* /usr/local/bin/qemu-system-* /usr/bin/qemu-kvm /usr/libexec/qemu-kvm /usr/bin/kvm; do [ -x "$f" ] && printf '%s\n' "$f"; done
  set -f
}
SEEN=; OLD=none; N=none
while read -r op N; do
  case $op in
    full) hostfacts; find_q; OLD=$ALL; SEEN=$Q; watch $SEEN; statics $SEEN; dynamics ;;
    tick)
      set +f; set -- /proc/[0-9]*; set -f
      if [ "$*" != "$OLD" ]; then
        o=" $SEEN "; find_q; OLD=$ALL; new=
        for p in $Q; do case $o in *" $p "*) ;; *) new="$new $p" ;; esac; done
        SEEN=$Q; watch $SEEN; statics $new
      fi
      dynamics ;;
    quit) exit 0 ;;
  esac
  sec end
done
`;
