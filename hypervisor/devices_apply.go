package hypervisor

import (
	"cmp"
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// Apply returns vm as it is after the edit. NotFound for what is to be changed
// and is not there; adding what is there, and removing what is not, changes
// nothing. vm itself stays as it is.
func (e DeviceEdit) Apply(vm novacron.VM) (novacron.VM, error) {
	vm.Disks, vm.NICs = slices.Clone(vm.Disks), slices.Clone(vm.NICs)
	hw := novacron.Hardware{}
	if vm.Hardware != nil {
		hw = *vm.Hardware
	}
	vm.Hardware = &hw
	var err error
	switch {
	case e.AddDisk != nil:
		if vm.Disk(e.AddDisk.Device) == nil {
			vm.Disks = append(vm.Disks, *e.AddDisk)
		}
	case e.RemoveDisk != "":
		vm.Disks = slices.DeleteFunc(vm.Disks, func(d novacron.Disk) bool { return d.Device == e.RemoveDisk })
	case e.ChangeDisk != nil:
		err = e.ChangeDisk.apply(&vm)
	case e.AddNIC != nil:
		if vm.NIC(e.AddNIC.MAC) == nil {
			vm.NICs = append(vm.NICs, *e.AddNIC)
		}
	case e.RemoveNIC != "":
		vm.NICs = slices.DeleteFunc(vm.NICs, func(n novacron.NIC) bool { return strings.EqualFold(n.MAC, e.RemoveNIC) })
	case e.ChangeNIC != nil:
		err = e.ChangeNIC.apply(&vm)
	case e.Hardware != nil:
		err = applyHardware(&vm, *e.Hardware)
	}
	return vm, err
}

func (e DiskEdit) apply(vm *novacron.VM) error {
	disk := vm.Disk(e.Device)
	if disk == nil {
		return novacron.Errorf(novacron.NotFound, "vm %s has no disk %s", vm.Name, e.Device)
	}
	if e.Source != nil {
		if disk.Kind != "cdrom" && disk.Kind != "floppy" {
			return novacron.InvalidField("media", "%s is no drive with a medium", e.Device)
		}
		disk.Source, disk.Pool, disk.Volume, disk.SizeBytes, disk.Backing = *e.Source, "", "", 0, nil
	}
	word := func(field *string, to *string) {
		if to != nil {
			*field = *to
			if *to == "default" {
				*field = ""
			}
		}
	}
	word(&disk.Cache, e.Cache)
	word(&disk.Discard, e.Discard)
	word(&disk.Serial, e.Serial)
	if e.IOLimits != nil {
		disk.IOLimits = e.IOLimits
		if *e.IOLimits == (novacron.IOLimits{}) {
			disk.IOLimits = nil
		}
	}
	return nil
}

func (e NICEdit) apply(vm *novacron.VM) error {
	nic := vm.NIC(e.MAC)
	if nic == nil {
		return novacron.Errorf(novacron.NotFound, "vm %s has no network interface %s", vm.Name, e.MAC)
	}
	c := e.Change
	switch {
	case c.Network != nil:
		nic.Kind, nic.Source = "network", *c.Network
	case c.Bridge != nil:
		nic.Kind, nic.Source = "bridge", *c.Bridge
	}
	set(&nic.Model, c.Model)
	set(&nic.LinkDown, c.LinkDown)
	set(&nic.VLAN, c.VLAN)
	setLimit(&nic.Inbound, c.Inbound)
	setLimit(&nic.Outbound, c.Outbound)
	return nil
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}

// setLimit sets a limit in what the host counts in, so that what is read back
// is what was set; an average of 0 removes it.
func setLimit(field **novacron.Bandwidth, to *novacron.Bandwidth) {
	switch {
	case to == nil:
	case to.BytesPerSecond == 0:
		*field = nil
	default:
		*field = Counted(to)
	}
}

// Counted rounds a limit up to what the host counts in: 1000 bytes a second, and
// 1024 bytes for a burst.
func Counted(b *novacron.Bandwidth) *novacron.Bandwidth {
	if b == nil {
		return nil
	}
	up := func(n, unit uint64) uint64 { return (n + unit - 1) / unit * unit }
	return &novacron.Bandwidth{
		BytesPerSecond: up(b.BytesPerSecond, 1000), PeakBytesPerSecond: up(b.PeakBytesPerSecond, 1000),
		BurstBytes: up(b.BurstBytes, 1024),
	}
}

func applyHardware(vm *novacron.VM, c novacron.ChangeHardware) error {
	hw := vm.Hardware
	set(&hw.MaxVCPUs, c.MaxVCPUs)
	set(&hw.MaxMemoryBytes, c.MaxMemoryBytes)
	set(&hw.EmulatorCPUs, c.EmulatorCPUs)
	set(&hw.HugePageBytes, c.HugePageBytes)
	set(&vm.Firmware, c.Firmware)
	set(&hw.SecureBoot, c.SecureBoot)
	set(&hw.HostDevices, c.HostDevices)
	set(&hw.GuestNUMA, c.GuestNUMA)
	if c.Topology != nil {
		hw.Topology = c.Topology
	}
	if c.CPUPins != nil {
		hw.CPUPins = slices.Clone(*c.CPUPins)
		slices.SortFunc(hw.CPUPins, func(a, b novacron.CPUPin) int { return cmp.Compare(a.VCPU, b.VCPU) })
	}
	if c.NUMA != nil {
		if hw.NUMA = c.NUMA; c.NUMA.Mode == "none" {
			hw.NUMA = nil
		}
	}
	if c.Watchdog != nil {
		w := *c.Watchdog
		w.Action = cmp.Or(w.Action, "reset")
		if hw.Watchdog = &w; w.Model == "none" {
			hw.Watchdog = nil
		}
	}
	if c.TPM != nil {
		t := *c.TPM
		t.Version, t.Backend = cmp.Or(t.Version, "2.0"), "emulator"
		if hw.TPM = &t; t.Model == "none" {
			hw.TPM = nil
		}
	}
	if c.Video != nil {
		if hw.Video = c.Video; c.Video.Model == "none" {
			hw.Video = nil
		}
	}
	if hw.SecureBoot && vm.Firmware != "uefi" {
		return novacron.InvalidField("secureBoot", "needs the firmware uefi")
	}
	return applyBootOrder(vm, c.BootOrder)
}

func applyBootOrder(vm *novacron.VM, order *[]string) error {
	if order == nil {
		return nil
	}
	for i := range vm.Disks {
		vm.Disks[i].BootOrder = 0
	}
	for i := range vm.NICs {
		vm.NICs[i].BootOrder = 0
	}
	seen := map[string]bool{}
	for i, name := range *order {
		disk, nic := vm.Disk(name), vm.NIC(name)
		switch {
		case seen[name]:
			return novacron.InvalidField("bootOrder", "%s is in it twice", name)
		case disk != nil:
			disk.BootOrder = i + 1
		case nic != nil:
			nic.BootOrder = i + 1
		default:
			return novacron.InvalidField("bootOrder", "vm %s has neither a disk nor a network interface %s", vm.Name, name)
		}
		seen[name] = true
	}
	vm.Hardware.BootOrder = BootOrder(*vm)
	return nil
}

// BootOrder returns the names of a VM's disks and NICs that have a place in its
// boot order.
func BootOrder(vm novacron.VM) []string {
	places := map[int]string{}
	for _, d := range vm.Disks {
		places[d.BootOrder] = d.Device
	}
	for _, n := range vm.NICs {
		places[n.BootOrder] = n.MAC
	}
	delete(places, 0)
	var order []string
	for i := 1; len(order) < len(places) && i <= 1024; i++ {
		if name, ok := places[i]; ok {
			order = append(order, name)
		}
	}
	return order
}
