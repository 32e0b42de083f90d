package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

func TestInventoryFollowsWhatOthersDo(t *testing.T) {
	l := newLab(t)
	out := l.provider.Outside()
	const id = novacron.VMID("11111111-2222-3333-4444-555555555555")
	require.NoError(t, out.Make(novacron.VM{ID: id, Name: "theirs", VCPUs: 1, MemoryBytes: 1 << 30, State: novacron.VMShutoff, Persistent: true}))
	l.eventually(id, func(vm novacron.VM, err error) bool { return err == nil && vm.State == novacron.VMShutoff })
	vm, err := l.VMs().VM(l.ctx, id)
	require.NoError(t, err)
	require.False(t, vm.Managed)
	require.NotZero(t, vm.CreatedAt)

	require.NoError(t, out.Start(id))
	l.eventually(id, func(vm novacron.VM, _ error) bool { return vm.State == novacron.VMRunning })
	require.NoError(t, out.Change(id, func(vm *novacron.VM) { vm.Title = "Theirs" }))
	l.eventually(id, func(vm novacron.VM, _ error) bool { return vm.Title == "Theirs" })
	require.NoError(t, out.Pause(id, "ioerror"))
	l.eventually(id, func(vm novacron.VM, _ error) bool { return vm.State == novacron.VMPaused })
	l.power(id, novacron.PowerResume)
	require.NoError(t, out.Crash(id))
	l.eventually(id, func(vm novacron.VM, _ error) bool {
		return vm.State == novacron.VMCrashed || vm.State == novacron.VMShutoff
	})
	if vm, _ := l.VMs().VM(l.ctx, id); vm.State.Active() {
		l.power(id, novacron.PowerOff)
	}
	require.NoError(t, out.Remove(id))
	l.eventually(id, func(_ novacron.VM, err error) bool { return novacron.CodeOf(err) == novacron.NotFound })

	types := l.events(string(id))
	require.Equal(t, "vm.created", types[0])
	require.Equal(t, "vm.deleted", types[len(types)-1])
	require.Subset(t, types, []string{"vm.started", "vm.changed", "vm.paused", "vm.resumed"})
}

func TestInventoryCatchesUpAfterADisconnect(t *testing.T) {
	l := newLab(t)
	gone, stays := l.create(small("gone")), l.create(small("stays"))
	out := l.provider.Outside()
	out.Disconnect("libvirtd was killed")
	const id = novacron.VMID("11111111-2222-3333-4444-555555555555")
	require.NoError(t, out.Make(novacron.VM{ID: id, Name: "new", VCPUs: 1, MemoryBytes: 1 << 30, State: novacron.VMShutoff, Persistent: true}))
	require.NoError(t, out.Remove(gone.ID))
	require.NoError(t, out.Start(stays.ID))
	node, err := l.Node().Node(l.ctx)
	require.NoError(t, err)
	require.False(t, node.Hypervisor.Connected)
	require.NotEmpty(t, node.Hypervisor.Detail)

	out.Reconnect()
	l.eventually(id, func(_ novacron.VM, err error) bool { return err == nil })
	l.eventually(gone.ID, func(_ novacron.VM, err error) bool { return novacron.CodeOf(err) == novacron.NotFound })
	l.eventually(stays.ID, func(vm novacron.VM, _ error) bool { return vm.State == novacron.VMRunning })
}

func TestInventoryTakesANameThatMovedOn(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	out := l.provider.Outside()
	out.Disconnect("away")
	require.NoError(t, out.Remove(vm.ID))
	const id = novacron.VMID("11111111-2222-3333-4444-555555555555")
	require.NoError(t, out.Make(novacron.VM{ID: id, Name: "web-1", VCPUs: 1, MemoryBytes: 1 << 30, State: novacron.VMShutoff, Persistent: true}))
	out.Reconnect()
	l.eventually(id, func(vm novacron.VM, err error) bool { return err == nil && vm.Name == "web-1" })
	l.eventually(vm.ID, func(_ novacron.VM, err error) bool { return novacron.CodeOf(err) == novacron.NotFound })
}

func TestInventoryOfManyVMs(t *testing.T) {
	p := newFake(t, fakeOptions())
	require.Equal(t, 1000, p.Seed(1000))
	l := openLab(t, t.TempDir(), p)
	<-l.Synced()
	require.Len(t, l.store.VMIDs(), 1000)
	cursor := l.lastEvent()

	l = l.restart()
	<-l.Synced()
	page, err := l.Events().Events(l.ctx, novacron.EventQuery{Type: "vm.*", PageRequest: novacron.PageRequest{Cursor: cursor}})
	require.NoError(t, err)
	require.Empty(t, page.Items, "a start that finds nothing new tells nothing of vms")
}
