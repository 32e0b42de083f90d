package fleet

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// The kinds of operation on hardware.
const (
	kindAddDisk    = "vm.disk.add"
	kindChangeDisk = "vm.disk.change"
	kindRemoveDisk = "vm.disk.remove"
	kindAddNIC     = "vm.nic.add"
	kindChangeNIC  = "vm.nic.change"
	kindRemoveNIC  = "vm.nic.remove"
	kindHardware   = "vm.hardware"
)

// Hardware is the service that changes the hardware of VMs.
type Hardware struct{ f *Fleet }

var _ novacron.HardwareService = (*Hardware)(nil)

func (h *Hardware) register(o *Operations) {
	for _, name := range []string{kindAddDisk, kindChangeDisk, kindRemoveDisk, kindAddNIC, kindChangeNIC, kindRemoveNIC, kindHardware} {
		o.register(kind{name: name, do: planned(h.do), writesVM: true})
	}
}

// hardwarePlan is what changing hardware needs, saved with its operation.
type hardwarePlan struct {
	Edit hypervisor.DeviceEdit `json:"edit"`
	// Source is what a new volume is made from.
	Source *diskSource `json:"source,omitempty"`
	// Make says that the new disk's volume is made by this.
	Make bool `json:"make,omitempty"`
	// Delete is the volume that goes with a removed disk.
	Delete *hypervisor.VolumeRef `json:"delete,omitempty"`
}

func (f *Fleet) devices() (hypervisor.Devices, error) {
	d, ok := f.provider.(hypervisor.Devices)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "this hypervisor does not change the hardware of vms")
	}
	return d, nil
}

// asked is a request on its way: what is common to all of them.
type asked struct {
	kind     string
	id       novacron.VMID
	mutation novacron.Mutation
	content  any
	// plan makes the plan of the VM as it is now, and says what is to be held.
	plan func(ctx context.Context, d hypervisor.Devices, vm novacron.VM) (hardwarePlan, []store.Hold, error)
}

// ask checks a request, and answers it when it is a dry run, or begins it.
func (h *Hardware) ask(ctx context.Context, a asked) (novacron.Operation, error) {
	var none novacron.Operation
	o := h.f.operations
	if op, ok, err := o.replay(ctx, a.kind, a.mutation, string(a.id), a.content); ok || err != nil {
		return op, err
	}
	d, err := h.f.devices()
	if err != nil {
		return none, err
	}
	rec, err := h.f.store.VM(a.id)
	if err != nil {
		return none, err
	}
	if err := checkRevision(rec, a.mutation); err != nil {
		return none, err
	}
	vm, err := h.f.VMs().current(ctx, a.id)
	if err != nil {
		return none, err
	}
	ctx, cancel := withTimeout(ctx, callWithin, "planning the change")
	defer cancel()
	plan, holds, err := a.plan(ctx, d, vm)
	if err != nil {
		return none, err
	}
	changes, err := d.PlanDevices(ctx, a.id, plan.Edit)
	if err != nil {
		return none, err
	}
	if plan.Delete != nil {
		if err := waitsForStart(changes, vm); err != nil {
			return none, err
		}
		changes = append(changes, novacron.Change{Field: "volume", From: plan.Delete.Pool + "/" + plan.Delete.Volume, Applied: novacron.AppliedNow})
	}
	if a.mutation.DryRun {
		return o.dryRun(ctx, a.kind, targetOf(vm), changes), nil
	}
	op, _, err := o.begin(ctx, request{
		kind: a.kind, mutation: a.mutation, target: targetOf(vm), content: a.content, plan: plan, holds: holds,
	})
	return op, err
}

// waitsForStart refuses to delete the volume of a disk that the running VM keeps.
func waitsForStart(changes []novacron.Change, vm novacron.VM) error {
	for _, c := range changes {
		if c.Applied == novacron.AppliedNextStart {
			return novacron.Errorf(novacron.WrongState, "the running vm %s keeps this disk until it stops: its volume cannot be deleted now", vm.Name).
				WithMend("shut it down first, or remove the disk without its volume")
		}
	}
	return nil
}

// do makes what is needed, changes the hardware, and removes what is left over.
// Each step is success when it was done before.
func (h *Hardware) do(ctx context.Context, r *run, plan hardwarePlan) error {
	d, err := h.f.devices()
	if err != nil {
		return err
	}
	if plan.Make {
		if err := h.makeVolume(ctx, r, &plan); err != nil {
			return h.undo(ctx, r, plan, err)
		}
	}
	if err := r.step(ctx, "change", 60, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "changing the hardware")
	defer cancel()
	changes, err := d.EditDevices(call, r.vm(), plan.Edit)
	if err != nil {
		return h.undo(ctx, r, plan, err)
	}
	if plan.Delete != nil {
		if err := r.step(ctx, "volume", 80, false); err != nil {
			return err
		}
		if err := h.deleteVolume(ctx, r.vm(), *plan.Delete); err != nil {
			return err
		}
		changes = append(changes, novacron.Change{Field: "volume", From: plan.Delete.Pool + "/" + plan.Delete.Volume, Applied: novacron.AppliedNow})
	}
	vm, err := h.f.inventory.read(ctx, r.vm())
	if err != nil {
		return err
	}
	r.rec.Changes = changes
	record := h.f.VMs().recordTx(vm)
	if !plan.Make {
		r.last = record
		return nil
	}
	volumes := h.f.storage.madeTx(ctx, []novacron.Disk{*plan.Edit.AddDisk})
	r.last = func(tx *store.Tx) error {
		if err := volumes(tx); err != nil {
			return err
		}
		return record(tx)
	}
	return nil
}

