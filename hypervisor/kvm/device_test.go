package kvm_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// says types a command into a guest's shell and waits for words of its answer.
func says(t *testing.T, console io.ReadWriter, command, answer string) {
	t.Helper()
	_, err := console.Write([]byte(command + "\n"))
	require.NoError(t, err)
	await(t, console, answer)
}

// blockDevices counts the guest's virtio disks without their driver: the word
// is written so that the echo of the command is no answer.
const blockDevices = `echo disks-"$(cat /sys/bus/pci/devices/*/device | grep -c 0x1042)"-`

// TestDevicesInside: what is plugged in and pulled out is seen in the guest, and
// virsh shows the limits; a TPM's table is there after the next start.
func TestDevicesInside(t *testing.T) {
	long(t)
	t.Parallel()
	kvmtest.Require(t, "swtpm", "swtpm_setup")
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "inside", nil)
	edit := func(e hypervisor.DeviceEdit) []novacron.Change {
		t.Helper()
		changes, err := p.EditDevices(t.Context(), id, e)
		require.NoError(t, err)
		return changes
	}
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	console, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	await(t, console, guestimage.Heartbeat)

	disk, err := p.CompleteDisk(t.Context(), id, novacron.CreateDisk{SizeBytes: 4 << 20, IOLimits: &novacron.IOLimits{IOPS: 70}})
	require.NoError(t, err)
	_, err = p.EnsureVolume(t.Context(), disk)
	require.NoError(t, err)
	edit(hypervisor.DeviceEdit{AddDisk: &disk})
	says(t, console, blockDevices, "disks-1-")
	require.Regexp(t, `total_iops_sec *: +70\b`, d.Virsh("blkdeviotune", "inside", disk.Device))
	edit(hypervisor.DeviceEdit{ChangeDisk: &hypervisor.DiskEdit{Device: disk.Device, IOLimits: &novacron.IOLimits{
		BytesPerSecond: 1 << 20, BurstBytesPerSecond: 2 << 20, BurstSeconds: 3,
	}}})
	for _, where := range []string{"--live", "--config"} {
		tuned := d.Virsh("blkdeviotune", "inside", disk.Device, where)
		require.Regexp(t, `total_bytes_sec: +1048576\b`, tuned)
		require.Regexp(t, `total_bytes_sec_max_length: 3\b`, tuned)
		require.Regexp(t, `total_iops_sec *: +0\b`, tuned)
	}
	edit(hypervisor.DeviceEdit{RemoveDisk: disk.Device})
	says(t, console, blockDevices, "disks-0-")

	edit(hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{CPUPins: &[]novacron.CPUPin{{VCPU: 0, CPUs: "0"}}}})
	require.Regexp(t, `0 +0$`, d.Virsh("vcpupin", "inside", "--live"))
	edit(hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{CPUPins: &[]novacron.CPUPin{}}})
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Empty(t, vm.Hardware.CPUPins)
	require.Empty(t, vm.Pending)

	changes := edit(hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{TPM: &novacron.TPM{Model: "tpm-crb"}}})
	require.Equal(t, []novacron.Change{{Field: "tpm", To: "tpm-crb 2.0", Applied: novacron.AppliedNextStart}}, changes)
	require.NoError(t, p.PowerOff(t.Context(), id))
	require.NoError(t, console.Close())
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	console, err = p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	await(t, console, guestimage.Heartbeat)
	says(t, console, `echo table-"$(ls /sys/firmware/acpi/tables | grep -c TPM2)"-`, "table-1-")
	require.NoError(t, console.Close())
	states, err := filepath.Glob(d.Outside("/var/lib/libvirt/swtpm/" + string(id)))
	require.NoError(t, err)
	require.Len(t, states, 1)
	require.NoError(t, p.PowerOff(t.Context(), id))
	require.NoError(t, p.Undefine(t.Context(), id))
	require.NoDirExists(t, states[0], "the TPM's content goes with the VM")
}

