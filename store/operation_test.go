package store_test

import (
	"context"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// operation puts a new operation and returns it.
func operation(tb testing.TB, s *store.Store, target string, state novacron.OperationState, change ...func(*store.OperationRecord)) store.OperationRecord {
	tb.Helper()
	rec := store.OperationRecord{Operation: novacron.Operation{
		Kind: "vm.start", Target: novacron.Target{Kind: "vm", ID: target}, State: state, Identity: "user:admin",
	}}
	update(tb, s, func(tx *store.Tx) error {
		rec.ID, rec.CreatedAt = tx.NewOperationID(), tx.Now()
		for _, c := range change {
			c(&rec)
		}
		return tx.PutOperation(rec)
	})
	return rec
}

func putOperation(tb testing.TB, s *store.Store, rec store.OperationRecord) {
	tb.Helper()
	update(tb, s, func(tx *store.Tx) error { return tx.PutOperation(rec) })
}

func TestOperationIDsSortByAgeWhateverTheClockDoes(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	var last novacron.OperationID
	for _, step := range []time.Duration{0, time.Second, -time.Hour, 0, 2 * time.Hour} {
		c.move(step)
		update(t, s, func(tx *store.Tx) error {
			for range 3 {
				id := tx.NewOperationID()
				require.Regexp(t, `^op-[0-9a-f]{16}$`, string(id))
				require.Greater(t, id, last)
				last = id
			}
			return nil
		})
	}
}

func TestOperationsAreKeptWithTheirPlan(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, dir)
	rec := operation(t, s, "a", novacron.OperationRunning, func(r *store.OperationRecord) {
		r.Plan = json.RawMessage(`{"step":1}`)
	})
	require.NoError(t, s.Close())
	s = storetest.Open(t, dir)
	got, err := s.Operation(rec.ID)
	require.NoError(t, err)
	require.Equal(t, rec, got)
	unfinished, err := s.UnfinishedOperations()
	require.NoError(t, err)
	require.Equal(t, []store.OperationRecord{rec}, unfinished)
	_, err = s.Operation("op-none")
	requireCode(t, novacron.NotFound, err)
}

func TestUnfinishedOperationsAreOldestFirst(t *testing.T) {
	s := storetest.New(t)
	unfinished, err := s.UnfinishedOperations()
	require.NoError(t, err)
	require.NotNil(t, unfinished)
	want := []store.OperationRecord{
		operation(t, s, "a", novacron.OperationRunning),
		operation(t, s, "b", novacron.OperationPending),
		operation(t, s, "c", novacron.OperationRunning),
	}
	operation(t, s, "d", novacron.OperationFailed)
	unfinished, err = s.UnfinishedOperations()
	require.NoError(t, err)
	require.Equal(t, want, unfinished)
	require.Equal(t, 3, s.Stats().OperationsRunning)
}

func TestOperationsAreListedNewestFirst(t *testing.T) {
	s := storetest.New(t)
	var all []novacron.Operation
	for i := range 7 {
		state := []novacron.OperationState{novacron.OperationSucceeded, novacron.OperationRunning}[i%2]
		rec := operation(t, s, []string{"a", "b", "ab"}[i%3], state)
		all = append([]novacron.Operation{rec.Operation}, all...)
	}
	tests := []struct {
		q     novacron.OperationQuery
		total int
	}{
		{novacron.OperationQuery{}, 7},
		{novacron.OperationQuery{State: novacron.OperationRunning}, 3},
		{novacron.OperationQuery{State: novacron.OperationCanceled}, 0},
		{novacron.OperationQuery{TargetID: "a"}, -1},
		{novacron.OperationQuery{TargetID: "a", State: novacron.OperationRunning}, -1},
		{novacron.OperationQuery{TargetID: "none"}, -1},
	}
	for _, test := range tests {
		want := []novacron.Operation{}
		for _, op := range all {
			if (test.q.State == "" || op.State == test.q.State) && (test.q.TargetID == "" || op.Target.ID == test.q.TargetID) {
				want = append(want, op)
			}
		}
		got := []novacron.Operation{}
		test.q.Limit = 2
		for {
			page, err := s.Operations(test.q)
			require.NoError(t, err)
			require.Equal(t, test.total, page.Total)
			require.NotNil(t, page.Items)
			got = append(got, page.Items...)
			if page.Next == "" {
				break
			}
			require.Len(t, page.Items, 2)
			test.q.Cursor = page.Next
		}
		require.Equal(t, want, got, "%+v", test.q)
	}
	_, err := s.Operations(novacron.OperationQuery{State: "done"})
	requireField(t, err, "state")
	_, err = s.Operations(novacron.OperationQuery{PageRequest: novacron.PageRequest{Limit: 1001}})
	requireField(t, err, "limit")
}

