package fake_test

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

var small = hypervisor.VolumeRef{Pool: "small", Volume: "a.raw"}

// smallPool is a host with a pool of 1 MiB that has a raw volume of half of it.
func smallPool(t *testing.T, file string) *fake.Provider {
	t.Helper()
	p := open(t, fake.Options{Pools: map[string]uint64{"default": 1 << 40, "small": 1 << 20}, StateFile: file})
	_, err := p.CreateVolume(t.Context(), hypervisor.VolumeSpec{VolumeRef: small, Format: "raw", CapacityBytes: 1 << 19})
	require.NoError(t, err)
	return p
}

func used(t *testing.T, p *fake.Provider) uint64 {
	t.Helper()
	pool, err := p.Pool(t.Context(), "small")
	require.NoError(t, err)
	require.Equal(t, pool.CapacityBytes, pool.AllocationBytes+pool.AvailableBytes)
	return pool.AllocationBytes
}

// TestAFullPool: each way to need more than there is is told, and takes nothing.
func TestAFullPool(t *testing.T) {
	ctx := t.Context()
	p := smallPool(t, "")
	_, err := p.CreateVolume(ctx, hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: "small", Volume: "b"}, Format: "raw", CapacityBytes: 1 << 20})
	requireCode(t, novacron.Exhausted, err)
	_, err = p.ConvertVolume(ctx, small, hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: "small", Volume: "b"}, Format: "raw", CapacityBytes: 1 << 20})
	requireCode(t, novacron.Exhausted, err)
	requireCode(t, novacron.Exhausted, p.ResizeVolume(ctx, small, 2<<20, false))
	up, err := p.UploadVolume(ctx, small, 0, 0)
	require.NoError(t, err)
	requireCode(t, novacron.WrongState, p.DeleteVolume(ctx, small))
	_, err = up.Write(make([]byte, 2<<20))
	requireCode(t, novacron.Exhausted, err)
	_, err = up.Write([]byte("x"))
	requireCode(t, novacron.Exhausted, err)
	requireCode(t, novacron.Exhausted, up.Close())
	require.EqualValues(t, 1<<19, used(t, p))

	up, err = p.UploadVolume(ctx, small, 0, 0)
	require.NoError(t, err)
	require.NoError(t, up.Skip(1<<20), "writing behind the end makes it longer")
	require.NoError(t, up.Close())
	require.EqualValues(t, 1<<20, used(t, p))
	require.NoError(t, p.ResizeVolume(ctx, small, 1<<18, true))
	require.EqualValues(t, 1<<18, used(t, p))
	require.NoError(t, p.DeleteVolume(ctx, small))
	require.Zero(t, used(t, p))
}

// TestWhatIsCutOffStaysAway: behind the new end of a volume, and behind a hole
// in an upload; before that it stays.
func TestWhatIsCutOffStaysAway(t *testing.T) {
	ctx := t.Context()
	p := smallPool(t, "")
	fill := func() {
		up, err := p.UploadVolume(ctx, small, 0, 0)
		require.NoError(t, err)
		_, err = up.Write(bytes.Repeat([]byte{7}, 1<<19))
		require.NoError(t, err)
		require.NoError(t, up.Close())
	}
	sevens := func() int {
		down, err := p.DownloadVolume(ctx, small, 0, 0)
		require.NoError(t, err)
		content, err := io.ReadAll(down)
		require.NoError(t, err)
		require.NoError(t, down.Close())
		require.Len(t, content, 1<<19)
		n := bytes.Count(content, []byte{7})
		require.Equal(t, n, bytes.LastIndexByte(content, 7)+1, "they are at the beginning")
		return n
	}
	fill()
	require.Equal(t, 1<<19, sevens())
	require.NoError(t, p.ResizeVolume(ctx, small, 100_000, true))
	require.NoError(t, p.ResizeVolume(ctx, small, 1<<19, false))
	require.Equal(t, 100_000, sevens())
	fill()
	up, err := p.UploadVolume(ctx, small, 0, 0)
	require.NoError(t, err)
	require.NoError(t, up.Skip(200_000))
	require.NoError(t, up.Close())
	require.Equal(t, 200_000, sevens())
}

// TestWhatAVolumeCannotBe is refused by its field.
func TestWhatAVolumeCannotBe(t *testing.T) {
	p := smallPool(t, "")
	for _, spec := range []hypervisor.VolumeSpec{
		{VolumeRef: hypervisor.VolumeRef{Pool: "small", Volume: "b"}, Format: "vmdk"},
		{VolumeRef: hypervisor.VolumeRef{Pool: "small", Volume: "b"}, Format: "raw", Backing: "/x"},
		{VolumeRef: hypervisor.VolumeRef{Pool: "small", Volume: "../b"}, Format: "raw"},
		{VolumeRef: hypervisor.VolumeRef{Pool: "small"}, Format: "raw"},
	} {
		_, err := p.CreateVolume(t.Context(), spec)
		requireCode(t, novacron.Invalid, err)
	}
	_, err := p.ConvertVolume(t.Context(), small, hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: "none", Volume: "b"}, Format: "raw"})
	requireCode(t, novacron.NotFound, err)
}

