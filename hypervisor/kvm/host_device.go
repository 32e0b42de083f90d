package kvm

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// nodeDeviceXML is what NovaCron reads of a device of the host
// (https://libvirt.org/formatnode.html).
type nodeDeviceXML struct {
	Driver     string `xml:"driver>name"`
	Capability struct {
		Type     string    `xml:"type,attr"`
		Class    string    `xml:"class"`
		Domain   uint64    `xml:"domain"`
		Bus      uint64    `xml:"bus"`
		Slot     uint64    `xml:"slot"`
		Function uint64    `xml:"function"`
		Product  idNameXML `xml:"product"`
		Vendor   idNameXML `xml:"vendor"`
		Group    *struct {
			Number    int          `xml:"number,attr"`
			Addresses []addressXML `xml:"address"`
		} `xml:"iommuGroup"`
		Inner []struct {
			Type string `xml:"type,attr"`
		} `xml:"capability"`
	} `xml:"capability"`
}

type idNameXML struct {
	ID   string `xml:"id,attr"`
	Name string `xml:",chardata"`
}

// HostDevices lists the host's PCI and USB devices.
func (p *Provider) HostDevices(ctx context.Context) ([]novacron.HostDevice, error) {
	texts, err := ask(ctx, p, domains, func(lv *libvirt.Libvirt) ([]string, error) {
		list, _, err := lv.ConnectListAllNodeDevices(1, uint32(libvirt.ConnectListNodeDevicesCapPciDev|libvirt.ConnectListNodeDevicesCapUsbDev))
		if err != nil {
			return nil, err
		}
		var texts []string
		for _, d := range list {
			text, err := lv.NodeDeviceGetXMLDesc(d.Name, 0)
			if isNumber(err, libvirt.ErrNoNodeDevice) {
				continue // it was pulled out meanwhile
			}
			if err != nil {
				return nil, err
			}
			texts = append(texts, text)
		}
		return texts, nil
	})
	if err != nil {
		return nil, err
	}
	return hostDevices(texts), nil
}

