package auth

import (
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

const (
	// maxCredentials bounds the cache's memory: about 3 MB.
	maxCredentials = 10_000
	// maxRecheck is how long the cache answers alone. It is also how old
	// LastUsedAt of a session may be on disk.
	maxRecheck = time.Minute
)

// credential is a session or token that was found good.
type credential struct {
	identity  novacron.Identity // without From, which is the request's
	expiresAt time.Time         // zero for never
	idle      time.Duration     // zero for without limit
	lastUsed  time.Time
	checked   time.Time // when the store was last asked; for a session, LastUsedAt there
}

// credentialCache lets a request be authenticated without a look at the disk.
// Keys are hashes of secrets, never secrets. Whoever ends a credential calls
// invalidate after the commit; put then drops what was read before it.
type credentialCache struct {
	recheck time.Duration // after so long the store is asked again

	mu         sync.Mutex
	generation uint64
	byHash     map[string]credential
}

// newCredentialCache returns a cache that asks the store often enough for
// sessions that end after idle: none ends more than a tenth of it too early.
func newCredentialCache(idle time.Duration) *credentialCache {
	return &credentialCache{recheck: min(maxRecheck, idle/10), byHash: make(map[string]credential)}
}

// use returns the identity behind a hash. Of the callers that find it due for
// another look at the store, one is told that there is none and has to look;
// the others go on meanwhile.
func (c *credentialCache) use(hash string, now time.Time) (novacron.Identity, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	cred, ok := c.byHash[hash]
	if !ok {
		return novacron.Identity{}, false
	}
	expired := !cred.expiresAt.IsZero() && !now.Before(cred.expiresAt)
	if expired || cred.idle > 0 && now.Sub(cred.lastUsed) >= cred.idle {
		delete(c.byHash, hash)
		return novacron.Identity{}, false
	}
	age := now.Sub(cred.checked)
	due := age >= c.recheck || age < 0 // a clock that was set back must not keep it fresh
	if due {
		cred.checked = now
	}
	cred.lastUsed = now
	c.byHash[hash] = cred
	return cred.identity, !due
}

// begin returns the generation to hand to put, before the store is read.
func (c *credentialCache) begin() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.generation
}

// put keeps a credential, unless one was ended since begin.
func (c *credentialCache) put(generation uint64, hash string, cred credential) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.generation {
		return
	}
	if len(c.byHash) >= maxCredentials {
		for old := range c.byHash {
			delete(c.byHash, old)
			break
		}
	}
	c.byHash[hash] = cred
}

// invalidate forgets credentials that were ended.
func (c *credentialCache) invalidate(hashes ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	for _, hash := range hashes {
		delete(c.byHash, hash)
	}
}
