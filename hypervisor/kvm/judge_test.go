package kvm_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// validate lets virt-xml-validate judge a domain document, or the schema of the
// libvirt that is tested instead of the machine's.
func validate(t *testing.T, text string) {
	t.Helper()
	kvmtest.Require(t, "virt-xml-validate")
	file := filepath.Join(t.TempDir(), "domain.xml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	judge := exec.Command("virt-xml-validate", file, "domain")
	if root := os.Getenv(kvmtest.RootEnv); root != "" {
		judge = exec.Command("xmllint", "--noout", "--relaxng", filepath.Join(root, "usr/share/libvirt/schemas/domain.rng"), file)
	}
	out, err := judge.CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, text)
}

// everything is a request with everything in it.
func everything(firmware, iso string) novacron.CreateVM {
	return novacron.CreateVM{
		Name: "everything-" + firmware, Title: "A & B", Description: "<x>\n\ttab", Labels: map[string]string{"a/b": "1 & 2", "empty": ""},
		VCPUs: 3, MemoryBytes: 200_000_000, Firmware: firmware, Autostart: true,
		Disks: []novacron.CreateDisk{
			{SizeBytes: 1<<20 + 1},
			{SizeBytes: 2 << 20, Format: "raw", ReadOnly: true},
			{Source: "/dev/null-disk"},
			{Source: iso, Kind: "cdrom"},
		},
		NICs: []novacron.CreateNIC{{Bridge: "br0"}, {Network: "default", Model: "e1000e"}},
	}
}

// TestDefinitionsValidate holds what is defined, before and after libvirt took
// it, to libvirt's schema.
func TestDefinitionsValidate(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	d.Virsh("net-define", "/usr/share/libvirt/networks/default.xml")
	iso := filepath.Join(d.Dir(), "x.iso")
	require.NoError(t, os.WriteFile(iso, nil, 0o600))
	for _, accel := range []string{kvm.AccelTCG, kvm.AccelKVM} {
		p := connected(t, kvm.Options{URI: d.URI(), Accel: accel})
		for _, firmware := range []string{"bios", "uefi"} {
			req := everything(firmware, iso)
			req.Name += "-" + accel
			if firmware == "bios" {
				req.Boot = &novacron.DirectBoot{Kernel: "/x/vmlinuz", Initrd: "/x/initrd", Cmdline: "a=<b> 'c' \"d\""}
			}
			def, err := p.Complete(t.Context(), newID(), req)
			require.NoError(t, err)
			require.Equal(t, uint64(191<<20), def.VM.MemoryBytes, "whole MiB, rounded up")
			text, err := p.MarshalDomain(def)
			require.NoError(t, err)
			validate(t, text)
			if accel == kvm.AccelKVM && !strings.Contains(d.Virsh("capabilities"), "<domain type='kvm'/>") {
				continue
			}
			for _, disk := range def.VM.Disks {
				if disk.Volume != "" {
					_, err := p.EnsureVolume(t.Context(), disk)
					require.NoError(t, err)
				}
			}
			require.NoError(t, p.Define(t.Context(), def), text)
			validate(t, d.Virsh("dumpxml", "--inactive", def.VM.Name))
			vm, err := p.VM(t.Context(), def.VM.ID)
			require.NoError(t, err)
			require.Equal(t, firmware, vm.Firmware)
			require.Equal(t, accel, vm.Accel)
			require.Equal(t, req.Labels, vm.Labels)
			require.Equal(t, def.VM.CPUModel, vm.CPUModel)
			require.Equal(t, def.VM.NICs, vm.NICs)
			require.Equal(t, uint64(1<<20+1024), vm.Disks[0].SizeBytes)
			require.NoError(t, p.Undefine(t.Context(), def.VM.ID))
			for _, disk := range def.VM.Disks {
				if disk.Volume != "" {
					require.NoError(t, p.DeleteVolume(t.Context(), hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}))
				}
			}
		}
	}
}