func TestAnOperationThatChangesIsFoundUnderWhatItIsNow(t *testing.T) {
	s := storetest.New(t)
	rec := operation(t, s, "", novacron.OperationPending)
	rec.State, rec.Target.ID = novacron.OperationRunning, "a"
	putOperation(t, s, rec)
	rec.State = novacron.OperationFailed
	putOperation(t, s, rec)
	for q, want := range map[novacron.OperationQuery]int{
		{State: novacron.OperationPending}: 0,
		{State: novacron.OperationRunning}: 0,
		{State: novacron.OperationFailed}:  1,
		{TargetID: "a"}:                    1,
	} {
		page, err := s.Operations(q)
		require.NoError(t, err)
		require.Len(t, page.Items, want, "%+v", q)
	}
	require.Zero(t, s.Stats().OperationsRunning)
}

func TestAnOperationThatCannotBeKeptIsInvalid(t *testing.T) {
	s := storetest.New(t)
	update(t, s, func(tx *store.Tx) error {
		rec := store.OperationRecord{Operation: novacron.Operation{State: novacron.OperationPending}}
		requireField(t, tx.PutOperation(rec), "id")
		rec.ID = tx.NewOperationID()
		rec.Target.ID = "a\x00"
		requireField(t, tx.PutOperation(rec), "target.id")
		rec.Target.ID, rec.State = "a", "done"
		requireField(t, tx.PutOperation(rec), "state")
		rec.State, rec.IdempotencyKey, rec.Identity = novacron.OperationPending, "k", "\x00"
		requireField(t, tx.PutOperation(rec), "identity")
		return nil
	})
}

func TestIdempotencyKeysLeadToTheirOperationForADay(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	withKey := func(r *store.OperationRecord) { r.IdempotencyKey, r.Fingerprint = "k", "f" }
	rec := operation(t, s, "a", novacron.OperationRunning, withKey)

	find := func(identity, key string) (novacron.OperationID, string, bool) {
		id, fingerprint, found, err := s.FindIdempotent(identity, key)
		require.NoError(t, err)
		return id, fingerprint, found
	}
	id, fingerprint, found := find("user:admin", "k")
	require.True(t, found)
	require.Equal(t, rec.ID, id)
	require.Equal(t, "f", fingerprint)
	_, _, found = find("user:other", "k")
	require.False(t, found, "keys are the identity's own")
	_, _, found = find("user:admin", "")
	require.False(t, found)

	other := rec
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		other.ID = tx.NewOperationID()
		return tx.PutOperation(other)
	})
	requireCode(t, novacron.Conflict, err)

	c.move(store.KeepIdempotencyKeys - time.Second)
	rec.State = novacron.OperationSucceeded
	putOperation(t, s, rec) // does not lengthen the key's day
	_, _, found = find("user:admin", "k")
	require.True(t, found)
	c.move(time.Second)
	_, _, found = find("user:admin", "k")
	require.False(t, found)
	putOperation(t, s, rec)
	_, _, found = find("user:admin", "k")
	require.False(t, found, "a key does not come back")

	again := operation(t, s, "a", novacron.OperationRunning, withKey)
	id, _, found = find("user:admin", "k")
	require.True(t, found)
	require.Equal(t, again.ID, id)
	require.NoError(t, s.Trim(t.Context()))
	_, _, found = find("user:admin", "k")
	require.True(t, found)
}

