#!/usr/bin/env bash
# guest.sh DIR: makes DIR/debian.qcow2, a Debian that boots by itself from its
# disk (BIOS, GRUB), with cloud-init, qemu-guest-agent and sshd; or finds it made
# before by the same script. As root. Nothing is mounted and no loop device is
# needed: mke2fs fills the file system from a folder, and GRUB is put in front of
# it byte for byte. Takes two to three minutes the first time.
set -euo pipefail

SUITE=bookworm
# What apt on this machine uses, where that is a Debian mirror.
MIRROR=${NOVACRON_DEBIAN_MIRROR:-http://deb.debian.org/debian}
DISK_MIB=1536
# python3-cffi-backend: debootstrap does not follow what only Provides names.
PACKAGES=linux-image-cloud-amd64,systemd-sysv,udev,dbus,iproute2,e2fsprogs,zstd,cloud-init,python3-cffi-backend,qemu-guest-agent,openssh-server,sudo

main() {
	local dir=${1:?usage: guest.sh DIR} key
	mkdir -p "$dir"
	dir=$(cd "$dir" && pwd)
	exec 9>"$dir/lock"
	flock 9
	key=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-16)
	if [[ -f $dir/debian.qcow2 && $(cat "$dir/key" 2>/dev/null) == "$key" ]]; then
		echo "$dir/debian.qcow2: there already"
		return
	fi
	local work=$dir/work
	remove_tree "$work"
	mkdir "$work"
	bootstrap "$dir" "$work/root"
	configure "$work/root"
	make_disk "$work" "$work/disk.raw"
	qemu-img convert -q -O qcow2 "$work/disk.raw" "$work/debian.qcow2"
	mv "$work/debian.qcow2" "$dir/debian.qcow2"
	echo "$key" >"$dir/key"
	remove_tree "$work"
	echo "$dir/debian.qcow2: made"
}

# debootstrap leaves proc and sys mounted in the folder when it is killed.
remove_tree() {
	local point
	[[ -e $1 ]] || return 0
	while read -r point; do
		umount -l "$point"
	done < <(awk -v "dir=$1/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r)
	rm -rf --one-file-system "$1"
}

bootstrap() {
	mkdir -p "$1/packages"
	echo "debootstrap $SUITE (a minute or two)"
	if ! debootstrap --variant=minbase --include="$PACKAGES" --cache-dir="$1/packages" "$SUITE" "$2" "$MIRROR" >"$1/debootstrap.log" 2>&1; then
		tail -n 20 "$1/debootstrap.log" >&2
		return 1
	fi
}

configure() {
	local root=$1
	echo 'LABEL=root / ext4 errors=remount-ro 0 1' >"$root/etc/fstab"
	echo debian >"$root/etc/hostname"
	: >"$root/etc/machine-id" # a new one at each first boot, which would be that of D-Bus
	rm -f "$root/var/lib/dbus/machine-id"
	rm -f "$root"/etc/ssh/ssh_host_*
	cat >"$root/etc/cloud/cloud.cfg.d/90_novacron.cfg" <<-'END'
		datasource_list: [NoCloud, None]
		locale: false
		ssh_genkeytypes: [ed25519]
		system_info:
		  network:
		    renderers: [networkd]
	END
	systemctl --root="$root" -q enable systemd-networkd
	# Emulated, each of these costs seconds of a boot that nobody waits for.
	systemctl --root="$root" -q mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service \
		fstrim.timer dpkg-db-backup.timer systemd-networkd-wait-online.service systemd-pstore.service getty@tty1.service
	# Only the modules that a VM's disk needs.
	sed -i 's/^MODULES=.*/MODULES=list/' "$root/etc/initramfs-tools/initramfs.conf"
	printf '%s\n' virtio_pci virtio_blk virtio_scsi ahci sd_mod ext4 >"$root/etc/initramfs-tools/modules"
	chroot "$root" update-initramfs -u >/dev/null
	rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
	mkdir -p "$root/boot/grub"
	cat >"$root/boot/grub/grub.cfg" <<-'END'
		serial --unit=0 --speed=115200
		terminal_output serial
		linux /vmlinuz root=LABEL=root ro console=ttyS0 quiet panic=1
		initrd /initrd.img
		boot
	END
}

# make_disk writes an MBR disk with one ext4 partition at 1 MiB. GRUB's first
# sector loads its core from the sector behind it, which is where both files
# expect each other when nothing is patched into them.
make_disk() {
	local work=$1 disk=$2 grub=/usr/lib/grub/i386-pc
	local start=2048 sectors=$(((DISK_MIB - 1) * 2048))
	mke2fs -q -t ext4 -L root -O '^metadata_csum_seed,^orphan_file,^64bit' -m 1 \
		-d "$work/root" -E offset=$((start * 512)) "$disk" "$((DISK_MIB - 1))M"
	truncate -s "${DISK_MIB}M" "$disk"
	grub-mkimage -O i386-pc -p '(hd0,msdos1)/boot/grub' -o "$work/core.img" \
		biosdisk part_msdos ext2 linux normal serial configfile boot
	if (($(stat -c %s "$work/core.img") > (start - 1) * 512)); then
		echo "GRUB's core is larger than the gap before the partition" >&2
		return 1
	fi
	dd if="$grub/boot.img" of="$disk" bs=440 count=1 conv=notrunc status=none
	dd if="$work/core.img" of="$disk" bs=512 seek=1 conv=notrunc status=none
	# The partition's entry: active, CHS unused, Linux, start, length.
	{
		printf '\x80\xfe\xff\xff\x83\xfe\xff\xff'
		little_endian "$start"
		little_endian "$sectors"
	} | dd of="$disk" bs=1 seek=446 conv=notrunc status=none
	printf '\x55\xaa' | dd of="$disk" bs=1 seek=510 conv=notrunc status=none
}

little_endian() {
	local n=$1
	printf '%b' "$(printf '\\x%02x\\x%02x\\x%02x\\x%02x' $((n & 255)) $((n >> 8 & 255)) $((n >> 16 & 255)) $((n >> 24 & 255)))"
}

# host.sh uses the functions.
if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
	main "$@"
fi
