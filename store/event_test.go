package store_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// appendEvents appends events, each "type target", in one transaction.
func appendEvents(tb testing.TB, s *store.Store, events ...string) {
	tb.Helper()
	update(tb, s, func(tx *store.Tx) error {
		for _, text := range events {
			var ev novacron.Event
			_, err := fmt.Sscan(text, &ev.Type, &ev.Target.ID)
			require.NoError(tb, err)
			if _, err := tx.AppendEvent(ev); err != nil {
				return err
			}
		}
		return nil
	})
}

// sequences returns the sequences of a page's events.
func sequences(page novacron.EventPage) []uint64 {
	var seqs []uint64
	for _, ev := range page.Items {
		seqs = append(seqs, ev.Sequence)
	}
	return seqs
}

func events(tb testing.TB, s *store.Store, q novacron.EventQuery) novacron.EventPage {
	tb.Helper()
	page, err := s.Events(q)
	require.NoError(tb, err)
	require.NotNil(tb, page.Items)
	require.NotEmpty(tb, page.Next)
	return page
}

func TestAppendEventSetsWhatIsTheStores(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	var written novacron.Event
	update(t, s, func(tx *store.Tx) (err error) {
		written, err = tx.AppendEvent(novacron.Event{
			Type: novacron.EventVMStarted, Target: novacron.Target{Kind: "vm", ID: "a", Name: "web-1"},
			Identity: "user:admin", Data: map[string]string{"state": "running"}, Cursor: "not mine", Sequence: 99,
		})
		return err
	})
	require.Equal(t, uint64(1), written.Sequence)
	require.Equal(t, s.NodeID(), written.Node)
	require.Equal(t, c.Now(), written.At)
	page := events(t, s, novacron.EventQuery{})
	require.Equal(t, []novacron.Event{written}, page.Items)
	require.Equal(t, written.Cursor, page.Next)
	require.False(t, page.More)

	update(t, s, func(tx *store.Tx) error {
		_, err := tx.AppendEvent(novacron.Event{Target: novacron.Target{ID: "a\x00b"}})
		requireField(t, err, "target.id")
		return nil
	})
}

func TestEventsArePaged(t *testing.T) {
	s := storetest.New(t)
	require.Empty(t, events(t, s, novacron.EventQuery{}).Items)
	begin := events(t, s, novacron.EventQuery{Tail: true}).Next
	appendEvents(t, s, "vm.started a", "vm.stopped b", "vm.started b", "operation.finished a", "vm.stopped a")

	page := events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Limit: 2, Cursor: begin}})
	require.Equal(t, []uint64{1, 2}, sequences(page))
	require.True(t, page.More)
	page = events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Limit: 3, Cursor: page.Next}})
	require.Equal(t, []uint64{3, 4, 5}, sequences(page))
	require.False(t, page.More)
	page = events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: page.Next}})
	require.Empty(t, page.Items)
	require.Nil(t, page.Gap)
}

func TestEventsAreFiltered(t *testing.T) {
	s := storetest.New(t)
	appendEvents(t, s, "vm.started a", "vm.stopped b", "vm.started b", "operation.finished a", "vm.stopped a", "vmx.started ab")
	tests := []struct {
		q             novacron.EventQuery
		forward, tail []uint64 // tail with a limit of 2
	}{
		{novacron.EventQuery{}, []uint64{1, 2, 3, 4, 5, 6}, []uint64{5, 6}},
		{novacron.EventQuery{TargetID: "a"}, []uint64{1, 4, 5}, []uint64{4, 5}},
		{novacron.EventQuery{Type: "vm.started"}, []uint64{1, 3}, []uint64{1, 3}},
		{novacron.EventQuery{Type: "vm.*"}, []uint64{1, 2, 3, 5}, []uint64{3, 5}},
		{novacron.EventQuery{Type: "vm.*", TargetID: "a"}, []uint64{1, 5}, []uint64{1, 5}},
		{novacron.EventQuery{TargetID: "none"}, nil, nil},
		{novacron.EventQuery{Type: "vm"}, nil, nil},
	}
	for _, test := range tests {
		name := fmt.Sprintf("%s of %s", test.q.Type, test.q.TargetID)
		page := events(t, s, test.q)
		require.Equal(t, test.forward, sequences(page), name)
		require.Empty(t, events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: page.Next}}).Items)

		test.q.Limit = 1
		var got []uint64
		for page = events(t, s, test.q); ; page = events(t, s, test.q) {
			got = append(got, sequences(page)...)
			if !page.More {
				break
			}
			test.q.Cursor = page.Next
		}
		require.Equal(t, test.forward, got, name)

		test.q.Limit, test.q.Cursor, test.q.Tail = 2, "", true
		page = events(t, s, test.q)
		require.Equal(t, test.tail, sequences(page), name)
		require.False(t, page.More)
		require.Empty(t, events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: page.Next}}).Items)
	}
	_, err := s.Events(novacron.EventQuery{PageRequest: novacron.PageRequest{Limit: -1}})
	requireField(t, err, "limit")
}

