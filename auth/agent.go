package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedAgents is an AgentService that asks who asks.
type guardedAgents struct {
	inner   novacron.AgentService
	auditor *Auditor
}

var _ novacron.AgentService = (*guardedAgents)(nil)

// GuardAgents returns inner behind identity, permission and audit. To run a
// command or to set a password is to be root in the guest: it takes permissions
// of its own. Neither command nor password is recorded.
func GuardAgents(inner novacron.AgentService, a *Auditor) novacron.AgentService {
	return &guardedAgents{inner: inner, auditor: a}
}

// Agent implements novacron.AgentService.
func (g *guardedAgents) Agent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error) {
	return read(ctx, g.auditor, verbAgentShow, vmTarget(id), func() (novacron.GuestAgent, error) { return g.inner.Agent(ctx, id) })
}

// GuestFilesystems implements novacron.AgentService.
func (g *guardedAgents) GuestFilesystems(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestFilesystem], error) {
	return read(ctx, g.auditor, verbAgentShow, vmTarget(id), func() (novacron.Page[novacron.GuestFilesystem], error) {
		return g.inner.GuestFilesystems(ctx, id, page)
	})
}

// GuestUsers implements novacron.AgentService.
func (g *guardedAgents) GuestUsers(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestUser], error) {
	return read(ctx, g.auditor, verbAgentShow, vmTarget(id), func() (novacron.Page[novacron.GuestUser], error) {
		return g.inner.GuestUsers(ctx, id, page)
	})
}

// SetGuestPassword implements novacron.AgentService.
func (g *guardedAgents) SetGuestPassword(ctx context.Context, vm novacron.VMID, req novacron.SetGuestPassword) error {
	_, err := input(ctx, g.auditor, verbAgentPassword, vm, req.DryRun, func() (struct{}, error) {
		return struct{}{}, g.inner.SetGuestPassword(ctx, vm, req)
	})
	return err
}

// ExecGuest implements novacron.AgentService.
func (g *guardedAgents) ExecGuest(ctx context.Context, vm novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	return input(ctx, g.auditor, verbAgentExec, vm, req.DryRun, func() (novacron.GuestExecResult, error) {
		return g.inner.ExecGuest(ctx, vm, req)
	})
}

// FreezeGuest implements novacron.AgentService.
func (g *guardedAgents) FreezeGuest(ctx context.Context, vm novacron.VMID, req novacron.FreezeGuest) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbAgentFreeze, vmTarget(vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.FreezeGuest(ctx, vm, req)
	})
}

// ThawGuest implements novacron.AgentService.
func (g *guardedAgents) ThawGuest(ctx context.Context, vm novacron.VMID, m novacron.Mutation) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbAgentThaw, vmTarget(vm), m.DryRun, func() (novacron.Operation, error) {
		return g.inner.ThawGuest(ctx, vm, m)
	})
}
