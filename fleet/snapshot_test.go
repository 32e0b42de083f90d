package fleet_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// dryRun asks for the changes only.
func dryRun() novacron.Mutation { return novacron.Mutation{DryRun: true} }

// snap makes a snapshot and returns its record.
func (l *lab) snap(vm novacron.VMID, req novacron.CreateSnapshot) novacron.Snapshot {
	l.tb.Helper()
	op := l.succeed(l.Snapshots().CreateSnapshot(l.ctx, vm, req))
	return l.snapshot(vm, op.Target.ID)
}

// snapshot returns a snapshot, by id or name.
func (l *lab) snapshot(vm novacron.VMID, id string) novacron.Snapshot {
	l.tb.Helper()
	one, err := l.Snapshots().Snapshot(l.ctx, vm, novacron.SnapshotID(id))
	require.NoError(l.tb, err)
	return one
}

// tree returns a VM's snapshots as "name<parent", the current one with a star.
func (l *lab) tree(vm novacron.VMID) []string {
	l.tb.Helper()
	page, err := l.Snapshots().Snapshots(l.ctx, vm, novacron.PageRequest{})
	require.NoError(l.tb, err)
	names := map[novacron.SnapshotID]string{}
	for _, one := range page.Items {
		names[one.ID] = one.Name
	}
	lines := []string{}
	for _, one := range page.Items {
		line := one.Name + "<" + names[one.Parent]
		if one.Current {
			line += "*"
		}
		lines = append(lines, line)
	}
	return lines
}

func (l *lab) vm(id novacron.VMID) novacron.VM {
	l.tb.Helper()
	vm, err := l.VMs().VM(l.ctx, id)
	require.NoError(l.tb, err)
	return vm
}

// fails waits for an operation that must fail with a code.
func (l *lab) fails(code novacron.Code, op novacron.Operation, err error) novacron.Operation {
	l.tb.Helper()
	require.NoError(l.tb, err)
	op = l.wait(op)
	require.Equal(l.tb, novacron.OperationFailed, op.State)
	require.Equal(l.tb, code, op.Error.Code, "%+v", op.Error)
	return op
}

// deleteSnapshot removes a snapshot.
func (l *lab) deleteSnapshot(vm novacron.VMID, id novacron.SnapshotID) novacron.Operation {
	l.tb.Helper()
	return l.succeed(l.Snapshots().DeleteSnapshot(l.ctx, vm, id, novacron.DeleteSnapshot{}))
}

func (l *lab) revert(vm novacron.VMID, id novacron.SnapshotID, req novacron.RevertSnapshot) novacron.Operation {
	l.tb.Helper()
	return l.succeed(l.Snapshots().RevertSnapshot(l.ctx, vm, id, req))
}

// A tree of snapshots: made off and running, with and without memory, gone back
// to, and merged away until one disk is left.
func TestSnapshotsLife(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	disk := vm.Disks[0].Source
	require.Empty(t, l.tree(vm.ID))

	first := l.snap(vm.ID, novacron.CreateSnapshot{Name: "first", Description: "clean"})
	require.True(t, strings.HasPrefix(string(first.ID), "snap-"))
	require.True(t, first.Managed)
	require.Equal(t, "clean", first.Description)
	require.Equal(t, novacron.VMShutoff, first.State)
	require.Equal(t, disk, first.Disks[0].Path)
	require.NotZero(t, first.SizeBytes)
	overlay := l.vm(vm.ID).Disks[0].Source
	require.NotEqual(t, disk, overlay, "what comes now lies in an overlay")
	require.Equal(t, first.ID, l.snapshot(vm.ID, "first").ID, "by its name too")

	l.power(vm.ID, novacron.PowerStart)
	op := l.succeed(l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Name: "second", Memory: true}))
	second := l.snapshot(vm.ID, op.Target.ID)
	require.Equal(t, novacron.ConsistencyMemory, second.Consistency)
	require.NotEmpty(t, second.MemoryFile)
	require.Contains(t, op.Changes, novacron.Change{Field: "consistency", To: "memory", Applied: novacron.AppliedNow})
	require.Equal(t, []string{"first<", "second<first*"}, l.tree(vm.ID))

	_, err := l.Snapshots().RevertSnapshot(l.ctx, vm.ID, first.ID, novacron.RevertSnapshot{})
	requireCode(t, novacron.WrongState, err)
	l.revert(vm.ID, first.ID, novacron.RevertSnapshot{Force: true})
	require.Equal(t, novacron.VMShutoff, l.vm(vm.ID).State)
	require.Equal(t, []string{"first<*", "second<first"}, l.tree(vm.ID))
	l.revert(vm.ID, first.ID, novacron.RevertSnapshot{Start: true})
	require.Equal(t, novacron.VMRunning, l.vm(vm.ID).State, "started as asked")
	l.power(vm.ID, novacron.PowerOff)
	l.revert(vm.ID, second.ID, novacron.RevertSnapshot{})
	require.Equal(t, novacron.VMRunning, l.vm(vm.ID).State, "its memory goes on")
	l.power(vm.ID, novacron.PowerOff)

	op = l.deleteSnapshot(vm.ID, first.ID)
	require.Contains(t, op.Changes, novacron.Change{Field: "snapshot", From: "first", Applied: novacron.AppliedNow})
	require.Equal(t, []string{"second<*"}, l.tree(vm.ID), "its child is its parent's now")
	require.Equal(t, second.ID, l.snapshot(vm.ID, "second").ID)
	l.deleteSnapshot(vm.ID, second.ID)
	require.Empty(t, l.tree(vm.ID))
	left, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	require.Len(t, left, 1, "one disk, and no memory")
	require.Equal(t, l.vm(vm.ID).Disks[0].Source, left[0].Path)
	_, err = l.Snapshots().Snapshot(l.ctx, vm.ID, first.ID)
	requireCode(t, novacron.NotFound, err)
	require.Contains(t, l.events(string(first.ID)), "snapshot.deleted")
}

