package fleet

import (
	"context"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// deletePlan is what deleting a VM needs, saved with its operation. The volumes
// are found before the definition, which names them, is gone.
type deletePlan struct {
	Force   bool                   `json:"force"`
	Volumes []hypervisor.VolumeRef `json:"volumes"`
}

// DeleteVM undefines a VM, and removes its volumes where that was asked.
func (v *VMs) DeleteVM(ctx context.Context, id novacron.VMID, req novacron.DeleteVM) (novacron.Operation, error) {
	if op, ok, err := v.f.operations.replay(ctx, kindDelete, req.Mutation, string(id), req); ok || err != nil {
		return op, err
	}
	vm, err := v.checkDelete(ctx, id, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	plan := deletePlan{Force: req.Force}
	var kept []string
	if plan.Volumes, kept, err = v.volumesFor(ctx, vm, req); err != nil {
		return novacron.Operation{}, err
	}
	if seed, err := v.f.seedOf(ctx, vm); err == nil { // ours, and nothing without its vm
		plan.Volumes = append(plan.Volumes, seed)
	} else if novacron.CodeOf(err) != novacron.NotFound {
		return novacron.Operation{}, err
	}
	if req.DryRun {
		op := v.f.operations.dryRun(ctx, kindDelete, targetOf(vm), deleteChanges(vm, plan))
		op.Warnings = kept
		return op, nil
	}
	op, _, err := v.f.operations.begin(ctx, request{
		kind: kindDelete, mutation: req.Mutation, target: targetOf(vm), content: req, plan: plan, warnings: kept,
		overrides: req.Force,
	})
	return op, err
}

func (v *VMs) checkDelete(ctx context.Context, id novacron.VMID, req novacron.DeleteVM) (novacron.VM, error) {
	rec, err := v.f.store.VM(id)
	if err != nil {
		return rec, err
	}
	if err := checkRevision(rec, req.Mutation); err != nil {
		return rec, err
	}
	vm, err := v.current(ctx, id)
	if err != nil {
		return vm, err
	}
	if vm.State.Active() && !req.Force {
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is %s", vm.Name, vm.State).
			WithMend("shut it down first, or delete it with force")
	}
	return vm, v.checkSnapshots(vm, req)
}

// volumesOf returns the pool volumes behind the VM's own disks, and a sentence
// for each disk that stays.
func (v *VMs) volumesOf(ctx context.Context, vm novacron.VM) (volumes []hypervisor.VolumeRef, kept []string, err error) {
	ctx, cancel := withTimeout(ctx, callWithin, "finding the volumes")
	defer cancel()
	users := v.f.diskUsers(vm.ID)
	for _, disk := range vm.Disks {
		switch {
		case disk.Source == "" && disk.Volume == "", disk.Kind == "cdrom", disk.Kind == "floppy":
			continue
		case disk.ReadOnly:
			kept = append(kept, "disk "+disk.Device+" is read-only and stays: "+disk.Source)
			continue
		case len(users[diskKey(disk)]) > 0:
			kept = append(kept, "disk "+disk.Device+" stays, for it is used by "+strings.Join(users[diskKey(disk)], ", ")+": "+diskKey(disk))
			continue
		}
		ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
		var err error
		if ref.Pool == "" {
			ref, err = v.f.provider.FindVolume(ctx, disk.Source)
		}
		if image, ok := v.f.imageOf(ref.Pool, ref.Volume); err == nil && ok {
			kept = append(kept, "disk "+disk.Device+" stays, for it is the image "+image.Name+": "+diskKey(disk))
			continue
		}
		var overlays []string
		if err == nil {
			overlays, err = v.f.provider.Overlays(ctx, ref)
		}
		switch novacron.CodeOf(err) {
		case "":
			if len(overlays) > 0 {
				kept = append(kept, "disk "+disk.Device+" stays, for it is below "+strings.Join(overlays, ", ")+": "+diskKey(disk))
				continue
			}
			volumes = append(volumes, ref)
		case novacron.NotFound:
			kept = append(kept, "disk "+disk.Device+" lies in no storage pool and stays: "+disk.Source)
		default:
			return nil, nil, err
		}
	}
	return volumes, kept, nil
}

// diskKey names what a disk's data lies in: its path, or its volume where the
// definition names that.
func diskKey(disk novacron.Disk) string {
	if disk.Source == "" && disk.Volume != "" {
		return disk.Pool + "/" + disk.Volume
	}
	return disk.Source
}

// diskUsers maps what disks lie in to the names of the VMs other than id that
// use it, themselves, below an overlay, or for a snapshot.
func (f *Fleet) diskUsers(id novacron.VMID) map[string][]string {
	users := f.Snapshots().uses(id)
	for _, other := range f.store.VMIDs() {
		if other == id {
			continue
		}
		vm, err := f.store.VM(other)
		if err != nil {
			continue
		}
		for _, disk := range vm.Disks {
			for _, used := range append([]string{diskKey(disk)}, disk.Backing...) {
				users[used] = append(users[used], vm.Name)
			}
		}
	}
	return users
}

// doDelete powers off where that was asked, undefines, and removes the volumes.
// Each step is success when it was done before.
func (v *VMs) doDelete(ctx context.Context, r *run, plan deletePlan) error {
	if plan.Force {
		if err := r.step(ctx, "power off", 10, false); err != nil {
			return err
		}
		if err := v.powerOffForDelete(ctx, r.vm()); err != nil {
			return err
		}
	}
	if err := r.step(ctx, "undefine", 30, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "undefining the vm")
	defer cancel()
	if err := v.f.provider.Undefine(call, r.vm()); err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return err
	}
	if err := v.deleteVolumes(ctx, r, plan.Volumes); err != nil {
		return err // the definition is gone, and the record with it; the failure names what is left
	}
	r.last = func(tx *store.Tx) error {
		if err := v.f.storage.forgetTx(tx, plan.Volumes); err != nil {
			return err
		}
		return v.f.inventory.forgetTx(tx, r.vm())
	}
	return nil
}

func (v *VMs) powerOffForDelete(ctx context.Context, id novacron.VMID) error {
	call, cancel := withTimeout(ctx, callWithin, "powering off")
	defer cancel()
	err := v.f.provider.PowerOff(call, id)
	switch novacron.CodeOf(err) {
	case novacron.WrongState, novacron.NotFound: // it is off, or gone
		return nil
	}
	return err
}

func (v *VMs) deleteVolumes(ctx context.Context, r *run, volumes []hypervisor.VolumeRef) error {
	if len(volumes) == 0 {
		return nil
	}
	if err := r.step(ctx, "volumes", 60, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, volumesWithin, "removing the volumes")
	defer cancel()
	for i, ref := range volumes {
		if err := v.stillUnused(call, ref); err != nil {
			return err
		}
		if err := v.f.provider.DeleteVolume(call, ref); err != nil && novacron.CodeOf(err) != novacron.NotFound {
			return withMendIfNone(err, "remove volume %s of pool %s: the vm is gone, the volume is not", ref.Volume, ref.Pool)
		}
		r.show("volumes", 60+35*(i+1)/len(volumes), false)
	}
	return nil
}

// stillUnused looks once more, for an overlay may have been made since the
// delete was asked for.
func (v *VMs) stillUnused(ctx context.Context, ref hypervisor.VolumeRef) error {
	overlays, err := v.f.provider.Overlays(ctx, ref)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil // it is gone already
	}
	if err == nil && len(overlays) > 0 {
		err = novacron.Errorf(novacron.Conflict, "volume %s of pool %s stays: %s lies on it", ref.Volume, ref.Pool, overlays[0]).
			WithMend("the vm is gone; remove the volume when nothing lies on it any more")
	}
	return err
}

func deleteChanges(vm novacron.VM, plan deletePlan) []novacron.Change {
	var changes []novacron.Change
	if vm.State.Active() {
		changes = append(changes, novacron.Change{
			Field: "state", From: string(vm.State), To: string(novacron.VMShutoff), Applied: novacron.AppliedNow,
		})
	}
	changes = append(changes, novacron.Change{Field: "vm", From: vm.Name, Applied: novacron.AppliedNow})
	for _, ref := range plan.Volumes {
		changes = append(changes, novacron.Change{Field: "volume", From: ref.Pool + "/" + ref.Volume, Applied: novacron.AppliedNow})
	}
	return changes
}
