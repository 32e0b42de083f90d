package kvm

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// Between two attempts to connect: quick at first, because a daemon that is
// restarted is back within a second, and never longer than people wait.
const (
	minBackoff = 100 * time.Millisecond
	maxBackoff = 2 * time.Second
)

// session is one connection to libvirt, from connect to loss.
type session struct {
	target

	events *link // lifecycle events; every call of the test driver
	rooms  map[room]*lanes
	info   novacron.Hypervisor
	accel  string // kvm, tcg or none
	caps   capabilities

	mostVCPUs int // that a new VM can have; 0 where libvirt does not tell
}

// vcpuLimit is how many vCPUs a VM may have: what libvirt tells, or what no
// machine exceeds.
func (s *session) vcpuLimit() int {
	if s.mostVCPUs > 0 {
		return min(s.mostVCPUs, maxVCPUs)
	}
	return maxVCPUs
}

// monitorConnection keeps a session up until ctx ends.
func (p *Provider) monitorConnection(ctx context.Context, t target) {
	backoff := minBackoff
	for ctx.Err() == nil {
		err := p.runSession(ctx, t, func() { backoff = minBackoff })
		if ctx.Err() != nil {
			return
		}
		p.setDown(err)
		p.log.Debug().Err(err).Dur("backoff", backoff).Msg("libvirt connection")
		select {
		case <-ctx.Done():
			return
		case <-time.After(jitter(backoff)):
		}
		backoff = min(2*backoff, maxBackoff)
	}
}

// jitter spreads a wait over its second half, so that many clients of a daemon
// do not come back at once.
func jitter(d time.Duration) time.Duration {
	return d/2 + rand.N(d/2) //nolint:gosec // no secret
}

// runSession connects and serves until the connection is lost or ctx ends. up
// is called when it is connected.
func (p *Provider) runSession(ctx context.Context, t target, up func()) error {
	s, err := p.openSession(ctx, t)
	if err != nil {
		return err
	}
	defer s.close()
	subscribed, unsubscribe := context.WithCancel(context.WithoutCancel(ctx))
	served, cancel := context.WithCancel(ctx)
	readers, err := p.subscribe(served, subscribed, s)
	defer readers.Wait()
	defer unsubscribe()
	defer s.close()
	defer cancel()
	if err != nil {
		return err
	}
	p.setSession(s)
	up()
	readers.Go(func() { p.monitorChanges(served) })
	if s.driver == "qemu" { // no other has files, nor a host
		readers.Go(func() { p.monitorNetworks(served) })
		readers.Go(func() { p.monitorSizes(served) })
		readers.Go(func() { p.monitorPools(served) })
	}
	why := p.monitorAlive(served, s)
	p.dropSession(why)
	return why
}

// openSession connects to libvirt and learns what it is.
func (p *Provider) openSession(ctx context.Context, t target) (*session, error) {
	ctx, cancel := context.WithTimeout(ctx, p.opts.CallTimeout)
	defer cancel()
	events, err := dialFirst(ctx, t.endpoints(domains))
	if err != nil {
		return nil, err
	}
	s := &session{target: t, events: events}
	s.rooms = s.makeRooms(events)
	if err := p.learn(ctx, s); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// makeRooms gives each room its lanes. Rooms without a daemon of their own use
// the one that answered for domains.
func (s *session) makeRooms(events *link) map[room]*lanes {
	if s.driver == "test" {
		shared := newLanes(nil, events)
		return map[room]*lanes{domains: shared, storage: shared, networks: shared, filters: shared}
	}
	main := newLanes(events.dial, nil)
	rooms := map[room]*lanes{domains: main, storage: main, networks: main, filters: main}
	for _, r := range []room{storage, networks, filters} {
		own := s.endpoints(r)
		if len(own) == 0 || !socketExists(own[0].socket) {
			continue
		}
		rooms[r] = newLanes(func(ctx context.Context) (*link, error) { return dialFirst(ctx, own) }, nil)
	}
	return rooms
}

func (s *session) close() {
	for _, n := range s.rooms {
		n.close()
	}
	s.events.closeGently()
}

// monitorAlive returns when the daemon is gone, hangs, or ctx ends, and says
// which. libvirt's own keepalive is not in go-libvirt; a call of libvirt's that
// its workers serve with priority does the same. It goes over a lane, because a
// connection with subscriptions must not be lost under a call (closeGently).
func (p *Provider) monitorAlive(ctx context.Context, s *session) error {
	tick := time.NewTicker(p.opts.Keepalive)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return contextError(ctx)
		case <-s.events.gone():
			return novacron.Errorf(novacron.Unavailable, "libvirt ended the connection")
		case <-tick.C:
			if err := p.ping(ctx, s); err != nil {
				return err
			}
		}
	}
}

func (p *Provider) ping(ctx context.Context, s *session) error {
	limited, cancel := context.WithTimeout(ctx, 2*p.opts.Keepalive)
	defer cancel()
	_, err := ask(limited, p, domains, (*libvirt.Libvirt).ConnectGetLibVersion)
	if novacron.CodeOf(err) == novacron.Timeout {
		return novacron.Errorf(novacron.Unavailable, "libvirt has not answered for %s", 2*p.opts.Keepalive)
	}
	return err
}
