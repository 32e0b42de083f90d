package kvm

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// capabilities is what NovaCron reads of libvirt's capabilities document
// (https://libvirt.org/formatcaps.html).
type capabilities struct {
	Host struct {
		CPU struct {
			Arch   string `xml:"arch"`
			Model  string `xml:"model"`
			Vendor string `xml:"vendor"`
		} `xml:"cpu"`
	} `xml:"host"`
	Guests []struct {
		OSType string `xml:"os_type"`
		Arch   struct {
			Name     string `xml:"name,attr"`
			Emulator string `xml:"emulator"`
			Domains  []struct {
				Type string `xml:"type,attr"`
			} `xml:"domain"`
		} `xml:"arch"`
	} `xml:"guest"`
}

// guest returns the architecture for new VMs: the host's, or what there is.
func (c capabilities) guest() (arch, emulator string, types []string) {
	for _, g := range c.Guests {
		if g.OSType != "hvm" || (arch != "" && g.Arch.Name != c.Host.CPU.Arch) {
			continue
		}
		arch, emulator, types = g.Arch.Name, g.Arch.Emulator, nil
		for _, d := range g.Arch.Domains {
			types = append(types, d.Type)
		}
	}
	return arch, emulator, types
}

// hostFacts are libvirt's answers about itself and the host.
type hostFacts struct {
	library, hypervisor uint64
	model               string
	cpus                int
	memoryKiB           uint64
	caps                string
}

func askHost(lv *libvirt.Libvirt) (hostFacts, error) {
	var f hostFacts
	var err error
	if f.library, err = lv.ConnectGetLibVersion(); err != nil {
		return f, err
	}
	if f.hypervisor, err = lv.ConnectGetVersion(); err != nil {
		return f, fmt.Errorf("ask for the version of QEMU: %w", err)
	}
	model, memory, cpus, _, _, _, _, _, err := lv.NodeGetInfo()
	if err != nil {
		return f, fmt.Errorf("ask for the host: %w", err)
	}
	f.model, f.memoryKiB, f.cpus = cString(model[:]), memory, int(cpus)
	f.caps, err = lv.ConnectGetCapabilities()
	return f, err
}

// cString is the text of a C array.
func cString(chars []int8) string {
	b := make([]byte, 0, len(chars))
	for _, c := range chars {
		if c == 0 {
			break
		}
		b = append(b, byte(c))
	}
	return string(b)
}

// dotted writes libvirt's version numbers (major*1e6 + minor*1e3 + release).
func dotted(v uint64) string {
	return fmt.Sprintf("%d.%d.%d", v/1000000, v/1000%1000, v%1000)
}

// learn asks a new session what it is, and decides what VMs run with.
func (p *Provider) learn(ctx context.Context, s *session) error {
	f, err := call(ctx, s.events, askHost)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal([]byte(f.caps), &s.caps); err != nil {
		return fmt.Errorf("read libvirt's capabilities: %w", err)
	}
	s.accel = p.chooseAccel(ctx, s)
	if s.driver == "qemu" {
		s.mostVCPUs = s.askMostVCPUs(ctx)
	}
	s.info = novacron.Hypervisor{
		Provider: "kvm", Connected: true, URI: s.uri, Accel: s.accel,
		Version:     "libvirt " + dotted(f.library) + ", QEMU " + dotted(f.hypervisor),
		CPUModel:    hostCPU(f.model, s.caps.Host.CPU.Model),
		CPUs:        f.cpus,
		MemoryBytes: f.memoryKiB << 10,
	}
	if s.driver != "qemu" {
		s.info.Version = "libvirt " + dotted(f.library) + ", " + s.driver + " driver"
	}
	return nil
}

// askMostVCPUs reads how many vCPUs the machine of new VMs can have, of
// libvirt's domain capabilities (https://libvirt.org/formatdomaincaps.html).
// Where they cannot be had libvirt itself refuses later.
func (s *session) askMostVCPUs(ctx context.Context) int {
	os := s.newOS(hypervisor.Definition{})
	text, err := call(ctx, s.events, func(lv *libvirt.Libvirt) (string, error) {
		return lv.ConnectGetDomainCapabilities(nil, optional(os.Type.Arch), optional(os.Type.Machine), optional(s.domainType(s.accel)), 0)
	})
	var caps struct {
		VCPU struct {
			Max string `xml:"max,attr"`
		} `xml:"vcpu"`
	}
	if err != nil || xml.Unmarshal([]byte(text), &caps) != nil {
		return 0
	}
	return number(caps.VCPU.Max)
}

// optional is a text that libvirt may be left without.
func optional(text string) libvirt.OptString {
	if text == "" {
		return nil
	}
	return libvirt.OptString{text}
}

// hostCPU prefers the name that people know of the CPU to libvirt's model and
// to NodeGetInfo's, which is the architecture.
func hostCPU(arch, model string) string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	if model != "" {
		return model
	}
	return arch
}

// chooseAccel decides what new VMs run with, and warns when it is not KVM.
func (p *Provider) chooseAccel(ctx context.Context, s *session) string {
	p.unwarn(warnKVM)
	if s.driver == "test" {
		return accelNone
	}
	_, _, types := s.caps.guest()
	switch p.opts.Accel {
	case AccelTCG:
		return AccelTCG
	case AccelKVM:
		if !slices.Contains(types, "kvm") {
			p.warn(novacron.Warning{ID: warnKVM, Detail: "the configuration says accel: kvm, but libvirt does not offer KVM on this host", Mend: mendKVM})
		}
		return AccelKVM
	}
	err := errNoKVM
	if slices.Contains(types, "kvm") {
		if err = p.probe(ctx).err; err == nil {
			return AccelKVM
		}
	}
	p.warn(novacron.Warning{
		ID:     warnKVM,
		Detail: fmt.Sprintf("KVM cannot be used (%v): VMs are emulated by QEMU and slow", err),
		Mend:   mendKVM,
	})
	return AccelTCG
}

const (
	warnKVM = "kvm_unusable"
	mendKVM = "enable virtualization (VT-x, AMD-V or nested virtualization) in the firmware or in the hypervisor above, load kvm_intel or kvm_amd, restart novacron; accel: tcg in the configuration accepts emulation silently"
)

var errNoKVM = errors.New("libvirt does not offer it: /dev/kvm is missing or QEMU is built without it")

func sortedWarnings(m map[string]novacron.Warning) []novacron.Warning {
	all := make([]novacron.Warning, 0, len(m))
	for _, w := range m {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b novacron.Warning) int { return strings.Compare(a.ID, b.ID) })
	return all
}

// socketExists says whether a daemon may be listening there.
func socketExists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode()&os.ModeSocket != 0
}
