package kvm

import (
	"context"
	"sync"

	"github.com/novacron/novacron/novacron"
)

// maxLanes is how many calls are under way at once in one room. A libvirtd
// serves a client's calls five at a time (max_client_requests) and stops
// reading from it while that many wait; so each call has a connection of its
// own, and one that hangs (a stuck QEMU, a dead NFS server) holds up no other.
// 5000 clients may connect by default.
const maxLanes = 16

// lanes are connections to one daemon, each for one call at a time. They are
// dialed when needed and kept.
type lanes struct {
	slots  chan struct{}
	shared *link // when set, every call uses it: libvirt's test driver has a world for each connection
	dial   func(context.Context) (*link, error)

	mu     sync.Mutex
	idle   []*link
	all    map[*link]struct{}
	closed bool
}

func newLanes(dial func(context.Context) (*link, error), shared *link) *lanes {
	return &lanes{slots: make(chan struct{}, maxLanes), shared: shared, dial: dial, all: map[*link]struct{}{}}
}

// take returns a link for one call; give must follow.
func (n *lanes) take(ctx context.Context) (*link, error) {
	select {
	case n.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, contextError(ctx)
	}
	l, err := n.pick(ctx)
	if err != nil {
		<-n.slots
	}
	return l, err
}

func (n *lanes) pick(ctx context.Context) (*link, error) {
	n.mu.Lock()
	if n.shared != nil && !n.closed {
		n.mu.Unlock()
		return n.shared, nil
	}
	for len(n.idle) > 0 {
		l := n.idle[len(n.idle)-1]
		n.idle = n.idle[:len(n.idle)-1]
		if l.alive() {
			n.mu.Unlock()
			return l, nil
		}
		n.dropLocked(l)
	}
	closed := n.closed
	n.mu.Unlock()
	if closed {
		return nil, errLost()
	}
	l, err := n.dial(ctx)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed {
		l.close()
		return nil, errLost()
	}
	n.all[l] = struct{}{}
	return l, nil
}

// give takes a link back. One whose call was given up, or that is lost, is
// closed: that ends the call that still waits on it.
func (n *lanes) give(l *link) {
	<-n.slots
	if n.shared != nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.closed || !l.alive() {
		n.dropLocked(l)
		return
	}
	n.idle = append(n.idle, l)
}

func (n *lanes) dropLocked(l *link) {
	l.close()
	delete(n.all, l)
}

// close ends every link.
func (n *lanes) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.closed = true
	for l := range n.all {
		n.dropLocked(l)
	}
	n.idle = nil
}

// errLost says that the connection went away under a call.
func errLost() error {
	return novacron.Errorf(novacron.Unavailable, "the connection to libvirt was lost").
		WithMend("NovaCron connects again by itself; try again in a few seconds")
}
