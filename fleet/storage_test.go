package fleet_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// noise returns n bytes that do not repeat, the same ones each time.
func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// pool waits for a pool's record.
func (l *lab) pool(name string) novacron.Pool {
	l.tb.Helper()
	var found novacron.Pool
	require.Eventually(l.tb, func() bool {
		pool, err := l.store.Pools().Named(name)
		found = pool
		return err == nil
	}, 10*time.Second, 5*time.Millisecond)
	return found
}

// volume makes an empty volume and returns its record.
func (l *lab) volume(pool, name, format string, size uint64) novacron.Volume {
	l.tb.Helper()
	l.pool(pool)
	op := l.succeed(l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: pool, Name: name, Format: format, CapacityBytes: size}))
	v, err := l.Volumes().Volume(l.ctx, novacron.VolumeID(op.Target.ID))
	require.NoError(l.tb, err)
	return v
}

// upload uploads content and returns its volume.
func (l *lab) upload(name string, content []byte) novacron.Volume {
	l.tb.Helper()
	l.pool("default")
	up, err := l.Uploads().CreateUpload(l.ctx, novacron.CreateUpload{Pool: "default", Name: name, SizeBytes: uint64(len(content))})
	require.NoError(l.tb, err)
	_, err = l.Uploads().WriteUpload(l.ctx, up.ID, 0, bytes.NewReader(content))
	require.NoError(l.tb, err)
	l.succeed(novacron.Operation{ID: up.ID}, nil)
	v, err := l.Volumes().Volume(l.ctx, up.Volume)
	require.NoError(l.tb, err)
	return v
}

func (l *lab) download(id novacron.VolumeID) []byte {
	l.tb.Helper()
	in, err := l.Volumes().ReadVolume(l.ctx, id, 0, 0)
	require.NoError(l.tb, err)
	defer in.Close()
	content, err := io.ReadAll(in)
	require.NoError(l.tb, err)
	return content
}

func (l *lab) noVolume(pool, name string) {
	l.tb.Helper()
	_, err := l.provider.Volume(l.ctx, hypervisor.VolumeRef{Pool: pool, Volume: name})
	requireCode(l.tb, novacron.NotFound, err)
}

