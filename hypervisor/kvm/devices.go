package kvm

import (
	"encoding/xml"
	"slices"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// newDevices are the devices of a VM that NovaCron makes.
type newDevices struct {
	Emulator    string          `xml:"emulator,omitempty"`
	Disks       []newDisk       `xml:"disk"`
	Controllers []newController `xml:"controller"`
	Interfaces  []newInterface  `xml:"interface"`
	Serial      *newSerial      `xml:"serial"`
	Console     *newConsole     `xml:"console"`
	Channels    []newChannel    `xml:"channel"`
	Inputs      []newInput      `xml:"input"`
	Graphics    []newGraphics   `xml:"graphics"`
	Video       *newVideo       `xml:"video"`
	Balloon     *newBalloon     `xml:"memballoon"`
	RNG         *newRNG         `xml:"rng"`
	Panic       *newPanic       `xml:"panic"`
}

type newDisk struct {
	XMLName xml.Name `xml:"disk"`
	Type    string   `xml:"type,attr"`
	Device  string   `xml:"device,attr"`
	Driver  struct {
		Name         string `xml:"name,attr,omitempty"`
		Type         string `xml:"type,attr"`
		Cache        string `xml:"cache,attr,omitempty"`
		Discard      string `xml:"discard,attr,omitempty"`
		DetectZeroes string `xml:"detect_zeroes,attr,omitempty"`
	} `xml:"driver"`
	Source *newSource `xml:"source"`
	Target struct {
		Dev string `xml:"dev,attr"`
		Bus string `xml:"bus,attr"`
	} `xml:"target"`
	IOTune   *iotuneXML `xml:"iotune"`
	Boot     *attrOrder `xml:"boot"`
	ReadOnly *empty     `xml:"readonly"`
	Serial   string     `xml:"serial,omitempty"`
}

type newSource struct {
	File string `xml:"file,attr,omitempty"`
	Dev  string `xml:"dev,attr,omitempty"`
}

type attrOrder struct {
	Order int `xml:"order,attr"`
}

type newController struct {
	Type  string `xml:"type,attr"`
	Index int    `xml:"index,attr"`
	Model string `xml:"model,attr"`
}

// rootPorts is how many PCI slots a q35 machine gets: its own devices take
// half of them, the others are room for what is plugged in while it runs.
// virt-install gives as many.
const rootPorts = 14

// ports are a new VM's. libvirt itself adds hardly more than there are devices
// at the start, and then little can be plugged in.
func ports(machine string) []newController {
	if machine != "q35" {
		return nil
	}
	var all []newController
	all = append(all, newController{Type: "pci", Index: 0, Model: "pcie-root"})
	for i := range rootPorts {
		all = append(all, newController{Type: "pci", Index: i + 1, Model: "pcie-root-port"})
	}
	return all
}

type newInterface struct {
	XMLName   xml.Name      `xml:"interface"`
	Type      string        `xml:"type,attr"`
	MAC       attrMAC       `xml:"mac"`
	Source    attrNet       `xml:"source"`
	Model     attrType      `xml:"model"`
	Link      *newCable     `xml:"link"`
	VLAN      *newVLAN      `xml:"vlan"`
	Bandwidth *newBandwidth `xml:"bandwidth"`
}

type newCable struct {
	State string `xml:"state,attr"`
}

type newBandwidth struct {
	Inbound  *rateXML `xml:"inbound"`
	Outbound *rateXML `xml:"outbound"`
}

type attrMAC struct {
	Address string `xml:"address,attr"`
}

type attrNet struct {
	Network string `xml:"network,attr,omitempty"`
	Bridge  string `xml:"bridge,attr,omitempty"`
}

type attrType struct {
	Type string `xml:"type,attr"`
}

type newSerial struct {
	Type   string `xml:"type,attr"`
	Target struct {
		Port int `xml:"port,attr"`
	} `xml:"target"`
}

type newConsole struct {
	Type   string `xml:"type,attr"`
	Target struct {
		Type string `xml:"type,attr"`
		Port int    `xml:"port,attr"`
	} `xml:"target"`
}

type newChannel struct {
	Type   string `xml:"type,attr"`
	Target struct {
		Type string `xml:"type,attr"`
		Name string `xml:"name,attr"`
	} `xml:"target"`
}

type newInput struct {
	Type string `xml:"type,attr"`
	Bus  string `xml:"bus,attr"`
}

type newGraphics struct {
	Type   string `xml:"type,attr"`
	Listen struct {
		Type string `xml:"type,attr"`
	} `xml:"listen"`
}

type newVideo struct {
	Model attrType `xml:"model"`
}

type newBalloon struct {
	Model string `xml:"model,attr"`
	// FreePageReporting gives back to the host what the guest frees.
	FreePageReporting string `xml:"freePageReporting,attr,omitempty"`
	Stats             struct {
		Period int `xml:"period,attr"`
	} `xml:"stats"`
}

type newRNG struct {
	Model   string `xml:"model,attr"`
	Backend struct {
		Model  string `xml:"model,attr"`
		Source string `xml:",chardata"`
	} `xml:"backend"`
}

type newPanic struct {
	Model string `xml:"model,attr"`
}

// newControllers are those that libvirt would choose otherwise: an LSI of 1995
// where a disk is SCSI.
func newControllers(def hypervisor.Definition) []newController {
	controllers := []newController{{Type: "usb", Index: 0, Model: "qemu-xhci"}}
	if slices.ContainsFunc(def.VM.Disks, func(d novacron.Disk) bool { return d.Bus == "scsi" }) {
		controllers = append(controllers, newController{Type: "scsi", Index: 0, Model: "virtio-scsi"})
	}
	return controllers
}

// newDevices is what a modern guest gets.
func (s *session) newDevices(def hypervisor.Definition, opts Options) *newDevices {
	_, emulator, _ := s.caps.guest()
	if opts.Emulator != "" {
		emulator = opts.Emulator
	}
	d := &newDevices{
		Emulator:    emulator,
		Disks:       newDisks(def),
		Controllers: append(newControllers(def), ports(s.newOS(def).Type.Machine)...),
		Interfaces:  newInterfaces(def.VM.NICs),
		Serial:      &newSerial{Type: "pty"},
		Console:     &newConsole{Type: "pty"},
		// A tablet tells absolute positions: without it a VNC pointer drifts.
		Inputs: []newInput{{Type: "tablet", Bus: "usb"}},
		Video:  &newVideo{Model: attrType{"virtio"}},
		// Figures every 10 s, without which a host cannot tell used from cached.
		Balloon: &newBalloon{Model: "virtio", FreePageReporting: "on"},
		RNG:     &newRNG{Model: "virtio"},
		// The guest's panic becomes a crashed state and an event (Linux loads the
		// driver by itself) instead of a silent halt.
		Panic: &newPanic{Model: "isa"},
	}
	d.Console.Target.Type = "serial"
	agent := newChannel{Type: "unix"}
	agent.Target.Type, agent.Target.Name = "virtio", "org.qemu.guest_agent.0"
	d.Channels = []newChannel{agent}
	// A socket in libvirt's own folder for the domain: no port, no password, no
	// other account of the host; NovaCron reaches it through libvirt.
	vnc := newGraphics{Type: "vnc"}
	vnc.Listen.Type = "socket"
	d.Graphics = []newGraphics{vnc}
	d.Balloon.Stats.Period = 10
	d.RNG.Backend.Model, d.RNG.Backend.Source = "random", "/dev/urandom"
	return d
}

// testDevices are those that libvirt's test driver has.
func (s *session) testDevices(def hypervisor.Definition) *newDevices {
	disks := newDisks(def)
	for i := range disks {
		disks[i].Driver.Name, disks[i].Driver.Discard, disks[i].Driver.DetectZeroes = "", "", ""
	}
	return &newDevices{Disks: disks, Interfaces: newInterfaces(def.VM.NICs)}
}

func newDisks(def hypervisor.Definition) []newDisk {
	disks := make([]newDisk, 0, len(def.VM.Disks))
	for i, disk := range def.VM.Disks {
		d := newDiskOf(disk)
		d.Boot = bootOrder(def, i)
		disks = append(disks, d)
	}
	return disks
}

func newDiskOf(disk novacron.Disk) newDisk {
	d := newDisk{XMLName: xml.Name{Local: "disk"}, Type: "file", Device: disk.Kind, Serial: disk.Serial, IOTune: iotuneOf(disk.IOLimits)}
	d.Driver.Name, d.Driver.Type, d.Driver.Cache, d.Driver.Discard = "qemu", disk.Format, disk.Cache, disk.Discard
	d.Target.Dev, d.Target.Bus = disk.Device, disk.Bus
	if disk.Source != "" {
		d.Source = &newSource{File: disk.Source}
		if isBlockDevice(disk.Source) {
			d.Type, d.Source = "block", &newSource{Dev: disk.Source}
		}
	}
	if disk.ReadOnly {
		d.ReadOnly = &empty{}
	} else if disk.Discard == "" || disk.Discard == "unmap" {
		// What the guest trims or fills with zeroes takes no room on the host.
		d.Driver.Discard, d.Driver.DetectZeroes = "unmap", "unmap"
	}
	return d
}

func newInterfaces(nics []novacron.NIC) []newInterface {
	out := make([]newInterface, 0, len(nics))
	for _, nic := range nics {
		out = append(out, newInterfaceOf(nic))
	}
	return out
}

func newInterfaceOf(nic novacron.NIC) newInterface {
	n := newInterface{XMLName: xml.Name{Local: "interface"}, Type: nic.Kind, MAC: attrMAC{nic.MAC}, Model: attrType{nic.Model}}
	if nic.Kind == "bridge" {
		n.Source.Bridge = nic.Source
	} else {
		n.Source.Network = nic.Source
	}
	if in, out := rateOf(nic.Inbound), rateOf(nic.Outbound); in != nil || out != nil {
		n.Bandwidth = &newBandwidth{in, out}
	}
	if nic.VLAN != 0 {
		n.VLAN = &newVLAN{[]vlanTag{{nic.VLAN}}}
	}
	if nic.LinkDown {
		n.Link = &newCable{"down"}
	}
	return n
}
