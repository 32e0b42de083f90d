package fake

import (
	"context"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Start boots a VM, or goes on with its saved state.
func (p *Provider) Start(ctx context.Context, id novacron.VMID, opts hypervisor.StartOptions) error {
	return p.change(ctx, "Start", id, func(m *machine) error {
		return p.startLocked(m, opts)
	})
}

func (p *Provider) startLocked(m *machine, opts hypervisor.StartOptions) error {
	if m.Live != nil {
		return wrongState(m, "shut it down or power it off first")
	}
	if opts.DiscardSavedState {
		m.Saved = nil
	}
	if m.Saved != nil {
		return p.restoreLocked(m)
	}
	if m.VM.MemoryBytes > p.opts.MemoryBytes {
		return novacron.Errorf(novacron.Exhausted, "vm %s needs %d bytes of memory and the host has %d",
			m.VM.Name, m.VM.MemoryBytes, p.opts.MemoryBytes)
	}
	if err := p.disksThereLocked(m); err != nil {
		return err
	}
	m.Live = &life{
		State: novacron.VMRunning, Reason: "booted", BootedAt: time.Now(),
		VCPUs: m.VM.VCPUs, MemoryBytes: m.VM.MemoryBytes, BootMemoryBytes: m.VM.MemoryBytes,
	}
	m.guest = nil
	forgetMemory(m)
	p.changedLocked(m.VM.ID, novacron.EventVMStarted, "booted")
	return nil
}

func (p *Provider) restoreLocked(m *machine) error {
	m.Live, m.Saved = m.Saved, nil
	m.Live.walk(time.Now())
	m.Live.State, m.Live.Reason = novacron.VMRunning, "restored"
	p.changedLocked(m.VM.ID, novacron.EventVMStarted, "restored")
	return nil
}

// Shutdown asks the guest, which follows after Options.ShutdownDelay, counted
// from the end of its boot.
func (p *Provider) Shutdown(ctx context.Context, id novacron.VMID) error {
	return p.ask(ctx, "Shutdown", id, novacron.PowerShutdown)
}

// Reboot asks the guest, which follows after Options.ShutdownDelay.
func (p *Provider) Reboot(ctx context.Context, id novacron.VMID) error {
	return p.ask(ctx, "Reboot", id, novacron.PowerReboot)
}

func (p *Provider) ask(ctx context.Context, op string, id novacron.VMID, verb novacron.PowerVerb) error {
	return p.change(ctx, op, id, func(m *machine) error {
		if m.state() != novacron.VMRunning {
			return wrongState(m, "only a running guest can be asked")
		}
		if !m.Deaf {
			p.obeyLocked(m, verb)
		}
		return nil
	})
}

// obeyLocked makes the guest do what it was asked, in its time.
func (p *Provider) obeyLocked(m *machine, verb novacron.PowerVerb) {
	if m.Pending != nil && m.Pending.Verb == novacron.PowerShutdown {
		return
	}
	ready := m.Live.BootedAt.Add(p.opts.BootDelay)
	if now := time.Now(); ready.Before(now) {
		ready = now
	}
	p.disarmLocked(m)
	m.Pending = &transition{Verb: verb, Due: ready.Add(p.opts.ShutdownDelay)}
	if g := m.guest; g != nil {
		g.say(p.time(m), farewell(verb))
	}
	p.armLocked(m)
}

// armLocked starts the timer of a pending transition, unless the guest's time
// stands still.
func (p *Provider) armLocked(m *machine) {
	if m.Pending == nil || m.timer != nil || !p.open || m.state() != novacron.VMRunning {
		return
	}
	due := m.Pending
	p.work.Add(1)
	m.timer = time.AfterFunc(time.Until(due.Due), func() {
		defer p.work.Done()
		p.follow(m, due)
	})
}

func (p *Provider) disarmLocked(m *machine) {
	if m.timer == nil {
		return
	}
	if m.timer.Stop() {
		p.work.Done()
	}
	m.timer = nil
}

// follow is the guest doing what it was asked.
func (p *Provider) follow(m *machine, due *transition) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m.Pending != due || m.timer == nil || !p.open {
		return
	}
	m.timer, m.Pending = nil, nil
	switch due.Verb {
	case novacron.PowerReboot:
		p.rebootLocked(m)
	default:
		p.stopLocked(m, "shutdown")
	}
	p.keepLocked(m)
}

