package cluster

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/novacron/novacron/cluster/bus"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
)

const (
	// batchEvents is how many events are read from the outbox at a time.
	batchEvents = 256
	// rememberAfter is how long after its publishing the outbox is told of an
	// event: an fsync of the store for all that came meanwhile. Nothing hangs on
	// it, for the bus itself is asked after a crash.
	rememberAfter = time.Second
	// The bus is asked again after firstPause, then after twice as long, up to
	// lastPause.
	firstPause = 100 * time.Millisecond
	lastPause  = 10 * time.Second
)

// Outbox is the store's side of the forwarder.
type Outbox interface {
	// Published returns the sequence up to which the bus has the events.
	Published() uint64
	// SetPublished remembers it; it may go back.
	SetPublished(ctx context.Context, sequence uint64) error
	// EventsAfter returns events with a higher sequence, in order.
	EventsAfter(ctx context.Context, sequence uint64, limit int) ([]novacron.Event, error)
	// WaitAppended returns when there is an event with a higher sequence.
	WaitAppended(ctx context.Context, sequence uint64) error
}

// Publisher is the bus's side of the forwarder.
type Publisher interface {
	// Open makes the bus ready; on one that is ready it does nothing.
	Open(ctx context.Context) error
	// Publish stores one event.
	Publish(ctx context.Context, ev novacron.Event) error
	// Last returns how far the bus got with this node's events, NotFound when it
	// has none.
	Last(ctx context.Context) (bus.Mark, error)
}

var _ Publisher = (*bus.Bus)(nil)

// Forwarder carries events from the outbox to the bus.
type Forwarder struct {
	outbox Outbox
	bus    Publisher
	logger zerolog.Logger

	mu     sync.Mutex
	cancel context.CancelFunc // nil when not open
	done   chan struct{}
	fault  error // why nothing is forwarded now
}

// NewForwarder returns a forwarder that must be opened.
func NewForwarder(outbox Outbox, bus Publisher, logger zerolog.Logger) *Forwarder {
	return &Forwarder{outbox: outbox, bus: bus, logger: logger}
}

// Open starts to forward. It does not wait for the bus, and opens it again
// whenever it breaks.
func (f *Forwarder) Open(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.cancel != nil {
		return nil
	}
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	f.cancel, f.done, f.fault = cancel, done, nil
	go func() {
		defer close(done)
		f.monitorOutbox(life)
	}()
	return nil
}

// Close stops forwarding. What waits in the outbox goes on waiting. It must be
// called before the store and the bus are closed, and may be called again.
func (f *Forwarder) Close() error {
	f.mu.Lock()
	cancel, done := f.cancel, f.done
	f.cancel = nil
	f.mu.Unlock()
	if done == nil {
		return nil
	}
	if cancel != nil {
		cancel()
	}
	<-done
	return nil
}

// Healthy returns nil while events reach the bus, else Unavailable and why not.
func (f *Forwarder) Healthy() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault == nil {
		return nil
	}
	fault := novacron.FaultOf(f.fault)
	return &novacron.Error{
		Code: novacron.Unavailable, Detail: "events wait for the bus: " + fault.Detail, Mend: fault.Mend, Cause: f.fault,
	}
}

// monitorOutbox forwards until ctx ends, and begins again after every trouble.
func (f *Forwarder) monitorOutbox(ctx context.Context) {
	pause := firstPause
	for ctx.Err() == nil {
		before := f.outbox.Published()
		err := f.forward(ctx)
		if ctx.Err() != nil {
			return
		}
		if f.outbox.Published() != before {
			pause = firstPause
		}
		f.trouble(err)
		wait(ctx, pause)
		pause = min(2*pause, lastPause)
	}
}

// trouble remembers why nothing is forwarded, and logs it when it is new.
func (f *Forwarder) trouble(err error) {
	f.mu.Lock()
	known := f.fault != nil
	f.fault = err
	f.mu.Unlock()
	if !known {
		f.logger.Warn().Err(err).Msg("events wait for the bus")
	}
}