// TestHardwareXML: what is written is libvirt's schema, and what somebody else
// wrote stays.
func TestHardwareXML(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "shapes", func(req *novacron.CreateVM) {
		req.VCPUs, req.NICs = 2, []novacron.CreateNIC{{Bridge: "br0", MAC: "52:54:00:00:00:07"}}
		req.Disks = []novacron.CreateDisk{{SizeBytes: 1 << 20, Serial: "one", Cache: "none"}}
	})
	file := filepath.Join(d.Dir(), "shapes.xml")
	text := strings.Replace(d.Virsh("dumpxml", "--inactive", "shapes"), "</metadata>",
		`<them:note xmlns:them="urn:example:them"><them:inner>text</them:inner></them:note></metadata>`, 1)
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(text, "</devices>", "<vsock model='virtio'><cid auto='yes'/></vsock></devices>", 1)), 0o600))
	d.Virsh("define", file)

	yes, cpus, uefi := true, "0", "uefi"
	memory, page, vcpus := uint64(256<<20), uint64(2<<20), 4
	for name, c := range map[string]novacron.ChangeHardware{
		"boot":     {BootOrder: &[]string{"52:54:00:00:00:07", "vda"}},
		"watchdog": {Watchdog: &novacron.Watchdog{Model: "i6300esb", Action: "dump"}},
		"tpm":      {TPM: &novacron.TPM{Model: "tpm-tis"}},
		"video":    {Video: &novacron.Video{Model: "vga"}},
		"numa": {
			MaxMemoryBytes: &memory, MaxVCPUs: &vcpus, Topology: &novacron.CPUTopology{Sockets: 1, Cores: 2, Threads: 2},
			GuestNUMA: &[]novacron.NUMACell{{CPUs: "0-1", MemoryBytes: 128 << 20}, {CPUs: "2-3", MemoryBytes: 128 << 20}},
			NUMA:      &novacron.NUMATuning{Mode: "preferred", Nodes: "0"},
		},
		"pins":   {CPUPins: &[]novacron.CPUPin{{VCPU: 1, CPUs: "0"}}, EmulatorCPUs: &cpus},
		"pages":  {HugePageBytes: &page},
		"host":   {HostDevices: &[]string{"0000:00:03.0", "usb:0951:1666"}},
		"secure": {Firmware: &uefi, SecureBoot: &yes},
	} {
		plan, err := p.PlanDevices(t.Context(), id, hypervisor.DeviceEdit{Hardware: &c})
		require.NoError(t, err, name)
		changes, err := p.EditDevices(t.Context(), id, hypervisor.DeviceEdit{Hardware: &c})
		require.NoError(t, err, name)
		require.Equal(t, plan, changes, name)
		require.NotEmpty(t, changes, name)
		again, err := p.EditDevices(t.Context(), id, hypervisor.DeviceEdit{Hardware: &c})
		require.NoError(t, err, name)
		require.Empty(t, again, name)
		validate(t, d.Virsh("dumpxml", "--inactive", "shapes"))
	}
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	hw := vm.Hardware
	require.Equal(t, []string{"52:54:00:00:00:07", "vda"}, hw.BootOrder)
	require.Equal(t, []string{"0000:00:03.0", "usb:0951:1666"}, hw.HostDevices)
	require.True(t, hw.SecureBoot)
	require.Equal(t, page, hw.HugePageBytes)
	require.Equal(t, "one", vm.Disks[0].Serial)

	none := []string{}
	_, err = p.EditDevices(t.Context(), id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{
		HostDevices: &none, Watchdog: &novacron.Watchdog{Model: "none"}, TPM: &novacron.TPM{Model: "none"}, Video: &novacron.Video{Model: "none"},
	}})
	require.NoError(t, err)
	rate := novacron.Bandwidth{BytesPerSecond: 500_000, BurstBytes: 64 << 10}
	_, err = p.EditDevices(t.Context(), id, hypervisor.DeviceEdit{ChangeNIC: &hypervisor.NICEdit{MAC: "52:54:00:00:00:07", Change: novacron.ChangeNIC{Inbound: &rate}}})
	require.NoError(t, err)
	require.Regexp(t, `inbound.average: 500\b`, d.Virsh("domiftune", "shapes", "52:54:00:00:00:07", "--config"))
	text = d.Virsh("dumpxml", "--inactive", "shapes")
	validate(t, text)
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromString(text))
	require.Equal(t, "text", doc.FindElement("//metadata/note/inner").Text())
	require.NotNil(t, doc.FindElement("//devices/vsock"))
	require.Nil(t, doc.FindElement("//devices/hostdev"))
	require.Nil(t, doc.FindElement("//devices/tpm"))

	six := 6
	_, err = p.PlanDevices(t.Context(), id, hypervisor.DeviceEdit{Hardware: &novacron.ChangeHardware{MaxVCPUs: &six}})
	requireField(t, "topology", err)
	list, err := p.HostDevices(t.Context())
	require.NoError(t, err)
	t.Logf("%d host devices", len(list))
	options, err := p.HardwareOptions(t.Context())
	require.NoError(t, err)
	require.Contains(t, options.Firmware, "uefi")
	require.NotEmpty(t, options.NUMANodes)
	t.Logf("%+v", options)
}
