package fleet

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// merge returns rec with what the hypervisor says in seen. What only the record
// holds stays: the node, the times, the revision.
func merge(rec, seen novacron.VM) novacron.VM {
	out := seen
	out.Node = rec.Node
	out.StateSince = rec.StateSince
	out.UpdatedAt = rec.UpdatedAt
	out.Revision = rec.Revision
	out.Managed = rec.Managed || seen.Managed
	out.NICs = keepAddresses(rec, seen)
	if !rec.CreatedAt.IsZero() && (seen.CreatedAt.IsZero() || !seen.Managed) {
		out.CreatedAt = rec.CreatedAt
	}
	return out
}

// sameVM says whether two records tell the same. Empty and absent collections
// are the same.
func sameVM(a, b novacron.VM) bool {
	return reflect.DeepEqual(normal(a), normal(b))
}

func normal(vm novacron.VM) novacron.VM {
	if len(vm.Labels) == 0 {
		vm.Labels = nil
	}
	if len(vm.Disks) == 0 {
		vm.Disks = nil
	}
	if len(vm.NICs) == 0 {
		vm.NICs = nil
	}
	if len(vm.Pending) == 0 {
		vm.Pending = nil
	}
	vm.CreatedAt = vm.CreatedAt.UTC()
	vm.UpdatedAt = vm.UpdatedAt.UTC()
	if vm.StateSince != nil {
		since := vm.StateSince.UTC()
		vm.StateSince = &since
	}
	return vm
}

// applyTx writes what the hypervisor says of a VM, and the events that follow
// from the difference to the record.
func (i *inventory) applyTx(tx *store.Tx, seen novacron.VM, n hypervisor.Notice) error {
	rec, err := tx.VM(seen.ID)
	isNew := novacron.CodeOf(err) == novacron.NotFound
	if err != nil && !isNew {
		return err
	}
	vm := merge(rec, seen)
	now := i.f.opts.Now().UTC()
	if isNew {
		vm.Node = i.f.store.NodeID()
	}
	if vm.CreatedAt.IsZero() {
		vm.CreatedAt = now
	}
	if isNew || rec.State != vm.State {
		vm.StateSince = &now
	}
	if !isNew && sameVM(rec, vm) {
		return i.rebootedTx(tx, vm, n)
	}
	if vm, err = i.putTx(tx, vm); err != nil {
		return err
	}
	return i.tellTx(tx, rec, vm, isNew, n)
}

// putTx writes the record. A record of another VM that holds the name is out of
// date (libvirt has names once): it is forgotten, and read anew soon.
func (i *inventory) putTx(tx *store.Tx, vm novacron.VM) (novacron.VM, error) {
	out, err := tx.PutVM(vm)
	if novacron.CodeOf(err) != novacron.Conflict {
		return out, err
	}
	other, nameErr := i.f.store.VMByName(vm.Name)
	if nameErr != nil {
		return out, err
	}
	if err := i.forgetTx(tx, other.ID); err != nil {
		return out, err
	}
	i.refreshLater(other.ID)
	return tx.PutVM(vm)
}

func (i *inventory) forgetTx(tx *store.Tx, id novacron.VMID) error {
	rec, err := tx.VM(id)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := i.f.Snapshots().forgetTx(tx, id); err != nil {
		return err
	}
	if err := tx.DeleteVM(id); err != nil {
		return err
	}
	_, err = tx.AppendEvent(i.event(novacron.EventVMDeleted, rec, nil))
	return err
}

// tellTx appends the events that lead from the old record to the new one.
func (i *inventory) tellTx(tx *store.Tx, old, vm novacron.VM, isNew bool, n hypervisor.Notice) error {
	var types []string
	if isNew {
		types = append(types, novacron.EventVMCreated)
	}
	if old.State != vm.State {
		types = append(types, stateEvents(old.State, vm.State)...)
	}
	if !isNew && definitionDiffers(old, vm) {
		types = append(types, novacron.EventVMChanged)
	}
	for _, kind := range types {
		if _, err := tx.AppendEvent(i.event(kind, vm, eventData(kind, vm, n))); err != nil {
			return err
		}
	}
	return nil
}

