package fleet

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Volumes is the service of this node's volumes.
type Volumes struct{ s *storage }

var _ novacron.VolumeService = (*Volumes)(nil)

// Volumes returns the service of this node's volumes.
func (f *Fleet) Volumes() *Volumes { return &Volumes{f.storage} }

// The kinds of operation on volumes.
const (
	kindVolumeCreate = "volume.create"
	kindVolumeResize = "volume.resize"
	kindVolumeCopy   = "volume.copy"
	kindVolumeDelete = "volume.delete"
)

func (s *storage) registerVolumes(o *Operations) {
	o.register(
		kind{name: kindVolumeCreate, do: planned(s.doCreateVolume), ended: s.look},
		kind{name: kindVolumeResize, do: planned(s.doResizeVolume), ended: s.look},
		kind{name: kindVolumeCopy, do: planned(s.doCopyVolume), ended: s.look},
		kind{name: kindVolumeDelete, do: planned(s.doDeleteVolume), ended: s.look},
	)
}

// Volumes returns a page of the records.
func (v *Volumes) Volumes(_ context.Context, q novacron.VolumeQuery) (novacron.Page[novacron.Volume], error) {
	var pool novacron.PoolID
	if q.Pool != "" {
		found, err := v.s.pool(q.Pool)
		if err != nil {
			return novacron.Page[novacron.Volume]{}, err
		}
		pool = found.ID
	}
	users, name := v.s.f.uses(), strings.ToLower(q.Name)
	page, err := v.s.f.store.Volumes().Page(q.PageRequest, func(vol novacron.Volume) bool {
		return (pool == "" || vol.Pool == pool) && strings.Contains(strings.ToLower(vol.Name), name) &&
			(!q.Unused || len(users.of(vol)) == 0)
	})
	for i := range page.Items {
		page.Items[i].UsedBy = users.of(page.Items[i])
	}
	return page, err
}

// Volume returns one volume's record.
func (v *Volumes) Volume(_ context.Context, id novacron.VolumeID) (novacron.Volume, error) {
	vol, err := v.s.f.store.Volumes().Get(string(id))
	if err == nil {
		vol.UsedBy = v.s.f.uses().of(vol)
	}
	return vol, err
}

// ReadVolume opens a stream of a volume's bytes.
func (v *Volumes) ReadVolume(ctx context.Context, id novacron.VolumeID, offset, length uint64) (novacron.VolumeContent, error) {
	var content novacron.VolumeContent
	vol, err := v.Volume(ctx, id)
	if err != nil {
		return content, err
	}
	p, err := v.s.provider()
	if err != nil {
		return content, err
	}
	if r := v.s.f.operations.holderOf("volume", string(id)); r != nil {
		return content, novacron.Errorf(novacron.Conflict, "volume %s has operation %s running", vol.Name, r.rec.ID).
			WithMend("wait for operation %s, or cancel it", r.rec.ID)
	}
	if active := v.s.activeUsers(vol); len(active) > 0 {
		return content, novacron.Errorf(novacron.Conflict, "the volume %s is written to by %s", vol.Name, inWords(active)).
			WithMend("shut it down first")
	}
	if vol, err = v.s.lookAt(ctx, p, refOf(vol)); err != nil {
		return content, err
	}
	content.Name, content.SizeBytes = vol.Name, vol.FileSizeBytes
	if content.SizeBytes > 0 && offset >= content.SizeBytes {
		return content, novacron.InvalidField("offset", "the volume has %d bytes", content.SizeBytes)
	}
	content.ReadCloser, err = p.DownloadVolume(ctx, refOf(vol), offset, length)
	return content, err
}

// activeUsers are the VMs that run on a volume and may write to it.
func (s *storage) activeUsers(vol novacron.Volume) []string {
	var active []string
	for _, use := range s.f.uses().of(vol) {
		if use.Kind != "vm" {
			continue
		}
		vm, err := s.f.store.VM(novacron.VMID(use.ID))
		if err != nil || !vm.State.Active() {
			continue
		}
		if slices.ContainsFunc(vm.Disks, func(d novacron.Disk) bool { return sameDisk(d, vol) && !d.ReadOnly && d.Kind != "cdrom" }) {
			active = append(active, label(use))
		}
	}
	return active
}

// sameDisk says whether a disk's own data lie in a volume.
func sameDisk(d novacron.Disk, vol novacron.Volume) bool {
	return d.Source == vol.Path || (d.Pool == vol.PoolName && d.Volume == vol.Name)
}

