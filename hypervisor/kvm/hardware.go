package kvm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

type orderXML struct {
	Order string `xml:"order,attr"`
}

type nameXML struct {
	Name string `xml:"name,attr"`
}

// iotuneXML is libvirt's I/O limits of a disk, read and written.
type iotuneXML struct {
	TotalBytes    uint64 `xml:"total_bytes_sec,omitempty"`
	ReadBytes     uint64 `xml:"read_bytes_sec,omitempty"`
	WriteBytes    uint64 `xml:"write_bytes_sec,omitempty"`
	TotalIOPS     uint64 `xml:"total_iops_sec,omitempty"`
	ReadIOPS      uint64 `xml:"read_iops_sec,omitempty"`
	WriteIOPS     uint64 `xml:"write_iops_sec,omitempty"`
	TotalBytesMax uint64 `xml:"total_bytes_sec_max,omitempty"`
	ReadBytesMax  uint64 `xml:"read_bytes_sec_max,omitempty"`
	WriteBytesMax uint64 `xml:"write_bytes_sec_max,omitempty"`
	TotalIOPSMax  uint64 `xml:"total_iops_sec_max,omitempty"`
	ReadIOPSMax   uint64 `xml:"read_iops_sec_max,omitempty"`
	WriteIOPSMax  uint64 `xml:"write_iops_sec_max,omitempty"`
	// The length of bursts is one for all with NovaCron, and six with libvirt.
	TotalBytesSecs uint64 `xml:"total_bytes_sec_max_length,omitempty"`
	ReadBytesSecs  uint64 `xml:"read_bytes_sec_max_length,omitempty"`
	WriteBytesSecs uint64 `xml:"write_bytes_sec_max_length,omitempty"`
	TotalIOPSSecs  uint64 `xml:"total_iops_sec_max_length,omitempty"`
	ReadIOPSSecs   uint64 `xml:"read_iops_sec_max_length,omitempty"`
	WriteIOPSSecs  uint64 `xml:"write_iops_sec_max_length,omitempty"`
}

func (x *iotuneXML) limits() *novacron.IOLimits {
	if x == nil {
		return nil
	}
	l := novacron.IOLimits{
		BytesPerSecond: x.TotalBytes, ReadBytesPerSecond: x.ReadBytes, WriteBytesPerSecond: x.WriteBytes,
		IOPS: x.TotalIOPS, ReadIOPS: x.ReadIOPS, WriteIOPS: x.WriteIOPS,
		BurstBytesPerSecond: x.TotalBytesMax, ReadBurstBytesPerSecond: x.ReadBytesMax, WriteBurstBytesPerSecond: x.WriteBytesMax,
		BurstIOPS: x.TotalIOPSMax, ReadBurstIOPS: x.ReadIOPSMax, WriteBurstIOPS: x.WriteIOPSMax,
		BurstSeconds: max(x.TotalBytesSecs, x.ReadBytesSecs, x.WriteBytesSecs, x.TotalIOPSSecs, x.ReadIOPSSecs, x.WriteIOPSSecs),
	}
	if l.BurstSeconds <= 1 { // what libvirt says where nothing was asked for
		l.BurstSeconds = 0
	}
	if l == (novacron.IOLimits{}) {
		return nil
	}
	return &l
}

func iotuneOf(l *novacron.IOLimits) *iotuneXML {
	if l == nil || *l == (novacron.IOLimits{}) {
		return nil
	}
	long := func(burst uint64) uint64 {
		if burst == 0 {
			return 0
		}
		return l.BurstSeconds
	}
	return &iotuneXML{
		TotalBytes: l.BytesPerSecond, ReadBytes: l.ReadBytesPerSecond, WriteBytes: l.WriteBytesPerSecond,
		TotalIOPS: l.IOPS, ReadIOPS: l.ReadIOPS, WriteIOPS: l.WriteIOPS,
		TotalBytesMax: l.BurstBytesPerSecond, ReadBytesMax: l.ReadBurstBytesPerSecond, WriteBytesMax: l.WriteBurstBytesPerSecond,
		TotalIOPSMax: l.BurstIOPS, ReadIOPSMax: l.ReadBurstIOPS, WriteIOPSMax: l.WriteBurstIOPS,
		TotalBytesSecs: long(l.BurstBytesPerSecond), ReadBytesSecs: long(l.ReadBurstBytesPerSecond), WriteBytesSecs: long(l.WriteBurstBytesPerSecond),
		TotalIOPSSecs: long(l.BurstIOPS), ReadIOPSSecs: long(l.ReadBurstIOPS), WriteIOPSSecs: long(l.WriteBurstIOPS),
	}
}

