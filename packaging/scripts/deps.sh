#!/usr/bin/env bash
# deps.sh runtime|test: installs the Debian packages of that list that are not
# there yet, naming them first. Asks no mirror when nothing is missing.
set -euo pipefail

runtime_packages() {
	local packages="libvirt-daemon-system libvirt-clients libvirt-daemon-driver-qemu qemu-utils dnsmasq-base iproute2 swtpm swtpm-tools"
	case "$(uname -m)" in
	aarch64) echo "$packages qemu-system-arm qemu-efi-aarch64" ;;
	*) echo "$packages qemu-system-x86 ovmf" ;;
	esac
}

test_packages() {
	# gcc: the race detector; virtinst, libxml2-utils: judges of our domain XML;
	# rpm, lintian, dpkg-dev, systemd: judges of the packages; xorriso: of CDs;
	# debootstrap, grub-*, e2fsprogs: the Debian guest (guest.sh); xz: test-host.sh;
	# dbus, libvirt-dbus: what cockpit-machines sees.
	echo "xorriso debootstrap grub-common grub-pc-bin e2fsprogs xz-utils dbus libvirt-dbus"
	echo "gcc libc6-dev virtinst libxml2-utils rpm lintian dpkg-dev systemd curl git shellcheck util-linux man-db"
	has_browser || echo "chromium"
}

has_browser() {
	command -v chromium || command -v chromium-browser || command -v google-chrome
} >/dev/null

is_installed() {
	[[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

missing() {
	local package
	for package in $1; do
		is_installed "$package" || echo "$package"
	done
}

as_root() {
	if ((EUID == 0)); then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		echo "Run as root: $*" >&2
		return 1
	fi
}

install_packages() {
	as_root apt-get update -q
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -q -y --no-install-recommends "$@" </dev/null
}

# The guest of `make run` and of the tests is made of packages that are
# downloaded, not installed: apt needs its lists even when nothing is missing.
has_lists() { compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; }

main() {
	local list
	case "${1:-}" in
	runtime) list=$(runtime_packages) ;;
	test) list=$(test_packages) ;;
	*)
		echo "usage: deps.sh runtime|test" >&2
		return 2
		;;
	esac
	if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
		echo "This is not Debian or Ubuntu. Install what these packages hold: ${list//$'\n'/ }" >&2
		return 1
	fi
	local lacking
	lacking=$(missing "$list")
	if [[ -z $lacking ]]; then
		echo "$1 packages: all there"
		has_lists || as_root apt-get update -q
		return
	fi
	echo "$1 packages missing, installing: ${lacking//$'\n'/ }"
	# shellcheck disable=SC2086 # a list of words
	install_packages $lacking
}

main "$@"
