package kvm

import (
	"encoding/xml"

	"github.com/novacron/novacron/hypervisor"
)

// newDomain is a domain document that NovaCron makes, in libvirt's order
// (https://libvirt.org/formatdomain.html). Only creation writes whole
// documents; changes go through libvirt's own calls or an editor that keeps
// what it does not know.
type newDomain struct {
	XMLName  xml.Name `xml:"domain"`
	Type     string   `xml:"type,attr"`
	Name     string   `xml:"name"`
	UUID     string   `xml:"uuid"`
	Title    string   `xml:"title,omitempty"`
	Desc     string   `xml:"description,omitempty"`
	Metadata struct {
		VM qualifiedMetadata
	} `xml:"metadata"`
	Memory     amount      `xml:"memory"`
	Current    amount      `xml:"currentMemory"`
	VCPU       int         `xml:"vcpu"`
	OS         newOS       `xml:"os"`
	Features   *features   `xml:"features"`
	CPU        *newCPU     `xml:"cpu"`
	Clock      *clock      `xml:"clock"`
	OnPowerOff string      `xml:"on_poweroff"`
	OnReboot   string      `xml:"on_reboot"`
	OnCrash    string      `xml:"on_crash"`
	PM         *pm         `xml:"pm"`
	Devices    *newDevices `xml:"devices"`
}

type amount struct {
	Unit  string `xml:"unit,attr"`
	Value uint64 `xml:",chardata"`
}

type newOS struct {
	Firmware string `xml:"firmware,attr,omitempty"`
	Type     struct {
		Arch    string `xml:"arch,attr,omitempty"`
		Machine string `xml:"machine,attr,omitempty"`
		Value   string `xml:",chardata"`
	} `xml:"type"`
	Kernel  string     `xml:"kernel,omitempty"`
	Initrd  string     `xml:"initrd,omitempty"`
	Cmdline string     `xml:"cmdline,omitempty"`
	Boot    []attrDev  `xml:"boot"`
	Menu    *attrYesNo `xml:"bootmenu"`
}

type attrDev struct {
	Dev string `xml:"dev,attr"`
}

type attrYesNo struct {
	Enable string `xml:"enable,attr"`
}

type empty struct{}

type features struct {
	ACPI *empty `xml:"acpi"`
	APIC *empty `xml:"apic"`
	// VMPort off: VMware's backdoor is of use to nobody here, and costs guests a probe.
	VMPort struct {
		State string `xml:"state,attr"`
	} `xml:"vmport"`
}

type newCPU struct {
	Mode  string    `xml:"mode,attr"`
	Match string    `xml:"match,attr,omitempty"`
	Check string    `xml:"check,attr,omitempty"`
	Model *cpuModel `xml:"model"`
}

type cpuModel struct {
	Fallback string `xml:"fallback,attr,omitempty"`
	Name     string `xml:",chardata"`
}

type clock struct {
	Offset string  `xml:"offset,attr"`
	Timers []timer `xml:"timer"`
}

type timer struct {
	Name       string `xml:"name,attr"`
	TickPolicy string `xml:"tickpolicy,attr,omitempty"`
	Present    string `xml:"present,attr,omitempty"`
}

type pm struct {
	Mem  attrEnabled `xml:"suspend-to-mem"`
	Disk attrEnabled `xml:"suspend-to-disk"`
}

type attrEnabled struct {
	Enabled string `xml:"enabled,attr"`
}

// marshalDomain is the document that defines a VM in this session.
func (s *session) marshalDomain(def hypervisor.Definition, fingerprint string, opts Options) (string, error) {
	d := newDomain{
		Type: s.domainType(def.VM.Accel), Name: def.VM.Name, UUID: string(def.VM.ID), Title: def.VM.Title, Desc: def.VM.Description,
		Memory: kib(def.VM.MemoryBytes), Current: kib(def.VM.MemoryBytes), VCPU: def.VM.VCPUs,
		// A guest that crashes is kept for a look, not lost in a reboot loop: the
		// crash is seen as a state, and a person or a recovery policy decides.
		OnPowerOff: "destroy", OnReboot: "restart", OnCrash: "preserve",
	}
	d.Metadata.VM = metadata(def.VM.Labels, def.VM.CreatedAt, fingerprint)
	d.OS = s.newOS(def)
	if s.driver == "test" {
		d.OnCrash = "destroy"
		d.Devices = s.testDevices(def)
	} else {
		d.Features = &features{ACPI: &empty{}, APIC: &empty{}}
		d.Features.VMPort.State = "off"
		d.CPU = newCPUOf(def.VM.CPUModel)
		d.Clock = &clock{Offset: "utc", Timers: []timer{
			// What virt-install and virt-manager write, and what Linux and Windows
			// both keep time with; no hyperv clock, which only Windows reads.
			{Name: "rtc", TickPolicy: "catchup"}, {Name: "pit", TickPolicy: "delay"}, {Name: "hpet", Present: "no"},
		}}
		d.PM = &pm{Mem: attrEnabled{"no"}, Disk: attrEnabled{"no"}}
		d.Devices = s.newDevices(def, opts)
	}
	b, err := xml.MarshalIndent(d, "", "  ")
	return string(b), err
}

func kib(bytes uint64) amount { return amount{Unit: "KiB", Value: bytes >> 10} }

// domainType is libvirt's word for what a VM runs with: what was decided when
// its definition was completed, because its CPU model goes with that.
func (s *session) domainType(accel string) string {
	if accel == "" || s.accel == accelNone {
		accel = s.accel
	}
	switch accel {
	case AccelKVM:
		return "kvm"
	case AccelTCG:
		return "qemu"
	}
	return "test"
}

func (s *session) newOS(def hypervisor.Definition) newOS {
	var os newOS
	os.Type.Value = "hvm"
	os.Type.Arch, _, _ = s.caps.guest()
	if s.driver != "test" && os.Type.Arch == "x86_64" {
		os.Type.Machine = "q35"
	}
	if def.VM.Firmware == "uefi" {
		os.Firmware = "efi"
	}
	if def.Boot != nil {
		os.Kernel, os.Initrd, os.Cmdline = def.Boot.Kernel, def.Boot.Initrd, def.Boot.Cmdline
	}
	return os
}

// newCPUOf writes a CPU model. check=none lets libvirt drop what the host or
// the emulator lacks instead of refusing to start.
func newCPUOf(model string) *newCPU {
	switch model {
	case "host-model":
		return &newCPU{Mode: model, Check: "partial"}
	case "host-passthrough", "maximum":
		return &newCPU{Mode: model, Check: "none"}
	}
	return &newCPU{Mode: "custom", Match: "exact", Check: "none", Model: &cpuModel{Fallback: "forbid", Name: model}}
}

// bootOrder is the rank of a disk among the boot devices: as they were given.
func bootOrder(def hypervisor.Definition, i int) *attrOrder {
	if def.Boot != nil {
		return nil
	}
	return &attrOrder{i + 1}
}
