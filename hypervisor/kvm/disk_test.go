package kvm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// TestLeftVolume: a new VM never gets the disk that an old one of its name left.
func TestLeftVolume(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	disk := func(req *novacron.CreateVM) { req.Disks = []novacron.CreateDisk{{SizeBytes: 1 << 20}} }
	first := create(t, p, "again", disk)
	require.NoError(t, p.Undefine(t.Context(), first))
	second := create(t, p, "again", disk)
	vm, err := p.VM(t.Context(), second)
	require.NoError(t, err)
	require.Equal(t, "/var/lib/libvirt/images/again-vda-"+string(second)[:8]+".qcow2", vm.Disks[0].Source)
	require.Contains(t, d.Virsh("vol-list", "default"), "again-vda-"+string(first)[:8]+".qcow2", "what it left is still there")
	require.Contains(t, d.Virsh("pool-info", "default"), "yes", "the pool was made for it and starts with the host")

	_, err = p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20, Pool: "none"}}})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
	_, err = p.EnsureVolume(t.Context(), novacron.Disk{Device: "vda"})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
	_, err = p.EnsureVolume(t.Context(), novacron.Disk{Pool: "default", Volume: "huge.raw", Format: "raw", SizeBytes: 1 << 60})
	require.Error(t, err)

	// A file that was put there by hand is found.
	path := "/var/lib/libvirt/images/by-hand.raw"
	require.NoError(t, os.WriteFile(d.Outside(path), make([]byte, 4096), 0o600))
	ref, err := p.FindVolume(t.Context(), path)
	require.NoError(t, err)
	require.Equal(t, hypervisor.VolumeRef{Pool: "default", Volume: "by-hand.raw"}, ref)
}

// TestForeignVolume: a volume that another tool made, even one that NovaCron
// could not see when it chose a name, is never used and never removed.
func TestForeignVolume(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	const folder = "/var/lib/libvirt/other"
	require.NoError(t, os.Mkdir(d.Outside(folder), 0o755))
	d.Virsh("pool-define-as", "other", "dir", "--target", folder) // inactive
	theirs := d.Outside(folder + "/web-vda.qcow2")
	out, err := d.Command("qemu-img", "create", "-f", "qcow2", folder+"/web-vda.qcow2", "1M").CombinedOutput()
	require.NoError(t, err, "%s", out)
	before, err := os.ReadFile(theirs)
	require.NoError(t, err)

	id := newID()
	req := novacron.CreateVM{Name: "web", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20, Pool: "other"}}}
	def, err := p.Complete(t.Context(), id, req)
	require.NoError(t, err)
	disk := def.VM.Disks[0]
	require.Equal(t, "web-vda-"+string(id)[:8]+".qcow2", disk.Volume)
	path, err := p.EnsureVolume(t.Context(), disk)
	require.NoError(t, err)
	require.Equal(t, folder+"/"+disk.Volume, path)

	// The name is taken now: by whom does not matter.
	_, err = p.Complete(t.Context(), id, req)
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err), "%v", err)

	// Making it fails: what was made is taken back.
	require.NoError(t, p.DeleteVolume(t.Context(), hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}))
	require.NoFileExists(t, d.Outside(path))
	after, err := os.ReadFile(theirs)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

