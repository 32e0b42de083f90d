package fleet_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/fleet"
	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// What is done to pools and volumes while the appliance dies is done when it is
// back.
func TestInterruptedStorageIsFinished(t *testing.T) {
	for name, tt := range map[string]struct {
		call  string
		begin func(*lab, novacron.Volume) (novacron.Operation, error)
		check func(*testing.T, *lab, novacron.Operation)
	}{
		"create pool": {"BuildPool", func(l *lab, _ novacron.Volume) (novacron.Operation, error) {
			return l.Pools().CreatePool(l.ctx, novacron.CreatePool{Name: "fast", TargetPath: "/srv/fast", WarnPercent: 33})
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			fast := l.pool("fast")
			require.Equal(t, op.Target.ID, string(fast.ID))
			require.Equal(t, novacron.PoolRunning, fast.State)
			require.Equal(t, 33, fast.WarnPercent)
		}},
		"delete pool": {"UndefinePool", func(l *lab, v novacron.Volume) (novacron.Operation, error) {
			return l.Pools().DeletePool(l.ctx, v.Pool, novacron.Mutation{})
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			_, err := l.Pools().Pool(l.ctx, novacron.PoolID(op.Target.ID))
			requireCode(t, novacron.NotFound, err)
			page, err := l.Volumes().Volumes(l.ctx, novacron.VolumeQuery{})
			require.NoError(t, err)
			require.Empty(t, page.Items, "its volumes are not known any more")
		}},
		"create volume": {"CreateVolume", func(l *lab, _ novacron.Volume) (novacron.Operation, error) {
			return l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "default", Name: "b.raw", Format: "raw", CapacityBytes: 1 << 20})
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			v, err := l.Volumes().Volume(l.ctx, novacron.VolumeID(op.Target.ID))
			require.NoError(t, err)
			require.Equal(t, uint64(1<<20), v.CapacityBytes)
		}},
		"resize volume": {"ResizeVolume", func(l *lab, v novacron.Volume) (novacron.Operation, error) {
			return l.Volumes().ResizeVolume(l.ctx, v.ID, novacron.ResizeVolume{CapacityBytes: 4 << 20})
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			v, err := l.Volumes().Volume(l.ctx, novacron.VolumeID(op.Target.ID))
			require.NoError(t, err)
			require.Equal(t, uint64(4<<20), v.CapacityBytes)
		}},
		"delete volume": {"DeleteVolume", func(l *lab, v novacron.Volume) (novacron.Operation, error) {
			return l.Volumes().DeleteVolume(l.ctx, v.ID, novacron.Mutation{})
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			l.noVolume("default", "a.raw")
			_, err := l.Volumes().Volume(l.ctx, novacron.VolumeID(op.Target.ID))
			requireCode(t, novacron.NotFound, err)
		}},
		"convert volume": {"ConvertVolume", func(l *lab, v novacron.Volume) (novacron.Operation, error) {
			return l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "c.qcow2", Format: "qcow2"})
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			v, err := l.Volumes().Volume(l.ctx, novacron.VolumeID(op.Target.ID))
			require.NoError(t, err)
			require.Equal(t, "qcow2", v.Format)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			v := l.volume("default", "a.raw", "raw", 2<<20)
			hung, release := l.provider.Faults().Hang(tt.call)
			op, err := tt.begin(l, v)
			require.NoError(t, err)
			<-hung
			next := l.restartWith(func(*lab) { release() })
			op = next.wait(op)
			require.Equal(t, novacron.OperationSucceeded, op.State, "%+v", op.Error)
			tt.check(t, next, op)
		})
	}
}

// The name that an interrupted create wanted may be another volume's by now: it
// is not touched.
func TestAnInterruptedCreateDoesNotTakeAnothersVolume(t *testing.T) {
	l := newLab(t)
	l.pool("default")
	hung, release := l.provider.Faults().Hang("CreateVolume")
	op, err := l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "default", Name: "a.raw", Format: "raw", CapacityBytes: 1 << 20})
	require.NoError(t, err)
	<-hung
	ref := hypervisor.VolumeRef{Pool: "default", Volume: "a.raw"}
	next := l.restartWith(func(l *lab) {
		release()
		_, err := l.provider.CreateVolume(l.ctx, hypervisor.VolumeSpec{VolumeRef: ref, Format: "raw", CapacityBytes: 8 << 20})
		require.NoError(t, err)
	})
	next.fails(novacron.Conflict, op, nil)
	theirs, err := next.provider.Volume(next.ctx, ref)
	require.NoError(t, err)
	require.Equal(t, uint64(8<<20), theirs.CapacityBytes)
}