// TestStreamsMeetFaults: what breaks on the way is told, and what ends with its
// context is Canceled.
func TestStreamsMeetFaults(t *testing.T) {
	p := smallPool(t, "")
	broken := novacron.Errorf(novacron.Unavailable, "the cable")
	up, err := p.UploadVolume(t.Context(), small, 0, 0)
	require.NoError(t, err)
	p.Faults().Fail("WriteVolume", broken, 1)
	_, err = up.Write([]byte("x"))
	requireCode(t, novacron.Unavailable, err)
	requireCode(t, novacron.Unavailable, up.Close())
	down, err := p.DownloadVolume(t.Context(), small, 0, 0)
	require.NoError(t, err)
	p.Faults().Fail("ReadVolume", broken, 1)
	_, err = io.ReadAll(down)
	requireCode(t, novacron.Unavailable, err)
	require.NoError(t, down.Close())

	ctx, cancel := context.WithCancel(t.Context())
	up, err = p.UploadVolume(ctx, small, 0, 0)
	require.NoError(t, err)
	cancel()
	requireCode(t, novacron.Canceled, up.Close())
	require.NoError(t, p.DeleteVolume(t.Context(), small), "no stream holds it")
}

// TestUploadTellsTheFormat, as libvirt finds it out.
func TestUploadTellsTheFormat(t *testing.T) {
	p := smallPool(t, "")
	up, err := p.UploadVolume(t.Context(), small, 0, 0)
	require.NoError(t, err)
	_, err = up.Write([]byte("QFI\xfb\x00\x00\x00\x03"))
	require.NoError(t, err)
	require.NoError(t, up.Close())
	v, err := p.Volume(t.Context(), small)
	require.NoError(t, err)
	require.Equal(t, "qcow2", v.Format)
}

// TestResizeDisk makes a disk of an active VM larger, and its volume.
func TestResizeDisk(t *testing.T) {
	ctx := t.Context()
	p := open(t, fake.Options{})
	requireCode(t, novacron.NotFound, p.ResizeDisk(ctx, "gone", "vda", 2<<30))
	id := define(t, p, someID, "web-1")
	disk := look(t, p, id).Disks[0]
	requireCode(t, novacron.WrongState, p.ResizeDisk(ctx, id, disk.Device, 2<<30))
	require.NoError(t, p.Start(ctx, id, hypervisor.StartOptions{}))
	notices := watch(t, p)
	require.NoError(t, p.ResizeDisk(ctx, id, disk.Device, 2<<30))
	require.Equal(t, hypervisor.NoticePools, (<-notices).Kind)
	require.Equal(t, id, (<-notices).VM)
	require.EqualValues(t, 2<<30, look(t, p, id).Disks[0].SizeBytes)
	ref, err := p.FindVolume(ctx, disk.Source)
	require.NoError(t, err)
	v, err := p.Volume(ctx, ref)
	require.NoError(t, err)
	require.EqualValues(t, 2<<30, v.CapacityBytes)
	requireCode(t, novacron.WrongState, p.ResizeDisk(ctx, id, "vdz", 2<<30))
	requireCode(t, novacron.Invalid, p.ResizeDisk(ctx, id, disk.Device, 1<<30))
	requireCode(t, novacron.Exhausted, p.ResizeDisk(ctx, id, disk.Device, 1<<60))
	require.NoError(t, p.DeleteVolume(ctx, ref))
	requireCode(t, novacron.NotFound, p.ResizeDisk(ctx, id, disk.Device, 3<<30))
}

// TestPoolsAreKept over an end of the process.
func TestPoolsAreKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vms.json")
	p := smallPool(t, file)
	made := novacron.Pool{ID: "0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11", Name: "nas", Kind: "netfs", TargetPath: "/srv/nas", Source: novacron.PoolSource{Host: "nas", Dir: "/x"}}
	require.NoError(t, p.DefinePool(t.Context(), made))
	require.NoError(t, p.AutostartPool(t.Context(), "nas", true))
	before, err := p.Pools(t.Context())
	require.NoError(t, err)
	require.NoError(t, p.Close())

	again := open(t, fake.Options{Pools: map[string]uint64{"default": 1 << 40, "small": 1 << 20}, StateFile: file})
	after, err := again.Pools(t.Context())
	require.NoError(t, err)
	require.ElementsMatch(t, before, after)
	nas, err := again.Pool(t.Context(), "nas")
	require.NoError(t, err)
	require.Equal(t, made.ID, nas.ID)
	require.Equal(t, made.Source, nas.Source)
	require.Equal(t, novacron.PoolInactive, nas.State)
	require.True(t, nas.Autostart)
	require.EqualValues(t, 1<<19, used(t, again))
}
