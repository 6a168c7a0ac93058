// The first program of each namespace: shell texts that never change; what differs comes as positional arguments.
//
// IPv6 is off on every link that comes later, so that the lab's network carries nothing but what was asked for; the loopback
// keeps its ::1, without which the NFS server does not start.

/**
Makes a host's own file tree and becomes its first process.

A root of its own rather than mounts upon the machine's: /nfs/kvm must exist on the hosts and nowhere else, and a host must
not see the machine's /etc, /root, /run and /var. `$1` is the host's folder, `$2` its name, `$3` the folder for /nfs/kvm
(may be empty), `$4` the folder with the guests' kernels, `$5` the folder whose
/usr, /bin, /sbin and /lib are the host's (empty: the machine's own). The process number, as seen from outside, is written to
`$1/pid` when all is ready: /proc is still the outer one when the script starts, so /proc/self/stat tells it.
*/
export const hostScript = `
set -eu
folder=$1; name=$2; shared=$3; files=$4; system=$5
root=$folder/mnt
read -r pid rest < /proc/self/stat
hostname "$name"
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null || :

mount -t tmpfs -o mode=755,size=16m tmpfs "$root"
for dir in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /opt /nix; do
	if [ -L "$system$dir" ]; then
		cp -P "$system$dir" "$root$dir"
	elif [ -d "$system$dir" ]; then
		mkdir "$root$dir"
		mount --rbind "$system$dir" "$root$dir"
	fi
done

cd "$root"
mkdir -p dev etc home mnt nfs/kvm proc root run srv/guest sys tmp var old
for dir in etc root var; do
	mount --bind "$folder/$dir" "$dir"
done
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mkdir run/sshd run/lock
mount -t proc proc proc
mount -t sysfs sysfs sys

mount -t tmpfs -o mode=755,size=1m tmpfs dev
mkdir dev/pts dev/shm dev/net
for node in null zero full random urandom tty net/tun kvm fuse userfaultfd; do
	if [ -e "/dev/$node" ]; then
		: > "dev/$node"
		mount --bind "/dev/$node" "dev/$node"
	fi
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr

if [ -n "$shared" ]; then
	mount --bind "$shared" nfs/kvm
fi
mount --bind "$files" srv/guest
mount -o remount,bind,ro srv/guest

exec 3> "$folder/pid"
pivot_root . old
cd /
umount -l /old
rmdir /old
echo "$pid" >&3
exec tini -- sh -c 'while :; do sleep 86400; done' "vmferry-lab $name" 3>&-
`;

/**
Makes the operator's namespace and holds it open. `$1` is the operator's folder, `$2` its name.

It keeps the machine's file tree, so that the vmferry of this work tree runs there, with own files in the place of the few
that decide how hosts are found and where root's home is. /sys is that of the new network, for tools that read it.
*/
export const operatorScript = `
set -eu
folder=$1; name=$2
hostname "$name"
echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6 2>/dev/null || :
for file in hosts resolv.conf nsswitch.conf passwd; do
	if [ -e "/etc/$file" ]; then
		mount --bind "$folder/etc/$file" "/etc/$file"
	fi
done
echo "$$" > "$folder/pid"
exec sh -c 'while :; do sleep 86400; done' "vmferry-lab $name"
`;