func refOf(v novacron.Volume) hypervisor.VolumeRef {
	return hypervisor.VolumeRef{Pool: v.PoolName, Volume: v.Name}
}

// volumePlan is what an operation on a volume needs.
type volumePlan struct {
	Spec hypervisor.VolumeSpec `json:"spec"`
	From hypervisor.VolumeRef  `json:"from,omitzero"`
	// Bytes is how many a copy moves, as far as that is known, and Convert that
	// the hypervisor does it.
	Bytes   uint64        `json:"bytes,omitempty"`
	Convert bool          `json:"convert,omitempty"`
	Shrink  bool          `json:"shrink,omitempty"`
	VM      novacron.VMID `json:"vm,omitempty"`
	Device  string        `json:"device,omitempty"`
}

// newTarget is the target of an operation that makes a volume, and a check that
// nothing has its name.
func (s *storage) newTarget(ctx context.Context, pool novacron.Pool, name string) (novacron.Target, error) {
	target := novacron.Target{Kind: "volume", ID: string(novacron.NewVolumeID(pool.ID, name)), Name: name}
	p, err := s.provider()
	if err != nil {
		return target, err
	}
	call, cancel := withTimeout(ctx, callWithin, "looking for the name")
	defer cancel()
	if pool.State.Usable() {
		_, err = p.Volume(call, hypervisor.VolumeRef{Pool: pool.Name, Volume: name})
	} else {
		_, err = s.f.store.Volumes().Get(target.ID)
	}
	switch novacron.CodeOf(err) {
	case "":
		return target, novacron.Errorf(novacron.Conflict, "there is a volume %s in the pool %s already", name, pool.Name).
			WithMend("choose another name, or delete it")
	case novacron.NotFound, novacron.WrongState:
		return target, nil
	}
	return target, err
}

// shared holds a pool, or another thing that must stay as it is.
func shared(t novacron.Target) store.Hold { return store.Hold{Target: t, Shared: true} }

// checkRoom refuses what cannot fit.
func checkRoom(pool novacron.Pool, bytes uint64) error {
	if pool.CapacityBytes == 0 || bytes <= pool.AvailableBytes {
		return nil
	}
	return novacron.Errorf(novacron.Exhausted, "the pool %s has %d bytes free, and %d are needed", pool.Name, pool.AvailableBytes, bytes).
		WithMend("delete volumes that nobody uses, or choose another pool")
}

// formatFor is the format of a new volume in a pool.
func formatFor(pool novacron.Pool, format string) (string, error) {
	files := slices.Contains([]string{"dir", "fs", "netfs", "gluster", "vstorage"}, pool.Kind)
	if files {
		return cmp.Or(format, "qcow2"), nil
	}
	if format != "" && format != "raw" {
		return "", novacron.InvalidField("format", "the pool %s is of kind %s and holds raw volumes only", pool.Name, pool.Kind)
	}
	return "raw", nil
}

// CreateVolume makes an empty volume.
func (v *Volumes) CreateVolume(ctx context.Context, req novacron.CreateVolume) (novacron.Operation, error) {
	o := v.s.f.operations
	if op, ok, err := o.replay(ctx, kindVolumeCreate, req.Mutation, "", req); ok || err != nil {
		return op, err
	}
	pool, err := v.s.pool(req.Pool)
	if err != nil {
		return novacron.Operation{}, err
	}
	spec := hypervisor.VolumeSpec{
		VolumeRef: hypervisor.VolumeRef{Pool: pool.Name, Volume: req.Name}, CapacityBytes: roundUp(req.CapacityBytes), Preallocate: req.Preallocate,
	}
	if spec.Format, err = formatFor(pool, req.Format); err != nil {
		return novacron.Operation{}, err
	}
	if req.Preallocate {
		if err := checkRoom(pool, spec.CapacityBytes); err != nil {
			return novacron.Operation{}, err
		}
	}
	return v.s.make(ctx, kindVolumeCreate, req.Mutation, req, pool, volumePlan{Spec: spec}, nil)
}

// roundUp rounds a size up to a whole sector, as QEMU wants it.
func roundUp(bytes uint64) uint64 { return (bytes + 511) &^ 511 }

