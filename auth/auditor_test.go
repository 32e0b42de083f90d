package auth_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

func (f *fixture) asOperator() context.Context {
	ctx := novacron.WithRequestID(f.tb.Context(), "req-1")
	return novacron.WithIdentity(ctx, person(novacron.RoleOperator))
}

func TestTheIntentIsWrittenBeforeAnythingIsDone(t *testing.T) {
	f := newFixture(t)
	inner := &services{}
	inner.do = func() { require.Equal(t, []string{"intent vm.start some-operator web-1"}, f.audit()) }
	vms := auth.GuardVMs(inner, f.auditor)
	_, err := vms.PowerVM(f.asOperator(), "vm-1", novacron.PowerRequest{Verb: novacron.PowerStart})
	require.NoError(t, err)
	require.Equal(t, []string{"start"}, inner.seen)
	require.Equal(t, "outcome vm.start some-operator web-1", f.audit()[1])
}

func TestNoRecordNoAction(t *testing.T) {
	f := newFixture(t)
	inner := &services{}
	vms, ops := auth.GuardVMs(inner, f.auditor), auth.GuardOperations(inner, f.auditor)
	f.broken.Store(true)
	ctx := f.asOperator()
	_, err := vms.CreateVM(ctx, novacron.CreateVM{Name: "web-1"})
	requireCode(t, novacron.Unavailable, err)
	_, err = vms.UpdateVM(ctx, "vm-1", novacron.VMUpdate{})
	requireCode(t, novacron.Unavailable, err)
	_, err = vms.DeleteVM(ctx, "vm-1", novacron.DeleteVM{})
	requireCode(t, novacron.Unavailable, err)
	_, err = vms.PowerVM(ctx, "vm-1", novacron.PowerRequest{Verb: novacron.PowerOff})
	requireCode(t, novacron.Unavailable, err)
	_, err = vms.Console(ctx, "vm-1", false)
	requireCode(t, novacron.Unavailable, err)
	_, err = ops.Cancel(ctx, "op-1", once)
	requireCode(t, novacron.Unavailable, err)
	f.broken.Store(false)
	require.Empty(t, inner.seen)
	require.Empty(t, f.audit())
}

func TestAnOutcomeThatCannotBeWrittenDoesNotHideWhatWasDone(t *testing.T) {
	f := newFixture(t)
	inner := &services{op: novacron.Operation{ID: "op-1"}, do: func() { f.broken.Store(true) }}
	op, err := auth.GuardVMs(inner, f.auditor).DeleteVM(f.asOperator(), "vm-1", novacron.DeleteVM{})
	require.NoError(t, err)
	require.Equal(t, novacron.OperationID("op-1"), op.ID)
	f.broken.Store(false)
	require.Len(t, f.audit(), 1)
}

func TestTheOutcomeIsWrittenWhenTheCallerIsGone(t *testing.T) {
	f := newFixture(t)
	ctx, cancel := context.WithCancel(f.asOperator())
	inner := &services{do: cancel, err: context.Canceled}
	_, err := auth.GuardVMs(inner, f.auditor).Console(ctx, "vm-1", true)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []string{
		"intent vm.console some-operator web-1",
		"outcome vm.console some-operator web-1 canceled",
	}, f.audit())
	_, err = auth.GuardVMs(inner, f.auditor).Console(ctx, "vm-1", true)
	requireCode(t, novacron.Canceled, err)
	require.Len(t, f.audit(), 2)
}

func TestAFailureIsAnOutcome(t *testing.T) {
	f := newFixture(t)
	inner := &services{err: novacron.InvalidField(strings.Repeat("n", 1000), "%s", strings.Repeat("d", 5000))}
	_, err := auth.GuardVMs(inner, f.auditor).CreateVM(f.asOperator(), novacron.CreateVM{Name: strings.Repeat("x", 9999) + "\x00"})
	requireCode(t, novacron.Invalid, err)
	rec := f.records()[1]
	require.Equal(t, novacron.Invalid, rec.Outcome.Code)
	require.Len(t, rec.Target.Name, 256)
	require.Len(t, rec.Outcome.Fields[0].Detail, 256)

	inner.err = errors.New("password hunter2 refused by something")
	_, err = auth.GuardVMs(inner, f.auditor).CreateVM(f.asOperator(), novacron.CreateVM{})
	require.Error(t, err)
	require.Equal(t, "internal error", f.records()[3].Outcome.Detail)
}

