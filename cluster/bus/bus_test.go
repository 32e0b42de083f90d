package bus_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/novacron/novacron/cluster/bus"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

const node = novacron.NodeID("n-5f0c2c1e")

func options(dir string) bus.Options {
	return bus.Options{Dir: dir, Origin: func() (novacron.NodeID, string) { return node, "gen1" }, Logger: zerolog.Nop()}
}

func open(tb testing.TB, opts bus.Options) *bus.Bus {
	tb.Helper()
	b := bus.New(opts)
	require.NoError(tb, b.Open(tb.Context()))
	tb.Cleanup(func() { require.NoError(tb, b.Close()) })
	return b
}

func event(seq uint64) novacron.Event {
	return novacron.Event{
		Node: node, Sequence: seq, Cursor: fmt.Sprint("c", seq), Type: novacron.EventVMStarted,
		At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Target: novacron.Target{Kind: "vm", ID: "a", Name: "web-1"},
	}
}

func publish(tb testing.TB, b *bus.Bus, from, to uint64) {
	tb.Helper()
	for seq := from; seq <= to; seq++ {
		require.NoError(tb, b.Publish(tb.Context(), event(seq)))
	}
}

func stored(tb testing.TB, b *bus.Bus) uint64 {
	tb.Helper()
	n, err := b.Stored(tb.Context())
	require.NoError(tb, err)
	return n
}

func requireCode(tb testing.TB, code novacron.Code, err error) {
	tb.Helper()
	require.Equal(tb, code, novacron.CodeOf(err), "%v", err)
}

var errEnough = errors.New("enough")

// consume reads events under a name until it has n of them.
func consume(tb testing.TB, b *bus.Bus, durable string, n int) []uint64 {
	tb.Helper()
	var got []uint64
	err := b.Consume(tb.Context(), durable, func(_ context.Context, ev novacron.Event) error {
		if len(got) == n {
			return errEnough
		}
		got = append(got, ev.Sequence)
		return nil
	})
	require.ErrorIs(tb, err, errEnough)
	return got
}

func span(from, to uint64) (seqs []uint64) {
	for seq := from; seq <= to; seq++ {
		seqs = append(seqs, seq)
	}
	return seqs
}

func TestPublishAndConsume(t *testing.T) {
	b := open(t, options(t.TempDir()))
	require.NoError(t, b.Healthy())
	publish(t, b, 1, 300)
	var got []novacron.Event
	err := b.Consume(t.Context(), "ui", func(_ context.Context, ev novacron.Event) error {
		if got = append(got, ev); len(got) == 300 {
			return errEnough
		}
		return nil
	})
	require.ErrorIs(t, err, errEnough)
	for i, ev := range got {
		require.Equal(t, event(uint64(i+1)), ev)
	}
	publish(t, b, 301, 302)
	require.Equal(t, span(300, 301), consume(t, b, "ui", 2), "the event that was refused comes again")
	require.Equal(t, span(1, 5), consume(t, b, "other", 5), "every name has its own position")
}

func TestConsumeMissesNothingAfterARestart(t *testing.T) {
	dir := t.TempDir()
	next := uint64(1)
	var got []uint64
	for range 5 {
		b := open(t, options(dir))
		publish(t, b, next, next+49)
		next += 50
		ctx, cancel := context.WithCancel(t.Context())
		err := b.Consume(ctx, "audit", func(_ context.Context, ev novacron.Event) error {
			if got = append(got, ev.Sequence); len(got)%30 == 0 {
				cancel()
			}
			return nil
		})
		require.ErrorIs(t, err, context.Canceled)
		require.NoError(t, b.Close())
		require.NoError(t, b.Close())
		requireCode(t, novacron.Unavailable, b.Healthy())
	}
	require.Equal(t, span(1, 150), got)
}

func TestConsumeFollows(t *testing.T) {
	b := open(t, options(t.TempDir()))
	got := make(chan uint64)
	ended := make(chan error, 1)
	go func() {
		ended <- b.Consume(t.Context(), "ui", func(_ context.Context, ev novacron.Event) error {
			got <- ev.Sequence
			return nil
		})
	}()
	for seq := uint64(1); seq <= 5; seq++ {
		publish(t, b, seq, seq)
		require.Equal(t, seq, <-got)
	}
	requireCode(t, novacron.Conflict, b.Consume(t.Context(), "ui", nil))
	requireCode(t, novacron.Invalid, b.Consume(t.Context(), "a.b", nil))
	require.NoError(t, b.Close())
	requireCode(t, novacron.Unavailable, <-ended)
	require.NoError(t, b.Open(t.Context()))
	publish(t, b, 6, 7)
	require.Equal(t, span(6, 6), consume(t, b, "ui", 1), "closing saves the position")
	requireCode(t, novacron.Unavailable, bus.New(options(t.TempDir())).Consume(t.Context(), "ui", nil))
}

func TestTheSameEventTwice(t *testing.T) {
	b := open(t, options(t.TempDir()))
	publish(t, b, 1, 3)
	publish(t, b, 2, 5) // as after a crash that forgot
	require.Equal(t, uint64(5), stored(t, b))
	require.Equal(t, span(1, 4), consume(t, b, "ui", 4))
}

