package fleet

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// addressesWithin bounds one question: three sources of three seconds each, and
	// the rest.
	addressesWithin = 10 * time.Second
	// addressTick is how often it is looked whom to ask. A VM that started lately
	// and has no address is asked at each.
	addressTick = 2 * time.Second
	// addressEvery is how often every running VM is asked: leases last an hour.
	addressEvery = 30 * time.Second
	// addressEager is how long after its start a VM without an address is asked
	// at each tick: what a slow guest needs to boot.
	addressEager = 3 * time.Minute
	// askersOfAddresses ask at once; each holds one of the hypervisor's lanes.
	askersOfAddresses = 4
	// sweepEvery is how often what firewalls of other tools' deleted VMs left is
	// removed.
	sweepEvery = 5 * time.Minute
)

// addresses keeps the addresses of running VMs in their records.
type addresses struct {
	f     *Fleet
	asked map[novacron.VMID]time.Time // for the monitor alone
	swept time.Time
}

// monitor asks until ctx ends.
func (a *addresses) monitor(ctx context.Context) {
	p, ok := a.f.provider.(hypervisor.Addresses)
	if !ok {
		return
	}
	tick := time.NewTicker(addressTick)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !a.f.provider.Info().Connected {
			continue
		}
		a.round(ctx, p)
		a.sweep(ctx)
	}
}

// round asks those VMs whose turn it is.
func (a *addresses) round(ctx context.Context, p hypervisor.Addresses) {
	now := time.Now()
	due := make(chan novacron.VM)
	var wg sync.WaitGroup
	for range askersOfAddresses {
		wg.Go(func() {
			for vm := range due {
				a.ask(ctx, p, vm)
			}
		})
	}
	running := map[novacron.VMID]time.Time{}
	for vm := range a.f.eachVM([]novacron.VMState{novacron.VMRunning}) {
		last, known := a.asked[vm.ID]
		running[vm.ID] = last
		if ctx.Err() != nil || len(vm.NICs) == 0 || (known && now.Sub(last) < addressEvery && !a.eager(vm)) {
			continue
		}
		running[vm.ID] = now
		due <- vm
	}
	close(due)
	wg.Wait()
	a.asked = running
}

func (a *addresses) eager(vm novacron.VM) bool {
	without := slices.ContainsFunc(vm.NICs, func(n novacron.NIC) bool { return len(n.Addresses) == 0 })
	return without && vm.StateSince != nil && a.f.opts.Now().Sub(*vm.StateSince) < addressEager
}

// ask records what one VM's addresses are now. Who does not answer keeps what
// was known.
func (a *addresses) ask(ctx context.Context, p hypervisor.Addresses, vm novacron.VM) {
	call, cancel := context.WithTimeout(ctx, addressesWithin)
	defer cancel()
	told, err := p.Addresses(call, vm.ID)
	if err != nil {
		a.f.log.Debug().Err(err).Str("vm", string(vm.ID)).Msg("the addresses of a vm could not be asked")
		return
	}
	if sameVM(vm, withAddresses(vm, told)) || a.f.inventory.leaveAlone(vm.ID) {
		return
	}
	err = a.f.inventory.update(ctx, func(tx *store.Tx) error { return a.recordTx(tx, vm.ID, told) })
	if err != nil && ctx.Err() == nil {
		a.f.log.Error().Err(err).Str("vm", string(vm.ID)).Msg("the addresses of a vm could not be recorded")
	}
}

func (a *addresses) recordTx(tx *store.Tx, id novacron.VMID, told []novacron.NICAddresses) error {
	rec, err := tx.VM(id)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil || !rec.State.Active() {
		return err
	}
	vm := withAddresses(rec, told)
	if sameVM(rec, vm) {
		return nil
	}
	if vm, err = tx.PutVM(vm); err != nil {
		return err
	}
	_, err = tx.AppendEvent(a.f.inventory.event(novacron.EventVMChanged, vm, map[string]string{"state": string(vm.State), "what": "addresses"}))
	return err
}

// withAddresses returns vm with the addresses that were told of its NICs.
func withAddresses(vm novacron.VM, told []novacron.NICAddresses) novacron.VM {
	vm.NICs = slices.Clone(vm.NICs)
	for i := range vm.NICs {
		nic := &vm.NICs[i]
		nic.Address, nic.Addresses = "", nil
		for _, t := range told {
			if t.MAC == nic.MAC && len(t.Addresses) > 0 {
				nic.Address, nic.Addresses = t.Addresses[0].Address, slices.Clone(t.Addresses)
			}
		}
	}
	return vm
}

// keepAddresses returns what the hypervisor says of the NICs with the addresses
// that the record knows: for as long as the VM is active, and the NIC where it was.
func keepAddresses(rec, seen novacron.VM) []novacron.NIC {
	if !seen.State.Active() {
		return seen.NICs
	}
	nics := slices.Clone(seen.NICs)
	for i := range nics {
		for _, known := range rec.NICs {
			if known.MAC == nics[i].MAC && known.Kind == nics[i].Kind && known.Source == nics[i].Source {
				nics[i].Address, nics[i].Addresses = known.Address, known.Addresses
			}
		}
	}
	return nics
}

// sweep removes, now and then, what firewalls left of VMs that other tools
// have undefined.
func (a *addresses) sweep(ctx context.Context) {
	p, ok := a.f.provider.(hypervisor.Firewalls)
	if !ok || time.Since(a.swept) < sweepEvery {
		return
	}
	a.swept = time.Now()
	call, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	if err := p.SweepFirewalls(call); err != nil && ctx.Err() == nil && novacron.CodeOf(err) != novacron.Unsupported {
		a.f.log.Warn().Err(err).Msg("filters of vms that are gone could not be removed")
	}
}
