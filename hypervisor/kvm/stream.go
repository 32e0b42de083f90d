package kvm

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	// packetHeader is the length and the six words before a packet's content.
	packetHeader = 28
	// maxPacket is how much content libvirt puts into a stream's packet
	// (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX): every version takes it.
	maxPacket = 262120
	// protocolVersion is that of the remote program, since ever.
	protocolVersion = 1
	// stallLimit is how long a stream may stand still: longer than a disk that
	// is busy with others, short enough that one that is gone is noticed.
	stallLimit = 2 * time.Minute
	// abortLimit is how long the daemon gets to confirm that a stream was given up.
	abortLimit = 5 * time.Second
	// sparseStream allows holes (VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM).
	sparseStream = 1
)

// volumeStream is a stream of a volume's bytes, with a connection of its own:
// what a slow disk holds up is this stream alone. The daemon reads no further
// from a client whose packets it has not written yet, and sends no further to
// one that does not read, so neither side gathers more than a few packets.
type volumeStream struct {
	wire      *wire
	procedure uint32
	packets   chan []byte // what a download gets; closed at its end
	ended     chan struct{}
	stop      func() bool // takes the watch over the context back
	ctx       context.Context

	once sync.Once
	err  error // why it ended; read it after ended is closed
}

// openStream opens a stream of a volume.
func (p *Provider) openStream(ctx context.Context, procedure uint32, ref hypervisor.VolumeRef, offset, length uint64, flags uint32) (*volumeStream, error) {
	vol, err := p.findVolume(ctx, ref)
	if err != nil {
		return nil, err
	}
	e, err := p.streamEndpoint(storage)
	if err != nil {
		return nil, err
	}
	s := &volumeStream{procedure: procedure, packets: make(chan []byte, 2), ended: make(chan struct{}), ctx: ctx}
	opening, cancel := p.bounded(ctx)
	defer cancel()
	if s.wire, err = dialWire(opening, e, s.take); err != nil {
		return nil, err
	}
	s.stop = context.AfterFunc(ctx, s.wire.close)
	var args xdr
	args.text(vol.Pool)
	args.text(vol.Name)
	args.text(vol.Key)
	args.hyper(offset)
	args.hyper(length)
	args.uint(flags)
	if _, err := s.wire.call(opening, procedure, args); err != nil {
		s.release()
		return nil, volumeError(err, ref)
	}
	go func() {
		<-s.wire.conn.gone
		s.end(errLost())
	}()
	return s, nil
}

// findVolume finds the handle of a volume.
func (p *Provider) findVolume(ctx context.Context, ref hypervisor.VolumeRef) (libvirt.StorageVol, error) {
	vol, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (libvirt.StorageVol, error) {
		pool, err := lv.StoragePoolLookupByName(ref.Pool)
		if err != nil {
			return libvirt.StorageVol{}, err
		}
		return lv.StorageVolLookupByName(pool, ref.Volume)
	})
	return vol, volumeError(err, ref)
}

// volumeError names what is not there.
func volumeError(err error, ref hypervisor.VolumeRef) error {
	if isNumber(err, libvirt.ErrNoStorageVol) {
		return novacron.Errorf(novacron.NotFound, "there is no volume %s in the pool %s", ref.Volume, ref.Pool)
	}
	return poolError(err, ref.Pool)
}

// streamEndpoint is where a room's daemon is.
func (p *Provider) streamEndpoint(r room) (endpoint, error) {
	s, err := p.session()
	if err != nil {
		return endpoint{}, err
	}
	if own := s.endpoints(r); s.driver == "qemu" && r != domains && len(own) > 0 && socketExists(own[0].socket) {
		return own[0], nil
	}
	return s.events.endpoint, nil
}

// take takes a packet of the stream. It waits for the reader of a download.
func (s *volumeStream) take(h *socket.Header, payload []byte) {
	switch {
	case h.Status == socket.StatusError:
		s.end(mapError(wireError(payload)))
	case h.Status == socket.StatusOK: // the daemon's last word
		s.end(io.EOF)
	case s.procedure == procStorageVolDownload:
		select {
		case s.packets <- payload: // an empty one is the end of the data
		case <-s.ended:
		}
	}
}

// end keeps why the stream is over; the first reason counts.
func (s *volumeStream) end(why error) {
	s.once.Do(func() {
		if err := s.ctx.Err(); err != nil {
			why = contextError(s.ctx)
		}
		s.err = why
		close(s.ended)
	})
}

// release ends the connection, and with it what the daemon has of the stream.
func (s *volumeStream) release() {
	if s.stop != nil {
		s.stop()
	}
	s.wire.close()
}

// packet fills in the header of a packet whose content begins at packetHeader.
func (s *volumeStream) packet(b []byte, kind, status uint32) {
	for i, word := range []uint32{uint32(len(b)), remoteProgram, protocolVersion, s.procedure, kind, uint32(s.wire.serial), status} {
		binary.BigEndian.PutUint32(b[4*i:], word)
	}
}

// send sends a whole packet. Nothing else writes to the connection while it is
// a stream's.
func (s *volumeStream) send(b []byte, kind, status uint32) error {
	s.packet(b, kind, status)
	select {
	case <-s.ended:
		return s.failure()
	default:
	}
	_ = s.wire.conn.SetWriteDeadline(time.Now().Add(stallLimit))
	_, err := s.wire.conn.Write(b)
	if err == nil {
		return nil
	}
	s.wire.close()
	s.end(stalled(err))
	return s.failure()
}

// failure is why the stream ended before it should.
func (s *volumeStream) failure() error {
	if errors.Is(s.err, io.EOF) {
		return novacron.Errorf(novacron.Unavailable, "libvirt ended the transfer before its end")
	}
	return s.err
}

// finish tells the daemon that this is all, and waits for its word.
func (s *volumeStream) finish(ctx context.Context, limit time.Duration) error {
	if err := s.send(make([]byte, packetHeader), socket.Stream, socket.StatusOK); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case <-s.ended:
	case <-ctx.Done():
		return contextError(ctx)
	}
	if errors.Is(s.err, io.EOF) {
		return nil
	}
	return s.err
}

// abort gives the stream up and waits a moment until the daemon has, so that
// the volume is free when it returns.
func (s *volumeStream) abort() {
	defer s.release()
	if s.send(make([]byte, packetHeader), socket.Stream, socket.StatusError) != nil {
		return
	}
	limit := time.NewTimer(abortLimit)
	defer limit.Stop()
	for {
		select {
		case <-s.packets: // make way for the daemon's word
		case <-s.ended:
			return
		case <-limit.C:
			return
		}
	}
}

// stalled is the error of a transfer that stands still.
func stalled(err error) error {
	var network interface{ Timeout() bool }
	if errors.As(err, &network) && network.Timeout() {
		return novacron.Errorf(novacron.Timeout, "the storage took nothing for %s", stallLimit)
	}
	return mapError(err)
}
