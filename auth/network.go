package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedNetworks is a NetworkService that asks who asks.
type guardedNetworks struct {
	inner   novacron.NetworkService
	auditor *Auditor
}

var _ novacron.NetworkService = (*guardedNetworks)(nil)

// GuardNetworks returns inner behind identity, permission and audit. Networks
// are a part of the host: changing them is for administrators.
func GuardNetworks(inner novacron.NetworkService, a *Auditor) novacron.NetworkService {
	return &guardedNetworks{inner: inner, auditor: a}
}

// Networks implements novacron.NetworkService.
func (g *guardedNetworks) Networks(ctx context.Context, q novacron.NetworkQuery) (novacron.Page[novacron.Network], error) {
	return read(ctx, g.auditor, verbNetworkList, novacron.Target{Kind: "network"}, func() (novacron.Page[novacron.Network], error) {
		return g.inner.Networks(ctx, q)
	})
}

// Network implements novacron.NetworkService.
func (g *guardedNetworks) Network(ctx context.Context, id novacron.NetworkID) (novacron.Network, error) {
	return read(ctx, g.auditor, verbNetworkShow, networkTarget(id), func() (novacron.Network, error) {
		return g.inner.Network(ctx, id)
	})
}

// Leases implements novacron.NetworkService.
func (g *guardedNetworks) Leases(ctx context.Context, id novacron.NetworkID, q novacron.PageRequest) (novacron.Page[novacron.Lease], error) {
	return read(ctx, g.auditor, verbNetworkShow, networkTarget(id), func() (novacron.Page[novacron.Lease], error) {
		return g.inner.Leases(ctx, id, q)
	})
}

// HostInterfaces implements novacron.NetworkService.
func (g *guardedNetworks) HostInterfaces(ctx context.Context, q novacron.PageRequest) (novacron.Page[novacron.HostInterface], error) {
	return read(ctx, g.auditor, verbNetworkList, novacron.Target{Kind: "node"}, func() (novacron.Page[novacron.HostInterface], error) {
		return g.inner.HostInterfaces(ctx, q)
	})
}

// CreateNetwork implements novacron.NetworkService.
func (g *guardedNetworks) CreateNetwork(ctx context.Context, req novacron.CreateNetwork) (novacron.Operation, error) {
	target := novacron.Target{Kind: "network", Name: req.Name}
	return g.auditor.operate(ctx, verbNetworkCreate, target, req.DryRun, func() (novacron.Operation, error) {
		return g.inner.CreateNetwork(ctx, req)
	})
}

// UpdateNetwork implements novacron.NetworkService.
func (g *guardedNetworks) UpdateNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkUpdate) (novacron.Operation, error) {
	return g.auditor.operate(ctx, verbNetworkUpdate, g.named(ctx, id), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.UpdateNetwork(ctx, id, req)
	})
}

// ActNetwork implements novacron.NetworkService.
func (g *guardedNetworks) ActNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkAction) (novacron.Operation, error) {
	v := verbNetworkStart
	if req.Verb != novacron.NetworkStart {
		v = verbNetworkStop
	}
	return g.auditor.operate(ctx, v, g.named(ctx, id), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.ActNetwork(ctx, id, req)
	})
}

// DeleteNetwork implements novacron.NetworkService.
func (g *guardedNetworks) DeleteNetwork(ctx context.Context, id novacron.NetworkID, req novacron.DeleteNetwork) (novacron.Operation, error) {
	return g.auditor.operate(ctx, verbNetworkDelete, g.named(ctx, id), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.DeleteNetwork(ctx, id, req)
	})
}

// SetDHCPHost implements novacron.NetworkService.
func (g *guardedNetworks) SetDHCPHost(ctx context.Context, id novacron.NetworkID, host novacron.DHCPHost, m novacron.Mutation) (novacron.Operation, error) {
	return g.auditor.operate(ctx, verbNetworkUpdate, g.named(ctx, id), m.DryRun, func() (novacron.Operation, error) {
		return g.inner.SetDHCPHost(ctx, id, host, m)
	})
}

// DeleteDHCPHost implements novacron.NetworkService.
func (g *guardedNetworks) DeleteDHCPHost(ctx context.Context, id novacron.NetworkID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	return g.auditor.operate(ctx, verbNetworkUpdate, g.named(ctx, id), m.DryRun, func() (novacron.Operation, error) {
		return g.inner.DeleteDHCPHost(ctx, id, mac, m)
	})
}

func networkTarget(id novacron.NetworkID) novacron.Target {
	return novacron.Target{Kind: "network", ID: string(id)}
}

// named is networkTarget with the network's present name, where it has one.
func (g *guardedNetworks) named(ctx context.Context, id novacron.NetworkID) novacron.Target {
	target := networkTarget(id)
	if n, err := g.inner.Network(ctx, id); err == nil {
		target.Name = n.Name
	}
	return target
}

// operate permits what answers with an operation, and audits what is no dry run.
func (a *Auditor) operate(ctx context.Context, v verb, target novacron.Target, dryRun bool, do func() (novacron.Operation, error)) (novacron.Operation, error) {
	id, err := a.permit(ctx, v, target)
	if err != nil {
		return novacron.Operation{}, err
	}
	if dryRun {
		return do()
	}
	return mutate(ctx, a, id, v, target, func() (novacron.Operation, novacron.Operation, error) {
		op, err := do()
		return op, op, err
	})
}