func (f *Forwarder) recovered() {
	f.mu.Lock()
	was := f.fault
	f.fault = nil
	f.mu.Unlock()
	if was != nil {
		f.logger.Info().Msg("events reach the bus again")
	}
}

// forward publishes until something goes wrong or ctx ends.
func (f *Forwarder) forward(ctx context.Context) error {
	if err := f.bus.Open(ctx); err != nil {
		return err
	}
	at, err := f.resume(ctx)
	if err != nil {
		return err
	}
	f.recovered()
	p := progress{at: at, remembered: at}
	err = f.follow(ctx, &p)
	return errors.Join(err, f.remember(ctx, &p))
}

// progress is how far the bus is, and how far the outbox knows.
type progress struct {
	at, remembered uint64
	due            time.Time // when the outbox is to be told, if it does not know
}

func (f *Forwarder) follow(ctx context.Context, p *progress) error {
	for {
		appended, err := f.await(ctx, p)
		if err != nil {
			return err
		}
		if !appended {
			if err := f.remember(ctx, p); err != nil {
				return err
			}
			continue
		}
		events, err := f.outbox.EventsAfter(ctx, p.at, batchEvents)
		if err != nil {
			return err
		}
		if err := f.publish(ctx, p, events); err != nil {
			return err
		}
	}
}

// await waits for further events; false when the outbox is to be told first.
func (f *Forwarder) await(ctx context.Context, p *progress) (appended bool, err error) {
	if p.at == p.remembered {
		return true, f.outbox.WaitAppended(ctx, p.at)
	}
	if !time.Now().Before(p.due) {
		return false, nil
	}
	brief, cancel := context.WithDeadline(ctx, p.due)
	defer cancel()
	err = f.outbox.WaitAppended(brief, p.at)
	if err != nil && brief.Err() != nil && ctx.Err() == nil {
		return false, nil
	}
	return true, err
}

// resume returns the sequence behind which to go on. The bus knows best what it
// has; only where it speaks of another life of the store does the outbox.
func (f *Forwarder) resume(ctx context.Context) (uint64, error) {
	published := f.outbox.Published()
	mark, err := f.bus.Last(ctx)
	switch {
	case novacron.CodeOf(err) == novacron.NotFound:
		mark.Sequence = 0
	case err != nil:
		return 0, err
	case mark.OtherLife:
		return published, nil
	}
	if mark.Sequence == published {
		return published, nil
	}
	f.logger.Info().Uint64("outbox", published).Uint64("bus", mark.Sequence).Msg("going on where the bus is")
	err = f.outbox.SetPublished(ctx, mark.Sequence)
	if novacron.CodeOf(err) == novacron.Invalid {
		f.logger.Error().Err(err).Msg("the bus has events that the store does not know: the store is older than it says")
		return published, nil
	}
	return mark.Sequence, err
}

// publish publishes events in their order and counts how far it came.
func (f *Forwarder) publish(ctx context.Context, p *progress, events []novacron.Event) error {
	for _, ev := range events {
		if err := f.publishOne(ctx, ev); err != nil {
			return err
		}
		if p.at == p.remembered {
			p.due = time.Now().Add(rememberAfter)
		}
		p.at = ev.Sequence
	}
	return nil
}

// publishOne passes over an event that the bus will never take, so that those
// behind it come through.
func (f *Forwarder) publishOne(ctx context.Context, ev novacron.Event) error {
	err := f.bus.Publish(ctx, ev)
	if code := novacron.CodeOf(err); code == novacron.Invalid || code == novacron.TooLarge {
		f.logger.Error().Err(err).Uint64("sequence", ev.Sequence).Msg("event is not published")
		return nil
	}
	return err
}

// remember tells the outbox how far the bus is, also when ctx has just ended.
func (f *Forwarder) remember(ctx context.Context, p *progress) error {
	if p.at == p.remembered {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastPause)
	defer cancel()
	err := f.outbox.SetPublished(ctx, p.at)
	if err == nil {
		p.remembered = p.at
	}
	return err
}

// wait returns after d or when ctx ends.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