func (h *Hardware) makeVolume(ctx context.Context, r *run, plan *hardwarePlan) error {
	if err := r.step(ctx, "volume", 5, true); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, volumesWithin, "making the volume")
	defer cancel()
	disk := *plan.Edit.AddDisk
	// After a crash the disk may be the VM's already, with data in it.
	if vm, err := h.f.inventory.read(ctx, r.vm()); err == nil && vm.Disk(disk.Device) != nil {
		return nil
	}
	var err error
	if plan.Source != nil {
		disk.Source, err = h.f.makeFrom(call, r, disk, *plan.Source, func(percent int) { r.show("volume", 5+percent/2, true) })
	} else {
		disk.Source, err = h.f.provider.EnsureVolume(call, disk)
	}
	plan.Edit.AddDisk = &disk
	return err
}

// undo removes the volume that was made for a disk which the VM did not get.
func (h *Hardware) undo(ctx context.Context, r *run, plan hardwarePlan, why error) error {
	if isStopping(ctx) {
		return errStopping
	}
	if !plan.Make {
		return why
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWithin)
	defer cancel()
	vm, err := h.f.provider.VM(undo, r.vm())
	if err != nil || vm.Disk(plan.Edit.AddDisk.Device) != nil || pendingDisk(vm, plan.Edit.AddDisk.Device) {
		return why // nobody knows whether it has it, or it has
	}
	ref := hypervisor.VolumeRef{Pool: plan.Edit.AddDisk.Pool, Volume: plan.Edit.AddDisk.Volume}
	if err := h.f.provider.DeleteVolume(undo, ref); err != nil && novacron.CodeOf(err) != novacron.NotFound {
		h.f.log.Warn().Err(err).Str("pool", ref.Pool).Str("volume", ref.Volume).Msg("a failed disk left its volume")
		return withMendIfNone(why, "remove volume %s of pool %s: it could not be removed", ref.Volume, ref.Pool)
	}
	return why
}

// pendingDisk says whether a disk waits for the next start.
func pendingDisk(vm novacron.VM, device string) bool {
	return slices.ContainsFunc(vm.Pending, func(c novacron.Change) bool { return c.Field == "disks["+device+"]" && c.To != "" })
}

// deleteVolume removes a detached disk's volume, if still nothing uses it.
func (h *Hardware) deleteVolume(ctx context.Context, id novacron.VMID, ref hypervisor.VolumeRef) error {
	call, cancel := withTimeout(ctx, volumesWithin, "removing the volume")
	defer cancel()
	if vm, err := h.f.provider.VM(call, id); err != nil {
		return err
	} else if slices.ContainsFunc(vm.Disks, func(d novacron.Disk) bool { return d.Pool == ref.Pool && d.Volume == ref.Volume }) {
		return novacron.Errorf(novacron.Conflict, "the vm has the volume %s still", ref.Volume)
	}
	if err := h.f.VMs().stillUnused(call, ref); err != nil {
		return err
	}
	err := h.f.provider.DeleteVolume(call, ref)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return withMendIfNone(err, "remove volume %s of pool %s: the disk is gone, the volume is not", ref.Volume, ref.Pool)
}

// HostDevices returns a page of what can be passed through, with the VMs that
// have it.
func (h *Hardware) HostDevices(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.HostDevice], error) {
	var none novacron.Page[novacron.HostDevice]
	d, err := h.f.devices()
	if err != nil {
		return none, err
	}
	if page.Limit < 0 || page.Limit > novacron.MaxPageLimit {
		return none, novacron.InvalidField("limit", "must be 1 to %d", novacron.MaxPageLimit)
	}
	list, err := d.HostDevices(ctx)
	if err != nil {
		return none, err
	}
	users := h.deviceUsers()
	for i := range list {
		list[i].UsedBy = users[list[i].ID]
	}
	// The cursor is the last device's id: what is plugged in meanwhile does not
	// shift a page.
	total, start := len(list), 0
	for start < len(list) && page.Cursor != "" && strings.Compare(list[start].Kind+" "+list[start].ID, page.Cursor) <= 0 {
		start++
	}
	end := min(start+cmp.Or(page.Limit, novacron.DefaultPageLimit), len(list))
	out := novacron.Page[novacron.HostDevice]{Items: list[start:end], Total: total}
	if end < len(list) {
		out.Next = list[end-1].Kind + " " + list[end-1].ID
	}
	return out, nil
}

func (h *Hardware) deviceUsers() map[string][]novacron.Target {
	users := map[string][]novacron.Target{}
	for _, id := range h.f.store.VMIDs() {
		vm, err := h.f.store.VM(id)
		if err != nil || vm.Hardware == nil {
			continue
		}
		for _, device := range vm.Hardware.HostDevices {
			users[device] = append(users[device], targetOf(vm))
		}
	}
	return users
}

// HardwareOptions returns what the host offers.
func (h *Hardware) HardwareOptions(ctx context.Context) (novacron.HardwareOptions, error) {
	d, err := h.f.devices()
	if err != nil {
		return novacron.HardwareOptions{}, err
	}
	return d.HardwareOptions(ctx)
}
