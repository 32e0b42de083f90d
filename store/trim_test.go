package store_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// appendMany appends n events in one transaction.
func appendMany(tb testing.TB, s *store.Store, n int) {
	tb.Helper()
	update(tb, s, func(tx *store.Tx) error {
		for i := range n {
			_, err := tx.AppendEvent(novacron.Event{Type: "vm.changed", Target: novacron.Target{ID: fmt.Sprint(i % 3)}})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func TestEventsBeyondTheNumberKeptAreTrimmed(t *testing.T) {
	s := storetest.New(t, func(o *store.Options) { o.KeepEvents = 100 })
	trimmedTo := func(want uint64) {
		t.Helper()
		require.NoError(t, s.Trim(t.Context()))
		require.Equal(t, want, s.Stats().EventsStored)
		require.NoError(t, s.Check(t.Context()))
	}
	appendMany(t, s, 150)
	trimmedTo(150) // the bus has none of them
	require.NoError(t, s.SetPublished(t.Context(), 10))
	trimmedTo(140)
	require.NoError(t, s.SetPublished(t.Context(), 120))
	trimmedTo(100)
	appendMany(t, s, 2000)
	trimmedTo(200) // the bus stays away: its events go, too, at twice the number
	require.Equal(t, uint64(200), s.Stats().EventsUnpublished)
	page := events(t, s, novacron.EventQuery{TargetID: "1", PageRequest: novacron.PageRequest{Limit: 1}})
	require.Greater(t, page.Items[0].Sequence, uint64(1950))
}

func TestOldEventsAreTrimmed(t *testing.T) {
	c := newClock()
	dir := t.TempDir()
	options := func(o *store.Options) { o.Now, o.KeepEventsFor = c.Now, time.Hour }
	s := storetest.Open(t, dir, options)
	appendMany(t, s, 3)
	c.move(30 * time.Minute)
	appendMany(t, s, 2)
	c.move(31 * time.Minute)
	require.NoError(t, s.Trim(t.Context()))
	require.Equal(t, uint64(5), s.Stats().EventsStored, "the bus has none of them")
	require.NoError(t, s.SetPublished(t.Context(), 5))
	require.NoError(t, s.Trim(t.Context()))
	require.Equal(t, uint64(2), s.Stats().EventsStored)
	c.move(time.Hour)
	require.NoError(t, s.Trim(t.Context()))
	require.Zero(t, s.Stats().EventsStored)

	// An empty outbox still knows how far it had come.
	require.NoError(t, s.Close())
	s = storetest.Open(t, dir, options)
	require.Zero(t, s.Stats().EventsStored)
	require.Zero(t, s.Stats().EventsUnpublished)
	next := events(t, s, novacron.EventQuery{}).Next
	appendMany(t, s, 1)
	page := events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: next}})
	require.Nil(t, page.Gap)
	require.Equal(t, []uint64{6}, sequences(page))
}

func TestOperationsThatEndedLongAgoAreTrimmed(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now, o.KeepOperations = c.Now, time.Hour })
	finishNow := func(r *store.OperationRecord) { at := c.Now(); r.FinishedAt = &at }
	running := operation(t, s, "a", novacron.OperationRunning)
	late := operation(t, s, "a", novacron.OperationRunning)
	operation(t, s, "a", novacron.OperationSucceeded, finishNow)
	operation(t, s, "a", novacron.OperationFailed)
	c.move(50 * time.Minute)
	late.State = novacron.OperationSucceeded
	finishNow(&late)
	putOperation(t, s, late)
	young := operation(t, s, "a", novacron.OperationSucceeded, finishNow)
	c.move(11 * time.Minute)
	require.NoError(t, s.Trim(t.Context()))

	page, err := s.Operations(novacron.OperationQuery{TargetID: "a"})
	require.NoError(t, err)
	require.Equal(t, []novacron.Operation{young.Operation, late.Operation, running.Operation}, page.Items)
	require.NoError(t, s.Check(t.Context()))
}

func TestOperationsBeyondTheNumberKeptAreTrimmed(t *testing.T) {
	s := storetest.New(t)
	const extra = 700
	update(t, s, func(tx *store.Tx) error {
		for i := range store.MaxOperations + extra {
			rec := store.OperationRecord{Operation: novacron.Operation{
				ID: tx.NewOperationID(), State: novacron.OperationSucceeded, CreatedAt: tx.Now(),
			}}
			switch i {
			case 0:
				rec.State = novacron.OperationRunning
			case 1:
				rec.IdempotencyKey = "k" // somebody may still ask with it
			}
			if err := tx.PutOperation(rec); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, s.Trim(t.Context()))
	page, err := s.Operations(novacron.OperationQuery{})
	require.NoError(t, err)
	require.Equal(t, store.MaxOperations, page.Total)
	id, _, found, err := s.FindIdempotent("", "k")
	require.NoError(t, err)
	require.True(t, found)
	_, err = s.Operation(id)
	require.NoError(t, err)
	require.Equal(t, 1, s.Stats().OperationsRunning)
}

func TestSessionsAndKeysAreTrimmedAfterTheirTime(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	operation(t, s, "a", novacron.OperationRunning, func(r *store.OperationRecord) { r.IdempotencyKey = "k" })
	update(t, s, func(tx *store.Tx) error {
		for i := range 3 {
			ends := c.Now().Add(time.Duration(i) * time.Hour)
			if err := tx.Sessions().Put(fmt.Sprint(i), store.SessionRecord{ExpiresAt: ends}); err != nil {
				return err
			}
		}
		return nil
	})
	c.move(time.Hour)
	require.NoError(t, s.Trim(t.Context()))
	require.NoError(t, s.View(func(tx *store.Tx) error {
		require.Equal(t, 1, tx.Sessions().Len())
		return nil
	}))
	c.move(store.KeepIdempotencyKeys)
	require.NoError(t, s.Trim(t.Context()))
	require.NoError(t, s.Check(t.Context()))
}

func TestTheStoreTrimsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store.New(store.Options{Dir: t.TempDir(), KeepEvents: 10})
		require.NoError(t, s.Open(t.Context()))
		defer s.Close()
		appendMany(t, s, 25)
		time.Sleep(2 * time.Minute) // of the bubble's clock
		synctest.Wait()
		require.Equal(t, uint64(20), s.Stats().EventsStored)
	})
}
