#!/usr/bin/env bash
# host.sh DIR: makes DIR/host.qcow2, DIR/vmlinuz and DIR/initrd.img: a Debian
# that is a host of VMs, with its stock kernel, libvirt, QEMU, LVM, NFS, iSCSI,
# Open vSwitch and ZFS, for the tests of what needs such a kernel; or finds them made before by
# the same script. As root. It is booted by QEMU itself (test-host.sh), runs
# /share/run, which lies outside, and powers off. Takes ten minutes the first time.
set -euo pipefail

# shellcheck source=packaging/scripts/guest.sh
source "$(dirname "${BASH_SOURCE[0]}")/guest.sh"

SUITE=trixie
DISK_MIB=6144
PACKAGES=systemd-sysv,udev,dbus,iproute2,zstd
HOST_PACKAGES=(linux-image-amd64 initramfs-tools kmod
	libvirt-daemon-system libvirt-clients libvirt-daemon-driver-qemu qemu-system-x86 qemu-utils dnsmasq-base
	lvm2 parted e2fsprogs nfs-common nfs-kernel-server open-iscsi tgt openvswitch-switch
	iptables ebtables tcpdump usbutils pciutils kmod procps)
# What libvirt keeps apart, where it does.
HOST_DRIVERS='^libvirt-daemon-driver-(storage(-logical|-disk|-iscsi|-zfs|-scsi)?|network|nodedev|nwfilter|interface|secret)$'

make_host() {
	local dir=${1:?usage: host.sh DIR} key
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	exec 9>"$dir/lock"
	flock 9
	key=$(cat "${BASH_SOURCE[0]}" "$(dirname "${BASH_SOURCE[0]}")/guest.sh" | sha256sum | cut -c1-16)
	if [[ -f $dir/host.qcow2 && $(cat "$dir/key" 2>/dev/null) == "$key" ]]; then
		echo "$dir/host.qcow2: there already"
		return
	fi
	local work=$dir/work
	remove_tree "$work"
	mkdir "$work"
	bootstrap "$dir" "$work/root"
	install_host "$work/root" >"$dir/install.log" 2>&1 || {
		tail -n 20 "$dir/install.log" >&2
		echo "all of it is in $dir/install.log" >&2
		return 1
	}
	configure_host "$work/root"
	cp "$work/root/vmlinuz" "$work/root/initrd.img" "$work/"
	mke2fs -q -t ext4 -L root -m 1 -d "$work/root" "$work/disk.raw" "${DISK_MIB}M"
	qemu-img convert -q -O qcow2 "$work/disk.raw" "$work/host.qcow2"
	mv "$work/host.qcow2" "$work/vmlinuz" "$work/initrd.img" "$dir/"
	echo "$key" >"$dir/key"
	remove_tree "$work"
	echo "$dir/host.qcow2: made"
}

# install_host puts the packages into the folder; nothing is started.
install_host() {
	local root=$1
	echo "deb $MIRROR $SUITE main contrib" >"$root/etc/apt/sources.list"
	printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
	chmod 755 "$root/usr/sbin/policy-rc.d"
	mkdir -p "$root/etc/initramfs-tools"
	cat >"$root/install.sh" <<-END
		set -eu
		export DEBIAN_FRONTEND=noninteractive LC_ALL=C
		mount -t proc proc /proc
		apt-get update -q
		apt-get install -q -y --no-install-recommends ${HOST_PACKAGES[*]} \$(apt-cache pkgnames libvirt-daemon-driver- | grep -E '$HOST_DRIVERS')
	END
	unshare --mount --pid --fork chroot "$root" /bin/sh /install.sh
	rm -f "$root/install.sh" "$root/usr/sbin/policy-rc.d"
}

configure_host() {
	local root=$1
	echo '/dev/vda / ext4 errors=remount-ro 0 1' >"$root/etc/fstab"
	echo host >"$root/etc/hostname"
	echo '127.0.0.1 localhost host' >"$root/etc/hosts"
	cat >"$root/etc/systemd/system/share.service" <<-'END'
		[Unit]
		Description=What the host was booted for
		Wants=basic.target
		After=basic.target
		[Service]
		Type=oneshot
		ExecStartPre=/bin/mkdir -p /share
		ExecStartPre=/bin/mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 share /share
		ExecStart=/share/run
		ExecStopPost=/bin/systemctl --no-block poweroff
		TimeoutStartSec=infinity
		StandardOutput=tty
		StandardError=tty
		TTYPath=/dev/hvc0
	END
	# Only what is asked for: the services are started by what needs them.
	ln -sf /etc/systemd/system/share.service "$root/etc/systemd/system/default.target"
	# Emulated, each of these costs seconds of a boot that nobody waits for.
	systemctl --root="$root" -q mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
		fstrim.timer dpkg-db-backup.timer systemd-pstore.service getty@tty1.service serial-getty@hvc0.service
	sed -i 's/^MODULES=.*/MODULES=list/' "$root/etc/initramfs-tools/initramfs.conf"
	printf '%s\n' virtio_pci virtio_blk ext4 >"$root/etc/initramfs-tools/modules"
	chroot "$root" update-initramfs -u >/dev/null
	rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
}

make_host "$@"
