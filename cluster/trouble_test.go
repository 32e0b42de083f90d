package cluster_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/novacron/novacron/cluster"
	"github.com/novacron/novacron/cluster/bus"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

// outbox is an outbox in memory.
type outbox struct {
	mu        sync.Mutex
	last      uint64
	published uint64
	told      int // times SetPublished was called
	refuse    error
	appended  chan struct{}
}

func (o *outbox) append(n uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last += n
	close(o.appended)
	o.appended = make(chan struct{})
}

func (o *outbox) Published() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.published
}

func (o *outbox) SetPublished(_ context.Context, seq uint64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.refuse != nil {
		return o.refuse
	}
	if seq > o.last {
		return novacron.Errorf(novacron.Invalid, "%d is too much", seq)
	}
	o.published = seq
	o.told++
	return nil
}

func (o *outbox) EventsAfter(_ context.Context, seq uint64, limit int) (events []novacron.Event, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for seq++; seq <= o.last && len(events) < limit; seq++ {
		events = append(events, novacron.Event{Sequence: seq})
	}
	return events, nil
}

func (o *outbox) WaitAppended(ctx context.Context, seq uint64) error {
	for {
		o.mu.Lock()
		last, appended := o.last, o.appended
		o.mu.Unlock()
		if last > seq {
			return nil
		}
		select {
		case <-appended:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// publisher is a bus in memory that breaks on request.
type publisher struct {
	mu     sync.Mutex
	got    []uint64
	opened []time.Time
	open   error
	fail   map[uint64]error
	last   func() (bus.Mark, error)
}

func (p *publisher) Open(context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.opened = append(p.opened, time.Now())
	return p.open
}

func (p *publisher) Publish(_ context.Context, ev novacron.Event) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.fail[ev.Sequence]; err != nil {
		return err
	}
	p.got = append(p.got, ev.Sequence)
	return nil
}

func (p *publisher) Last(context.Context) (bus.Mark, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last != nil {
		return p.last()
	}
	if len(p.got) == 0 {
		return bus.Mark{}, novacron.Errorf(novacron.NotFound, "nothing yet")
	}
	return bus.Mark{Sequence: p.got[len(p.got)-1]}, nil
}

func (p *publisher) set(change func(*publisher)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(p)
}

func (p *publisher) sequences() []uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]uint64{}, p.got...)
}

func forward(t *testing.T, o *outbox, p *publisher) *cluster.Forwarder {
	t.Helper()
	o.appended = make(chan struct{})
	f := cluster.NewForwarder(o, p, zerolog.Nop())
	require.NoError(t, f.Open(t.Context()))
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	synctest.Wait()
	return f
}

var errAway = novacron.Errorf(novacron.Unavailable, "the bus is away")

func TestBacksOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, p := &outbox{last: 2}, &publisher{open: errAway}
		f := forward(t, o, p)
		time.Sleep(time.Minute)
		require.Error(t, f.Healthy())
		pauses := []time.Duration{}
		for i := 1; i < len(p.opened); i++ {
			pauses = append(pauses, p.opened[i].Sub(p.opened[i-1]))
		}
		require.Equal(t, 100*time.Millisecond, pauses[0])
		require.Equal(t, 200*time.Millisecond, pauses[1])
		require.Equal(t, 10*time.Second, pauses[len(pauses)-1])
		p.set(func(p *publisher) { p.open = nil })
		time.Sleep(10 * time.Second)
		synctest.Wait()
		require.NoError(t, f.Healthy())
		require.Equal(t, []uint64{1, 2}, p.sequences())
	})
}

func TestTellsTheOutboxOnceForMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, p := &outbox{}, &publisher{}
		forward(t, o, p)
		for range 100 {
			o.append(10)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		require.Len(t, p.sequences(), 1000)
		require.Equal(t, uint64(1000), o.Published())
		require.LessOrEqual(t, o.told, 2)
		time.Sleep(time.Hour)
		require.LessOrEqual(t, o.told, 2, "an idle outbox is left in peace")
	})
}

func TestAnEventThatIsNeverTakenIsPassedOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{last: 5}
		p := &publisher{fail: map[uint64]error{
			2: novacron.Errorf(novacron.TooLarge, "huge"), 4: novacron.Errorf(novacron.Invalid, "odd"),
		}}
		forward(t, o, p)
		time.Sleep(time.Minute)
		require.Equal(t, []uint64{1, 3, 5}, p.sequences())
		require.Equal(t, uint64(5), o.Published())
	})
}

func TestAFailedPublishIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, p := &outbox{last: 5}, &publisher{fail: map[uint64]error{3: errAway}}
		forward(t, o, p)
		require.Equal(t, []uint64{1, 2}, p.sequences(), "nothing overtakes")
		require.Equal(t, uint64(2), o.Published())
		p.set(func(p *publisher) { p.fail = nil })
		time.Sleep(time.Minute)
		require.Equal(t, []uint64{1, 2, 3, 4, 5}, p.sequences())
	})
}

func TestABusThatIsAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{last: 5}
		p := &publisher{last: func() (bus.Mark, error) { return bus.Mark{Sequence: 3}, nil }}
		forward(t, o, p)
		require.Equal(t, []uint64{4, 5}, p.sequences(), "it was not remembered, but done")
	})
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{last: 5, published: 4}
		p := &publisher{last: func() (bus.Mark, error) { return bus.Mark{Sequence: 9}, nil }}
		forward(t, o, p)
		require.Equal(t, []uint64{5}, p.sequences(), "the store is older than it says")
	})
	synctest.Test(t, func(t *testing.T) {
		o := &outbox{last: 5, published: 4}
		p := &publisher{last: func() (bus.Mark, error) { return bus.Mark{Sequence: 9, OtherLife: true}, nil }}
		forward(t, o, p)
		require.Equal(t, []uint64{5}, p.sequences())
	})
}

func TestTroubleWithTheOutbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o, p := &outbox{last: 5, refuse: errors.New("disk full")}, &publisher{}
		f := forward(t, o, p)
		time.Sleep(time.Minute)
		require.ErrorContains(t, f.Healthy(), "disk full")
		require.Equal(t, []uint64{1, 2, 3, 4, 5}, p.sequences(), "published once all the same")
	})
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	f := cluster.NewForwarder(&outbox{}, &publisher{}, zerolog.Nop())
	require.Error(t, f.Open(canceled))
	require.NoError(t, f.Close())
}