func TestASnapshotTellsHowItsDisksStand(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	l.power(vm.ID, novacron.PowerStart)
	require.Equal(t, novacron.ConsistencyFilesystem, l.snap(vm.ID, novacron.CreateSnapshot{Name: "frozen"}).Consistency)
	require.Equal(t, novacron.ConsistencyCrash, l.snap(vm.ID, novacron.CreateSnapshot{Name: "never", Freeze: novacron.FreezeNever}).Consistency)
	require.NoError(t, l.provider.Outside().Ignore(vm.ID, true))
	op := l.succeed(l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Name: "auto"}))
	require.Contains(t, strings.Join(op.Warnings, " "), "not at rest")
	op, err := l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Name: "must", Freeze: novacron.FreezeRequire})
	l.fails(novacron.Unavailable, op, err)
	require.Equal(t, []string{"auto<never*", "frozen<", "never<frozen"}, l.tree(vm.ID))

	op = l.succeed(l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{}))
	require.Regexp(t, `^\d{8}-\d{6}$`, op.Target.Name, "a name made of the time")
}

func TestWhatSnapshotsRefuse(t *testing.T) {
	l := newLab(t)
	vm, other := l.create(small("web")), l.create(small("other"))
	one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one"})
	bare := l.create(novacron.CreateVM{Name: "bare", MemoryBytes: 64 << 20})
	for name, c := range map[string]struct {
		vm   novacron.VMID
		req  novacron.CreateSnapshot
		code novacron.Code
	}{
		"name taken":       {vm.ID, novacron.CreateSnapshot{Name: "one"}, novacron.Conflict},
		"name":             {vm.ID, novacron.CreateSnapshot{Name: "-a"}, novacron.Invalid},
		"long name":        {vm.ID, novacron.CreateSnapshot{Name: strings.Repeat("a", 65)}, novacron.Invalid},
		"freeze":           {vm.ID, novacron.CreateSnapshot{Name: "a", Freeze: "cool"}, novacron.Invalid},
		"memory of an off": {vm.ID, novacron.CreateSnapshot{Name: "a", Memory: true}, novacron.WrongState},
		"pool":             {vm.ID, novacron.CreateSnapshot{Name: "a", Pool: "none"}, novacron.NotFound},
		"no disk":          {bare.ID, novacron.CreateSnapshot{Name: "a"}, novacron.Unsupported},
		"no vm":            {"none", novacron.CreateSnapshot{Name: "a"}, novacron.NotFound},
	} {
		_, err := l.Snapshots().CreateSnapshot(l.ctx, c.vm, c.req)
		require.Equal(t, c.code, novacron.CodeOf(err), "%s: %v", name, err)
	}
	require.Equal(t, []string{"one<*"}, l.tree(vm.ID))

	for _, c := range []struct {
		vm   novacron.VMID
		id   novacron.SnapshotID
		m    novacron.Mutation
		code novacron.Code
	}{
		{"none", one.ID, novacron.Mutation{}, novacron.NotFound},
		{vm.ID, "none", novacron.Mutation{}, novacron.NotFound},
		{other.ID, one.ID, novacron.Mutation{}, novacron.NotFound},
		{vm.ID, one.ID, novacron.Mutation{Revision: one.Revision + 1}, novacron.Stale},
	} {
		_, err := l.Snapshots().RevertSnapshot(l.ctx, c.vm, c.id, novacron.RevertSnapshot{Mutation: c.m})
		requireCode(t, c.code, err)
		_, err = l.Snapshots().DeleteSnapshot(l.ctx, c.vm, c.id, novacron.DeleteSnapshot{Mutation: c.m})
		requireCode(t, c.code, err)
	}
	_, err := l.Snapshots().Snapshots(l.ctx, "none", novacron.PageRequest{})
	requireCode(t, novacron.NotFound, err)
	_, err = l.Snapshots().Snapshot(l.ctx, "none", one.ID)
	requireCode(t, novacron.NotFound, err)
}

