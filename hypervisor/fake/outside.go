package fake

import (
	"maps"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Outside is the world beside NovaCron: other tools, guests, the hypervisor
// itself. What it does works while the provider is disconnected or closed, and
// is seen by the provider as far as a hypervisor would tell.
type Outside struct{ p *Provider }

// Outside returns the world beside NovaCron.
func (p *Provider) Outside() Outside { return Outside{p} }

// Disconnect makes the hypervisor go away, for the reason given. VMs run on.
func (o Outside) Disconnect(reason string) {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	if o.p.away != "" {
		return
	}
	o.p.away, o.p.since = reason, time.Now()
	for id := range o.p.vms {
		o.p.hangUpLocked(id)
	}
	if o.p.open {
		o.p.noticeLocked(hypervisor.Notice{Kind: hypervisor.NoticeDisconnected, Reason: reason})
	}
}

// Reconnect brings the hypervisor back.
func (o Outside) Reconnect() {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	if o.p.away == "" {
		return
	}
	o.p.away, o.p.since = "", time.Now()
	if o.p.open {
		o.p.noticeLocked(hypervisor.Notice{Kind: hypervisor.NoticeConnected})
	}
}

// Make defines a VM as virsh or virt-install would: not managed by NovaCron.
// Conflict when its id or name is taken; its volumes must exist. With
// Persistent false it is started at once, and vanishes when it stops.
func (o Outside) Make(vm novacron.VM) error {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	if o.p.vms[vm.ID] != nil {
		return novacron.Errorf(novacron.Conflict, "the hypervisor has a vm with the id %s", vm.ID)
	}
	if err := o.p.definableLocked(vm); err != nil {
		return err
	}
	m := &machine{VM: definitionOf(vm)}
	m.VM.Managed = false
	o.p.addLocked(m)
	if vm.Persistent {
		return nil
	}
	return o.powered(m, o.p.startLocked(m, hypervisor.StartOptions{}))
}

// Change edits a definition as `virsh edit` would, its name included.
func (o Outside) Change(id novacron.VMID, fn func(*novacron.VM)) error {
	return o.with(id, func(m *machine) error {
		vm := definitionOf(m.VM)
		fn(&vm)
		if other, taken := o.p.names[vm.Name]; taken && other != id {
			return novacron.Errorf(novacron.Conflict, "the hypervisor has a vm named %s", vm.Name)
		}
		delete(o.p.names, m.VM.Name)
		vm.ID = id
		m.VM = definitionOf(vm)
		o.p.names[vm.Name] = id
		o.p.changedLocked(id, novacron.EventVMChanged, "edited")
		return nil
	})
}

// Remove undefines a VM, and powers it off before.
func (o Outside) Remove(id novacron.VMID) error {
	return o.with(id, func(m *machine) error {
		if m.Live != nil {
			o.p.stopLocked(m, "destroyed")
		}
		if o.p.vms[id] == m {
			o.p.removeLocked(m)
		}
		return nil
	})
}

// Start starts a VM.
func (o Outside) Start(id novacron.VMID) error {
	return o.with(id, func(m *machine) error { return o.p.startLocked(m, hypervisor.StartOptions{}) })
}

// Stop ends a VM at once, for a reason in the hypervisor's words: "destroyed",
// "shutdown", "crashed" (its process died).
func (o Outside) Stop(id novacron.VMID, reason string) error {
	return o.active(id, func(m *machine) { o.p.stopLocked(m, reason) })
}

// Pause holds a VM.
func (o Outside) Pause(id novacron.VMID, reason string) error {
	return o.active(id, func(m *machine) { o.p.standLocked(m, novacron.VMPaused, reason, novacron.EventVMPaused) })
}

// Suspend makes the guest suspend itself to memory.
func (o Outside) Suspend(id novacron.VMID) error {
	return o.active(id, func(m *machine) {
		o.p.standLocked(m, novacron.VMPMSuspended, "guest", novacron.EventVMSuspended)
	})
}

// Crash makes the guest's kernel panic; what is left of it is kept.
func (o Outside) Crash(id novacron.VMID) error {
	return o.active(id, func(m *machine) { o.p.panicLocked(m) })
}

func (p *Provider) panicLocked(m *machine) {
	if m.guest != nil {
		m.guest.say(p.time(m), "Kernel panic - not syncing: asked to")
	}
	p.standLocked(m, novacron.VMCrashed, "panicked", novacron.EventVMCrashed)
	m.Pending = nil
}

// Ignore makes the guest deaf, or hear again: a deaf one does not follow
// shutdown and reboot.
func (o Outside) Ignore(id novacron.VMID, deaf bool) error {
	return o.with(id, func(m *machine) error { m.Deaf = deaf; return nil })
}

// Mute takes the serial console from a VM's definition, or gives it back.
func (o Outside) Mute(id novacron.VMID, mute bool) error {
	return o.with(id, func(m *machine) error { m.Mute = mute; return nil })
}

// StartHost is the host booting: every VM with autostart that is off starts.
func (o Outside) StartHost() {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	for _, m := range o.p.vms {
		if m.VM.Autostart && m.Live == nil && o.p.startLocked(m, hypervisor.StartOptions{}) == nil {
			m.encoded = nil
		}
	}
	o.p.keepLocked(nil)
}

// StopHost is the host losing its power: no VM is active any more, and the
// transient ones are gone.
func (o Outside) StopHost() {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	for _, m := range maps.Clone(o.p.vms) {
		if m.Live != nil {
			o.p.stopLocked(m, "unknown")
			m.encoded = nil
		}
	}
	o.p.keepLocked(nil)
}

func (o Outside) with(id novacron.VMID, fn func(*machine) error) error {
	o.p.mu.Lock()
	defer o.p.mu.Unlock()
	m, err := o.p.findLocked(id)
	if err != nil {
		return err
	}
	return o.powered(m, fn(m))
}

func (o Outside) active(id novacron.VMID, fn func(*machine)) error {
	return o.with(id, func(m *machine) error {
		if m.Live == nil {
			return wrongState(m, "")
		}
		fn(m)
		return nil
	})
}

func (o Outside) powered(m *machine, err error) error {
	if err == nil {
		o.p.keepLocked(m)
	}
	return err
}