// layered makes overlays on the first disk of a VM, with everything that makes
// overlays, and returns the disk's path and theirs.
func layered(t *testing.T, d *kvmtest.Daemon, p *kvm.Provider, base hypervisor.VolumeRef) []string {
	t.Helper()
	const images, other = "/var/lib/libvirt/images/", "/var/lib/libvirt/other/"
	require.NoError(t, os.Mkdir(d.Outside(other), 0o755))
	d.Virsh("pool-define-as", "other", "dir", "--target", other[:len(other)-1])
	d.Virsh("pool-start", "other")
	overlay := func(path, backing string) {
		out, err := d.Command("qemu-img", "create", "-f", "qcow2", "-F", "qcow2", "-b", backing, path).CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	overlay(images+"absolute.qcow2", images+base.Volume)
	overlay(images+"relative.qcow2", base.Volume)
	overlay(other+"elsewhere.img", images+base.Volume)
	overlay(images+"second.qcow2", images+"absolute.qcow2") // not directly on it
	d.Virsh("vol-create-as", base.Pool, "virsh.qcow2", "1M", "--format", "qcow2", "--backing-vol", base.Volume, "--backing-vol-format", "qcow2")
	return []string{images + "absolute.qcow2", images + "relative.qcow2", other + "elsewhere.img", images + "virsh.qcow2"}
}

// baseVolume makes a volume to lay others on.
func baseVolume(t *testing.T, p *kvm.Provider) hypervisor.VolumeRef {
	t.Helper()
	ref := hypervisor.VolumeRef{Pool: "default", Volume: "base.qcow2"}
	_, err := p.EnsureVolume(t.Context(), novacron.Disk{Pool: ref.Pool, Volume: ref.Volume, Format: "qcow2", SizeBytes: 1 << 20})
	require.NoError(t, err)
	return ref
}

func TestOverlays(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	base := baseVolume(t, p)
	want := layered(t, d, p, base)
	have, err := p.Overlays(t.Context(), base)
	require.NoError(t, err)
	require.ElementsMatch(t, want, have)

	have, err = p.Overlays(t.Context(), hypervisor.VolumeRef{Pool: "default", Volume: "absolute.qcow2"})
	require.NoError(t, err)
	require.Equal(t, []string{"/var/lib/libvirt/images/second.qcow2"}, have)
	have, err = p.Overlays(t.Context(), hypervisor.VolumeRef{Pool: "default", Volume: "second.qcow2"})
	require.NoError(t, err)
	require.Empty(t, have)
}

// TestBacking: what lies below a disk is told while its VM is active.
func TestBacking(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	layered(t, d, p, baseVolume(t, p))
	const images = "/var/lib/libvirt/images/"
	id := create(t, p, "upper", func(req *novacron.CreateVM) {
		req.Disks = []novacron.CreateDisk{{Source: images + "second.qcow2"}, {Source: "/var/lib/libvirt/other/elsewhere.img"}}
	})
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	vm, err := p.VM(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, vm.Disks, 2)
	require.Equal(t, []string{images + "absolute.qcow2", images + "base.qcow2"}, vm.Disks[0].Backing)
	require.Equal(t, []string{images + "base.qcow2"}, vm.Disks[1].Backing)
	require.Equal(t, "qcow2", vm.Disks[1].Format, "by its content, not by its name")
	require.NoError(t, p.PowerOff(t.Context(), id))
}

// attach tries to make a VM of an existing file.
func attach(t *testing.T, p *kvm.Provider, disk novacron.CreateDisk) error {
	t.Helper()
	_, err := p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{disk}})
	return err
}

// requireField requires that err is Invalid for one field.
func requireField(t *testing.T, field string, err error) {
	t.Helper()
	e, isError := novacron.AsError(err)
	require.True(t, isError, "%v", err)
	require.Equal(t, novacron.Invalid, e.Code)
	require.Len(t, e.Fields, 1)
	require.Equal(t, field, e.Fields[0].Name)
}

// TestAttach: the format of a file that is attached is found out once.
func TestAttach(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.TestURI("")})
	file := func(name, text string) string {
		path := filepath.Join(d.Dir(), name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	for _, c := range []struct {
		disk   novacron.CreateDisk
		format string
	}{
		{novacron.CreateDisk{Source: file("a.img", "QFI\xfb rest")}, "qcow2"},
		{novacron.CreateDisk{Source: file("b.qcow2", "no such thing")}, "raw"},
		{novacron.CreateDisk{Source: file("c", "")}, "raw"},
		{novacron.CreateDisk{Source: file("d", ""), Format: "qcow2"}, "qcow2"},
		{novacron.CreateDisk{Source: "/dev/nowhere"}, "raw"},
		{novacron.CreateDisk{Source: file("g.iso", "QFI\xfb"), Kind: "cdrom"}, "raw"},
	} {
		def, err := p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{c.disk}})
		require.NoError(t, err)
		require.Equal(t, c.format, def.VM.Disks[0].Format, c.disk.Source)
	}
	for field, disk := range map[string]novacron.CreateDisk{
		"disks[0].sizeBytes": {Source: "/x", SizeBytes: 1 << 20},
		"disks[0].pool":      {Source: "/x", Pool: "default"},
		"disks[0].source":    {SizeBytes: 1 << 20, Kind: "cdrom"},
	} {
		requireField(t, field, attach(t, p, disk))
	}
	for _, disk := range []novacron.CreateDisk{
		{Source: "/nowhere/e.raw"},
		{Source: "/nowhere/f", Format: "qcow2"},
		{Source: "/nowhere/g.iso", Kind: "cdrom"},
		{Source: d.Dir()},
		{Source: d.Dir(), Kind: "cdrom"},
	} {
		requireField(t, "disks[0].source", attach(t, p, disk))
	}
	_, err := p.Complete(t.Context(), "no uuid", novacron.CreateVM{Name: "a"})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
	require.Equal(t, novacron.Invalid, novacron.CodeOf(p.Define(t.Context(), hypervisor.Definition{})))
}

