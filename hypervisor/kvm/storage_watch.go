package kvm

import (
	"context"
	"time"

	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/hypervisor"
)

// Numbers of libvirt's remote protocol and of its pool events.
const (
	procStoragePoolEventRegisterAny = 368

	poolEventLifecycle = 0
	poolEventRefresh   = 1
)

// monitorPools sends a notice whenever libvirt says that pools have changed, over a connection
// of its own: on modular hosts the storage daemon is another one than that of
// the VMs. A connection that is lost is made again, and then anything may have
// changed.
func (p *Provider) monitorPools(ctx context.Context) {
	for ctx.Err() == nil {
		p.watchPools(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(jitter(maxBackoff)):
		}
	}
}

// watchPools watches until the connection or ctx ends. One that cannot be
// made is the session's to report.
func (p *Provider) watchPools(ctx context.Context) {
	e, err := p.streamEndpoint(storage)
	if err != nil {
		return
	}
	opening, cancel := p.bounded(ctx)
	defer cancel()
	w, err := dialWire(opening, e, func(h *socket.Header, _ []byte) {
		if h.Type == socket.Message {
			p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticePools})
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
	p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticePools})
	<-w.conn.gone
}
