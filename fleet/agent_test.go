package fleet_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

func TestAgentOfAGuest(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	_, err := l.Agents().Agent(l.ctx, vm.ID)
	requireCode(t, novacron.WrongState, err)
	_, err = l.Agents().Agent(l.ctx, "no-such")
	requireCode(t, novacron.NotFound, err)
	l.power(vm.ID, novacron.PowerStart)
	agent, err := l.Agents().Agent(l.ctx, vm.ID)
	require.NoError(t, err)
	require.Equal(t, "web-1", agent.Hostname)
	filesystems, err := l.Agents().GuestFilesystems(l.ctx, vm.ID, novacron.PageRequest{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "/", filesystems.Items[0].Mountpoint)
	users, err := l.Agents().GuestUsers(l.ctx, vm.ID, novacron.PageRequest{Cursor: "1"})
	require.NoError(t, err)
	require.Empty(t, users.Items)
	require.Equal(t, 1, users.Total)
	_, err = l.Agents().GuestUsers(l.ctx, vm.ID, novacron.PageRequest{Cursor: "x"})
	requireCode(t, novacron.Invalid, err)

	keyed := novacron.Mutation{IdempotencyKey: "k-1"}
	result, err := l.Agents().ExecGuest(l.ctx, vm.ID, novacron.ExecGuest{Mutation: keyed, Command: "/bin/cat", Input: "hello"})
	require.NoError(t, err)
	require.Equal(t, "hello", result.Output)
	_, err = l.Agents().ExecGuest(l.ctx, vm.ID, novacron.ExecGuest{Mutation: keyed, Command: "/bin/cat", Input: "hello"})
	requireCode(t, novacron.Conflict, err)
	_, err = l.Agents().ExecGuest(l.ctx, vm.ID, novacron.ExecGuest{Command: "sleep", Args: []string{"1h"}, Timeout: time.Second})
	requireCode(t, novacron.Timeout, err)
	dry, err := l.Agents().ExecGuest(l.ctx, vm.ID, novacron.ExecGuest{Mutation: novacron.Mutation{DryRun: true}, Command: "x"})
	require.NoError(t, err)
	require.True(t, dry.DryRun)
	for _, bad := range []novacron.ExecGuest{
		{},
		{Command: "x", Timeout: time.Hour},
		{Command: "x", Args: []string{string(make([]byte, 129<<10))}},
		{Command: "x", Input: string(make([]byte, novacron.MaxGuestInput+1))},
	} {
		_, err = l.Agents().ExecGuest(l.ctx, vm.ID, bad)
		requireCode(t, novacron.Invalid, err)
	}
	require.NoError(t, l.Agents().SetGuestPassword(l.ctx, vm.ID, novacron.SetGuestPassword{User: "root", Password: "x"}))
	requireCode(t, novacron.Unavailable, l.Agents().SetGuestPassword(l.ctx, vm.ID, novacron.SetGuestPassword{User: "ada", Password: "x"}))
	requireCode(t, novacron.Invalid, l.Agents().SetGuestPassword(l.ctx, vm.ID, novacron.SetGuestPassword{User: "ada"}))
}

// awaitFrozen waits until the guest is, or is no longer.
func awaitFrozen(t *testing.T, l *lab, id novacron.VMID, frozen bool) {
	t.Helper()
	require.Eventually(t, func() bool {
		agent, err := l.Agents().Agent(l.ctx, id)
		return err == nil && agent.Frozen == frozen
	}, 10*time.Second, time.Millisecond)
}

func TestFreezeEnds(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	l.power(vm.ID, novacron.PowerStart)

	op, err := l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{For: time.Second})
	require.NoError(t, err)
	awaitFrozen(t, l, vm.ID, true)
	op, err = l.Operations().Wait(l.ctx, op.ID)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationSucceeded, op.State, "by its time")
	awaitFrozen(t, l, vm.ID, false)

	op, err = l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{For: time.Minute})
	require.NoError(t, err)
	awaitFrozen(t, l, vm.ID, true)
	thaw, err := l.Agents().ThawGuest(l.ctx, vm.ID, novacron.Mutation{})
	require.NoError(t, err)
	require.Equal(t, op.ID, thaw.ID, "the freeze's own")
	op, err = l.Operations().Wait(l.ctx, op.ID)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationSucceeded, op.State)
	awaitFrozen(t, l, vm.ID, false)

	op, err = l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{For: time.Minute})
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		_, err := l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{})
		return err == nil
	}, 10*time.Second, time.Millisecond)
	op, err = l.Operations().Wait(l.ctx, op.ID)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, op.State)
	awaitFrozen(t, l, vm.ID, false)

	thaw, err = l.Agents().ThawGuest(l.ctx, vm.ID, novacron.Mutation{})
	require.NoError(t, err, "what nobody of us froze")
	thaw, err = l.Operations().Wait(l.ctx, thaw.ID)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationSucceeded, thaw.State)
	_, err = l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{For: time.Hour})
	requireCode(t, novacron.Invalid, err)
}

// A freeze that a stop interrupts is thawed at once.
func TestFreezeEndsWithTheAppliance(t *testing.T) {
	provider := newFake(t, fake.Options{})
	l := openLab(t, t.TempDir(), provider)
	vm := l.create(small("web-1"))
	l.power(vm.ID, novacron.PowerStart)
	_, err := l.Agents().FreezeGuest(l.ctx, vm.ID, novacron.FreezeGuest{For: time.Minute})
	require.NoError(t, err)
	awaitFrozen(t, l, vm.ID, true)
	require.NoError(t, l.Fleet.Close())
	agent, err := provider.AskAgent(t.Context(), vm.ID)
	require.NoError(t, err)
	require.False(t, agent.Frozen)
}
