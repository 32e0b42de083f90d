package hypervisor

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// fact is one thing about a VM's hardware, in words.
type fact struct{ field, text string }

// Differences returns how the hardware of two forms of a VM differs, from a to
// b, in a fixed order; Applied is the caller's. A disk or NIC that one of them
// lacks is one difference.
func Differences(a, b novacron.VM) []novacron.Change {
	var changes []novacron.Change
	note := func(field, from, to string) {
		if from != to {
			changes = append(changes, novacron.Change{Field: field, From: from, To: to})
		}
	}
	for _, d := range a.Disks {
		if other := b.Disk(d.Device); other != nil {
			compare(note, diskFacts(d), diskFacts(*other))
		} else {
			note("disks["+d.Device+"]", diskText(d), "")
		}
	}
	for _, d := range b.Disks {
		if a.Disk(d.Device) == nil {
			note("disks["+d.Device+"]", "", diskText(d))
		}
	}
	for _, n := range a.NICs {
		if other := b.NIC(n.MAC); other != nil {
			compare(note, nicFacts(n), nicFacts(*other))
		} else {
			note("nics["+n.MAC+"]", nicText(n), "")
		}
	}
	for _, n := range b.NICs {
		if a.NIC(n.MAC) == nil {
			note("nics["+n.MAC+"]", "", nicText(n))
		}
	}
	compare(note, hardwareFacts(a.Hardware), hardwareFacts(b.Hardware))
	note("firmware", a.Firmware, b.Firmware)
	return changes
}

func compare(note func(field, from, to string), a, b []fact) {
	for i := range a {
		note(a[i].field, a[i].text, b[i].text)
	}
}

func diskText(d novacron.Disk) string {
	switch {
	case d.Source != "":
		return d.Source
	case d.Volume != "":
		return d.Pool + "/" + d.Volume
	}
	return "empty " + d.Kind
}

func diskFacts(d novacron.Disk) []fact {
	source := diskText(d)
	if d.Source == "" && d.Volume == "" {
		source = ""
	}
	at := "disks[" + d.Device + "]."
	return []fact{
		{at + "source", source},
		{at + "cache", d.Cache},
		{at + "discard", d.Discard},
		{at + "serial", d.Serial},
		{at + "ioLimits", inWords(d.IOLimits)},
	}
}

func nicText(n novacron.NIC) string { return strings.TrimSpace(n.Kind + " " + n.Source) }

func nicFacts(n novacron.NIC) []fact {
	at := "nics[" + n.MAC + "]."
	down := ""
	if n.LinkDown {
		down = "true"
	}
	return []fact{
		{at + "source", nicText(n)},
		{at + "model", n.Model},
		{at + "linkDown", down},
		{at + "vlan", count(n.VLAN)},
		{at + "inbound", inWords(n.Inbound)},
		{at + "outbound", inWords(n.Outbound)},
	}
}

func hardwareFacts(h *novacron.Hardware) []fact {
	if h == nil {
		h = &novacron.Hardware{}
	}
	facts := []fact{
		{"maxVcpus", count(h.MaxVCPUs)},
		{"maxMemoryBytes", size(h.MaxMemoryBytes)},
		{"topology", inWords(h.Topology)},
		{"cpuPins", inWords(h.CPUPins)},
		{"emulatorCpus", h.EmulatorCPUs},
		{"numa", inWords(h.NUMA)},
		{"guestNuma", inWords(h.GuestNUMA)},
		{"hugePageBytes", size(h.HugePageBytes)},
		{"bootOrder", strings.Join(h.BootOrder, ", ")},
		{"secureBoot", strconv.FormatBool(h.SecureBoot)},
		{"watchdog", ""},
		{"tpm", ""},
		{"video", ""},
		{"hostDevices", strings.Join(h.HostDevices, ", ")},
	}
	for i := range facts {
		switch {
		case facts[i].field == "watchdog" && h.Watchdog != nil:
			facts[i].text = h.Watchdog.Model + ", " + h.Watchdog.Action
		case facts[i].field == "tpm" && h.TPM != nil:
			facts[i].text = strings.TrimSuffix(h.TPM.Model+" "+h.TPM.Version, " ")
		case facts[i].field == "video" && h.Video != nil:
			facts[i].text = h.Video.Model
		}
	}
	return facts
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func size(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

// inWords writes what was set of a value: iops=500, bytesPerSecond=1000.
func inWords[T any](v T) string {
	raw, err := json.Marshal(v)
	if err != nil || string(raw) == "null" || string(raw) == "[]" {
		return ""
	}
	return strings.NewReplacer(`"`, "", "{", "", "}", "", "[", "", "]", "", ":", "=", ",", ", ").Replace(string(raw))
}