// What fails halfway leaves nothing half.
func TestStorageThatFailsLeavesNothing(t *testing.T) {
	full := novacron.Errorf(novacron.Exhausted, "no room")
	l := newLab(t)
	v := l.volume("default", "a.raw", "raw", 1<<20)
	for _, call := range []string{"DefinePool", "BuildPool", "StartPool", "AutostartPool"} {
		l.provider.Faults().Fail(call, full, 1)
		op, err := l.Pools().CreatePool(l.ctx, novacron.CreatePool{Name: "fast", TargetPath: "/srv/fast"})
		l.fails(novacron.Exhausted, op, err)
		_, err = l.provider.Pool(l.ctx, "fast")
		requireCode(t, novacron.NotFound, err)
	}
	for _, call := range []string{"CreateVolume", "ConvertVolume", "ResizeVolume", "DeleteVolume", "StopPool", "UndefinePool", "AutostartPool"} {
		l.provider.Faults().Fail(call, full, 1)
	}
	op, err := l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "default", Name: "b.raw", CapacityBytes: 1 << 20})
	l.provider.Faults().Fail("DeleteVolume", full, 0)
	l.fails(novacron.Exhausted, op, err)
	l.noVolume("default", "b.raw")
	op, err = l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "c.qcow2", Format: "qcow2"})
	l.fails(novacron.Exhausted, op, err)
	l.noVolume("default", "c.qcow2")
	op, err = l.Volumes().ResizeVolume(l.ctx, v.ID, novacron.ResizeVolume{CapacityBytes: 2 << 20})
	l.fails(novacron.Exhausted, op, err)
	l.provider.Faults().Fail("DeleteVolume", full, 1)
	op, err = l.Volumes().DeleteVolume(l.ctx, v.ID, novacron.Mutation{})
	l.fails(novacron.Exhausted, op, err)
	off := false
	op, err = l.Pools().UpdatePool(l.ctx, v.Pool, novacron.PoolUpdate{Autostart: &off})
	l.fails(novacron.Exhausted, op, err)
	op, err = l.Pools().ActPool(l.ctx, v.Pool, novacron.PoolStop, novacron.Mutation{})
	l.fails(novacron.Exhausted, op, err)
	op, err = l.Pools().DeletePool(l.ctx, v.Pool, novacron.Mutation{})
	l.fails(novacron.Exhausted, op, err)
	still, err := l.Volumes().Volume(l.ctx, v.ID)
	require.NoError(t, err)
	require.Equal(t, uint64(1<<20), still.CapacityBytes)
	require.True(t, l.pool("default").Autostart)
}

// A guest that writes a header into its raw disk must not have a file of the
// host copied.
func TestACopyDoesNotReadFilesOfTheHost(t *testing.T) {
	l := newLab(t)
	v := l.volume("default", "a.raw", "raw", 1<<20)
	header := append([]byte("QFI\xfb\x00\x00\x00\x03"), make([]byte, 1<<16)...)
	copy(header[8:], "\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x0b\x00\x00\x00\x10") // a backing file of 11 bytes at 512, clusters of 64 KiB
	header[30], header[100+3] = 0x10, 104                                                // 1 MiB; the header's length
	copy(header[512:], "/etc/shadow")
	out, err := l.provider.UploadVolume(l.ctx, hypervisor.VolumeRef{Pool: "default", Volume: "a.raw"}, 0, 0)
	require.NoError(t, err)
	_, err = out.Write(header)
	require.NoError(t, err)
	require.NoError(t, out.Close())
	_, err = l.Volumes().CopyVolume(l.ctx, v.ID, novacron.CopyVolume{Name: "b.qcow2", Format: "qcow2"})
	requireCode(t, novacron.Forbidden, err)
	require.ErrorContains(t, err, "/etc/shadow")
	l.noVolume("default", "b.qcow2")
}

