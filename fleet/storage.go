package fleet

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// refreshPoolsEvery is how often the hypervisor is asked to look again at what
	// lies in its pools: how full a folder's file system is it learns only then.
	refreshPoolsEvery = time.Minute
	// refreshShare bounds what that may cost: after looking for d, the next look is
	// at least refreshShare*d later.
	refreshShare = 100
	// movedBytes is how much an allocation must move until it is recorded, beside
	// one hundredth of the whole: each difference is a write to disk.
	movedBytes = 64 << 20
	// halfWithin is how long what a failed operation made is tried to be removed.
	halfWithin = 5 * time.Minute
)

// storage is what the services of pools, volumes and uploads share.
type storage struct {
	f       *Fleet
	pools   *catalog[novacron.Pool]
	volumes *catalog[novacron.Volume]

	mu             sync.Mutex
	uploads        map[novacron.UploadID]*upload // that wait for bytes
	uploadsChanged chan struct{}                 // closed and replaced when one comes or goes
	looked         time.Time                     // when the pools were last refreshed
	lookedFor      time.Duration
}

func newStorage(f *Fleet) *storage {
	s := &storage{f: f, uploads: map[novacron.UploadID]*upload{}, uploadsChanged: make(chan struct{})}
	s.pools = newCatalog(f, records[novacron.Pool]{
		noun: "pool", table: f.store.Pools, in: (*store.Tx).Pools, read: s.readPools,
		id:    func(p *novacron.Pool) string { return string(p.ID) },
		name:  func(p *novacron.Pool) string { return p.Name },
		meta:  func(p *novacron.Pool) *novacron.Meta { return &p.Meta },
		merge: mergePool, differs: poolDiffers, tell: s.tellPool,
	})
	s.volumes = newCatalog(f, records[novacron.Volume]{
		noun: "volume", table: f.store.Volumes, in: (*store.Tx).Volumes, read: s.readVolumes,
		id:    func(v *novacron.Volume) string { return string(v.ID) },
		name:  func(v *novacron.Volume) string { return v.Name },
		key:   func(v *novacron.Volume) string { return string(v.Pool) + "/" + v.Name },
		meta:  func(v *novacron.Volume) *novacron.Meta { return &v.Meta },
		merge: mergeVolume, differs: volumeDiffers,
	})
	if _, ok := f.provider.(hypervisor.Storage); ok {
		f.followers = append(f.followers, follower{hypervisor.NoticePools, s.pools}, follower{hypervisor.NoticePools, s.volumes})
	}
	s.registerPools(f.operations)
	s.registerVolumes(f.operations)
	s.registerUploads(f.operations)
	return s
}

// provider returns what has the pools.
func (s *storage) provider() (hypervisor.Storage, error) {
	p, ok := s.f.provider.(hypervisor.Storage)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "the %s hypervisor has no storage pools", s.f.provider.Info().Provider)
	}
	return p, nil
}

// readPools reads every pool, and now and then lets the hypervisor look first.
func (s *storage) readPools(ctx context.Context) ([]novacron.Pool, error) {
	p, err := s.provider()
	if err != nil {
		return nil, err
	}
	pools, err := p.Pools(ctx)
	if err != nil || !s.lookDue() {
		return withThreshold(pools), err
	}
	began := time.Now()
	for _, pool := range pools {
		if pool.State.Usable() {
			_ = p.RefreshPool(ctx, pool.Name) // one with a job in it is looked at the next time
		}
	}
	s.mu.Lock()
	s.looked, s.lookedFor = time.Now(), time.Since(began)
	s.mu.Unlock()
	pools, err = p.Pools(ctx)
	return withThreshold(pools), err
}

// withThreshold gives pools what those that are new begin with.
func withThreshold(pools []novacron.Pool) []novacron.Pool {
	for i, pool := range pools {
		pools[i] = mergePool(pool, pool)
	}
	return pools
}

func (s *storage) lookDue() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Since(s.looked) > max(refreshPoolsEvery, refreshShare*s.lookedFor)
}

