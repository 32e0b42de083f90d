package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedVMNetworks is a VMNetworkService that asks who asks.
type guardedVMNetworks struct {
	inner   novacron.VMNetworkService
	auditor *Auditor
}

var _ novacron.VMNetworkService = (*guardedVMNetworks)(nil)

// GuardVMNetworks returns inner behind identity, permission and audit.
func GuardVMNetworks(inner novacron.VMNetworkService, a *Auditor) novacron.VMNetworkService {
	return &guardedVMNetworks{inner: inner, auditor: a}
}

// VMAddresses implements novacron.VMNetworkService.
func (g *guardedVMNetworks) VMAddresses(ctx context.Context, vm novacron.VMID) ([]novacron.NICAddresses, error) {
	return read(ctx, g.auditor, verbVMShow, vmTarget(vm), func() ([]novacron.NICAddresses, error) {
		return g.inner.VMAddresses(ctx, vm)
	})
}

// Firewall implements novacron.VMNetworkService.
func (g *guardedVMNetworks) Firewall(ctx context.Context, vm novacron.VMID, mac string) (novacron.NICFirewall, error) {
	return read(ctx, g.auditor, verbVMShow, vmTarget(vm), func() (novacron.NICFirewall, error) {
		return g.inner.Firewall(ctx, vm, mac)
	})
}

// SetFirewall implements novacron.VMNetworkService.
func (g *guardedVMNetworks) SetFirewall(ctx context.Context, vm novacron.VMID, mac string, req novacron.SetFirewall) (novacron.Operation, error) {
	return g.auditor.operate(ctx, verbVMFirewall, vmTarget(vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.SetFirewall(ctx, vm, mac, req)
	})
}

// DeleteFirewall implements novacron.VMNetworkService.
func (g *guardedVMNetworks) DeleteFirewall(ctx context.Context, vm novacron.VMID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	return g.auditor.operate(ctx, verbVMFirewall, vmTarget(vm), m.DryRun, func() (novacron.Operation, error) {
		return g.inner.DeleteFirewall(ctx, vm, mac, m)
	})
}
