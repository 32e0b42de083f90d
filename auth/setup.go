package auth

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// setupCodeKey is the setting that holds the hash of the setup code.
const setupCodeKey = "auth.setup_code"

// setupCodeRecord is all that is kept of a setup code.
type setupCodeRecord struct {
	Hash      string    `json:"hash"` // hex SHA-256 of the normal code
	ExpiresAt time.Time `json:"expiresAt"`
}

var (
	errSetupDone = novacron.Errorf(novacron.WrongState, "setup is done: there is an administrator").
			WithMend("log in, or ask an administrator for access")
	errWrongCode = novacron.Errorf(novacron.Forbidden, "the setup code is wrong or expired").
			WithMend("read the newest one in the journal, or run 'novacron setup-code' on the host")
)

var setupTarget = novacron.Target{Kind: "node", ID: "setup"}

// SetupState implements novacron.AccessService. It needs no identity.
func (s *Access) SetupState(context.Context) (novacron.SetupState, error) {
	needed := false
	err := s.store.View(func(tx *store.Tx) error {
		exists, err := administratorExists(tx)
		needed = !exists
		return err
	})
	return novacron.SetupState{Needed: needed}, err
}

// EnsureSetupCode returns a new setup code when setup is still needed. The
// appliance calls it at start and prints the code: only its hash is kept, so
// one that was printed before cannot be shown again, and ends here.
func (s *Access) EnsureSetupCode(ctx context.Context) (code string, needed bool, err error) {
	code, err = s.replaceSetupCode(ctx, novacron.System("appliance"))
	if errors.Is(err, errSetupDone) {
		return "", false, nil
	}
	return code, err == nil, err
}

// NewSetupCode implements novacron.AccessService.
func (s *Access) NewSetupCode(ctx context.Context) (string, error) {
	id, err := s.auditor.permit(ctx, verbSetupCode, setupTarget)
	if err != nil {
		return "", err
	}
	return s.replaceSetupCode(ctx, id)
}

func (s *Access) replaceSetupCode(ctx context.Context, id novacron.Identity) (string, error) {
	state, err := s.SetupState(ctx)
	if err != nil {
		return "", err
	}
	if !state.Needed {
		return "", errSetupDone
	}
	code := newSetupCode()
	normal, _ := normalSetupCode(code) // what newSetupCode makes is a code
	raw, err := json.Marshal(setupCodeRecord{Hash: hashSecret(normal), ExpiresAt: s.now().UTC().Add(s.setupCodeTTL)})
	if err != nil {
		return "", err
	}
	err = s.change(ctx, id, verbSetupCode, setupTarget, func(tx *store.Tx) error {
		if exists, err := administratorExists(tx); err != nil || exists {
			return orElse(err, errSetupDone)
		}
		return tx.Settings().Put(setupCodeKey, raw)
	})
	if err != nil {
		return "", err
	}
	return code, nil
}

// Setup implements novacron.AccessService. Of two calls at once one makes the
// administrator, and the other is WrongState.
func (s *Access) Setup(ctx context.Context, code, name, password, from string) (novacron.Session, error) {
	name = normalName(name)
	nobody := novacron.Identity{Kind: novacron.IdentityUser, From: clip(from, maxFrom)}
	if err := s.checkSetup(ctx, code, name, password, from); err != nil {
		s.auditor.denied(ctx, nobody, verbSetup, setupTarget, err)
		return novacron.Session{}, err
	}
	phc, err := s.hasher.hash(ctx, password)
	if err != nil {
		return novacron.Session{}, err
	}
	now := s.now().UTC()
	user := store.UserRecord{
		User:         novacron.User{Name: name, Role: novacron.RoleAdministrator, CreatedAt: now},
		PasswordHash: phc,
	}
	session, rec := s.newSession(user.User, from)
	err = s.change(ctx, userIdentity(user.User, from), verbSetup, userTarget(name), func(tx *store.Tx) error {
		if err := checkSetupCode(tx, code, now); err != nil {
			return err
		}
		if _, err := tx.Users().Get(name); err == nil {
			return novacron.InvalidField("name", "is another user's")
		}
		if err := tx.Settings().Delete(setupCodeKey); err != nil {
			return err
		}
		if err := tx.Users().Put(name, user); err != nil {
			return err
		}
		return tx.Sessions().Put(rec.Hash, rec)
	})
	if err != nil {
		return novacron.Session{}, err
	}
	s.known.add(name, from, now)
	s.logger.Info().Str("user", name).Str("from", clip(from, maxFrom)).Msg("first administrator made")
	return session, nil
}

// checkSetup refuses a setup before anything costly is done for it.
func (s *Access) checkSetup(_ context.Context, code, name, password, from string) error {
	now := s.now().UTC()
	if wait := s.addresses.take(addressKey(from), now); wait > 0 {
		return tooMany(wait)
	}
	err := s.store.View(func(tx *store.Tx) error { return checkSetupCode(tx, code, now) })
	if err != nil {
		return err
	}
	return checkCredentials(name, password)
}

// checkSetupCode says whether the code is the one that is kept, and setup is
// still needed.
func checkSetupCode(tx *store.Tx, typed string, now time.Time) error {
	if exists, err := administratorExists(tx); err != nil || exists {
		return orElse(err, errSetupDone)
	}
	raw, err := tx.Settings().Get(setupCodeKey)
	if novacron.CodeOf(err) == novacron.NotFound {
		return errWrongCode
	}
	if err != nil {
		return err
	}
	var rec setupCodeRecord
	if err := json.Unmarshal(raw, &rec); err != nil {
		return novacron.Errorf(novacron.Internal, "decode the setup code's record: %w", err)
	}
	code, ok := normalSetupCode(typed)
	same := subtle.ConstantTimeCompare([]byte(hashSecret(code)), []byte(rec.Hash)) == 1
	if !ok || !same || !now.Before(rec.ExpiresAt) {
		return errWrongCode
	}
	return nil
}

func administratorExists(tx *store.Tx) (bool, error) {
	exists := false
	err := tx.Users().Each(func(_ string, user store.UserRecord) error {
		exists = exists || user.Role == novacron.RoleAdministrator
		return nil
	})
	return exists, err
}

// orElse returns err, or other when it is nil.
func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
