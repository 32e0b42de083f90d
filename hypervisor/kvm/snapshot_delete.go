package kvm

import (
	"context"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// PlanDelete says how a snapshot's files are merged into what builds on them.
func (p *Provider) PlanDelete(ctx context.Context, id novacron.VMID, ref hypervisor.SnapshotRef) (hypervisor.DeletePlan, error) {
	plan := hypervisor.DeletePlan{SnapshotRef: ref}
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return plan, err
	}
	one, err := s.find(ref.Name)
	if err != nil {
		return plan, err
	}
	if one.Kind == novacron.SnapshotInternal {
		plan.Native = true
		return plan, nil
	}
	bases := s.bases(one.Name)
	for _, d := range one.Disks {
		if other := bases[d.Path]; other != "" {
			plan.Warnings = append(plan.Warnings, "disk "+d.Device+": snapshot "+other+" needs the same file, which stays")
			continue
		}
		if err := p.planMerge(ctx, s, bases, d, &plan); err != nil {
			return plan, err
		}
	}
	for _, file := range []string{one.MemoryFile, ref.Firmware} {
		if file == "" {
			continue
		}
		at, err := p.FindVolume(ctx, file)
		if err != nil {
			plan.Warnings = append(plan.Warnings, problemOf(err))
			continue
		}
		plan.Remove = append(plan.Remove, at)
	}
	return plan, nil
}

// planMerge decides what becomes of the file of one disk.
func (p *Provider) planMerge(ctx context.Context, s *snapshots, bases map[string]string, d novacron.SnapshotDisk, plan *hypervisor.DeletePlan) error {
	base, err := p.fileAt(ctx, d.Path)
	if novacron.CodeOf(err) == novacron.NotFound {
		return novacron.Errorf(novacron.Unsupported, "disk %s: %s", d.Device, problemOf(err)).
			WithMend("make a pool of its folder, or merge and delete with virsh")
	}
	if err != nil {
		return err
	}
	at := hypervisor.VolumeRef{Pool: base.PoolName, Volume: base.Name}
	all, err := p.Overlays(ctx, at)
	if err != nil {
		return err
	}
	var ours []string
	for _, o := range all {
		if bases[o] == "" && !s.inUse(o) {
			plan.Warnings = append(plan.Warnings, "disk "+d.Device+": "+base.Path+" stays as it is, for "+o+" lies on it")
			return nil
		}
		ours = append(ours, o)
	}
	merge := hypervisor.Merge{Device: d.Device, Base: base.Path, BaseFormat: d.Format, Below: base.Backing}
	switch {
	case s.inUse(base.Path):
		plan.Warnings = append(plan.Warnings, "disk "+d.Device+" lies in the snapshot's file itself, which stays")
	case len(ours) == 0:
		plan.Remove = append(plan.Remove, at)
	case len(ours) == 1:
		return p.planSingle(ctx, s, bases, merge, ours[0], at, plan)
	default:
		return planPulls(s, bases, merge, ours, at, plan)
	}
	return nil
}

// planSingle merges a file with the only one that lies on it. Writing the
// overlay down into its base moves the least; where that would have to change
// files that are not at hand, the base is copied up.
func (p *Provider) planSingle(ctx context.Context, s *snapshots, bases map[string]string, merge hypervisor.Merge, overlay string, base hypervisor.VolumeRef, plan *hypervisor.DeletePlan) error {
	merge.Overlay, merge.Active = overlay, s.inUse(overlay)
	chain := s.chain(merge.Device)
	merge.Running = s.active() && (merge.Active || chain[overlay])
	if !merge.Active && !merge.Running {
		merge.How = hypervisor.MergePull
		plan.Merges, plan.Remove = append(plan.Merges, merge), append(plan.Remove, base)
		return nil
	}
	ref, err := p.FindVolume(ctx, overlay)
	if err != nil {
		return err
	}
	if !merge.Active {
		above, err := p.Overlays(ctx, ref)
		if err != nil {
			return err
		}
		if len(above) != 1 {
			return novacron.Errorf(novacron.WrongState, "%d files lie on the one that disk %s of snapshot %s is merged with: that cannot be done while vm %s is %s",
				len(above), merge.Device, bases[overlay], s.vm.name, stateOf(s.vm.state)).WithMend("shut the vm down first")
		}
	}
	merge.How = hypervisor.MergeCommit
	plan.Merges, plan.Remove = append(plan.Merges, merge), append(plan.Remove, ref)
	return nil
}

