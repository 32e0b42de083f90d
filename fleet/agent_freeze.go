package fleet

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	kindFreeze = "vm.freeze"
	kindThaw   = "vm.thaw"

	// thawWithin is how long a thaw is tried: a guest that is frozen is of no use.
	// When the appliance stops, the next start goes on.
	thawWithin   = time.Minute
	thawStopping = 10 * time.Second
	thawAgain    = 500 * time.Millisecond
)

// freezePlan is what a freeze needs.
type freezePlan struct {
	For time.Duration `json:"for"`
}

// thaws tells the freezes that run that they shall end.
type thaws struct {
	mu   sync.Mutex
	wait map[novacron.VMID]chan struct{}
}

func (t *thaws) begin(id novacron.VMID) (over <-chan struct{}, end func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	ch := make(chan struct{})
	t.wait[id] = ch
	return ch, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.wait[id] == ch {
			delete(t.wait, id)
		}
	}
}

// end ends the freeze of a VM, and says whether there was one.
func (t *thaws) end(id novacron.VMID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	ch, ok := t.wait[id]
	if ok {
		close(ch)
		delete(t.wait, id)
	}
	return ok
}

func (a *Agents) register(o *Operations) {
	o.register(
		kind{name: kindFreeze, do: planned(a.doFreeze), resume: a.resumeFreeze},
		kind{name: kindThaw, do: planned(a.doThaw)},
	)
}

// FreezeGuest begins a freeze.
func (a *Agents) FreezeGuest(ctx context.Context, id novacron.VMID, req novacron.FreezeGuest) (novacron.Operation, error) {
	plan := freezePlan{For: req.For}
	if plan.For == 0 {
		plan.For = novacron.DefaultFreeze
	}
	if plan.For < time.Second || plan.For > novacron.MaxFreeze {
		return novacron.Operation{}, novacron.InvalidField("seconds", "must be 1 to %d", int(novacron.MaxFreeze.Seconds()))
	}
	return a.operate(ctx, id, kindFreeze, req.Mutation, plan)
}

// ThawGuest ends a freeze.
func (a *Agents) ThawGuest(ctx context.Context, id novacron.VMID, m novacron.Mutation) (novacron.Operation, error) {
	if !m.DryRun && a.f.thaws.end(id) {
		if r := a.f.operations.holder(id); r != nil && r.rec.Kind == kindFreeze {
			return a.f.operations.Operation(ctx, r.rec.ID)
		}
	}
	return a.operate(ctx, id, kindThaw, m, freezePlan{})
}

// operate checks that the agent answers, and begins the operation.
func (a *Agents) operate(ctx context.Context, id novacron.VMID, kind string, m novacron.Mutation, plan freezePlan) (novacron.Operation, error) {
	if op, ok, err := a.f.operations.replay(ctx, kind, m, string(id), plan); ok || err != nil {
		return op, err
	}
	p, vm, err := a.open(id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := checkRevision(vm, m); err != nil {
		return novacron.Operation{}, err
	}
	limited, cancel := withTimeout(ctx, agentWithin, "asking the agent")
	defer cancel()
	if _, err := p.AskAgent(limited, id); err != nil {
		return novacron.Operation{}, err
	}
	if m.DryRun {
		return a.f.operations.dryRun(ctx, kind, targetOf(vm), nil), nil
	}
	op, _, err := a.f.operations.begin(ctx, request{kind: kind, mutation: m, target: targetOf(vm), content: plan, plan: plan})
	return op, err
}

// doFreeze freezes, waits, and thaws whatever happened.
func (a *Agents) doFreeze(ctx context.Context, r *run, plan freezePlan) error {
	p, _, err := a.open(r.vm())
	if err != nil {
		return err
	}
	over, end := a.f.thaws.begin(r.vm())
	defer end()
	limited, cancel := withTimeout(ctx, 3*agentWithin, "freezing")
	defer cancel()
	if _, err := p.FreezeGuest(limited, r.vm()); err != nil {
		// It may have frozen all the same.
		if novacron.CodeOf(err) != novacron.Unsupported {
			err = errors.Join(err, a.thaw(ctx, p, r.vm()))
		}
		return err
	}
	timer := time.NewTimer(plan.For)
	defer timer.Stop()
	cause := r.step(ctx, "frozen", 50, true)
	select {
	case <-timer.C:
	case <-over:
	case <-ctx.Done():
		cause = context.Cause(ctx)
	}
	r.show("thawing", 90, false)
	err = a.thaw(ctx, p, r.vm())
	switch {
	case err != nil && errors.Is(cause, errStopping):
		return errStopping // the next start thaws it
	case err != nil:
		return err
	case errors.Is(cause, errStopping):
		return nil
	}
	return cause
}

// thaw thaws, and tries again for a while, also when ctx is over: no guest is
// left frozen.
func (a *Agents) thaw(ctx context.Context, p hypervisor.Agent, id novacron.VMID) error {
	within := thawWithin
	if errors.Is(context.Cause(ctx), errStopping) {
		within = thawStopping
	}
	ctx, cancel := withTimeout(context.WithoutCancel(ctx), within, "thawing")
	defer cancel()
	for {
		_, err := p.ThawGuest(ctx, id)
		switch novacron.CodeOf(err) {
		case "", novacron.NotFound, novacron.WrongState: // off: nothing is frozen
			return nil
		case novacron.Unavailable, novacron.Timeout, novacron.Conflict:
		default:
			return err
		}
		select {
		case <-time.After(thawAgain):
		case <-ctx.Done():
			return err
		}
	}
}

// resumeFreeze thaws a guest that a crash left frozen.
func (a *Agents) resumeFreeze(store.OperationRecord) (work, error) {
	return func(ctx context.Context, r *run) error {
		p, _, err := a.open(r.vm())
		if err != nil {
			return err
		}
		if err := a.thaw(ctx, p, r.vm()); err != nil {
			return err
		}
		return novacron.Errorf(novacron.Canceled, "novacron was stopped meanwhile; the guest was thawed at its start")
	}, nil
}

// doThaw thaws what somebody else froze.
func (a *Agents) doThaw(ctx context.Context, r *run, _ freezePlan) error {
	p, _, err := a.open(r.vm())
	if err != nil {
		return err
	}
	limited, cancel := withTimeout(ctx, agentWithin, "thawing")
	defer cancel()
	_, err = p.ThawGuest(limited, r.vm())
	return err
}
