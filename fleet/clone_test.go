package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

func (l *lab) clone(id novacron.VMID, req novacron.CloneVM) novacron.VM {
	l.tb.Helper()
	op, err := l.Clones().CloneVM(l.ctx, id, req)
	op = l.succeed(op, err)
	vm, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	require.NoError(l.tb, err)
	return vm
}

func (l *lab) template(id novacron.VMID, on bool) error {
	l.tb.Helper()
	op, err := l.Clones().MarkTemplate(l.ctx, id, novacron.MarkTemplate{Template: on})
	if err == nil {
		l.succeed(op, nil)
	}
	return err
}

func (l *lab) golden() novacron.VM {
	return l.create(novacron.CreateVM{
		Name: "golden", Labels: map[string]string{"tier": "web"}, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}},
		NICs: []novacron.CreateNIC{{}}, CloudInit: &novacron.CloudInit{User: "ada"}, Autostart: true,
	})
}

func TestFullClone(t *testing.T) {
	l := newLab(t)
	source := l.golden()
	l.power(source.ID, novacron.PowerStart)
	_, err := l.Clones().CloneVM(l.ctx, source.ID, novacron.CloneVM{Name: "web-2"})
	requireCode(t, novacron.WrongState, err)
	l.power(source.ID, novacron.PowerOff)
	_, err = l.Clones().CloneVM(l.ctx, source.ID, novacron.CloneVM{Name: "web-2", Linked: true})
	requireCode(t, novacron.WrongState, err)

	dry, err := l.Clones().CloneVM(l.ctx, source.ID, novacron.CloneVM{Name: "web-2", Mutation: novacron.Mutation{DryRun: true}})
	require.NoError(t, err)
	require.Len(t, dry.Changes, 2)
	require.Contains(t, dry.Warnings[0], "rm -f /var/lib/dbus/machine-id", "what it shares with the original, and the mend")
	vm := l.clone(source.ID, novacron.CloneVM{Name: "web-2", Start: true, CloudInit: &novacron.CloudInit{User: "grace"}})
	require.NotEqual(t, source.ID, vm.ID)
	require.NotEqual(t, source.NICs[0].MAC, vm.NICs[0].MAC)
	require.Equal(t, source.Labels, vm.Labels)
	require.False(t, vm.Autostart)
	require.Equal(t, novacron.VMRunning, vm.State)
	require.Len(t, vm.Disks, 2)
	require.Contains(t, vm.Disks[0].Volume, "web-2-vda-")
	seed, err := l.CloudInits().CloudInit(l.ctx, vm.ID)
	require.NoError(t, err)
	require.Contains(t, seed.Files[1].Text, "grace")
}

func TestTemplate(t *testing.T) {
	l := newLab(t)
	source := l.golden()
	require.NoError(t, l.template(source.ID, true))
	requireCode(t, novacron.WrongState, l.template(source.ID, true))
	source, err := l.VMs().VM(l.ctx, source.ID)
	require.NoError(t, err)
	require.True(t, source.Template)
	require.False(t, source.Autostart)
	_, err = l.VMs().PowerVM(l.ctx, source.ID, novacron.PowerRequest{Verb: novacron.PowerStart})
	requireCode(t, novacron.WrongState, err)

	linked := l.clone(source.ID, novacron.CloneVM{Name: "linked", Linked: true})
	require.False(t, linked.Template)
	vol, err := l.provider.Volume(l.ctx, hypervisor.VolumeRef{Pool: linked.Disks[0].Pool, Volume: linked.Disks[0].Volume})
	require.NoError(t, err)
	require.Contains(t, vol.Backing, source.Disks[0].Volume)
	requireCode(t, novacron.WrongState, l.template(source.ID, false))
	op, err := l.VMs().DeleteVM(l.ctx, linked.ID, novacron.DeleteVM{Volumes: true})
	l.succeed(op, err)
	require.NoError(t, l.template(source.ID, false))
	l.power(source.ID, novacron.PowerStart)
}

func TestFailedCloneLeavesNothing(t *testing.T) {
	l := newLab(t)
	source := l.golden()
	before, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	l.provider.Faults().Fail("DefineClone", novacron.Errorf(novacron.Exhausted, "no room"), 1)
	op, err := l.Clones().CloneVM(l.ctx, source.ID, novacron.CloneVM{Name: "web-2", CloudInit: &novacron.CloudInit{}})
	require.NoError(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	after, err := l.provider.PoolVolumes(l.ctx, "default")
	require.NoError(t, err)
	require.ElementsMatch(t, before, after)
}

// A clone that a crash interrupted is made whole by the next start.
func TestInterruptedClone(t *testing.T) {
	l := newLab(t)
	source := l.golden()
	began, release := l.provider.Faults().Hang("ConvertVolume")
	op, err := l.Clones().CloneVM(l.ctx, source.ID, novacron.CloneVM{Name: "web-2"})
	require.NoError(t, err)
	<-began
	next := l.restartWith(func(*lab) { release() })
	op = next.wait(op)
	require.Equal(t, novacron.OperationSucceeded, op.State, "%+v", op.Error)
	vm, err := next.VMs().VM(next.ctx, novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, "web-2", vm.Name)
}
