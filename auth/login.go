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
func (s *Access) Login(ctx context.Context, req novacron.Login) (novacron.Session, error) {
	return s.login(ctx, req, change{verb: verbSessionCreate, mutation: req.Mutation})
}

// login is Login for what was asked for: a login, or a setup that was done
// before and is repeated.
func (s *Access) login(ctx context.Context, req novacron.Login, asked change) (novacron.Session, error) {
	req.Name = normalName(req.Name)
	if !validName(req.Name) || len(req.Password) > MaxPasswordBytes {
		req.Name, req.Password = "", "" // nobody; goes the way of an unknown user
	}
	giveBack, err := s.takeAttempt(req.Name, req.From)
	if err != nil {
		s.deniedLogin(ctx, "", req.From, err)
		return novacron.Session{}, err
	}
	user, err := s.verifiedUser(ctx, req.Name, req.Password)
	if err != nil {
		s.deniedLogin(ctx, user.Name, req.From, err)
		return novacron.Session{}, err
	}
	asked.by, asked.target = userIdentity(user.User, req.From), userTarget(user.Name)
	session, err := s.startSession(ctx, user, req, asked)
	if err != nil {
		return novacron.Session{}, err
	}
	giveBack()
	if !req.DryRun {
		s.known.add(req.Name, req.From, s.now())
	}
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
// that are over or too many, and the one that an earlier request with the same
// idempotency key started: nobody may have got to know that one.
func (s *Access) startSession(ctx context.Context, user store.UserRecord, req novacron.Login, asked change) (novacron.Session, error) {
	rehashed := ""
	if s.hasher.outdated(user.PasswordHash) && !req.DryRun {
		var err error
		if rehashed, err = s.hasher.hash(ctx, req.Password); err != nil {
			return novacron.Session{}, err
		}
	}
	session, rec := s.newSession(user.User, req.From)
	var ended []string
	err := s.change(ctx, asked, func(tx *store.Tx, earlier string) (string, error) {
		present, err := tx.Users().Get(user.Name)
		if err != nil || present.PasswordHash != user.PasswordHash {
			return "", orElse(err, errLogin) // changed or gone since it was compared
		}
		if rehashed != "" {
			present.PasswordHash = rehashed
			if err := tx.Users().Put(user.Name, present); err != nil {
				return "", err
			}
		}
		if ended, err = s.endSurplusSessions(tx, user.Name, earlier); err != nil {
			return "", err
		}
		return rec.Hash, tx.Sessions().Put(rec.Hash, rec)
	})
	if err != nil {
		return novacron.Session{}, err
	}
	if req.DryRun {
		s.logger.Info().Str("user", user.Name).Str("from", clip(req.From, maxFrom)).Msg("a dry run proved a password")
		return unstarted(session), nil
	}
	s.cache.invalidate(ended...)
	return session, nil
}

// unstarted is the answer to a dry run for a session that would be this one.
func unstarted(session novacron.Session) novacron.Session {
	session.Secret, session.DryRun = "", true
	return session
}

// endSurplusSessions removes the user's sessions that are over, the one with
// the key replaced, and of the rest as many of the least used as make room for
// one more.
func (s *Access) endSurplusSessions(tx *store.Tx, user, replaced string) ([]string, error) {
	now := s.now()
	var ended []string
	var live []store.SessionRecord
	err := tx.Sessions().Each(func(key string, rec store.SessionRecord) error {
		switch {
		case key == replaced || s.sessionOver(rec, now):
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
// came without a session. A session that is ended already is a success: a
// repeated request needs no key for that.
func (s *Access) Logout(ctx context.Context, m novacron.Mutation) error {
	id, err := s.auditor.permit(ctx, verbSessionDelete, novacron.Target{Kind: "session"})
	if err != nil {
		return err
	}
	key, ok := sessionOf(id)
	if !ok {
		return novacron.Errorf(novacron.WrongState, "there is no session to end: this identity did not log in")
	}
	asked := change{by: id, verb: verbSessionDelete, target: userTarget(id.Name), mutation: m, content: key}
	err = s.change(ctx, asked, func(tx *store.Tx, _ string) (string, error) {
		err := tx.Sessions().Delete(key)
		if novacron.CodeOf(err) == novacron.NotFound {
			return "", errNothing
		}
		return key, err
	})
	if err == nil && !m.DryRun {
		s.cache.invalidate(key)
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
