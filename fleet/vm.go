package fleet

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// The kinds of operation on VMs. Power verbs are "vm." and the verb.
const (
	kindCreate = "vm.create"
	kindUpdate = "vm.update"
	kindDelete = "vm.delete"
)

// VMs is the service of this node's VMs.
type VMs struct{ f *Fleet }

var _ novacron.VMService = (*VMs)(nil)

// VMs returns a page of the records.
func (v *VMs) VMs(_ context.Context, q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	return v.f.store.VMs(q)
}

// VM returns one VM's record.
func (v *VMs) VM(_ context.Context, id novacron.VMID) (novacron.VM, error) {
	return v.f.store.VM(id)
}

// VMXML returns the VM's definition as the hypervisor has it.
func (v *VMs) VMXML(ctx context.Context, id novacron.VMID) (string, error) {
	if _, err := v.f.store.VM(id); err != nil {
		return "", err
	}
	return v.f.provider.XML(ctx, id)
}

// Console attaches to the VM's serial console.
func (v *VMs) Console(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	vm, err := v.f.store.VM(id)
	if err != nil {
		return nil, err
	}
	if !vm.State.Active() {
		return nil, novacron.Errorf(novacron.WrongState, "vm %s is %s: there is no console to attach to", vm.Name, vm.State).
			WithMend("start it first")
	}
	return v.f.consoles.attach(ctx, id, takeOver)
}

// current returns the VM as the hypervisor has it now over its record: what a
// mutation's checks rest on. A VM that vanished is forgotten on the way.
func (v *VMs) current(ctx context.Context, id novacron.VMID) (novacron.VM, error) {
	rec, err := v.f.store.VM(id)
	if err != nil {
		return rec, err
	}
	seen, err := v.f.inventory.read(ctx, id)
	if err != nil {
		if novacron.CodeOf(err) == novacron.NotFound {
			v.f.inventory.refreshLater(id)
		}
		return rec, err
	}
	return merge(rec, seen), nil
}

// checkRevision is If-Match: it compares with the record, which is what the
// caller was shown.
func checkRevision(vm novacron.VM, m novacron.Mutation) error {
	return stale(targetOf(vm), vm.Revision, m)
}

// stale is If-Match for a thing that is at a revision now.
func stale(target novacron.Target, now uint64, m novacron.Mutation) error {
	if m.Revision == 0 || m.Revision == now {
		return nil
	}
	return novacron.Errorf(novacron.Stale, "%s changed: it is at revision %d, not %d", label(target), now, m.Revision).
		WithMend("read it again, and repeat the change if it still makes sense")
}

func targetOf(vm novacron.VM) novacron.Target {
	return novacron.Target{Kind: "vm", ID: string(vm.ID), Name: vm.Name}
}

// Warnings of the provider that are about VMs being made or started; the others
// are the node's to show.
const (
	warnKVM     = "kvm_unusable"
	warnNetwork = "default_network"
)

// warnings returns those of the provider's warnings that are about one of these.
func (v *VMs) warnings(about ...string) []string {
	var out []string
	for _, w := range v.f.provider.Warnings() {
		if slices.Contains(about, w.ID) {
			out = append(out, w.Detail)
		}
	}
	return out
}

// recordTx refreshes the VM's record in a transaction that writes more.
func (v *VMs) recordTx(vm novacron.VM) func(*store.Tx) error {
	return func(tx *store.Tx) error { return v.f.inventory.applyTx(tx, vm, noNotice) }
}

// register makes the operations on VMs known. Making, changing and deleting go
// on after a crash from where they were, for their steps may be repeated.
func (v *VMs) register(o *Operations) {
	o.register(
		kind{name: kindCreate, do: planned(v.doCreate), writesVM: true},
		kind{name: kindUpdate, do: planned(v.doUpdate), writesVM: true},
		kind{name: kindDelete, do: planned(v.doDelete), writesVM: true},
	)
	for _, verb := range novacron.PowerVerbs() {
		o.register(kind{name: "vm." + string(verb), do: planned(v.doPower), resume: v.judged(verb)})
	}
}

// withTimeout is context.WithTimeout whose cause is a Timeout that says what
// took too long.
func withTimeout(ctx context.Context, d time.Duration, what string) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, novacron.Errorf(novacron.Timeout, "%s did not end within %s", what, d))
}
