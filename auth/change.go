package auth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// errNothing ends a transaction of which nothing is to be kept, as a success.
var errNothing = errors.New("nothing is kept of this")

// change is one change of users, sessions, tokens or the setup code, as it was
// asked for.
type change struct {
	by       novacron.Identity // who asks; keys are theirs
	verb     verb
	target   novacron.Target
	mutation novacron.Mutation
	// content tells a repeated request from another one with the same key. It
	// goes to disk as a plain hash: no password may be in it.
	content any
	// first is the verb of the first request with the key, where another one is
	// done for a repeated request.
	first verb
	// tried says that a dry run that fails is recorded, as what it tries
	// could be guessed with it.
	tried bool
}

// doing does a change in tx. Of a request whose key was used before, earlier is
// what the first one returned as its result; else it is empty. It may return
// errNothing when nothing is left to be done.
type doing func(tx *store.Tx, earlier string) (result string, err error)

// change does c in one transaction with its intent and outcome, and with its
// idempotency key. When it fails, nothing of it is there but a record that it
// was refused; of a dry run nothing is there at all.
func (s *Access) change(ctx context.Context, c change, do doing) error {
	err := s.store.Update(ctx, func(tx *store.Tx) error {
		mark := c.fingerprint()
		earlier, err := c.earlier(tx, mark)
		if err != nil {
			return err
		}
		intent, err := tx.AppendAudit(s.auditor.record(ctx, novacron.AuditIntent, c.by, c.verb, c.target))
		if err != nil {
			return err
		}
		result, err := do(tx, earlier)
		if err != nil {
			return err
		}
		if c.mutation.DryRun {
			return errNothing
		}
		if err := tx.KeepIdempotent(c.holder(), c.mutation.IdempotencyKey, mark, result); err != nil {
			return err
		}
		_, err = tx.AppendAudit(following(intent, novacron.AuditOutcome))
		return err
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	if err != nil && (!c.mutation.DryRun || c.tried) {
		s.auditor.denied(ctx, c.by, c.verb, c.target, err)
	}
	return err
}

// earlier returns the result of the request that used the key first, or the
// empty string. Conflict when that was another request.
func (c change) earlier(tx *store.Tx, mark string) (string, error) {
	result, known, found, err := tx.FindIdempotentResult(c.holder(), c.mutation.IdempotencyKey)
	if err != nil || !found {
		return "", err
	}
	if known != mark {
		return "", novacron.Errorf(novacron.Conflict, "idempotency key %q was used for another request", c.mutation.IdempotencyKey).
			WithMend("use a new key for a new request")
	}
	return result, nil
}

// holder is whose key it is, in the words of an operation's Identity.
func (c change) holder() string { return string(c.by.Kind) + ":" + c.by.Name }

// fingerprint tells one request from another under the same idempotency key.
func (c change) fingerprint() string {
	content, err := json.Marshal(c.content)
	if err != nil {
		return "" // content is plain data: it always encodes
	}
	return hashSecret(string(cmp.Or(c.first, c.verb)) + "\x00" + string(content))
}