// readVolumes reads the volumes of every pool. Those of a pool that does not run
// are as they were.
func (s *storage) readVolumes(ctx context.Context) ([]novacron.Volume, error) {
	p, err := s.provider()
	if err != nil {
		return nil, err
	}
	pools, err := p.Pools(ctx)
	if err != nil {
		return nil, err
	}
	var all []novacron.Volume
	for _, pool := range pools {
		var volumes []novacron.Volume
		err := error(novacron.Errorf(novacron.WrongState, "it does not run"))
		if pool.State.Usable() {
			volumes, err = p.PoolVolumes(ctx, pool.Name)
		}
		switch novacron.CodeOf(err) {
		case "":
		case novacron.WrongState:
			volumes = s.f.store.Volumes().Select(func(v novacron.Volume) bool { return v.Pool == pool.ID })
		case novacron.NotFound:
		default:
			return nil, err
		}
		all = append(all, volumes...)
	}
	return all, nil
}

// mergePool keeps the threshold, and figures that moved little.
func mergePool(rec, seen novacron.Pool) novacron.Pool {
	seen.WarnPercent = rec.WarnPercent
	if seen.WarnPercent == 0 {
		seen.WarnPercent = novacron.DefaultPoolWarnPercent
	}
	seen.Low = seen.CapacityBytes > 0 && percentOf(seen.AllocationBytes, seen.CapacityBytes) >= seen.WarnPercent
	if seen.CapacityBytes == rec.CapacityBytes && seen.Low == rec.Low && !moved(rec.AllocationBytes, seen.AllocationBytes, seen.CapacityBytes) {
		seen.AllocationBytes, seen.AvailableBytes = rec.AllocationBytes, rec.AvailableBytes
	}
	return seen
}

// percentOf is how much of a whole is used.
func percentOf(part, whole uint64) int { return int(float64(part) / float64(whole) * 100) }

func moved(from, to, whole uint64) bool {
	return max(from, to)-min(from, to) > max(movedBytes, whole/100) || (from == 0) != (to == 0)
}

// poolDiffers says whether more than figures changed.
func poolDiffers(old, now novacron.Pool) bool {
	for _, p := range []*novacron.Pool{&old, &now} {
		p.Meta, p.CapacityBytes, p.AllocationBytes, p.AvailableBytes, p.Volumes, p.Low = novacron.Meta{}, 0, 0, 0, 0, false
	}
	return !samePool(old, now)
}

func samePool(a, b novacron.Pool) bool {
	left, right := a.Source, b.Source
	same := strings.Join(left.Devices, "\x00") == strings.Join(right.Devices, "\x00") &&
		left.Host == right.Host && left.Dir == right.Dir && left.Device == right.Device &&
		left.Name == right.Name && left.Format == right.Format && left.Initiator == right.Initiator
	return same && a.Name == b.Name && a.Kind == b.Kind && a.State == b.State && a.Autostart == b.Autostart &&
		a.Persistent == b.Persistent && a.TargetPath == b.TargetPath && a.WarnPercent == b.WarnPercent
}

// tellPool tells of a pool that is running full.
func (s *storage) tellPool(tx *store.Tx, old *novacron.Pool, now novacron.Pool) error {
	if !now.Low || (old != nil && old.Low) {
		return nil
	}
	_, err := tx.AppendEvent(s.pools.event(novacron.EventPoolLow, now, map[string]string{
		"percent":        strconv.Itoa(percentOf(now.AllocationBytes, now.CapacityBytes)),
		"availableBytes": strconv.FormatUint(now.AvailableBytes, 10),
	}))
	return err
}

// mergeVolume keeps the checksum, and an allocation that moved little.
func mergeVolume(rec, seen novacron.Volume) novacron.Volume {
	if seen.SHA256 == "" {
		seen.SHA256 = rec.SHA256
	}
	if rec.ID != "" && !moved(rec.AllocationBytes, seen.AllocationBytes, seen.CapacityBytes) {
		seen.AllocationBytes, seen.FileSizeBytes = rec.AllocationBytes, rec.FileSizeBytes
	}
	seen.UsedBy = nil
	return seen
}