func (i *inventory) rebootedTx(tx *store.Tx, vm novacron.VM, n hypervisor.Notice) error {
	if n.Event != novacron.EventVMRebooted {
		return nil
	}
	_, err := tx.AppendEvent(i.event(novacron.EventVMRebooted, vm, nil))
	return err
}

// event is an event of a VM, with the operation that holds it as its cause.
func (i *inventory) event(kind string, vm novacron.VM, data map[string]string) novacron.Event {
	ev := novacron.Event{
		Type:   kind,
		Target: novacron.Target{Kind: "vm", ID: string(vm.ID), Name: vm.Name},
		Data:   data,
	}
	if r := i.f.operations.holder(vm.ID); r != nil {
		ev.Identity, ev.Operation = r.rec.Identity, r.rec.ID
	}
	return ev
}

func eventData(kind string, vm novacron.VM, n hypervisor.Notice) map[string]string {
	data := map[string]string{"state": string(vm.State)}
	switch {
	case kind == novacron.EventVMCreated && vm.Managed:
		data["origin"] = "novacron"
	case kind == novacron.EventVMCreated:
		data["origin"] = "found"
	case kind == novacron.EventVMStopped:
		data["reason"] = stopReason(vm, n)
	}
	return data
}

// stopReason is why a VM stopped, in one word of ours. The state's reason says
// how it ended; a notice may be of a step on the way there.
func stopReason(vm novacron.VM, n hypervisor.Notice) string {
	reason := cmp.Or(vm.StateReason, n.Reason, "unknown")
	if reason == "destroyed" { // libvirt's word for the plug
		return "power_off"
	}
	return reason
}

// definitionDiffers says whether more than power changed.
func definitionDiffers(a, b novacron.VM) bool {
	a.Disks, b.Disks = withoutBacking(a.Disks), withoutBacking(b.Disks)
	for _, vm := range []*novacron.VM{&a, &b} {
		vm.State, vm.StateReason, vm.StateSince, vm.SavedState = "", "", nil, false
		vm.UpdatedAt, vm.Revision, vm.Accel = b.UpdatedAt, 0, ""
	}
	return !sameVM(a, b)
}

// withoutBacking leaves out what is known of an active VM only.
func withoutBacking(disks []novacron.Disk) []novacron.Disk {
	out := slices.Clone(disks)
	for i := range out {
		out[i].Backing = nil
	}
	return out
}

// stateEvents returns the events of going from one state to another.
func stateEvents(from, to novacron.VMState) []string {
	switch to {
	case novacron.VMRunning:
		return wokenEvents(from)
	case novacron.VMPaused:
		return append(startedBefore(from), novacron.EventVMPaused)
	case novacron.VMPMSuspended:
		return append(startedBefore(from), novacron.EventVMSuspended)
	case novacron.VMCrashed:
		return append(startedBefore(from), novacron.EventVMCrashed)
	case novacron.VMShutoff:
		if from.Active() || from == novacron.VMUnknown {
			return []string{novacron.EventVMStopped}
		}
	case novacron.VMUnknown:
	}
	return nil
}

func wokenEvents(from novacron.VMState) []string {
	if from == novacron.VMPaused || from == novacron.VMPMSuspended {
		return []string{novacron.EventVMResumed}
	}
	return []string{novacron.EventVMStarted}
}

func startedBefore(from novacron.VMState) []string {
	if from.Active() {
		return nil
	}
	return []string{novacron.EventVMStarted}
}

// waitVM returns when the VM's record satisfies ok, with that record, or with
// NotFound when it is gone, or with ctx's cause.
func (i *inventory) waitVM(ctx context.Context, id novacron.VMID, ok func(novacron.VM) bool) (novacron.VM, error) {
	for {
		i.mu.Lock()
		changed := i.changed
		i.mu.Unlock()
		vm, err := i.f.store.VM(id)
		if err != nil || ok(vm) {
			return vm, err
		}
		select {
		case <-ctx.Done():
			return vm, context.Cause(ctx)
		case <-changed:
		}
	}
}
