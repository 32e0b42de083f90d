package fake

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Devices = (*Provider)(nil)

// CompleteDisk names the device and the volume of a disk to be added.
func (p *Provider) CompleteDisk(ctx context.Context, id novacron.VMID, req novacron.CreateDisk) (disk novacron.Disk, err error) {
	err = p.do(ctx, "CompleteDisk", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		c := completer{p: p, id: id, vm: novacron.VM{Name: m.VM.Name}}
		c.disks([]novacron.CreateDisk{req})
		if len(c.faults) > 0 {
			return novacron.InvalidFields(unindexed(c.faults))
		}
		disk = c.vm.Disks[0]
		prefix := disk.Device[:2]
		for n := 0; m.VM.Disk(disk.Device) != nil; n++ {
			disk.Device = deviceName(prefix, n)
		}
		if disk.Volume == "" {
			return nil
		}
		ref := hypervisor.VolumeRef{Pool: disk.Pool}
		for n := 0; n == 0 || p.hasVolumeLocked(ref); n++ {
			ref.Volume = fmt.Sprintf("%s-%s-%s-%d.%s", m.VM.Name, disk.Device, string(id)[:min(8, len(id))], n, disk.Format)
		}
		disk.Volume = ref.Volume
		disk.Source = volumePath(ref)
		return nil
	})
	return disk, err
}

// unindexed takes the place in a list off the fields at fault.
func unindexed(fields []novacron.Field) []novacron.Field {
	out := slices.Clone(fields)
	for i := range out {
		out[i].Name = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(out[i].Name, "disks[0]"), "nics[0]"), ".")
	}
	return out
}

// CompleteNIC fills in what a network interface lacks.
func (p *Provider) CompleteNIC(ctx context.Context, id novacron.VMID, req novacron.CreateNIC) (nic novacron.NIC, err error) {
	err = p.do(ctx, "CompleteNIC", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		c := completer{p: p, id: id, vm: novacron.VM{Name: m.VM.Name}}
		c.nics([]novacron.CreateNIC{req})
		if len(c.faults) > 0 {
			return novacron.InvalidFields(unindexed(c.faults))
		}
		nic = c.vm.NICs[0]
		for n := 0; req.MAC == "" && m.VM.NIC(nic.MAC) != nil; n++ {
			nic.MAC = hardwareAddress(id, n)
		}
		if m.VM.NIC(nic.MAC) != nil {
			return novacron.InvalidField("mac", "vm %s has a network interface with this address", m.VM.Name)
		}
		return nil
	})
	return nic, err
}

// EditDevices changes the hardware. Disks, NICs, media, limits and pins take
// hold at once, the rest at the next start.
func (p *Provider) EditDevices(ctx context.Context, id novacron.VMID, edit hypervisor.DeviceEdit) (changes []novacron.Change, err error) {
	err = p.change(ctx, "EditDevices", id, func(m *machine) error {
		after, planned, err := planDevices(m, edit)
		if err != nil || len(planned) == 0 {
			return err
		}
		changes = planned
		if m.Live != nil {
			m.Live.Devices = liveDevices(m, edit)
		}
		m.VM = after
		p.changedLocked(id, novacron.EventVMChanged, "devices")
		return nil
	})
	return changes, err
}

// PlanDevices returns what EditDevices would.
func (p *Provider) PlanDevices(ctx context.Context, id novacron.VMID, edit hypervisor.DeviceEdit) (changes []novacron.Change, err error) {
	err = p.do(ctx, "PlanDevices", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		_, changes, err = planDevices(m, edit)
		return err
	})
	return changes, err
}

func planDevices(m *machine, edit hypervisor.DeviceEdit) (novacron.VM, []novacron.Change, error) {
	after, err := edit.Apply(m.VM)
	if err != nil {
		return after, nil, err
	}
	changes := hypervisor.Differences(m.VM, after)
	for i := range changes {
		changes[i].Applied = novacron.AppliedNow
		if m.Live != nil && !atOnce(changes[i].Field, edit) {
			changes[i].Applied = novacron.AppliedNextStart
		}
	}
	return after, changes, nil
}

