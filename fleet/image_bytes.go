package fleet

import (
	"bytes"
	"context"
	"errors"
	"io"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
)

// sparseBlock is what is looked at for zeros: a cluster of most qcow2 files.
const sparseBlock = 64 << 10

// copySparse writes what a reader has, and leaves out whole blocks of zeros.
func copySparse(w hypervisor.VolumeWriter, r io.Reader) (int64, error) {
	block, zeros := make([]byte, sparseBlock), make([]byte, sparseBlock)
	var copied int64
	var hole uint64
	for {
		n, err := io.ReadFull(r, block)
		copied += int64(n)
		if n == sparseBlock && bytes.Equal(block, zeros) {
			hole += sparseBlock
			n = 0
		}
		if hole > 0 && (n > 0 || err != nil) {
			if err := w.Skip(hole); err != nil {
				return copied, err
			}
			hole = 0
		}
		if n > 0 {
			if _, err := w.Write(block[:n]); err != nil {
				return copied, err
			}
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return copied, nil
		}
		if err != nil {
			return copied, err
		}
	}
}

// counting tells how much was read.
type counting struct {
	io.Reader

	tell func(n int)
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.tell(n)
	return n, err
}

// progress shows how far a phase is, from one percent to another.
func (i *imageImport) progress(phase string, length int64, from, to int) func(int) {
	return showProgress(i.r, phase, length, from, to)
}

func showProgress(r *run, phase string, length int64, from, to int) func(int) {
	var done int64
	shown := from
	return func(n int) {
		done += int64(n)
		if percent := from + int(int64(to-from)*min(done, length)/max(length, 1)); percent != shown {
			shown = percent
			r.show(phase, percent, true)
		}
	}
}

// volumeReader reads pieces of a volume, each through a stream of its own.
type volumeReader struct {
	ctx     context.Context //nolint:containedctx // io.ReaderAt has none
	storage hypervisor.VolumeStreams
	ref     hypervisor.VolumeRef
}

// ReadAt reads a piece.
func (v *volumeReader) ReadAt(p []byte, at int64) (int, error) {
	content, err := v.storage.DownloadVolume(v.ctx, v.ref, uint64(at), uint64(len(p)))
	if err != nil {
		return 0, err
	}
	defer content.Close()
	n, err := io.ReadFull(content, p)
	if err != nil {
		return n, err
	}
	// What was read to its end need not be given up.
	_, err = io.Copy(io.Discard, content)
	return n, err
}

// inspectVolume inspects a volume's bytes.
func inspectVolume(ctx context.Context, storage hypervisor.VolumeStreams, ref hypervisor.VolumeRef, length int64, options diskimage.Options) (diskimage.Info, error) {
	return diskimage.Inspect(ctx, &volumeReader{ctx, storage, ref}, length, options)
}
