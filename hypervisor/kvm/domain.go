package kvm

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// maxXML is the size of domain XML that is decoded: libvirt's own limit for a
// string in its protocol is 4 MiB, and a domain with every device it can have
// takes a tenth of this.
const maxXML = 4 << 20

// domainXML is what NovaCron reads of a domain. Everything is optional; what
// is missing or odd is left empty.
type domainXML struct {
	XMLName  xml.Name `xml:"domain"`
	Type     string   `xml:"type,attr"`
	UUID     string   `xml:"uuid"`
	Name     string   `xml:"name"`
	Title    string   `xml:"title"`
	Desc     string   `xml:"description"`
	Metadata struct {
		Inner []metadataXML `xml:"https://novacron.dev/xmlns/domain/1 vm"`
	} `xml:"metadata"`
	Memory  sizeXML `xml:"memory"`
	Current sizeXML `xml:"currentMemory"`
	VCPU    struct {
		Current string `xml:"current,attr"`
		Max     string `xml:",chardata"`
	} `xml:"vcpu"`
	OS struct {
		Firmware string `xml:"firmware,attr"`
		Type     struct {
			Machine string `xml:"machine,attr"`
		} `xml:"type"`
		Loader struct {
			Type   string `xml:"type,attr"`
			Secure string `xml:"secure,attr"`
			Path   string `xml:",chardata"`
		} `xml:"loader"`
		NVRAM string `xml:"nvram"`
		Boot  []struct {
			Dev string `xml:"dev,attr"`
		} `xml:"boot"`
		Features []struct {
			Name    string `xml:"name,attr"`
			Enabled string `xml:"enabled,attr"`
		} `xml:"firmware>feature"`
	} `xml:"os"`
	CPU struct {
		Mode     string      `xml:"mode,attr"`
		Model    string      `xml:"model"`
		Topology topologyXML `xml:"topology"`
		Cells    []cellXML   `xml:"numa>cell"`
	} `xml:"cpu"`
	CPUTune struct {
		Pins     []pinXML `xml:"vcpupin"`
		Emulator pinXML   `xml:"emulatorpin"`
	} `xml:"cputune"`
	NUMATune struct {
		Memory struct {
			Mode  string `xml:"mode,attr"`
			Nodes string `xml:"nodeset,attr"`
		} `xml:"memory"`
	} `xml:"numatune"`
	HugePages *struct {
		Pages []struct {
			Size string `xml:"size,attr"`
			Unit string `xml:"unit,attr"`
		} `xml:"page"`
	} `xml:"memoryBacking>hugepages"`
	Devices struct {
		Disks      []diskXML      `xml:"disk"`
		Interfaces []interfaceXML `xml:"interface"`
		Serials    []serialXML    `xml:"serial"`
		Consoles   []serialXML    `xml:"console"`
		Channels   []struct {
			Target struct {
				Name  string `xml:"name,attr"`
				State string `xml:"state,attr"`
			} `xml:"target"`
		} `xml:"channel"`
		Balloons []struct {
			Model string `xml:"model,attr"`
		} `xml:"memballoon"`
		Watchdogs []watchdogXML `xml:"watchdog"`
		TPMs      []tpmXML      `xml:"tpm"`
		Videos    []videoXML    `xml:"video"`
		HostDevs  []hostdevXML  `xml:"hostdev"`
	} `xml:"devices"`
}

// parseDomain reads domain XML. It fails only for what is no domain document.
func parseDomain(text string) (domainXML, error) {
	var d domainXML
	if len(text) > maxXML {
		return d, fmt.Errorf("the domain's XML has %d bytes, more than %d", len(text), maxXML)
	}
	if err := xml.Unmarshal([]byte(text), &d); err != nil {
		return domainXML{}, fmt.Errorf("read the domain's XML: %w", err)
	}
	return d, nil
}

