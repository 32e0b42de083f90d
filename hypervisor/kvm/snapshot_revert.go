package kvm

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// PlanRevert says what returning to a snapshot makes and what it loses.
func (p *Provider) PlanRevert(ctx context.Context, id novacron.VMID, ref hypervisor.SnapshotRef, tag string) (hypervisor.RevertPlan, error) {
	plan := hypervisor.RevertPlan{SnapshotRef: ref}
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return plan, err
	}
	to, err := s.find(ref.Name)
	if err != nil {
		return plan, err
	}
	if !s.vm.persistent {
		return plan, novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops", s.vm.name)
	}
	p.describeFiles(ctx, &to, s.live.firmware())
	if to.Problem != "" {
		return plan, novacron.Errorf(novacron.Unsupported, "vm %s cannot return to snapshot %s: %s", s.vm.name, to.Name, to.Problem)
	}
	if to.Kind == novacron.SnapshotInternal {
		plan.Native = true
		return plan, nil
	}
	for _, d := range to.Disks {
		base, err := p.fileAt(ctx, d.Path)
		if err != nil {
			return plan, err
		}
		o, err := p.planOverlay(ctx, s.vm.name, novacron.Disk{Device: d.Device, Format: d.Format}, base, hypervisor.NewSnapshot{Tag: tag})
		if err != nil {
			return plan, err
		}
		plan.Overlays = append(plan.Overlays, o)
	}
	plan.Memory = to.MemoryFile
	if ref.Firmware == "" && s.nvram() != "" && !to.Memory {
		plan.Warnings = append(plan.Warnings, "the snapshot has no copy of the UEFI variables: they stay as they are now")
	}
	return plan, p.planLoss(ctx, s, to, &plan)
}

// planLoss finds what the VM writes to now and nothing else needs: overlays
// that hold what came after a snapshot, and files that were made for this disk.
func (p *Provider) planLoss(ctx context.Context, s *snapshots, to hypervisor.Snapshot, plan *hypervisor.RevertPlan) error {
	bases := s.bases("")
	then := map[string]bool{}
	for _, d := range to.Disks {
		then[d.Device] = true
	}
	for i := range s.live.Devices.Disks {
		disk := s.live.Devices.Disks[i].disk()
		if !kept(disk) || bases[disk.Source] != "" {
			continue
		}
		v, err := p.sourceOf(ctx, &s.live.Devices.Disks[i])
		if err != nil && !then[disk.Device] {
			continue
		}
		if err != nil {
			return err
		}
		if !then[disk.Device] && bases[v.Backing] == "" {
			plan.Warnings = append(plan.Warnings, "disk "+disk.Device+" came after the snapshot: the vm loses it, and its volume stays: "+v.Path)
			continue
		}
		if bases[v.Backing] == "" && !strings.HasPrefix(v.Name, s.vm.name+"-"+disk.Device+"-") {
			plan.Warnings = append(plan.Warnings, "disk "+disk.Device+" lies in a file that builds on no snapshot, which stays: "+v.Path)
			continue
		}
		plan.Remove = append(plan.Remove, hypervisor.VolumeRef{Pool: v.PoolName, Volume: v.Name})
	}
	return nil
}

// RevertSnapshot lays the VM's disks into new overlays on the files of the
// snapshot, which stay untouched, and lets the memory go on.
func (p *Provider) RevertSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.RevertPlan) error {
	if plan.Native {
		return p.revertNatively(ctx, id, plan.Name)
	}
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return err
	}
	to, err := s.find(plan.Name)
	if err != nil {
		return err
	}
	// Done before a crash: the VM may have run on since.
	if s.pointed(plan.Overlays) && to.Current && (plan.Memory == "" || s.active()) {
		return p.removeVolumes(ctx, plan.Remove)
	}
	if err := p.clearWay(ctx, id, s); err != nil {
		return err
	}
	text, err := p.snapshotDocument(ctx, id, plan.Name)
	if err != nil {
		return err
	}
	document, err := readElement(text)
	if err != nil {
		return err
	}
	if err := p.layBack(ctx, id, s, document, plan); err != nil {
		return err
	}
	if err := p.redefine(ctx, id, text, true); err != nil {
		return err
	}
	if plan.Memory != "" {
		if err := p.restoreMemory(ctx, id, document, plan, to.State); err != nil {
			return err
		}
	}
	return p.removeVolumes(ctx, plan.Remove)
}