func TestTheSameEventLongAfter(t *testing.T) {
	dir := t.TempDir()
	opts := options(dir)
	opts.Duplicates = 100 * time.Millisecond // JetStream's least
	b := open(t, opts)
	publish(t, b, 1, 3)
	require.Equal(t, span(1, 2), consume(t, b, "ui", 2))
	require.NoError(t, b.Close())
	b = open(t, opts)
	require.Eventually(t, func() bool { // until the window is over
		publish(t, b, 1, 3)
		return stored(t, b) > 3
	}, 10*time.Second, 50*time.Millisecond)
	publish(t, b, 4, 5)
	require.Equal(t, span(3, 4), consume(t, b, "ui", 2), "stored twice, handled once")
}

func TestLast(t *testing.T) {
	dir := t.TempDir()
	b := open(t, options(dir))
	_, err := b.Last(t.Context())
	requireCode(t, novacron.NotFound, err)
	publish(t, b, 1, 3)
	mark, err := b.Last(t.Context())
	require.NoError(t, err)
	require.Equal(t, bus.Mark{Sequence: 3}, mark)
	require.NoError(t, b.Close())
	restored := options(dir)
	restored.Origin = func() (novacron.NodeID, string) { return node, "gen2" }
	b = open(t, restored)
	mark, err = b.Last(t.Context())
	require.NoError(t, err)
	require.Equal(t, bus.Mark{Sequence: 3, OtherLife: true}, mark)
	publish(t, b, 3, 4)
	require.Equal(t, []uint64{1, 2, 3, 3}, consume(t, b, "ui", 4), "another life of the store counts anew")
	require.NoError(t, b.Close())
	_, err = b.Last(t.Context())
	requireCode(t, novacron.Unavailable, err)
	requireCode(t, novacron.Unavailable, b.Publish(t.Context(), event(9)))
}

func TestPublishRefuses(t *testing.T) {
	b := open(t, options(t.TempDir()))
	requireCode(t, novacron.Invalid, b.Publish(t.Context(), event(0)))
	huge := event(1)
	huge.Data = map[string]string{"x": strings.Repeat("x", 300<<10)}
	requireCode(t, novacron.TooLarge, b.Publish(t.Context(), huge))
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	requireCode(t, novacron.Canceled, b.Publish(canceled, event(1)))
	odd := event(1)
	odd.Type = "a b.>*\n"
	require.NoError(t, b.Publish(t.Context(), odd), "no name of an event keeps it back")
	odd = event(2)
	odd.Type = ""
	require.NoError(t, b.Publish(t.Context(), odd))
	publish(t, b, 3, 3)
	require.Equal(t, span(1, 2), consume(t, b, "ui", 2))
	require.Equal(t, []string{"novacron.local.n-5f0c2c1e.a_b.___", "novacron.local.n-5f0c2c1e._._", "novacron.local.n-5f0c2c1e.vm.started"},
		bus.Subjects(t, b))
}

func TestTheOldestGoFirst(t *testing.T) {
	opts := options(t.TempDir())
	opts.MaxEvents = 10
	log := &lines{}
	opts.Logger = zerolog.New(log)
	b := open(t, opts)
	publish(t, b, 1, 5)
	require.Equal(t, span(1, 3), consume(t, b, "ui", 3))
	publish(t, b, 6, 25)
	require.Equal(t, span(16, 20), consume(t, b, "ui", 5))
	require.Contains(t, log.String(), `"lost":12`)
}

func TestManyPublishers(t *testing.T) {
	b := open(t, options(t.TempDir()))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for seq := uint64(1); seq <= 50; seq++ {
				if err := b.Publish(t.Context(), event(seq)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	require.Equal(t, uint64(50), stored(t, b))
}

func TestOpenTwiceIsOnce(t *testing.T) {
	b := open(t, options(t.TempDir()))
	publish(t, b, 1, 1)
	require.NoError(t, b.Open(t.Context()))
	publish(t, b, 2, 2)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	other := bus.New(options(t.TempDir()))
	require.Error(t, other.Open(canceled))
	require.Error(t, other.Healthy())
	require.NoError(t, other.Open(t.Context()))
	require.NoError(t, other.Close())
}

func TestOpenOfAnUnusableDirectory(t *testing.T) {
	file := t.TempDir() + "/file"
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for _, dir := range []string{file, file + "/below"} {
		b := bus.New(options(dir))
		err := b.Open(t.Context())
		requireCode(t, novacron.Unavailable, err)
		require.ErrorContains(t, err, dir)
		requireCode(t, novacron.Unavailable, b.Healthy())
		requireCode(t, novacron.Unavailable, b.Publish(t.Context(), event(1)))
		require.NoError(t, b.Close())
	}
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(dir+"/jetstream", nil, 0o600))
	b := bus.New(options(dir))
	requireCode(t, novacron.Unavailable, b.Open(t.Context()))
	require.NoError(t, os.Remove(dir+"/jetstream"))
	require.NoError(t, b.Open(t.Context()), "and again when it is mended")
	publish(t, b, 1, 1)
	require.NoError(t, b.Close())
}

// lines collects a log.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
