package fleet_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/fleet"
	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// An appliance that dies in the middle finds what it began and ends it: before
// the hypervisor did anything, or after all of it and before that was recorded.
func TestInterruptedSnapshotsAreFinished(t *testing.T) {
	for name, tt := range map[string]struct {
		call  string
		begin func(*lab, novacron.Snapshot) (novacron.Operation, error)
		tree  []string
		state novacron.VMState
	}{
		"create": {"CreateSnapshot", func(l *lab, one novacron.Snapshot) (novacron.Operation, error) {
			return l.Snapshots().CreateSnapshot(l.ctx, one.VM, novacron.CreateSnapshot{Name: "two"})
		}, []string{"one<", "two<one*"}, novacron.VMShutoff},
		"revert": {"RevertSnapshot", func(l *lab, one novacron.Snapshot) (novacron.Operation, error) {
			return l.Snapshots().RevertSnapshot(l.ctx, one.VM, one.ID, novacron.RevertSnapshot{Start: true})
		}, []string{"one<*"}, novacron.VMRunning},
		"delete": {"DeleteSnapshot", func(l *lab, one novacron.Snapshot) (novacron.Operation, error) {
			return l.Snapshots().DeleteSnapshot(l.ctx, one.VM, one.ID, novacron.DeleteSnapshot{})
		}, []string{}, novacron.VMShutoff},
	} {
		for _, when := range []string{"before", "after"} {
			t.Run(name+" "+when, func(t *testing.T) {
				l := newLab(t)
				one := l.snap(l.create(small("web")).ID, novacron.CreateSnapshot{Name: "one"})
				hung, release := l.provider.Faults().Hang(tt.call)
				op, err := tt.begin(l, one)
				require.NoError(t, err)
				<-hung
				if when == "after" {
					read, resume := l.provider.Faults().Hang("Snapshots")
					release()
					<-read
					release = resume
				}
				next := l.restartWith(func(*lab) { release() })
				op = next.wait(op)
				require.Equal(t, novacron.OperationSucceeded, op.State, "%+v", op.Error)
				require.Equal(t, tt.tree, next.tree(one.VM))
				require.Equal(t, tt.state, next.vm(one.VM).State)
				if name == "create" {
					two := next.snapshot(one.VM, "two")
					require.Equal(t, op.Target.ID, string(two.ID))
					require.True(t, two.Managed)
				}
			})
		}
	}
}

// What others make with virsh appears, and what they remove goes.
func TestSnapshotsOfOthersAppear(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	plan, err := l.provider.PlanSnapshot(l.ctx, vm.ID, hypervisor.NewSnapshot{Name: "theirs", Tag: "0badcafe"})
	require.NoError(t, err)
	_, err = l.provider.CreateSnapshot(l.ctx, vm.ID, plan)
	require.NoError(t, err)
	theirs := l.snapshot(vm.ID, "theirs")
	require.False(t, theirs.Managed)
	l = l.restart()
	require.Equal(t, theirs.ID, l.snapshot(vm.ID, "theirs").ID, "the same id whenever it is seen")

	l.provider.Outside().Disconnect("libvirtd is gone")
	require.Equal(t, []string{"theirs<*"}, l.tree(vm.ID), "the record answers")
	l.provider.Outside().Reconnect()
	merge, err := l.provider.PlanDelete(l.ctx, vm.ID, hypervisor.SnapshotRef{Name: "theirs"})
	require.NoError(t, err)
	require.NoError(t, l.provider.DeleteSnapshot(l.ctx, vm.ID, merge, func(hypervisor.MergeProgress) error { return nil }))
	require.Empty(t, l.tree(vm.ID))
	require.Equal(t, "snapshot.deleted", lastOf(l.events(string(theirs.ID)), "snapshot."))
}

// spoiler is a hypervisor that merges downwards: what it began cannot be gone
// back to.
type spoiler struct {
	*fake.Provider
	breaks bool
}

func (s *spoiler) DeleteSnapshot(ctx context.Context, vm novacron.VMID, plan hypervisor.DeletePlan, tell func(hypervisor.MergeProgress) error) error {
	for range 2 {
		if err := tell(hypervisor.MergeProgress{Phase: "merging", Percent: 50, Spoils: true}); err != nil {
			return err
		}
	}
	if s.breaks {
		return novacron.Errorf(novacron.Unavailable, "the host is busy")
	}
	return s.Provider.DeleteSnapshot(ctx, vm, plan, tell)
}

