package cluster_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/novacron/novacron/cluster"
	"github.com/novacron/novacron/cluster/bus"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

var _ cluster.Outbox = (*store.Store)(nil)

// newBus returns the bus of a store, not open. Its window is as short as
// JetStream allows: what is once here does not rest on it.
func newBus(s *store.Store, dir string) *bus.Bus {
	return bus.New(bus.Options{
		Dir:        filepath.Join(dir, "bus"),
		Origin:     func() (novacron.NodeID, string) { return s.NodeID(), s.Generation() },
		Logger:     zerolog.Nop(),
		Duplicates: 100 * time.Millisecond,
	})
}

// running is a store whose events reach a bus.
type running struct {
	*store.Store
	bus       *bus.Bus
	forwarder *cluster.Forwarder
}

func run(tb testing.TB, dir string) *running {
	tb.Helper()
	s := storetest.Open(tb, filepath.Join(dir, "data"))
	r := &running{Store: s, bus: newBus(s, dir)}
	r.forwarder = cluster.NewForwarder(s, r.bus, zerolog.Nop())
	require.NoError(tb, r.forwarder.Open(tb.Context()))
	tb.Cleanup(func() { r.close(tb) })
	return r
}

func (r *running) close(tb testing.TB) {
	tb.Helper()
	require.NoError(tb, r.forwarder.Close())
	require.NoError(tb, r.bus.Close())
	require.NoError(tb, r.Store.Close())
}

func appendEvents(ctx context.Context, s *store.Store, n int) error {
	return s.Update(ctx, func(tx *store.Tx) error {
		for range n {
			ev := novacron.Event{Type: novacron.EventVMChanged, Target: novacron.Target{Kind: "vm", ID: "a"}}
			if _, err := tx.AppendEvent(ev); err != nil {
				return err
			}
		}
		return nil
	})
}

// requireForwarded waits until the bus has n events, and requires each of them
// once and in order.
func (r *running) requireForwarded(tb testing.TB, n uint64) {
	tb.Helper()
	require.Eventually(tb, func() bool {
		mark, err := r.bus.Last(tb.Context())
		return err == nil && mark.Sequence == n
	}, 30*time.Second, 5*time.Millisecond)
	stored, err := r.bus.Stored(tb.Context())
	require.NoError(tb, err)
	require.Equal(tb, n, stored, "no event twice")
	ctx, cancel := context.WithCancel(tb.Context())
	defer cancel()
	next := uint64(1)
	durable := fmt.Sprintf("judge-%d", n)
	err = r.bus.Consume(ctx, durable, func(_ context.Context, ev novacron.Event) error {
		require.Equal(tb, next, ev.Sequence)
		if next++; next > n {
			cancel()
		}
		return nil
	})
	require.ErrorIs(tb, err, context.Canceled)
}

func TestForwards(t *testing.T) {
	r := run(t, t.TempDir())
	require.NoError(t, r.forwarder.Open(t.Context()), "open is open")
	require.NoError(t, appendEvents(t.Context(), r.Store, 700))
	require.NoError(t, appendEvents(t.Context(), r.Store, 1))
	r.requireForwarded(t, 701)
	require.NoError(t, r.forwarder.Healthy())
	require.NoError(t, r.forwarder.Close())
	require.NoError(t, r.forwarder.Close())
	require.Equal(t, uint64(701), r.Published(), "closing remembers")
	require.NoError(t, appendEvents(t.Context(), r.Store, 1))
	require.NoError(t, r.forwarder.Open(t.Context()))
	r.requireForwarded(t, 702)
}

func TestEventsWaitForABusThatCannotOpen(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "bus"), nil, 0o600)) // where its directory should be
	r := run(t, dir)
	require.NoError(t, appendEvents(t.Context(), r.Store, 3))
	require.Eventually(t, func() bool { return r.forwarder.Healthy() != nil }, 10*time.Second, time.Millisecond)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(r.forwarder.Healthy()))
	require.Zero(t, r.Published())
	require.NoError(t, os.Remove(filepath.Join(dir, "bus")))
	r.requireForwarded(t, 3)
	require.NoError(t, r.forwarder.Healthy())
}

func TestABusThatLostItsDirectoryIsFilledAgain(t *testing.T) {
	dir := t.TempDir()
	r := run(t, dir)
	require.NoError(t, appendEvents(t.Context(), r.Store, 300))
	r.requireForwarded(t, 300)
	r.close(t)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "bus")))
	r = run(t, dir)
	require.NoError(t, appendEvents(t.Context(), r.Store, 1))
	r.requireForwarded(t, 301)
}

func TestABusThatBreaksIsOpenedAgain(t *testing.T) {
	r := run(t, t.TempDir())
	for n := uint64(1); n <= 3; n++ {
		require.NoError(t, appendEvents(t.Context(), r.Store, 1))
		require.NoError(t, r.bus.Close())
		r.requireForwarded(t, n)
	}
}

func TestARestoredStoreIsAnotherLife(t *testing.T) {
	dir := t.TempDir()
	r := run(t, dir)
	require.NoError(t, appendEvents(t.Context(), r.Store, 5))
	r.requireForwarded(t, 5)
	require.NoError(t, r.forwarder.Close())
	require.NoError(t, r.forwarder.Open(t.Context()))
	saved, err := os.Create(filepath.Join(t.TempDir(), "backup"))
	require.NoError(t, err)
	defer saved.Close()
	_, err = r.Backup(t.Context(), saved)
	require.NoError(t, err)
	require.NoError(t, appendEvents(t.Context(), r.Store, 2))
	r.requireForwarded(t, 7)
	r.close(t)

	require.NoError(t, os.RemoveAll(filepath.Join(dir, "data")))
	_, err = saved.Seek(0, 0)
	require.NoError(t, err)
	require.NoError(t, store.Restore(t.Context(), saved, filepath.Join(dir, "data")))
	r = run(t, dir)
	before := r.Published()
	require.NoError(t, appendEvents(t.Context(), r.Store, 3))
	require.Eventually(t, func() bool {
		mark, err := r.bus.Last(t.Context())
		return err == nil && mark == bus.Mark{Sequence: before + 3}
	}, 10*time.Second, time.Millisecond)
	stored, err := r.bus.Stored(t.Context())
	require.NoError(t, err)
	require.Equal(t, uint64(10), stored, "the events of both lives are there, none of the first twice")
}

// TestRestartsAtRandomPoints stops and starts the parts while events are made.
func TestRestartsAtRandomPoints(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	total := uint64(0)
	for range 12 {
		r := run(t, dir)
		for range random.IntN(20) {
			n := 1 + random.IntN(10)
			require.NoError(t, appendEvents(t.Context(), r.Store, n))
			total += uint64(n)
			switch random.IntN(10) {
			case 0:
				require.NoError(t, r.bus.Close())
			case 1:
				require.NoError(t, r.forwarder.Close())
				require.NoError(t, r.forwarder.Open(t.Context()))
			}
		}
		r.close(t)
	}
	r := run(t, dir)
	require.NoError(t, appendEvents(t.Context(), r.Store, 1))
	r.requireForwarded(t, total+1)
}