func TestPoolsLife(t *testing.T) {
	l := newLab(t)
	kinds, err := l.Pools().PoolKinds(l.ctx)
	require.NoError(t, err)
	require.NotEmpty(t, kinds)
	def := l.pool("default")
	require.Equal(t, novacron.DefaultPoolWarnPercent, def.WarnPercent)

	req := novacron.CreatePool{Mutation: novacron.Mutation{IdempotencyKey: "k"}, Name: "fast", TargetPath: "/srv/fast", WarnPercent: 50}
	op := l.succeed(l.Pools().CreatePool(l.ctx, req))
	again, err := l.Pools().CreatePool(l.ctx, req)
	require.NoError(t, err, "the defaults are no part of what was asked")
	require.Equal(t, op.ID, again.ID)
	id := novacron.PoolID(op.Target.ID)
	fast, err := l.Pools().Pool(l.ctx, id)
	require.NoError(t, err)
	require.Equal(t, novacron.PoolRunning, fast.State)
	require.Equal(t, 50, fast.WarnPercent)
	require.True(t, fast.Autostart)
	require.Equal(t, "/srv/fast", fast.TargetPath)
	page, err := l.Pools().Pools(l.ctx, novacron.PoolQuery{Name: "FAS"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)

	for _, c := range []struct {
		req  novacron.CreatePool
		code novacron.Code
	}{
		{novacron.CreatePool{Name: "fast", TargetPath: "/srv/other"}, novacron.Conflict},
		{novacron.CreatePool{Name: "a"}, novacron.Invalid},
		{novacron.CreatePool{Name: "a", TargetPath: "relative"}, novacron.Invalid},
		{novacron.CreatePool{Name: "a", Kind: "floppy"}, novacron.Invalid},
		{novacron.CreatePool{Name: "a", Kind: "logical", Source: novacron.PoolSource{Name: "vg"}}, novacron.Unsupported},
	} {
		_, err := l.Pools().CreatePool(l.ctx, c.req)
		requireCode(t, c.code, err)
	}

	percent, off := 60, false
	l.succeed(l.Pools().UpdatePool(l.ctx, id, novacron.PoolUpdate{WarnPercent: &percent, Autostart: &off}))
	fast, err = l.Pools().Pool(l.ctx, id)
	require.NoError(t, err)
	require.Equal(t, 60, fast.WarnPercent)
	require.False(t, fast.Autostart)
	_, err = l.Pools().UpdatePool(l.ctx, id, novacron.PoolUpdate{Mutation: novacron.Mutation{Revision: fast.Revision + 1}})
	requireCode(t, novacron.Stale, err)

	l.succeed(l.Pools().ActPool(l.ctx, id, novacron.PoolRefresh, novacron.Mutation{}))
	l.succeed(l.Pools().ActPool(l.ctx, id, novacron.PoolStop, novacron.Mutation{}))
	fast, err = l.Pools().Pool(l.ctx, id)
	require.NoError(t, err)
	require.Equal(t, novacron.PoolInactive, fast.State)
	l.succeed(l.Pools().ActPool(l.ctx, id, novacron.PoolStart, novacron.Mutation{}))
	_, err = l.Pools().ActPool(l.ctx, id, "burn", novacron.Mutation{})
	requireCode(t, novacron.Invalid, err)
	dry, err := l.Pools().DeletePool(l.ctx, id, novacron.Mutation{DryRun: true})
	require.NoError(t, err)
	require.True(t, dry.DryRun)
	l.succeed(l.Pools().DeletePool(l.ctx, id, novacron.Mutation{}))
	_, err = l.Pools().Pool(l.ctx, id)
	requireCode(t, novacron.NotFound, err)
	events := l.events(string(id))
	require.Contains(t, events, novacron.EventPoolCreated)
	require.Contains(t, events, novacron.EventPoolChanged)
	require.Equal(t, novacron.EventPoolDeleted, lastOf(events, "pool."))
}

func lastOf(events []string, prefix string) string {
	last := ""
	for _, e := range events {
		if strings.HasPrefix(e, prefix) {
			last = e
		}
	}
	return last
}

func TestAPoolThatRunsFullIsToldOnce(t *testing.T) {
	l := openLab(t, t.TempDir(), newFake(t, fake.Options{Pools: map[string]uint64{"default": 10 << 30}}))
	def := l.pool("default")
	require.False(t, def.Low)
	l.volume("default", "big.raw", "raw", 9<<30)
	require.Eventually(t, func() bool { return l.pool("default").Low }, 10*time.Second, 5*time.Millisecond)
	require.Contains(t, l.events(string(def.ID)), novacron.EventPoolLow)
	node, err := l.Node().Node(l.ctx)
	require.NoError(t, err)
	require.Equal(t, "pool_low_default", node.Warnings[len(node.Warnings)-1].ID)
}

func TestVolumesLife(t *testing.T) {
	l := newLab(t)
	v := l.volume("default", "data.raw", "raw", 1<<20+1)
	require.Equal(t, uint64(1<<20+512), v.CapacityBytes, "whole sectors")
	require.Equal(t, novacron.NewVolumeID(v.Pool, "data.raw"), v.ID)
	_, err := l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "default", Name: "data.raw", CapacityBytes: 1 << 20})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "none", Name: "a", CapacityBytes: 1 << 20})
	requireCode(t, novacron.NotFound, err)

	l.succeed(l.Volumes().ResizeVolume(l.ctx, v.ID, novacron.ResizeVolume{CapacityBytes: 2 << 20}))
	_, err = l.Volumes().ResizeVolume(l.ctx, v.ID, novacron.ResizeVolume{CapacityBytes: 1 << 20})
	requireCode(t, novacron.Invalid, err)
	l.succeed(l.Volumes().ResizeVolume(l.ctx, v.ID, novacron.ResizeVolume{CapacityBytes: 1 << 20, Shrink: true}))
	q := l.volume("default", "q.qcow2", "", 4<<20)
	_, err = l.Volumes().ResizeVolume(l.ctx, q.ID, novacron.ResizeVolume{CapacityBytes: 1 << 20, Shrink: true})
	requireCode(t, novacron.Unsupported, err)

	page, err := l.Volumes().Volumes(l.ctx, novacron.VolumeQuery{Pool: "default", Name: "DATA"})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	require.Equal(t, uint64(1<<20), page.Items[0].CapacityBytes)
	l.succeed(l.Volumes().DeleteVolume(l.ctx, v.ID, novacron.Mutation{}))
	l.noVolume("default", "data.raw")
	require.Equal(t, novacron.EventVolumeDeleted, lastOf(l.events(string(v.ID)), "volume."))
}

