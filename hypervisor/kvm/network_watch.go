package kvm

import (
	"context"
	"time"

	"github.com/digitalocean/go-libvirt/socket"

	"github.com/novacron/novacron/hypervisor"
)

// Numbers of libvirt's remote protocol and of its network events.
const (
	procNetworkEventRegisterAny = 313
	networkEventLifecycle       = 0
	networkEventMetadata        = 1 // as of libvirt 9.8
)

// monitorNetworks sends a notice whenever libvirt says that networks have
// changed, over a connection of its own: on modular hosts another daemon has
// them than the VMs. One that is lost is made again, and then anything may have
// changed.
func (p *Provider) monitorNetworks(ctx context.Context) {
	for ctx.Err() == nil {
		p.watchNetworks(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(jitter(maxBackoff)):
		}
	}
}

// watchNetworks watches until the connection or ctx ends. One that cannot be
// made is the session's to report.
func (p *Provider) watchNetworks(ctx context.Context) {
	e, err := p.streamEndpoint(networks)
	if err != nil {
		return
	}
	opening, cancel := p.bounded(ctx)
	defer cancel()
	tell := func() { p.hub.send(hypervisor.Notice{Kind: hypervisor.NoticeNetworks}) }
	w, err := dialWire(opening, e, func(h *socket.Header, _ []byte) {
		if h.Type == socket.Message {
			tell()
		}
	})
	if err != nil {
		return
	}
	defer w.close()
	defer context.AfterFunc(ctx, w.close)()
	for _, id := range []uint32{networkEventLifecycle, networkEventMetadata} {
		var args xdr
		args.uint(id)
		args.uint(0) // every network
		if _, err := w.call(opening, procNetworkEventRegisterAny, args); err != nil && id == networkEventLifecycle {
			p.log.Debug().Err(err).Msg("libvirt does not tell of networks")
			return
		}
	}
	tell()
	<-w.conn.gone
}
