package fleet

import (
	"context"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// readWithin bounds one question to the hypervisor about one VM.
	readWithin = 10 * time.Second
	// listWithin bounds reading the whole inventory: 10,000 domains of libvirt's
	// test driver take 4 s on two cores.
	listWithin = 2 * time.Minute
	// retryAfter is the pause before a VM that could not be read is read again.
	retryAfter = time.Second
	// syncBatch is how many records one transaction of a resync writes: an fsync
	// each would take a minute for 10,000 VMs, one for all would hold the writer
	// for seconds.
	syncBatch = 256
)

// inventory keeps the records in agreement with the hypervisor.
type inventory struct {
	f *Fleet

	mu      sync.Mutex
	due     map[novacron.VMID]hypervisor.Notice // VMs to read again, with the last notice
	order   []novacron.VMID
	resync  bool
	syncing map[novacron.VMID]bool // VMs noticed since the running sync began; nil when none runs
	wake    chan struct{}
	changed chan struct{} // closed and replaced whenever a record changes

	synced     chan struct{}
	syncedOnce sync.Once
}

func newInventory(f *Fleet) *inventory {
	return &inventory{
		f:       f,
		due:     map[novacron.VMID]hypervisor.Notice{},
		wake:    make(chan struct{}, 1),
		changed: make(chan struct{}),
		synced:  make(chan struct{}),
	}
}

// monitor follows the hypervisor until ctx ends.
func (i *inventory) monitor(ctx context.Context) {
	var wg sync.WaitGroup
	wg.Go(func() {
		// It ends with ctx, or when the provider is closed under it.
		_ = i.f.provider.Watch(ctx, func(n hypervisor.Notice) { i.notice(ctx, n) })
	})
	tick := time.NewTicker(i.f.opts.ResyncEvery)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			i.resyncLater()
		case <-i.wake:
			if i.beginSync() {
				wg.Go(func() { i.sync(ctx) })
			}
			i.work(ctx)
		}
	}
	wg.Wait()
}

// beginSync says whether a sync is wanted and none runs. A sync reads for
// seconds what a notice tells in milliseconds, so it runs beside the notices,
// and leaves every VM alone that is noticed meanwhile.
func (i *inventory) beginSync() bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.resync || i.syncing != nil {
		return false
	}
	i.resync, i.syncing = false, map[novacron.VMID]bool{}
	return true
}

// endSync lets the next one begin, if it is wanted already.
func (i *inventory) endSync() {
	i.mu.Lock()
	i.syncing = nil
	again := i.resync
	i.mu.Unlock()
	if again {
		i.wakeUp()
	}
}

// noticed says whether a VM was noticed since the running sync began: what the
// sync has read of it may be older than what is recorded.
func (i *inventory) noticed(id novacron.VMID) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.syncing[id]
}

// notice takes what the provider tells. It must not block for long.
func (i *inventory) notice(ctx context.Context, n hypervisor.Notice) {
	switch n.Kind {
	case hypervisor.NoticeConnected:
		i.connection(ctx, novacron.EventHypervisorConnected)
		i.resyncLater()
	case hypervisor.NoticeDisconnected:
		i.connection(ctx, novacron.EventHypervisorDisconnected)
	case hypervisor.NoticeChanged, hypervisor.NoticeGone:
		i.later(n)
	case hypervisor.NoticePools, hypervisor.NoticeNetworks:
	}
	i.f.noticed(n.Kind)
}

func (i *inventory) connection(ctx context.Context, event string) {
	info := i.f.provider.Info()
	i.f.log.Info().Str("provider", info.Provider).Str("detail", info.Detail).Msg(event)
	err := i.f.store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.AppendEvent(novacron.Event{
			Type:   event,
			Target: novacron.Target{Kind: "node", ID: string(i.f.store.NodeID()), Name: i.f.opts.HostName},
			Data:   map[string]string{"provider": info.Provider, "detail": info.Detail},
		})
		return err
	})
	if err != nil && ctx.Err() == nil {
		i.f.log.Error().Err(err).Msg("a change of the hypervisor's connection could not be recorded")
	}
}

func (i *inventory) refreshLater(id novacron.VMID) {
	i.later(hypervisor.Notice{Kind: hypervisor.NoticeChanged, VM: id})
}

func (i *inventory) later(n hypervisor.Notice) {
	i.mu.Lock()
	old, waiting := i.due[n.VM]
	if !waiting {
		i.order = append(i.order, n.VM)
	}
	if n.Event == "" && old.Event != "" {
		n.Event, n.Reason = old.Event, old.Reason
	}
	i.due[n.VM] = n
	if i.syncing != nil {
		i.syncing[n.VM] = true
	}
	i.mu.Unlock()
	i.wakeUp()
}

func (i *inventory) resyncLater() {
	i.mu.Lock()
	i.resync = true
	i.mu.Unlock()
	i.wakeUp()
}

func (i *inventory) wakeUp() {
	select {
	case i.wake <- struct{}{}:
	default:
	}
}

// work reads what is due until nothing is.
func (i *inventory) work(ctx context.Context) {
	for ctx.Err() == nil {
		n, ok := i.next()
		if !ok {
			return
		}
		err := i.refresh(ctx, n)
		if err == nil || ctx.Err() != nil {
			continue
		}
		i.f.log.Warn().Err(err).Str("vm", string(n.VM)).Msg("a vm could not be read; it is tried again")
		if i.f.provider.Info().Connected { // else the next connection reads everything
			time.AfterFunc(retryAfter, func() { i.later(n) })
		}
	}
}

