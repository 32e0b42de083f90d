package kvm

import (
	"context"
	"io"
	"time"

	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/hypervisor"
)

// finishLimit is how long the daemon gets to write what it still has of an
// upload.
const finishLimit = 10 * time.Minute

// upload is an upload under way. What is written is gathered into packets, each
// with its header in the same piece of memory.
type upload struct {
	stream *volumeStream
	buffer []byte // packetHeader bytes, then what was gathered
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
	return &upload{stream: s, buffer: make([]byte, packetHeader, packetHeader+maxPacket)}, nil
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
		if err == io.EOF { //nolint:errorlint // what io.Reader promises
			return done, nil
		}
		if err != nil {
			return done, err
		}
	}
}

// flush sends what was gathered.
func (u *upload) flush() error {
	if len(u.buffer) == packetHeader {
		return nil
	}
	err := u.stream.send(u.buffer, socket.Stream, socket.StatusContinue)
	u.buffer = u.buffer[:packetHeader]
	return err
}

// Skip sends a hole.
func (u *upload) Skip(n uint64) error {
	if err := u.flush(); err != nil {
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
		return nil
	}
	u.closed = true
	defer u.stream.release()
	if err := u.flush(); err != nil {
		return err
	}
	return u.stream.finish(u.stream.ctx, finishLimit)
}

// Abort gives the upload up.
func (u *upload) Abort() {
	if !u.closed {
		u.closed = true
		u.stream.abort()
	}
}
