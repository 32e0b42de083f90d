package kvm

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// checkHardware finds what libvirt would refuse late or not at all.
func (s *session) checkHardware(c novacron.ChangeHardware) error {
	var f faults
	if c.MaxVCPUs != nil && (*c.MaxVCPUs < 1 || *c.MaxVCPUs > s.vcpuLimit()) {
		f.add("maxVcpus", "must be 1 to %d", s.vcpuLimit())
	}
	if c.MaxMemoryBytes != nil && (*c.MaxMemoryBytes < minMemory || *c.MaxMemoryBytes > maxMemory) {
		f.add("maxMemoryBytes", "must be %d (32 MiB) to %d (16 TiB)", minMemory, uint64(maxMemory))
	}
	cpus := func(name, set string) {
		if _, err := cpuMap(set); set != "" && err != nil {
			f.add(name, "must be numbers and ranges with commas, as 0-3,8")
		}
	}
	if c.CPUPins != nil {
		for i, p := range *c.CPUPins {
			if p.CPUs == "" {
				f.add(fmt.Sprintf("cpuPins[%d].cpus", i), "must name CPUs of the host")
			}
			cpus(fmt.Sprintf("cpuPins[%d].cpus", i), p.CPUs)
		}
	}
	if c.EmulatorCPUs != nil {
		cpus("emulatorCpus", *c.EmulatorCPUs)
	}
	if c.NUMA != nil {
		cpus("numa.nodes", c.NUMA.Nodes)
		if c.NUMA.Mode != "none" && c.NUMA.Nodes == "" {
			f.add("numa.nodes", "must name NUMA nodes of the host")
		}
	}
	if c.HostDevices != nil {
		for i, id := range *c.HostDevices {
			if !hostDeviceID().MatchString(id) {
				f.add(fmt.Sprintf("hostDevices[%d]", i), "must be a PCI address as 0000:03:00.0, or usb:VENDOR:PRODUCT as usb:0951:1666")
			}
		}
	}
	if len(f) > 0 {
		return novacron.InvalidFields(f)
	}
	return nil
}

func hostDeviceID() *regexp.Regexp {
	return regexp.MustCompile(`^([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]|usb:[0-9a-f]{4}:[0-9a-f]{4})$`)
}

// maxCPU is more than any host has.
const maxCPU = 4096

// cpuMap is a set of CPUs as libvirt's calls take it: a bit for each.
func cpuMap(set string) ([]byte, error) {
	var bits []byte
	for part := range strings.SplitSeq(set, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		a, err := strconv.ParseUint(from, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("read %q: %w", part, err)
		}
		b, err := strconv.ParseUint(to, 10, 16)
		if err != nil || b < a || b >= maxCPU {
			return nil, fmt.Errorf("%q is no range of CPUs", part)
		}
		for n := a; n <= b; n++ {
			for uint64(len(bits)) <= n/8 {
				bits = append(bits, 0)
			}
			bits[n/8] |= 1 << (n % 8)
		}
	}
	return bits, nil
}

// everyCPU is the set of the host's CPUs: pinning to it is the way to take a pin
// away. It is what libvirt writes then, so reading leaves it out.
func everyCPU() string {
	online, err := os.ReadFile("/sys/devices/system/cpu/online")
	if err != nil {
		return "0-" + strconv.Itoa(maxCPU-1)
	}
	return strings.TrimSpace(string(online))
}

// pinMap is the map of a pin; that of an empty one takes it away.
func pinMap(set string) []byte {
	bits, err := cpuMap(cmp.Or(set, everyCPU()))
	if err != nil {
		return nil // it was checked
	}
	return bits
}

// planHardware changes the rest. Pins and passed through devices have calls of
// their own and hold at once; everything else is written into the definition.
func (e *deviceEditing) planHardware(c novacron.ChangeHardware) error {
	if err := e.checkCounts(); err != nil {
		return err
	}
	e.note(func(field string) bool { return field == "cpuPins" || field == "emulatorCpus" })
	definition := c
	definition.CPUPins, definition.EmulatorCPUs = nil, nil
	if hasDefinition(definition) && e.configDiffers() {
		if !e.raw.persistent {
			return novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops: its definition cannot be changed", e.d.Name)
		}
		e.redefine(func(root *etree.Element) { editHardware(root, c, e.configVM, e.configAfter) })
	}
	if c.CPUPins != nil {
		e.planPins()
	}
	if c.EmulatorCPUs != nil {
		e.step(func(lv *libvirt.Libvirt) error { return lv.DomainPinEmulator(e.d, pinMap(*c.EmulatorCPUs), e.impact()) })
	}
	return nil
}

