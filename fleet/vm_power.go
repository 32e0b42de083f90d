package fleet

import (
	"context"
	"slices"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	// saveWithin bounds writing a VM's memory to disk: 1 TiB at 200 MB/s is an
	// hour and a half.
	saveWithin = 2 * time.Hour
	// maxShutdownTimeout bounds what a caller may ask shutdown to wait.
	maxShutdownTimeout = 24 * time.Hour
	// settleWithin is how long the hypervisor gets to show what it said it did.
	settleWithin = 10 * time.Second
)

// powerPlan is what a power verb needs, saved with its operation.
type powerPlan struct {
	Verb              novacron.PowerVerb `json:"verb"`
	Timeout           time.Duration      `json:"timeout"`
	DiscardSavedState bool               `json:"discardSavedState,omitempty"`
}

// powerRule says from where a verb may be done and where it leads.
type powerRule struct {
	from       []novacron.VMState
	to         novacron.VMState
	mend       string
	cancelable bool
}

func ruleOf(verb novacron.PowerVerb) (powerRule, bool) {
	active := []novacron.VMState{novacron.VMRunning, novacron.VMPaused, novacron.VMPMSuspended, novacron.VMCrashed}
	running := []novacron.VMState{novacron.VMRunning}
	off := []novacron.VMState{novacron.VMShutoff}
	rules := map[novacron.PowerVerb]powerRule{
		novacron.PowerStart:    {from: off, to: novacron.VMRunning, mend: "it is on; reboot or reset it instead"},
		novacron.PowerRestore:  {from: off, to: novacron.VMRunning, mend: "it is on"},
		novacron.PowerShutdown: {from: running, to: novacron.VMShutoff, mend: "power it off instead", cancelable: true},
		novacron.PowerOff:      {from: active, to: novacron.VMShutoff, mend: "it is off"},
		novacron.PowerReboot:   {from: running, to: novacron.VMRunning, mend: "start or resume it first"},
		novacron.PowerReset:    {from: active[:2], to: "", mend: "start it first"},
		novacron.PowerPause:    {from: running, to: novacron.VMPaused, mend: "only a running vm can be paused"},
		novacron.PowerResume:   {from: active[1:3], to: novacron.VMRunning, mend: "only a paused vm can be resumed"},
		novacron.PowerSave:     {from: active[:2], to: novacron.VMShutoff, mend: "only a running or paused vm can be saved", cancelable: true},
	}
	rule, ok := rules[verb]
	return rule, ok
}

// PowerVM does a power verb.
func (v *VMs) PowerVM(ctx context.Context, id novacron.VMID, req novacron.PowerRequest) (novacron.Operation, error) {
	kind := "vm." + string(req.Verb)
	plan := powerPlan{Verb: req.Verb, Timeout: req.Timeout, DiscardSavedState: req.DiscardSavedState}
	if plan.Timeout == 0 {
		plan.Timeout = novacron.DefaultShutdownTimeout
	}
	if op, ok, err := v.f.operations.replay(ctx, kind, req.Mutation, string(id), plan); ok || err != nil {
		return op, err
	}
	vm, err := v.checkPower(ctx, id, req, plan)
	if err != nil {
		return novacron.Operation{}, err
	}
	if req.DryRun {
		return v.f.operations.dryRun(ctx, kind, targetOf(vm), powerChanges(vm, req.Verb)), nil
	}
	var warnings []string
	if req.Verb == novacron.PowerStart || req.Verb == novacron.PowerRestore {
		warnings = v.warnings(warnKVM)
	}
	op, _, err := v.f.operations.begin(ctx, request{
		kind: kind, mutation: req.Mutation, target: targetOf(vm), content: plan, plan: plan, warnings: warnings,
		overrides: req.Verb == novacron.PowerOff || req.Verb == novacron.PowerReset,
	})
	return op, err
}

func (v *VMs) checkPower(ctx context.Context, id novacron.VMID, req novacron.PowerRequest, plan powerPlan) (novacron.VM, error) {
	rule, ok := ruleOf(req.Verb)
	if !ok {
		return novacron.VM{}, novacron.InvalidField("verb", "%q is not a power verb", req.Verb)
	}
	rec, err := v.f.store.VM(id)
	if err != nil {
		return rec, err
	}
	if plan.Timeout < 0 || plan.Timeout > maxShutdownTimeout {
		return rec, novacron.InvalidField("timeoutSeconds", "must be 0 to %d", int(maxShutdownTimeout.Seconds()))
	}
	if err := checkRevision(rec, req.Mutation); err != nil {
		return rec, err
	}
	vm, err := v.current(ctx, id)
	if err != nil {
		return vm, err
	}
	if !slices.Contains(rule.from, vm.State) {
		mend := rule.mend
		if !vm.State.Active() {
			mend = "it is off; start it first if it should run"
		}
		return vm, novacron.Errorf(novacron.WrongState, "vm %s is %s", vm.Name, vm.State).WithMend("%s", mend)
	}
	if req.Verb == novacron.PowerStart || req.Verb == novacron.PowerRestore {
		if err := refuseTemplate(vm); err != nil {
			return vm, err
		}
	}
	if req.Verb == novacron.PowerRestore && !vm.SavedState {
		return vm, novacron.Errorf(novacron.WrongState, "vm %s has no saved state", vm.Name).WithMend("start it instead")
	}
	return vm, nil
}

