package fake

import (
	"context"
	"slices"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Snapshots = (*Provider)(nil)

// snapshot is a point that a machine can return to.
type snapshot struct {
	Name        string                  `json:"name"`
	Description string                  `json:"description,omitempty"`
	Parent      string                  `json:"parent,omitempty"`
	TakenAt     time.Time               `json:"takenAt"`
	State       novacron.VMState        `json:"state"`
	Disks       []novacron.SnapshotDisk `json:"disks"`
	Memory      *hypervisor.FileCopy    `json:"memory,omitempty"`
	VM          novacron.VM             `json:"vm"`
	Live        *life                   `json:"live,omitempty"`
	Words       markWords               `json:"words"`
}

func (m *machine) snapshot(name string) (*snapshot, error) {
	for _, s := range m.Snapshots {
		if s.Name == name {
			return s, nil
		}
	}
	return nil, novacron.Errorf(novacron.NotFound, "vm %s has no snapshot %s", m.VM.Name, name)
}

// Snapshots returns a VM's snapshots.
func (p *Provider) Snapshots(ctx context.Context, id novacron.VMID) (all []hypervisor.Snapshot, err error) {
	err = p.do(ctx, "Snapshots", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		for _, s := range m.Snapshots {
			all = append(all, p.viewLocked(m, s))
		}
		return nil
	})
	return all, err
}

func (p *Provider) viewLocked(m *machine, s *snapshot) hypervisor.Snapshot {
	view := hypervisor.Snapshot{
		Name: s.Name, Description: s.Description, Parent: s.Parent, Current: s.Name == m.Current, TakenAt: s.TakenAt,
		State: s.State, Memory: s.Memory != nil, Kind: novacron.SnapshotExternal, Disks: slices.Clone(s.Disks),
	}
	for i := range view.Disks {
		d := &view.Disks[i]
		d.SizeBytes = 1 << 20 // that is what a guest here is taken to have written
		view.SizeBytes += d.SizeBytes
		if !p.hasVolumeLocked(hypervisor.VolumeRef{Pool: d.Pool, Volume: d.Volume}) {
			view.Problem = "disk " + d.Device + ": " + d.Path + " lies in no storage pool"
		}
	}
	if s.Memory != nil {
		view.MemoryFile = s.Memory.Path
		view.SizeBytes += s.VM.MemoryBytes
	}
	return view
}

// PlanSnapshot says what volumes a snapshot will have.
func (p *Provider) PlanSnapshot(ctx context.Context, id novacron.VMID, req hypervisor.NewSnapshot) (plan hypervisor.SnapshotPlan, err error) {
	err = p.do(ctx, "PlanSnapshot", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		if _, err := m.snapshot(req.Name); err == nil {
			return novacron.Errorf(novacron.Conflict, "vm %s has a snapshot %s already", m.VM.Name, req.Name)
		}
		state := m.state()
		switch {
		case m.Saved != nil:
			return novacron.Errorf(novacron.WrongState, "vm %s has a saved state", m.VM.Name).WithMend("start it first")
		case !slices.Contains([]novacron.VMState{novacron.VMRunning, novacron.VMPaused, novacron.VMShutoff}, state):
			return wrongState(m, "resume it or power it off first")
		case req.Memory && state == novacron.VMShutoff:
			return wrongState(m, "leave memory out")
		}
		plan = hypervisor.SnapshotPlan{
			Name: req.Name, Description: req.Description, State: state, Freeze: req.Freeze, Clean: state == novacron.VMShutoff && m.Off == "shutdown",
		}
		if plan.Overlays, err = p.overlaysLocked(m.VM.Name, m.VM.Disks, req.Pool, req.Tag); err != nil {
			return err
		}
		if req.Memory {
			ref := hypervisor.VolumeRef{Pool: plan.Overlays[0].Volume.Pool, Volume: m.VM.Name + "-memory-" + req.Tag + ".save"}
			plan.Memory = &hypervisor.FileCopy{Volume: ref, Path: volumePath(ref)}
		}
		return nil
	})
	return plan, err
}

