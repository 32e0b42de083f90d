package kvm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"

	"github.com/novacron/novacron/novacron"
)

// editHardware changes a domain document.
func editHardware(root *etree.Element, c novacron.ChangeHardware, before, after novacron.VM) {
	devices := child(root, "devices")
	hw := after.Hardware
	if c.MaxVCPUs != nil {
		vcpu := child(root, "vcpu")
		vcpu.SetText(strconv.Itoa(hw.MaxVCPUs))
		vcpu.RemoveAttr("current")
		if after.VCPUs < hw.MaxVCPUs {
			vcpu.CreateAttr("current", strconv.Itoa(after.VCPUs))
		}
		remove(root, "vcpus")
	}
	if c.MaxMemoryBytes != nil {
		setSize(root, "memory", hw.MaxMemoryBytes)
		setSize(root, "currentMemory", after.MemoryBytes)
	}
	if c.Topology != nil {
		topology := child(child(root, "cpu"), "topology")
		topology.Attr = nil
		topology.CreateAttr("sockets", strconv.Itoa(hw.Topology.Sockets))
		topology.CreateAttr("cores", strconv.Itoa(hw.Topology.Cores))
		topology.CreateAttr("threads", strconv.Itoa(hw.Topology.Threads))
	}
	editNUMA(root, c, hw)
	if c.HugePageBytes != nil {
		backing := child(root, "memoryBacking")
		remove(backing, "hugepages")
		if hw.HugePageBytes != 0 {
			page := backing.CreateElement("hugepages").CreateElement("page")
			page.CreateAttr("size", decimal(hw.HugePageBytes>>10))
			page.CreateAttr("unit", "KiB")
		}
	}
	if c.BootOrder != nil {
		editBootOrder(root, after)
	}
	if c.Firmware != nil || c.SecureBoot != nil {
		editFirmware(root, after)
	}
	editSingles(devices, c, hw)
	if c.HostDevices != nil {
		editHostDevices(devices, before.Hardware.HostDevices, hw.HostDevices)
	}
}

func setSize(root *etree.Element, tag string, bytes uint64) {
	el := child(root, tag)
	el.CreateAttr("unit", "KiB")
	el.SetText(decimal(bytes >> 10))
}

func editNUMA(root *etree.Element, c novacron.ChangeHardware, hw *novacron.Hardware) {
	if c.NUMA != nil {
		tune := child(root, "numatune")
		remove(tune, "memory")
		if hw.NUMA != nil {
			memory := tune.CreateElement("memory")
			memory.CreateAttr("mode", hw.NUMA.Mode)
			memory.CreateAttr("nodeset", hw.NUMA.Nodes)
		} else if len(tune.ChildElements()) == 0 {
			root.RemoveChild(tune)
		}
	}
	if c.GuestNUMA == nil {
		return
	}
	cpu := child(root, "cpu")
	remove(cpu, "numa")
	if len(hw.GuestNUMA) == 0 {
		return
	}
	numa := cpu.CreateElement("numa")
	for i, cell := range hw.GuestNUMA {
		el := numa.CreateElement("cell")
		el.CreateAttr("id", strconv.Itoa(i))
		el.CreateAttr("cpus", cell.CPUs)
		el.CreateAttr("memory", decimal(cell.MemoryBytes>>10))
		el.CreateAttr("unit", "KiB")
	}
}

// editBootOrder writes places at the devices, and takes away those by kind:
// libvirt refuses both together.
func editBootOrder(root *etree.Element, after novacron.VM) {
	remove(child(root, "os"), "boot")
	for _, el := range root.FindElements("devices/*/boot") {
		if tag := el.Parent().Tag; tag == "disk" || tag == "interface" {
			el.Parent().RemoveChild(el)
		}
	}
	place := func(tag string, is func(*etree.Element) bool, order int) {
		for _, el := range root.FindElements("devices/" + tag) {
			if order > 0 && is(el) {
				el.CreateElement("boot").CreateAttr("order", strconv.Itoa(order))
			}
		}
	}
	for _, d := range after.Disks {
		place("disk", diskNamed(d.Device), d.BootOrder)
	}
	for _, n := range after.NICs {
		place("interface", nicNamed(n.MAC), n.BootOrder)
	}
}

