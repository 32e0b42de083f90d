package fleet

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// The kinds of operation on snapshots. Their target is the snapshot, and they
// hold its VM.
const (
	kindSnapshotCreate = "snapshot.create"
	kindSnapshotRevert = "snapshot.revert"
	kindSnapshotDelete = "snapshot.delete"
)

// lookWithin bounds how long a list of snapshots waits for the hypervisor; then
// it is answered from the records.
const lookWithin = 2 * time.Second

// Snapshots is the service of the snapshots of this node's VMs.
type Snapshots struct{ f *Fleet }

var _ novacron.SnapshotService = (*Snapshots)(nil)

// Snapshots returns the service of the snapshots of this node's VMs.
func (f *Fleet) Snapshots() *Snapshots { return &Snapshots{f} }

func newSnapshotRecords(f *Fleet) *catalog[novacron.Snapshot] {
	return newCatalog(f, records[novacron.Snapshot]{
		noun:  "snapshot",
		table: func() store.Table[novacron.Snapshot] { return f.store.Snapshots() },
		in:    func(tx *store.Tx) store.TableTx[novacron.Snapshot] { return tx.Snapshots() },
		id:    func(s *novacron.Snapshot) string { return string(s.ID) },
		name:  func(s *novacron.Snapshot) string { return s.Name },
		key:   func(s *novacron.Snapshot) string { return string(s.VM) + "/" + s.Name },
		meta:  func(s *novacron.Snapshot) *novacron.Meta { return &s.Meta },
	})
}

func (s *Snapshots) register(o *Operations) {
	o.register(
		kind{name: kindSnapshotCreate, do: planned(s.doCreate), standing: s.standing, ended: s.f.lookAtFiles},
		kind{name: kindSnapshotRevert, do: planned(s.doRevert), standing: s.standing, ended: s.f.lookAtFiles},
		kind{name: kindSnapshotDelete, do: planned(s.doDelete), standing: s.standing, ended: s.f.lookAtFiles},
	)
}

// provider is the part of the provider that makes snapshots.
func (s *Snapshots) provider() (hypervisor.Snapshots, error) {
	p, ok := s.f.provider.(hypervisor.Snapshots)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "the provider %s has no snapshots", s.f.provider.Info().Provider)
	}
	return p, nil
}

// Snapshots returns a page of a VM's snapshots. What others made is looked for
// first, as long as the hypervisor answers soon.
func (s *Snapshots) Snapshots(ctx context.Context, vm novacron.VMID, q novacron.PageRequest) (novacron.Page[novacron.Snapshot], error) {
	if _, err := s.f.store.VM(vm); err != nil {
		return novacron.Page[novacron.Snapshot]{}, err
	}
	s.look(ctx, vm)
	return s.f.store.Snapshots().Page(q, func(one novacron.Snapshot) bool { return one.VM == vm })
}

// Snapshot returns one snapshot, by its id or its name.
func (s *Snapshots) Snapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID) (novacron.Snapshot, error) {
	if _, err := s.f.store.VM(vm); err != nil {
		return novacron.Snapshot{}, err
	}
	s.look(ctx, vm)
	return s.find(vm, id)
}

func (s *Snapshots) find(vm novacron.VMID, id novacron.SnapshotID) (novacron.Snapshot, error) {
	one, err := s.f.store.Snapshots().Get(string(id))
	if err != nil || one.VM != vm {
		one, err = s.f.store.Snapshots().Named(string(vm) + "/" + string(id))
	}
	if err != nil {
		rec, _ := s.f.store.VM(vm)
		return one, novacron.Errorf(novacron.NotFound, "vm %s has no snapshot %s", rec.Name, id)
	}
	return one, nil
}

// of returns a VM's records, by name.
func (s *Snapshots) of(vm novacron.VMID) map[string]novacron.Snapshot {
	found := map[string]novacron.Snapshot{}
	for _, one := range s.f.store.Snapshots().Select(func(one novacron.Snapshot) bool { return one.VM == vm }) {
		found[one.Name] = one
	}
	return found
}

// look brings a VM's records up to date for somebody who waits.
func (s *Snapshots) look(ctx context.Context, vm novacron.VMID) {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	if s.f.provider.Info().Connected {
		_ = s.refresh(ctx, vm) // the records are the answer then
	}
}

// refresh compares a VM's records with the hypervisor. A VM whose snapshots are
// being changed by an operation is left to it.
func (s *Snapshots) refresh(ctx context.Context, vm novacron.VMID) error {
	p, err := s.provider()
	if err != nil {
		return nil
	}
	c := s.f.snapshots
	c.turn.Lock()
	defer c.turn.Unlock()
	if r := s.f.operations.holder(vm); r != nil && r.rec.Target.Kind == "snapshot" {
		return nil
	}
	seen, err := p.Snapshots(ctx, vm)
	if code := novacron.CodeOf(err); code == novacron.Unsupported || code == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	known := s.of(vm)
	now := s.records(vm, seen, known)
	if maps.EqualFunc(now, known, func(a, b novacron.Snapshot) bool { return c.same(a, b) }) {
		return nil
	}
	return s.f.inventory.update(ctx, func(tx *store.Tx) error { return s.applyTx(tx, now, known) })
}

