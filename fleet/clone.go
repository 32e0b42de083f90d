package fleet

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	kindClone        = "vm.clone"
	kindTemplate     = "vm.template"
	kindTemplateUndo = "vm.untemplate"
)

// Clones is the service that makes VMs after others.
type Clones struct{ f *Fleet }

var _ novacron.CloneService = (*Clones)(nil)

func (c *Clones) register(o *Operations) {
	o.register(
		kind{name: kindClone, do: planned(c.doClone), writesVM: true, ended: c.f.lookAtFiles},
		kind{name: kindTemplate, do: planned(c.doTemplate)},
		kind{name: kindTemplateUndo, do: planned(c.doTemplate)},
	)
}

// clonePlan is what making a clone needs, saved with its operation.
type clonePlan struct {
	Spec   hypervisor.CloneSpec `json:"spec"`
	Copies []volumeCopy         `json:"copies"`
	Seed   *seedPlan            `json:"seed,omitempty"`
	Start  bool                 `json:"start"`
}

// volumeCopy is a disk's volume to be made: a copy, or an overlay.
type volumeCopy struct {
	From hypervisor.VolumeRef  `json:"from"`
	To   hypervisor.VolumeSpec `json:"to"`
	// Bytes is what the copy is expected to take, to show how far it is.
	Bytes uint64 `json:"bytes"`
}

// cloner is what a provider needs for clones.
type cloner interface {
	hypervisor.Provider
	hypervisor.Storage
	hypervisor.Cloner
}

func (f *Fleet) cloner() (cloner, error) {
	p, ok := f.provider.(cloner)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "this hypervisor cannot copy vms")
	}
	return p, nil
}

