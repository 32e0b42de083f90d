package fake_test

import (
	"encoding/xml"
	"testing"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/stretchr/testify/require"
)

func TestCompleteFillsIn(t *testing.T) {
	p := open(t, fake.Options{})
	def, err := p.Complete(t.Context(), someID, novacron.CreateVM{
		Name:  "web-1",
		Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}, {Source: "/iso/debian.iso", Kind: "cdrom"}, {Source: "/img/a.qcow2"}},
		Boot:  &novacron.DirectBoot{Kernel: "/boot/vmlinuz"},
	})
	require.NoError(t, err)
	vm := def.VM
	require.Equal(t, 1, vm.VCPUs)
	require.Equal(t, uint64(1<<30), vm.MemoryBytes)
	require.Equal(t, "q35", vm.Machine)
	require.Equal(t, "none", vm.Accel)
	require.Equal(t, novacron.Disk{
		Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2", Pool: "default", Volume: "web-1-vda-" + string(someID)[:8] + ".qcow2",
		Source: "/fake/pools/default/web-1-vda-" + string(someID)[:8] + ".qcow2", SizeBytes: 1 << 30,
	}, vm.Disks[0])
	require.Equal(t, "sda", vm.Disks[1].Device)
	require.True(t, vm.Disks[1].ReadOnly)
	require.Equal(t, "qcow2", vm.Disks[2].Format)
	require.Equal(t, "vdb", vm.Disks[2].Device)
	require.Len(t, vm.NICs, 1)
	require.Regexp(t, `^52:54:00(:[0-9a-f]{2}){3}$`, vm.NICs[0].MAC)
	again, err := p.Complete(t.Context(), someID, novacron.CreateVM{Name: "web-1", NICs: []novacron.CreateNIC{}})
	require.NoError(t, err)
	require.Empty(t, again.VM.NICs)
}

func TestCompleteNamesTheFields(t *testing.T) {
	p := open(t, fake.Options{})
	_, err := p.Complete(t.Context(), someID, novacron.CreateVM{
		Name: "-bad", VCPUs: -1, MemoryBytes: 1, Firmware: "coreboot",
		Disks: []novacron.CreateDisk{
			{}, {SizeBytes: 1}, {SizeBytes: 1 << 30, Pool: "none", Format: "vmdk", Kind: "cdrom"}, {Source: "rel", Pool: "p"},
		},
		NICs: []novacron.CreateNIC{{Network: "none"}, {Network: "default", Bridge: "br0"}},
		Boot: &novacron.DirectBoot{Kernel: "k", Initrd: "i"},
	})
	requireCode(t, novacron.Invalid, err)
	e, _ := novacron.AsError(err)
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	require.Equal(t, []string{
		"name", "vcpus", "memoryBytes", "firmware", "disks[0].sizeBytes", "disks[1].sizeBytes",
		"disks[2].format", "disks[2].kind", "disks[2].pool", "disks[3].source", "disks[3].pool",
		"nics[0].network", "nics[1].bridge", "boot.kernel", "boot.initrd",
	}, names)
}

func TestDefineTwice(t *testing.T) {
	p := open(t, fake.Options{})
	def, err := p.Complete(t.Context(), someID, novacron.CreateVM{Name: "web-1", Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}}})
	require.NoError(t, err)
	requireCode(t, novacron.NotFound, p.Define(t.Context(), def))
	_, err = p.EnsureVolume(t.Context(), def.VM.Disks[0])
	require.NoError(t, err)
	require.NoError(t, p.Define(t.Context(), def))
	require.NoError(t, p.Define(t.Context(), def))
	other := def
	other.VM.VCPUs = 7
	requireCode(t, novacron.Conflict, p.Define(t.Context(), other))
	other.VM.ID = "another"
	requireCode(t, novacron.Conflict, p.Define(t.Context(), other))
	requireCode(t, novacron.Invalid, p.Define(t.Context(), hypervisor.Definition{}))
	_, err = p.Complete(t.Context(), "third", novacron.CreateVM{Name: "web-1"})
	requireCode(t, novacron.Conflict, err)
	// a volume that is left over is not given to the next VM of that name
	require.NoError(t, p.Undefine(t.Context(), someID))
	next, err := p.Complete(t.Context(), "third", novacron.CreateVM{Name: "web-1", Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}}})
	require.NoError(t, err)
	require.NotEqual(t, def.VM.Disks[0].Volume, next.VM.Disks[0].Volume)
}

func TestUndefine(t *testing.T) {
	p := open(t, fake.Options{})
	id := running(t, p)
	requireCode(t, novacron.WrongState, p.Undefine(t.Context(), id))
	require.NoError(t, p.PowerOff(t.Context(), id))
	require.NoError(t, p.Undefine(t.Context(), id))
	require.NoError(t, p.Undefine(t.Context(), id))
	_, err := p.XML(t.Context(), id)
	requireCode(t, novacron.NotFound, err)
}

