package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

func TestHardware(t *testing.T) {
	p := newFake(t, fake.Options{})
	l := openLab(t, t.TempDir(), p)
	vm := l.create(novacron.CreateVM{Name: "web-1", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 20}}, Start: true})
	h := l.Hardware()
	show := func() *novacron.VM {
		t.Helper()
		vm, err := l.VMs().VM(l.ctx, vm.ID)
		require.NoError(t, err)
		return &vm
	}

	add := novacron.AddDisk{Disk: novacron.CreateDisk{SizeBytes: 2 << 20}}
	add.DryRun = true
	op, err := h.AddDisk(l.ctx, vm.ID, add)
	require.NoError(t, err)
	require.True(t, op.DryRun)
	require.Equal(t, "disks[vdb]", op.Changes[0].Field)
	require.Len(t, show().Disks, 1)

	add.DryRun, add.IdempotencyKey = false, "once"
	op = l.succeed(h.AddDisk(l.ctx, vm.ID, add))
	require.Equal(t, novacron.AppliedNow, op.Changes[0].Applied)
	again, err := h.AddDisk(l.ctx, vm.ID, add)
	require.NoError(t, err)
	require.Equal(t, op.ID, again.ID)
	disk := show().Disk("vdb")
	require.NotNil(t, disk)

	cache := "none"
	op = l.succeed(h.ChangeDisk(l.ctx, vm.ID, "vdb", novacron.ChangeDisk{Cache: &cache}))
	require.Equal(t, novacron.AppliedNextStart, op.Changes[0].Applied)
	require.Equal(t, op.Changes, show().Pending)
	_, err = h.ChangeDisk(l.ctx, vm.ID, "vda", novacron.ChangeDisk{Media: &novacron.Media{}})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err), "%v", err)
	_, err = h.ChangeDisk(l.ctx, vm.ID, "vdq", novacron.ChangeDisk{Cache: &cache})
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err), "%v", err)
	stale := novacron.ChangeDisk{Cache: &cache}
	stale.Revision = 1
	_, err = h.ChangeDisk(l.ctx, vm.ID, "vdb", stale)
	require.Equal(t, novacron.Stale, novacron.CodeOf(err), "%v", err)

	l.succeed(h.RemoveDisk(l.ctx, vm.ID, "vdb", novacron.RemoveDisk{DeleteVolume: true}))
	require.Nil(t, show().Disk("vdb"))
	_, err = p.FindVolume(t.Context(), disk.Source)
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err), "its volume is gone")

	op = l.succeed(h.ChangeHardware(l.ctx, vm.ID, novacron.ChangeHardware{HostDevices: &[]string{"0000:03:00.0"}}))
	require.Equal(t, novacron.AppliedNextStart, op.Changes[0].Applied)
	l.succeed(l.VMs().PowerVM(l.ctx, vm.ID, novacron.PowerRequest{Verb: novacron.PowerOff}))
	page, err := h.HostDevices(l.ctx, novacron.PageRequest{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, 2, page.Total)
	require.Equal(t, []novacron.Target{{Kind: "vm", ID: string(vm.ID), Name: "web-1"}}, page.Items[0].UsedBy)
	next, err := h.HostDevices(l.ctx, novacron.PageRequest{Limit: 1, Cursor: page.Next})
	require.NoError(t, err)
	require.Equal(t, "usb:0951:1666", next.Items[0].ID)
	require.Empty(t, next.Next)
}

// TestFailedDiskLeavesNoVolume: what was made for a disk that the VM did not get
// is removed.
func TestFailedDiskLeavesNoVolume(t *testing.T) {
	p := newFake(t, fake.Options{})
	l := openLab(t, t.TempDir(), p)
	vm := l.create(novacron.CreateVM{Name: "web-1", NICs: []novacron.CreateNIC{}})
	plan, err := p.CompleteDisk(t.Context(), vm.ID, novacron.CreateDisk{SizeBytes: 2 << 20})
	require.NoError(t, err)
	p.Faults().Fail("EditDevices", novacron.Errorf(novacron.Unavailable, "no"), 1)
	op, err := l.Hardware().AddDisk(l.ctx, vm.ID, novacron.AddDisk{Disk: novacron.CreateDisk{SizeBytes: 2 << 20}})
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	_, err = p.FindVolume(t.Context(), plan.Source)
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
	_, err = p.VM(t.Context(), vm.ID)
	require.NoError(t, err)
}