// atOnce says whether a running guest takes a change.
func atOnce(field string, edit hypervisor.DeviceEdit) bool {
	if edit.AddDisk != nil {
		return edit.AddDisk.Bus != "sata"
	}
	if edit.RemoveDisk != "" {
		return !strings.HasPrefix(edit.RemoveDisk, "sd")
	}
	if edit.Hardware != nil {
		return field == "cpuPins" || field == "emulatorCpus"
	}
	for _, later := range []string{".cache", ".discard", ".serial", ".model", ".vlan"} {
		if strings.HasSuffix(field, later) {
			return false
		}
	}
	return true
}

// devices are those of a running VM, once they differ from the definition.
type devices struct {
	Disks    []novacron.Disk    `json:"disks"`
	NICs     []novacron.NIC     `json:"nics"`
	Hardware *novacron.Hardware `json:"hardware"`
}

// liveDevices are those of the running VM after an edit.
func liveDevices(m *machine, edit hypervisor.DeviceEdit) *devices {
	vm := m.VM
	if d := m.Live.Devices; d != nil {
		vm.Disks, vm.NICs, vm.Hardware = d.Disks, d.NICs, d.Hardware
	}
	live := edit
	switch {
	case edit.AddDisk != nil || edit.RemoveDisk != "":
		if !atOnce("", edit) {
			live = hypervisor.DeviceEdit{}
		}
	case edit.ChangeDisk != nil:
		c := *edit.ChangeDisk
		c.Cache, c.Discard, c.Serial = nil, nil, nil
		live.ChangeDisk = &c
	case edit.ChangeNIC != nil:
		c := *edit.ChangeNIC
		c.Change.Model, c.Change.VLAN = nil, nil
		live.ChangeNIC = &c
	case edit.Hardware != nil:
		live.Hardware = &novacron.ChangeHardware{CPUPins: edit.Hardware.CPUPins, EmulatorCPUs: edit.Hardware.EmulatorCPUs}
	}
	if after, err := live.Apply(vm); err == nil {
		vm = after
	}
	return &devices{Disks: vm.Disks, NICs: vm.NICs, Hardware: vm.Hardware}
}

// HostDevices are two that nothing is behind.
func (p *Provider) HostDevices(ctx context.Context) (list []novacron.HostDevice, err error) {
	err = p.do(ctx, "HostDevices", func() error {
		group := 1
		list = []novacron.HostDevice{
			{ID: "0000:03:00.0", Kind: "pci", Name: "Simulated network adapter", VendorID: "8086", ProductID: "1521", Class: "020000", Driver: "sim", IOMMUGroup: &group},
			{ID: "usb:0951:1666", Kind: "usb", Name: "Simulated stick", VendorID: "0951", ProductID: "1666"},
		}
		return nil
	})
	return list, err
}

// HardwareOptions is everything that is simulated.
func (p *Provider) HardwareOptions(ctx context.Context) (o novacron.HardwareOptions, err error) {
	err = p.do(ctx, "HardwareOptions", func() error {
		o = novacron.HardwareOptions{
			DiskBuses: []string{"virtio", "sata", "usb"}, NICModels: []string{"virtio", "e1000e"}, VideoModels: []string{"virtio", "vga"},
			Watchdogs: []string{"i6300esb"}, TPMModels: []string{"tpm-tis", "tpm-crb"}, Firmware: []string{"bios", "uefi"}, SecureBoot: true,
			MaxVCPUs: maxVCPUs, HugePageBytes: []uint64{2 << 20},
			NUMANodes: []novacron.NUMANode{{ID: 0, CPUs: fmt.Sprintf("0-%d", p.opts.CPUs-1), MemoryBytes: p.opts.MemoryBytes}},
		}
		return nil
	})
	return o, err
}