// rebootLocked starts the guest anew in the same life: what waits for the next
// start goes on waiting.
func (p *Provider) rebootLocked(m *machine) {
	p.disarmLocked(m)
	now := time.Now()
	m.Pending = nil
	forgetMemory(m)
	m.Live.BootedAt = now
	if m.Live.StoodSince != nil {
		m.Live.StoodSince = &now
	}
	if m.guest != nil {
		m.guest.reboot(p.time(m))
	}
	p.changedLocked(m.VM.ID, novacron.EventVMRebooted, "rebooted")
}

// stopLocked ends the life of a VM. One that is not persistent goes with it.
func (p *Provider) stopLocked(m *machine, reason string) {
	p.disarmLocked(m)
	m.Live, m.Pending, m.saving, m.Off = nil, nil, false, reason
	if reason != "saved" {
		m.guest = nil
	}
	p.hangUpLocked(m.VM.ID)
	p.changedLocked(m.VM.ID, novacron.EventVMStopped, reason)
	if !m.VM.Persistent {
		p.removeLocked(m)
	}
}

// PowerOff pulls the plug.
func (p *Provider) PowerOff(ctx context.Context, id novacron.VMID) error {
	return p.change(ctx, "PowerOff", id, func(m *machine) error {
		if m.Live == nil {
			return wrongState(m, "")
		}
		p.stopLocked(m, "destroyed")
		return nil
	})
}

// Reset presses the button: the guest boots anew at once.
func (p *Provider) Reset(ctx context.Context, id novacron.VMID) error {
	return p.change(ctx, "Reset", id, func(m *machine) error {
		if s := m.state(); s != novacron.VMRunning && s != novacron.VMPaused {
			return wrongState(m, "")
		}
		p.rebootLocked(m)
		return nil
	})
}

// Pause holds a running VM.
func (p *Provider) Pause(ctx context.Context, id novacron.VMID) error {
	return p.change(ctx, "Pause", id, func(m *machine) error {
		if m.state() != novacron.VMRunning {
			return wrongState(m, "")
		}
		p.standLocked(m, novacron.VMPaused, "user", novacron.EventVMPaused)
		return nil
	})
}

// standLocked stops the guest's time in another state.
func (p *Provider) standLocked(m *machine, state novacron.VMState, reason, event string) {
	p.disarmLocked(m)
	m.Live.stand(time.Now())
	m.Live.State, m.Live.Reason = state, reason
	p.changedLocked(m.VM.ID, event, reason)
}

// Resume lets a paused VM go on, and wakes one that suspended itself.
func (p *Provider) Resume(ctx context.Context, id novacron.VMID) error {
	return p.change(ctx, "Resume", id, func(m *machine) error {
		if s := m.state(); s != novacron.VMPaused && s != novacron.VMPMSuspended {
			return wrongState(m, "")
		}
		p.walkLocked(m, "unpaused")
		p.changedLocked(m.VM.ID, novacron.EventVMResumed, "unpaused")
		return nil
	})
}

func (p *Provider) walkLocked(m *machine, reason string) {
	now := time.Now()
	if m.Pending != nil && m.Live.StoodSince != nil {
		moved := *m.Pending
		moved.Due = moved.Due.Add(now.Sub(*m.Live.StoodSince))
		m.Pending = &moved
	}
	m.Live.walk(now)
	m.Live.State, m.Live.Reason = novacron.VMRunning, reason
	p.armLocked(m)
	if m.guest != nil {
		m.guest.wake()
	}
}

// change runs a call that may change one VM.
func (p *Provider) change(ctx context.Context, op string, id novacron.VMID, fn func(*machine) error) error {
	return p.do(ctx, op, func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		if m.saving && op != "PowerOff" {
			return novacron.Errorf(novacron.Conflict, "the memory of vm %s is being saved", m.VM.Name)
		}
		if err := fn(m); err != nil {
			return err
		}
		p.keepLocked(m)
		return nil
	})
}

func wrongState(m *machine, mend string) error {
	err := novacron.Errorf(novacron.WrongState, "vm %s is %s", m.VM.Name, m.state())
	if mend != "" {
		return err.WithMend("%s", mend)
	}
	return err
}
