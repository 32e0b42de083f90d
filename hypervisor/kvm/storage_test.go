package kvm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// everyPool is a pool of each kind that NovaCron makes.
func everyPool() []novacron.Pool {
	return []novacron.Pool{
		{Kind: "dir", TargetPath: "/srv/a & b"},
		{Kind: "fs", TargetPath: "/srv/fs", Source: novacron.PoolSource{Device: "/dev/sdb1", Format: "ext4"}},
		{Kind: "netfs", TargetPath: "/srv/nas", Source: novacron.PoolSource{Host: "nas.example.net", Dir: "/export/vms", Format: "nfs"}},
		{Kind: "logical", TargetPath: "/dev/vg0", Source: novacron.PoolSource{Name: "vg0", Devices: []string{"/dev/sdb", "/dev/sdc"}, Format: "lvm2"}},
		{Kind: "logical", Source: novacron.PoolSource{Name: "vg0"}},
		{Kind: "zfs", Source: novacron.PoolSource{Name: "tank/vms", Device: "/dev/sdb"}},
		{Kind: "iscsi", TargetPath: "/dev/disk/by-path", Source: novacron.PoolSource{
			Host: "san.example.net", Device: "iqn.2026-01.net.example:storage", Initiator: "iqn.2026-01.net.example:edge-1",
		}},
	}
}

// TestPoolDefinitions holds what would be defined to libvirt's schema, and to
// what is read back.
func TestPoolDefinitions(t *testing.T) {
	t.Parallel()
	kvmtest.Require(t, "virt-xml-validate")
	for _, pool := range everyPool() {
		pool.ID, pool.Name = novacron.PoolID(newID()), "pool-"+pool.Kind
		text, err := kvm.EncodePool(pool)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "pool.xml")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		out, err := exec.Command("virt-xml-validate", file, "storagepool").CombinedOutput()
		require.NoError(t, err, "%s\n%s", out, text)
		back, err := kvm.DecodePool(text)
		require.NoError(t, err)
		if pool.TargetPath == "" && pool.Kind == "logical" {
			pool.TargetPath = "/dev/vg0"
		}
		require.Equal(t, pool, back)
	}
	for field, pool := range map[string]novacron.Pool{
		"kind":           {Kind: "floppy"},
		"targetPath":     {Kind: "dir"},
		"source.host":    {Kind: "netfs", TargetPath: "/a", Source: novacron.PoolSource{Dir: "/b"}},
		"source.name":    {Kind: "logical"},
		"source.devices": {Kind: "dir", TargetPath: "/a", Source: novacron.PoolSource{Devices: []string{"/dev/sdb"}}},
	} {
		_, err := kvm.EncodePool(pool)
		requireField(t, field, err)
	}
	_, err := kvm.EncodePool(novacron.Pool{Kind: "dir", TargetPath: "relative"})
	requireField(t, "targetPath", err)
}

// TestPoolKinds: what libvirt was built with and what the host has decide.
func TestPoolKinds(t *testing.T) {
	t.Parallel()
	possible := func(capabilities string, host fstest.MapFS) map[string]string {
		kinds, err := kvm.DescribeKinds(capabilities, host)
		require.NoError(t, err)
		reasons := map[string]string{}
		for _, k := range kinds {
			require.Equal(t, k.Reason == "", k.Possible)
			reasons[k.Kind] = k.Reason
		}
		return reasons
	}
	bare := possible("", fstest.MapFS{})
	require.Empty(t, bare["dir"])
	require.Equal(t, "mount.nfs is not installed", bare["netfs"])
	full := possible("", fstest.MapFS{
		"usr/sbin/mount.nfs": {}, "sbin/vgs": {}, "usr/sbin/lvcreate": {}, "usr/bin/mount": {}, "sbin/zfs": {}, "sbin/zpool": {}, "sbin/iscsiadm": {},
		"dev/mapper/control": {},
	})
	require.Empty(t, full["netfs"])
	require.Empty(t, full["logical"])
	require.Equal(t, "the kernel has no ZFS", full["zfs"])
	require.Contains(t, full["iscsi"], "no iSCSI")
	require.Empty(t, possible("", fstest.MapFS{
		"sbin/iscsiadm": {}, "proc/sys/kernel/osrelease": {Data: []byte("6.12.1\n")},
		"lib/modules/6.12.1/modules.dep": {Data: []byte("kernel/drivers/scsi/iscsi_tcp.ko.xz: kernel/drivers/scsi/libiscsi.ko.xz\n")},
	})["iscsi"], "its module is loaded when it is needed")
	built := possible(`<storagepoolCapabilities><pool type='dir' supported='yes'/><pool type='netfs' supported='no'/></storagepoolCapabilities>`, fstest.MapFS{})
	require.Empty(t, built["dir"])
	require.Contains(t, built["zfs"], "libvirt has no driver")
	_, err := kvm.DescribeKinds("<", fstest.MapFS{})
	require.Error(t, err)
}

