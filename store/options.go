package store

import (
	"cmp"
	"time"

	"github.com/rs/zerolog"
)

// Options is what a Store needs to know. Zero values mean the defaults.
type Options struct {
	Dir    string           // data directory; made with mode 0700 when it is missing
	Now    func() time.Time // wall clock; time.Now when nil
	Logger zerolog.Logger

	KeepEvents     int           // events kept; DefaultKeepEvents when 0
	KeepEventsFor  time.Duration // and for how long; DefaultKeepEventsFor when 0
	KeepOperations time.Duration // how long finished operations are kept; DefaultKeepOperations when 0
	KeepAudit      time.Duration // how long audit records are kept; without end when 0

	// Fail is for tests: it is asked at each named write point (the Point
	// constants), and what it returns is that write's error.
	Fail func(point string) error
}

// Defaults of Options.
const (
	// DefaultKeepEvents is a day of a busy node (one event a second) and about
	// 50 MB of file.
	DefaultKeepEvents     = 100_000
	DefaultKeepEventsFor  = 30 * 24 * time.Hour
	DefaultKeepOperations = 7 * 24 * time.Hour
	// MaxOperations is how many operations are kept at the most, whatever their
	// age; see Trim for the exceptions.
	MaxOperations = 10_000
	// KeepIdempotencyKeys is the day that novacron.Mutation promises.
	KeepIdempotencyKeys = 24 * time.Hour
)

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Fail == nil {
		o.Fail = func(string) error { return nil }
	}
	o.KeepEvents = cmp.Or(o.KeepEvents, DefaultKeepEvents)
	o.KeepEventsFor = cmp.Or(o.KeepEventsFor, DefaultKeepEventsFor)
	o.KeepOperations = cmp.Or(o.KeepOperations, DefaultKeepOperations)
	return o
}