// pointed says whether the VM's disks lie in these overlays already.
func (s *snapshots) pointed(overlays []hypervisor.Overlay) bool {
	for _, o := range overlays {
		found := false
		for i := range s.config.Devices.Disks {
			found = found || s.config.Devices.Disks[i].source() == o.Path
		}
		if !found {
			return false
		}
	}
	return true
}

// clearWay ends what the VM does now, and its saved state with it.
func (p *Provider) clearWay(ctx context.Context, id novacron.VMID, s *snapshots) error {
	if s.active() {
		if err := p.PowerOff(ctx, id); err != nil && novacron.CodeOf(err) != novacron.WrongState {
			return err
		}
	}
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		return struct{}{}, removeSave(lv, d)
	})
	return err
}

// layBack makes the overlays and defines the VM as it was then, on them.
func (p *Provider) layBack(ctx context.Context, id novacron.VMID, s *snapshots, document *etree.Element, plan hypervisor.RevertPlan) error {
	for _, o := range plan.Overlays {
		if err := p.makeOverlay(ctx, o); err != nil {
			return err
		}
	}
	if plan.Firmware != "" && s.nvram() != "" {
		if err := p.restoreFirmware(ctx, plan.Firmware, s.nvram()); err != nil {
			return err
		}
	}
	then := document.SelectElement("inactiveDomain")
	if then == nil {
		then = document.SelectElement("domain")
	}
	then = then.Copy()
	then.Tag = "domain"
	now, err := p.definition(ctx, id)
	if err != nil {
		return err
	}
	keepWords(then, now)
	repoint(then, filesOf(plan.Overlays))
	return p.defineElement(ctx, then)
}

func filesOf(overlays []hypervisor.Overlay) map[string]diskFile {
	files := map[string]diskFile{}
	for _, o := range overlays {
		files[o.Device] = diskFile{path: o.Path, format: "qcow2"}
	}
	return files
}

// definition is the VM as of the next start, secrets included.
func (p *Provider) definition(ctx context.Context, id novacron.VMID) (*etree.Element, error) {
	text, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (string, error) {
		return lv.DomainGetXMLDesc(d, libvirt.DomainXMLInactive|libvirt.DomainXMLSecure)
	})
	if err != nil {
		return nil, err
	}
	return readElement(text)
}

func (p *Provider) defineElement(ctx context.Context, domain *etree.Element) error {
	text, err := writeElement(domain)
	if err != nil {
		return err
	}
	return tell(ctx, p, domains, func(lv *libvirt.Libvirt) error {
		_, err := lv.DomainDefineXMLFlags(text, 0)
		return err
	})
}

// restoreMemory lets the VM go on at the moment of the snapshot, with the
// hardware of then on the new overlays.
func (p *Provider) restoreMemory(ctx context.Context, id novacron.VMID, document *etree.Element, plan hypervisor.RevertPlan, state novacron.VMState) error {
	domain := document.SelectElement("domain").Copy()
	now, err := p.definition(ctx, id)
	if err != nil {
		return err
	}
	keepWords(domain, now)
	repoint(domain, filesOf(plan.Overlays))
	text, err := writeElement(domain)
	if err != nil {
		return err
	}
	flags := libvirt.DomainSaveRunning
	if state == novacron.VMPaused {
		flags = libvirt.DomainSavePaused
	}
	return tell(ctx, p, domains, func(lv *libvirt.Libvirt) error {
		return lv.DomainRestoreFlags(plan.Memory, libvirt.OptString{text}, uint32(flags))
	})
}

// revertNatively lets libvirt return to a snapshot that lies inside the disks.
func (p *Provider) revertNatively(ctx context.Context, id novacron.VMID, name string) error {
	_, err := onSnapshot(ctx, p, id, name, func(lv *libvirt.Libvirt, _ libvirt.Domain, s libvirt.DomainSnapshot) (struct{}, error) {
		return struct{}{}, lv.DomainRevertToSnapshot(s, uint32(libvirt.DomainSnapshotRevertForce))
	})
	return err
}

// removeVolumes removes files that nothing needs any more, each only when
// nothing lies on it.
func (p *Provider) removeVolumes(ctx context.Context, refs []hypervisor.VolumeRef) error {
	for _, ref := range refs {
		overlays, err := p.Overlays(ctx, ref)
		if novacron.CodeOf(err) == novacron.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		if len(overlays) > 0 {
			p.log.Warn().Str("volume", ref.Volume).Str("overlay", filepath.Base(overlays[0])).Msg("a volume stays, for another one lies on it")
			continue
		}
		if err := p.DeleteVolume(ctx, ref); err != nil {
			return err
		}
	}
	return nil
}
