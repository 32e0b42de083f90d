package hypervisor_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const mac = "52:54:00:12:34:56"

func equipped() novacron.VM {
	return novacron.VM{
		Name: "web-1", Firmware: "bios",
		Disks: []novacron.Disk{
			{Device: "vda", Kind: "disk", Pool: "default", Volume: "web-1-vda.qcow2", BootOrder: 1},
			{Device: "sda", Kind: "cdrom", Source: "/srv/debian.iso"},
		},
		NICs: []novacron.NIC{{MAC: mac, Kind: "network", Source: "default", Model: "virtio"}},
		Hardware: &novacron.Hardware{
			MaxVCPUs: 4, BootOrder: []string{"vda"}, Watchdog: &novacron.Watchdog{Model: "itco", Action: "reset"},
		},
	}
}

func to[T any](v T) *T { return &v }

// Each edit makes exactly the differences that it names, making it again makes
// none, and what it was made of stays as it was.
func TestDeviceEdits(t *testing.T) {
	hardware := func(c novacron.ChangeHardware) hypervisor.DeviceEdit { return hypervisor.DeviceEdit{Hardware: &c} }
	disk := func(e hypervisor.DiskEdit) hypervisor.DeviceEdit { return hypervisor.DeviceEdit{ChangeDisk: &e} }
	nic := func(c novacron.ChangeNIC) hypervisor.DeviceEdit {
		return hypervisor.DeviceEdit{ChangeNIC: &hypervisor.NICEdit{MAC: mac, Change: c}}
	}
	change := func(field, from, to string) novacron.Change {
		return novacron.Change{Field: field, From: from, To: to}
	}
	for name, test := range map[string]struct {
		edit hypervisor.DeviceEdit
		want []novacron.Change
	}{
		"add disk": {
			hypervisor.DeviceEdit{AddDisk: &novacron.Disk{Device: "vdb", Kind: "disk", Pool: "fast", Volume: "data"}},
			[]novacron.Change{change("disks[vdb]", "", "fast/data")},
		},
		"add an empty drive": {
			hypervisor.DeviceEdit{AddDisk: &novacron.Disk{Device: "sdb", Kind: "cdrom"}},
			[]novacron.Change{change("disks[sdb]", "", "empty cdrom")},
		},
		"remove disk": {hypervisor.DeviceEdit{RemoveDisk: "vda"}, []novacron.Change{change("disks[vda]", "default/web-1-vda.qcow2", "")}},
		"eject":       {disk(hypervisor.DiskEdit{Device: "sda", Source: to("")}), []novacron.Change{change("disks[sda].source", "/srv/debian.iso", "")}},
		"change disk": {
			disk(hypervisor.DiskEdit{Device: "vda", Cache: to("none"), Discard: to("unmap"), Serial: to("s1"), IOLimits: &novacron.IOLimits{IOPS: 500}}),
			[]novacron.Change{
				change("disks[vda].cache", "", "none"), change("disks[vda].discard", "", "unmap"),
				change("disks[vda].serial", "", "s1"), change("disks[vda].ioLimits", "", "iops=500"),
			},
		},
		"leave a disk as it is": {disk(hypervisor.DiskEdit{Device: "vda", Cache: to("default"), IOLimits: &novacron.IOLimits{}}), nil},
		"add nic": {
			hypervisor.DeviceEdit{AddNIC: &novacron.NIC{MAC: "52:54:00:00:00:01", Kind: "bridge", Source: "br0"}},
			[]novacron.Change{change("nics[52:54:00:00:00:01]", "", "bridge br0")},
		},
		"remove nic in another case": {
			hypervisor.DeviceEdit{RemoveNIC: "52:54:00:12:34:56"}, []novacron.Change{change("nics["+mac+"]", "network default", "")},
		},
		"change nic": {
			nic(novacron.ChangeNIC{Bridge: to("br0"), Model: to("e1000e"), LinkDown: to(true), VLAN: to(7), Inbound: &novacron.Bandwidth{BytesPerSecond: 1500, BurstBytes: 1}}),
			[]novacron.Change{
				change("nics["+mac+"].source", "network default", "bridge br0"), change("nics["+mac+"].model", "virtio", "e1000e"),
				change("nics["+mac+"].linkDown", "", "true"), change("nics["+mac+"].vlan", "", "7"),
				change("nics["+mac+"].inbound", "", "bytesPerSecond=2000, burstBytes=1024"),
			},
		},
		"another network": {
			nic(novacron.ChangeNIC{Network: to("lab"), Outbound: &novacron.Bandwidth{}}),
			[]novacron.Change{change("nics["+mac+"].source", "network default", "network lab")},
		},
		"cpus": {
			hardware(novacron.ChangeHardware{
				MaxVCPUs: to(8), Topology: &novacron.CPUTopology{Sockets: 1, Cores: 4, Threads: 2}, EmulatorCPUs: to("0-1"),
				CPUPins: to([]novacron.CPUPin{{VCPU: 1, CPUs: "3"}, {VCPU: 0, CPUs: "2"}}), NUMA: &novacron.NUMATuning{Mode: "strict", Nodes: "0"},
			}),
			[]novacron.Change{
				change("maxVcpus", "4", "8"), change("topology", "", "sockets=1, cores=4, threads=2"),
				change("cpuPins", "", "vcpu=0, cpus=2, vcpu=1, cpus=3"), change("emulatorCpus", "", "0-1"), change("numa", "", "mode=strict, nodes=0"),
			},
		},
		"devices": {
			hardware(novacron.ChangeHardware{
				Firmware: to("uefi"), SecureBoot: to(true), Watchdog: &novacron.Watchdog{Model: "i6300esb"}, TPM: &novacron.TPM{Model: "tpm-crb"},
				Video: &novacron.Video{Model: "virtio"}, HostDevices: to([]string{"pci_0000_00_02_0"}), HugePageBytes: to(uint64(2 << 20)), MaxMemoryBytes: to(uint64(1 << 30)),
			}),
			[]novacron.Change{
				change("maxMemoryBytes", "", "1073741824"), change("hugePageBytes", "", "2097152"), change("secureBoot", "false", "true"),
				change("watchdog", "itco, reset", "i6300esb, reset"), change("tpm", "", "tpm-crb 2.0"), change("video", "", "virtio"),
				change("hostDevices", "", "pci_0000_00_02_0"), change("firmware", "bios", "uefi"),
			},
		},
		"no more devices": {
			hardware(novacron.ChangeHardware{
				Watchdog: &novacron.Watchdog{Model: "none"}, TPM: &novacron.TPM{Model: "none"}, Video: &novacron.Video{Model: "none"}, NUMA: &novacron.NUMATuning{Mode: "none"},
			}),
			[]novacron.Change{change("watchdog", "itco, reset", "")},
		},
		"boot order": {
			hardware(novacron.ChangeHardware{BootOrder: to([]string{mac, "sda"})}),
			[]novacron.Change{change("bootOrder", "vda", mac+", sda")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			vm := equipped()
			after, err := test.edit.Apply(vm)
			require.NoError(t, err)
			require.Equal(t, test.want, hypervisor.Differences(vm, after))
			require.Equal(t, equipped(), vm)
			again, err := test.edit.Apply(after)
			require.NoError(t, err)
			require.Empty(t, hypervisor.Differences(after, again))
			for i, c := range hypervisor.Differences(after, vm) {
				require.NotEqual(t, c.From, c.To, "%d", i)
			}

			// A plan that a crash cut is read again from JSON.
			raw, err := json.Marshal(test.edit)
			require.NoError(t, err)
			var kept hypervisor.DeviceEdit
			require.NoError(t, json.Unmarshal(raw, &kept))
			again, err = kept.Apply(vm)
			require.NoError(t, err)
			require.Equal(t, after, again)
		})
	}
}