// hostDevices makes a list of libvirt's documents; those that cannot be read
// are left out.
func hostDevices(texts []string) []novacron.HostDevice {
	devices := []novacron.HostDevice{}
	for _, text := range texts {
		var x nodeDeviceXML
		if err := xml.Unmarshal([]byte(text), &x); err != nil {
			continue
		}
		switch x.Capability.Type {
		case "pci":
			devices = append(devices, x.pci())
		case "usb_device":
			devices = append(devices, x.usb())
		}
	}
	slices.SortFunc(devices, func(a, b novacron.HostDevice) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	// Two sticks of one make have one id: a VM gets whichever libvirt finds.
	return slices.CompactFunc(devices, func(a, b novacron.HostDevice) bool { return a.ID == b.ID })
}

func (x *nodeDeviceXML) device(kind string) novacron.HostDevice {
	c := x.Capability
	d := novacron.HostDevice{
		Kind: kind, VendorID: strings.TrimPrefix(c.Vendor.ID, "0x"), ProductID: strings.TrimPrefix(c.Product.ID, "0x"),
		Class: strings.TrimPrefix(c.Class, "0x"), Driver: x.Driver,
		Name: strings.TrimSpace(strings.TrimSpace(c.Vendor.Name) + " " + strings.TrimSpace(c.Product.Name)),
	}
	d.Name = cmp.Or(d.Name, d.VendorID+":"+d.ProductID)
	return d
}

func (x *nodeDeviceXML) pci() novacron.HostDevice {
	c, d := x.Capability, x.device("pci")
	d.ID = fmt.Sprintf("%04x:%02x:%02x.%x", c.Domain, c.Bus, c.Slot, c.Function)
	if c.Group == nil {
		d.Obstacle = "the host has no IOMMU, or it is off: see intel_iommu=on, and the firmware's settings"
	} else {
		d.IOMMUGroup = &c.Group.Number
		for _, a := range c.Group.Addresses {
			h := hostdevXML{Type: "pci"}
			h.Source.Address = a
			if id := h.id(); id != d.ID {
				d.GroupIDs = append(d.GroupIDs, id)
			}
		}
	}
	for _, inner := range c.Inner {
		if inner.Type == "pci-bridge" {
			d.Obstacle = "it is a bridge"
		}
	}
	return d
}

func (x *nodeDeviceXML) usb() novacron.HostDevice {
	d := x.device("usb")
	d.ID = "usb:" + d.VendorID + ":" + d.ProductID
	if d.VendorID == "1d6b" { // the Linux Foundation's: root hubs
		d.Obstacle = "it is a hub of the host"
	}
	return d
}

// domainCapsXML is what NovaCron reads of libvirt's domain capabilities.
type domainCapsXML struct {
	VCPU struct {
		Max string `xml:"max,attr"`
	} `xml:"vcpu"`
	OS struct {
		capsXML
		Loader capsXML `xml:"loader"`
	} `xml:"os"`
	Devices struct {
		Video capsXML `xml:"video"`
		TPM   capsXML `xml:"tpm"`
	} `xml:"devices"`
}

type capsXML struct {
	Enums []struct {
		Name   string   `xml:"name,attr"`
		Values []string `xml:"value"`
	} `xml:"enum"`
}

func (c capsXML) values(name string) []string {
	for _, e := range c.Enums {
		if e.Name == name {
			return e.Values
		}
	}
	return []string{}
}

type hostTopologyXML struct {
	Pages []struct {
		Unit string `xml:"unit,attr"`
		Size string `xml:"size,attr"`
	} `xml:"host>cpu>pages"`
	Cells []struct {
		ID     int     `xml:"id,attr"`
		Memory sizeXML `xml:"memory"`
		CPUs   []struct {
			ID int `xml:"id,attr"`
		} `xml:"cpus>cpu"`
	} `xml:"host>topology>cells>cell"`
}

// HardwareOptions reads libvirt's capabilities.
func (p *Provider) HardwareOptions(ctx context.Context) (novacron.HardwareOptions, error) {
	var none novacron.HardwareOptions
	s, err := p.session()
	if err != nil {
		return none, err
	}
	arch, _, _ := s.caps.guest()
	machine := ""
	if arch == "x86_64" {
		machine = "q35"
	}
	texts, err := ask(ctx, p, domains, func(lv *libvirt.Libvirt) ([2]string, error) {
		caps, err := lv.ConnectGetCapabilities()
		if err != nil {
			return [2]string{}, err
		}
		domain, err := lv.ConnectGetDomainCapabilities(nil, optional(arch), optional(machine), optional(s.domainType(s.accel)), 0)
		return [2]string{caps, domain}, err
	})
	if err != nil {
		return none, err
	}
	return hardwareOptions(texts[0], texts[1])
}

func hardwareOptions(host, domain string) (novacron.HardwareOptions, error) {
	var h hostTopologyXML
	var d domainCapsXML
	if err := xml.Unmarshal([]byte(host), &h); err != nil {
		return novacron.HardwareOptions{}, fmt.Errorf("read libvirt's capabilities: %w", err)
	}
	if err := xml.Unmarshal([]byte(domain), &d); err != nil {
		return novacron.HardwareOptions{}, fmt.Errorf("read libvirt's domain capabilities: %w", err)
	}
	o := novacron.HardwareOptions{
		DiskBuses: []string{"virtio", "sata", "usb"}, NICModels: []string{"virtio", "e1000e", "e1000", "rtl8139"},
		VideoModels: slices.DeleteFunc(d.Devices.Video.values("modelType"), func(m string) bool { return m == "none" }),
		Watchdogs:   []string{"i6300esb"}, TPMModels: d.Devices.TPM.values("model"), Firmware: []string{"bios"},
		SecureBoot: slices.Contains(d.OS.Loader.values("secure"), "yes"), MaxVCPUs: number(d.VCPU.Max),
		HugePageBytes: []uint64{}, NUMANodes: []novacron.NUMANode{},
	}
	if !slices.Contains(d.Devices.TPM.values("backendModel"), "emulator") {
		o.TPMModels = []string{}
	}
	if slices.Contains(d.OS.values("firmware"), "efi") {
		o.Firmware = append(o.Firmware, "uefi")
	}
	for _, p := range h.Pages {
		if bytes := (sizeXML{Unit: p.Unit, Value: p.Size}).bytes(); bytes > 64<<10 {
			o.HugePageBytes = append(o.HugePageBytes, bytes)
		}
	}
	for _, c := range h.Cells {
		var cpus []int
		for _, cpu := range c.CPUs {
			cpus = append(cpus, cpu.ID)
		}
		o.NUMANodes = append(o.NUMANodes, novacron.NUMANode{ID: c.ID, CPUs: ranges(cpus), MemoryBytes: c.Memory.bytes()})
	}
	return o, nil
}

// ranges writes numbers as 0-3,8.
func ranges(numbers []int) string {
	slices.Sort(numbers)
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		part := fmt.Sprint(numbers[i])
		if j > i {
			part += fmt.Sprintf("-%d", numbers[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ",")
}