// make begins an operation that makes a volume.
func (s *storage) make(ctx context.Context, kind string, m novacron.Mutation, content any, pool novacron.Pool, plan volumePlan, holds []store.Hold) (novacron.Operation, error) {
	o := s.f.operations
	target, err := s.newTarget(ctx, pool, plan.Spec.Volume)
	if err != nil {
		return novacron.Operation{}, err
	}
	if m.DryRun {
		to := plan.Spec.Format + ", " + strconv.FormatUint(plan.Spec.CapacityBytes, 10) + " bytes"
		return o.dryRun(ctx, kind, target, []novacron.Change{{Field: "volume", To: to, Applied: novacron.AppliedNow}}), nil
	}
	op, _, err := o.begin(ctx, request{
		kind: kind, mutation: m, target: target, content: content, plan: plan,
		claim: pool.Name + "/" + plan.Spec.Volume, holds: append(holds, shared(poolTarget(pool))),
	})
	return op, err
}

// doCreateVolume makes the volume; one that an earlier try made is success.
func (s *storage) doCreateVolume(ctx context.Context, r *run, plan volumePlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	again := r.rec.Phase == "create"
	if err := r.step(ctx, "create", 10, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, volumesWithin, "making the volume")
	defer cancel()
	vol, err := p.CreateVolume(call, plan.Spec)
	if again && novacron.CodeOf(err) == novacron.Conflict {
		if vol, err = p.Volume(call, plan.Spec.VolumeRef); err == nil && (vol.CapacityBytes != plan.Spec.CapacityBytes || vol.Format != plan.Spec.Format) {
			return novacron.Errorf(novacron.Conflict, "there is another volume %s in the pool %s", plan.Spec.Volume, plan.Spec.Pool)
		}
	}
	switch novacron.CodeOf(err) {
	case "":
	case novacron.Timeout, novacron.Unavailable, novacron.Canceled, novacron.Exhausted:
		return s.removeHalf(ctx, plan.Spec.VolumeRef, err)
	default:
		return err
	}
	r.last = func(tx *store.Tx) error { return s.volumes.applyTx(tx, vol) }
	return nil
}

// onExisting begins an operation on a volume that exists.
func (v *Volumes) onExisting(ctx context.Context, kind string, m novacron.Mutation, vol novacron.Volume, content any, plan volumePlan, changes []novacron.Change, holds []store.Hold) (novacron.Operation, error) {
	o, target := v.s.f.operations, volumeTarget(vol)
	if err := stale(target, vol.Revision, m); err != nil {
		return novacron.Operation{}, err
	}
	if m.DryRun {
		return o.dryRun(ctx, kind, target, changes), nil
	}
	pool := novacron.Target{Kind: "pool", ID: string(vol.Pool), Name: vol.PoolName}
	op, _, err := o.begin(ctx, request{
		kind: kind, mutation: m, target: target, content: content, plan: plan, holds: append(holds, shared(pool)),
		current: func() (uint64, error) {
			now, err := v.s.f.store.Volumes().Get(target.ID)
			return now.Revision, err
		},
	})
	return op, err
}

// DeleteVolume removes a volume that nothing uses.
func (v *Volumes) DeleteVolume(ctx context.Context, id novacron.VolumeID, m novacron.Mutation) (novacron.Operation, error) {
	if op, ok, err := v.s.f.operations.replay(ctx, kindVolumeDelete, m, string(id), nil); ok || err != nil {
		return op, err
	}
	vol, err := v.Volume(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if _, err := v.s.provider(); err != nil {
		return novacron.Operation{}, err
	}
	if err := v.s.unused(ctx, vol); err != nil {
		return novacron.Operation{}, err
	}
	changes := []novacron.Change{{Field: "volume", From: vol.PoolName + "/" + vol.Name, Applied: novacron.AppliedNow}}
	return v.onExisting(ctx, kindVolumeDelete, m, vol, nil, volumePlan{From: refOf(vol)}, changes, nil)
}

// unused says who uses a volume, by the records and by asking the hypervisor
// for overlays that others may have made a moment ago.
func (s *storage) unused(ctx context.Context, vol novacron.Volume) error {
	users := labels(s.f.uses().of(vol))
	call, cancel := withTimeout(ctx, callWithin, "looking for overlays")
	defer cancel()
	overlays, err := s.f.provider.Overlays(call, refOf(vol))
	if err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return err
	}
	for _, path := range overlays {
		known := s.f.store.Volumes().Select(func(v novacron.Volume) bool { return v.Path == path })
		if len(known) == 0 || !slices.Contains(users, label(volumeTarget(known[0]))) {
			users = append(users, "the overlay "+path)
		}
	}
	if len(users) > 0 {
		return inUse(vol, users)
	}
	return nil
}

