#!/bin/sh
# Make a Debian 13 with libvirt 11 and QEMU 10 in a folder, for the tests of
# hypervisor/kvm: Debian's own libvirtd, and the modular daemons (virtqemud and
# so on). Debian ships no modular daemons in any release, as of libvirt 11.3 and
# Debian 13: they are built from Debian's source package with its options, less
# what the tests do not use.
#
#   modular.sh FOLDER [MIRROR]    as root; five minutes and 1.5 GB, once
set -eu

root=${1:?usage: modular.sh FOLDER [MIRROR]}
mirror=${2:-http://deb.debian.org/debian}

if [ -e "$root/.complete" ]; then
	exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "modular.sh: making a Debian system needs root" >&2
	exit 1
fi
if ! command -v debootstrap >/dev/null; then
	apt-get install -y -q debootstrap
fi

echo "modular.sh: a Debian 13 in $root, once (five minutes)"
rm -rf "$root"
mkdir -p "$root"
root=$(cd "$root" && pwd)
debootstrap --variant=minbase trixie "$root" "$mirror" >"$root.log" 2>&1 || {
	tail -20 "$root.log" >&2
	exit 1
}
echo "deb-src $mirror trixie main" >"$root/etc/apt/sources.list.d/source.list"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # nothing is started by installing it
chmod 755 "$root/usr/sbin/policy-rc.d"

cat >"$root/build.sh" <<'BUILD'
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
mount -t proc proc /proc
apt-get update -q
apt-get install -q -y --no-install-recommends \
	libvirt-daemon libvirt-daemon-driver-qemu libvirt-daemon-driver-storage libvirt-daemon-driver-network \
	libvirt-daemon-driver-nwfilter libvirt-daemon-driver-nodedev libvirt-daemon-driver-secret libvirt-daemon-driver-interface \
	libvirt-daemon-log libvirt-daemon-config-network libvirt-clients virtinst \
	qemu-system-x86 qemu-utils ovmf iproute2 dnsmasq-base iptables dmidecode libxml2-utils
apt-get install -q -y --no-install-recommends \
	dpkg-dev gcc libc6-dev meson ninja-build pkgconf gettext xsltproc python3-docutils rpcsvc-proto \
	libglib2.0-dev libgnutls28-dev libxml2-dev libjson-c-dev libtirpc-dev libpciaccess-dev libudev-dev libblkid-dev \
	libcap-ng-dev libnl-3-dev libnl-route-3-dev libacl1-dev libattr1-dev libnuma-dev libdevmapper-dev
mkdir -p /build && cd /build
# The mirror may have the upstream source only, at Debian's newest revision.
apt-get source -q --download-only libvirt || true
tar xf libvirt_*.orig.tar.xz
cd libvirt-*/
meson setup build --prefix=/usr/local --libdir=lib --sysconfdir=/etc --localstatedir=/var -Drunstatedir=/run \
	--buildtype=plain -Dc_args=-O1 -Drpath=enabled -Dauto_features=disabled \
	-Ddriver_remote=enabled -Ddriver_libvirtd=enabled -Ddriver_qemu=enabled -Ddriver_network=enabled -Dstorage_dir=enabled \
	-Djson_c=enabled -Dlibnl=enabled -Dcapng=enabled -Dnumactl=enabled -Dblkid=enabled -Dudev=enabled -Dpciaccess=enabled \
	-Dqemu_user=libvirt-qemu -Dqemu_group=libvirt-qemu -Ddocs=disabled -Dtests=disabled -Dnls=disabled -Dpolkit=disabled -Dinit_script=none
nice ninja -C build install
ln -s /usr/share/qemu /usr/local/share/qemu # where this libvirt looks for firmware
rm -rf /build /var/cache/apt/archives/*.deb
BUILD
unshare --mount --pid --fork chroot "$root" /bin/sh /build.sh >>"$root.log" 2>&1 || {
	tail -30 "$root.log" >&2
	echo "modular.sh: all of it is in $root.log" >&2
	exit 1
}
test -x "$root/usr/local/sbin/virtqemud"
touch "$root/.complete"
