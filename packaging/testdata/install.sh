# install.sh FOLDER PACKAGE, inside a mount namespace: the life of a package on an
# overlay of this machine's file system, with a systemctl that only writes down
# what it is asked. Prints '== STEP' before each step.
set -euo pipefail

folder=$1 package=$2
root=$folder/root

overlay() {
	mount -t tmpfs tmpfs "$folder"
	mkdir "$folder/upper" "$folder/work" "$root"
	mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
	mount -t tmpfs tmpfs "$root/run"
	mount -t proc proc "$root/proc"
	mount --bind /dev "$root/dev"
	mkdir -p "$root/run/systemd/system" "$root/tmp"
	cp "$package" "$root/tmp/package"
	rm -f "$root/usr/sbin/policy-rc.d" "$root/usr/bin/systemctl"
	cat >"$root/usr/bin/systemctl" <<'FAKE'
#!/bin/sh
echo "systemctl $*" >>/tmp/calls
case "$*" in
*is-enabled*) if [ -e /tmp/disabled ]; then echo disabled; else echo enabled; fi ;;
*is-active*) [ ! -e /tmp/disabled ] ;;
esac
FAKE
	chmod +x "$root/usr/bin/systemctl"
}

inside() { chroot "$root" /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C "$@"; }

step() {
	echo "== $1"
	shift
	rm -f "$root/tmp/calls"
	inside "$@"
	if [[ -e $root/tmp/calls ]]; then cat "$root/tmp/calls"; fi
}

records() {
	if [[ -e $root/var/lib/novacron/novacron.db ]]; then echo "records kept"; else echo "records gone"; fi
}

deb_life() {
	step installed dpkg --install /tmp/package
	echo "groups: $(inside id --groups --name novacron)"
	mkdir -p "$root/var/lib/novacron"
	touch "$root/var/lib/novacron/novacron.db"
	step upgraded dpkg --install /tmp/package
	touch "$root/tmp/disabled"
	step disabled dpkg --install /tmp/package
	rm "$root/tmp/disabled"
	step removed dpkg --remove novacron
	records
	step again dpkg --install /tmp/package
	step purged dpkg --purge novacron
	records
}

rpm_life() {
	step installed rpm --install --nodeps /tmp/package
	echo "groups: $(inside id --groups --name novacron)"
	mkdir -p "$root/var/lib/novacron"
	touch "$root/var/lib/novacron/novacron.db"
	step upgraded rpm --upgrade --force --nodeps /tmp/package
	step removed rpm --erase --nodeps novacron
	records
}

overlay
case "$package" in
*.deb) deb_life ;;
*.rpm) rpm_life ;;
esac
