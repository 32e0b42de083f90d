package fake

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Cloner = (*Provider)(nil)

// DefineClone makes a VM after another one's definition.
func (p *Provider) DefineClone(ctx context.Context, spec hypervisor.CloneSpec) error {
	return p.do(ctx, "DefineClone", func() error {
		source, err := p.findLocked(spec.Source)
		if err != nil {
			return err
		}
		made, err := json.Marshal(spec)
		if err != nil {
			return novacron.Errorf(novacron.Internal, "digest the clone: %w", err)
		}
		if m := p.vms[spec.ID]; m != nil {
			if m.Made == string(made) {
				return nil
			}
			return novacron.Errorf(novacron.Conflict, "the hypervisor has another vm with the id %s: %s", spec.ID, m.VM.Name)
		}
		vm := definitionOf(source.VM)
		vm.ID, vm.Name, vm.Description, vm.CreatedAt = spec.ID, spec.Name, spec.Description, spec.CreatedAt
		vm.Template, vm.Autostart, vm.Persistent, vm.Managed = false, false, true, true
		vm.Disks = append(cloneDisks(vm.Disks, spec.Disks), spec.Added...)
		for i := range vm.Disks {
			if vm.Disks[i].Volume != "" {
				vm.Disks[i].Source = volumePath(hypervisor.VolumeRef{Pool: vm.Disks[i].Pool, Volume: vm.Disks[i].Volume})
			}
		}
		for i := range vm.NICs {
			vm.NICs[i].MAC = spec.MACs[vm.NICs[i].MAC]
		}
		if err := p.definableLocked(vm); err != nil {
			return err
		}
		p.addLocked(&machine{VM: vm, Boot: source.Boot, Made: string(made), Mute: source.Mute, Deaf: source.Deaf})
		return nil
	})
}

func cloneDisks(disks, own []novacron.Disk) []novacron.Disk {
	var out []novacron.Disk
	for _, disk := range disks {
		at := slices.IndexFunc(own, func(d novacron.Disk) bool { return d.Device == disk.Device })
		if at < 0 {
			continue
		}
		if own[at].Volume != "" {
			disk.Pool, disk.Volume, disk.Format, disk.Backing = own[at].Pool, own[at].Volume, own[at].Format, nil
		}
		out = append(out, disk)
	}
	return out
}

// MarkTemplate writes the mark into the definition.
func (p *Provider) MarkTemplate(ctx context.Context, id novacron.VMID, template bool) error {
	return p.change(ctx, "MarkTemplate", id, func(m *machine) error {
		m.VM.Template = template
		p.changedLocked(id, novacron.EventVMChanged, "metadata")
		return nil
	})
}
