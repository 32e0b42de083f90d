package auth

import (
	"context"
	"io"
	"slices"

	"github.com/novacron/novacron/novacron"
)

// guardedVMs is a VMService that asks who asks.
type guardedVMs struct {
	inner   novacron.VMService
	auditor *Auditor
}

var _ novacron.VMService = (*guardedVMs)(nil)

// GuardVMs returns inner behind identity, permission and audit. A dry run needs
// the same permission but leaves no intent: it changes nothing.
func GuardVMs(inner novacron.VMService, a *Auditor) novacron.VMService {
	return &guardedVMs{inner: inner, auditor: a}
}

// VMs implements novacron.VMService.
func (g *guardedVMs) VMs(ctx context.Context, q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	return read(ctx, g.auditor, verbVMList, novacron.Target{Kind: "vm"}, func() (novacron.Page[novacron.VM], error) {
		return g.inner.VMs(ctx, q)
	})
}

// VM implements novacron.VMService.
func (g *guardedVMs) VM(ctx context.Context, id novacron.VMID) (novacron.VM, error) {
	return read(ctx, g.auditor, verbVMShow, vmTarget(id), func() (novacron.VM, error) {
		return g.inner.VM(ctx, id)
	})
}

// VMXML implements novacron.VMService.
func (g *guardedVMs) VMXML(ctx context.Context, id novacron.VMID) (string, error) {
	return read(ctx, g.auditor, verbVMXML, vmTarget(id), func() (string, error) {
		return g.inner.VMXML(ctx, id)
	})
}

// CreateVM implements novacron.VMService. Naming files of the host takes a
// permission of its own.
func (g *guardedVMs) CreateVM(ctx context.Context, req novacron.CreateVM) (novacron.Operation, error) {
	target := novacron.Target{Kind: "vm", Name: req.Name}
	id, err := g.auditor.permit(ctx, verbVMCreate, target)
	if err != nil {
		return novacron.Operation{}, err
	}
	if namesHostPath(req) && !permits(id, verbHostPath) {
		err := novacron.Errorf(novacron.Forbidden, "the role %s may not name files of the host", id.Role).
			WithMend("make a new volume with sizeBytes, or ask an administrator")
		g.auditor.denied(ctx, id, verbHostPath, target, err)
		return novacron.Operation{}, err
	}
	return g.operate(ctx, id, verbVMCreate, target, req.DryRun, func() (novacron.Operation, error) {
		return g.inner.CreateVM(ctx, req)
	})
}

// namesHostPath says whether a request names a file of the host.
func namesHostPath(req novacron.CreateVM) bool {
	return req.Boot != nil || slices.ContainsFunc(req.Disks, func(d novacron.CreateDisk) bool { return d.Source != "" })
}

// UpdateVM implements novacron.VMService.
func (g *guardedVMs) UpdateVM(ctx context.Context, vm novacron.VMID, req novacron.VMUpdate) (novacron.VMUpdateResult, error) {
	id, err := g.auditor.permit(ctx, verbVMUpdate, vmTarget(vm))
	if err != nil {
		return novacron.VMUpdateResult{}, err
	}
	if req.DryRun {
		return g.inner.UpdateVM(ctx, vm, req)
	}
	return mutate(ctx, g.auditor, id, verbVMUpdate, g.named(ctx, vm),
		func() (novacron.VMUpdateResult, novacron.Operation, error) {
			result, err := g.inner.UpdateVM(ctx, vm, req)
			return result, result.Operation, err
		})
}

// DeleteVM implements novacron.VMService.
func (g *guardedVMs) DeleteVM(ctx context.Context, vm novacron.VMID, req novacron.DeleteVM) (novacron.Operation, error) {
	id, err := g.auditor.permit(ctx, verbVMDelete, vmTarget(vm))
	if err != nil {
		return novacron.Operation{}, err
	}
	return g.operate(ctx, id, verbVMDelete, g.named(ctx, vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.DeleteVM(ctx, vm, req)
	})
}

// PowerVM implements novacron.VMService. A verb that is none is Invalid before
// it can reach a record.
func (g *guardedVMs) PowerVM(ctx context.Context, vm novacron.VMID, req novacron.PowerRequest) (novacron.Operation, error) {
	v := verb("vm." + req.Verb)
	if !slices.Contains(novacron.PowerVerbs(), req.Verb) {
		v = verbVMPower
	}
	id, err := g.auditor.permitAs(ctx, v, verbVMPower, vmTarget(vm))
	if err != nil {
		return novacron.Operation{}, err
	}
	if v == verbVMPower {
		return novacron.Operation{}, novacron.InvalidField("verb", "must be one of %v", novacron.PowerVerbs())
	}
	return g.operate(ctx, id, v, g.named(ctx, vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.PowerVM(ctx, vm, req)
	})
}

// Console implements novacron.VMService. It is recorded like a mutation,
// because what is typed there changes the guest, and so is its end; what is typed is
// not recorded.
func (g *guardedVMs) Console(ctx context.Context, vm novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	id, err := g.auditor.permit(ctx, verbVMConsole, vmTarget(vm))
	if err != nil {
		return nil, err
	}
	return attach(ctx, g.auditor, id, verbVMConsole, verbVMConsoleClose, g.named(ctx, vm), func() (io.ReadWriteCloser, error) {
		return g.inner.Console(ctx, vm, takeOver)
	})
}

// operate is mutate for what answers with an operation.
func (g *guardedVMs) operate(ctx context.Context, id novacron.Identity, v verb, target novacron.Target, dryRun bool,
	do func() (novacron.Operation, error),
) (novacron.Operation, error) {
	if dryRun {
		return do()
	}
	return mutate(ctx, g.auditor, id, v, target, func() (novacron.Operation, novacron.Operation, error) {
		op, err := do()
		return op, op, err
	})
}

func vmTarget(id novacron.VMID) novacron.Target {
	return novacron.Target{Kind: "vm", ID: string(id)}
}

// named is vmTarget with the VM's present name, where it has one.
func (g *guardedVMs) named(ctx context.Context, id novacron.VMID) novacron.Target {
	target := vmTarget(id)
	if vm, err := g.inner.VM(ctx, id); err == nil {
		target.Name = vm.Name
	}
	return target
}