func TestAnExpiredCursorAnswersAGap(t *testing.T) {
	s := storetest.New(t, func(o *store.Options) { o.KeepEvents = 2 })
	begin := events(t, s, novacron.EventQuery{}).Next
	appendEvents(t, s, "vm.started a", "vm.stopped a", "vm.started a", "vm.stopped a")
	first := events(t, s, novacron.EventQuery{}).Items
	require.NoError(t, s.SetPublished(t.Context(), 4))
	require.NoError(t, s.Trim(t.Context()))

	for _, cursor := range []string{begin, first[0].Cursor} {
		q := novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: cursor}}
		page := events(t, s, q)
		require.Equal(t, &novacron.Gap{Reason: "expired", Oldest: first[1].Cursor}, page.Gap)
		require.Equal(t, []uint64{3, 4}, sequences(page))
		waited, err := s.WaitEvents(t.Context(), q)
		require.NoError(t, err)
		require.Equal(t, page, waited)
	}
	// The cursor before the oldest event misses nothing, and neither does none.
	for _, cursor := range []string{first[1].Cursor, ""} {
		page := events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: cursor}})
		require.Nil(t, page.Gap)
		require.Equal(t, []uint64{3, 4}, sequences(page))
	}
}

func TestACursorOfAnotherStoreAnswersAGap(t *testing.T) {
	s, other := storetest.New(t), storetest.New(t)
	appendEvents(t, s, "vm.started a")
	appendEvents(t, other, "vm.started b", "vm.stopped b")
	own := events(t, s, novacron.EventQuery{})
	foreign := events(t, other, novacron.EventQuery{}).Next
	future := opaque(fmt.Sprintf("%s.%s.7", s.NodeID(), s.Generation()))
	for _, cursor := range []string{foreign, future} {
		page := events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: cursor}})
		require.Equal(t, "other_store", page.Gap.Reason)
		require.Equal(t, own.Items, page.Items)
		require.Equal(t, own.Next, page.Next)
		page = events(t, s, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: page.Gap.Oldest}})
		require.Nil(t, page.Gap)
		require.Equal(t, own.Items, page.Items)
	}
}

func TestWaitEventsWaitsForOneThatMatches(t *testing.T) {
	s := storetest.New(t)
	appendEvents(t, s, "vm.started a")
	type result struct {
		page novacron.EventPage
		err  error
	}
	got := make(chan result, 1)
	q := novacron.EventQuery{TargetID: "b", Type: "vm.*"}
	go func() {
		page, err := s.WaitEvents(context.Background(), q)
		got <- result{page, err}
	}()
	appendEvents(t, s, "vm.stopped a")
	appendEvents(t, s, "operation.started b")
	appendEvents(t, s, "vm.started b", "vm.started a")
	r := <-got
	require.NoError(t, r.err)
	require.Equal(t, []uint64{4}, sequences(r.page))
}

func TestWaitEventsEndsWithItsContextAndWithTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store.New(store.Options{Dir: t.TempDir()})
		require.NoError(t, s.Open(t.Context()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		page, err := s.WaitEvents(ctx, novacron.EventQuery{})
		requireCode(t, novacron.Timeout, err)
		require.NotEmpty(t, page.Next, "enough to go on with")
		requireCode(t, novacron.Timeout, s.WaitAppended(ctx, 0))

		ended := make(chan error, 2)
		go func() {
			_, err := s.WaitEvents(context.Background(), novacron.EventQuery{})
			ended <- err
		}()
		go func() { ended <- s.WaitAppended(context.Background(), 0) }()
		synctest.Wait()
		require.NoError(t, s.Close())
		requireCode(t, novacron.Unavailable, <-ended)
		requireCode(t, novacron.Unavailable, <-ended)
	})
}

func TestOutbox(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, dir)
	appended := make(chan error, 1)
	go func() { appended <- s.WaitAppended(context.Background(), 1) }()
	appendEvents(t, s, "vm.started a")
	appendEvents(t, s, "vm.stopped a", "vm.started a")
	require.NoError(t, <-appended)

	got, err := s.EventsAfter(t.Context(), 1, 10)
	require.NoError(t, err)
	require.Equal(t, []uint64{2, 3}, sequences(novacron.EventPage{Items: got}))
	got, err = s.EventsAfter(t.Context(), 0, 2)
	require.NoError(t, err)
	require.Equal(t, []uint64{1, 2}, sequences(novacron.EventPage{Items: got}))
	got, err = s.EventsAfter(t.Context(), 3, 2)
	require.NoError(t, err)
	require.Empty(t, got)
	got, err = s.EventsAfter(t.Context(), 0, 0)
	require.NoError(t, err)
	require.Empty(t, got)

	require.Zero(t, s.Published())
	require.Equal(t, uint64(3), s.Stats().EventsUnpublished)
	require.NoError(t, s.SetPublished(t.Context(), 2))
	requireField(t, s.SetPublished(t.Context(), 4), "seq")
	require.Equal(t, uint64(2), s.Published())
	require.NoError(t, s.Close())
	s = storetest.Open(t, dir)
	require.Equal(t, uint64(2), s.Published())
	require.Equal(t, uint64(1), s.Stats().EventsUnpublished)
	require.Equal(t, uint64(3), s.Stats().EventsStored)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.EventsAfter(ctx, 0, 2)
	requireCode(t, novacron.Canceled, err)
}
