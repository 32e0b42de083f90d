package kvm

import (
	"context"
	"io"
	"time"

	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// finishLimit is how long the daemon gets to write what it still has of an
// upload.
const finishLimit = 10 * time.Minute

// upload is an upload under way. What is written is gathered into packets, each
// with its header in the same piece of memory.
type upload struct {
	stream *volumeStream
	buffer []byte // packetHeader bytes, then what was gathered
	limit  uint64 // how much was announced; 0 for as much as there is
	sent   uint64
	failed error // why it was given up by itself
	closed bool
}

var (
	_ hypervisor.VolumeWriter = (*upload)(nil)
	_ io.ReaderFrom           = (*upload)(nil)
)

// UploadVolume opens a stream into a volume.
func (p *Provider) UploadVolume(ctx context.Context, ref hypervisor.VolumeRef, offset, length uint64) (hypervisor.VolumeWriter, error) {
	s, err := p.openStream(ctx, procStorageVolUpload, ref, offset, length, sparseStream)
	if err != nil {
		return nil, err
	}
	return &upload{stream: s, buffer: make([]byte, packetHeader, packetHeader+maxPacket), limit: length}, nil
}

// Write sends b, or gathers it until there is a packet.
func (u *upload) Write(b []byte) (int, error) {
	done := 0
	for done < len(b) {
		n := min(len(b)-done, cap(u.buffer)-len(u.buffer))
		u.buffer = append(u.buffer, b[done:done+n]...)
		done += n
		if len(u.buffer) == cap(u.buffer) {
			if err := u.flush(); err != nil {
				return done, err
			}
		}
	}
	return done, nil
}

// ReadFrom sends what r has until its end, without another copy.
func (u *upload) ReadFrom(r io.Reader) (int64, error) {
	var done int64
	for {
		n, err := r.Read(u.buffer[len(u.buffer):cap(u.buffer)])
		u.buffer = u.buffer[:len(u.buffer)+n]
		done += int64(n)
		if len(u.buffer) == cap(u.buffer) {
			if err := u.flush(); err != nil {
				return done, err
			}
		}
		if err == io.EOF { // what io.Reader promises
			return done, nil
		}
		if err != nil {
			return done, err
		}
	}
}

// flush sends what was gathered.
func (u *upload) flush() error {
	if len(u.buffer) == packetHeader || u.failed != nil {
		return u.failed
	}
	if err := u.count(uint64(len(u.buffer) - packetHeader)); err != nil {
		return err
	}
	err := u.stream.send(u.buffer, socket.Stream, socket.StatusContinue)
	u.buffer = u.buffer[:packetHeader]
	return err
}

// count refuses what is more than was announced, and gives the upload up: the
// storage daemon of libvirt 11.3 crashes over it.
func (u *upload) count(n uint64) error {
	if u.limit > 0 && n > u.limit-u.sent {
		u.failed = novacron.Errorf(novacron.Invalid, "there is more than the %d bytes that were announced", u.limit)
		u.Abort()
		return u.failed
	}
	u.sent += n
	return nil
}

// Skip sends a hole.
func (u *upload) Skip(n uint64) error {
	if err := u.flush(); err != nil {
		return err
	}
	if err := u.count(n); err != nil {
		return err
	}
	hole := xdr(make([]byte, packetHeader))
	hole.hyper(n)
	hole.uint(0) // no flags are known
	return u.stream.send(hole, streamHole, socket.StatusContinue)
}

// Close ends the upload and waits until libvirt has written everything.
func (u *upload) Close() error {
	if u.closed {
		return u.failed
	}
	if err := u.flush(); err != nil {
		u.Abort()
		return err
	}
	u.closed = true
	defer u.stream.release()
	return u.stream.finish(u.stream.ctx, finishLimit)
}

// Abort gives the upload up.
func (u *upload) Abort() {
	if !u.closed {
		u.closed = true
		u.stream.abort()
	}
}
