package kvm

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/digitalocean/go-libvirt/socket"
)

// Numbers of libvirt's remote protocol and of its pool events.
const (
	procStoragePoolEventRegisterAny = 368
	procStoragePoolEventLifecycle   = 370
	procStoragePoolEventRefresh     = 373

	poolEventLifecycle = 0
	poolEventRefresh   = 1
)

// WatchPools tells of pools that libvirt says have changed, over a connection
// of its own: on modular hosts the storage daemon is another one than that of
// the VMs. A connection that is lost is made again, and then anything may have
// changed.
func (p *Provider) WatchPools(ctx context.Context, changed func(pool string)) error {
	for ctx.Err() == nil {
		p.watchPoolsOnce(ctx, changed)
		select {
		case <-ctx.Done():
		case <-time.After(jitter(maxBackoff)):
		}
	}
	return ctx.Err()
}

// watchPoolsOnce watches until the connection or ctx ends. One that cannot be
// made is the session's to report.
func (p *Provider) watchPoolsOnce(ctx context.Context, changed func(pool string)) {
	e, err := p.streamEndpoint(storage)
	if err != nil {
		return
	}
	opening, cancel := p.bounded(ctx)
	defer cancel()
	events := make(chan string, 256)
	w, err := dialWire(opening, e, func(h *socket.Header, payload []byte) {
		if h.Type != socket.Message {
			return
		}
		select {
		case events <- poolOfEvent(h, payload):
		default: // many at once: the reader looks at everything then
		}
	})
	if err != nil {
		return
	}
	defer w.close()
	defer context.AfterFunc(ctx, w.close)()
	for _, id := range []uint32{poolEventLifecycle, poolEventRefresh} {
		var args xdr
		args.uint(id)
		args.uint(0) // every pool
		if _, err := w.call(opening, procStoragePoolEventRegisterAny, args); err != nil {
			p.log.Debug().Err(err).Msg("libvirt does not tell of storage pools")
			return
		}
	}
	changed("")
	for {
		select {
		case name := <-events:
			changed(name)
		case <-w.conn.gone:
			return
		}
	}
}

// poolOfEvent is the name of the pool that an event is about; empty for one
// that cannot be read: callbackID, then the pool's name and UUID.
func poolOfEvent(h *socket.Header, b []byte) string {
	if h.Procedure != procStoragePoolEventLifecycle && h.Procedure != procStoragePoolEventRefresh || len(b) < 8 {
		return ""
	}
	n := binary.BigEndian.Uint32(b[4:])
	if uint64(n) > uint64(len(b)-8) {
		return ""
	}
	return string(b[8 : 8+n])
}
