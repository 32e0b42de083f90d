package bus

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
)

// Defaults of Options.
const (
	// DefaultDuplicates is how long a stored event is known by its id; NATS'
	// own default.
	DefaultDuplicates = 2 * time.Minute
	// DefaultMaxEvents is twice what the store keeps for its own readers.
	DefaultMaxEvents = 200_000
	// DefaultMaxBytes holds that many events of the usual 400 bytes.
	DefaultMaxBytes = 96 << 20
	// DefaultMaxAge is how long the store keeps events, too.
	DefaultMaxAge = 30 * 24 * time.Hour
)

// site is the name of the only site there is, until sites are linked.
const site = "local"

// Options says where the bus lives and whose events it carries.
type Options struct {
	Dir string // of its own; made when missing
	// Origin returns the node and the generation of its store. It is asked when
	// the bus is opened.
	Origin func() (node novacron.NodeID, generation string)
	Logger zerolog.Logger

	Duplicates time.Duration // DefaultDuplicates when 0
	MaxEvents  int64         // DefaultMaxEvents when 0
	MaxBytes   int64         // DefaultMaxBytes when 0
	MaxAge     time.Duration // DefaultMaxAge when 0
}

func (o *Options) fill() {
	if o.Duplicates == 0 {
		o.Duplicates = DefaultDuplicates
	}
	if o.MaxEvents == 0 {
		o.MaxEvents = DefaultMaxEvents
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxAge == 0 {
		o.MaxAge = DefaultMaxAge
	}
}

// Bus is the embedded messaging engine. Make it with New.
type Bus struct {
	opts Options

	opening sync.Mutex // one Open or Close at a time

	mu        sync.Mutex
	engine    *engine // nil when not open
	fault     error   // why the last Open did not succeed
	consuming map[string]bool
	consumers sync.WaitGroup
}

// New returns a bus that must be opened.
func New(opts Options) *Bus {
	opts.fill()
	return &Bus{opts: opts, consuming: map[string]bool{}}
}

// Open starts the engine and makes its streams. Called on a bus that is open
// and healthy it does nothing; on one that is broken it starts anew. Unavailable
// when the directory cannot be used: the bus is then closed, and Open may be
// called again.
func (b *Bus) Open(ctx context.Context) error {
	b.opening.Lock()
	defer b.opening.Unlock()
	if b.Healthy() == nil {
		return nil
	}
	b.stop(nil)
	e, err := start(ctx, b.opts)
	if err != nil {
		b.stop(err)
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.engine, b.fault = e, nil
	return nil
}

// Close stops the engine and waits for every Consume, which ends Unavailable.
// What was acknowledged is on disk. It may be called more than once.
func (b *Bus) Close() error {
	b.opening.Lock()
	defer b.opening.Unlock()
	b.stop(nil)
	return nil
}

// stop ends the engine that runs, if one does, and remembers why none does now.
func (b *Bus) stop(fault error) {
	b.mu.Lock()
	e := b.engine
	b.engine, b.fault = nil, fault
	b.mu.Unlock()
	if e == nil {
		return
	}
	e.retire()
	b.consumers.Wait()
	e.shutdown()
}

// Healthy returns nil when the bus takes events, as far as its last write
// showed, else Unavailable and why not. It does not block and asks nobody.
func (b *Bus) Healthy() error {
	e, err := b.running()
	if err != nil {
		return err
	}
	return e.healthy()
}

func (b *Bus) running() (*engine, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.engine != nil {
		return b.engine, nil
	}
	if b.fault == nil {
		return nil, novacron.Errorf(novacron.Unavailable, "the bus is not open")
	}
	err := novacron.Errorf(novacron.Unavailable, "the bus could not be opened: %v", b.fault)
	if e, ok := novacron.AsError(b.fault); ok {
		err.Detail, err.Mend = "the bus could not be opened: "+e.Detail, e.Mend
	}
	return nil, err
}

// busError gives an error of NATS a code, and keeps its words alone: types of
// NATS do not leave this room.
func busError(doing string, err error) error {
	code := novacron.Unavailable
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, nats.ErrTimeout):
		code = novacron.Timeout
	case errors.Is(err, context.Canceled):
		code = novacron.Canceled
	case errors.Is(err, jetstream.ErrMsgNotFound):
		code = novacron.NotFound
	}
	return novacron.Errorf(code, "%s: %v", doing, err)
}