// rateXML is a limit of a NIC: kilobytes (1000) a second, and kibibytes.
type rateXML struct {
	Average uint64 `xml:"average,attr"`
	Peak    uint64 `xml:"peak,attr,omitempty"`
	Burst   uint64 `xml:"burst,attr,omitempty"`
}

func (r *rateXML) limit() *novacron.Bandwidth {
	if r == nil || r.Average == 0 {
		return nil
	}
	return &novacron.Bandwidth{BytesPerSecond: r.Average * 1000, PeakBytesPerSecond: r.Peak * 1000, BurstBytes: r.Burst << 10}
}

func rateOf(b *novacron.Bandwidth) *rateXML {
	if b = hypervisor.Counted(b); b == nil || b.BytesPerSecond == 0 {
		return nil
	}
	return &rateXML{Average: b.BytesPerSecond / 1000, Peak: b.PeakBytesPerSecond / 1000, Burst: b.BurstBytes >> 10}
}

type pinXML struct {
	VCPU   string `xml:"vcpu,attr"`
	CPUSet string `xml:"cpuset,attr"`
}

type cellXML struct {
	CPUs   string `xml:"cpus,attr"`
	Memory string `xml:"memory,attr"`
	Unit   string `xml:"unit,attr"`
}

type watchdogXML struct {
	Model  string `xml:"model,attr"`
	Action string `xml:"action,attr"`
}

type tpmXML struct {
	Model   string `xml:"model,attr"`
	Backend struct {
		Type    string `xml:"type,attr"`
		Version string `xml:"version,attr"`
	} `xml:"backend"`
}

type videoXML struct {
	Model struct {
		Type string `xml:"type,attr"`
	} `xml:"model"`
}

type addressXML struct {
	Domain   string `xml:"domain,attr"`
	Bus      string `xml:"bus,attr"`
	Slot     string `xml:"slot,attr"`
	Function string `xml:"function,attr"`
	Device   string `xml:"device,attr"`
	UUID     string `xml:"uuid,attr"`
}

type hostdevXML struct {
	Mode   string `xml:"mode,attr"`
	Type   string `xml:"type,attr"`
	Source struct {
		Vendor struct {
			ID string `xml:"id,attr"`
		} `xml:"vendor"`
		Product struct {
			ID string `xml:"id,attr"`
		} `xml:"product"`
		Address addressXML `xml:"address"`
	} `xml:"source"`
	Alias nameXML `xml:"alias"`
}

// id names the device as novacron.HostDevice does.
func (h *hostdevXML) id() string {
	a := h.Source.Address
	switch {
	case h.Type == "pci":
		return fmt.Sprintf("%04x:%02x:%02x.%x", hexNumber(a.Domain), hexNumber(a.Bus), hexNumber(a.Slot), hexNumber(a.Function))
	case h.Type == "usb" && h.Source.Vendor.ID != "":
		return fmt.Sprintf("usb:%04x:%04x", hexNumber(h.Source.Vendor.ID), hexNumber(h.Source.Product.ID))
	case h.Type == "usb":
		return "usb:" + a.Bus + "." + a.Device
	case h.Type == "mdev":
		return "mdev:" + a.UUID
	}
	return h.Type
}

func hexNumber(text string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 32)
	return n
}

