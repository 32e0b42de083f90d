# systemd.sh FOLDER PACKAGE LIFE OUTPUT, inside namespaces of its own (mount, pid,
# uts, ipc, net, cgroup): boots this machine's Debian on an overlay, with a real
# systemd and a real libvirt, runs the script LIFE there and ends. What LIFE
# prints goes to OUTPUT.
set -euo pipefail

folder=$1 package=$2 life=$3 output=$4
root=$folder/root

mount -t tmpfs tmpfs "$folder"
mkdir "$folder/upper" "$folder/work" "$root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"

mkdir "$root/life"
cp "$package" "$root/life/novacron.deb"
cp "$life" "$root/life/life.sh"
touch "$root/life/output"
mount --bind "$output" "$root/life/output"

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for node in null zero full random urandom tty kvm; do
	if [[ -e /dev/$node ]]; then
		touch "$root/dev/$node"
		mount --bind "/dev/$node" "$root/dev/$node"
	fi
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"

# Only what the test is about: an image's own refusal to start services is not.
rm -f "$root/usr/sbin/policy-rc.d"
units=$root/etc/systemd/system
cat >"$units/life.target" <<'UNIT'
[Unit]
Requires=life.service
UNIT
cat >"$units/life.service" <<'UNIT'
[Unit]
DefaultDependencies=no
Requires=dbus.socket libvirtd.socket
After=dbus.socket libvirtd.socket sysinit.target
[Service]
Type=oneshot
TimeoutStartSec=240
StandardOutput=append:/life/output
StandardError=append:/life/output
ExecStart=/bin/bash /life/life.sh
ExecStopPost=/bin/systemctl --no-block exit 0
UNIT

ip link set lo up
cd "$root"
mkdir .machine
pivot_root . .machine
umount --lazy .machine
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	/lib/systemd/systemd --system --log-target=null --unit=life.target </dev/null
