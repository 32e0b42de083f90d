package fleet

import (
	"archive/tar"
	"context"
	"crypto/sha1" //nolint:gosec // what older archives have; a checksum against accidents
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/internal/ovf"
	"github.com/novacron/novacron/novacron"
)

// maxArchiveFiles bounds what is looked at in an archive.
const maxArchiveFiles = 256

// importing is one import while it reads its archive.
type importing struct {
	a    *Archives
	r    *run
	p    cloner
	plan archivePlan

	sums map[string]map[string]string // file to algorithm to checksum, as they came
	want []ovf.Sum                    // the manifest's
	done []bool
}

func broken(format string, args ...any) error {
	return novacron.Errorf(novacron.Invalid, "the archive cannot be used: "+format, args...)
}

// run reads the archive from its beginning to its end.
func (i *importing) run(ctx context.Context) error {
	whole, cancel := withTimeout(ctx, duplicateWithin, "reading the archive")
	defer cancel()
	vol, err := i.p.Volume(whole, i.plan.Source)
	if err != nil {
		return err
	}
	in, err := i.p.DownloadVolume(whole, i.plan.Source, 0, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	i.sums, i.done = map[string]map[string]string{}, make([]bool, len(i.plan.Disks))
	archive := tar.NewReader(&counting{in, showProgress(i.r, "read", int64(max(vol.AllocationBytes, vol.CapacityBytes)), 1, 88)})
	for files := 0; ; files++ {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return ended(whole, broken("it is cut off or damaged: %v", err))
		}
		if files == maxArchiveFiles {
			return broken("it has more than %d files", maxArchiveFiles)
		}
		if err := i.file(whole, archive, head); err != nil {
			return ended(whole, err)
		}
	}
	return i.finish(whole)
}

// ended is why a context ended, where it did: what failed then failed of that.
func ended(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// file takes one file of the archive. Names with a path belong to nothing, and
// are passed over.
func (i *importing) file(ctx context.Context, in io.Reader, head *tar.Header) error {
	name := strings.TrimPrefix(head.Name, "./")
	if head.Typeflag != tar.TypeReg || !ovf.PlainName(name) {
		return nil
	}
	sums := map[string]hash.Hash{"SHA1": sha1.New(), "SHA256": sha256.New(), "SHA512": sha512.New()}
	source := io.TeeReader(in, io.MultiWriter(sums["SHA1"], sums["SHA256"], sums["SHA512"]))
	at := slices.IndexFunc(i.plan.Disks, func(d ovf.Disk) bool { return d.File == name })
	switch {
	case strings.HasSuffix(strings.ToLower(name), ".mf"):
		text, err := io.ReadAll(io.LimitReader(in, ovf.MaxBytes+1))
		if err == nil {
			i.want, err = ovf.ReadManifest(text)
		}
		if err != nil {
			return broken("its manifest %s: %v", name, err)
		}
		return nil
	case at >= 0 && i.done[at]:
		return broken("the file %s is there twice", name)
	case at >= 0:
		if err := i.disk(ctx, at, source, head.Size); err != nil {
			return err
		}
		i.done[at] = true
	case head.Size <= ovf.MaxBytes:
		if _, err := io.Copy(io.Discard, source); err != nil {
			return err
		}
	default:
		return nil // nobody asked for it; tar passes over it
	}
	i.sums[name] = map[string]string{}
	for algorithm, sum := range sums {
		i.sums[name][algorithm] = hex.EncodeToString(sum.Sum(nil))
	}
	return nil
}

// disk writes a disk's file into a volume, looks at it before anything opens it
// as a disk, and converts it where it is not qcow2.
func (i *importing) disk(ctx context.Context, at int, in io.Reader, size int64) error {
	want, disk := i.plan.Disks[at], i.plan.Definition.VM.Disks[at]
	if want.FileBytes != 0 && want.FileBytes != uint64(size) {
		return broken("the file %s has %d bytes, and should have %d", want.File, size, want.FileBytes)
	}
	final := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
	ref := final
	if want.Format != "qcow2" {
		ref = i.plan.scratch(at)
	}
	if err := i.store(ctx, ref, in, size); err != nil {
		return err
	}
	expect := diskimage.Format(want.Format)
	info, err := inspectVolume(ctx, i.p, ref, size, diskimage.Options{Expect: expect})
	if err != nil {
		if diskimage.ReasonOf(err) != "" {
			return broken("the disk %s is refused: %v", want.File, err)
		}
		return err
	}
	if uint64(info.VirtualSizeBytes) != want.CapacityBytes && want.Format != "raw" {
		return broken("the disk %s has %d bytes, and should have %d", want.File, info.VirtualSizeBytes, want.CapacityBytes)
	}
	if err := i.p.RefreshPool(ctx, ref.Pool); err != nil {
		return err
	}
	if ref == final {
		return nil
	}
	to := hypervisor.VolumeSpec{VolumeRef: final, Format: "qcow2", CapacityBytes: want.CapacityBytes}
	if err := i.a.f.duplicate(ctx, i.p, volumeCopy{From: ref, To: to}, func(int) {}); err != nil {
		return err
	}
	return i.p.DeleteVolume(ctx, ref)
}

func (i *importing) store(ctx context.Context, ref hypervisor.VolumeRef, in io.Reader, size int64) error {
	pool, err := i.p.Pool(ctx, ref.Pool)
	if err == nil && pool.State.Usable() && pool.AvailableBytes < uint64(size) {
		return novacron.Errorf(novacron.Exhausted, "a disk has %d bytes, pool %s has %d left", size, ref.Pool, pool.AvailableBytes).
			WithMend("make room in the pool, or choose another")
	}
	// It is made as raw, in its length: what is in it is known when it was looked at.
	if _, err := i.p.CreateVolume(ctx, hypervisor.VolumeSpec{VolumeRef: ref, Format: "raw", CapacityBytes: uint64(max(size, 1))}); err != nil {
		return err
	}
	out, err := i.p.UploadVolume(ctx, ref, 0, 0)
	if err != nil {
		return err
	}
	defer out.Abort()
	n, err := copySparse(out, in)
	if err != nil {
		return broken("it is cut off or damaged: %v", err)
	}
	if n != size {
		return broken("it is cut off within a disk")
	}
	return out.Close()
}

// finish makes the disks that have no file, and compares the checksums.
func (i *importing) finish(ctx context.Context) error {
	for at, want := range i.plan.Disks {
		disk := i.plan.Definition.VM.Disks[at]
		if want.File != "" && !i.done[at] {
			return broken("the disk %s is missing", want.File)
		}
		if want.File == "" {
			if _, err := i.p.EnsureVolume(ctx, disk); err != nil {
				return err
			}
		}
	}
	for _, sum := range i.want {
		if got, ok := i.sums[sum.File]; ok && got[sum.Algorithm] != sum.Hex {
			return broken("the file %s is damaged: its checksum is %s, not %s", sum.File, got[sum.Algorithm], sum.Hex)
		}
	}
	if len(i.want) == 0 {
		i.r.rec.Warnings = append(i.r.rec.Warnings, "the archive has no manifest: that it is whole is not certain")
	}
	return nil
}