// A volume that something uses stays, and the refusal says what uses it.
func TestAVolumeInUseStays(t *testing.T) {
	l := newLab(t)
	l.pool("default")
	vm := l.create(small("web"))
	var disk novacron.Volume
	require.Eventually(t, func() bool {
		page, err := l.Volumes().Volumes(l.ctx, novacron.VolumeQuery{})
		if err == nil && len(page.Items) == 1 {
			disk = page.Items[0]
		}
		return disk.ID != ""
	}, 10*time.Second, 5*time.Millisecond)
	require.Equal(t, "web", disk.UsedBy[0].Name)
	_, err := l.Volumes().DeleteVolume(l.ctx, disk.ID, novacron.Mutation{})
	requireCode(t, novacron.Conflict, err)
	require.ErrorContains(t, err, "vm web")
	_, err = l.Pools().DeletePool(l.ctx, disk.Pool, novacron.Mutation{})
	require.ErrorContains(t, err, "vm web")
	page, err := l.Volumes().Volumes(l.ctx, novacron.VolumeQuery{Unused: true})
	require.NoError(t, err)
	require.Empty(t, page.Items)

	l.power(vm.ID, novacron.PowerStart)
	_, err = l.Pools().ActPool(l.ctx, disk.Pool, novacron.PoolStop, novacron.Mutation{})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Volumes().CopyVolume(l.ctx, disk.ID, novacron.CopyVolume{Name: "copy.qcow2"})
	requireCode(t, novacron.WrongState, err)
	_, err = l.Volumes().ReadVolume(l.ctx, disk.ID, 0, 0)
	requireCode(t, novacron.Conflict, err)
	l.succeed(l.Volumes().ResizeVolume(l.ctx, disk.ID, novacron.ResizeVolume{CapacityBytes: 2 << 30}))
	l.eventually(vm.ID, func(vm novacron.VM, err error) bool { return err == nil && vm.Disks[0].SizeBytes == 2<<30 })
	l.power(vm.ID, novacron.PowerOff)

	_, err = l.provider.CreateVolume(l.ctx, hypervisor.VolumeSpec{
		VolumeRef: hypervisor.VolumeRef{Pool: "default", Volume: "over.qcow2"}, Format: "qcow2", CapacityBytes: 2 << 30, Backing: disk.Path, BackingFormat: "qcow2",
	})
	require.NoError(t, err)
	op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{})
	l.succeed(op, err)
	_, err = l.Volumes().DeleteVolume(l.ctx, disk.ID, novacron.Mutation{})
	requireCode(t, novacron.Conflict, err)
	require.ErrorContains(t, err, "over.qcow2")
}

func TestUploadsAndCopies(t *testing.T) {
	l := newLab(t)
	content := append(make([]byte, 200<<10), noise(300<<10)...)
	v := l.upload("a.raw", content)
	sum := sha256.Sum256(content)
	require.Equal(t, hex.EncodeToString(sum[:]), v.SHA256)
	require.Equal(t, sum, sha256.Sum256(l.download(v.ID)))

	op := l.succeed(l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "b.raw"}))
	require.Equal(t, sum, sha256.Sum256(l.download(novacron.VolumeID(op.Target.ID))))
	op = l.succeed(l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "c.qcow2", Format: "qcow2"}))
	c, err := l.Volumes().Volume(l.ctx, novacron.VolumeID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, "qcow2", c.Format)
}

// An upload goes on where it was, over a break of the connection and a restart.
func TestAnUploadGoesOn(t *testing.T) {
	l := newLab(t)
	l.pool("default")
	content := noise(3 << 20)
	sum := sha256.Sum256(content)
	up, err := l.Uploads().CreateUpload(l.ctx, novacron.CreateUpload{
		Pool: "default", Name: "a.raw", SizeBytes: uint64(len(content)), SHA256: hex.EncodeToString(sum[:]),
	})
	require.NoError(t, err)
	_, err = l.Uploads().WriteUpload(l.ctx, up.ID, 5, bytes.NewReader(content))
	requireCode(t, novacron.Conflict, err)

	broken := io.MultiReader(bytes.NewReader(content[:1<<20+17]), iotestErr{})
	at, err := l.Uploads().WriteUpload(l.ctx, up.ID, 0, broken)
	requireCode(t, novacron.Invalid, err)
	require.Equal(t, uint64(1<<20+17), at.OffsetBytes, "what came is kept")

	l = l.restart()
	at, err = l.Uploads().Upload(l.ctx, up.ID)
	require.NoError(t, err)
	require.Equal(t, uint64(1<<20+17), at.OffsetBytes)
	at, err = l.Uploads().WriteUpload(l.ctx, up.ID, at.OffsetBytes, bytes.NewReader(content[at.OffsetBytes:]))
	require.NoError(t, err)
	require.Equal(t, at.SizeBytes, at.OffsetBytes)
	l.succeed(novacron.Operation{ID: up.ID}, nil)
	require.Equal(t, sum, sha256.Sum256(l.download(up.Volume)))
	_, err = l.Uploads().Upload(l.ctx, up.ID)
	requireCode(t, novacron.NotFound, err)
}

