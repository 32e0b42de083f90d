#!/usr/bin/env bash
# test-host.sh DIR [REGEXP]: runs the host tests (e2e/testdata/host, those whose
# name the REGEXP finds) inside the Debian of host.sh in DIR, booted by an
# emulating QEMU with what they need: an IOMMU, a second network card, a USB
# stick, empty disks. What is printed there comes out here; so does the status.
# NOVACRON_HOST_SMP and NOVACRON_HOST_MEMORY size it (2 CPUs, 4096 MiB).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

main() {
	local dir=${1:?usage: test-host.sh DIR [REGEXP]} run=${2:-}
	dir=$(cd "$dir" && pwd)
	exec 8>"$dir/run.lock"
	flock 8
	share "$dir/share" "$run"
	disks "$dir"
	boot "$dir"
	[[ $(cat "$dir/share/status" 2>/dev/null) == 0 ]]
}

# share fills the folder that the host sees as /share.
share() {
	local share=$1 run=$2 guest
	rm -rf "$share"
	mkdir -p "$share/e2e"
	CGO_ENABLED=0 go build -o "$share/novacron" .
	CGO_ENABLED=0 go test -c -o "$share/e2e/e2e.test" ./e2e
	cp -r e2e/testdata "$share/e2e/"
	mapfile -t guest < <(go run ./packaging/guestimage --hardware "$(dirname "$share")/guest")
	# Unpacked here: in a VM inside a VM, both emulated, that takes minutes.
	extract "${guest[0]}" "$share/vmlinux"
	zcat "${guest[1]}" >"$share/initrd"
	cat >"$share/run" <<-END
		#!/bin/sh
		cp -r /share/. /root/
		cd /root/e2e
		export NOVACRON_HOST=1 NOVACRON_BIN=/root/novacron PATH=/root:\$PATH HOME=/root
		./e2e.test -test.v -test.timeout 0 -test.run 'TestHost/(${run:-.*})' 2>&1
		echo \$? >/share/status
	END
	chmod 755 "$share/run"
}

# extract takes the kernel out of what unpacks itself at boot; QEMU boots that by PVH.
extract() (
	set +o pipefail # who has enough stops reading
	at=$(LC_ALL=C grep -abo $'\xfd7zXZ' "$1" | head -n 1 | cut -d: -f1)
	tail -c +$((at + 1)) "$1" | xz -dc --single-stream >"$2"
)

# disks are the host's own, three empty ones, and a USB stick.
disks() {
	local disk
	rm -f "$1"/run-*.qcow2 "$1/stick.raw"
	qemu-img create -q -f qcow2 -F qcow2 -b "$1/host.qcow2" "$1/run-root.qcow2"
	for disk in vdb vdc vdd; do
		qemu-img create -q -f qcow2 "$1/run-$disk.qcow2" 1G
	done
	truncate -s 32M "$1/stick.raw"
	printf 'a stick of the host\n' | dd of="$1/stick.raw" conv=notrunc status=none
}

boot() {
	local dir=$1
	qemu-system-x86_64 -accel tcg,thread=multi -machine q35 -cpu max,vmx=off,svm=off,la57=off -smp "${NOVACRON_HOST_SMP:-2}" -m "${NOVACRON_HOST_MEMORY:-4096}" \
		-display none -no-reboot -nodefaults -serial "file:$dir/console.log" \
		-device intel-iommu,intremap=on,caching-mode=on -object rng-random,id=rng,filename=/dev/urandom -device virtio-rng-pci,rng=rng \
		-kernel "$dir/vmlinuz" -initrd "$dir/initrd.img" \
		-append 'root=/dev/vda rw console=ttyS0 intel_iommu=on panic=1 mitigations=off no_timer_check quiet systemd.unit=share.service systemd.wants=basic.target' \
		-drive "file=$dir/run-root.qcow2,if=virtio,cache=unsafe" -drive "file=$dir/run-vdb.qcow2,if=virtio,cache=unsafe" \
		-drive "file=$dir/run-vdc.qcow2,if=virtio,cache=unsafe" -drive "file=$dir/run-vdd.qcow2,if=virtio,cache=unsafe" \
		-virtfs "local,path=$dir/share,mount_tag=share,security_model=none" \
		-device pcie-root-port,id=rp1 -device e1000e,bus=rp1,netdev=spare,mac=52:54:00:aa:00:01 -netdev user,id=spare,restrict=on \
		-device qemu-xhci -drive "file=$dir/stick.raw,if=none,id=stick,format=raw" -device usb-storage,drive=stick,serial=novacron-stick \
		-device virtio-serial-pci -chardev stdio,id=out,signal=off -device virtconsole,chardev=out </dev/null
}

main "$@"