func TestADryRunOfSnapshotsChangesNothing(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	l.power(vm.ID, novacron.PowerStart)
	one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one", Memory: true})
	before, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)

	op, err := l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Mutation: dryRun(), Name: "two", Memory: true})
	require.NoError(t, err)
	require.True(t, op.DryRun)
	require.Equal(t, "disk.vda", op.Changes[0].Field)
	require.Equal(t, "memory", op.Changes[1].Field)
	op, err = l.Snapshots().RevertSnapshot(l.ctx, vm.ID, one.ID, novacron.RevertSnapshot{Mutation: dryRun(), Force: true})
	require.NoError(t, err)
	require.Equal(t, []string{"disk.vda", "volume"}, []string{op.Changes[0].Field, op.Changes[1].Field})
	op, err = l.Snapshots().DeleteSnapshot(l.ctx, vm.ID, one.ID, novacron.DeleteSnapshot{Mutation: dryRun()})
	require.NoError(t, err)
	require.Equal(t, "merge.vda", op.Changes[1].Field)
	require.Equal(t, one.Disks[0].Path, op.Changes[1].From, "its data go up")

	after, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	require.ElementsMatch(t, before, after)
	require.Equal(t, []string{"one<*"}, l.tree(vm.ID))
	require.Equal(t, novacron.VMRunning, l.vm(vm.ID).State)
}

func TestARepeatedSnapshotRequestIsOne(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	key := novacron.Mutation{IdempotencyKey: "k1"}
	op := l.succeed(l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Mutation: key, Name: "one"}))
	again, err := l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Mutation: key, Name: "one"})
	require.NoError(t, err)
	require.Equal(t, op.ID, again.ID)
	_, err = l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Mutation: key, Name: "two"})
	requireCode(t, novacron.Conflict, err)
	require.Len(t, l.tree(vm.ID), 1)
}

// What fails, or is canceled, leaves the records as things are.
func TestSnapshotsThatFail(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web"))
	one := l.snap(vm.ID, novacron.CreateSnapshot{Name: "one"})
	disk := l.vm(vm.ID).Disks[0].Source
	away := novacron.Errorf(novacron.Unavailable, "the host is busy")
	for _, call := range []string{"PlanSnapshot", "PlanRevert", "PlanDelete"} {
		l.provider.Faults().Fail(call, away, 1)
	}
	_, err := l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Name: "two"})
	requireCode(t, novacron.Unavailable, err)
	_, err = l.Snapshots().RevertSnapshot(l.ctx, vm.ID, one.ID, novacron.RevertSnapshot{})
	requireCode(t, novacron.Unavailable, err)
	_, err = l.Snapshots().DeleteSnapshot(l.ctx, vm.ID, one.ID, novacron.DeleteSnapshot{})
	requireCode(t, novacron.Unavailable, err)

	for _, call := range []string{"CreateSnapshot", "RevertSnapshot", "DeleteSnapshot"} {
		l.provider.Faults().Fail(call, away, 1)
	}
	op, err := l.Snapshots().CreateSnapshot(l.ctx, vm.ID, novacron.CreateSnapshot{Name: "two"})
	l.fails(novacron.Unavailable, op, err)
	op, err = l.Snapshots().RevertSnapshot(l.ctx, vm.ID, one.ID, novacron.RevertSnapshot{})
	l.fails(novacron.Unavailable, op, err)
	op, err = l.Snapshots().DeleteSnapshot(l.ctx, vm.ID, one.ID, novacron.DeleteSnapshot{})
	l.fails(novacron.Unavailable, op, err)
	require.Equal(t, []string{"one<*"}, l.tree(vm.ID))
	require.Equal(t, disk, l.vm(vm.ID).Disks[0].Source)

	l.provider.Faults().Fail("Start", away, 1)
	op, err = l.Snapshots().RevertSnapshot(l.ctx, vm.ID, one.ID, novacron.RevertSnapshot{Start: true})
	l.fails(novacron.Unavailable, op, err)
	now := l.vm(vm.ID)
	require.Equal(t, novacron.VMShutoff, now.State)
	require.NotEqual(t, disk, now.Disks[0].Source, "it went back, and the record says so")

	hung, release := l.provider.Faults().Hang("DeleteSnapshot")
	op, err = l.Snapshots().DeleteSnapshot(l.ctx, vm.ID, one.ID, novacron.DeleteSnapshot{})
	require.NoError(t, err)
	<-hung
	_, err = l.VMs().PowerVM(l.ctx, vm.ID, novacron.PowerRequest{Verb: novacron.PowerStart})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	release()
	require.Equal(t, []string{"one<*"}, l.tree(vm.ID))
	l.deleteSnapshot(vm.ID, one.ID)
}
