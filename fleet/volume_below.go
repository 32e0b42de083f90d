package fleet

import (
	"context"
	"io"
	"path/filepath"
	"strconv"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/novacron"
)

// unknownLength stands for the length of a volume where only its beginning is read.
const unknownLength = 1 << 60

// checkBelow refuses a volume that says it reads from a file of the host which
// is no volume, before the hypervisor opens it to convert it: a guest may have
// written that header into what was its raw disk, to have the file copied.
func (s *storage) checkBelow(ctx context.Context, streams hypervisor.VolumeStreams, vol novacron.Volume) error {
	byPath := map[string]novacron.Volume{}
	for _, other := range s.f.store.Volumes().All() {
		byPath[other.Path] = other
	}
	ctx, cancel := withTimeout(ctx, callWithin, "looking into the volume")
	defer cancel()
	below := vol
	for range maxChain {
		options := diskimage.Options{HeaderOnly: true, MaxVirtualSizeBytes: unknownLength}
		info, err := diskimage.Inspect(ctx, &beginningOf{volumeReader{ctx, streams, refOf(below)}}, unknownLength, options)
		switch reason := diskimage.ReasonOf(err); {
		case err != nil && reason == "":
			return err
		case reason == diskimage.ExternalData:
			return readsHostFile(vol, "another file, where its data lie")
		case reason != diskimage.BackingFile:
			return nil // what else is wrong with it the hypervisor says
		}
		backing := info.Backing
		if !filepath.IsAbs(backing) {
			backing = filepath.Join(filepath.Dir(below.Path), backing)
		}
		next, ok := byPath[backing]
		if !ok {
			return readsHostFile(vol, strconv.Quote(info.Backing[:min(len(info.Backing), 200)])+", which is no volume of a pool")
		}
		below = next
	}
	return readsHostFile(vol, "too many files below it")
}

func readsHostFile(vol novacron.Volume, what string) error {
	return novacron.Errorf(novacron.Forbidden, "the volume %s says that it reads from %s", vol.Name, what).
		WithMend("if it was a raw disk, its guest wrote that; download it, and look")
}

// beginningBytes is far behind any header that names another file. What lies
// behind is not read: a volume's file need not be so long, and libvirt fails to
// seek where its file system ends.
const beginningBytes = 1 << 30

// beginningOf reads the beginning of a volume whose length is not known: behind
// that, and behind its end, are zeros.
type beginningOf struct{ volumeReader }

// ReadAt reads a piece.
func (b *beginningOf) ReadAt(p []byte, at int64) (int, error) {
	clear(p)
	if at >= beginningBytes {
		return len(p), nil
	}
	content, err := b.storage.DownloadVolume(b.ctx, b.ref, uint64(at), uint64(len(p)))
	if err != nil {
		return 0, err
	}
	defer content.Close()
	if _, err := io.ReadFull(content, p); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return 0, err
	}
	return len(p), nil
}
