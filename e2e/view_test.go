package e2e_test

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// view is a host as a program shows it: each thing as a line.
type view struct {
	VMs      []string
	Pools    []string
	Networks []string
}

// seenVM is a VM as a program shows it.
type seenVM struct {
	Name, State           string
	Persistent, Autostart bool
	VCPUs, MaxVCPUs       int
	MemoryBytes           uint64
	Disks                 []string
	NICs                  []string
	Snapshots             []string
}

func (v *view) sorted() view {
	for _, lines := range [][]string{v.VMs, v.Pools, v.Networks} {
		slices.Sort(lines)
	}
	return *v
}

func (v *view) add(vm seenVM) {
	slices.Sort(vm.Snapshots)
	v.VMs = append(v.VMs, fmt.Sprintf("%+v", vm))
}

// addPool adds a pool with its volumes, each as volumeLine.
func (v *view) addPool(name string, running, autostart bool, volumes []string) {
	slices.Sort(volumes)
	v.Pools = append(v.Pools, fmt.Sprintf("%s running=%t autostart=%t %v", name, running, autostart, volumes))
}

func volumeLine(name, format string, capacity uint64) string {
	return fmt.Sprintf("%s %s %d", name, format, capacity)
}

func (v *view) addNetwork(name string, running, autostart bool, bridge string) {
	v.Networks = append(v.Networks, fmt.Sprintf("%s running=%t autostart=%t %s", name, running, autostart, bridge))
}

func diskLine(device, kind, bus, format, source string, boot int) string {
	return fmt.Sprintf("%s %s %s %s %s boot=%d", device, kind, bus, format, source, boot)
}

func nicLine(mac, kind, source, model string, boot int) string {
	return fmt.Sprintf("%s %s %s %s boot=%d", mac, kind, source, model, boot)
}

func snapshotLine(name, parent string, current bool) string {
	return fmt.Sprintf("%s<%s current=%t", name, parent, current)
}

// ours is what NovaCron's REST answers.
func ours(t testing.TB, c *client.Client) view {
	t.Helper()
	var v view
	page := novacron.PageRequest{Limit: 1000}
	vms, err := c.VMs(t.Context(), novacron.VMQuery{PageRequest: page})
	require.NoError(t, err)
	for _, vm := range vms.Items {
		v.add(ourVM(t, c, vm))
	}
	volumes, err := c.Volumes(t.Context(), novacron.VolumeQuery{PageRequest: page})
	require.NoError(t, err)
	pools, err := c.Pools(t.Context(), novacron.PoolQuery{PageRequest: page})
	require.NoError(t, err)
	for _, pool := range pools.Items {
		lines := []string{}
		for _, one := range volumes.Items {
			if one.Pool == pool.ID {
				lines = append(lines, volumeLine(one.Name, one.Format, one.CapacityBytes))
			}
		}
		v.addPool(pool.Name, pool.State == novacron.PoolRunning, pool.Autostart, lines)
	}
	networks, err := c.Networks(t.Context(), novacron.NetworkQuery{PageRequest: page})
	require.NoError(t, err)
	for _, n := range networks.Items {
		v.addNetwork(n.Name, n.State == novacron.NetworkRunning, n.Autostart, n.Bridge)
	}
	return v.sorted()
}

func ourVM(t testing.TB, c *client.Client, vm novacron.VM) seenVM {
	t.Helper()
	seen := seenVM{
		Name: vm.Name, State: string(vm.State), Persistent: vm.Persistent, Autostart: vm.Autostart,
		VCPUs: vm.VCPUs, MaxVCPUs: vm.VCPUs, MemoryBytes: vm.MemoryBytes,
	}
	if vm.Hardware != nil && vm.Hardware.MaxVCPUs > 0 {
		seen.MaxVCPUs = vm.Hardware.MaxVCPUs
	}
	for _, d := range vm.Disks {
		seen.Disks = append(seen.Disks, diskLine(d.Device, d.Kind, d.Bus, d.Format, d.Source, d.BootOrder))
	}
	for _, n := range vm.NICs {
		seen.NICs = append(seen.NICs, nicLine(n.MAC, n.Kind, n.Source, n.Model, n.BootOrder))
	}
	snapshots, err := c.Snapshots(t.Context(), vm.ID, novacron.PageRequest{Limit: 1000})
	require.NoError(t, err)
	names := map[novacron.SnapshotID]string{}
	for _, s := range snapshots.Items {
		names[s.ID] = s.Name
	}
	for _, s := range snapshots.Items {
		seen.Snapshots = append(seen.Snapshots, snapshotLine(s.Name, names[s.Parent], s.Current))
	}
	return seen
}

// domainView is what the test reads of a domain's document.
type domainView struct {
	Name string `xml:"name"`
	VCPU struct {
		Current int `xml:"current,attr"`
		Max     int `xml:",chardata"`
	} `xml:"vcpu"`
	Memory uint64     `xml:"currentMemory"` // KiB, as libvirt always writes it
	Disks  []diskView `xml:"devices>disk"`
	NICs   []nicView  `xml:"devices>interface"`
}

