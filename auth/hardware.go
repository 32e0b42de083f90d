package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedHardware is a HardwareService that asks who asks.
type guardedHardware struct {
	inner   novacron.HardwareService
	auditor *Auditor
}

var _ novacron.HardwareService = (*guardedHardware)(nil)

// GuardHardware returns inner behind identity, permission and audit. Files and
// devices of the host take a permission of their own.
func GuardHardware(inner novacron.HardwareService, a *Auditor) novacron.HardwareService {
	return &guardedHardware{inner: inner, auditor: a}
}

// operate is operateOn, with a look at whether the request names what is the host's.
func (g *guardedHardware) operate(ctx context.Context, v verb, vm novacron.VMID, dryRun, host bool,
	do func() (novacron.Operation, error),
) (novacron.Operation, error) {
	if host {
		id, err := g.auditor.permit(ctx, v, vmTarget(vm))
		if err != nil {
			return novacron.Operation{}, err
		}
		if !permits(id, verbHostPath) {
			err := novacron.Errorf(novacron.Forbidden, "the role %s may not name files or devices of the host", id.Role).
				WithMend("name a volume of a pool, or ask an administrator")
			g.auditor.denied(ctx, id, verbHostPath, vmTarget(vm), err)
			return novacron.Operation{}, err
		}
	}
	return operateOn(ctx, g.auditor, v, vmTarget(vm), dryRun, do)
}

// AddDisk implements novacron.HardwareService.
func (g *guardedHardware) AddDisk(ctx context.Context, vm novacron.VMID, req novacron.AddDisk) (novacron.Operation, error) {
	return g.operate(ctx, verbDiskAdd, vm, req.DryRun, req.Disk.Source != "", func() (novacron.Operation, error) {
		return g.inner.AddDisk(ctx, vm, req)
	})
}

// ChangeDisk implements novacron.HardwareService.
func (g *guardedHardware) ChangeDisk(ctx context.Context, vm novacron.VMID, device string, req novacron.ChangeDisk) (novacron.Operation, error) {
	host := req.Media != nil && req.Media.Source != ""
	return g.operate(ctx, verbDiskChange, vm, req.DryRun, host, func() (novacron.Operation, error) {
		return g.inner.ChangeDisk(ctx, vm, device, req)
	})
}

// RemoveDisk implements novacron.HardwareService.
func (g *guardedHardware) RemoveDisk(ctx context.Context, vm novacron.VMID, device string, req novacron.RemoveDisk) (novacron.Operation, error) {
	return g.operate(ctx, verbDiskRemove, vm, req.DryRun, false, func() (novacron.Operation, error) {
		return g.inner.RemoveDisk(ctx, vm, device, req)
	})
}

// AddNIC implements novacron.HardwareService.
func (g *guardedHardware) AddNIC(ctx context.Context, vm novacron.VMID, req novacron.AddNIC) (novacron.Operation, error) {
	return g.operate(ctx, verbNICAdd, vm, req.DryRun, false, func() (novacron.Operation, error) {
		return g.inner.AddNIC(ctx, vm, req)
	})
}

// ChangeNIC implements novacron.HardwareService.
func (g *guardedHardware) ChangeNIC(ctx context.Context, vm novacron.VMID, mac string, req novacron.ChangeNIC) (novacron.Operation, error) {
	return g.operate(ctx, verbNICChange, vm, req.DryRun, false, func() (novacron.Operation, error) {
		return g.inner.ChangeNIC(ctx, vm, mac, req)
	})
}

// RemoveNIC implements novacron.HardwareService.
func (g *guardedHardware) RemoveNIC(ctx context.Context, vm novacron.VMID, mac string, req novacron.RemoveNIC) (novacron.Operation, error) {
	return g.operate(ctx, verbNICRemove, vm, req.DryRun, false, func() (novacron.Operation, error) {
		return g.inner.RemoveNIC(ctx, vm, mac, req)
	})
}

// ChangeHardware implements novacron.HardwareService. Giving a VM devices of the
// host, or taking them from it, is the administrators'.
func (g *guardedHardware) ChangeHardware(ctx context.Context, vm novacron.VMID, req novacron.ChangeHardware) (novacron.Operation, error) {
	return g.operate(ctx, verbHardware, vm, req.DryRun, req.HostDevices != nil, func() (novacron.Operation, error) {
		return g.inner.ChangeHardware(ctx, vm, req)
	})
}

// HostDevices implements novacron.HardwareService.
func (g *guardedHardware) HostDevices(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.HostDevice], error) {
	return read(ctx, g.auditor, verbNodeShow, novacron.Target{Kind: "node"}, func() (novacron.Page[novacron.HostDevice], error) {
		return g.inner.HostDevices(ctx, page)
	})
}

// HardwareOptions implements novacron.HardwareService.
func (g *guardedHardware) HardwareOptions(ctx context.Context) (novacron.HardwareOptions, error) {
	return read(ctx, g.auditor, verbNodeShow, novacron.Target{Kind: "node"}, func() (novacron.HardwareOptions, error) {
		return g.inner.HardwareOptions(ctx)
	})
}