func (s *storage) doDeleteVolume(ctx context.Context, r *run, plan volumePlan) error {
	vol, err := s.f.store.Volumes().Get(r.rec.Target.ID)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.unused(ctx, vol); err != nil {
		return err
	}
	if err := r.step(ctx, "delete", 10, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, volumesWithin, "removing the volume")
	defer cancel()
	if err := s.f.provider.DeleteVolume(call, plan.From); err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return err
	}
	r.last = func(tx *store.Tx) error { return s.volumes.forgetTx(tx, r.rec.Target.ID) }
	return nil
}

// ResizeVolume changes the capacity of a volume.
func (v *Volumes) ResizeVolume(ctx context.Context, id novacron.VolumeID, req novacron.ResizeVolume) (novacron.Operation, error) {
	if op, ok, err := v.s.f.operations.replay(ctx, kindVolumeResize, req.Mutation, string(id), req); ok || err != nil {
		return op, err
	}
	vol, err := v.Volume(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if _, err := v.s.provider(); err != nil {
		return novacron.Operation{}, err
	}
	plan := volumePlan{From: refOf(vol), Shrink: req.Shrink}
	plan.Spec.CapacityBytes = roundUp(req.CapacityBytes)
	holds, err := v.checkResize(vol, &plan)
	if err != nil {
		return novacron.Operation{}, err
	}
	changes := []novacron.Change{{
		Field: "capacityBytes", From: strconv.FormatUint(vol.CapacityBytes, 10), To: strconv.FormatUint(plan.Spec.CapacityBytes, 10), Applied: novacron.AppliedNow,
	}}
	return v.onExisting(ctx, kindVolumeResize, req.Mutation, vol, req, plan, changes, holds)
}

// checkResize finds out how a volume is resized: by the VM that runs on it, or
// in its pool. What would lose data that somebody uses is refused.
func (v *Volumes) checkResize(vol novacron.Volume, plan *volumePlan) ([]store.Hold, error) {
	shrinks := plan.Spec.CapacityBytes < vol.CapacityBytes
	switch {
	case shrinks && !plan.Shrink:
		return nil, novacron.InvalidField("capacityBytes", "the volume has %d bytes: making it smaller loses what is behind the new end", vol.CapacityBytes)
	case shrinks && vol.Format != "raw":
		return nil, novacron.Errorf(novacron.Unsupported, "a volume of format %s cannot be made smaller", vol.Format).
			WithMend("make a smaller one, and copy inside the guest")
	case shrinks && len(vol.UsedBy) > 0:
		return nil, inUse(vol, labels(vol.UsedBy))
	}
	var holds []store.Hold
	for _, use := range vol.UsedBy {
		if use.Kind != "vm" {
			return nil, inUse(vol, labels(vol.UsedBy)) // an overlay on it would not see the rest
		}
		vm, err := v.s.f.store.VM(novacron.VMID(use.ID))
		if err != nil {
			continue
		}
		holds = append(holds, shared(use))
		if !vm.State.Active() {
			continue
		}
		i := slices.IndexFunc(vm.Disks, func(d novacron.Disk) bool { return sameDisk(d, vol) })
		if i < 0 || plan.VM != "" {
			return nil, inUse(vol, labels(vol.UsedBy))
		}
		plan.VM, plan.Device = vm.ID, vm.Disks[i].Device
	}
	return holds, nil
}

func (s *storage) doResizeVolume(ctx context.Context, r *run, plan volumePlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if err := r.step(ctx, "resize", 10, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, volumesWithin, "changing the size")
	defer cancel()
	if plan.VM != "" {
		err = p.ResizeDisk(call, plan.VM, plan.Device, plan.Spec.CapacityBytes)
		if err == nil {
			_ = p.RefreshPool(call, plan.From.Pool) // the pool has to see what the VM's process did
		}
	} else {
		err = p.ResizeVolume(call, plan.From, plan.Spec.CapacityBytes, plan.Shrink)
	}
	if err != nil {
		return err
	}
	vol, err := p.Volume(call, plan.From)
	if err != nil {
		return err
	}
	r.last = func(tx *store.Tx) error { return s.volumes.applyTx(tx, vol) }
	return nil
}
