package auth

import (
	"context"
	"slices"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// maxSessions is how many sessions a user has at the most; a further login
// ends the one that was not used for the longest time.
const maxSessions = 32

var errLogin = novacron.Errorf(novacron.Unauthenticated, "the name or the password is wrong")

// Login implements novacron.AccessService. It takes as long for a user that is
// not there, and counts attempts at one all the same.
func (s *Access) Login(ctx context.Context, name, password, from string) (novacron.Session, error) {
	name = normalName(name)
	if !validName(name) || len(password) > MaxPasswordBytes {
		name, password = "", "" // nobody; goes the way of an unknown user
	}
	giveBack, err := s.takeAttempt(name, from)
	if err != nil {
		s.deniedLogin(ctx, "", from, err)
		return novacron.Session{}, err
	}
	user, err := s.verifiedUser(ctx, name, password)
	if err != nil {
		s.deniedLogin(ctx, user.Name, from, err)
		return novacron.Session{}, err
	}
	session, err := s.startSession(ctx, user, password, from)
	if err != nil {
		return novacron.Session{}, err
	}
	giveBack()
	s.known.add(name, from, s.now())
	return session, nil
}

// takeAttempt counts an attempt against the address and the account. What
// succeeds is given back, and only that: a success does not pay for failures
// at other accounts.
func (s *Access) takeAttempt(name, from string) (giveBack func(), err error) {
	now := s.now()
	address, account := addressKey(from), s.known.key(name, from, now)
	if wait := s.addresses.take(address, now); wait > 0 {
		return nil, tooMany(wait)
	}
	if wait := s.accounts.take(account, now); wait > 0 {
		return nil, tooMany(wait)
	}
	return func() {
		s.addresses.giveBack(address)
		s.accounts.giveBack(account)
	}, nil
}

// verifiedUser returns the user whose password it is; with a wrong password the
// user and errLogin, with an unknown name errLogin alone.
func (s *Access) verifiedUser(ctx context.Context, name, password string) (store.UserRecord, error) {
	user, err := s.user(name)
	if err != nil && novacron.CodeOf(err) != novacron.NotFound {
		return store.UserRecord{}, err
	}
	ok, err := s.hasher.verify(ctx, user.PasswordHash, password)
	if err != nil {
		return user, err
	}
	if !ok || user.Name == "" {
		return user, errLogin
	}
	return user, nil
}

// startSession makes a session, in one transaction with its audit records. It
// also brings the password's hash to the present cost, and ends the sessions
// that are over or too many.
func (s *Access) startSession(ctx context.Context, user store.UserRecord, password, from string) (novacron.Session, error) {
	rehashed := ""
	if s.hasher.outdated(user.PasswordHash) {
		var err error
		if rehashed, err = s.hasher.hash(ctx, password); err != nil {
			return novacron.Session{}, err
		}
	}
	session, rec := s.newSession(user.User, from)
	var ended []string
	err := s.change(ctx, userIdentity(user.User, from), verbSessionCreate, userTarget(user.Name), func(tx *store.Tx) error {
		present, err := tx.Users().Get(user.Name)
		if err != nil || present.PasswordHash != user.PasswordHash {
			return orElse(err, errLogin) // changed or gone since it was compared
		}
		if rehashed != "" {
			present.PasswordHash = rehashed
			if err := tx.Users().Put(user.Name, present); err != nil {
				return err
			}
		}
		if ended, err = s.endSurplusSessions(tx, user.Name); err != nil {
			return err
		}
		return tx.Sessions().Put(rec.Hash, rec)
	})
	if err != nil {
		return novacron.Session{}, err
	}
	s.cache.invalidate(ended...)
	return session, nil
}

// endSurplusSessions removes the user's sessions that are over, and of the rest
// as many of the least used as make room for one more.
func (s *Access) endSurplusSessions(tx *store.Tx, user string) ([]string, error) {
	now := s.now()
	var ended []string
	var live []store.SessionRecord
	err := tx.Sessions().Each(func(key string, rec store.SessionRecord) error {
		switch {
		case s.sessionOver(rec, now):
			ended = append(ended, key)
		case rec.User == user:
			live = append(live, rec)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(live, func(a, b store.SessionRecord) int { return a.LastUsedAt.Compare(b.LastUsedAt) })
	for i := 0; i <= len(live)-maxSessions; i++ {
		ended = append(ended, live[i].Hash)
	}
	for _, key := range ended {
		if err := tx.Sessions().Delete(key); err != nil {
			return nil, err
		}
	}
	return ended, nil
}

// newSession makes a session and its record.
func (s *Access) newSession(user novacron.User, from string) (novacron.Session, store.SessionRecord) {
	now := s.now().UTC()
	secret := newSessionSecret()
	expires := now.Add(s.sessionAbsolute)
	rec := store.SessionRecord{
		Hash:       hashSecret(secret),
		User:       user.Name,
		CreatedAt:  now,
		LastUsedAt: now,
		ExpiresAt:  expires,
		From:       clip(from, maxFrom),
	}
	return novacron.Session{Secret: secret, User: user, CreatedAt: now, ExpiresAt: expires}, rec
}

// sessionOver says whether a session has reached one of its limits.
func (s *Access) sessionOver(rec store.SessionRecord, now time.Time) bool {
	return !now.Before(rec.ExpiresAt) || now.Sub(rec.LastUsedAt) >= s.sessionIdle
}

// deniedLogin records a failed login at a user, who has proven nothing and so
// is the record's target and not its identity. The name is the user's or empty:
// what was typed where there is no such user may be a password in the wrong field.
func (s *Access) deniedLogin(ctx context.Context, user, from string, cause error) {
	nobody := novacron.Identity{Kind: novacron.IdentityUser, From: clip(from, maxFrom)}
	s.auditor.denied(ctx, nobody, verbSessionCreate, userTarget(user), cause)
}

// Logout implements novacron.AccessService. WrongState for an identity that
// came without a session.
func (s *Access) Logout(ctx context.Context) error {
	id, err := s.auditor.permit(ctx, verbSessionDelete, novacron.Target{Kind: "session"})
	if err != nil {
		return err
	}
	key, ok := sessionOf(id)
	if !ok {
		return novacron.Errorf(novacron.WrongState, "there is no session to end: this identity did not log in")
	}
	err = s.change(ctx, id, verbSessionDelete, userTarget(id.Name), func(tx *store.Tx) error {
		return tx.Sessions().Delete(key)
	})
	s.cache.invalidate(key)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil // ended already
	}
	return err
}

func (s *Access) user(name string) (user store.UserRecord, err error) {
	err = s.store.View(func(tx *store.Tx) error {
		user, err = tx.Users().Get(name)
		return err
	})
	return user, err
}