// TestPoolsAgainstVirsh walks a pool and its volumes through the seam, and lets
// virsh judge.
func TestPoolsAgainstVirsh(t *testing.T) {
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	ctx := t.Context()
	kinds, err := p.PoolKinds(ctx)
	require.NoError(t, err)
	require.True(t, kinds[0].Possible, "%+v", kinds[0])
	pool := novacron.Pool{ID: novacron.PoolID(newID()), Name: "fast", Kind: "dir", TargetPath: "/var/lib/libvirt/fast"}
	require.NoError(t, p.DefinePool(ctx, pool))
	require.NoError(t, p.DefinePool(ctx, pool), "again is success")
	other := pool
	other.ID = novacron.PoolID(newID())
	require.Equal(t, novacron.Conflict, novacron.CodeOf(p.DefinePool(ctx, other)))
	other.Name = "same-folder"
	require.Equal(t, novacron.Conflict, novacron.CodeOf(p.DefinePool(ctx, other)))
	require.NoError(t, p.BuildPool(ctx, "fast"))
	require.NoError(t, p.StartPool(ctx, "fast"))
	require.NoError(t, p.StartPool(ctx, "fast"))
	require.NoError(t, p.AutostartPool(ctx, "fast", true))
	require.Contains(t, d.Virsh("pool-list", "--autostart"), "fast")
	have, err := p.Pool(ctx, "fast")
	require.NoError(t, err)
	require.Equal(t, pool.ID, have.ID)
	require.Equal(t, novacron.PoolRunning, have.State)
	require.NotZero(t, have.CapacityBytes)

	spec := hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: "fast", Volume: "a.qcow2"}, Format: "qcow2", CapacityBytes: 8 << 20}
	v, err := p.CreateVolume(ctx, spec)
	require.NoError(t, err)
	require.Equal(t, novacron.NewVolumeID(pool.ID, "a.qcow2"), v.ID)
	_, err = p.CreateVolume(ctx, spec)
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err))
	over := spec
	over.Volume, over.Backing, over.BackingFormat = "over.qcow2", v.Path, "qcow2"
	_, err = p.CreateVolume(ctx, over)
	require.NoError(t, err)
	flat := hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: "fast", Volume: "flat.raw"}, Format: "raw", CapacityBytes: 8 << 20}
	made, err := p.ConvertVolume(ctx, over.VolumeRef, flat)
	require.NoError(t, err)
	require.Empty(t, made.Backing)
	require.NoError(t, p.ResizeVolume(ctx, spec.VolumeRef, 16<<20, false))
	require.Equal(t, novacron.Invalid, novacron.CodeOf(p.ResizeVolume(ctx, flat.VolumeRef, 4<<20, false)))
	require.NoError(t, p.ResizeVolume(ctx, flat.VolumeRef, 4<<20, true))
	require.Equal(t, novacron.Unsupported, novacron.CodeOf(p.ResizeVolume(ctx, spec.VolumeRef, 4<<20, true)))
	all, err := p.PoolVolumes(ctx, "fast")
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.NoError(t, p.RefreshPool(ctx, "fast"))

	require.Equal(t, novacron.WrongState, novacron.CodeOf(p.UndefinePool(ctx, "fast")))
	require.NoError(t, p.StopPool(ctx, "fast"))
	require.NoError(t, p.StopPool(ctx, "fast"))
	_, err = p.PoolVolumes(ctx, "fast")
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err), "%v", err)
	require.NoError(t, p.UndefinePool(ctx, "fast"))
	require.NoError(t, p.UndefinePool(ctx, "fast"))
	_, err = p.Pool(ctx, "fast")
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
}

// TestDisksWithoutFiles: where volumes are no files, a VM's disk is raw without
// being asked for, as libvirt's test driver lets us see without LVM.
func TestDisksWithoutFiles(t *testing.T) {
	t.Parallel()
	p := connected(t, kvm.Options{URI: kvmtest.StartDaemon(t).TestURI("")})
	pool := novacron.Pool{ID: novacron.PoolID(newID()), Name: "vg0", Kind: "logical", Source: novacron.PoolSource{Name: "vg0"}}
	require.NoError(t, p.DefinePool(t.Context(), pool))
	require.NoError(t, p.StartPool(t.Context(), "vg0"))
	disk := novacron.CreateDisk{SizeBytes: 4 << 20, Pool: "vg0"}
	def, err := p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{disk}})
	require.NoError(t, err)
	require.Equal(t, "raw", def.VM.Disks[0].Format)
	_, err = p.EnsureVolume(t.Context(), def.VM.Disks[0])
	require.NoError(t, err)
	ref := hypervisor.VolumeRef{Pool: "vg0", Volume: def.VM.Disks[0].Volume}
	v, err := p.Volume(t.Context(), ref)
	require.NoError(t, err)
	require.Equal(t, v.CapacityBytes, v.AllocationBytes, "it has its whole space")
	refused, _ := novacron.AsError(p.ResizeVolume(t.Context(), ref, 8<<20, false))
	require.Equal(t, novacron.Unsupported, refused.Code)
	require.Contains(t, refused.Mend, "lvextend -L 8388608b "+v.Path)

	disk.Format = "qcow2"
	_, err = p.Complete(t.Context(), newID(), novacron.CreateVM{Name: "a", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 4 << 20}, disk}})
	require.ErrorContains(t, err, "holds raw volumes only")
	bad, _ := novacron.AsError(err)
	require.Equal(t, "disks[1].format", bad.Fields[0].Name)
}