func TestEdit(t *testing.T) {
	p := open(t, fake.Options{})
	id := running(t, p)
	title, text, cpus, auto := "Shop", "Front end", 4, true
	labels := map[string]string{"tier": "web", "app": "shop"}
	less, more := uint64(128<<20), uint64(512<<20)
	edit := hypervisor.Edit{Title: &title, Description: &text, Labels: &labels, VCPUs: &cpus, MemoryBytes: &less, Autostart: &auto}
	planned, err := p.PlanEdit(t.Context(), id, edit)
	require.NoError(t, err)
	require.Empty(t, look(t, p, id).Title, "a plan changes nothing")
	changes, err := p.Edit(t.Context(), id, edit)
	require.NoError(t, err)
	require.Equal(t, planned, changes)
	require.Equal(t, []novacron.Change{
		{Field: "title", To: "Shop", Applied: novacron.AppliedNow},
		{Field: "description", To: "Front end", Applied: novacron.AppliedNow},
		{Field: "labels", To: "app=shop,tier=web", Applied: novacron.AppliedNow},
		{Field: "vcpus", From: "1", To: "4", Applied: novacron.AppliedNextStart},
		{Field: "memoryBytes", From: "268435456", To: "134217728", Applied: novacron.AppliedNow},
		{Field: "autostart", From: "false", To: "true", Applied: novacron.AppliedNow},
	}, changes)
	again, err := p.Edit(t.Context(), id, edit)
	require.NoError(t, err)
	require.Empty(t, again)
	_, err = p.Edit(t.Context(), id, hypervisor.Edit{MemoryBytes: &more})
	require.NoError(t, err)
	vm := look(t, p, id)
	require.Equal(t, 1, vm.VCPUs)
	require.Equal(t, less, vm.MemoryBytes)
	require.Len(t, vm.Pending, 2)
	require.NoError(t, p.PowerOff(t.Context(), id))
	vm = look(t, p, id)
	require.Equal(t, 4, vm.VCPUs)
	require.Equal(t, more, vm.MemoryBytes)
	require.Empty(t, vm.Pending)
}

func TestEditRefuses(t *testing.T) {
	p := open(t, fake.Options{})
	id := define(t, p, someID, "web-1")
	none, little, yes := 0, uint64(1), true
	_, err := p.Edit(t.Context(), id, hypervisor.Edit{VCPUs: &none, MemoryBytes: &little})
	requireCode(t, novacron.Invalid, err)
	_, err = p.PlanEdit(t.Context(), "gone", hypervisor.Edit{})
	requireCode(t, novacron.NotFound, err)
	require.NoError(t, p.Outside().Make(novacron.VM{ID: "t", Name: "transient", VCPUs: 1, MemoryBytes: 1 << 28}))
	_, err = p.Edit(t.Context(), "t", hypervisor.Edit{Autostart: &yes})
	requireCode(t, novacron.WrongState, err)
}

func TestXMLDecodes(t *testing.T) {
	p := open(t, fake.Options{})
	id := define(t, p, someID, "web-1")
	text, err := p.XML(t.Context(), id)
	require.NoError(t, err)
	var domain struct {
		Name string `xml:"name"`
		UUID string `xml:"uuid"`
	}
	require.NoError(t, xml.Unmarshal([]byte(text), &domain))
	require.Equal(t, "web-1", domain.Name)
	require.Equal(t, string(id), domain.UUID)
}

func TestVolumes(t *testing.T) {
	p := open(t, fake.Options{Pools: map[string]uint64{"small": 3 << 30}})
	disk := novacron.Disk{Pool: "small", Volume: "a.raw", Format: "raw", SizeBytes: 2 << 30}
	path, err := p.EnsureVolume(t.Context(), disk)
	require.NoError(t, err)
	again, err := p.EnsureVolume(t.Context(), disk)
	require.NoError(t, err)
	require.Equal(t, path, again)
	other := disk
	other.Format = "qcow2"
	_, err = p.EnsureVolume(t.Context(), other)
	requireCode(t, novacron.Conflict, err)
	other.Volume = "b.qcow2"
	_, err = p.EnsureVolume(t.Context(), other)
	requireCode(t, novacron.Exhausted, err)
	other.Pool = "none"
	_, err = p.EnsureVolume(t.Context(), other)
	requireCode(t, novacron.NotFound, err)
	_, err = p.EnsureVolume(t.Context(), novacron.Disk{Pool: "small", Volume: "../x"})
	requireCode(t, novacron.Invalid, err)
	ref, err := p.FindVolume(t.Context(), path)
	require.NoError(t, err)
	require.Equal(t, hypervisor.VolumeRef{Pool: "small", Volume: "a.raw"}, ref)
	require.NoError(t, p.DeleteVolume(t.Context(), ref))
	require.NoError(t, p.DeleteVolume(t.Context(), ref))
	_, err = p.FindVolume(t.Context(), path)
	requireCode(t, novacron.NotFound, err)
	_, err = p.FindVolume(t.Context(), "/etc/passwd")
	requireCode(t, novacron.NotFound, err)
	other.Pool = "small"
	_, err = p.EnsureVolume(t.Context(), other)
	require.NoError(t, err, "the room of a deleted volume is free again")
}
