package kvm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
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
	var format string
	v, err := p.volumeAt(ctx, disk.Source)
	switch {
	case err == nil:
		format, err = volumeFormat(field, said, v)
	case novacron.CodeOf(err) == novacron.NotFound:
		format, err = fileFormat(field, said, disk.Source)
	}
	if err != nil || said != "" || format != "qcow2" {
		return format, err
	}
	return format, p.checkNames(ctx, field, disk.Source, v)
}

// maxBelow is how far the way down from a found file is looked at.
const maxBelow = 16

// checkNames refuses a file that was found to be qcow2, and that names a file
// of the host which no pool holds, itself or through volumes below it: a guest
// may have written that header into what was a raw disk, to read the file. Who
// means it says the format.
func (p *Provider) checkNames(ctx context.Context, field, path string, v volume) error {
	for range maxBelow {
		info, err := p.inspectHeader(ctx, path, v)
		switch diskimage.ReasonOf(err) {
		case diskimage.ExternalData:
			return namesHostFile(field, path, "another file, where its data lie")
		case diskimage.BackingFile:
		default:
			return nil // whatever else is wrong with it, QEMU will say
		}
		backing := info.Backing
		if !filepath.IsAbs(backing) {
			backing = filepath.Join(filepath.Dir(path), backing)
		}
		v, err = p.volumeAt(ctx, backing)
		if novacron.CodeOf(err) == novacron.NotFound {
			return namesHostFile(field, path, fmt.Sprintf("%.200q, which lies in no storage pool", info.Backing))
		}
		if err != nil {
			return err
		}
		path = backing
	}
	return novacron.InvalidField(field+".source", "there are more than %d files below it", maxBelow)
}

func namesHostFile(field, path, what string) error {
	return novacron.InvalidField(field+".source", "%s reads from %s; if that is meant, say format qcow2, and if it was a raw disk, say format raw", path, what)
}

// unknownLength stands for the length of a volume, of which libvirt tells the
// capacity: what is read lies at the beginning.
const unknownLength = 1 << 60

func (p *Provider) inspectHeader(ctx context.Context, path string, v volume) (diskimage.Info, error) {
	options := diskimage.Options{HeaderOnly: true, Expect: diskimage.QCOW2, MaxVirtualSizeBytes: unknownLength}
	if v.path != "" {
		return diskimage.Inspect(ctx, &volumeHeader{ctx, p, v.ref}, unknownLength, options)
	}
	f, err := os.Open(path)
	if err != nil {
		return diskimage.Info{}, err
	}
	defer f.Close()
	stat, err := f.Stat()
	if err != nil {
		return diskimage.Info{}, err
	}
	return diskimage.Inspect(ctx, f, stat.Size(), options)
}

// volumeHeader reads pieces of a volume, each through a stream of its own.
type volumeHeader struct {
	ctx context.Context //nolint:containedctx // io.ReaderAt has none
	p   *Provider
	ref hypervisor.VolumeRef
}

// ReadAt reads a piece. Beyond the volume's end it gives zeros: only what is in
// a header matters here.
func (h *volumeHeader) ReadAt(b []byte, at int64) (int, error) {
	clear(b)
	content, err := h.p.DownloadVolume(h.ctx, h.ref, uint64(at), uint64(len(b)))
	if err != nil {
		return 0, err
	}
	defer content.Close()
	if _, err := io.ReadFull(content, b); err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, err
	}
	return len(b), nil
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