type iotestErr struct{}

func (iotestErr) Read([]byte) (int, error) { return 0, errors.New("the line went dead") }

// What is refused or given up leaves no volume.
func TestUploadsThatEndBadly(t *testing.T) {
	l := newLab(t)
	l.pool("default")
	begin := func(req novacron.CreateUpload) novacron.Upload {
		req.Pool = "default"
		up, err := l.Uploads().CreateUpload(l.ctx, req)
		require.NoError(t, err)
		return up
	}
	evil := append([]byte("QFI\xfb\x00\x00\x00\x03"), noise(64<<10)...)
	for name, req := range map[string]novacron.CreateUpload{
		"sum.raw": {SHA256: strings.Repeat("0", 64)}, "evil.raw": {Format: "raw"}, "evil.qcow2": {Format: "qcow2"},
	} {
		content := evil
		if name == "sum.raw" {
			content = noise(1000)
		}
		req.Name, req.SizeBytes = name, uint64(len(content))
		up := begin(req)
		_, err := l.Uploads().WriteUpload(l.ctx, up.ID, 0, bytes.NewReader(content))
		require.NoError(t, err)
		op := l.wait(novacron.Operation{ID: up.ID})
		require.Equal(t, novacron.OperationFailed, op.State, name)
		require.Equal(t, novacron.Invalid, op.Error.Code, "%+v", op.Error)
		l.noVolume("default", name)
	}
	up := begin(novacron.CreateUpload{Name: "gone.raw", SizeBytes: 1 << 20})
	_, err := l.Uploads().CreateUpload(l.ctx, novacron.CreateUpload{Pool: "default", Name: "gone.raw", SizeBytes: 1})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Uploads().WriteUpload(l.ctx, up.ID, 0, bytes.NewReader(noise(1000)))
	require.NoError(t, err, "fewer bytes are no failure: more may come")
	_, err = l.Operations().Cancel(l.ctx, up.ID, novacron.Mutation{})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, l.wait(novacron.Operation{ID: up.ID}).State)
	l.noVolume("default", "gone.raw")
	_, err = l.Uploads().WriteUpload(l.ctx, up.ID, 1000, bytes.NewReader(nil))
	requireCode(t, novacron.NotFound, err)
	_, err = l.Uploads().CreateUpload(l.ctx, novacron.CreateUpload{Pool: "default", Name: "huge.raw", SizeBytes: 1 << 49})
	requireCode(t, novacron.Exhausted, err)
}

// A copy that is canceled, or that a crash ends, leaves nothing half.
func TestCopiesThatEndEarly(t *testing.T) {
	l := newLab(t)
	v := l.upload("a.raw", noise(1<<20))
	hung, release := l.provider.Faults().Hang("WriteVolume")
	op, err := l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "b.raw"})
	require.NoError(t, err)
	<-hung
	_, err = l.Volumes().DeleteVolume(l.ctx, v.ID, novacron.Mutation{})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	release()
	l.noVolume("default", "b.raw")

	hung, release = l.provider.Faults().Hang("ConvertVolume")
	op, err = l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "b.qcow2", Format: "qcow2"})
	require.NoError(t, err)
	<-hung
	_, err = l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
	require.NoError(t, err)
	release()
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	l.noVolume("default", "b.qcow2")

	hung, release = l.provider.Faults().Hang("WriteVolume")
	op, err = l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "d.raw"})
	require.NoError(t, err)
	<-hung
	next := l.restartWith(func(*lab) { release() })
	require.Equal(t, novacron.OperationSucceeded, next.wait(op).State)
	require.Equal(t, noise(1<<20), next.download(novacron.VolumeID(op.Target.ID)))
}