func (i *inventory) next() (hypervisor.Notice, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.order) == 0 {
		i.order = nil
		return hypervisor.Notice{}, false
	}
	id := i.order[0]
	i.order = i.order[1:]
	n := i.due[id]
	delete(i.due, id)
	return n, true
}

// refresh brings one VM's record up to date. A VM whose operation writes its
// record at the end is left to it: the operation asks for a refresh afterwards.
func (i *inventory) refresh(ctx context.Context, n hypervisor.Notice) error {
	holder := i.f.operations.holder(n.VM)
	if holder != nil && holder.defersInventory() {
		return nil
	}
	vm, err := i.read(ctx, n.VM)
	if novacron.CodeOf(err) == novacron.NotFound {
		return i.forget(ctx, []novacron.VMID{n.VM})
	}
	if err != nil {
		return err
	}
	if err := i.update(ctx, func(tx *store.Tx) error { return i.applyTx(tx, vm, n) }); err != nil {
		return err
	}
	if err := i.f.Snapshots().refresh(ctx, n.VM); err != nil && ctx.Err() == nil {
		i.f.log.Debug().Err(err).Str("vm", string(n.VM)).Msg("the snapshots of a vm could not be read")
	}
	return nil
}

func (i *inventory) read(ctx context.Context, id novacron.VMID) (novacron.VM, error) {
	ctx, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	return i.f.provider.VM(ctx, id)
}

// standing reads how a VM stands now, and returns what records that. What cannot
// be read is recorded when it can.
func (i *inventory) standing(ctx context.Context, id novacron.VMID) func(*store.Tx) error {
	vm, err := i.read(ctx, id)
	switch novacron.CodeOf(err) {
	case "":
		return func(tx *store.Tx) error { return i.applyTx(tx, vm, hypervisor.Notice{}) }
	case novacron.NotFound:
		return func(tx *store.Tx) error { return i.forgetTx(tx, id) }
	}
	return nil
}

// sync compares the whole inventory with the hypervisor.
func (i *inventory) sync(ctx context.Context) {
	defer i.endSync()
	began := time.Now()
	seen, err := i.readAll(ctx)
	if err == nil {
		err = i.dropUnseen(ctx, seen)
	}
	if err != nil {
		if ctx.Err() == nil {
			i.f.log.Warn().Err(err).Msg("the inventory could not be compared; it is tried again when the hypervisor answers")
		}
		return
	}
	i.f.log.Debug().Int("vms", len(seen)).Dur("took", time.Since(began)).Msg("inventory compared")
	i.syncedOnce.Do(func() { close(i.synced) })
	i.f.Snapshots().refreshAll(ctx)
}

func (i *inventory) readAll(ctx context.Context) (map[novacron.VMID]bool, error) {
	ctx, cancel := context.WithTimeout(ctx, listWithin)
	defer cancel()
	seen := map[novacron.VMID]bool{}
	var batch []novacron.VM
	flush := func() error {
		defer func() { batch = batch[:0] }()
		return i.applyChanged(ctx, batch)
	}
	err := i.f.provider.List(ctx, func(vm novacron.VM) error {
		seen[vm.ID] = true
		if i.upToDate(vm) {
			return nil
		}
		batch = append(batch, vm)
		if len(batch) < syncBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return nil, err
	}
	return seen, flush()
}

// upToDate says whether the record shows vm already, from memory alone.
func (i *inventory) upToDate(vm novacron.VM) bool {
	rec, err := i.f.store.VM(vm.ID)
	return err == nil && sameVM(rec, merge(rec, vm))
}

func (i *inventory) applyChanged(ctx context.Context, vms []novacron.VM) error {
	if len(vms) == 0 {
		return nil
	}
	return i.update(ctx, func(tx *store.Tx) error {
		for _, vm := range vms {
			if i.leaveAlone(vm.ID) {
				continue
			}
			if err := i.applyTx(tx, vm, hypervisor.Notice{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// leaveAlone says whether somebody who knows better writes the VM's record: its
// operation, or a notice that came since the sync began.
func (i *inventory) leaveAlone(id novacron.VMID) bool {
	holder := i.f.operations.holder(id)
	return (holder != nil && holder.defersInventory()) || i.noticed(id)
}

// dropUnseen removes the records of VMs that the list did not show, once the
// hypervisor says of each that it is not there: one made after the list began
// is not lost.
func (i *inventory) dropUnseen(ctx context.Context, seen map[novacron.VMID]bool) error {
	var gone []novacron.VMID
	for _, id := range i.f.store.VMIDs() {
		if seen[id] {
			continue
		}
		if i.leaveAlone(id) {
			continue
		}
		if _, err := i.read(ctx, id); err == nil {
			continue
		} else if novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
		gone = append(gone, id)
	}
	return i.forget(ctx, gone)
}

// update is a transaction after which those who wait for records look again.
func (i *inventory) update(ctx context.Context, fn func(*store.Tx) error) error {
	defer i.broadcast()
	return i.f.store.Update(ctx, fn)
}

func (i *inventory) broadcast() {
	i.mu.Lock()
	defer i.mu.Unlock()
	close(i.changed)
	i.changed = make(chan struct{})
}

// forget removes records of VMs that the hypervisor no longer has.
func (i *inventory) forget(ctx context.Context, ids []novacron.VMID) error {
	if len(ids) == 0 {
		return nil
	}
	return i.update(ctx, func(tx *store.Tx) error {
		for _, id := range ids {
			if err := i.forgetTx(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
