package fleet

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// adopt takes the operations that a crash interrupted back into their places,
// so that nothing else touches their targets before they are dealt with.
func (o *Operations) adopt(left []store.OperationRecord) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, rec := range left {
		r := &run{
			o: o, rec: rec, keys: keysOf(rec), started: true, done: make(chan struct{}),
			cancel: func(error) {}, phase: "waiting for the hypervisor", percent: rec.Percent,
		}
		o.running[rec.ID] = r
		o.holds.take(r)
	}
}

// recover finishes what a crash interrupted, once the hypervisor answers. What
// still cannot be finished after RecoverWithin is failed, so that nothing is
// left running.
func (o *Operations) recover(ctx context.Context, left []store.OperationRecord) {
	if len(left) == 0 {
		return
	}
	o.f.log.Warn().Int("operations", len(left)).Msg("operations were interrupted; they are finished now")
	err := o.awaitHypervisor(ctx)
	if isStopping(ctx) {
		return
	}
	for _, rec := range left {
		o.mu.Lock()
		r := o.running[rec.ID]
		o.mu.Unlock()
		if err != nil {
			o.start(r, func(context.Context, *run) error {
				return novacron.Errorf(novacron.Unavailable, "it was interrupted, and the hypervisor did not answer since").
					WithMend("look at the %s once the hypervisor answers, and repeat what is missing", rec.Target.Kind)
			})
			continue
		}
		o.start(r, o.resumed(rec))
	}
}

func (o *Operations) awaitHypervisor(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, o.f.opts.RecoverWithin)
	defer cancel()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !o.f.provider.Info().Connected {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// judged is the resume of power verbs. They are not repeated: what was asked
// minutes ago may be wrong by now. One succeeded if the VM stands where it leads
// to.
func (v *VMs) judged(verb novacron.PowerVerb) func(store.OperationRecord) (work, error) {
	return func(store.OperationRecord) (work, error) {
		return func(ctx context.Context, r *run) error { return v.judgePower(ctx, r, verb) }, nil
	}
}

func (v *VMs) judgePower(ctx context.Context, r *run, verb novacron.PowerVerb) error {
	rule, _ := ruleOf(verb)
	vm, err := v.f.inventory.read(ctx, r.vm())
	if novacron.CodeOf(err) == novacron.NotFound && rule.to == novacron.VMShutoff {
		return nil
	}
	if err != nil {
		return err
	}
	if vm.State == rule.to && verb != novacron.PowerReboot {
		r.last = v.recordTx(vm)
		return nil
	}
	return novacron.Errorf(novacron.Unavailable, "it was interrupted by a restart of NovaCron; vm %s is %s", vm.Name, vm.State).
		WithMend("repeat it if it is still wanted")
}