// A dry run of storage says what would be, and nothing is.
func TestADryRunOfStorageChangesNothing(t *testing.T) {
	l := newLab(t)
	v := l.volume("default", "a.raw", "raw", 1<<20)
	percent := 12
	for field, do := range map[string]func() (novacron.Operation, error){
		"pool": func() (novacron.Operation, error) {
			return l.Pools().CreatePool(l.ctx, novacron.CreatePool{Mutation: dryRun(), Name: "fast", TargetPath: "/srv/fast"})
		},
		"warnPercent": func() (novacron.Operation, error) {
			return l.Pools().UpdatePool(l.ctx, v.Pool, novacron.PoolUpdate{Mutation: dryRun(), WarnPercent: &percent})
		},
		"state": func() (novacron.Operation, error) {
			return l.Pools().ActPool(l.ctx, v.Pool, novacron.PoolStop, dryRun())
		},
		"volume": func() (novacron.Operation, error) {
			return l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Mutation: dryRun(), Pool: "default", Name: "b", CapacityBytes: 1 << 20})
		},
	} {
		op, err := do()
		require.NoError(t, err, field)
		require.True(t, op.DryRun)
		require.Equal(t, field, op.Changes[0].Field)
	}
	require.Equal(t, novacron.PoolRunning, l.pool("default").State)
	require.NotEqual(t, 12, l.pool("default").WarnPercent)
	l.noVolume("default", "b")
	percent = 101
	_, err := l.Pools().UpdatePool(l.ctx, v.Pool, novacron.PoolUpdate{WarnPercent: &percent})
	requireCode(t, novacron.Invalid, err)
	_, err = l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "default", Name: "b", CapacityBytes: 1 << 60, Preallocate: true})
	requireCode(t, novacron.Exhausted, err)
}

// plain is a hypervisor that can do what every one must, and nothing else.
type plain struct{ hypervisor.Provider }

func TestAProviderWithoutAbilitiesSaysSo(t *testing.T) {
	p := newFake(t, fake.Options{})
	l := openLab(t, t.TempDir(), p)
	v := l.volume("default", "a.raw", "raw", 1<<20)
	vm := l.create(small("web"))
	one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one"})
	l.power(vm.ID, novacron.PowerStart)
	l = l.restart(func(o *fleet.Options) { o.Provider = plain{p} })
	for name, do := range map[string]func() error{
		"pool kinds": func() error {
			_, err := l.Pools().PoolKinds(l.ctx)
			return err
		},
		"create pool": func() error {
			_, err := l.Pools().CreatePool(l.ctx, novacron.CreatePool{Name: "a", TargetPath: "/a"})
			return err
		},
		"stop pool": func() error {
			_, err := l.Pools().ActPool(l.ctx, v.Pool, novacron.PoolRefresh, novacron.Mutation{})
			return err
		},
		"create volume": func() error {
			_, err := l.Volumes().CreateVolume(l.ctx, novacron.CreateVolume{Pool: "default", Name: "b", CapacityBytes: 1})
			return err
		},
		"read volume": func() error {
			_, err := l.Volumes().ReadVolume(l.ctx, v.ID, 0, 0)
			return err
		},
		"upload": func() error {
			_, err := l.Uploads().CreateUpload(l.ctx, novacron.CreateUpload{Pool: "default", Name: "b", SizeBytes: 1})
			return err
		},
		"snapshot": func() error {
			_, err := l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Name: "b"})
			return err
		},
		"revert": func() error {
			_, err := l.Snapshots().RevertSnapshot(l.ctx, vm.ID, one.ID, novacron.RevertSnapshot{})
			return err
		},
		"delete snapshot": func() error {
			_, err := l.Snapshots().DeleteSnapshot(l.ctx, vm.ID, one.ID, novacron.DeleteSnapshot{})
			return err
		},
		"freeze": func() error {
			_, err := l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{})
			return err
		},
	} {
		err := do()
		require.Equal(t, novacron.Unsupported, novacron.CodeOf(err), "%s: %v", name, err)
	}
	require.Equal(t, []string{"one<*"}, l.tree(vm.ID), "what is known is shown")
}

// A freeze that a crash left is thawed at the next start.
func TestAFreezeThatACrashLeftIsThawed(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	l.power(vm.ID, novacron.PowerStart)
	dry, err := l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{Mutation: dryRun()})
	require.NoError(t, err)
	require.True(t, dry.DryRun)
	_, err = l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{Mutation: novacron.Mutation{Revision: 99}})
	requireCode(t, novacron.Stale, err)
	op, err := l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{For: time.Minute})
	require.NoError(t, err)
	awaitFrozen(t, l, vm.ID, true)
	l.provider.Faults().Fail("ThawGuest", novacron.Errorf(novacron.Internal, "not now"), 1)
	require.NoError(t, l.Close())
	agent, err := l.provider.AskAgent(t.Context(), vm.ID)
	require.NoError(t, err)
	require.True(t, agent.Frozen, "the test needs it to be left so")
	next := l.restart()
	op = next.fails(novacron.Canceled, op, nil)
	require.Contains(t, op.Error.Detail, "thawed")
	awaitFrozen(t, next, vm.ID, false)
}
