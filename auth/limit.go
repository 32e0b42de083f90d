package auth

import (
	"net/netip"
	"sync"
	"time"
)

// limitKeys bounds the memory of one limiter: about 100 bytes a key, so 1 MB.
const limitKeys = 10_000

// limiter is a token bucket for each key, in bounded memory: a key may act
// burst times at once, and then once in every interval. It keeps one time for
// each key, when its bucket is full again (GCRA, ITU-T I.371 annex A).
//
// When there are more keys than fit, those that are nearest to a full bucket
// are forgotten. Whoever has that many addresses can make the limiter forget
// them; the queue before the hashing then still bounds the cost.
type limiter struct {
	burst    time.Duration // burst in terms of time: n * interval
	interval time.Duration

	mu   sync.Mutex
	full map[string]time.Time
}

func newLimiter(burst int, interval time.Duration) *limiter {
	return &limiter{
		burst:    time.Duration(burst) * interval,
		interval: interval,
		full:     make(map[string]time.Time),
	}
}

// take uses one token of key. When there is none it returns how long it takes
// until there is one, and uses nothing.
func (l *limiter) take(key string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	full, known := l.full[key]
	if !known || full.Before(now) {
		full = now
	}
	// A clock that was set back must not lock anybody out for longer than an
	// empty bucket does.
	if latest := now.Add(l.burst); full.After(latest) {
		full = latest
	}
	next := full.Add(l.interval)
	if wait := next.Sub(now) - l.burst; wait > 0 {
		return wait
	}
	if !known {
		l.makeRoomLocked(now)
	}
	l.full[key] = next
	return 0
}

// giveBack returns a token that take used.
func (l *limiter) giveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if full, ok := l.full[key]; ok {
		l.full[key] = full.Add(-l.interval)
	}
}

// makeRoomLocked looks at a few keys, which Go's map iteration begins at a
// random one, forgets those with a full bucket, and when the limiter is at its
// bound the fullest of them.
func (l *limiter) makeRoomLocked(now time.Time) {
	const look = 16
	var fullest string
	var earliest time.Time
	seen := 0
	for key, full := range l.full {
		if seen++; seen > look {
			break
		}
		if !full.After(now) {
			delete(l.full, key)
			continue
		}
		if fullest == "" || full.Before(earliest) {
			fullest, earliest = key, full
		}
	}
	if len(l.full) >= limitKeys {
		delete(l.full, fullest)
	}
}

// addressKey is what an address counts as: itself for IPv4, its /64 for IPv6,
// because that is what one subscriber has at the least, and the words
// themselves for anything that is no address.
func addressKey(from string) string {
	addr, err := netip.ParseAddr(from)
	if err != nil {
		ap, err := netip.ParseAddrPort(from)
		if err != nil {
			return clip(from, maxFrom)
		}
		addr = ap.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is4() {
		return addr.String()
	}
	prefix, _ := addr.Prefix(64) // 64 always fits an IPv6 address
	return prefix.String()
}