// CloneVM makes a VM after another one.
func (c *Clones) CloneVM(ctx context.Context, id novacron.VMID, req novacron.CloneVM) (novacron.Operation, error) {
	o := c.f.operations
	content := req
	if req.CloudInit != nil {
		kept := withoutPassword(*req.CloudInit)
		content.CloudInit = &kept
	}
	replayed := struct {
		Source novacron.VMID
		Req    novacron.CloneVM
	}{id, content}
	if op, ok, err := o.replay(ctx, kindClone, req.Mutation, "", replayed); ok || err != nil {
		return op, err
	}
	source, err := c.checkClone(ctx, id, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	plan, err := c.plan(ctx, source, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	target := novacron.Target{Kind: "vm", ID: string(plan.Spec.ID), Name: req.Name}
	warnings := cloneWarnings(source, req)
	if req.DryRun {
		target.ID = ""
		op := o.dryRun(ctx, kindClone, target, cloneChanges(plan, req))
		op.Warnings = warnings
		return op, nil
	}
	req.Revision = 0 // it was the original's
	op, _, err := o.begin(ctx, request{
		kind: kindClone, mutation: req.Mutation, target: target, content: replayed, plan: plan, claim: req.Name,
		warnings: warnings, holds: []store.Hold{{Target: targetOf(source), Shared: true}},
	})
	return op, err
}

// checkClone says whether the original may be cloned as it stands.
func (c *Clones) checkClone(ctx context.Context, id novacron.VMID, req novacron.CloneVM) (novacron.VM, error) {
	if err := c.f.VMs().checkCreate(novacron.CreateVM{Name: req.Name, Description: deref(req.Description)}); err != nil {
		return novacron.VM{}, err
	}
	rec, err := c.f.store.VM(id)
	if err != nil {
		return rec, err
	}
	if err := checkRevision(rec, req.Mutation); err != nil {
		return rec, err
	}
	vm, err := c.f.VMs().current(ctx, id)
	switch {
	case err != nil:
		return vm, err
	case req.Linked && !vm.Template:
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is no template: its disks may change, and linked clones would break", vm.Name).
			WithMend("make it a template first, or make a full clone")
	case vm.State != novacron.VMShutoff:
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is %s: a copy of its disks would be torn", vm.Name, vm.State).
			WithMend("shut it down first")
	case vm.SavedState:
		return vm, novacron.Errorf(novacron.WrongState, "vm %s has a saved state, in which its disks are in use", vm.Name).
			WithMend("start it and shut it down first")
	}
	return vm, nil
}

// plan decides everything that a clone is.
func (c *Clones) plan(ctx context.Context, source novacron.VM, req novacron.CloneVM) (clonePlan, error) {
	p, err := c.f.cloner()
	if err != nil {
		return clonePlan{}, err
	}
	ctx, cancel := withTimeout(ctx, callWithin, "looking at the disks")
	defer cancel()
	id := novacron.VMID(uuid.NewString())
	plan := clonePlan{Start: req.Start, Spec: hypervisor.CloneSpec{
		Source: source.ID, ID: id, Name: req.Name, Description: source.Description,
		CreatedAt: c.f.opts.Now().UTC().Truncate(time.Second), MACs: map[string]string{},
	}}
	if req.Description != nil {
		plan.Spec.Description = *req.Description
	}
	nics := make([]novacron.NIC, 0, len(source.NICs))
	for _, nic := range source.NICs {
		plan.Spec.MACs[nic.MAC] = newMAC()
		nics = append(nics, novacron.NIC{MAC: plan.Spec.MACs[nic.MAC]})
	}
	for _, disk := range source.Disks {
		if isSeed(source.ID, disk) {
			continue
		}
		if disk.Kind != "disk" || disk.ReadOnly {
			plan.Spec.Disks = append(plan.Spec.Disks, novacron.Disk{Device: disk.Device}) // shared, as it is
			continue
		}
		to, err := c.planDisk(ctx, p, id, disk, req)
		if err != nil {
			return plan, err
		}
		plan.Copies = append(plan.Copies, to)
		plan.Spec.Disks = append(plan.Spec.Disks, novacron.Disk{Device: disk.Device, Format: to.To.Format, Pool: to.To.Pool, Volume: to.To.Volume})
	}
	if req.CloudInit == nil {
		return plan, nil
	}
	return plan, c.planSeed(&plan, source, *req.CloudInit, nics)
}

func (c *Clones) planSeed(plan *clonePlan, source novacron.VM, cloudInit novacron.CloudInit, nics []novacron.NIC) error {
	def := hypervisor.Definition{VM: novacron.VM{ID: plan.Spec.ID, Name: plan.Spec.Name, NICs: nics, Disks: plan.Spec.Disks}}
	seed, err := c.f.addSeed(&def, cloudInit)
	if err != nil {
		return err
	}
	added := def.VM.Disks[len(def.VM.Disks)-1]
	added.Device = freeDevice("sd", source.Disks)
	plan.Seed, plan.Spec.Added = seed, []novacron.Disk{added}
	return nil
}

func (c *Clones) planDisk(ctx context.Context, p cloner, id novacron.VMID, disk novacron.Disk, req novacron.CloneVM) (volumeCopy, error) {
	from := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
	if from.Pool == "" {
		var err error
		if from, err = p.FindVolume(ctx, disk.Source); err != nil {
			if novacron.CodeOf(err) == novacron.NotFound {
				return volumeCopy{}, novacron.Errorf(novacron.Unsupported, "disk %s lies in no storage pool: %s", disk.Device, disk.Source).
					WithMend("make its folder a pool, or detach it")
			}
			return volumeCopy{}, err
		}
	}
	vol, err := p.Volume(ctx, from)
	if err != nil {
		return volumeCopy{}, err
	}
	format := disk.Format
	if format != "raw" {
		format = "qcow2"
	}
	pool := from.Pool
	if req.Pool != "" {
		pool = req.Pool
		if _, err := p.Pool(ctx, pool); novacron.CodeOf(err) == novacron.NotFound {
			return volumeCopy{}, novacron.InvalidField("pool", "there is no pool %s", pool)
		}
	}
	out := volumeCopy{From: from, Bytes: vol.AllocationBytes}
	out.To = hypervisor.VolumeSpec{CapacityBytes: vol.CapacityBytes, Format: format}
	if req.Linked {
		out.To.Format, out.To.Backing, out.To.BackingFormat = "qcow2", vol.Path, format
	}
	out.To.VolumeRef = hypervisor.VolumeRef{Pool: pool, Volume: fmt.Sprintf("%s-%s-%s.%s", req.Name, disk.Device, string(id)[:8], out.To.Format)}
	return out, nil
}

// forgetMachineID lets a Linux make up a new one at its next boot. systemd takes
// D-Bus's where /etc has none, and Debian's packages may have made that a file of its own.
const forgetMachineID = "truncate -s 0 /etc/machine-id; rm -f /var/lib/dbus/machine-id"

// cloneWarnings are what a clone has of its original's that it should not.
func cloneWarnings(source novacron.VM, req novacron.CloneVM) []string {
	var out []string
	if req.CloudInit == nil {
		out = append(out, "its guest has the original's host name, machine-id and SSH host keys, and fixed addresses if it had any: "+
			"give it cloudInit, or remove /etc/ssh/ssh_host_* in the guest, and its machine-id: "+forgetMachineID)
	} else {
		out = append(out, "its guest has the original's machine-id, by which DHCP may give both the same address; before cloning, in the original: "+forgetMachineID)
	}
	if source.Firmware == "uefi" {
		out = append(out, "its UEFI variables are new: boot entries that the guest made are not there, and it boots from the default path of its disk")
	}
	return out
}

func cloneChanges(plan clonePlan, req novacron.CloneVM) []novacron.Change {
	changes := []novacron.Change{{Field: "name", To: req.Name, Applied: novacron.AppliedNow}}
	for i, cp := range plan.Copies {
		changes = append(changes, novacron.Change{
			Field: indexed("disks", i), From: cp.From.Pool + "/" + cp.From.Volume, To: cp.To.Pool + "/" + cp.To.Volume, Applied: novacron.AppliedNow,
		})
	}
	if req.Start {
		changes = append(changes, novacron.Change{Field: "state", To: string(novacron.VMRunning), Applied: novacron.AppliedNow})
	}
	return changes
}
