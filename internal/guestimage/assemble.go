package guestimage

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// moduleOrder is which of the kernel's modules the guest loads, each after what
// it needs: the power button and what hears it, the report of a panic, virtio
// devices. Those that a
// kernel has built in, or packs in a way that busybox cannot load, are missing.
func moduleOrder() []string {
	return []string{
		"button", "evdev", "pvpanic", "pvpanic-mmio",
		"virtio_ring", "virtio", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci",
		"virtio_blk", "failover", "net_failover", "virtio_net", "rng-core", "virtio-rng", "virtio_balloon", "virtio_console",
	}
}

// hardwareModules are loaded after those of moduleOrder, in Options.Hardware's
// images.
func hardwareModules() []string {
	return []string{
		"crct10dif_common", "crct10dif_generic", "crc-t10dif", "crc64", "crc64_rocksoft_generic", "crc64-rocksoft", "t10-pi",
		"scsi_common", "scsi_mod", "sd_mod", "usb-common", "usbcore", "xhci-hcd", "xhci-pci", "usb-storage",
		"e1000e", "llc", "stp", "garp", "mrp", "8021q",
	}
}

// initScript is the guest's process 1. novacron.heartbeat=0 on the command line
// keeps the guest quiet, and so does whoever types: the kernel counts what the
// serial line received, and a person at the shell wants to see the prompt.
const initScript = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /tmp /sbin /usr/bin /usr/sbin
/bin/busybox --install -s
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
for m in /modules/*.ko; do insmod $m 2>/dev/null; done
exec </dev/ttyS0 >/dev/ttyS0 2>&1
stty sane 2>/dev/null
acpid -l /dev/null >/dev/null 2>&1
hostname micro
echo
echo "` + Ready + `"
every=1
for word in $(cat /proc/cmdline); do
	case $word in novacron.heartbeat=*) every=${word#*=};; esac
done
if [ "$every" != 0 ]; then
	received() { sed -n 's/^0:.* rx:\([0-9]*\).*/\1/p' /proc/tty/driver/serial; }
	n=0
	before=$(received)
	while [ "$(received)" = "$before" ]; do
		n=$((n + 1))
		echo "` + Heartbeat + `$n"
		sleep "$every"
	done &
fi
while :; do
	setsid cttyhack sh -i
done
`

// powerScript is what busybox's acpid runs for the power button.
const powerScript = "#!/bin/sh\necho 'power button pressed' >/dev/ttyS0\npoweroff -f\n"

// assemble makes the kernel and the initial file system in out.
func (s sources) assemble(ctx context.Context, work, out string) error {
	root, err := unpack(ctx, work, s.kernel)
	if err != nil {
		return err
	}
	kernels, err := filepath.Glob(filepath.Join(root, "boot", "vmlinuz-*"))
	if err != nil || len(kernels) != 1 {
		return fmt.Errorf("%s has %d kernels", s.kernel, len(kernels))
	}
	if err := copyFile(kernels[0], filepath.Join(out, "vmlinuz")); err != nil {
		return err
	}
	if s.modules != "" {
		if root, err = unpack(ctx, work, s.modules); err != nil {
			return err
		}
	}
	busybox := s.busybox
	if s.busyboxSum == "" {
		unpacked, err := unpack(ctx, work, s.busybox)
		if err != nil {
			return err
		}
		if busybox = filepath.Join(unpacked, "bin", "busybox"); !exists(busybox) {
			busybox = filepath.Join(unpacked, "usr", "bin", "busybox")
		}
	}
	return writeInitrd(filepath.Join(out, "initrd"), busybox, root, s.order)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// writeInitrd writes the initial file system.
func writeInitrd(path, busybox, kernelRoot string, order []string) (err error) {
	program, err := os.ReadFile(busybox)
	if err != nil {
		return err
	}
	modules, err := findModules(kernelRoot, order)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	z := gzip.NewWriter(f)
	a := &archive{w: z}
	for _, dir := range []string{"bin", "dev", "etc", "etc/acpi", "etc/acpi/PWRF", "modules"} {
		a.dir(dir)
	}
	a.device("dev/console", 5, 1)
	a.file("init", 0o755, []byte(initScript))
	a.file("bin/busybox", 0o755, program)
	a.link("bin/sh", "busybox")
	a.file("etc/acpi/PWRF/00000080", 0o755, []byte(powerScript))
	for i, name := range order {
		if text, ok := modules[name]; ok {
			a.file(fmt.Sprintf("modules/%02d-%s.ko", i, name), 0o644, text)
		}
	}
	return errors.Join(a.end(), z.Close(), f.Close())
}

// findModules reads those of the modules that the kernel has.
func findModules(root string, order []string) (map[string][]byte, error) {
	wanted := map[string]bool{}
	for _, name := range order {
		wanted[name+".ko"] = true
	}
	found := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !wanted[entry.Name()] {
			return err
		}
		text, err := os.ReadFile(path)
		found[strings.TrimSuffix(entry.Name(), ".ko")] = text
		return err
	})
	return found, err
}
