package fleet

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
)

const (
	// onceFor is how long a request is known again: longer than a client goes on
	// repeating it.
	onceFor = 10 * time.Minute
	// maxOnce bounds how many are known.
	maxOnce = 4096
)

// once keeps requests that are no operations from being done twice: those whose
// content must not be kept, not even as a plan. It remembers in memory only, by
// a fingerprint that nobody without this process can guess from.
type once struct {
	now    func() time.Time
	secret []byte

	mu   sync.Mutex
	seen map[string]*seen
}

type seen struct {
	mark  string
	until time.Time
	ended bool
}

func newOnce(now func() time.Time) *once {
	secret := make([]byte, sha256.Size)
	_, _ = rand.Read(secret) // never fails (crypto/rand)
	return &once{now: now, secret: secret, seen: map[string]*seen{}}
}

// begin says whether a request was done before. Conflict when it is being done,
// or its key was another's. end must be called with how it ended: what failed
// can be repeated.
func (o *once) begin(ctx context.Context, what string, m novacron.Mutation, content any) (before bool, end func(error), err error) {
	if m.IdempotencyKey == "" || m.DryRun {
		return false, func(error) {}, nil
	}
	text, err := json.Marshal([]any{what, content})
	if err != nil {
		return false, nil, novacron.Errorf(novacron.Internal, "encode a request: %w", err)
	}
	mac := hmac.New(sha256.New, o.secret)
	_, _ = mac.Write(text)
	mark, key := string(mac.Sum(nil)), identityOf(ctx)+"\x00"+m.IdempotencyKey
	o.mu.Lock()
	defer o.mu.Unlock()
	o.forgetLocked()
	if s := o.seen[key]; s != nil {
		switch {
		case s.mark != mark:
			return false, nil, novacron.Errorf(novacron.Conflict, "idempotency key %q was used for another request", m.IdempotencyKey).
				WithMend("use a new key for a new request")
		case !s.ended:
			return false, nil, novacron.Errorf(novacron.Conflict, "the first request with idempotency key %q is still being done", m.IdempotencyKey)
		}
		return true, nil, nil
	}
	if len(o.seen) >= maxOnce {
		return false, nil, novacron.Errorf(novacron.Exhausted, "too many requests with idempotency keys").WithMend("try again in a few minutes")
	}
	s := &seen{mark: mark, until: o.now().Add(onceFor)}
	o.seen[key] = s
	return false, func(err error) { o.end(key, s, err) }, nil
}

func (o *once) end(key string, s *seen, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if s.ended, s.until = true, o.now().Add(onceFor); err != nil && o.seen[key] == s {
		delete(o.seen, key)
	}
}

func (o *once) forgetLocked() {
	now := o.now()
	for key, s := range o.seen {
		if s.ended && now.After(s.until) {
			delete(o.seen, key)
		}
	}
}
