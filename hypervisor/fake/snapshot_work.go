package fake

import (
	"context"
	"slices"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// PlanRevert says what returning makes and loses.
func (p *Provider) PlanRevert(ctx context.Context, id novacron.VMID, ref hypervisor.SnapshotRef, tag string) (plan hypervisor.RevertPlan, err error) {
	err = p.do(ctx, "PlanRevert", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		s, err := m.snapshot(ref.Name)
		if err != nil {
			return err
		}
		if problem := p.viewLocked(m, s).Problem; problem != "" {
			return novacron.Errorf(novacron.Unsupported, "vm %s cannot return to snapshot %s: %s", m.VM.Name, s.Name, problem)
		}
		plan.SnapshotRef = ref
		if plan.Overlays, err = p.overlaysLocked(m.VM.Name, s.VM.Disks, "", tag); err != nil {
			return err
		}
		if s.Memory != nil {
			plan.Memory = s.Memory.Path
		}
		for _, d := range m.VM.Disks {
			if !m.holdsLocked(d.Source, "") && d.Pool != "" {
				plan.Remove = append(plan.Remove, hypervisor.VolumeRef{Pool: d.Pool, Volume: d.Volume})
			}
		}
		return nil
	})
	return plan, err
}

// holdsLocked says whether a snapshot other than one has its data in a file.
func (m *machine) holdsLocked(path, but string) bool {
	return slices.ContainsFunc(m.Snapshots, func(s *snapshot) bool {
		return s.Name != but && slices.ContainsFunc(s.Disks, func(d novacron.SnapshotDisk) bool { return d.Path == path })
	})
}

// RevertSnapshot returns to a snapshot.
func (p *Provider) RevertSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.RevertPlan) error {
	return p.change(ctx, "RevertSnapshot", id, func(m *machine) error {
		s, err := m.snapshot(plan.Name)
		if err != nil {
			return err
		}
		if m.Live != nil {
			p.stopLocked(m, "destroyed")
		}
		m.Saved = nil
		now := m.VM
		m.VM = s.VM
		m.VM.Name, m.VM.Title, m.VM.Description, m.VM.Labels = now.Name, now.Title, now.Description, now.Labels
		m.VM.Autostart, m.VM.CreatedAt, m.VM.Managed = now.Autostart, now.CreatedAt, now.Managed
		if err := p.layLocked(m, plan.Overlays); err != nil {
			return err
		}
		words := s.Words
		if s.Live == nil {
			words.Memory = ""
		}
		marksOf(m).set(words)
		if s.Live != nil {
			live := *s.Live
			m.Live, m.Off = &live, ""
			if live.State == novacron.VMRunning {
				m.Live.walk(time.Now())
			}
			p.changedLocked(id, novacron.EventVMStarted, "from snapshot")
		}
		m.Current = s.Name
		for _, ref := range plan.Remove {
			p.dropLocked(ref)
		}
		p.poolsChangedLocked()
		p.changedLocked(id, novacron.EventVMChanged, "from snapshot")
		return nil
	})
}

// dropLocked removes a volume, if there is one.
func (p *Provider) dropLocked(ref hypervisor.VolumeRef) {
	pool := p.pools[ref.Pool]
	if pool == nil || pool.Volumes[ref.Volume] == nil {
		return
	}
	pool.usedBytes -= pool.Volumes[ref.Volume].SizeBytes
	delete(pool.Volumes, ref.Volume)
}

// PlanDelete says how a snapshot's files are merged: here always upwards.
func (p *Provider) PlanDelete(ctx context.Context, id novacron.VMID, ref hypervisor.SnapshotRef) (plan hypervisor.DeletePlan, err error) {
	err = p.do(ctx, "PlanDelete", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		s, err := m.snapshot(ref.Name)
		if err != nil {
			return err
		}
		plan.SnapshotRef = ref
		for _, d := range s.Disks {
			p.planMergeLocked(m, d, &plan)
		}
		if s.Memory != nil {
			plan.Remove = append(plan.Remove, s.Memory.Volume)
		}
		return nil
	})
	return plan, err
}

func (p *Provider) planMergeLocked(m *machine, d novacron.SnapshotDisk, plan *hypervisor.DeletePlan) {
	base := p.pools[d.Pool]
	if base == nil || base.Volumes[d.Volume] == nil {
		return
	}
	for name, pool := range p.pools {
		for key, v := range pool.Volumes {
			path := volumePath(hypervisor.VolumeRef{Pool: name, Volume: key})
			active := slices.ContainsFunc(m.VM.Disks, func(d novacron.Disk) bool { return d.Source == path })
			if v.Backing != d.Path {
				continue
			}
			plan.Merges = append(plan.Merges, hypervisor.Merge{
				Device: d.Device, How: hypervisor.MergePull, Base: d.Path, BaseFormat: d.Format, Below: base.Volumes[d.Volume].Backing,
				Overlay: path, Active: active, Running: active && m.Live != nil,
			})
		}
	}
	plan.Remove = append(plan.Remove, hypervisor.VolumeRef{Pool: d.Pool, Volume: d.Volume})
}

// DeleteSnapshot merges and removes; each merge takes Options.SaveDelay.
func (p *Provider) DeleteSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.DeletePlan, progress func(hypervisor.MergeProgress) error) error {
	const steps = 4
	for i, merge := range plan.Merges {
		for step := range steps {
			percent := 5 + 90*(i*steps+step)/(steps*len(plan.Merges))
			if err := progress(hypervisor.MergeProgress{Phase: "merging disk " + merge.Device, Percent: percent, Cancelable: true}); err != nil {
				return err
			}
			if err := pass(ctx, p.closing(), "DeleteSnapshot", p.opts.SaveDelay/steps); err != nil {
				return err
			}
		}
	}
	return p.change(ctx, "DeleteSnapshot", id, func(m *machine) error {
		for _, merge := range plan.Merges {
			if ref, ok := volumeRef(merge.Overlay); ok && p.hasVolumeLocked(ref) {
				p.pools[ref.Pool].Volumes[ref.Volume].Backing = merge.Below
			}
		}
		if s, err := m.snapshot(plan.Name); err == nil {
			m.forgetLocked(s)
		}
		for _, ref := range plan.Remove {
			p.dropLocked(ref)
		}
		p.poolsChangedLocked()
		p.changedLocked(id, "", "snapshot")
		return nil
	})
}

// forgetLocked gives a snapshot's children to its parent.
func (m *machine) forgetLocked(gone *snapshot) {
	m.Snapshots = slices.DeleteFunc(slices.Clone(m.Snapshots), func(s *snapshot) bool { return s == gone })
	for i, s := range m.Snapshots {
		if s.Parent == gone.Name {
			moved := *s
			moved.Parent = gone.Parent
			m.Snapshots[i] = &moved
		}
	}
	if m.Current == gone.Name {
		m.Current = gone.Parent
	}
}
