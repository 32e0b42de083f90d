package auth

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Bounds of hashing, so that a flood of logins costs a known amount: each hash
// takes DefaultPasswordCost's 32 MiB and about 0.1 s of a core.
const (
	// maxHashing is how many passwords are hashed at once at the most: 64 MiB.
	maxHashing = 2
	// maxWaiting is how many more may wait for their turn: 2 to 3 s of work.
	maxWaiting = 32
	// hashPatience is how long one waits for its turn before it is told to come again.
	hashPatience = 5 * time.Second
)

// defaultMaxHashing leaves at least half of the cores to the guests whatever
// comes in from the network.
func defaultMaxHashing() int { return max(1, min(maxHashing, runtime.NumCPU()/2)) }

// hasher hashes and compares passwords, a few at a time.
type hasher struct {
	cost    PasswordCost
	decoy   passwordHash
	slots   chan struct{}
	waiting atomic.Int32
}

func newHasher(cost PasswordCost, atOnce int) *hasher {
	return &hasher{cost: cost, decoy: decoyHash(cost), slots: make(chan struct{}, atOnce)}
}

// hash returns the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	if err := h.acquire(ctx); err != nil {
		return "", err
	}
	defer h.release()
	return hashPassword(normalPassword(password), h.cost).String(), nil
}

// verify says whether phc is the password's hash. The empty phc, for a user that
// is not there, takes as long and is never right.
func (h *hasher) verify(ctx context.Context, phc, password string) (bool, error) {
	stored := h.decoy
	if phc != "" {
		var err error
		if stored, err = decodePasswordHash(phc); err != nil {
			return false, err
		}
	}
	if err := h.acquire(ctx); err != nil {
		return false, err
	}
	defer h.release()
	return stored.matches(normalPassword(password)), nil
}

// outdated says whether a hash was made at another cost than is used now.
func (h *hasher) outdated(phc string) bool {
	stored, err := decodePasswordHash(phc)
	return err != nil || stored.cost != h.cost
}

// acquire waits for a turn. Unavailable when too many wait already or it takes
// too long.
func (h *hasher) acquire(ctx context.Context) error {
	busy := novacron.Errorf(novacron.Unavailable, "too many logins at once").WithMend("try again in a few seconds")
	if h.waiting.Add(1) > maxWaiting {
		h.waiting.Add(-1)
		return busy
	}
	defer h.waiting.Add(-1)
	patience := time.NewTimer(hashPatience)
	defer patience.Stop()
	select {
	case h.slots <- struct{}{}:
		return nil
	case <-patience.C:
		return busy
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (h *hasher) release() { <-h.slots }