// decodeVM makes a VM of what libvirt says. A domain whose XML cannot be read
// is still a VM with a name and a state.
func decodeVM(raw rawDomain) novacron.VM {
	live, _ := parseDomain(raw.live)
	config, err := parseDomain(raw.config)
	if raw.saved && err == nil { // the words for it are those of now, whatever was saved
		live.Title, live.Desc, live.Metadata = config.Title, config.Desc, config.Metadata
	}
	vm := live.vm()
	vm.ID, vm.Provider = raw.id, "kvm"
	if vm.Name == "" {
		vm.Name = raw.name
	}
	vm.State, vm.StateReason = stateOf(raw.state), reasonOf(raw.state, raw.reason)
	vm.Persistent, vm.Autostart, vm.SavedState = raw.persistent, raw.autostart, raw.saved
	if raw.config != "" && err == nil {
		vm.Pending = pending(live, config)
		// What people call it holds at once, whichever copy was changed.
		words := config.vm()
		if vm.CreatedAt.IsZero() {
			vm.CreatedAt, vm.Managed, vm.Labels = words.CreatedAt, words.Managed, words.Labels
		}
	}
	return vm
}

// vm is the VM that the XML describes.
func (d *domainXML) vm() novacron.VM {
	vm := novacron.VM{
		Name: d.Name, Title: strings.TrimSpace(d.Title), Description: d.Desc,
		VCPUs: d.vcpus(), MemoryBytes: d.memory(),
		Firmware: d.firmware(), Machine: d.OS.Type.Machine, CPUModel: d.cpuModel(), Accel: d.accel(),
	}
	for _, m := range d.Metadata.Inner {
		m.into(&vm)
	}
	for i := range d.Devices.Disks {
		vm.Disks = append(vm.Disks, d.Devices.Disks[i].disk())
	}
	for i := range d.Devices.Interfaces {
		vm.NICs = append(vm.NICs, d.Devices.Interfaces[i].nic())
	}
	vm.Hardware = d.hardware(vm)
	return vm
}

// vcpus is how many vCPUs are plugged in.
func (d *domainXML) vcpus() int {
	if n := number(d.VCPU.Current); n > 0 {
		return n
	}
	return d.maxVCPUs()
}

func (d *domainXML) maxVCPUs() int { return number(d.VCPU.Max) }

// number is a count within reason, 0 for what is none.
func number(text string) int {
	n, err := strconv.ParseUint(strings.TrimSpace(text), 10, 16)
	if err != nil {
		return 0
	}
	return int(n)
}

// memory is how much the guest has now: what the balloon leaves it.
func (d *domainXML) memory() uint64 {
	if n := d.Current.bytes(); n > 0 {
		return n
	}
	return d.Memory.bytes()
}

// bytes is a size in libvirt's units (https://libvirt.org/formatdomain.html,
// scaledInteger); 0 for what is none or does not fit.
func (s sizeXML) bytes() uint64 {
	n, err := strconv.ParseUint(strings.TrimSpace(s.Value), 10, 64)
	if err != nil {
		return 0
	}
	unit := unitBytes(s.Unit)
	if unit != 0 && n > (1<<63)/unit {
		return 0
	}
	return n * unit
}

func unitBytes(unit string) uint64 {
	switch strings.ToLower(unit) {
	case "b", "bytes":
		return 1
	case "", "k", "kib":
		return 1 << 10
	case "kb":
		return 1e3
	case "m", "mib":
		return 1 << 20
	case "mb":
		return 1e6
	case "g", "gib":
		return 1 << 30
	case "gb":
		return 1e9
	case "t", "tib":
		return 1 << 40
	case "tb":
		return 1e12
	}
	return 0
}

func (d *domainXML) firmware() string {
	if d.OS.Firmware == "efi" || d.OS.Loader.Type == "pflash" {
		return "uefi"
	}
	return "bios"
}

func (d *domainXML) cpuModel() string {
	if d.CPU.Mode == "" || d.CPU.Mode == "custom" {
		return strings.TrimSpace(d.CPU.Model)
	}
	return d.CPU.Mode
}

func (d *domainXML) accel() string {
	switch d.Type {
	case "kvm":
		return AccelKVM
	case "qemu":
		return AccelTCG
	case "test":
		return accelNone
	}
	return "unknown"
}