func hasDefinition(c novacron.ChangeHardware) bool {
	return c.MaxVCPUs != nil || c.MaxMemoryBytes != nil || c.Topology != nil || c.NUMA != nil || c.GuestNUMA != nil || c.HugePageBytes != nil ||
		c.BootOrder != nil || c.Firmware != nil || c.SecureBoot != nil || c.Watchdog != nil || c.TPM != nil || c.Video != nil || c.HostDevices != nil
}

// checkCounts holds numbers against each other, as libvirt would.
func (e *deviceEditing) checkCounts() error {
	vm, hw := e.configAfter, e.configAfter.Hardware
	var f faults
	if hw.MaxVCPUs < vm.VCPUs {
		f.add("maxVcpus", "the vm has %d vCPUs", vm.VCPUs)
	}
	if hw.MaxMemoryBytes < vm.MemoryBytes {
		f.add("maxMemoryBytes", "the vm has %d bytes", vm.MemoryBytes)
	}
	if t := hw.Topology; t != nil && t.Sockets*t.Cores*t.Threads != hw.MaxVCPUs {
		f.add("topology", "%d sockets of %d cores of %d threads are not the maximum of %d vCPUs", t.Sockets, t.Cores, t.Threads, hw.MaxVCPUs)
	}
	var cells uint64
	for _, c := range hw.GuestNUMA {
		cells += c.MemoryBytes
	}
	if len(hw.GuestNUMA) > 0 && cells != hw.MaxMemoryBytes {
		f.add("guestNuma", "the nodes have %d bytes together, the maximum of memory is %d", cells, hw.MaxMemoryBytes)
	}
	for _, p := range hw.CPUPins {
		if p.VCPU >= hw.MaxVCPUs {
			f.add("cpuPins", "there is no vCPU %d", p.VCPU)
		}
	}
	if len(f) > 0 {
		return novacron.InvalidFields(f)
	}
	return nil
}

// planPins pins what is to be pinned, and lets run anywhere what was pinned.
func (e *deviceEditing) planPins() {
	want := map[int]string{}
	for _, p := range append(e.configVM.Hardware.CPUPins, e.liveVM.Hardware.CPUPins...) {
		want[p.VCPU] = ""
	}
	for _, p := range e.configAfter.Hardware.CPUPins {
		want[p.VCPU] = p.CPUs
	}
	for vcpu, cpus := range want {
		flags := e.impact()
		if vcpu >= e.liveVM.VCPUs {
			flags &^= libvirt.DomainAffectLive // it is not plugged in
		}
		e.step(func(lv *libvirt.Libvirt) error {
			return lv.DomainPinVcpuFlags(e.d, uint32(vcpu), pinMap(cpus), uint32(flags))
		})
	}
}

// redefine changes the definition for what libvirt has no call. libvirt has no
// compare-and-set: the definition is read, changed, read once more, and written
// when it was still the same, so that an edit of somebody else is lost only
// when it falls into the milliseconds between. What NovaCron does not know stays.
func (e *deviceEditing) redefine(change func(root *etree.Element)) {
	e.step(func(lv *libvirt.Libvirt) error {
		read := func() (string, error) {
			return lv.DomainGetXMLDesc(e.d, libvirt.DomainXMLInactive|libvirt.DomainXMLSecure)
		}
		before, err := read()
		if err != nil {
			return err
		}
		doc := etree.NewDocument()
		if err := doc.ReadFromString(before); err != nil {
			return fmt.Errorf("read the domain's XML: %w", err)
		}
		change(doc.Root())
		after, err := doc.WriteToString()
		if err != nil {
			return fmt.Errorf("write the domain's XML: %w", err)
		}
		again, err := read()
		if err != nil {
			return err
		}
		if again != before {
			return novacron.Errorf(novacron.Stale, "somebody else changed vm %s at the same moment", e.d.Name).WithMend("look at it, and try again")
		}
		_, err = lv.DomainDefineXMLFlags(after, libvirt.DomainDefineValidate)
		return err
	})
}