// hardware is the rest of the VM that the XML describes.
func (d *domainXML) hardware(vm novacron.VM) *novacron.Hardware {
	hw := &novacron.Hardware{
		MaxVCPUs: d.maxVCPUs(), MaxMemoryBytes: d.Memory.bytes(), EmulatorCPUs: d.CPUTune.Emulator.CPUSet,
		HugePageBytes: d.hugePage(), SecureBoot: d.secureBoot(), BootOrder: d.bootOrder(vm),
	}
	if t := d.CPU.Topology; t.slots() > 0 {
		hw.Topology = &novacron.CPUTopology{Sockets: t.Sockets, Cores: max(t.Cores, 1), Threads: max(t.Threads, 1)}
	}
	for _, p := range d.CPUTune.Pins {
		if p.CPUSet == everyCPU() {
			continue
		}
		hw.CPUPins = append(hw.CPUPins, novacron.CPUPin{VCPU: number(p.VCPU), CPUs: p.CPUSet})
	}
	if m := d.NUMATune.Memory; m.Mode != "" || m.Nodes != "" {
		hw.NUMA = &novacron.NUMATuning{Mode: m.Mode, Nodes: m.Nodes}
	}
	for _, c := range d.CPU.Cells {
		hw.GuestNUMA = append(hw.GuestNUMA, novacron.NUMACell{CPUs: c.CPUs, MemoryBytes: sizeXML{Unit: c.Unit, Value: c.Memory}.bytes()})
	}
	if hw.EmulatorCPUs != "" && hw.EmulatorCPUs == everyCPU() {
		hw.EmulatorCPUs = ""
	}
	d.singles(hw)
	for i := range d.Devices.HostDevs {
		hw.HostDevices = append(hw.HostDevices, d.Devices.HostDevs[i].id())
	}
	return hw
}

func (d *domainXML) singles(hw *novacron.Hardware) {
	for _, w := range d.Devices.Watchdogs {
		if hw.Watchdog == nil || w.Model != "itco" { // which every q35 machine has besides
			hw.Watchdog = &novacron.Watchdog{Model: w.Model, Action: w.Action}
		}
	}
	if len(d.Devices.TPMs) > 0 {
		t := d.Devices.TPMs[0]
		hw.TPM = &novacron.TPM{Model: t.Model, Version: t.Backend.Version, Backend: t.Backend.Type}
	}
	if len(d.Devices.Videos) > 0 && d.Devices.Videos[0].Model.Type != "none" {
		hw.Video = &novacron.Video{Model: d.Devices.Videos[0].Model.Type}
	}
}

// hugePage is the size of the pages; 1 where libvirt takes the host's default.
func (d *domainXML) hugePage() uint64 {
	switch {
	case d.HugePages == nil:
		return 0
	case len(d.HugePages.Pages) == 0:
		return defaultHugePage
	}
	page := d.HugePages.Pages[0]
	return sizeXML{Unit: page.Unit, Value: page.Size}.bytes()
}

// defaultHugePage is what x86 has where nothing is said.
const defaultHugePage = 2 << 20

func (d *domainXML) secureBoot() bool {
	if d.OS.Loader.Secure == "yes" {
		return true
	}
	return slices.ContainsFunc(d.OS.Features, func(f struct {
		Name    string `xml:"name,attr"`
		Enabled string `xml:"enabled,attr"`
	},
	) bool {
		return f.Name == "secure-boot" && f.Enabled == "yes"
	})
}

// bootOrder is by device, or by kind where other tools say so.
func (d *domainXML) bootOrder(vm novacron.VM) []string {
	if order := hypervisor.BootOrder(vm); len(order) > 0 {
		return order
	}
	var order []string
	for _, boot := range d.OS.Boot {
		for _, disk := range vm.Disks {
			if (boot.Dev == "hd" && disk.Kind == "disk") || (boot.Dev == "cdrom" && disk.Kind == "cdrom") || (boot.Dev == "fd" && disk.Kind == "floppy") {
				order = append(order, disk.Device)
			}
		}
		for _, nic := range vm.NICs {
			if boot.Dev == "network" {
				order = append(order, nic.MAC)
			}
		}
	}
	return order
}

// pendingHardware is what differs of the devices. Room for more is left out
// where the number itself says it.
func pendingHardware(live, config novacron.VM, known []novacron.Change) []novacron.Change {
	waits := func(field string) bool {
		return slices.ContainsFunc(known, func(c novacron.Change) bool { return c.Field == field })
	}
	changes := hypervisor.Differences(live, config)
	changes = slices.DeleteFunc(changes, func(c novacron.Change) bool {
		return (c.Field == "maxVcpus" && waits("vcpus")) || (c.Field == "maxMemoryBytes" && waits("memoryBytes"))
	})
	for i := range changes {
		changes[i].Applied = novacron.AppliedNextStart
	}
	return changes
}