func TestDeviceEditsThatCannotBe(t *testing.T) {
	for name, test := range map[string]struct {
		edit  hypervisor.DeviceEdit
		code  novacron.Code
		field string
	}{
		"no disk":      {hypervisor.DeviceEdit{ChangeDisk: &hypervisor.DiskEdit{Device: "vdz"}}, novacron.NotFound, ""},
		"no nic":       {hypervisor.DeviceEdit{ChangeNIC: &hypervisor.NICEdit{MAC: "52:54:00:00:00:09"}}, novacron.NotFound, ""},
		"media":        {hypervisor.DeviceEdit{ChangeDisk: &hypervisor.DiskEdit{Device: "vda", Source: to("/x.iso")}}, novacron.Invalid, "media"},
		"secure boot":  {hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{SecureBoot: to(true)}}, novacron.Invalid, "secureBoot"},
		"boot twice":   {hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{BootOrder: to([]string{"vda", "vda"})}}, novacron.Invalid, "bootOrder"},
		"boot nothing": {hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{BootOrder: to([]string{"vdz"})}}, novacron.Invalid, "bootOrder"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := test.edit.Apply(equipped())
			require.Equal(t, test.code, novacron.CodeOf(err), "%v", err)
			if test.field != "" {
				require.Equal(t, test.field, novacron.FaultOf(err).Fields[0].Name)
			}
		})
	}
}

func TestVMsWithoutHardwareDiffer(t *testing.T) {
	vm := equipped()
	vm.Hardware = nil
	after, err := hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{MaxVCPUs: to(2)}}.Apply(vm)
	require.NoError(t, err)
	require.Equal(t, []novacron.Change{{Field: "maxVcpus", To: "2"}}, hypervisor.Differences(vm, after))
	require.Nil(t, vm.Hardware)
	require.Nil(t, hypervisor.Counted(nil))
}