// overlaysLocked are new overlays on disks.
func (p *Provider) overlaysLocked(vm string, disks []novacron.Disk, pool, tag string) ([]hypervisor.Overlay, error) {
	var overlays []hypervisor.Overlay
	for _, d := range disks {
		if d.Kind != "disk" || d.ReadOnly {
			continue
		}
		if d.Pool == "" || !p.hasVolumeLocked(hypervisor.VolumeRef{Pool: d.Pool, Volume: d.Volume}) {
			return nil, novacron.Errorf(novacron.Unsupported, "disk %s lies in no storage pool: %s", d.Device, d.Source)
		}
		ref := hypervisor.VolumeRef{Pool: d.Pool, Volume: vm + "-" + d.Device + "-" + tag + ".qcow2"}
		if pool != "" {
			ref.Pool = pool
		}
		if p.pools[ref.Pool] == nil {
			return nil, novacron.Errorf(novacron.NotFound, "there is no storage pool %q", ref.Pool)
		}
		overlays = append(overlays, hypervisor.Overlay{
			Device: d.Device, Volume: ref, Path: volumePath(ref), SizeBytes: d.SizeBytes, Base: d.Source, BaseFormat: d.Format,
		})
	}
	if len(overlays) == 0 {
		return nil, novacron.Errorf(novacron.Unsupported, "vm %s has no disk that it can write to: there is nothing to keep", vm)
	}
	return overlays, nil
}

// CreateSnapshot makes a snapshot. With memory it takes Options.SaveDelay.
func (p *Provider) CreateSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.SnapshotPlan) (done hypervisor.SnapshotDone, err error) {
	if plan.Memory != nil {
		if err := pass(ctx, p.closing(), "CreateSnapshot", p.opts.SaveDelay); err != nil {
			return done, err
		}
	}
	err = p.change(ctx, "CreateSnapshot", id, func(m *machine) error {
		done.Consistency = p.consistencyLocked(m, plan, &done)
		if s, err := m.snapshot(plan.Name); err == nil && len(m.VM.Disks) > 0 && s.Disks[0].Path == plan.Overlays[0].Base {
			return nil // made before
		}
		if plan.Freeze == novacron.FreezeRequire && done.Consistency == novacron.ConsistencyCrash {
			return novacron.Errorf(novacron.Unavailable, "the guest agent did not bring the file systems to rest")
		}
		s := &snapshot{
			Name: plan.Name, Description: plan.Description, Parent: m.Current, TakenAt: time.Now().UTC(),
			State: m.state(), Memory: plan.Memory, VM: m.VM, Words: marksOf(m).get(),
		}
		s.VM.Disks = slices.Clone(m.VM.Disks)
		if plan.Memory != nil {
			live := *m.Live
			live.stand(s.TakenAt)
			s.Live = &live
		}
		for _, d := range m.VM.Disks {
			if slices.ContainsFunc(plan.Overlays, func(o hypervisor.Overlay) bool { return o.Device == d.Device }) {
				s.Disks = append(s.Disks, novacron.SnapshotDisk{Device: d.Device, Path: d.Source, Format: d.Format, Pool: d.Pool, Volume: d.Volume})
			}
		}
		if err := p.layLocked(m, plan.Overlays); err != nil {
			return err
		}
		if plan.Memory != nil {
			if _, err := p.ensureLocked(plan.Memory.Volume, volume{Format: "raw", SizeBytes: 1 << 20}); err != nil {
				return err
			}
		}
		m.Snapshots, m.Current = append(m.Snapshots, s), s.Name
		p.poolsChangedLocked()
		p.changedLocked(id, "", "snapshot")
		return nil
	})
	return done, err
}

func (p *Provider) consistencyLocked(m *machine, plan hypervisor.SnapshotPlan, done *hypervisor.SnapshotDone) novacron.SnapshotConsistency {
	switch {
	case plan.Memory != nil:
		return novacron.ConsistencyMemory
	case plan.Clean, m.state() == novacron.VMRunning && plan.Freeze != novacron.FreezeNever && !m.Deaf:
		return novacron.ConsistencyFilesystem
	case m.state() == novacron.VMRunning && plan.Freeze != novacron.FreezeNever:
		done.Warnings = append(done.Warnings, "the guest's file systems were not at rest: the agent does not answer")
	}
	return novacron.ConsistencyCrash
}

// layLocked makes overlays and lays the machine's disks into them.
func (p *Provider) layLocked(m *machine, overlays []hypervisor.Overlay) error {
	disks := slices.Clone(m.VM.Disks)
	for _, o := range overlays {
		base, _ := volumeRef(o.Base)
		_, err := p.ensureLocked(o.Volume, volume{Format: "qcow2", SizeBytes: o.SizeBytes, Backing: volumePath(base), BackingFormat: o.BaseFormat})
		if err != nil {
			return err
		}
		for i := range disks {
			if disks[i].Device == o.Device {
				disks[i].Source, disks[i].Pool, disks[i].Volume, disks[i].Format = o.Path, o.Volume.Pool, o.Volume.Volume, "qcow2"
			}
		}
	}
	m.VM.Disks = disks
	return nil
}

// closing is closed when the connection is.
func (p *Provider) closing() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.closed
}