// volumeDiffers says whether more than the allocation changed.
func volumeDiffers(old, now novacron.Volume) bool {
	return old.Format != now.Format || old.CapacityBytes != now.CapacityBytes || old.Backing != now.Backing ||
		old.Path != now.Path || old.PoolName != now.PoolName || old.Name != now.Name
}

// warnings are what the node warns of: pools that run full.
func (s *storage) warnings() []novacron.Warning {
	var warnings []novacron.Warning
	for _, p := range s.f.store.Pools().Select(func(p novacron.Pool) bool { return p.Low }) {
		warnings = append(warnings, novacron.Warning{
			ID:     "pool_low_" + p.Name,
			Detail: "the storage pool " + p.Name + " is " + strconv.Itoa(percentOf(p.AllocationBytes, p.CapacityBytes)) + " % full",
			Mend:   "delete volumes that nobody uses (novacron volume list --unused), or move some to another pool",
		})
	}
	return warnings
}

// forgetTx removes the records of volumes that an operation removed.
func (s *storage) forgetTx(tx *store.Tx, refs []hypervisor.VolumeRef) error {
	for _, ref := range refs {
		pool, err := s.f.store.Pools().Named(ref.Pool)
		if err != nil {
			continue // not seen yet: there is no record of what is in it
		}
		if err := s.volumes.forgetTx(tx, string(novacron.NewVolumeID(pool.ID, ref.Volume))); err != nil {
			return err
		}
	}
	return nil
}

// madeTx returns what records the volumes of a VM that was made. What cannot be
// read now is seen by the next comparison.
func (s *storage) madeTx(ctx context.Context, disks []novacron.Disk) func(*store.Tx) error {
	p, err := s.provider()
	if err != nil {
		return func(*store.Tx) error { return nil }
	}
	call, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	var made []novacron.Volume
	for _, disk := range disks {
		if disk.Pool == "" || disk.Volume == "" {
			continue
		}
		if v, err := p.Volume(call, hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}); err == nil {
			made = append(made, v)
		}
	}
	return func(tx *store.Tx) error {
		for _, v := range made {
			if err := s.volumes.applyTx(tx, v); err != nil {
				return err
			}
		}
		return nil
	}
}

// look has the records compared soon, after an operation.
func (s *storage) look(*run) {
	s.pools.refreshLater()
	s.volumes.refreshLater()
}

// lookAtFiles has the volumes compared soon, after an operation of another service
// that made or removed some.
func (f *Fleet) lookAtFiles(r *run) { f.storage.look(r) }

// pool finds a pool by its id or its name.
func (s *storage) pool(text string) (novacron.Pool, error) {
	if pool, err := s.f.store.Pools().Get(text); err == nil {
		return pool, nil
	}
	return s.f.store.Pools().Named(text)
}

// removeHalf removes the volume of an operation that failed, and returns why it
// failed with what could not be removed. When the appliance is stopping nothing
// is removed: the next start goes on.
func (s *storage) removeHalf(ctx context.Context, ref hypervisor.VolumeRef, why error) error {
	if isStopping(ctx) {
		return errStopping
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), halfWithin)
	defer cancel()
	if err := s.remove(ctx, undo, ref); err != nil {
		if isStopping(ctx) {
			return errStopping
		}
		s.f.log.Warn().Err(err).Str("pool", ref.Pool).Str("volume", ref.Volume).Msg("a failed operation left a volume")
		return withMendIfNone(why, "remove volume %s of pool %s: it could not be removed", ref.Volume, ref.Pool)
	}
	return why
}

// remove removes a volume that nothing uses, and tries again while the
// hypervisor is away or not done with it. It gives up when the appliance stops.
func (s *storage) remove(owner, ctx context.Context, ref hypervisor.VolumeRef) error {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		call, cancel := context.WithTimeout(ctx, callWithin)
		err := s.f.provider.DeleteVolume(call, ref)
		cancel()
		switch novacron.CodeOf(err) {
		case "", novacron.NotFound:
			return nil
		case novacron.WrongState, novacron.Unavailable, novacron.Timeout, novacron.Canceled:
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
		if isStopping(owner) {
			return err
		}
	}
}
