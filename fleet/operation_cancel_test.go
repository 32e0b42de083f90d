package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// Who lost the answer to a cancel asks again, and is told how the operation
// stands instead of being told off.
func TestARepeatedCancelIsToldHowItStands(t *testing.T) {
	l := newLab(t)
	keyed := novacron.Mutation{IdempotencyKey: "c-1"}
	hung, release := l.provider.Faults().Hang("EnsureVolume")
	defer release()
	op, err := l.VMs().CreateVM(l.ctx, small("web-1"))
	require.NoError(t, err)
	<-hung

	would, err := l.Operations().Cancel(l.ctx, op.ID, novacron.Mutation{IdempotencyKey: "c-1", DryRun: true})
	require.NoError(t, err)
	require.True(t, would.DryRun)
	require.Equal(t, op.ID, would.ID)
	now, err := l.Operations().Operation(l.ctx, op.ID)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationRunning, now.State)
	require.False(t, now.DryRun)

	_, err = l.Operations().Cancel(l.ctx, op.ID, keyed)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, l.wait(op).State)
	got, err := l.Operations().Cancel(l.ctx, op.ID, keyed)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationCanceled, got.State)
	for _, m := range []novacron.Mutation{{}, {DryRun: true}, {IdempotencyKey: "c-1", DryRun: true}, {IdempotencyKey: "c-2"}} {
		_, err = l.Operations().Cancel(l.ctx, op.ID, m)
		requireCode(t, novacron.WrongState, err)
	}
	release()

	other := small("web-2")
	other.IdempotencyKey = "c-1"
	_, err = l.VMs().CreateVM(l.ctx, other)
	requireCode(t, novacron.Conflict, err)
	other.IdempotencyKey = "c-2" // was asked with, but nothing came of it
	op, err = l.VMs().CreateVM(l.ctx, other)
	require.NoError(t, err)
	l.wait(op)
	_, err = l.Operations().Cancel(l.ctx, op.ID, other.Mutation)
	requireCode(t, novacron.Conflict, err)
	_, err = l.Operations().Cancel(l.ctx, "op-none", keyed)
	requireCode(t, novacron.Conflict, err)
}