func TestADryRunLeavesNoRecord(t *testing.T) {
	f := newFixture(t)
	dry := novacron.Mutation{DryRun: true}
	inner := &services{op: novacron.Operation{DryRun: true}}
	vms := auth.GuardVMs(inner, f.auditor)
	_, err := vms.CreateVM(f.asOperator(), novacron.CreateVM{Mutation: dry})
	require.NoError(t, err)
	_, err = vms.UpdateVM(f.asOperator(), "vm-1", novacron.VMUpdate{Mutation: dry})
	require.NoError(t, err)
	_, err = vms.DeleteVM(f.asOperator(), "vm-1", novacron.DeleteVM{Mutation: dry})
	require.NoError(t, err)
	_, err = vms.PowerVM(f.asOperator(), "vm-1", novacron.PowerRequest{Mutation: dry, Verb: novacron.PowerStart})
	require.NoError(t, err)
	require.Empty(t, f.audit())
	require.Len(t, inner.seen, 4)
}

func TestAFloodOfDenialsIsCountedAndNotWritten(t *testing.T) {
	f := newFixture(t)
	vms := auth.GuardVMs(&services{}, f.auditor)
	viewer := novacron.WithIdentity(t.Context(), person(novacron.RoleViewer))
	deny := func() {
		_, err := vms.DeleteVM(viewer, "vm-1", novacron.DeleteVM{})
		requireCode(t, novacron.Forbidden, err)
	}
	for range auth.DeniedBurst + 500 {
		deny()
	}
	require.Len(t, f.records(), auth.DeniedBurst)
	f.clock.advance(time.Minute)
	deny()
	records := f.records()
	require.Len(t, records, auth.DeniedBurst+1)
	require.Contains(t, records[auth.DeniedBurst].Outcome.Detail, "500 other denials")
}

// finish writes the end of an operation as fleet does: record and event at once.
func (f *fixture) finish(op novacron.Operation) {
	f.tb.Helper()
	err := f.store.Update(context.Background(), func(tx *store.Tx) error {
		if err := tx.PutOperation(store.OperationRecord{Operation: op}); err != nil {
			return err
		}
		_, err := tx.AppendEvent(novacron.Event{
			Type: novacron.EventOperationFinished, Target: op.Target, Identity: op.Identity, Operation: op.ID,
			Data: map[string]string{"state": string(op.State)},
		})
		return err
	})
	require.NoError(f.tb, err)
}

func (f *fixture) follow() *auth.Auditor {
	f.tb.Helper()
	require.NoError(f.tb, f.auditor.Open(f.tb.Context()))
	f.tb.Cleanup(func() { require.NoError(f.tb, f.auditor.Close()) })
	return f.auditor
}

func (f *fixture) waitRecords(n int) []novacron.AuditRecord {
	f.tb.Helper()
	require.Eventually(f.tb, func() bool { return len(f.records()) >= n }, 10*time.Second, time.Millisecond)
	records := f.records()
	require.Len(f.tb, records, n)
	return records
}

func operationOf(id novacron.OperationID, state novacron.OperationState) novacron.Operation {
	return novacron.Operation{
		ID: id, Kind: "vm.start", State: state, Identity: "user:some-operator", RequestID: "req-1",
		Target:    novacron.Target{Kind: "vm", ID: "vm-1", Name: "web-1"},
		CreatedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC),
	}
}

func TestAnOperationHasItsOutcomeWhenItEnds(t *testing.T) {
	f := newFixture(t)
	f.follow()
	op := operationOf("op-0000000000000001", novacron.OperationRunning)
	vms := auth.GuardVMs(&services{op: op}, f.auditor)
	_, err := vms.PowerVM(f.asOperator(), "vm-1", novacron.PowerRequest{Verb: novacron.PowerStart})
	require.NoError(t, err)

	op.State, op.Error = novacron.OperationFailed, &novacron.Fault{Code: novacron.Unavailable, Detail: "libvirt is gone"}
	f.finish(op)
	records := f.waitRecords(3)
	require.Equal(t, []string{
		"intent vm.start some-operator web-1",
		"accepted vm.start some-operator web-1",
		"outcome vm.start some-operator web-1 unavailable",
	}, f.audit())
	for _, rec := range records[1:] {
		require.Equal(t, op.ID, rec.Operation)
		require.Equal(t, records[0].Sequence, rec.Intent)
		require.Equal(t, home, rec.Identity.From)
		require.Equal(t, "req-1", rec.RequestID)
	}
}

