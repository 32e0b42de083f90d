package fake

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// watcher is one Watch: the notices that it has not been told yet.
type watcher struct {
	mu      sync.Mutex
	waiting []hypervisor.Notice
	more    chan struct{} // holds a value when waiting is not empty
}

func (w *watcher) put(n hypervisor.Notice) {
	w.mu.Lock()
	w.waiting = append(w.waiting, n)
	w.mu.Unlock()
	select {
	case w.more <- struct{}{}:
	default:
	}
}

func (w *watcher) take() []hypervisor.Notice {
	w.mu.Lock()
	defer w.mu.Unlock()
	notices := w.waiting
	w.waiting = nil
	return notices
}

// Watch tells every change in order, Connected first when it is. While the
// hypervisor is away nothing is told; what happened meanwhile hides behind the
// next Connected notice. It ends with ctx, or Unavailable when the provider is
// closed.
func (p *Provider) Watch(ctx context.Context, notice func(hypervisor.Notice)) error {
	w := &watcher{more: make(chan struct{}, 1)}
	p.mu.Lock()
	if !p.open {
		defer p.mu.Unlock()
		return p.reachableLocked()
	}
	closed := p.closed
	if p.away == "" {
		w.put(hypervisor.Notice{Kind: hypervisor.NoticeConnected})
	}
	p.watchers[w] = struct{}{}
	p.mu.Unlock()
	defer p.forget(w)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-closed:
			return novacron.Errorf(novacron.Unavailable, "the hypervisor connection was closed")
		case <-w.more:
		}
		for _, n := range w.take() {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			notice(n)
		}
	}
}

func (p *Provider) forget(w *watcher) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.watchers, w)
}

// noticeLocked tells every watcher. Changes of VMs are not seen while away.
func (p *Provider) noticeLocked(n hypervisor.Notice) {
	if p.away != "" && n.Kind != hypervisor.NoticeDisconnected {
		return
	}
	for w := range p.watchers {
		w.put(n)
	}
}

func (p *Provider) changedLocked(id novacron.VMID, event, reason string) {
	p.noticeLocked(hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: id, Event: event, Reason: reason})
}

// List visits every VM, in the order of their names.
func (p *Provider) List(ctx context.Context, visit func(novacron.VM) error) error {
	var machines []*machine
	err := p.do(ctx, "List", func() error {
		machines = make([]*machine, 0, len(p.vms))
		for _, m := range p.vms {
			machines = append(machines, m)
		}
		slices.SortFunc(machines, func(a, b *machine) int { return strings.Compare(a.VM.Name, b.VM.Name) })
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range machines {
		if err := ctx.Err(); err != nil {
			return ended("list", err)
		}
		vm, ok, err := p.look(m)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := visit(vm); err != nil {
			return err
		}
	}
	return nil
}

func (p *Provider) look(m *machine) (vm novacron.VM, ok bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachableLocked(); err != nil {
		return novacron.VM{}, false, err
	}
	if p.vms[m.VM.ID] != m {
		return novacron.VM{}, false, nil
	}
	return m.view(), true, nil
}

// VM returns one VM.
func (p *Provider) VM(ctx context.Context, id novacron.VMID) (vm novacron.VM, err error) {
	err = p.do(ctx, "VM", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		vm = m.view()
		return nil
	})
	return vm, err
}

func (p *Provider) findLocked(id novacron.VMID) (*machine, error) {
	m := p.vms[id]
	if m == nil {
		return nil, novacron.Errorf(novacron.NotFound, "the hypervisor has no vm %s", id)
	}
	return m, nil
}
