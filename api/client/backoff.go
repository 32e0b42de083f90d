package client

import (
	"context"
	"math/rand/v2"
	"time"
)

// Bounds of a back-off: the first try comes before a person notices, and a
// server that is away for long is asked six times a minute.
const (
	minBackoff = 200 * time.Millisecond
	maxBackoff = 10 * time.Second
)

// backoff waits longer each time, with a jitter of a half so that many clients
// do not come back at one moment.
type backoff struct{ next time.Duration }

// delay returns how long to wait now.
func (b *backoff) delay() time.Duration {
	b.next = min(max(minBackoff, b.next*2), maxBackoff)
	return b.next/2 + rand.N(b.next/2) //nolint:gosec // a jitter is no secret
}

// sleep waits for one delay or until ctx ends.
func (b *backoff) sleep(ctx context.Context) {
	timer := time.NewTimer(b.delay())
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