func TestOutcomesAreNeitherLostNorDoubledByARestart(t *testing.T) {
	f := newFixture(t)
	first, second := operationOf("op-0000000000000001", novacron.OperationRunning), operationOf("op-0000000000000002", novacron.OperationRunning)
	second.Kind, second.RequestID = "vm.delete", "req-2"
	for _, op := range []novacron.Operation{first, second} {
		vms := auth.GuardVMs(&services{op: op}, f.auditor)
		_, err := vms.DeleteVM(f.asOperator(), "vm-1", novacron.DeleteVM{})
		require.NoError(t, err)
	}
	first.State = novacron.OperationSucceeded
	f.finish(first)
	f.follow()
	f.waitRecords(5)
	require.NoError(t, f.auditor.Close())

	// Another process: what the first one knew is gone.
	f.auditor = auth.NewAuditor(auth.AuditorOptions{Store: f.store, Now: f.clock.Now})
	second.State = novacron.OperationCanceled
	f.finish(second)
	f.follow()
	records := f.waitRecords(6)
	require.Equal(t, "outcome vm.delete some-operator web-1 canceled", f.audit()[5])
	require.Equal(t, records[2].Sequence, records[5].Intent)
	require.NoError(t, f.auditor.Close())
	require.NoError(t, f.auditor.Close())
}

func TestAnOperationThatEndsBeforeItIsAccepted(t *testing.T) {
	f := newFixture(t)
	f.follow()
	op := operationOf("op-0000000000000001", novacron.OperationSucceeded)
	vms := auth.GuardVMs(&services{op: op, do: func() {
		f.finish(op)
		f.waitRecords(2)
	}}, f.auditor)
	_, err := vms.PowerVM(f.asOperator(), "vm-1", novacron.PowerRequest{Verb: novacron.PowerStart})
	require.NoError(t, err)
	require.Equal(t, []string{
		"intent vm.start some-operator web-1",
		"outcome vm.start some-operator web-1",
		"accepted vm.start some-operator web-1",
	}, f.audit())
	records := f.records()
	require.Equal(t, records[0].Sequence, records[1].Intent)
	require.Equal(t, op.ID, records[1].Operation)
}

func TestAnOperationOfNovaCronItself(t *testing.T) {
	f := newFixture(t)
	op := operationOf("op-0000000000000001", novacron.OperationSucceeded)
	op.Identity = "system:recovery"
	f.finish(op)
	f.follow()
	rec := f.waitRecords(1)[0]
	require.Equal(t, novacron.Identity{Kind: novacron.IdentitySystem, Name: "recovery"}, rec.Identity)
	require.Equal(t, "vm.start", rec.Verb)
	require.Zero(t, rec.Intent)
}

func TestOutcomesGoOnAfterTheDiskWasFull(t *testing.T) {
	f := newFixture(t)
	f.follow()
	for i := range 3 {
		f.finish(operationOf(novacron.OperationID(fmt.Sprintf("op-%016x", i)), novacron.OperationSucceeded))
	}
	f.waitRecords(3)
	f.finishWhileBroken(operationOf("op-00000000000000ff", novacron.OperationSucceeded))
	f.waitRecords(4)
}

// finishWhileBroken ends an operation on a disk that takes this one write and
// then no other for a moment.
func (f *fixture) finishWhileBroken(op novacron.Operation) {
	f.tb.Helper()
	require.NoError(f.tb, f.auditor.Close())
	f.finish(op)
	f.broken.Store(true)
	require.NoError(f.tb, f.auditor.Open(f.tb.Context()))
	tries := f.refused.Load()
	require.Eventually(f.tb, func() bool { return f.refused.Load() > tries }, 10*time.Second, time.Millisecond)
	f.broken.Store(false)
}