// planPulls copies a file that several build on into each of them.
func planPulls(s *snapshots, bases map[string]string, merge hypervisor.Merge, overlays []string, base hypervisor.VolumeRef, plan *hypervisor.DeletePlan) error {
	chain := s.chain(merge.Device)
	for _, o := range overlays {
		one := merge
		one.How, one.Overlay, one.Active = hypervisor.MergePull, o, s.inUse(o)
		one.Running = s.active() && one.Active
		if s.active() && chain[o] && !one.Active {
			return novacron.Errorf(novacron.WrongState, "snapshot %s and others build on disk %s of this one, and vm %s is %s on them",
				bases[o], merge.Device, s.vm.name, stateOf(s.vm.state)).WithMend("shut the vm down first")
		}
		plan.Merges = append(plan.Merges, one)
	}
	plan.Remove = append(plan.Remove, base)
	return nil
}

// chain is the set of files below a disk of a running VM.
func (s *snapshots) chain(device string) map[string]bool {
	chain := map[string]bool{}
	for i := range s.live.Devices.Disks {
		if disk := s.live.Devices.Disks[i].disk(); disk.Device == device {
			chain[disk.Source] = true
			for _, below := range disk.Backing {
				chain[below] = true
			}
		}
	}
	return chain
}

// DeleteSnapshot merges, then forgets the snapshot, then removes its files: at
// each moment every file that something needs is there.
func (p *Provider) DeleteSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.DeletePlan, progress func(hypervisor.MergeProgress) error) error {
	if plan.Native {
		return p.forgetSnapshot(ctx, id, plan.Name, 0)
	}
	if err := p.endMerger(ctx, id); err != nil {
		return err
	}
	for i, m := range plan.Merges {
		show := func(phase string, percent int, cancelable bool) error {
			return progress(hypervisor.MergeProgress{
				Phase: phase, Percent: 5 + (90*i+90*percent/100)/len(plan.Merges), Cancelable: cancelable, Spoils: m.How == hypervisor.MergeCommit,
			})
		}
		if err := p.merge(ctx, id, m, show); err != nil {
			return err
		}
	}
	if err := progress(hypervisor.MergeProgress{Phase: "removing files", Percent: 96}); err != nil {
		return err
	}
	ctx, cancel := settling(ctx)
	defer cancel()
	if err := p.disarm(ctx, id, plan.Name); err != nil {
		return err
	}
	if err := p.forgetSnapshot(ctx, id, plan.Name, libvirt.DomainSnapshotDeleteMetadataOnly); err != nil {
		return err
	}
	return p.removeVolumes(ctx, plan.Remove)
}

// disarm lets a snapshot name its own files as those that came after it. libvirt
// 9.0, when it forgets a snapshot, takes it that what came after was merged down,
// and changes the files in other snapshots' documents accordingly; they are
// right already.
func (p *Provider) disarm(ctx context.Context, id novacron.VMID, name string) error {
	text, err := p.snapshotDocument(ctx, id, name)
	if isNumber(err, libvirt.ErrNoDomainSnapshot) {
		return nil
	}
	if err != nil {
		return err
	}
	x, err := parseSnapshot(text)
	if err != nil {
		return err
	}
	document, err := readElement(text)
	if err != nil {
		return err
	}
	for _, held := range x.disks() {
		for _, disk := range document.FindElements("disks/disk") {
			if source := disk.SelectElement("source"); source != nil && disk.SelectAttrValue("name", "") == held.Device {
				source.CreateAttr("file", held.Path)
			}
		}
	}
	if text, err = writeElement(document); err != nil {
		return err
	}
	return p.redefine(ctx, id, text, false)
}

