package fake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"maps"
	"slices"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// Define makes a VM that is shut off.
func (p *Provider) Define(ctx context.Context, def hypervisor.Definition) error {
	return p.do(ctx, "Define", func() error {
		digest, err := digestOf(def)
		if err != nil {
			return err
		}
		if m := p.vms[def.VM.ID]; m != nil {
			if m.Made == digest {
				return nil
			}
			return novacron.Errorf(novacron.Conflict, "the hypervisor has another vm with the id %s: %s", def.VM.ID, m.VM.Name)
		}
		if err := p.definableLocked(def.VM); err != nil {
			return err
		}
		m := &machine{VM: definitionOf(def.VM), Boot: def.Boot, Made: digest}
		m.VM.Persistent, m.VM.Managed = true, true
		p.addLocked(m)
		return nil
	})
}

func (p *Provider) definableLocked(vm novacron.VM) error {
	if vm.ID == "" || vm.Name == "" {
		return novacron.Errorf(novacron.Invalid, "a definition needs an id and a name")
	}
	if other, taken := p.names[vm.Name]; taken {
		return novacron.Errorf(novacron.Conflict, "the hypervisor has a vm named %s already: %s", vm.Name, other).
			WithMend("choose another name")
	}
	for _, disk := range vm.Disks {
		ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
		if disk.Pool != "" && !p.hasVolumeLocked(ref) {
			return novacron.Errorf(novacron.NotFound, "pool %s has no volume %s for disk %s", disk.Pool, disk.Volume, disk.Device)
		}
	}
	return nil
}

// addLocked takes a VM into the inventory.
func (p *Provider) addLocked(m *machine) {
	p.vms[m.VM.ID] = m
	p.names[m.VM.Name] = m.VM.ID
	p.changedLocked(m.VM.ID, novacron.EventVMCreated, "defined")
	p.keepLocked(m)
}

func (p *Provider) removeLocked(m *machine) {
	p.hangUpLocked(m.VM.ID)
	p.disarmLocked(m)
	m.Live, m.Pending = nil, nil
	delete(p.vms, m.VM.ID)
	delete(p.names, m.VM.Name)
	p.noticeLocked(hypervisor.Notice{Kind: hypervisor.NoticeGone, VM: m.VM.ID, Reason: "undefined"})
	p.keepLocked(m)
}

// definitionOf returns the part of a VM that a hypervisor keeps.
func definitionOf(vm novacron.VM) novacron.VM {
	vm.Labels = maps.Clone(vm.Labels)
	vm.Disks = slices.Clone(vm.Disks)
	vm.NICs = slices.Clone(vm.NICs)
	vm.Pending, vm.StateSince = nil, nil
	vm.State, vm.StateReason, vm.Node, vm.Revision = "", "", "", 0
	vm.SavedState = false
	return vm
}

func digestOf(def hypervisor.Definition) (string, error) {
	text, err := json.Marshal(def)
	if err != nil {
		return "", novacron.Errorf(novacron.Internal, "digest definition: %w", err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Undefine removes a VM that is not active.
func (p *Provider) Undefine(ctx context.Context, id novacron.VMID) error {
	return p.do(ctx, "Undefine", func() error {
		m := p.vms[id]
		if m == nil {
			return nil
		}
		if m.Live != nil {
			return wrongState(m, "shut it down or power it off first")
		}
		p.removeLocked(m)
		return nil
	})
}

// domain is the definition in a form like libvirt's.
type domain struct {
	XMLName     xml.Name         `xml:"domain"`
	Type        string           `xml:"type,attr"`
	Name        string           `xml:"name"`
	UUID        string           `xml:"uuid"`
	Title       string           `xml:"title,omitempty"`
	Description string           `xml:"description,omitempty"`
	Memory      domainMemory     `xml:"memory"`
	VCPU        int              `xml:"vcpu"`
	OS          domainOS         `xml:"os"`
	Disks       []domainDisk     `xml:"devices>disk"`
	Interfaces  []domainNIC      `xml:"devices>interface"`
	Consoles    []domainTerminal `xml:"devices>serial"`
}

type domainMemory struct {
	Unit  string `xml:"unit,attr"`
	Bytes uint64 `xml:",chardata"`
}

type domainOS struct {
	Firmware string `xml:"firmware,attr"`
	Machine  string `xml:"type"`
	Kernel   string `xml:"kernel,omitempty"`
	Initrd   string `xml:"initrd,omitempty"`
	Cmdline  string `xml:"cmdline,omitempty"`
}

type domainDisk struct {
	Device string       `xml:"device,attr"`
	Source domainSource `xml:"source"`
	Target domainTarget `xml:"target"`
}

type domainSource struct {
	File    string `xml:"file,attr,omitempty"`
	Network string `xml:"network,attr,omitempty"`
}

type domainTarget struct {
	Dev string `xml:"dev,attr"`
	Bus string `xml:"bus,attr"`
}

type domainNIC struct {
	Type   string       `xml:"type,attr"`
	MAC    domainMAC    `xml:"mac"`
	Source domainSource `xml:"source"`
}

type domainMAC struct {
	Address string `xml:"address,attr"`
}

type domainTerminal struct {
	Type string `xml:"type,attr"`
}

// XML returns the definition as of the next start, in a form like libvirt's.
func (p *Provider) XML(ctx context.Context, id novacron.VMID) (text string, err error) {
	err = p.do(ctx, "XML", func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		b, err := xml.MarshalIndent(domainOf(m), "", "  ")
		if err != nil {
			return novacron.Errorf(novacron.Internal, "encode definition: %w", err)
		}
		text = string(b) + "\n"
		return nil
	})
	return text, err
}

func domainOf(m *machine) domain {
	d := domain{
		Type: ProviderName, Name: m.VM.Name, UUID: string(m.VM.ID), Title: m.VM.Title, Description: m.VM.Description,
		Memory: domainMemory{Unit: "b", Bytes: m.VM.MemoryBytes}, VCPU: m.VM.VCPUs,
		OS: domainOS{Firmware: m.VM.Firmware, Machine: m.VM.Machine},
	}
	if m.Boot != nil {
		d.OS.Kernel, d.OS.Initrd, d.OS.Cmdline = m.Boot.Kernel, m.Boot.Initrd, m.Boot.Cmdline
	}
	for _, disk := range m.VM.Disks {
		d.Disks = append(d.Disks, domainDisk{
			Device: disk.Kind, Source: domainSource{File: disk.Source}, Target: domainTarget{Dev: disk.Device, Bus: disk.Bus},
		})
	}
	for _, nic := range m.VM.NICs {
		d.Interfaces = append(d.Interfaces, domainNIC{
			Type: nic.Kind, MAC: domainMAC{Address: nic.MAC}, Source: domainSource{Network: nic.Source},
		})
	}
	if !m.Mute {
		d.Consoles = []domainTerminal{{Type: "pty"}}
	}
	return d
}
