package fleet

import (
	"context"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// updatePlan is what changing a VM needs, saved with its operation.
type updatePlan struct {
	Edit hypervisor.Edit `json:"edit"`
}

// UpdateVM changes a VM and returns when that is done. When ctx ends first the
// change goes on: the operation tells how it ended.
func (v *VMs) UpdateVM(ctx context.Context, id novacron.VMID, req novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	if op, ok, err := v.f.operations.replay(ctx, kindUpdate, req.Mutation, string(id), req); err != nil {
		return novacron.VMUpdateResult{}, err
	} else if ok {
		return v.updated(ctx, id, op, nil)
	}
	vm, err := v.checkUpdate(ctx, id, req)
	if err != nil {
		return novacron.VMUpdateResult{}, err
	}
	edit := hypervisor.Edit{
		Title: req.Title, Description: req.Description, Labels: req.Labels,
		VCPUs: req.VCPUs, MemoryBytes: req.MemoryBytes, Autostart: req.Autostart,
	}
	changes, err := v.planEdit(ctx, id, edit)
	if err != nil {
		return novacron.VMUpdateResult{}, err
	}
	if req.DryRun {
		return novacron.VMUpdateResult{VM: vm, Operation: v.f.operations.dryRun(ctx, kindUpdate, targetOf(vm), changes)}, nil
	}
	plan := updatePlan{Edit: edit}
	op, r, err := v.f.operations.begin(ctx, request{
		kind: kindUpdate, mutation: req.Mutation, target: targetOf(vm), content: req, plan: plan,
	})
	if err != nil {
		return novacron.VMUpdateResult{}, err
	}
	return v.updated(ctx, id, op, r)
}

func (v *VMs) checkUpdate(ctx context.Context, id novacron.VMID, req novacron.VMUpdate) (novacron.VM, error) {
	vm, err := v.f.store.VM(id)
	if err != nil {
		return vm, err
	}
	if err := checkUpdate(req); err != nil {
		return vm, err
	}
	if err := checkRevision(vm, req.Mutation); err != nil {
		return vm, err
	}
	return v.current(ctx, id)
}

func (v *VMs) planEdit(ctx context.Context, id novacron.VMID, edit hypervisor.Edit) ([]novacron.Change, error) {
	ctx, cancel := withTimeout(ctx, callWithin, "planning the change")
	defer cancel()
	return v.f.provider.PlanEdit(ctx, id, edit)
}

// updated is the answer once the operation is final: its error, or the VM.
func (v *VMs) updated(ctx context.Context, id novacron.VMID, op novacron.Operation, r *run) (novacron.VMUpdateResult, error) {
	op, err := v.f.operations.settled(ctx, op, r)
	if err != nil {
		return novacron.VMUpdateResult{}, err
	}
	vm, err := v.f.store.VM(id)
	return novacron.VMUpdateResult{VM: vm, Operation: op}, err
}

// doUpdate edits the definition. After a crash it is done again: an edit that
// took hold already changes nothing, and the changes found before are kept.
func (v *VMs) doUpdate(ctx context.Context, r *run, plan updatePlan) error {
	call, cancel := withTimeout(ctx, callWithin, "changing the vm")
	defer cancel()
	changes, err := v.f.provider.Edit(call, r.vm(), plan.Edit)
	if err != nil {
		return err
	}
	vm, err := v.f.inventory.read(ctx, r.vm())
	if err != nil {
		return err
	}
	r.rec.Changes = changes
	r.last = v.recordTx(vm)
	return nil
}