// TestVirshEdit: what a person edits with virsh stays through our changes.
func TestVirshEdit(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "edited", func(req *novacron.CreateVM) { req.Labels = map[string]string{"a": "1"} })
	editor := filepath.Join(d.Dir(), "editor")
	require.NoError(t, os.WriteFile(editor, []byte(`#!/bin/sh
sed -i -e 's#</metadata>#<them:note xmlns:them="urn:example:them" deep="yes"><them:inner>text</them:inner></them:note></metadata>#' \
	-e 's#</devices>#<watchdog model="i6300esb" action="reset"/></devices>#' \
	-e "s#<vcpu placement='static'>1</vcpu>#<vcpu placement='static' current='1'>4</vcpu>#" "$1"
`), 0o755))
	edit := d.Command("virsh", "-q", "-c", d.URI(), "edit", "edited")
	edit.Env = append(os.Environ(), "EDITOR="+editor, "VISUAL="+editor)
	out, err := edit.CombinedOutput()
	require.NoError(t, err, "%s", out)

	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	title, description, vcpus, memory := "Ours", "Mine", 3, uint64(192<<20)
	labels, autostart := map[string]string{"b": "2"}, true
	changes, err := p.Edit(t.Context(), id, hypervisor.Edit{
		Title: &title, Description: &description, VCPUs: &vcpus, MemoryBytes: &memory, Labels: &labels, Autostart: &autostart,
	})
	require.NoError(t, err)
	applied := map[string]novacron.Applied{}
	for _, c := range changes {
		applied[c.Field] = c.Applied
	}
	require.Equal(t, novacron.AppliedNow, applied["vcpus"], "there is room for 4: they are plugged in")
	require.Equal(t, novacron.AppliedNextStart, applied["memoryBytes"])
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, 3, vm.VCPUs)
	require.NoError(t, p.PowerOff(t.Context(), id))

	text := d.Virsh("dumpxml", "--inactive", "edited")
	validate(t, text)
	doc := etree.NewDocument()
	require.NoError(t, doc.ReadFromString(text))
	require.Equal(t, "text", doc.FindElement("//metadata/note/inner").Text())
	require.NotNil(t, doc.FindElement("//devices/watchdog[@model='i6300esb']"))
	require.Equal(t, "4", doc.FindElement("//vcpu").Text(), "the room somebody gave stays")
	require.Equal(t, "3", doc.FindElement("//vcpu").SelectAttrValue("current", ""))
	require.Equal(t, "b", doc.FindElement("//metadata/vm/label").SelectAttrValue("key", ""))
	vm, err = p.VM(t.Context(), id)
	require.NoError(t, err)
	require.True(t, vm.Managed)
	require.Equal(t, "Ours", vm.Title)
	require.Equal(t, memory, vm.MemoryBytes)
}

// TestVirtInstall: a VM that virt-install makes is seen and can be operated.
func TestVirtInstall(t *testing.T) {
	long(t)
	t.Parallel()
	kvmtest.Require(t, "virt-install")
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	l := watch(t, p)
	out, err := d.Command("virt-install", "--connect", d.URI(), "--name", "theirs", "--memory", "128", "--vcpus", "1,maxvcpus=2",
		"--virt-type", "qemu", "--osinfo", "detect=on,require=off", "--disk", "size=0.01", "--network", "none", "--graphics", "none",
		"--import", "--noautoconsole", "--wait", "0").CombinedOutput()
	require.NoError(t, err, "%s", out)
	l.await(t, "started", func(n hypervisor.Notice) bool { return n.Event == novacron.EventVMStarted })
	var theirs novacron.VM
	require.NoError(t, p.List(t.Context(), func(vm novacron.VM) error { theirs = vm; return nil }))
	require.Equal(t, "theirs", theirs.Name)
	require.False(t, theirs.Managed)
	require.Len(t, theirs.Disks, 1)
	ref, err := p.FindVolume(t.Context(), theirs.Disks[0].Source)
	require.NoError(t, err)
	require.Equal(t, "theirs.qcow2", ref.Volume)

	require.NoError(t, p.Pause(t.Context(), theirs.ID))
	labels, two := map[string]string{"adopted": "yes"}, 2
	changes, err := p.Edit(t.Context(), theirs.ID, hypervisor.Edit{Labels: &labels, VCPUs: &two})
	require.NoError(t, err)
	require.Len(t, changes, 2)
	vm, err := p.VM(t.Context(), theirs.ID)
	require.NoError(t, err)
	require.Equal(t, labels, vm.Labels)
	require.False(t, vm.Managed, "labels do not make it ours")
	require.NoError(t, p.PowerOff(t.Context(), theirs.ID))
	validate(t, d.Virsh("dumpxml", "--inactive", "theirs"))
	require.NoError(t, p.Undefine(t.Context(), theirs.ID))
}

