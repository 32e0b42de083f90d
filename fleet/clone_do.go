package fleet

import (
	"context"
	"crypto/rand"
	"net"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/seed"
	"github.com/novacron/novacron/novacron"
)

// duplicateWithin bounds copying one disk: 10 TiB at 100 MB/s is a bit more than
// a day.
const duplicateWithin = 48 * time.Hour

// newMAC is a random hardware address in the range that QEMU's guests use.
func newMAC() string {
	mac := net.HardwareAddr{0x52, 0x54, 0x00, 0, 0, 0}
	rand.Read(mac[3:])
	return mac.String()
}

// doClone copies the disks and defines the VM. After a crash the copies begin
// anew: half of one is worth nothing.
func (c *Clones) doClone(ctx context.Context, r *run, plan clonePlan) error {
	p, err := c.f.cloner()
	if err != nil {
		return err
	}
	if err := c.make(ctx, r, p, plan); err != nil {
		return c.undo(ctx, plan, err)
	}
	vm, err := c.f.inventory.read(ctx, plan.Spec.ID)
	if err != nil {
		return err
	}
	if plan.Start && !vm.State.Active() {
		if vm, err = c.f.VMs().startNew(ctx, r, vm); err != nil {
			return err
		}
	}
	r.last = c.f.VMs().recordTx(vm)
	return nil
}

func (c *Clones) make(ctx context.Context, r *run, p cloner, plan clonePlan) error {
	if _, err := p.VM(ctx, plan.Spec.ID); novacron.CodeOf(err) == novacron.NotFound {
		if err := c.copyDisks(ctx, r, p, plan); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if err := r.step(ctx, "define", 90, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "defining the vm")
	defer cancel()
	return p.DefineClone(call, plan.Spec)
}

func (c *Clones) copyDisks(ctx context.Context, r *run, p cloner, plan clonePlan) error {
	again := r.rec.Phase != ""
	if err := r.step(ctx, "copy", 1, true); err != nil {
		return err
	}
	for i, cp := range plan.Copies {
		if again {
			if err := p.DeleteVolume(ctx, cp.To.VolumeRef); err != nil && novacron.CodeOf(err) != novacron.NotFound {
				return err
			}
		}
		share := func(percent int) int { return 1 + (i*100+percent)*85/100/len(plan.Copies) }
		if err := c.f.duplicate(ctx, p, cp, func(percent int) { r.show("copy", share(percent), true) }); err != nil {
			return err
		}
	}
	if plan.Seed == nil {
		return nil
	}
	disk := novacron.Disk{Pool: plan.Seed.Pool, Volume: plan.Seed.Volume, Format: "raw", SizeBytes: seed.ImageBytes}
	if _, err := p.EnsureVolume(ctx, disk); err != nil {
		return err
	}
	return c.f.putSeed(ctx, *plan.Seed)
}

// duplicate makes a volume after another: an overlay at once, a copy with
// progress. libvirt cannot stop a copy: one that is canceled is waited for, so
// that whoever removes it then removes the whole.
func (f *Fleet) duplicate(ctx context.Context, p hypervisor.Storage, cp volumeCopy, progress func(percent int)) error {
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), duplicateWithin)
	defer cancel()
	if cp.To.Backing != "" {
		_, err := p.CreateVolume(whole, cp.To)
		return err
	}
	from, err := p.Volume(ctx, cp.From)
	if err != nil {
		return err
	}
	if err := f.storage.checkBelow(ctx, p, from); err != nil {
		return err
	}
	done := make(chan error, 1)
	go func() {
		_, err := p.ConvertVolume(whole, cp.From, cp.To)
		done <- err
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	ended := ctx.Done()
	for {
		select {
		case err := <-done:
			if cause := context.Cause(ctx); cause != nil {
				return cause
			}
			return err
		case <-ended:
			ended = nil
			if isStopping(ctx) {
				cancel() // the next start removes what is there
			}
		case <-tick.C:
			if vol, err := p.Volume(whole, cp.To.VolumeRef); err == nil && cp.Bytes > 0 && ended != nil {
				progress(int(min(99, vol.AllocationBytes*100/cp.Bytes)))
			}
		}
	}
}

// undo removes what a clone made before it failed: the definition first, and
// its volumes only when that is gone.
func (c *Clones) undo(ctx context.Context, plan clonePlan, why error) error {
	def := hypervisor.Definition{VM: novacron.VM{ID: plan.Spec.ID, Name: plan.Spec.Name}}
	for _, cp := range plan.Copies {
		def.VM.Disks = append(def.VM.Disks, novacron.Disk{Pool: cp.To.Pool, Volume: cp.To.Volume})
	}
	if plan.Seed != nil {
		def.VM.Disks = append(def.VM.Disks, novacron.Disk{Pool: plan.Seed.Pool, Volume: plan.Seed.Volume})
	}
	return c.f.VMs().undoCreate(ctx, def, why)
}
