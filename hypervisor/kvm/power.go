package kvm

import (
	"context"
	"errors"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// startTimeout bounds a start whose context has no deadline: restoring a saved
// state reads the guest's whole memory.
const startTimeout = 10 * time.Minute

// power makes a call that changes a VM's power, in one of these states only.
// The state is looked at first, for an answer in words that help; libvirt
// looks again.
func (p *Provider) power(ctx context.Context, id novacron.VMID, verb string, from []novacron.VMState, fn func(*libvirt.Libvirt, libvirt.Domain) error) error {
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil {
			return struct{}{}, err
		}
		now := stateOf(state)
		for _, s := range from {
			if s == now {
				return struct{}{}, fn(lv, d)
			}
		}
		return struct{}{}, novacron.Errorf(novacron.WrongState, "cannot %s vm %s: it is %s", verb, d.Name, now)
	})
	return err
}

func active() []novacron.VMState {
	return []novacron.VMState{novacron.VMRunning, novacron.VMPaused, novacron.VMPMSuspended, novacron.VMCrashed}
}

// Start boots the VM, or restores its saved state.
func (p *Provider) Start(ctx context.Context, id novacron.VMID, opts hypervisor.StartOptions) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, startTimeout)
		defer cancel()
	}
	return p.power(ctx, id, "start", []novacron.VMState{novacron.VMShutoff}, func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		if !opts.DiscardSavedState {
			return lv.DomainCreate(d)
		}
		_, err := lv.DomainCreateWithFlags(d, uint32(libvirt.DomainStartForceBoot))
		if isNumber(err, libvirt.ErrInvalidArg, libvirt.ErrNoSupport, libvirt.ErrArgumentUnsupported) {
			if err = removeSave(lv, d); err == nil {
				err = lv.DomainCreate(d)
			}
		}
		return err
	})
}

// removeSave drops the saved state where the driver cannot do it in passing.
func removeSave(lv *libvirt.Libvirt, d libvirt.Domain) error {
	saved, err := lv.DomainHasManagedSaveImage(d, 0)
	if err != nil || saved == 0 {
		return err
	}
	return lv.DomainManagedSaveRemove(d, 0)
}

// Shutdown presses the guest's power button.
func (p *Provider) Shutdown(ctx context.Context, id novacron.VMID) error {
	return p.power(ctx, id, "shut down", []novacron.VMState{novacron.VMRunning}, func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		// The agent first would wait for one that hangs; the button is heard by both.
		err := lv.DomainShutdownFlags(d, libvirt.DomainShutdownAcpiPowerBtn)
		if isNumber(err, libvirt.ErrInvalidArg, libvirt.ErrNoSupport, libvirt.ErrArgumentUnsupported) {
			return lv.DomainShutdownFlags(d, libvirt.DomainShutdownDefault)
		}
		return err
	})
}

// PowerOff pulls the plug.
func (p *Provider) PowerOff(ctx context.Context, id novacron.VMID) error {
	return p.power(ctx, id, "power off", active(), func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		return lv.DomainDestroyFlags(d, libvirt.DomainDestroyDefault)
	})
}

// Reboot asks the guest to reboot: through its agent when that answers,
// otherwise through libvirt's way (the power button, then a start).
func (p *Provider) Reboot(ctx context.Context, id novacron.VMID) error {
	return p.power(ctx, id, "reboot", []novacron.VMState{novacron.VMRunning}, func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		return lv.DomainReboot(d, libvirt.DomainRebootDefault)
	})
}

// Reset presses the reset button.
func (p *Provider) Reset(ctx context.Context, id novacron.VMID) error {
	return p.power(ctx, id, "reset", active(), func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		return lv.DomainReset(d, 0)
	})
}

// Pause holds the vCPUs.
func (p *Provider) Pause(ctx context.Context, id novacron.VMID) error {
	return p.power(ctx, id, "pause", []novacron.VMState{novacron.VMRunning}, func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		return lv.DomainSuspend(d)
	})
}

// Resume lets the vCPUs go on; a guest that suspended itself is woken.
func (p *Provider) Resume(ctx context.Context, id novacron.VMID) error {
	from := []novacron.VMState{novacron.VMPaused, novacron.VMPMSuspended}
	return p.power(ctx, id, "resume", from, func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil {
			return err
		}
		if stateOf(state) == novacron.VMPMSuspended {
			return lv.DomainPmWakeup(d, 0)
		}
		return lv.DomainResume(d)
	})
}

// Save writes the memory to the host's disk. A context that ends abandons it.
func (p *Provider) Save(ctx context.Context, id novacron.VMID) error {
	// A save takes as long as the memory is large: without a deadline there is none.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if _, ok := ctx.Deadline(); !ok {
		ctx, cancel = context.WithTimeout(ctx, 24*time.Hour)
		defer cancel()
	}
	from := []novacron.VMState{novacron.VMRunning, novacron.VMPaused}
	err := p.power(ctx, id, "save", from, func(lv *libvirt.Libvirt, d libvirt.Domain) error {
		return lv.DomainManagedSave(d, 0)
	})
	if err != nil && ctx.Err() != nil {
		return errors.Join(err, p.abandonSave(context.WithoutCancel(ctx), id))
	}
	return err
}

// abandonSave stops a save that nobody waits for any more. The VM runs on. A
// save that ended meanwhile has no job to stop.
func (p *Provider) abandonSave(ctx context.Context, id novacron.VMID) error {
	ctx, cancel := context.WithTimeout(ctx, p.opts.CallTimeout)
	defer cancel()
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		return struct{}{}, lv.DomainAbortJob(d)
	})
	if code := novacron.CodeOf(err); code == novacron.WrongState || code == novacron.Unsupported {
		return nil
	}
	return err
}
