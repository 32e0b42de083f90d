package fleet_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/fleet"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

func fakeOptions() fake.Options { return fake.Options{} }

// An appliance that dies while the hypervisor works finds its operation again
// and goes on.
func TestInterruptedOperationsAreFinished(t *testing.T) {
	title := "New"
	tests := map[string]struct {
		hang  string
		begin func(*lab, novacron.VM) (novacron.Operation, error)
		check func(*testing.T, *lab, novacron.Operation)
	}{
		"create in volumes": {"EnsureVolume", createNew, madeNew},
		"create in define":  {"Define", createNew, madeNew},
		"create in start":   {"Start", createNew, madeNew},
		"update": {"Edit", func(l *lab, vm novacron.VM) (novacron.Operation, error) {
			go func() { _, _ = l.VMs().UpdateVM(l.ctx, vm.ID, novacron.VMUpdate{Title: &title}) }()
			return novacron.Operation{Target: novacron.Target{ID: string(vm.ID)}}, nil
		}, func(t *testing.T, l *lab, op novacron.Operation) {
			vm, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
			require.NoError(t, err)
			require.Equal(t, "New", vm.Title)
		}},
		"delete in undefine": {"Undefine", deleteOld, oldIsGone},
		"delete in volumes":  {"DeleteVolume", deleteOld, oldIsGone},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			vm := l.create(small("old"))
			hung, release := l.provider.Faults().Hang(tt.hang)
			op, err := tt.begin(l, vm)
			require.NoError(t, err)
			<-hung
			require.NoError(t, l.Close())
			release()
			l = l.restart()
			if op.ID == "" {
				page, err := l.Operations().Operations(l.ctx, novacron.OperationQuery{TargetID: op.Target.ID})
				require.NoError(t, err)
				op = page.Items[0]
			}
			op = l.wait(op)
			require.Equal(t, novacron.OperationSucceeded, op.State, "%+v", op.Error)
			tt.check(t, l, op)
			left, err := l.store.UnfinishedOperations()
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}

func createNew(l *lab, _ novacron.VM) (novacron.Operation, error) {
	req := small("new")
	req.Start = true
	return l.VMs().CreateVM(l.ctx, req)
}

func madeNew(t *testing.T, l *lab, op novacron.Operation) {
	t.Helper()
	vm, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, novacron.VMRunning, vm.State)
}

func deleteOld(l *lab, vm novacron.VM) (novacron.Operation, error) {
	return l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{Volumes: true})
}

func oldIsGone(t *testing.T, l *lab, op novacron.Operation) {
	t.Helper()
	_, err := l.VMs().VM(l.ctx, novacron.VMID(op.Target.ID))
	requireCode(t, novacron.NotFound, err)
	_, err = l.provider.VM(l.ctx, novacron.VMID(op.Target.ID))
	requireCode(t, novacron.NotFound, err)
}

// A power verb that was interrupted is judged by where the VM stands, never
// repeated.
func TestInterruptedPowerIsJudged(t *testing.T) {
	l := newLab(t)
	id := l.create(small("web-1")).ID
	hung, release := l.provider.Faults().Hang("Start")
	op, err := l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerStart})
	require.NoError(t, err)
	<-hung
	require.NoError(t, l.Close())
	l = l.restart()
	failed := l.wait(op)
	release()
	require.Equal(t, novacron.OperationFailed, failed.State)
	require.Contains(t, failed.Error.Detail, "interrupted")
	require.NotEmpty(t, failed.Error.Mend)

	l.power(id, novacron.PowerStart)
	require.NoError(t, l.provider.Outside().Ignore(id, true))
	op, err = l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerShutdown})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	require.NoError(t, l.provider.Outside().Stop(id, "shutdown"))
	l = l.restart()
	require.Equal(t, novacron.OperationSucceeded, l.wait(op).State, "it stands where shutdown leads")
}

func TestInterruptedOperationWithoutHypervisorIsFailed(t *testing.T) {
	l := newLab(t)
	hung, release := l.provider.Faults().Hang("Define")
	op, err := l.VMs().CreateVM(l.ctx, small("new"))
	require.NoError(t, err)
	<-hung
	require.NoError(t, l.Close())
	release()
	l.provider.Outside().Disconnect("libvirtd is gone")
	l = l.restart(func(o *fleet.Options) { o.RecoverWithin = 50 * time.Millisecond })
	_, err = l.VMs().CreateVM(l.ctx, small("new"))
	require.Error(t, err)
	op = l.wait(op)
	require.Equal(t, novacron.OperationFailed, op.State)
	require.Equal(t, novacron.Unavailable, op.Error.Code)
	l.provider.Outside().Reconnect()
}
