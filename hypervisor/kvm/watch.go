package kvm

import (
	"context"
	"sync"

	"github.com/novacron/novacron/hypervisor"
)

// maxPending is how many notices wait for one watcher before those of one VM
// are told as one: enough for what a busy host does in seconds, and 1 MiB.
const maxPending = 8192

// hub hands notices to watchers, each at its own pace.
type hub struct {
	mu       sync.Mutex
	up       bool
	watchers map[*watcher]struct{}
}

func newHub() *hub { return &hub{watchers: map[*watcher]struct{}{}} }

// watcher is what one Watch has not been told yet.
type watcher struct {
	mu      sync.Mutex
	pending []hypervisor.Notice
	ready   chan struct{}
}

// Watch tells notice every change from now on, as hypervisor.Inventory says.
func (p *Provider) Watch(ctx context.Context, notice func(hypervisor.Notice)) error {
	w := p.hub.join()
	defer p.hub.leave(w)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-w.ready:
		}
		for _, n := range w.drain() {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			notice(n)
		}
	}
}

func (h *hub) join() *watcher {
	w := &watcher{ready: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watchers[w] = struct{}{}
	if h.up {
		w.add(hypervisor.Notice{Kind: hypervisor.NoticeConnected})
	}
	return w
}

func (h *hub) leave(w *watcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, w)
}

// connected tells whether there is a session.
func (h *hub) connected(up bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.up = up
	n := hypervisor.Notice{Kind: hypervisor.NoticeDisconnected}
	if up {
		n.Kind = hypervisor.NoticeConnected
	}
	h.sendLocked(n)
}

// send tells every watcher.
func (h *hub) send(n hypervisor.Notice) {
	if isMerger(n.VM) {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.sendLocked(n)
}

func (h *hub) sendLocked(n hypervisor.Notice) {
	for w := range h.watchers {
		w.add(n)
	}
}

// add queues a notice. It never waits.
func (w *watcher) add(n hypervisor.Notice) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if last := len(w.pending) - 1; last < 0 || w.pending[last] != n {
		w.pending = append(w.pending, n)
	}
	if len(w.pending) > maxPending {
		w.pending = coalesce(w.pending)
	}
	select {
	case w.ready <- struct{}{}:
	default:
	}
}

func (w *watcher) drain() []hypervisor.Notice {
	w.mu.Lock()
	defer w.mu.Unlock()
	pending := w.pending
	w.pending = nil
	return pending
}

// coalesce keeps the last notice of each VM, of the connection, of the pools and
// of the networks.
func coalesce(notices []hypervisor.Notice) []hypervisor.Notice {
	last := map[string]int{}
	for i, n := range notices {
		last[aboutOf(n)] = i
	}
	kept := notices[:0]
	for i, n := range notices {
		if last[aboutOf(n)] == i {
			kept = append(kept, n)
		}
	}
	return kept
}

// aboutOf is what a notice is about.
func aboutOf(n hypervisor.Notice) string {
	if n.Kind == hypervisor.NoticePools || n.Kind == hypervisor.NoticeNetworks {
		return string(n.Kind)
	}
	return string(n.VM) // the connection's notices have none
}