// forgetSnapshot takes a snapshot out of libvirt's list; its children become
// those of its parent.
func (p *Provider) forgetSnapshot(ctx context.Context, id novacron.VMID, name string, flags libvirt.DomainSnapshotDeleteFlags) error {
	_, err := onSnapshot(ctx, p, id, name, func(lv *libvirt.Libvirt, _ libvirt.Domain, s libvirt.DomainSnapshot) (struct{}, error) {
		return struct{}{}, lv.DomainSnapshotDelete(s, flags)
	})
	if isNumber(err, libvirt.ErrNoDomainSnapshot) {
		return nil
	}
	return err
}

// merge makes two files one, and lets whatever names the one that goes name the
// other. What a try before this merged is cleared away even when ctx has ended.
func (p *Provider) merge(ctx context.Context, id novacron.VMID, m hypervisor.Merge, show func(string, int, bool) error) error {
	settle, cancel := settling(ctx)
	defer cancel()
	done, err := p.merged(settle, id, m)
	if err != nil {
		return err
	}
	if !done {
		if err := p.runMerge(ctx, id, m, show); err != nil {
			return err
		}
	}
	if m.How == hypervisor.MergePull {
		return nil
	}
	return p.clearMerged(ctx, id, m)
}

// clearMerged lets whatever names the overlay name its base, and removes it.
func (p *Provider) clearMerged(ctx context.Context, id novacron.VMID, m hypervisor.Merge) error {
	ctx, cancel := settling(ctx)
	defer cancel()
	to := diskFile{path: m.Base, format: m.BaseFormat}
	if m.Active && !m.Running {
		domain, err := p.definition(ctx, id)
		if err != nil {
			return err
		}
		if renamed(domain, m.Overlay, to) {
			if err := p.defineElement(ctx, domain); err != nil {
				return err
			}
		}
	}
	if err := p.renameInSnapshots(ctx, id, m.Overlay, to); err != nil {
		return err
	}
	// At once: when the rest ends early, nothing would tell any more that it was ours.
	ref, err := p.FindVolume(ctx, m.Overlay)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return p.removeVolumes(ctx, []hypervisor.VolumeRef{ref})
}

// merged says whether a merge was done before. For one that is asked again
// without need the answer may be no.
func (p *Provider) merged(ctx context.Context, id novacron.VMID, m hypervisor.Merge) (bool, error) {
	if m.How == hypervisor.MergePull {
		v, err := p.refreshed(ctx, m.Overlay)
		return err == nil && v.Backing == m.Below, err
	}
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return false, err
	}
	if m.Active {
		return !s.inUse(m.Overlay), nil
	}
	// What lies on the overlay is told by the files: QEMU has changed them when it
	// was done.
	ref, err := p.FindVolume(ctx, m.Overlay)
	if novacron.CodeOf(err) == novacron.NotFound {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	above, err := p.Overlays(ctx, ref)
	return err == nil && len(above) == 0, err
}

// refreshed looks at a file that a QEMU wrote to.
func (p *Provider) refreshed(ctx context.Context, path string) (novacron.Volume, error) {
	ref, err := p.FindVolume(ctx, path)
	if err != nil {
		return novacron.Volume{}, err
	}
	_ = p.RefreshPool(ctx, ref.Pool) // one with a job in it is as libvirt knows it
	return p.Volume(ctx, ref)
}

// renameInSnapshots lets every snapshot that holds a file hold another one with
// the same content.
func (p *Provider) renameInSnapshots(ctx context.Context, id novacron.VMID, from string, to diskFile) error {
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return err
	}
	for _, one := range s.all {
		text, err := p.snapshotDocument(ctx, id, one.Name)
		if err != nil {
			return err
		}
		if !strings.Contains(text, from) {
			continue
		}
		document, err := readElement(text)
		if err != nil {
			return err
		}
		found := false
		for _, tag := range []string{"domain", "inactiveDomain"} {
			if domain := document.SelectElement(tag); domain != nil {
				found = renamed(domain, from, to) || found
			}
		}
		if !found {
			continue
		}
		if text, err = writeElement(document); err != nil {
			return err
		}
		if err := p.redefine(ctx, id, text, one.Current); err != nil {
			return err
		}
	}
	return nil
}
