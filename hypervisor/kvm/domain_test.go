package kvm_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/novacron"
)

// virtInstall is a domain as virt-install 4.1 makes it (libvirt 9.0), with
// disks of several kinds added.
func virtInstall(tb testing.TB) string {
	tb.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "virt-install.xml"))
	require.NoError(tb, err)
	return string(text)
}

func TestDecodeForeign(t *testing.T) {
	vm := kvm.DecodeVM(virtInstall(t), "", 5)
	require.Equal(t, novacron.VM{
		ID: "11111111-2222-3333-4444-555555555555", Name: "foreign", Provider: "kvm",
		Title: "A title", Description: "Two\nlines",
		State: novacron.VMShutoff, VCPUs: 2, MemoryBytes: 1536 << 20, Firmware: "uefi", Machine: "pc-q35-7.2",
		CPUModel: "host-passthrough", Accel: "kvm", Persistent: true,
		Hardware: &novacron.Hardware{MaxVCPUs: 8, MaxMemoryBytes: 2 << 30, BootOrder: []string{"vda", "vdb", "vdc", "vdd"}},
		Disks: []novacron.Disk{
			{Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2", Source: "/var/lib/libvirt/images/foreign.qcow2", Discard: "unmap"},
			{Device: "vdb", Kind: "disk", Bus: "virtio", Format: "raw", Source: "/dev/vg/foreign"},
			{Device: "vdc", Kind: "disk", Bus: "virtio", Format: "raw", Source: "rbd://mon-1:6789/pool/image"},
			{Device: "vdd", Kind: "disk", Bus: "virtio", Pool: "fast", Volume: "data"},
			{Device: "sda", Kind: "cdrom", Bus: "sata", Format: "raw", ReadOnly: true},
		},
		NICs: []novacron.NIC{
			{MAC: "52:54:00:11:22:33", Kind: "network", Source: "default", Model: "virtio"},
			{MAC: "52:54:00:11:22:34", Kind: "bridge", Source: "br0", Model: "e1000e"},
			{MAC: "52:54:00:11:22:35", Kind: "direct", Source: "eth0"},
			{MAC: "52:54:00:11:22:36", Kind: "user"},
		},
	}, vm)
}

func TestDecodeMetadata(t *testing.T) {
	vm := kvm.DecodeVM(`<domain type='qemu'><name>mine</name><metadata>
		<other:thing xmlns:other='urn:x'><vm managed='yes'/></other:thing>
		<nc:vm xmlns:nc='https://novacron.dev/xmlns/domain/1' managed='yes' createdAt='2026-01-02T03:04:05.5Z' definition='sha256:ff'>
			<nc:label key='tier' value='web'/><nc:label key='' value='odd'/><nc:label key='empty'/></nc:vm></metadata></domain>`, "", 1)
	require.True(t, vm.Managed)
	require.Equal(t, map[string]string{"tier": "web", "empty": ""}, vm.Labels)
	require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 500_000_000, time.UTC), vm.CreatedAt)
	require.Equal(t, novacron.VMRunning, vm.State)
	require.Equal(t, "tcg", vm.Accel)
	require.Equal(t, "bios", vm.Firmware)
}

func TestDecodePending(t *testing.T) {
	live := `<domain type='kvm'><name>x</name><title>t</title><memory unit='MiB'>512</memory><vcpu current='2'>4</vcpu></domain>`
	config := `<domain type='kvm'><name>x</name><title>t</title><memory unit='GiB'>1</memory><currentMemory unit='KiB'>786432</currentMemory><vcpu>4</vcpu></domain>`
	vm := kvm.DecodeVM(live, config, 1)
	require.Equal(t, 2, vm.VCPUs)
	require.Equal(t, []novacron.Change{
		{Field: "vcpus", From: "2", To: "4", Applied: novacron.AppliedNextStart},
		{Field: "memoryBytes", From: "536870912", To: "805306368", Applied: novacron.AppliedNextStart},
	}, vm.Pending)
}

func TestDecodeOdd(t *testing.T) {
	vm := kvm.DecodeVM("this is no XML", "<neither>", 99)
	require.Equal(t, "raw", vm.Name, "it has the name that libvirt's list has")
	require.Equal(t, novacron.VMUnknown, vm.State)

	vm = kvm.DecodeVM(`<domain><name>x</name><memory unit='furlong'>1</memory><vcpu>99999999999999999999</vcpu></domain>`, "", 1)
	require.Zero(t, vm.MemoryBytes)
	require.Zero(t, vm.VCPUs)
	vm = kvm.DecodeVM(`<domain><name>x</name><memory unit='TB'>18446744073709551615</memory></domain>`, "", 1)
	require.Zero(t, vm.MemoryBytes, "an overflow is no size")
	for unit, want := range map[string]uint64{"b": 8, "KB": 8000, "": 8192, "mb": 8e6, "g": 8 << 30, "GB": 8e9, "tib": 8 << 40} {
		vm = kvm.DecodeVM(`<domain><name>x</name><memory unit='`+unit+`'>8</memory></domain>`, "", 1)
		require.Equal(t, want, vm.MemoryBytes, unit)
	}
	require.Equal(t, "raw", kvm.DecodeVM("<domain>"+strings.Repeat(" ", 5<<20)+"</domain>", "", 1).Name, "too large to read")
}

func FuzzDomain(f *testing.F) {
	f.Add(virtInstall(f), "", int32(1))
	f.Add("<domain/>", "<domain><vcpu current='1'>2</vcpu></domain>", int32(5))
	f.Add("<domain><metadata><vm xmlns='https://novacron.dev/xmlns/domain/1' managed='yes'><label key='a' value='b'/></vm></metadata></domain>", "", int32(3))
	f.Fuzz(func(t *testing.T, live, config string, state int32) {
		vm := kvm.DecodeVM(live, config, state)
		require.NotEmpty(t, vm.Name)
		require.NotEmpty(t, vm.Firmware)
		require.GreaterOrEqual(t, vm.VCPUs, 0)
		for k, v := range vm.Labels {
			require.NotEmpty(t, k)
			require.True(t, utf8.ValidString(k+v))
		}
		for _, d := range vm.Disks {
			require.NotEmpty(t, d.Kind)
		}
	})
}
