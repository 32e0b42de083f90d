package fleet

import (
	"context"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// spoiled is the Problem of a snapshot whose deletion began and did not end.
const spoiled = "its deletion began and did not end: its files are partly merged; delete it again"

// mergeWithin bounds a merge: a terabyte at the speed of a slow disk.
const mergeWithin = 24 * time.Hour

// The plans of the operations, saved with them.
type (
	snapshotCreatePlan struct {
		VM   novacron.VMID           `json:"vm"`
		Plan hypervisor.SnapshotPlan `json:"plan"`
	}
	snapshotRevertPlan struct {
		VM    novacron.VMID         `json:"vm"`
		Plan  hypervisor.RevertPlan `json:"plan"`
		Start bool                  `json:"start,omitempty"`
	}
	snapshotDeletePlan struct {
		VM   novacron.VMID         `json:"vm"`
		Plan hypervisor.DeletePlan `json:"plan"`
	}
)

// CreateSnapshot makes a snapshot.
func (s *Snapshots) CreateSnapshot(ctx context.Context, id novacron.VMID, req novacron.CreateSnapshot) (novacron.Operation, error) {
	content := struct {
		VM novacron.VMID
		novacron.CreateSnapshot
	}{id, req}
	if op, ok, err := s.f.operations.replay(ctx, kindSnapshotCreate, req.Mutation, "", content); ok || err != nil {
		return op, err
	}
	vm, p, err := s.begin(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if req.Name == "" {
		req.Name = s.f.opts.Now().UTC().Format("20060102-150405")
	}
	if err := checkSnapshot(req); err != nil {
		return novacron.Operation{}, err
	}
	snapshot, tag := newSnapshotID()
	call, cancel := withTimeout(ctx, callWithin, "planning the snapshot")
	defer cancel()
	plan, err := p.PlanSnapshot(call, id, hypervisor.NewSnapshot{
		Name: req.Name, Description: req.Description, Memory: req.Memory, Freeze: req.Freeze, Pool: req.Pool, Tag: tag,
	})
	if err != nil {
		return novacron.Operation{}, err
	}
	target := novacron.Target{Kind: "snapshot", ID: string(snapshot), Name: req.Name}
	if req.DryRun {
		return s.f.operations.dryRun(ctx, kindSnapshotCreate, target, snapshotChanges(plan)), nil
	}
	op, _, err := s.f.operations.begin(ctx, request{
		kind: kindSnapshotCreate, mutation: req.Mutation, target: target, content: content, claim: string(id) + "/" + req.Name,
		plan: snapshotCreatePlan{VM: id, Plan: plan}, warnings: plan.Warnings, holds: []store.Hold{{Target: targetOf(vm)}},
	})
	return op, err
}

func checkSnapshot(req novacron.CreateSnapshot) error {
	var f faults
	f.add(!namePattern.MatchString(req.Name) || len(req.Name) > maxNameBytes, "name",
		"must be 1 to %d letters, digits, '.', '_' or '-', and begin with a letter or digit", maxNameBytes)
	checkText(&f, "", req.Description)
	switch req.Freeze {
	case "", novacron.FreezeAuto, novacron.FreezeRequire, novacron.FreezeNever:
	default:
		f.add(true, "freeze", "must be auto, require or never")
	}
	return f.err()
}

// begin is what every mutation of snapshots starts with: the VM as it is now.
func (s *Snapshots) begin(ctx context.Context, id novacron.VMID) (novacron.VM, hypervisor.Snapshots, error) {
	if _, err := s.f.store.VM(id); err != nil {
		return novacron.VM{}, nil, err
	}
	p, err := s.provider()
	if err != nil {
		return novacron.VM{}, nil, err
	}
	vm, err := s.f.VMs().current(ctx, id)
	return vm, p, err
}

func snapshotChanges(plan hypervisor.SnapshotPlan) []novacron.Change {
	var changes []novacron.Change
	for _, o := range plan.Overlays {
		changes = append(changes, novacron.Change{Field: "disk." + o.Device, From: o.Base, To: o.Path, Applied: novacron.AppliedNow})
	}
	if plan.Memory != nil {
		changes = append(changes, novacron.Change{Field: "memory", To: plan.Memory.Path, Applied: novacron.AppliedNow})
	}
	return changes
}

func (s *Snapshots) doCreate(ctx context.Context, r *run, plan snapshotCreatePlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	phase := "keeping the disks"
	if plan.Plan.Memory != nil {
		phase = "keeping memory and disks"
	}
	if err := r.step(ctx, phase, 10, true); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, saveWithin, "the snapshot")
	defer cancel()
	done, err := p.CreateSnapshot(call, plan.VM, plan.Plan)
	if err != nil {
		return err
	}
	r.rec.Warnings = append(r.rec.Warnings, done.Warnings...)
	r.rec.Changes = append(snapshotChanges(plan.Plan), novacron.Change{Field: "consistency", To: string(done.Consistency), Applied: novacron.AppliedNow})
	known := s.of(plan.VM)
	known[plan.Plan.Name] = novacron.Snapshot{
		ID: novacron.SnapshotID(r.rec.Target.ID), Name: plan.Plan.Name, VM: plan.VM,
		Consistency: done.Consistency, FirmwareFile: done.Firmware, Managed: true,
	}
	r.last, err = s.outcome(ctx, plan.VM, known)
	return err
}

// outcome reads what a VM and its snapshots are now, and returns what records
// it.
func (s *Snapshots) outcome(ctx context.Context, vm novacron.VMID, known map[string]novacron.Snapshot) (func(*store.Tx) error, error) {
	p, err := s.provider()
	if err != nil {
		return nil, err
	}
	call, cancel := withTimeout(ctx, callWithin, "reading the snapshots")
	defer cancel()
	seen, err := p.Snapshots(call, vm)
	if err != nil {
		return nil, err
	}
	now, err := s.f.inventory.read(ctx, vm)
	if err != nil {
		return nil, err
	}
	records := s.records(vm, seen, known)
	return func(tx *store.Tx) error {
		if err := s.applyTx(tx, records, s.of(vm)); err != nil {
			return err
		}
		return s.f.VMs().recordTx(now)(tx)
	}, nil
}

// standing records how things stand after a failure, where they can be read.
func (s *Snapshots) standing(ctx context.Context, r *run) func(*store.Tx) error {
	for _, vm := range r.vms() {
		if last, err := s.outcome(ctx, vm, s.of(vm)); err == nil {
			return last
		}
	}
	return nil
}

// RevertSnapshot takes a VM back.
func (s *Snapshots) RevertSnapshot(ctx context.Context, id novacron.VMID, snapshot novacron.SnapshotID, req novacron.RevertSnapshot) (novacron.Operation, error) {
	if op, ok, err := s.f.operations.replay(ctx, kindSnapshotRevert, req.Mutation, string(snapshot), req); ok || err != nil {
		return op, err
	}
	vm, p, err := s.begin(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	one, err := s.Snapshot(ctx, id, snapshot)
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := stale(snapshotTarget(one), one.Revision, req.Mutation); err != nil {
		return novacron.Operation{}, err
	}
	if one.Problem != "" {
		return novacron.Operation{}, novacron.Errorf(novacron.WrongState, "vm %s cannot return to snapshot %s: %s", vm.Name, one.Name, one.Problem)
	}
	if vm.State.Active() && !req.Force {
		return novacron.Operation{}, novacron.Errorf(novacron.WrongState, "vm %s is %s: what it does now would be lost", vm.Name, vm.State).
			WithMend("shut it down first, or revert with force")
	}
	_, tag := newSnapshotID()
	call, cancel := withTimeout(ctx, callWithin, "planning the revert")
	defer cancel()
	plan, err := p.PlanRevert(call, id, hypervisor.SnapshotRef{Name: one.Name, Firmware: one.FirmwareFile}, tag)
	if err != nil {
		return novacron.Operation{}, err
	}
	if req.DryRun {
		op := s.f.operations.dryRun(ctx, kindSnapshotRevert, snapshotTarget(one), revertChanges(plan))
		op.Warnings = plan.Warnings
		return op, nil
	}
	op, _, err := s.f.operations.begin(ctx, request{
		kind: kindSnapshotRevert, mutation: req.Mutation, target: snapshotTarget(one), content: req, warnings: plan.Warnings,
		plan: snapshotRevertPlan{VM: id, Plan: plan, Start: req.Start && !one.Memory}, holds: []store.Hold{{Target: targetOf(vm)}},
		current: s.revisionOf(one.ID),
	})
	return op, err
}

func (s *Snapshots) revisionOf(id novacron.SnapshotID) func() (uint64, error) {
	return func() (uint64, error) {
		one, err := s.f.store.Snapshots().Get(string(id))
		return one.Revision, err
	}
}

func revertChanges(plan hypervisor.RevertPlan) []novacron.Change {
	var changes []novacron.Change
	for _, o := range plan.Overlays {
		changes = append(changes, novacron.Change{Field: "disk." + o.Device, To: o.Path, Applied: novacron.AppliedNow})
	}
	return append(changes, removals(plan.Remove)...)
}

func removals(refs []hypervisor.VolumeRef) []novacron.Change {
	var changes []novacron.Change
	for _, ref := range refs {
		changes = append(changes, novacron.Change{Field: "volume", From: ref.Pool + "/" + ref.Volume, Applied: novacron.AppliedNow})
	}
	return changes
}

func (s *Snapshots) doRevert(ctx context.Context, r *run, plan snapshotRevertPlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := r.step(ctx, "going back", 10, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, saveWithin, "the revert")
	defer cancel()
	if err := p.RevertSnapshot(call, plan.VM, plan.Plan); err != nil {
		return err
	}
	if plan.Start {
		if err := r.step(ctx, "starting", 90, false); err != nil {
			return err
		}
		err := s.f.provider.Start(call, plan.VM, hypervisor.StartOptions{})
		if err != nil && novacron.CodeOf(err) != novacron.WrongState {
			return err
		}
	}
	r.rec.Changes = revertChanges(plan.Plan)
	r.last, err = s.outcome(ctx, plan.VM, s.of(plan.VM))
	return err
}

// DeleteSnapshot removes a snapshot.
func (s *Snapshots) DeleteSnapshot(ctx context.Context, id novacron.VMID, snapshot novacron.SnapshotID, req novacron.DeleteSnapshot) (novacron.Operation, error) {
	if op, ok, err := s.f.operations.replay(ctx, kindSnapshotDelete, req.Mutation, string(snapshot), req); ok || err != nil {
		return op, err
	}
	vm, p, err := s.begin(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	one, err := s.Snapshot(ctx, id, snapshot)
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := stale(snapshotTarget(one), one.Revision, req.Mutation); err != nil {
		return novacron.Operation{}, err
	}
	call, cancel := withTimeout(ctx, callWithin, "planning the merge")
	defer cancel()
	plan, err := p.PlanDelete(call, id, hypervisor.SnapshotRef{Name: one.Name, Firmware: one.FirmwareFile})
	if err != nil {
		return novacron.Operation{}, err
	}
	if req.DryRun {
		op := s.f.operations.dryRun(ctx, kindSnapshotDelete, snapshotTarget(one), mergeChanges(one, plan))
		op.Warnings = plan.Warnings
		return op, nil
	}
	op, _, err := s.f.operations.begin(ctx, request{
		kind: kindSnapshotDelete, mutation: req.Mutation, target: snapshotTarget(one), content: req, warnings: plan.Warnings,
		plan: snapshotDeletePlan{VM: id, Plan: plan}, holds: []store.Hold{{Target: targetOf(vm)}}, current: s.revisionOf(one.ID),
	})
	return op, err
}

// mergeChanges says which file's data goes where, and what goes away.
func mergeChanges(one novacron.Snapshot, plan hypervisor.DeletePlan) []novacron.Change {
	changes := []novacron.Change{{Field: "snapshot", From: one.Name, Applied: novacron.AppliedNow}}
	for _, m := range plan.Merges {
		from, to := m.Overlay, m.Base
		if m.How == hypervisor.MergePull {
			from, to = to, from
		}
		changes = append(changes, novacron.Change{Field: "merge." + m.Device, From: from, To: to, Applied: novacron.AppliedNow})
	}
	return append(changes, removals(plan.Remove)...)
}

func (s *Snapshots) doDelete(ctx context.Context, r *run, plan snapshotDeletePlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	// Not to be canceled before it merges: after a crash something may have to be
	// cleared away that nothing else would find.
	if err := r.step(ctx, "merging", 5, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, mergeWithin, "the merge")
	defer cancel()
	began := false
	err = p.DeleteSnapshot(call, plan.VM, plan.Plan, func(m hypervisor.MergeProgress) error {
		if m.Spoils && !began {
			began = true
			if err := s.spoil(ctx, r.rec.Target.ID); err != nil {
				return err
			}
		}
		r.show(m.Phase, m.Percent, m.Cancelable)
		return context.Cause(call)
	})
	if err != nil {
		return err
	}
	r.rec.Changes = mergeChanges(novacron.Snapshot{Name: plan.Plan.Name}, plan.Plan)
	r.last, err = s.outcome(ctx, plan.VM, s.of(plan.VM))
	return err
}

// spoil records that a snapshot is not fit to return to any more, before its
// files are touched.
func (s *Snapshots) spoil(ctx context.Context, id string) error {
	return s.f.inventory.update(ctx, func(tx *store.Tx) error {
		one, err := tx.Snapshots().Get(id)
		if err != nil {
			return err
		}
		one.Problem = spoiled
		_, err = tx.Snapshots().Put(one)
		return err
	})
}
