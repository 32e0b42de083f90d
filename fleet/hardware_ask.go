package fleet

import (
	"cmp"
	"context"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// AddDisk makes a volume and attaches it, or attaches a file.
func (h *Hardware) AddDisk(ctx context.Context, id novacron.VMID, req novacron.AddDisk) (novacron.Operation, error) {
	return h.ask(ctx, asked{kind: kindAddDisk, id: id, mutation: req.Mutation, content: req.Disk, plan: func(ctx context.Context, d hypervisor.Devices, _ novacron.VM) (hardwarePlan, []store.Hold, error) {
		return h.planAddDisk(ctx, d, id, req.Disk)
	}})
}

func (h *Hardware) planAddDisk(ctx context.Context, d hypervisor.Devices, id novacron.VMID, want novacron.CreateDisk) (hardwarePlan, []store.Hold, error) {
	var plan hardwarePlan
	disks, sources, holds, err := h.f.fromImages([]novacron.CreateDisk{want})
	if err != nil {
		return plan, nil, unindexed(err)
	}
	var f faults
	checkDisk(&f, "", disks[0])
	if err := f.err(); err != nil {
		return plan, nil, unindexed(err)
	}
	disk, err := d.CompleteDisk(ctx, id, disks[0])
	if err != nil {
		return plan, nil, err
	}
	if source, ok := sources[0]; ok {
		plan.Source = &source
	}
	plan.Edit.AddDisk, plan.Make = &disk, disk.Volume != ""
	return plan, holds, nil
}

// ChangeDisk changes a disk.
func (h *Hardware) ChangeDisk(ctx context.Context, id novacron.VMID, device string, req novacron.ChangeDisk) (novacron.Operation, error) {
	content := struct {
		Device string
		Change novacron.ChangeDisk
	}{device, req}
	return h.ask(ctx, asked{kind: kindChangeDisk, id: id, mutation: req.Mutation, content: content, plan: func(ctx context.Context, _ hypervisor.Devices, vm novacron.VM) (hardwarePlan, []store.Hold, error) {
		edit := hypervisor.DiskEdit{Device: device, Cache: req.Cache, Discard: req.Discard, Serial: req.Serial, IOLimits: req.IOLimits}
		if req.Media != nil {
			source, err := h.mediaPath(*req.Media)
			if err != nil {
				return hardwarePlan{}, nil, err
			}
			edit.Source = &source
		}
		return hardwarePlan{Edit: hypervisor.DeviceEdit{ChangeDisk: &edit}}, nil, knowsDisk(vm, device)
	}})
}

// knowsDisk is NotFound for a device that the VM neither has nor gets.
func knowsDisk(vm novacron.VM, device string) error {
	if vm.Disk(device) != nil || pendingDisk(vm, device) {
		return nil
	}
	return novacron.Errorf(novacron.NotFound, "vm %s has no disk %s", vm.Name, device)
}

// mediaPath is where a medium lies; empty to eject.
func (h *Hardware) mediaPath(m novacron.Media) (string, error) {
	if m.Source != "" && m.Volume != "" {
		return "", novacron.InvalidField("media", "give source or volume, not both")
	}
	if m.Volume == "" {
		if m.Pool != "" {
			return "", novacron.InvalidField("media.volume", "must name a volume of the pool")
		}
		return m.Source, nil
	}
	pool := cmp.Or(m.Pool, "default")
	found := h.f.store.Volumes().Select(func(v novacron.Volume) bool { return v.PoolName == pool && v.Name == m.Volume })
	if len(found) == 0 {
		return "", novacron.InvalidField("media.volume", "pool %s has no volume %s", pool, m.Volume)
	}
	if v := found[0]; v.Format != "raw" && v.Format != "iso" {
		return "", novacron.InvalidField("media.volume", "volume %s is %s: a medium is an ISO or raw", v.Name, v.Format)
	}
	return found[0].Path, nil
}

// RemoveDisk detaches a disk.
func (h *Hardware) RemoveDisk(ctx context.Context, id novacron.VMID, device string, req novacron.RemoveDisk) (novacron.Operation, error) {
	content := struct {
		Device string
		Delete bool
	}{device, req.DeleteVolume}
	return h.ask(ctx, asked{kind: kindRemoveDisk, id: id, mutation: req.Mutation, content: content, plan: func(ctx context.Context, _ hypervisor.Devices, vm novacron.VM) (hardwarePlan, []store.Hold, error) {
		plan := hardwarePlan{Edit: hypervisor.DeviceEdit{RemoveDisk: device}}
		if err := knowsDisk(vm, device); err != nil {
			return plan, nil, err
		}
		if err := h.neededBySnapshot(vm, device); err != nil {
			return plan, nil, err
		}
		if !req.DeleteVolume {
			return plan, nil, nil
		}
		disk := vm.Disk(device)
		if disk == nil {
			return plan, nil, novacron.Errorf(novacron.WrongState, "disk %s waits for the next start: remove it first, then delete its volume", device)
		}
		only := vm
		only.Disks = []novacron.Disk{*disk}
		volumes, kept, err := h.f.VMs().volumesOf(ctx, only)
		if err != nil {
			return plan, nil, err
		}
		if len(volumes) == 0 {
			reason := "it has none to delete"
			if len(kept) > 0 {
				reason = kept[0]
			}
			return plan, nil, novacron.Errorf(novacron.Conflict, "the volume of disk %s is not deleted: %s", device, reason).
				WithMend("remove the disk without its volume")
		}
		plan.Delete = &volumes[0]
		return plan, nil, nil
	}})
}

// neededBySnapshot refuses to take a disk from a VM whose snapshots hold states
// of it.
func (h *Hardware) neededBySnapshot(vm novacron.VM, device string) error {
	disk := vm.Disk(device)
	if disk == nil || disk.Kind != "disk" {
		return nil
	}
	for _, s := range h.f.store.Snapshots().All() {
		if s.VM == vm.ID {
			return novacron.Errorf(novacron.Conflict, "snapshot %s of vm %s may need disk %s", s.Name, vm.Name, device).
				WithMend("delete the VM's snapshots first")
		}
	}
	return nil
}

// unindexed takes the place in a list off the fields at fault.
func unindexed(err error) error {
	e, ok := novacron.AsError(err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		f.Name = trimIndex(f.Name)
		out.Fields = append(out.Fields, f)
	}
	return &out
}

// AddNIC attaches a network interface.
func (h *Hardware) AddNIC(ctx context.Context, id novacron.VMID, req novacron.AddNIC) (novacron.Operation, error) {
	return h.ask(ctx, asked{kind: kindAddNIC, id: id, mutation: req.Mutation, content: req.NIC, plan: func(ctx context.Context, d hypervisor.Devices, _ novacron.VM) (hardwarePlan, []store.Hold, error) {
		nic, err := d.CompleteNIC(ctx, id, req.NIC)
		return hardwarePlan{Edit: hypervisor.DeviceEdit{AddNIC: &nic}}, nil, err
	}})
}

// ChangeNIC changes a network interface.
func (h *Hardware) ChangeNIC(ctx context.Context, id novacron.VMID, mac string, req novacron.ChangeNIC) (novacron.Operation, error) {
	content := struct {
		MAC    string
		Change novacron.ChangeNIC
	}{mac, req}
	return h.ask(ctx, asked{kind: kindChangeNIC, id: id, mutation: req.Mutation, content: content, plan: func(context.Context, hypervisor.Devices, novacron.VM) (hardwarePlan, []store.Hold, error) {
		var f faults
		f.add(req.Network != nil && req.Bridge != nil, "bridge", "cannot be given together with network")
		f.add(req.Network != nil && *req.Network == "", "network", "must name a network")
		f.add(req.Bridge != nil && *req.Bridge == "", "bridge", "must name a bridge")
		return hardwarePlan{Edit: hypervisor.DeviceEdit{ChangeNIC: &hypervisor.NICEdit{MAC: mac, Change: req}}}, nil, f.err()
	}})
}

// RemoveNIC detaches a network interface.
func (h *Hardware) RemoveNIC(ctx context.Context, id novacron.VMID, mac string, req novacron.RemoveNIC) (novacron.Operation, error) {
	return h.ask(ctx, asked{kind: kindRemoveNIC, id: id, mutation: req.Mutation, content: mac, plan: func(_ context.Context, _ hypervisor.Devices, vm novacron.VM) (hardwarePlan, []store.Hold, error) {
		plan := hardwarePlan{Edit: hypervisor.DeviceEdit{RemoveNIC: mac}}
		waits := false
		for _, c := range vm.Pending {
			waits = waits || c.Field == "nics["+mac+"]"
		}
		if vm.NIC(mac) == nil && !waits {
			return plan, nil, novacron.Errorf(novacron.NotFound, "vm %s has no network interface %s", vm.Name, mac)
		}
		return plan, nil, nil
	}})
}

// ChangeHardware changes the rest.
func (h *Hardware) ChangeHardware(ctx context.Context, id novacron.VMID, req novacron.ChangeHardware) (novacron.Operation, error) {
	return h.ask(ctx, asked{kind: kindHardware, id: id, mutation: req.Mutation, content: req, plan: func(context.Context, hypervisor.Devices, novacron.VM) (hardwarePlan, []store.Hold, error) {
		return hardwarePlan{Edit: hypervisor.DeviceEdit{Hardware: &req}}, nil, nil
	}})
}

// trimIndex takes "disks[0]." and "." off a field's name.
func trimIndex(name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(name, indexed("disks", 0)), indexed("nics", 0)), ".")
}