// TestAttachFromPool: libvirt knows the files of its pools.
func TestAttachFromPool(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	baseVolume(t, p) // makes the pool
	const images = "/var/lib/libvirt/images/"
	for name, format := range map[string]string{"a.img": "qcow2", "b.qcow2": "raw", "c.vmdk": "vmdk"} {
		out, err := d.Command("qemu-img", "create", "-f", format, images+name, "1M").CombinedOutput()
		require.NoError(t, err, "%s", out)
	}
	iso := make([]byte, 64<<10)
	copy(iso[32<<10:], "\x01CD001\x01")
	require.NoError(t, os.WriteFile(d.Outside(images+"d.iso"), iso, 0o600))
	for _, c := range []struct {
		disk   novacron.CreateDisk
		format string
	}{
		{novacron.CreateDisk{Source: images + "a.img"}, "qcow2"},
		{novacron.CreateDisk{Source: images + "b.qcow2"}, "raw"},
		{novacron.CreateDisk{Source: images + "a.img", Format: "raw"}, "raw"},
		{novacron.CreateDisk{Source: images + "d.iso"}, "raw"},
		{novacron.CreateDisk{Source: images + "d.iso", Kind: "cdrom"}, "raw"},
	} {
		def, err := p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{c.disk}})
		require.NoError(t, err)
		require.Equal(t, c.format, def.VM.Disks[0].Format, c.disk.Source)
	}
	requireField(t, "disks[0].format", attach(t, p, novacron.CreateDisk{Source: images + "c.vmdk"}))
	requireField(t, "disks[0].source", attach(t, p, novacron.CreateDisk{Source: images + "gone.qcow2"}))
}

// TestForgedHeader: a raw disk into which a guest wrote a qcow2 header does not bring a file of the host into another VM.
func TestForgedHeader(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	base := baseVolume(t, p)
	const images = "/var/lib/libvirt/images/"
	overlay := func(path, format, backing string) string {
		out, err := d.Command("qemu-img", "create", "-u", "-f", "qcow2", "-F", format, "-b", backing, path, "1M").CombinedOutput()
		require.NoError(t, err, "%s", out)
		return path
	}
	host := overlay(images+"forged.img", "raw", "/etc/shadow")
	for _, path := range []string{
		host,
		overlay(images+"relative.img", "raw", "../../../../etc/shadow"),
		overlay(images+"below.img", "qcow2", host),
		overlay(images+"web.img", "raw", "nbd://192.0.2.1/export"),
	} {
		requireField(t, "disks[0].source", attach(t, p, novacron.CreateDisk{Source: path}))
		require.NoError(t, attach(t, p, novacron.CreateDisk{Source: path, Format: "raw"}), "as the raw disk that it was")
	}
	// A file of no pool, shorter than what is read at once.
	outside := filepath.Join(d.Dir(), "small.img")
	out, err := exec.CommandContext(t.Context(), "qemu-img", "create", "-u", "-f", "qcow2", "-o", "cluster_size=512", "-F", "raw", "-b", "/etc/shadow", outside, "64k").CombinedOutput()
	require.NoError(t, err, "%s", out)
	requireField(t, "disks[0].source", attach(t, p, novacron.CreateDisk{Source: outside}))
	require.NoError(t, attach(t, p, novacron.CreateDisk{Source: overlay(images+"good.qcow2", "qcow2", images+base.Volume)}))
}

// TestAttachUnreadable: what NovaCron may not read is not guessed.
func TestAttachUnreadable(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.TestURI("")})
	file := filepath.Join(d.Dir(), "theirs.img")
	require.NoError(t, os.WriteFile(file, []byte("QFI\xfb"), 0o600))

	// Another account for this thread's files alone: root reads everything.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	require.NoError(t, syscall.Setfsuid(65534))
	defer func() { require.NoError(t, syscall.Setfsuid(0)) }()
	_, err := os.ReadFile(file)
	require.ErrorIs(t, err, os.ErrPermission)

	requireField(t, "disks[0].format", attach(t, p, novacron.CreateDisk{Source: file}))
	require.NoError(t, attach(t, p, novacron.CreateDisk{Source: file, Format: "qcow2"}))
	require.NoError(t, attach(t, p, novacron.CreateDisk{Source: file, Kind: "cdrom"}))
}
