package kvm

import (
	"fmt"
	"maps"
	"net"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/novacron/novacron/novacron"
)

// Limits that libvirt or QEMU would only tell later and less clearly.
const (
	minMemory = 32 << 20
	maxMemory = 16 << 40
	maxVCPUs  = 4096
	maxDisks  = 24 // one letter for each device
)

// faults collects what is wrong with a request.
type faults []novacron.Field

func (f *faults) add(name, format string, args ...any) {
	*f = append(*f, novacron.Field{Name: name, Detail: fmt.Sprintf(format, args...)})
}

// matches adds a fault when a text is set and does not match.
func (f *faults) matches(pattern *regexp.Regexp, name, value, what string) {
	if value != "" && !pattern.MatchString(value) {
		f.add(name, "must be %s", what)
	}
}

// oneOf adds a fault when a word is set and none of these.
func (f *faults) oneOf(name, value string, words ...string) {
	if value != "" && !slices.Contains(words, value) {
		f.add(name, "must be %s", strings.Join(words, " or "))
	}
}

// path adds a fault when a path is set and not absolute, or cannot be written
// in XML.
func (f *faults) path(name, value string) {
	switch {
	case value == "":
	case !filepath.IsAbs(value):
		f.add(name, "must be an absolute path")
	case !printable(value, false):
		f.add(name, "has characters that no path should")
	}
}

// text adds a fault for what XML or a line of text cannot hold.
func (f *faults) text(name, value string, lines bool) {
	if !printable(value, lines) {
		f.add(name, "must be text without control characters%s", map[bool]string{false: ", in one line", true: ""}[lines])
	}
}

func printable(s string, lines bool) bool {
	for _, r := range s {
		if r == utf8.RuneError || r == '\ufffe' || r == '\uffff' {
			return false
		}
		if unicode.IsControl(r) && (!lines || (r != '\n' && r != '\t')) {
			return false
		}
	}
	return utf8.ValidString(s)
}

// check returns the fields at fault of a request.
func check(req novacron.CreateVM, vcpuLimit int) []novacron.Field {
	var f faults
	if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`).MatchString(req.Name) {
		f.add("name", "must be 1 to 64 letters, digits, '.', '_' or '-', not beginning with punctuation")
	}
	f.words(req.Title, req.Description, req.Labels)
	if req.VCPUs != 0 {
		f.vcpus(req.VCPUs, vcpuLimit)
	}
	if req.MemoryBytes != 0 {
		f.memory(req.MemoryBytes)
	}
	f.oneOf("firmware", req.Firmware, "bios", "uefi")
	f.matches(regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`), "cpuModel", req.CPUModel, "a model of libvirt's (virsh cpu-models x86_64), host-model or host-passthrough")
	if len(req.Disks) > maxDisks {
		f.add("disks", "must be %d at the most", maxDisks)
	}
	for i, d := range req.Disks {
		f.disk(fmt.Sprintf("disks[%d].", i), d)
	}
	for i, n := range req.NICs {
		f.nic(fmt.Sprintf("nics[%d].", i), n)
	}
	f.boot(req.Boot)
	return f
}

func (f *faults) words(title, description string, labels map[string]string) {
	f.text("title", title, false)
	f.text("description", description, true)
	key := regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$`)
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		name := "labels[" + k + "]"
		switch {
		case !key.MatchString(k):
			f.add(name, "the key must be 1 to 63 letters, digits, '.', '_', '-' or '/', with punctuation inside only")
		case len(labels[k]) > 256 || !printable(labels[k], false):
			f.add(name, "the value must be one line of at most 256 bytes")
		}
	}
}

func (f *faults) vcpus(n, limit int) {
	if n < 1 || n > limit {
		f.add("vcpus", "must be 1 to %d", limit)
	}
}

func (f *faults) memory(bytes uint64) {
	if bytes < minMemory || bytes > maxMemory {
		f.add("memoryBytes", "must be %d (32 MiB) to %d (16 TiB)", minMemory, uint64(maxMemory))
	}
}

func (f *faults) disk(at string, d novacron.CreateDisk) {
	f.oneOf(at+"kind", d.Kind, "disk", "cdrom")
	f.oneOf(at+"format", d.Format, "qcow2", "raw")
	f.path(at+"source", d.Source)
	f.matches(poolName(), at+"pool", d.Pool, "the name of a storage pool")
	switch {
	case d.Source == "" && d.SizeBytes < 1<<20:
		f.add(at+"sizeBytes", "must be at least 1048576 (1 MiB), or source must name a file")
	case d.Source == "" && d.SizeBytes > 1<<50:
		f.add(at+"sizeBytes", "must be at most 1125899906842624 (1 PiB)")
	case d.Source != "" && d.SizeBytes != 0:
		f.add(at+"sizeBytes", "cannot be given together with source")
	case d.Source != "" && d.Pool != "":
		f.add(at+"pool", "cannot be given together with source")
	case d.Source == "" && d.Kind == "cdrom":
		f.add(at+"source", "a cdrom needs a file")
	}
}

func poolName() *regexp.Regexp { return regexp.MustCompile(`^[^/\n\x00-\x1f<>]{1,64}$`) }

func (f *faults) nic(at string, n novacron.CreateNIC) {
	if n.Network != "" && n.Bridge != "" {
		f.add(at+"bridge", "cannot be given together with network")
	}
	f.matches(poolName(), at+"network", n.Network, "the name of a libvirt network")
	f.matches(regexp.MustCompile(`^[^/\s<>]{1,15}$`), at+"bridge", n.Bridge, "the name of a bridge")
	f.matches(regexp.MustCompile(`^[A-Za-z0-9._-]{1,32}$`), at+"model", n.Model, "a model such as virtio or e1000e")
	if n.MAC == "" {
		return
	}
	if mac, err := net.ParseMAC(n.MAC); err != nil || len(mac) != 6 || mac[0]&1 != 0 {
		f.add(at+"mac", "must be a unicast address such as 52:54:00:12:34:56")
	}
}

func (f *faults) boot(b *novacron.DirectBoot) {
	if b == nil {
		return
	}
	if b.Kernel == "" {
		f.add("boot.kernel", "must be the path of a kernel")
	}
	f.path("boot.kernel", b.Kernel)
	f.path("boot.initrd", b.Initrd)
	f.text("boot.cmdline", b.Cmdline, false)
}
