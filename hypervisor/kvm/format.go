package kvm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// formatOf tells the format of an existing file. It is asked once, when a
// person attaches the file; the answer is written down, and QEMU never probes:
// a guest that writes a qcow2 header into a raw disk gains nothing. libvirt
// knows the files of its pools; others are looked into where NovaCron may read
// them. Nothing is guessed: a qcow2 taken for raw is destroyed by its guest.
func (p *Provider) formatOf(ctx context.Context, i int, disk novacron.Disk) (string, error) {
	said := disk.Format
	if disk.Kind == "cdrom" {
		said = cmp.Or(said, "raw")
	}
	if isBlockDevice(disk.Source) {
		return cmp.Or(said, "raw"), nil
	}
	field := fmt.Sprintf("disks[%d]", i)
	switch v, err := p.volumeAt(ctx, disk.Source); {
	case err == nil:
		return volumeFormat(field, said, v)
	case novacron.CodeOf(err) != novacron.NotFound:
		return "", err
	}
	return fileFormat(field, said, disk.Source)
}

// volumeFormat takes libvirt's word for a volume, in QEMU's terms: libvirt
// knows many formats, of which NovaCron attaches two.
func volumeFormat(field, said string, v volume) (string, error) {
	switch {
	case said != "":
		return said, nil
	case v.format == "iso":
		return "raw", nil
	case v.format == "raw" || v.format == "qcow2":
		return v.format, nil
	}
	return "", novacron.InvalidField(field+".format", "say raw or qcow2: libvirt takes %s for %s", v.path, cmp.Or(v.format, "something it does not name"))
}

// fileFormat looks at a file outside of the pools.
func fileFormat(field, said, path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", novacron.InvalidField(field+".source", "there is no file %s", path)
	case err == nil && !info.Mode().IsRegular(): // opening a pipe would hang
		return "", novacron.InvalidField(field+".source", "%s is neither a file nor a block device", path)
	case said != "":
		return said, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return "", novacron.InvalidField(field+".format", "say raw or qcow2: NovaCron may not read %s", path)
	}
	defer f.Close()
	magic := make([]byte, 4)
	if _, err := io.ReadFull(f, magic); err == nil && string(magic) == "QFI\xfb" {
		return "qcow2", nil
	}
	return "raw", nil
}

func isBlockDevice(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return strings.HasPrefix(path, "/dev/")
	}
	return info.Mode()&os.ModeDevice != 0 && info.Mode()&os.ModeCharDevice == 0
}