// TestUEFI boots with UEFI firmware and removes its variables with the VM.
func TestUEFI(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "efi", func(req *novacron.CreateVM) { req.Firmware, req.MemoryBytes = "uefi", 256<<20 })
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "uefi", vm.Firmware)
	require.Empty(t, vm.Pending)
	vars, err := filepath.Glob(d.Outside("/var/lib/libvirt/qemu/nvram") + "/*")
	require.NoError(t, err)
	require.Len(t, vars, 1)
	require.NoError(t, p.PowerOff(t.Context(), id))
	require.NoError(t, p.Undefine(t.Context(), id))
	require.NoFileExists(t, vars[0])
}

// manyDomains writes a world of the test driver.
func manyDomains(tb testing.TB, dir string, n int) string {
	tb.Helper()
	var b strings.Builder
	b.WriteString("<node>")
	for i := range n {
		fmt.Fprintf(&b, `<domain type='test'><name>vm-%05d</name><uuid>00000000-0000-4000-8000-%012d</uuid><memory>524288</memory>
<currentMemory>262144</currentMemory><vcpu>2</vcpu><os><type arch='i686'>hvm</type></os><devices><disk type='file' device='disk'>
<source file='/images/vm-%05d.qcow2'/><target dev='vda' bus='virtio'/></disk></devices></domain>`, i, i, i)
	}
	b.WriteString("</node>")
	file := filepath.Join(dir, "many.xml")
	require.NoError(tb, os.WriteFile(file, []byte(b.String()), 0o600))
	return file
}

// TestManyDomains lists 10,000 domains of the test driver.
func TestManyDomains(t *testing.T) {
	long(t)
	t.Parallel()
	const many = 10_000
	d := kvmtest.StartDaemon(t)
	p := open(t, kvm.Options{URI: d.TestURI(manyDomains(t, d.Dir(), many)), CallTimeout: 2 * time.Minute, Keepalive: time.Minute, Resync: time.Hour})
	require.Eventually(t, func() bool { return p.Info().Connected }, 2*time.Minute, tick)
	start := time.Now()
	names := map[string]bool{}
	require.NoError(t, p.List(t.Context(), func(vm novacron.VM) error {
		names[vm.Name] = true
		return nil
	}))
	t.Logf("%d domains in %s", len(names), time.Since(start).Round(time.Millisecond))
	require.Len(t, names, many)
}

// BenchmarkList lists what libvirt's test driver has.
func BenchmarkList(b *testing.B) {
	for _, many := range []int{100, 1000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			d := kvmtest.StartDaemon(b)
			p := kvm.New(kvm.Options{URI: d.TestURI(manyDomains(b, d.Dir(), many)), Resync: time.Hour})
			require.NoError(b, p.Open(b.Context()))
			b.Cleanup(func() { require.NoError(b, p.Close()) })
			require.Eventually(b, func() bool { return p.Info().Connected }, time.Minute, tick)
			for b.Loop() {
				seen := 0
				require.NoError(b, p.List(b.Context(), func(novacron.VM) error { seen++; return nil }))
				require.Equal(b, many, seen)
			}
		})
	}
}
