package fleet

import (
	"context"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Options are what a Fleet is made of. Store and Provider must be set; both
// belong to the caller, who opens them before the Fleet and closes them after.
type Options struct {
	Store    *store.Store
	Provider hypervisor.Provider
	Logger   zerolog.Logger
	// Now is the wall clock; time.Now when nil.
	Now func() time.Time

	// Images says what imports may do.
	Images ImageOptions

	// HostName and Version are what Node tells of the node.
	HostName string
	Version  string
	// Demo marks a node whose VMs are simulated.
	Demo bool
	// Figures fills what a NodeMetrics says of the host; may be nil.
	Figures func(*novacron.NodeMetrics)
	// Warnings adds to what the node warns of; may be nil.
	Warnings func() []novacron.Warning
	// Finished is told of every operation that reached its end; may be nil.
	Finished func(context.Context, novacron.Operation)

	// RecoverWithin is how long operations that a crash interrupted wait for the
	// hypervisor before they are failed. 0 is 2 minutes: longer than libvirtd
	// takes to come up on a slow host with many VMs.
	RecoverWithin time.Duration
	// ResyncEvery is how often the whole inventory is compared although no
	// notice came. 0 is 5 minutes; it is a safety net, not the way changes are
	// seen.
	ResyncEvery time.Duration
}

// Fleet is the life of this node's VMs.
type Fleet struct {
	opts       Options
	store      *store.Store
	provider   hypervisor.Provider
	log        zerolog.Logger
	inventory  *inventory
	snapshots  *catalog[novacron.Snapshot] // applied for one VM at a time: see Snapshots
	operations *Operations
	consoles   *consoles
	storage    *storage
	pictures   *pictures
	once       *once
	typing     chan struct{} // one for each text that is being typed
	executing  chan struct{} // one for each command that runs in a guest
	thaws      *thaws
	networks   *catalog[novacron.Network]
	archives   *Archives
	followers  []follower
	startedAt  time.Time

	stop context.CancelCauseFunc
	wg   sync.WaitGroup
}

// New returns a Fleet that does nothing until Open.
func New(opts Options) *Fleet {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.RecoverWithin == 0 {
		opts.RecoverWithin = 2 * time.Minute
	}
	if opts.ResyncEvery == 0 {
		opts.ResyncEvery = 5 * time.Minute
	}
	f := &Fleet{opts: opts, store: opts.Store, provider: opts.Provider, log: opts.Logger}
	f.operations = newOperations(f)
	f.inventory = newInventory(f)
	f.consoles = newConsoles(opts.Provider)
	f.pictures, f.once, f.typing = newPictures(opts.Now), newOnce(opts.Now), make(chan struct{}, maxTyping)
	f.executing, f.thaws = make(chan struct{}, maxExec), &thaws{wait: map[novacron.VMID]chan struct{}{}}
	f.archives = newArchives(f)
	f.VMs().register(f.operations)
	f.Agents().register(f.operations)
	f.networks = newNetworks(f)
	f.VMNetworks().register(f.operations)
	f.CloudInits().register(f.operations)
	f.Images().register(f.operations)
	f.Clones().register(f.operations)
	f.Hardware().register(f.operations)
	f.storage = newStorage(f)
	f.snapshots = newSnapshotRecords(f)
	f.Snapshots().register(f.operations)
	f.archives.register(f.operations)
	return f
}

// Open begins to follow the hypervisor and finishes what a crash interrupted.
// It does not wait for either: the records answer at once.
func (f *Fleet) Open(ctx context.Context) error {
	f.startedAt = f.opts.Now().UTC()
	left, err := f.store.UnfinishedOperations()
	if err != nil {
		return err
	}
	// The owner's context ends with Close, not with Open's ctx.
	run, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	f.stop = stop
	f.operations.open(run)
	f.operations.adopt(left)
	f.wg.Go(func() { f.inventory.monitor(run) })
	f.wg.Go(func() { (&addresses{f: f}).monitor(run) })
	f.wg.Go(func() { f.operations.recover(run, left) })
	for _, fo := range f.followers {
		f.wg.Go(func() { fo.what.monitor(run) })
	}
	return nil
}

// follower is a catalog, and the notice that is about it.
type follower struct {
	on   hypervisor.NoticeKind
	what interface {
		monitor(ctx context.Context)
		refreshLater()
	}
}

// noticed has the catalogs compared that a notice is about; all of them after a
// new connection.
func (f *Fleet) noticed(kind hypervisor.NoticeKind) {
	for _, fo := range f.followers {
		if fo.on == kind || kind == hypervisor.NoticeConnected {
			fo.what.refreshLater()
		}
	}
}

// Close stops following and leaves running operations to the next start. VMs
// are not touched. It waits for every goroutine and may be called again.
func (f *Fleet) Close() error {
	if f.stop != nil {
		f.stop(errStopping)
	}
	f.consoles.closeAll()
	f.operations.wait()
	f.wg.Wait()
	return nil
}

// VMs returns the service of this node's VMs.
func (f *Fleet) VMs() *VMs { return &VMs{f} }

// Agents returns the service of the agents inside guests.
func (f *Fleet) Agents() *Agents { return &Agents{f} }

// Displays returns the service of VMs' screens and keyboards.
func (f *Fleet) Displays() *Displays { return &Displays{f} }

// CloudInits returns the service of what guests are told at their first boot.
func (f *Fleet) CloudInits() *CloudInits { return &CloudInits{f} }

// Hardware returns the service that changes the hardware of VMs.
func (f *Fleet) Hardware() *Hardware { return &Hardware{f} }

// Clones returns the service that makes VMs after others.
func (f *Fleet) Clones() *Clones { return &Clones{f} }

// Archives returns the service that takes VMs out and in as one file.
func (f *Fleet) Archives() *Archives { return f.archives }

// Operations returns the service of this node's operations.
func (f *Fleet) Operations() *Operations { return f.operations }

// Events returns the service of this node's events.
func (f *Fleet) Events() *Events { return &Events{f.store} }

// Node returns the service that tells about the node.
func (f *Fleet) Node() *Node { return &Node{f} }

// Synced is closed when the inventory was compared with the hypervisor for the
// first time since Open.
func (f *Fleet) Synced() <-chan struct{} { return f.inventory.synced }