func TestIdempotencyKeysLeadToResults(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	keep := func(identity, key, fingerprint, result string) error {
		return s.Update(t.Context(), func(tx *store.Tx) error { return tx.KeepIdempotent(identity, key, fingerprint, result) })
	}
	requireFound := func(key, result, fingerprint string, found bool) {
		t.Helper()
		require.NoError(t, s.View(func(tx *store.Tx) error {
			gotResult, gotFingerprint, gotFound, err := tx.FindIdempotentResult("user:admin", key)
			require.Equal(t, []any{result, fingerprint, found}, []any{gotResult, gotFingerprint, gotFound})
			return err
		}))
	}
	require.NoError(t, keep("user:admin", "", "f", "r"))
	requireFound("", "", "", false)
	require.NoError(t, keep("user:admin", "k", "f", "r"))
	requireFound("k", "r", "f", true)
	c.move(time.Hour)
	require.NoError(t, keep("user:admin", "k", "f2", "r2"), "what is kept last counts, for a day from then")
	requireFound("k", "r2", "f2", true)
	requireField(t, keep("user\x00", "k", "", ""), "identity")

	id, fingerprint, found, err := s.FindIdempotent("user:admin", "k")
	require.NoError(t, err)
	require.Equal(t, []any{novacron.OperationID(""), "f2", true}, []any{id, fingerprint, found})
	err = s.Update(t.Context(), func(tx *store.Tx) error {
		rec := store.OperationRecord{Operation: novacron.Operation{
			ID: tx.NewOperationID(), Kind: "vm.start", State: novacron.OperationRunning,
			Target: novacron.Target{Kind: "vm", ID: "a"}, Identity: "user:admin",
		}, IdempotencyKey: "k"}
		return tx.PutOperation(rec)
	})
	requireCode(t, novacron.Conflict, err)

	c.move(store.KeepIdempotencyKeys - time.Second)
	requireFound("k", "r2", "f2", true)
	c.move(time.Second)
	requireFound("k", "", "", false)
	require.NoError(t, s.Trim(t.Context()))
	require.NoError(t, s.Check(t.Context()))
}

func TestWaitOperation(t *testing.T) {
	s := storetest.New(t)
	rec := operation(t, s, "a", novacron.OperationPending)
	type result struct {
		op  novacron.Operation
		err error
	}
	got := make(chan result, 1)
	go func() {
		op, err := s.WaitOperation(context.Background(), rec.ID)
		got <- result{op, err}
	}()
	rec.State = novacron.OperationRunning
	putOperation(t, s, rec)
	rec.State = novacron.OperationSucceeded
	putOperation(t, s, rec)
	r := <-got
	require.NoError(t, r.err)
	require.Equal(t, rec.Operation, r.op)

	op, err := s.WaitOperation(t.Context(), rec.ID)
	require.NoError(t, err)
	require.Equal(t, rec.Operation, op)
	_, err = s.WaitOperation(t.Context(), "op-none")
	requireCode(t, novacron.NotFound, err)
}

func TestWaitOperationEndsWithItsContextAndWithTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store.New(store.Options{Dir: t.TempDir()})
		require.NoError(t, s.Open(t.Context()))
		rec := operation(t, s, "a", novacron.OperationRunning)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		op, err := s.WaitOperation(ctx, rec.ID)
		require.NoError(t, err, "not an error: look at its state")
		require.Equal(t, novacron.OperationRunning, op.State)

		ended := make(chan error, 1)
		go func() {
			_, err := s.WaitOperation(context.Background(), rec.ID)
			ended <- err
		}()
		synctest.Wait()
		require.NoError(t, s.Close())
		requireCode(t, novacron.Unavailable, <-ended)
	})
}