func (d *diskXML) disk() novacron.Disk {
	disk := novacron.Disk{
		Device: d.Target.Dev, Kind: d.Device, Bus: d.Target.Bus, Format: d.Driver.Type, Source: d.source(),
		Pool: d.Source.Pool, Volume: d.Source.Volume, ReadOnly: d.ReadOnly != nil,
		Cache: d.Driver.Cache, Discard: d.Driver.Discard, Serial: d.Serial, BootOrder: number(d.Boot.Order), IOLimits: d.IOTune.limits(),
	}
	if disk.Kind == "" {
		disk.Kind = "disk"
	}
	for below := d.Backing; below != nil && len(disk.Backing) < maxBacking; below = below.Next {
		if path := below.Source.File + below.Source.Dev; path != "" {
			disk.Backing = append(disk.Backing, path)
		}
	}
	return disk
}

// maxBacking is more than QEMU opens: libvirt's own limit is 200 deep.
const maxBacking = 256

// source is the path or URI of the data.
func (d *diskXML) source() string {
	switch {
	case d.Source.File != "":
		return d.Source.File
	case d.Source.Dev != "":
		return d.Source.Dev
	case d.Source.Dir != "":
		return d.Source.Dir
	case d.Source.Pool != "":
		return ""
	case d.Source.Protocol == "":
		return ""
	}
	host := ""
	if len(d.Source.Hosts) > 0 {
		if host = d.Source.Hosts[0].Name; d.Source.Hosts[0].Port != "" {
			host += ":" + d.Source.Hosts[0].Port
		}
	}
	return d.Source.Protocol + "://" + host + "/" + d.Source.Name
}

func (i *interfaceXML) nic() novacron.NIC {
	nic := novacron.NIC{
		MAC: strings.ToLower(i.MAC.Address), Kind: i.Type, Model: i.Model.Type, Filter: i.Filter.Name, BootOrder: number(i.Boot.Order),
		LinkDown: i.Link.State == "down", Inbound: i.Bandwidth.Inbound.limit(), Outbound: i.Bandwidth.Outbound.limit(),
	}
	if len(i.VLAN.Tags) == 1 {
		nic.VLAN = number(i.VLAN.Tags[0].ID)
	}
	for _, s := range []string{i.Source.Network, i.Source.Bridge, i.Source.Dev, i.Source.Name, i.Source.Path} {
		if s != "" {
			nic.Source = s
			break
		}
	}
	return nic
}

// pending is what differs between the running domain and its configuration.
func pending(live, config domainXML) []novacron.Change {
	var changes []novacron.Change
	add := func(field, from, to string) {
		if from != to {
			changes = append(changes, novacron.Change{Field: field, From: from, To: to, Applied: novacron.AppliedNextStart})
		}
	}
	add("title", strings.TrimSpace(live.Title), strings.TrimSpace(config.Title))
	add("description", live.Desc, config.Desc)
	add("vcpus", strconv.Itoa(live.vcpus()), strconv.Itoa(config.vcpus()))
	add("memoryBytes", decimal(live.memory()), decimal(config.memory()))
	now, later := live.vm(), config.vm()
	if config.OS.Firmware == "efi" && config.OS.Loader.Path == "" && len(config.OS.Features) == 0 {
		later.Hardware.SecureBoot = now.Hardware.SecureBoot // libvirt chooses at the start: the same as now
	}
	return append(changes, pendingHardware(now, later, changes)...)
}

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

// metadataXML is what NovaCron keeps in a domain: what libvirt has no place
// for, so that it outlives a lost store.
type metadataXML struct {
	Managed    string     `xml:"managed,attr"`
	CreatedAt  string     `xml:"createdAt,attr"`
	Definition string     `xml:"definition,attr"`
	Template   string     `xml:"template,attr"`
	Labels     []labelXML `xml:"label"`
}

type labelXML struct {
	Key   string `xml:"key,attr"`
	Value string `xml:"value,attr"`
}

// into puts it into the VM. Hand-made nonsense is left out.
func (m *metadataXML) into(vm *novacron.VM) {
	vm.Managed = m.Managed == "yes"
	vm.Template = m.Template == "yes"
	if at, err := time.Parse(time.RFC3339Nano, m.CreatedAt); err == nil {
		vm.CreatedAt = at.UTC()
	}
	for _, l := range m.Labels {
		if l.Key == "" {
			continue
		}
		if vm.Labels == nil {
			vm.Labels = map[string]string{}
		}
		vm.Labels[l.Key] = l.Value
	}
}