// doPower does the verb and records what came of it.
func (v *VMs) doPower(ctx context.Context, r *run, plan powerPlan) error {
	rule, ok := ruleOf(plan.Verb)
	if !ok {
		return novacron.Errorf(novacron.Internal, "operation of unknown kind %s", r.rec.Kind)
	}
	r.show(string(plan.Verb), 10, rule.cancelable)
	if err := v.callPower(ctx, r.vm(), plan); err != nil {
		return err
	}
	if plan.Verb == novacron.PowerShutdown {
		r.show("waiting for the guest", 50, true)
		if err := v.awaitShutoff(ctx, r.vm(), plan.Timeout); err != nil {
			return err
		}
	}
	vm, err := v.settle(ctx, r.vm(), rule.to)
	if novacron.CodeOf(err) == novacron.NotFound && rule.to == novacron.VMShutoff {
		return nil // a VM that is not persistent vanishes when it stops
	}
	if err != nil {
		return err
	}
	r.last = v.recordTx(vm)
	return nil
}

func (v *VMs) callPower(ctx context.Context, id novacron.VMID, plan powerPlan) error {
	within := callWithin
	if plan.Verb == novacron.PowerSave || plan.Verb == novacron.PowerRestore || plan.Verb == novacron.PowerStart {
		within = saveWithin // a start may be a restore
	}
	ctx, cancel := withTimeout(ctx, within, string(plan.Verb))
	defer cancel()
	p := v.f.provider
	switch plan.Verb {
	case novacron.PowerStart, novacron.PowerRestore:
		return p.Start(ctx, id, hypervisor.StartOptions{DiscardSavedState: plan.DiscardSavedState})
	case novacron.PowerShutdown:
		return p.Shutdown(ctx, id)
	case novacron.PowerOff:
		return p.PowerOff(ctx, id)
	case novacron.PowerReboot:
		return p.Reboot(ctx, id)
	case novacron.PowerReset:
		return p.Reset(ctx, id)
	case novacron.PowerPause:
		return p.Pause(ctx, id)
	case novacron.PowerResume:
		return p.Resume(ctx, id)
	case novacron.PowerSave:
		return p.Save(ctx, id)
	}
	return novacron.Errorf(novacron.Internal, "no such power verb: %s", plan.Verb)
}

// awaitShutoff waits for a guest that was asked to shut down. The VM runs on
// when it does not: the caller decides what then.
func (v *VMs) awaitShutoff(ctx context.Context, id novacron.VMID, timeout time.Duration) error {
	wait, cancel := withTimeout(ctx, timeout, "the guest's shutdown")
	defer cancel()
	vm, err := v.f.inventory.waitVM(wait, id, func(vm novacron.VM) bool { return !vm.State.Active() })
	switch {
	case err == nil, novacron.CodeOf(err) == novacron.NotFound:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case novacron.CodeOf(err) == novacron.Timeout:
		return novacron.Errorf(novacron.Timeout, "the guest of vm %s did not shut down within %s; it is still %s", vm.Name, timeout, vm.State).
			WithMend("give it more time, look at its console, or power it off")
	}
	return err
}

// settle reads the VM until it shows the state that a verb leads to. libvirt
// answers some calls a moment before it shows their effect; one that never shows
// is recorded as it is.
func (v *VMs) settle(ctx context.Context, id novacron.VMID, to novacron.VMState) (novacron.VM, error) {
	vm, err := v.f.inventory.read(ctx, id)
	if err != nil || to == "" || vm.State == to {
		return vm, err
	}
	wait, cancel := context.WithTimeout(ctx, settleWithin)
	defer cancel()
	_, _ = v.f.inventory.waitVM(wait, id, func(vm novacron.VM) bool { return vm.State == to })
	return v.f.inventory.read(ctx, id)
}

func powerChanges(vm novacron.VM, verb novacron.PowerVerb) []novacron.Change {
	rule, _ := ruleOf(verb)
	if rule.to == "" || rule.to == vm.State {
		return nil
	}
	return []novacron.Change{{Field: "state", From: string(vm.State), To: string(rule.to), Applied: novacron.AppliedNow}}
}
