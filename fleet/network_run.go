package fleet

import (
	"context"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// doCreate defines a network and starts it. Each step is success when it was
// done before. What fails is undone: a network is nothing that people look at
// for why it does not run.
func (n *Networks) doCreate(ctx context.Context, r *run, plan networkPlan) error {
	return n.with(ctx, "making the network", func(call context.Context, p hypervisor.Networks) error {
		if err := r.step(ctx, "define", 20, false); err != nil {
			return err
		}
		err := p.DefineNetwork(call, plan.Network)
		if err == nil && !plan.Stopped {
			if err = r.step(ctx, "start", 60, false); err == nil {
				err = p.StartNetwork(call, plan.Network.Name)
			}
		}
		if err != nil {
			return n.undoCreate(ctx, p, plan.Network, err)
		}
		return n.record(call, r, p, plan.Network.Name)
	})
}

// with calls do with the provider and a bounded context.
func (n *Networks) with(ctx context.Context, what string, do func(context.Context, hypervisor.Networks) error) error {
	p, err := n.provider()
	if err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, what)
	defer cancel()
	return do(call, p)
}

// undoCreate removes a definition that came to nothing, if it is the one of
// this operation.
func (n *Networks) undoCreate(ctx context.Context, p hypervisor.Networks, network novacron.Network, why error) error {
	if isStopping(ctx) {
		return errStopping
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWithin)
	defer cancel()
	if have, err := p.Network(undo, network.Name); err != nil || have.ID != network.ID {
		return why
	}
	_ = p.StopNetwork(undo, network.Name)
	if err := p.UndefineNetwork(undo, network.Name); err != nil {
		n.f.log.Warn().Err(err).Str("network", network.Name).Msg("a failed create left its network")
		return withMendIfNone(why, "delete network %s: what was made so far could not be removed", network.Name)
	}
	return why
}

// record writes how the network stands with the operation's end.
func (n *Networks) record(ctx context.Context, r *run, p hypervisor.Networks, name string) error {
	now, err := p.Network(ctx, name)
	if err != nil {
		return err
	}
	r.last = func(tx *store.Tx) error { return n.f.networks.applyTx(tx, now) }
	return nil
}

func (n *Networks) doEdit(ctx context.Context, r *run, plan networkPlan) error {
	return n.with(ctx, "changing the network", func(call context.Context, p hypervisor.Networks) error {
		changes, err := p.EditNetwork(call, plan.Network.Name, plan.Edit, false)
		if err != nil {
			return err
		}
		r.rec.Changes = changes
		return n.record(call, r, p, plan.Network.Name)
	})
}

func (n *Networks) doStart(ctx context.Context, r *run, plan networkPlan) error {
	return n.with(ctx, "starting the network", func(call context.Context, p hypervisor.Networks) error {
		if err := p.StartNetwork(call, plan.Network.Name); err != nil {
			return err
		}
		return n.record(call, r, p, plan.Network.Name)
	})
}

// doStop stops a network. A transient one is gone then.
func (n *Networks) doStop(ctx context.Context, r *run, plan networkPlan) error {
	return n.with(ctx, "stopping the network", func(call context.Context, p hypervisor.Networks) error {
		err := p.StopNetwork(call, plan.Network.Name)
		if err == nil {
			err = n.record(call, r, p, plan.Network.Name)
		}
		if novacron.CodeOf(err) == novacron.NotFound {
			r.last = func(tx *store.Tx) error { return n.f.networks.forgetTx(tx, string(plan.Network.ID)) }
			return nil
		}
		return err
	})
}

func (n *Networks) doDelete(ctx context.Context, r *run, plan networkPlan) error {
	return n.with(ctx, "deleting the network", func(call context.Context, p hypervisor.Networks) error {
		if err := r.step(ctx, "stop", 20, false); err != nil {
			return err
		}
		if err := p.StopNetwork(call, plan.Network.Name); err != nil && novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
		if err := p.UndefineNetwork(call, plan.Network.Name); err != nil {
			return err
		}
		r.last = func(tx *store.Tx) error { return n.f.networks.forgetTx(tx, string(plan.Network.ID)) }
		return nil
	})
}
