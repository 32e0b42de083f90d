package auth

import (
	"context"
	"crypto/subtle"
	"errors"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// How Identity.Session says what proved the identity: the hash of a session's
// secret, or the id of a token.
const (
	bySession = "session:"
	byToken   = "token:"
)

var errUnknownSecret = novacron.Errorf(novacron.Unauthenticated, "the session or token is unknown, expired or revoked").
	WithMend("log in again, or use another token")

// sessionOf returns the key of the session that id came with.
func sessionOf(id novacron.Identity) (string, bool) { return strings.CutPrefix(id.Session, bySession) }

// Authenticate implements novacron.AccessService. A secret that was found good
// within the last minute costs a hash and a look into memory; what is wrong is
// limited by address, what is right never is.
func (s *Access) Authenticate(ctx context.Context, secret, from string) (novacron.Identity, error) {
	hash := hashSecret(secret)
	id, ok := s.cache.use(hash, s.now())
	if !ok {
		var err error
		if id, err = s.lookUp(ctx, secret, hash, from); err != nil {
			return novacron.Identity{}, s.countFailure(err, from)
		}
	}
	id.From = clip(from, maxFrom)
	return id, nil
}

// countFailure counts an unknown secret against its address.
func (s *Access) countFailure(err error, from string) error {
	if !errors.Is(err, errUnknownSecret) {
		return err
	}
	if wait := s.failures.take(addressKey(from), s.now()); wait > 0 {
		return tooMany(wait)
	}
	return err
}

// lookUp asks the store for a secret that the cache does not answer for.
func (s *Access) lookUp(ctx context.Context, secret, hash, from string) (novacron.Identity, error) {
	generation := s.cache.begin()
	var cred credential
	var err error
	switch {
	case isSessionSecret(secret):
		cred, err = s.lookUpSession(ctx, hash)
	case isTokenSecret(secret):
		cred, err = s.lookUpToken(hash)
	default:
		return novacron.Identity{}, errUnknownSecret
	}
	if errors.Is(err, errUnknownSecret) {
		s.cache.invalidate(hash)
		s.deniedSecret(ctx, secret, from)
	}
	if err != nil {
		return novacron.Identity{}, err
	}
	s.cache.put(generation, hash, cred)
	return cred.identity, nil
}

// lookUpSession reads a session and its user, and writes when it was last used.
func (s *Access) lookUpSession(ctx context.Context, hash string) (credential, error) {
	now := s.now().UTC()
	var rec store.SessionRecord
	var user store.UserRecord
	err := s.store.View(func(tx *store.Tx) (err error) {
		if rec, err = tx.Sessions().Get(hash); err != nil {
			return err
		}
		user, err = tx.Users().Get(rec.User)
		return err
	})
	if novacron.CodeOf(err) == novacron.NotFound || err == nil && s.sessionOver(rec, now) {
		return credential{}, errUnknownSecret
	}
	if err != nil {
		return credential{}, err
	}
	written, err := s.touchSession(ctx, hash, now)
	if err != nil {
		return credential{}, err
	}
	id := userIdentity(user.User, "")
	id.Session = bySession + hash
	return credential{identity: id, expiresAt: rec.ExpiresAt, idle: s.sessionIdle, lastUsed: now, checked: written}, nil
}

// touchSession writes that a session was used, at most once in the time that
// the cache answers alone, and returns what is written. A disk that takes no
// writes does not lock people out; a session that was ended meanwhile does.
func (s *Access) touchSession(ctx context.Context, hash string, now time.Time) (written time.Time, err error) {
	err = s.store.Update(ctx, func(tx *store.Tx) error {
		rec, err := tx.Sessions().Get(hash)
		if err != nil {
			return err
		}
		written = rec.LastUsedAt
		if age := now.Sub(written); age >= 0 && age < s.cache.recheck {
			return nil // nothing written, so nothing is committed
		}
		rec.LastUsedAt, written = now, now
		return tx.Sessions().Put(hash, rec)
	})
	if novacron.CodeOf(err) == novacron.NotFound {
		return written, errUnknownSecret
	}
	if err != nil {
		s.logger.Warn().Err(err).Msg("last use of a session not written")
		written = now // try again when it is due
	}
	return written, nil
}

// lookUpToken reads a token and its user.
func (s *Access) lookUpToken(hash string) (credential, error) {
	return s.tokenCredential(tokenID(hash), func(rec store.TokenRecord, now time.Time) bool { return tokenGood(rec, hash, now) })
}

func (s *Access) tokenCredential(id string, good func(store.TokenRecord, time.Time) bool) (credential, error) {
	now := s.now().UTC()
	var rec store.TokenRecord
	var user store.UserRecord
	err := s.store.View(func(tx *store.Tx) (err error) {
		if rec, err = tx.Tokens().Get(id); err != nil {
			return err
		}
		user, err = tx.Users().Get(rec.User)
		return err
	})
	if novacron.CodeOf(err) == novacron.NotFound || err == nil && !good(rec, now) {
		return credential{}, errUnknownSecret
	}
	if err != nil {
		return credential{}, err
	}
	cred := credential{identity: userIdentity(user.User, ""), lastUsed: now, checked: now}
	cred.identity.Session = byToken + rec.ID
	if rec.ExpiresAt != nil {
		cred.expiresAt = *rec.ExpiresAt
	}
	return cred, nil
}

func tokenGood(rec store.TokenRecord, hash string, now time.Time) bool {
	same := subtle.ConstantTimeCompare([]byte(rec.Hash), []byte(hash)) == 1
	return same && (rec.ExpiresAt == nil || now.Before(*rec.ExpiresAt))
}

// present returns an identity as it is now: Unauthenticated when what proved it
// was ended or is over. That of a process of the host or of NovaCron does not end.
func (s *Access) present(ctx context.Context, id novacron.Identity) (novacron.Identity, error) {
	if hash, ok := sessionOf(id); ok {
		if now, ok := s.cache.use(hash, s.now()); ok {
			return now, nil
		}
		cred, err := s.lookUpSession(ctx, hash)
		return cred.identity, err
	}
	if token, ok := strings.CutPrefix(id.Session, byToken); ok {
		cred, err := s.tokenCredential(token, func(rec store.TokenRecord, now time.Time) bool {
			return rec.ExpiresAt == nil || now.Before(*rec.ExpiresAt)
		})
		return cred.identity, err
	}
	return id, nil
}

// deniedSecret records the use of a token that is unknown, expired or revoked.
// Sessions are left out: a browser that comes back after its session ended is
// no news.
func (s *Access) deniedSecret(ctx context.Context, secret, from string) {
	if !isTokenSecret(secret) {
		return
	}
	nobody := novacron.Identity{Kind: novacron.IdentityUser, From: clip(from, maxFrom)}
	target := novacron.Target{Kind: "token", ID: tokenID(hashSecret(secret))}
	s.auditor.denied(ctx, nobody, verbSessionUse, target, errUnknownSecret)
}
