package diskimage

import (
	"context"
	"errors"
	"fmt"
	"io"
)

const (
	// blockSize is the unit of reading: a cluster of most qcow2 files, and large enough for a stream from libvirt to be worth opening.
	blockSize = 64 << 10
	// maxBlocks are kept: tables that are read in small pieces lie together.
	maxBlocks = 16
	// maxRead is the largest piece anybody may ask for: a cluster of 2 MiB.
	maxRead = 2 << 20
)

// errSpent ends the reading of tables that grow with the disk.
var errSpent = errors.New("the budget for tables is spent")

// window reads pieces of a file, each within it, through a small cache.
type window struct {
	ctx    context.Context //nolint:containedctx // one call's, as an argument of each of its steps
	r      io.ReaderAt
	size   int64
	budget int64
	blocks map[int64][]byte
	order  []int64
}

func newWindow(ctx context.Context, r io.ReaderAt, size, budget int64) *window {
	return &window{ctx: ctx, r: r, size: size, budget: budget, blocks: map[int64][]byte{}}
}

// holds tells whether n bytes at offset lie within the file.
func (w *window) holds(offset, n uint64) bool {
	return offset <= uint64(w.size) && n <= uint64(w.size)-offset
}

// read gives n bytes at offset; the caller has made sure that n is bounded. It is refused as truncated where the file ends before.
func (w *window) read(what string, offset, n uint64) ([]byte, error) {
	if n > maxRead {
		panic("diskimage: a read larger than a cluster")
	}
	if !w.holds(offset, n) {
		return nil, refuse(Truncated, "the file ends before %s: %d bytes at %d of %d", what, n, offset, w.size)
	}
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if n > blockSize || offset/blockSize != (offset+n-1)/blockSize {
		return w.fill(int64(offset), int64(n))
	}
	block, err := w.block(int64(offset) / blockSize)
	if err != nil {
		return nil, err
	}
	from := offset % blockSize
	return block[from : from+n], nil
}

// spend is read for tables that grow with the disk; errSpent when enough was read. What comes from the cache costs as much, so that a
// table that is named a million times ends, too.
func (w *window) spend(what string, offset, n uint64) ([]byte, error) {
	if w.budget <= 0 {
		return nil, errSpent
	}
	before := w.budget
	data, err := w.read(what, offset, n)
	w.budget = min(w.budget, before-int64(n))
	return data, err
}

func (w *window) block(number int64) ([]byte, error) {
	if block, ok := w.blocks[number]; ok {
		return block, nil
	}
	start := number * blockSize
	block, err := w.fill(start, min(blockSize, w.size-start))
	if err != nil {
		return nil, err
	}
	if len(w.order) == maxBlocks {
		delete(w.blocks, w.order[0])
		w.order = w.order[1:]
	}
	w.blocks[number] = block
	w.order = append(w.order, number)
	return block, nil
}

func (w *window) fill(offset, n int64) ([]byte, error) {
	w.budget -= n
	data := make([]byte, n)
	got, err := w.r.ReadAt(data, offset)
	switch {
	case got == len(data):
		return data, nil
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, refuse(Truncated, "the file ends at %d, and was said to have %d bytes", offset+int64(got), w.size)
	}
	return nil, fmt.Errorf("read %d bytes at %d: %w", n, offset, err)
}
