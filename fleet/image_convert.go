package fleet

import (
	"context"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/novacron"
)

const (
	// foreignExtension ends the name of a volume that is converted and removed,
	// convertedExtension that of what it becomes.
	foreignExtension   = "import"
	convertedExtension = "qcow2"
)

// usable tells whether disks can be made from a format as it is.
func usable(format diskimage.Format) bool {
	return format == diskimage.QCOW2 || format == diskimage.Raw || format == diskimage.ISO
}

// foreign tells whether a file begins as one of another hypervisor does.
func foreign(head []byte) bool {
	for _, magic := range []struct {
		at   int
		text string
	}{{0, "KDMV"}, {64, "\x7f\x10\xda\xbe"}, {0, "conectix"}, {0, "QED\x00"}} {
		if len(head) >= magic.at+len(magic.text) && string(head[magic.at:magic.at+len(magic.text)]) == magic.text {
			return true
		}
	}
	return false
}

// foreignVolume is the name of the volume that an image is converted from.
func foreignVolume(image novacron.Image) string {
	return image.Name + "-" + short(image.ID) + "." + foreignExtension
}

// convert makes qcow2 of another hypervisor's format, after the file was
// inspected. The hypervisor must take it for what it is, or it would copy
// headers as if they were the disk.
func (i *imageImport) convert(ctx context.Context, from hypervisor.VolumeRef, info diskimage.Info) (hypervisor.VolumeRef, diskimage.Info, error) {
	if i.req.Take || from.Volume != foreignVolume(i.image) {
		return from, info, i.unsupported(info)
	}
	if err := i.storage.RefreshPool(ctx, from.Pool); err != nil {
		return from, info, err
	}
	volume, err := i.storage.Volume(ctx, from)
	if err != nil {
		return from, info, err
	}
	if volume.Format != string(info.Format) {
		return from, info, i.unsupported(info)
	}
	to := hypervisor.VolumeRef{Pool: from.Pool, Volume: i.image.Name + "-" + short(i.image.ID) + "." + convertedExtension}
	i.image.Volume = to.Volume
	if err := i.save(ctx); err != nil {
		return to, info, err
	}
	if err := i.r.step(ctx, "convert", 93, false); err != nil { // it cannot be stopped
		return to, info, err
	}
	spec := hypervisor.VolumeSpec{VolumeRef: to, Format: convertedExtension, CapacityBytes: uint64(info.VirtualSizeBytes)}
	if _, err := i.storage.ConvertVolume(ctx, from, spec); err != nil {
		return to, info, err
	}
	if err := i.s.f.provider.DeleteVolume(ctx, from); err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return to, info, err
	}
	length, _, err := i.measure(ctx, to, 95, 98)
	if err != nil {
		return to, info, err
	}
	i.image.FileSizeBytes = uint64(length)
	info, err = inspectVolume(ctx, i.storage, to, length, diskimage.Options{Expect: diskimage.QCOW2})
	return to, info, err
}

func (i *imageImport) unsupported(info diskimage.Info) error {
	i.refused = diskimage.UnsupportedFormat
	return novacron.Errorf(novacron.Unsupported, "the file is a disk in the format %s, which cannot be converted here", info.Format).
		WithMend("convert it first: qemu-img convert -O qcow2")
}
