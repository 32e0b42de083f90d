package bus

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/novacron/novacron/novacron"
)

// SaveEvery is how many events are handled at the most before the reader's
// position is saved. When no further event waits it is saved at once.
const SaveEvery = 100

// forgetAfter is how long the server keeps the state of a reader that is gone.
// Its position is kept by us.
const forgetAfter = 30 * time.Second

// saveTimeout bounds the last save of a reader whose context has ended.
const saveTimeout = 5 * time.Second

// position is how far a reader got.
type position struct {
	Stream  time.Time         `json:"stream"`  // when the stream was made: another one counts anew
	Message uint64            `json:"message"` // last message of the stream that is done
	Applied map[string]uint64 `json:"applied"` // last sequence handled of each life of each node
}

// done says whether the event of o was handled before.
func (p *position) done(o origin) bool { return o.sequence <= p.Applied[o.life()] }

// gap returns how many events are missing before that of o.
func (p *position) gap(o origin) uint64 {
	last, known := p.Applied[o.life()]
	if !known || o.sequence <= last {
		return 0
	}
	return o.sequence - last - 1
}

func decodePosition(b []byte) (position, error) {
	var p position
	if err := json.Unmarshal(b, &p); err != nil {
		return position{}, novacron.Errorf(novacron.Internal, "decode position: %w", err)
	}
	if p.Applied == nil {
		p.Applied = map[string]uint64{}
	}
	return p, nil
}

// reader is one Consume.
type reader struct {
	*engine
	durable string
	handle  func(context.Context, novacron.Event) error
	at      position
	unsaved int
}

// Consume calls handle for every event of the stream, one at a time and in
// order, beginning behind the last one that it handled under this durable name;
// a new name begins at the oldest event that is kept. Events handled before are
// dropped; see the package comment for what a crash may repeat.
//
// It ends with ctx (its error), with handle's error (that event comes again with
// the next call), or Unavailable when the bus is closed or broken. Conflict when
// somebody consumes under this name already; Invalid for a name that is not
// letters, digits, '-' and '_'.
func (b *Bus) Consume(ctx context.Context, durable string, handle func(context.Context, novacron.Event) error) error {
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`).MatchString(durable) {
		return novacron.InvalidField("durable", "must be 1 to 64 letters, digits, '-' and '_'")
	}
	e, err := b.beginConsume(durable)
	if err != nil {
		return err
	}
	defer b.endConsume(durable)
	r := &reader{engine: e, durable: durable, handle: handle}
	err = r.run(ctx)
	switch {
	case novacron.CodeOf(err) != novacron.Canceled && novacron.CodeOf(err) != novacron.Timeout:
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case e.life.Err() != nil:
		return novacron.Errorf(novacron.Unavailable, "the bus was closed")
	}
	return err
}

// run reads until ctx or the engine's life ends, or something goes wrong.
func (r *reader) run(ctx context.Context) error {
	ctx, cancel := r.whileRunning(ctx)
	defer cancel()
	if err := r.load(ctx); err != nil {
		return err
	}
	err := r.follow(ctx)
	if unsaved := r.saveRest(ctx); unsaved != nil {
		r.log.out.Warn().Err(unsaved).Str("consumer", r.durable).Int("events", r.unsaved).Msg("events will be handled again")
	}
	return err
}

// whileRunning returns a context that also ends when the engine is to stop.
func (e *engine) whileRunning(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(e.life, cancel)
	return ctx, func() { stop(); cancel() }
}

func (b *Bus) beginConsume(durable string) (*engine, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.engine == nil {
		return nil, novacron.Errorf(novacron.Unavailable, "the bus is not open")
	}
	if b.consuming[durable] {
		return nil, novacron.Errorf(novacron.Conflict, "%s consumes already", durable)
	}
	b.consuming[durable] = true
	b.consumers.Add(1)
	return b.engine, nil
}

func (b *Bus) endConsume(durable string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.consuming, durable)
	b.consumers.Done()
}

// load reads the position. One that cannot be read, or that belongs to another
// stream, begins at the oldest event; what was applied still counts.
func (r *reader) load(ctx context.Context) error {
	r.at = position{Applied: map[string]uint64{}}
	entry, err := r.positions.Get(ctx, r.durable)
	if err != nil && !errors.Is(err, jetstream.ErrKeyNotFound) {
		return busError("read position of "+r.durable, err)
	}
	if err == nil {
		if r.at, err = decodePosition(entry.Value()); err != nil {
			r.log.out.Warn().Err(err).Str("consumer", r.durable).Msg("position is lost, reading all events again")
			r.at = position{Applied: map[string]uint64{}}
		}
	}
	info, err := r.events.Info(ctx)
	if err != nil {
		return busError("look at the stream", err)
	}
	if made := info.Created.UTC(); !made.Equal(r.at.Stream) || r.at.Message > info.State.LastSeq {
		r.at.Stream, r.at.Message = made, 0
	}
	return nil
}

func (r *reader) follow(ctx context.Context) error {
	messages, err := r.messages(ctx)
	if err != nil {
		return err
	}
	defer messages.Stop()
	for {
		msg, err := messages.Next(jetstream.NextContext(ctx))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return busError("read the stream", err)
		}
		if err := r.take(ctx, msg); err != nil {
			return err
		}
	}
}

func (r *reader) messages(ctx context.Context) (jetstream.MessagesContext, error) {
	consumer, err := r.events.OrderedConsumer(ctx, jetstream.OrderedConsumerConfig{
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       r.at.Message + 1,
		InactiveThreshold: forgetAfter,
	})
	if err != nil {
		return nil, busError("follow the stream", err)
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(SaveEvery))
	if err != nil {
		return nil, busError("follow the stream", err)
	}
	return messages, nil
}

// take handles one message and remembers that it did.
func (r *reader) take(ctx context.Context, msg jetstream.Msg) error {
	meta, err := msg.Metadata()
	if err != nil {
		return busError("read the stream", err)
	}
	if err := r.apply(ctx, msg); err != nil {
		return err
	}
	r.at.Message = meta.Sequence.Stream
	r.unsaved++
	if meta.NumPending > 0 && r.unsaved < SaveEvery {
		return nil
	}
	return r.save(ctx)
}

func (r *reader) apply(ctx context.Context, msg jetstream.Msg) error {
	o, ev, err := decode(msg.Headers().Get(nats.MsgIdHdr), msg.Data())
	if err != nil { // it will never be better: go on behind it
		r.log.out.Error().Err(err).Str("subject", msg.Subject()).Msg("message of the bus is dropped")
		return nil
	}
	if r.at.done(o) {
		return nil
	}
	if lost := r.at.gap(o); lost > 0 {
		r.log.out.Warn().Str("consumer", r.durable).Str("node", string(o.node)).Uint64("lost", lost).Msg("events expired before they were read")
	}
	if err := r.handle(ctx, ev); err != nil {
		return err
	}
	r.at.Applied[o.life()] = o.sequence
	return nil
}

func (r *reader) save(ctx context.Context) error {
	text, err := json.Marshal(r.at)
	if err != nil {
		return novacron.Errorf(novacron.Internal, "encode position: %w", err)
	}
	if _, err := r.positions.Put(ctx, r.durable, text); err != nil {
		return r.unwritten(ctx, "save position of "+r.durable, err)
	}
	r.unsaved = 0
	return nil
}

// saveRest saves what was handled when the reading ended, although its context
// may have.
func (r *reader) saveRest(ctx context.Context) error {
	if r.unsaved == 0 || !r.conn.IsConnected() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	return r.save(ctx)
}