// editFirmware lets libvirt choose firmware anew.
func editFirmware(root *etree.Element, after novacron.VM) {
	system := child(root, "os")
	for _, tag := range []string{"loader", "nvram", "firmware"} {
		remove(system, tag)
	}
	system.RemoveAttr("firmware")
	features := child(root, "features")
	remove(features, "smm")
	if after.Firmware != "uefi" {
		return
	}
	system.CreateAttr("firmware", "efi")
	yes := map[bool]string{true: "yes", false: "no"}[after.Hardware.SecureBoot]
	firmware := system.CreateElement("firmware")
	for _, name := range []string{"secure-boot", "enrolled-keys"} {
		feature := firmware.CreateElement("feature")
		feature.CreateAttr("enabled", yes)
		feature.CreateAttr("name", name)
	}
	if after.Hardware.SecureBoot {
		features.CreateElement("smm").CreateAttr("state", "on")
	}
}

func editSingles(devices *etree.Element, c novacron.ChangeHardware, hw *novacron.Hardware) {
	if c.Watchdog != nil {
		for _, w := range devices.SelectElements("watchdog") {
			if w.SelectAttrValue("model", "") != "itco" || c.Watchdog.Model == "itco" {
				devices.RemoveChild(w)
			}
		}
		if hw.Watchdog != nil {
			el := devices.CreateElement("watchdog")
			el.CreateAttr("model", hw.Watchdog.Model)
			el.CreateAttr("action", hw.Watchdog.Action)
		}
	}
	if c.TPM != nil {
		remove(devices, "tpm")
		if hw.TPM != nil {
			el := devices.CreateElement("tpm")
			el.CreateAttr("model", hw.TPM.Model)
			backend := el.CreateElement("backend")
			backend.CreateAttr("type", "emulator")
			backend.CreateAttr("version", hw.TPM.Version)
		}
	}
	if c.Video != nil {
		remove(devices, "video")
		model := "none"
		if hw.Video != nil {
			model = hw.Video.Model
		}
		devices.CreateElement("video").CreateElement("model").CreateAttr("type", model)
	}
}

// editHostDevices adds and removes passed through devices. Those of kinds that
// NovaCron does not write stay unless they were left out of the list.
func editHostDevices(devices *etree.Element, before, after []string) {
	for _, el := range devices.SelectElements("hostdev") {
		if id := hostdevID(el); !slices.Contains(after, id) {
			devices.RemoveChild(el)
		}
	}
	for _, id := range after {
		if !slices.Contains(before, id) {
			addHostDevice(devices, id)
		}
	}
}

func hostdevID(el *etree.Element) string {
	h := hostdevXML{Type: el.SelectAttrValue("type", "")}
	source := el.SelectElement("source")
	if source == nil {
		return ""
	}
	attr := func(tag, name string) string {
		if c := source.SelectElement(tag); c != nil {
			return c.SelectAttrValue(name, "")
		}
		return ""
	}
	h.Source.Vendor.ID, h.Source.Product.ID = attr("vendor", "id"), attr("product", "id")
	h.Source.Address = addressXML{
		Domain: attr("address", "domain"), Bus: attr("address", "bus"), Slot: attr("address", "slot"),
		Function: attr("address", "function"), Device: attr("address", "device"), UUID: attr("address", "uuid"),
	}
	return h.id()
}

// addHostDevice writes a device by its id, which was checked. libvirt takes it
// from the host's driver when the VM starts, and gives it back.
func addHostDevice(devices *etree.Element, id string) {
	el := devices.CreateElement("hostdev")
	el.CreateAttr("mode", "subsystem")
	if ids, usb := strings.CutPrefix(id, "usb:"); usb {
		vendor, product, _ := strings.Cut(ids, ":")
		el.CreateAttr("type", "usb")
		source := el.CreateElement("source")
		source.CreateElement("vendor").CreateAttr("id", "0x"+vendor)
		source.CreateElement("product").CreateAttr("id", "0x"+product)
		return
	}
	el.CreateAttr("type", "pci")
	el.CreateAttr("managed", "yes")
	address := el.CreateElement("source").CreateElement("address")
	parts := strings.FieldsFunc(id, func(r rune) bool { return r == ':' || r == '.' })
	for i, name := range []string{"domain", "bus", "slot", "function"} {
		address.CreateAttr(name, "0x"+parts[i])
	}
}
