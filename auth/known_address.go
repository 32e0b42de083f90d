package auth

import (
	"sync"
	"time"
)

const (
	// knownFor is how long an address stays known: a month of regular use.
	knownFor = 30 * 24 * time.Hour
	// maxKnown bounds the memory: about 1 MB.
	maxKnown = 10_000
)

// knownAddresses remembers from where each account logged in. Attempts from
// there are limited apart from those of the rest of the world, so that somebody
// who keeps guessing at an account does not keep its owner out. It is memory
// alone: a restart forgets it, and empties the limits too.
type knownAddresses struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func newKnownAddresses() *knownAddresses {
	return &knownAddresses{until: make(map[string]time.Time)}
}

// key returns what attempts at an account from an address count as.
func (k *knownAddresses) key(account, from string, now time.Time) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	pair := account + "@" + addressKey(from)
	if now.Before(k.until[pair]) {
		return "known " + pair
	}
	return "account " + account
}

func (k *knownAddresses) add(account, from string, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.until) >= maxKnown {
		for pair := range k.until {
			delete(k.until, pair)
			break
		}
	}
	k.until[account+"@"+addressKey(from)] = now.Add(knownFor)
}
