package fake

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Save writes the memory, which takes Options.SaveDelay, and stops the VM. The
// VM stands still meanwhile, and runs on when ctx ends before it is done.
func (p *Provider) Save(ctx context.Context, id novacron.VMID) error {
	lose, err := p.enter(ctx, "Save")
	if err != nil {
		return err
	}
	m, was, closed, err := p.beginSave(id)
	if err != nil {
		return err
	}
	if err := pass(ctx, closed, "save", p.opts.SaveDelay); err != nil {
		p.abandonSave(m, was)
		return err
	}
	if err := p.endSave(m, was); err != nil {
		return err
	}
	return lose
}

func (p *Provider) beginSave(id novacron.VMID) (*machine, *life, <-chan struct{}, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.reachableLocked(); err != nil {
		return nil, nil, nil, err
	}
	m, err := p.findLocked(id)
	if err != nil {
		return nil, nil, nil, err
	}
	if m.saving {
		return nil, nil, nil, novacron.Errorf(novacron.Conflict, "the memory of vm %s is being saved", m.VM.Name)
	}
	if s := m.state(); s != novacron.VMRunning && s != novacron.VMPaused || !m.VM.Persistent {
		return nil, nil, nil, wrongState(m, "only a persistent VM that is running or paused can be saved")
	}
	m.saving = true
	p.disarmLocked(m)
	return m, m.Live, p.closed, nil
}

// abandonSave lets the VM run on, unless it is another life by now.
func (p *Provider) abandonSave(m *machine, was *life) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Live != was {
		return
	}
	m.saving = false
	p.armLocked(m)
}

func (p *Provider) endSave(m *machine, was *life) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Live != was || !m.saving {
		return novacron.Errorf(novacron.WrongState, "vm %s stopped while its memory was being saved", m.VM.Name)
	}
	was.stand(time.Now())
	m.Saved = was
	p.stopLocked(m, "saved")
	p.keepLocked(m)
	return p.reachableLocked()
}