func TestAHalfMergedSnapshotIsNotRevertedTo(t *testing.T) {
	p := &spoiler{Provider: newFake(t, fake.Options{}), breaks: true}
	use := func(o *fleet.Options) { o.Provider = p }
	l := openLab(t, t.TempDir(), p.Provider, use)
	vm := l.create(small("web"))
	one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one"})
	op, err := l.Snapshots().DeleteSnapshot(l.ctx, vm.ID, one.ID, novacron.DeleteSnapshot{})
	l.fails(novacron.Unavailable, op, err)

	l = l.restart(use)
	require.Contains(t, l.snapshot(vm.ID, "one").Problem, "did not end")
	_, err = l.Snapshots().RevertSnapshot(l.ctx, vm.ID, one.ID, novacron.RevertSnapshot{})
	requireCode(t, novacron.WrongState, err)
	require.ErrorContains(t, err, "partly merged")
	p.breaks = false
	l.deleteSnapshot(vm.ID, one.ID)
	require.Empty(t, l.tree(vm.ID))
}

func TestDeleteAVMWithSnapshots(t *testing.T) {
	grown := func(t *testing.T) (*lab, novacron.VM, novacron.Snapshot) {
		t.Helper()
		l := newLab(t)
		vm := l.create(small("web"))
		one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one"})
		l.snap(vm.ID, novacron.CreateSnapshot{Name: "two"})
		return l, vm, one
	}
	files := func(t *testing.T, l *lab) int {
		t.Helper()
		all, err := l.provider.PoolVolumes(l.ctx, "default")
		require.NoError(t, err)
		return len(all)
	}
	t.Run("refused", func(t *testing.T) {
		l, vm, _ := grown(t)
		_, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{})
		requireCode(t, novacron.WrongState, err)
		require.ErrorContains(t, err, "2 snapshots")
		l.provider.Faults().Fail("FindVolume", novacron.Errorf(novacron.Unavailable, "away"), 1)
		_, err = l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
		requireCode(t, novacron.Unavailable, err)
		require.Len(t, l.tree(vm.ID), 2)
	})
	t.Run("with volumes", func(t *testing.T) {
		l, vm, one := grown(t)
		l.succeed(l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true}))
		require.Zero(t, files(t, l))
		require.Empty(t, l.store.Snapshots().All())
		require.Equal(t, "snapshot.deleted", lastOf(l.events(string(one.ID)), "snapshot."))
	})
	t.Run("with force", func(t *testing.T) {
		l, vm, one := grown(t)
		op := l.succeed(l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Force: true}))
		require.Contains(t, op.Warnings, "a file of its snapshots stays: "+one.Disks[0].Path)
		require.Equal(t, 3, files(t, l))
		require.Empty(t, l.store.Snapshots().All())
	})
	t.Run("what others need stays", func(t *testing.T) {
		l, vm, one := grown(t)
		base := one.Disks[0].Path
		l.create(novacron.CreateVM{Name: "twin", MemoryBytes: 64 << 20, Disks: []novacron.CreateDisk{{Source: base, ReadOnly: true}}})
		top := l.vm(vm.ID).Disks[0].Source
		_, err := l.provider.CreateVolume(l.ctx, hypervisor.VolumeSpec{
			VolumeRef: hypervisor.VolumeRef{Pool: "default", Volume: "theirs.qcow2"}, Format: "qcow2", CapacityBytes: 1 << 30,
			Backing: top, BackingFormat: "qcow2",
		})
		require.NoError(t, err)
		op, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Mutation: dryRun(), Volumes: true})
		require.NoError(t, err)
		told := strings.Join(op.Warnings, "\n")
		require.Contains(t, told, base+" stays, for it is used by twin")
		require.Contains(t, told, top+" stays, for it is below")
		l.succeed(l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true}))
		require.Equal(t, 4, files(t, l), "all that lies below something of others")
	})
	t.Run("what another's snapshot holds stays", func(t *testing.T) {
		l := newLab(t)
		vm := l.create(small("web"))
		disk := vm.Disks[0].Source
		twin := l.create(novacron.CreateVM{Name: "twin", MemoryBytes: 64 << 20, Disks: []novacron.CreateDisk{{Source: disk}}})
		require.NoError(t, l.provider.Outside().Change(twin.ID, func(theirs *novacron.VM) {
			theirs.Disks[0].Pool, theirs.Disks[0].Volume = "default", vm.Disks[0].Volume
		}))
		l.snap(twin.ID, novacron.CreateSnapshot{Name: "held"})
		op := l.succeed(l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true}))
		require.Contains(t, strings.Join(op.Warnings, "\n"), "snapshot held of twin")
		require.Equal(t, 2, files(t, l))
	})
}

// A snapshot's files are in use: they are neither removed nor another VM's.
func TestAFileOfASnapshotStays(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one"})
	pool := l.pool("default")
	id := novacron.NewVolumeID(pool.ID, one.Disks[0].Volume)
	require.Eventually(t, func() bool { _, err := l.Volumes().Volume(l.ctx, id); return err == nil }, 10*time.Second, 5*time.Millisecond)
	_, err := l.Volumes().DeleteVolume(l.ctx, id, novacron.Mutation{})
	requireCode(t, novacron.Conflict, err)
	require.ErrorContains(t, err, "snapshot one")
}