type bootView struct {
	Order int `xml:"order,attr"`
}

type diskView struct {
	Device string `xml:"device,attr"`
	Driver struct {
		Type string `xml:"type,attr"`
	} `xml:"driver"`
	Source struct {
		File string `xml:"file,attr"`
		Dev  string `xml:"dev,attr"`
	} `xml:"source"`
	Target struct {
		Dev string `xml:"dev,attr"`
		Bus string `xml:"bus,attr"`
	} `xml:"target"`
	Boot bootView `xml:"boot"`
}

type nicView struct {
	Type string `xml:"type,attr"`
	MAC  struct {
		Address string `xml:"address,attr"`
	} `xml:"mac"`
	Source struct {
		Network string `xml:"network,attr"`
		Bridge  string `xml:"bridge,attr"`
	} `xml:"source"`
	Model struct {
		Type string `xml:"type,attr"`
	} `xml:"model"`
	Boot bootView `xml:"boot"`
}

// fill takes what a domain's document tells.
func (s *seenVM) fill(t testing.TB, text string) {
	t.Helper()
	var doc domainView
	require.NoError(t, xml.Unmarshal([]byte(text), &doc), text)
	s.Name, s.VCPUs, s.MaxVCPUs, s.MemoryBytes = doc.Name, doc.VCPU.Max, doc.VCPU.Max, doc.Memory<<10
	if doc.VCPU.Current > 0 {
		s.VCPUs = doc.VCPU.Current
	}
	for _, d := range doc.Disks {
		s.Disks = append(s.Disks, diskLine(d.Target.Dev, d.Device, d.Target.Bus, d.Driver.Type, d.Source.File+d.Source.Dev, d.Boot.Order))
	}
	for _, n := range doc.NICs {
		source := n.Source.Network
		if n.Type == "bridge" {
			source = n.Source.Bridge
		}
		s.NICs = append(s.NICs, nicLine(n.MAC.Address, n.Type, source, n.Model.Type, n.Boot.Order))
	}
}

// byVirsh is what virsh tells.
func byVirsh(t testing.TB, d *kvmtest.Daemon) view {
	t.Helper()
	var v view
	for _, name := range strings.Fields(d.Virsh("list", "--all", "--name")) {
		info := fieldsOf(d.Virsh("dominfo", name))
		s := seenVM{State: stateWord(info["State"]), Persistent: info["Persistent"] == "yes", Autostart: info["Autostart"] == "enable"}
		s.fill(t, d.Virsh("dumpxml", name))
		current := ""
		names := strings.Fields(d.Virsh("snapshot-list", name, "--name"))
		if len(names) > 0 {
			current = d.Virsh("snapshot-current", name, "--name")
		}
		for _, one := range names {
			parent := fieldsOf(d.Virsh("snapshot-info", name, one))["Parent"]
			s.Snapshots = append(s.Snapshots, snapshotLine(one, strings.TrimPrefix(parent, "-"), one == current))
		}
		v.add(s)
	}
	for _, name := range strings.Fields(d.Virsh("pool-list", "--all", "--name")) {
		info, list, lines := fieldsOf(d.Virsh("pool-info", name)), "", []string{}
		if info["State"] == "running" {
			list = d.Virsh("vol-list", name)
		}
		for line := range strings.Lines(list) {
			if fields := strings.Fields(line); len(fields) == 2 {
				lines = append(lines, volumeOf(t, d.Virsh("vol-dumpxml", "--pool", name, fields[0])))
			}
		}
		v.addPool(name, info["State"] == "running", info["Autostart"] == "yes", lines)
	}
	for _, name := range strings.Fields(d.Virsh("net-list", "--all", "--name")) {
		info := fieldsOf(d.Virsh("net-info", name))
		v.addNetwork(name, info["Active"] == "yes", info["Autostart"] == "yes", info["Bridge"])
	}
	return v.sorted()
}

// fieldsOf reads lines of a name, a colon and a value.
func fieldsOf(text string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(line, ":"); ok {
			fields[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return fields
}

// stateWord is our word for a state of virsh's.
func stateWord(state string) string {
	if state == "shut off" {
		return string(novacron.VMShutoff)
	}
	return state
}

func volumeOf(t testing.TB, text string) string {
	t.Helper()
	var doc struct {
		Name     string `xml:"name"`
		Capacity string `xml:"capacity"`
		Target   struct {
			Format struct {
				Type string `xml:"type,attr"`
			} `xml:"format"`
		} `xml:"target"`
	}
	require.NoError(t, xml.Unmarshal([]byte(text), &doc), text)
	capacity, err := strconv.ParseUint(doc.Capacity, 10, 64)
	require.NoError(t, err)
	return volumeLine(doc.Name, doc.Target.Format.Type, capacity)
}