// refreshAll compares every VM's snapshots, one after the other.
func (s *Snapshots) refreshAll(ctx context.Context) {
	for _, vm := range s.f.store.VMIDs() {
		if err := s.refresh(ctx, vm); err != nil && ctx.Err() == nil {
			s.f.log.Warn().Err(err).Str("vm", string(vm)).Msg("the snapshots of a vm could not be read")
		}
	}
}

// applyTx writes what differs from what was known.
func (s *Snapshots) applyTx(tx *store.Tx, now, known map[string]novacron.Snapshot) error {
	for name, old := range known {
		if one, still := now[name]; !still || one.ID != old.ID {
			if err := s.f.snapshots.forgetTx(tx, string(old.ID)); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if err := s.f.snapshots.applyTx(tx, now[name]); err != nil {
			return err
		}
	}
	return nil
}

// forgetTx removes the records of a VM that is gone.
func (s *Snapshots) forgetTx(tx *store.Tx, vm novacron.VMID) error {
	return s.applyTx(tx, nil, s.of(vm))
}

// records makes the records of what the hypervisor says, with what only those
// that are known hold.
func (s *Snapshots) records(vm novacron.VMID, seen []hypervisor.Snapshot, known map[string]novacron.Snapshot) map[string]novacron.Snapshot {
	now := map[string]novacron.Snapshot{}
	for _, h := range seen {
		one := novacron.Snapshot{
			ID: foundSnapshotID(vm, h), Name: h.Name, VM: vm, Description: h.Description, Current: h.Current, TakenAt: h.TakenAt,
			State: h.State, Memory: h.Memory, Consistency: novacron.ConsistencyCrash, Kind: h.Kind, Disks: h.Disks,
			MemoryFile: h.MemoryFile, SizeBytes: h.SizeBytes, Problem: h.Problem,
		}
		if h.Memory {
			one.Consistency = novacron.ConsistencyMemory
		}
		if rec, ok := known[h.Name]; ok && (rec.TakenAt.IsZero() || rec.TakenAt.Equal(h.TakenAt)) {
			one.ID, one.Consistency, one.FirmwareFile, one.Managed, one.Meta = rec.ID, rec.Consistency, rec.FirmwareFile, rec.Managed, rec.Meta
			if rec.Problem == spoiled {
				one.Problem = spoiled
			}
		}
		one.Parent = now[h.Parent].ID // parents come first
		now[h.Name] = one
	}
	return now
}

// foundSnapshotID is the id of a snapshot that others made: the same whenever it
// is computed, and another one for another snapshot of the same name.
func foundSnapshotID(vm novacron.VMID, h hypervisor.Snapshot) novacron.SnapshotID {
	sum := sha256.Sum256([]byte(string(vm) + "/" + h.Name + "/" + h.TakenAt.UTC().Format(time.RFC3339Nano)))
	return novacron.SnapshotID("snap-" + hex.EncodeToString(sum[:6]))
}

// newSnapshotID is the id of a snapshot that will be made, and a part of it
// that makes names unique.
func newSnapshotID() (novacron.SnapshotID, string) {
	var b [6]byte
	_, _ = rand.Read(b[:])
	text := hex.EncodeToString(b[:])
	return novacron.SnapshotID("snap-" + text), text[:8]
}

// uses maps the files that the snapshots of VMs other than one hold to words
// that say so: what must not be removed.
func (s *Snapshots) uses(but novacron.VMID) map[string][]string {
	uses := map[string][]string{}
	for _, one := range s.f.store.Snapshots().Select(func(one novacron.Snapshot) bool { return one.VM != but }) {
		vm, _ := s.f.store.VM(one.VM)
		words := "snapshot " + one.Name + " of " + vm.Name
		for _, file := range snapshotFiles(one) {
			uses[file] = append(uses[file], words)
		}
	}
	return uses
}

// snapshotFiles are the files without which a snapshot is worth nothing.
func snapshotFiles(one novacron.Snapshot) []string {
	var files []string
	for _, d := range one.Disks {
		files = append(files, d.Path)
	}
	for _, file := range []string{one.MemoryFile, one.FirmwareFile} {
		if file != "" {
			files = append(files, file)
		}
	}
	return files
}

func snapshotTarget(one novacron.Snapshot) novacron.Target {
	return novacron.Target{Kind: "snapshot", ID: string(one.ID), Name: one.Name}
}
