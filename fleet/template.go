package fleet

import (
	"context"
	"strconv"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// templatePlan is what marking a VM needs, saved with its operation.
type templatePlan struct {
	Template bool `json:"template"`
}

// MarkTemplate makes a VM a template, or a template a VM again.
func (c *Clones) MarkTemplate(ctx context.Context, id novacron.VMID, req novacron.MarkTemplate) (novacron.Operation, error) {
	o, kind := c.f.operations, kindTemplate
	if !req.Template {
		kind = kindTemplateUndo
	}
	plan := templatePlan{Template: req.Template}
	if op, ok, err := o.replay(ctx, kind, req.Mutation, string(id), plan); ok || err != nil {
		return op, err
	}
	vm, err := c.checkTemplate(ctx, id, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	var warnings []string
	if req.Template {
		warnings = append(warnings, "nothing keeps virsh or virt-manager from starting it: that would break its linked clones")
	}
	if req.DryRun {
		op := o.dryRun(ctx, kind, targetOf(vm), templateChanges(vm, req.Template))
		op.Warnings = warnings
		return op, nil
	}
	op, _, err := o.begin(ctx, request{kind: kind, mutation: req.Mutation, target: targetOf(vm), content: plan, plan: plan, warnings: warnings})
	return op, err
}

func (c *Clones) checkTemplate(ctx context.Context, id novacron.VMID, req novacron.MarkTemplate) (novacron.VM, error) {
	if _, err := c.f.cloner(); err != nil {
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
	case vm.Template == req.Template && req.Template:
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is a template already", vm.Name)
	case vm.Template == req.Template:
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is no template", vm.Name)
	case vm.State != novacron.VMShutoff || vm.SavedState:
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is %s or has a saved state", vm.Name, vm.State).WithMend("shut it down first")
	case !vm.Persistent:
		return vm, novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops", vm.Name)
	case req.Template:
		return vm, nil
	}
	return vm, c.checkNoLinked(ctx, vm)
}

// checkNoLinked refuses while something lies on the VM's disks.
func (c *Clones) checkNoLinked(ctx context.Context, vm novacron.VM) error {
	ctx, cancel := withTimeout(ctx, callWithin, "looking for linked clones")
	defer cancel()
	for _, disk := range vm.Disks {
		if disk.Kind != "disk" || disk.ReadOnly {
			continue
		}
		ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
		var err error
		if ref.Pool == "" {
			ref, err = c.f.provider.FindVolume(ctx, disk.Source)
		}
		var overlays []string
		if err == nil {
			overlays, err = c.f.provider.Overlays(ctx, ref)
		}
		if err != nil && novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
		if len(overlays) > 0 {
			return novacron.Errorf(novacron.WrongState, "linked clones lie on disk %s of vm %s: %s", disk.Device, vm.Name, strings.Join(overlays, ", ")).
				WithMend("delete them, or make full clones of them, first")
		}
	}
	return nil
}

// doTemplate marks the VM. A template does not start with its host either.
func (c *Clones) doTemplate(ctx context.Context, r *run, plan templatePlan) error {
	if err := r.step(ctx, "mark", 20, false); err != nil {
		return err
	}
	p, err := c.f.cloner()
	if err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "marking the vm")
	defer cancel()
	vm, err := c.f.inventory.read(call, r.vm())
	if err != nil {
		return err
	}
	if plan.Template && vm.Autostart {
		off := false
		if _, err := c.f.provider.Edit(call, vm.ID, hypervisor.Edit{Autostart: &off}); err != nil {
			return err
		}
	}
	if err := p.MarkTemplate(call, vm.ID, plan.Template); err != nil {
		return err
	}
	r.rec.Changes = templateChanges(vm, plan.Template)
	if vm, err = c.f.inventory.read(call, vm.ID); err != nil {
		return err
	}
	r.last = c.f.VMs().recordTx(vm)
	return nil
}

func templateChanges(vm novacron.VM, template bool) []novacron.Change {
	changes := []novacron.Change{{
		Field: "template", From: strconv.FormatBool(vm.Template), To: strconv.FormatBool(template), Applied: novacron.AppliedNow,
	}}
	if template && vm.Autostart {
		changes = append(changes, novacron.Change{Field: "autostart", From: "true", To: "false", Applied: novacron.AppliedNow})
	}
	return changes
}

// refuseTemplate refuses what a template is not for.
func refuseTemplate(vm novacron.VM) error {
	if !vm.Template {
		return nil
	}
	return novacron.Errorf(novacron.WrongState, "vm %s is a template, which is not started", vm.Name).
		WithMend("clone it, or make it a vm again")
}
