package fleet

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// diskSource is what a new disk is made from, saved with the operation that
// makes it.
type diskSource struct {
	Image     novacron.ImageID `json:"image"`
	ImageName string           `json:"imageName"`
	Pool      string           `json:"pool"`
	Volume    string           `json:"volume"`
	Path      string           `json:"path"`
	Format    string           `json:"format"`
	Length    int64            `json:"length"` // of the file
	Mode      string           `json:"mode"`
}

// fromImages replaces the images that disks name by what the provider
// understands: new volumes of a size, and for an ISO its path. It returns what
// those volumes are made from, by the disk's place, and what has to be held.
func (f *Fleet) fromImages(disks []novacron.CreateDisk) (out []novacron.CreateDisk, sources map[int]diskSource, holds []store.Hold, err error) {
	out, sources = slices.Clone(disks), map[int]diskSource{}
	var bad faults
	for n, disk := range disks {
		if disk.Image == "" {
			continue
		}
		field := indexed("disks", n)
		image, err := f.Images().find(disk.Image)
		if novacron.CodeOf(err) == novacron.NotFound {
			bad.add(true, field+".image", "there is no image %q", disk.Image)
			continue
		}
		if err != nil {
			return nil, nil, nil, err
		}
		if image.State != novacron.ImageReady {
			return nil, nil, nil, novacron.Errorf(novacron.WrongState, "image %s is %s", image.Name, image.State).
				WithMend("wait until it is ready")
		}
		holds = append(holds, store.Hold{Target: imageTarget(image), Shared: true})
		if image.Format == "iso" {
			out[n] = isoDisk(&bad, field, disk, image)
			continue
		}
		out[n], sources[n] = imageDisk(&bad, field, disk, image)
	}
	return out, sources, holds, bad.err()
}

// isoDisk puts an ISO into a drive, where it lies: nobody writes to it.
func isoDisk(bad *faults, field string, disk novacron.CreateDisk, image novacron.Image) novacron.CreateDisk {
	bad.add(disk.Kind == "disk", field+".kind", "image %s is a CD-ROM: leave kind out, or say cdrom", image.Name)
	bad.add(disk.Mode != "" || disk.SizeBytes != 0 || disk.Pool != "" || disk.Format != "", field,
		"image %s is a CD-ROM: it is used as it is, without mode, size, pool and format", image.Name)
	return novacron.CreateDisk{Kind: "cdrom", Source: image.Path, Format: "raw", ReadOnly: true}
}

func imageDisk(bad *faults, field string, disk novacron.CreateDisk, image novacron.Image) (novacron.CreateDisk, diskSource) {
	mode := cmp.Or(disk.Mode, novacron.DiskOverlay)
	bad.add(disk.Kind == "cdrom", field+".kind", "image %s is a disk, no CD-ROM", image.Name)
	bad.add(mode == novacron.DiskOverlay && disk.Format == "raw", field+".format", "an overlay is qcow2: leave format out, or choose mode copy")
	bad.add(disk.SizeBytes != 0 && disk.SizeBytes < image.VirtualSizeBytes, field+".sizeBytes",
		"the image has %d bytes: a disk from it cannot be smaller", image.VirtualSizeBytes)
	out := disk
	out.Image, out.Mode = "", ""
	out.SizeBytes = max(disk.SizeBytes, image.VirtualSizeBytes, minDiskBytes)
	if mode == novacron.DiskOverlay {
		out.Format = "qcow2"
	} else if out.Format == "" {
		out.Format = image.Format
	}
	return out, diskSource{
		Image: image.ID, ImageName: image.Name, Pool: image.PoolName, Volume: image.Volume, Path: image.Path, Format: image.Format,
		Length: int64(image.FileSizeBytes), Mode: mode,
	}
}

// makeFrom makes the volume of a disk from an image and returns its path. An
// earlier attempt's volume is removed first: its name carries the VM's id, so it
// is nobody else's.
func (f *Fleet) makeFrom(ctx context.Context, r *run, disk novacron.Disk, from diskSource, progress func(int)) (string, error) {
	storage, err := f.Images().storage()
	if err != nil {
		return "", err
	}
	ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
	if err := f.provider.DeleteVolume(ctx, ref); err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return "", err
	}
	spec := hypervisor.VolumeSpec{VolumeRef: ref, Format: disk.Format, CapacityBytes: disk.SizeBytes}
	var volume novacron.Volume
	switch {
	case from.Mode == novacron.DiskOverlay:
		// Both formats are said: nobody ever probes what is in an image.
		spec.Backing, spec.BackingFormat = from.Path, from.Format
		volume, err = storage.CreateVolume(ctx, spec)
	case from.Format == disk.Format:
		volume, err = copyImage(ctx, storage, spec, from, progress)
	default:
		// libvirt converts at one go: it cannot be canceled meanwhile.
		r.show("volumes", 10, false)
		volume, err = storage.ConvertVolume(ctx, hypervisor.VolumeRef{Pool: from.Pool, Volume: from.Volume}, spec)
	}
	if err != nil {
		return "", err
	}
	if volume.CapacityBytes < disk.SizeBytes {
		err = storage.ResizeVolume(ctx, ref, disk.SizeBytes, false)
	}
	return volume.Path, err
}

// copyImage copies an image's bytes into a new volume of the same format. A raw
// one has its whole size from the beginning, because libvirt resizes no logical
// volume; what is behind the image is zeros, whatever lay there before.
func copyImage(ctx context.Context, storage hypervisor.Storage, spec hypervisor.VolumeSpec, from diskSource, progress func(int)) (novacron.Volume, error) {
	none := novacron.Volume{}
	size := uint64(from.Length)
	if spec.Format == "raw" {
		size = max(size, spec.CapacityBytes)
	}
	spec.Format, spec.CapacityBytes = "raw", size // the file's own length; its format is known when it is refreshed
	if _, err := storage.CreateVolume(ctx, spec); err != nil {
		return none, err
	}
	content, err := storage.DownloadVolume(ctx, hypervisor.VolumeRef{Pool: from.Pool, Volume: from.Volume}, 0, 0)
	if err != nil {
		return none, err
	}
	defer content.Close()
	writer, err := storage.UploadVolume(ctx, spec.VolumeRef, 0, 0)
	if err != nil {
		return none, err
	}
	defer writer.Abort()
	copied, err := copySparse(writer, &counting{content, progress})
	if err != nil {
		return none, err
	}
	if copied != from.Length {
		return none, novacron.Errorf(novacron.Conflict, "image %s has %d bytes, not %d: its file was changed", from.ImageName, copied, from.Length).
			WithMend("delete the image, and import it again")
	}
	if rest := size - uint64(from.Length); rest > 0 {
		if err := writer.Skip(rest); err != nil {
			return none, err
		}
	}
	if err := writer.Close(); err != nil {
		return none, err
	}
	if err := storage.RefreshPool(ctx, spec.Pool); err != nil {
		return none, err
	}
	return storage.Volume(ctx, spec.VolumeRef)
}

// sourceChanges tells what disks are made from.
func sourceChanges(sources map[int]diskSource) []novacron.Change {
	changes := make([]novacron.Change, 0, len(sources))
	for _, n := range slices.Sorted(maps.Keys(sources)) {
		changes = append(changes, novacron.Change{
			Field: indexed("disks", n) + ".image", To: sources[n].ImageName + ", " + sources[n].Mode, Applied: novacron.AppliedNow,
		})
	}
	return changes
}
