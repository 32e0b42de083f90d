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
			WithMend("read the newest one, which novacron printed when it started, or run 'novacron setup-code' on the host as root")
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
	code, err = s.replaceSetupCode(ctx, change{by: novacron.System("appliance")})
	if errors.Is(err, errSetupDone) {
		return "", false, nil
	}
	return code, err == nil, err
}

// NewSetupCode implements novacron.AccessService.
func (s *Access) NewSetupCode(ctx context.Context, m novacron.Mutation) (string, error) {
	id, err := s.auditor.permit(ctx, verbSetupCode, setupTarget)
	if err != nil {
		return "", err
	}
	return s.replaceSetupCode(ctx, change{by: id, mutation: m})
}

func (s *Access) replaceSetupCode(ctx context.Context, asked change) (string, error) {
	state, err := s.SetupState(ctx)
	if err != nil {
		return "", err
	}
	if !state.Needed {
		return "", errSetupDone
	}
	code := newSetupCode()
	normal, _ := normalSetupCode(code) // what newSetupCode makes is a code
	hash := hashSecret(normal)
	raw, err := json.Marshal(setupCodeRecord{Hash: hash, ExpiresAt: s.now().UTC().Add(s.setupCodeTTL)})
	if err != nil {
		return "", err
	}
	asked.verb, asked.target = verbSetupCode, setupTarget
	err = s.change(ctx, asked, func(tx *store.Tx, _ string) (string, error) {
		if exists, err := administratorExists(tx); err != nil || exists {
			return "", orElse(err, errSetupDone)
		}
		return hash, tx.Settings().Put(setupCodeKey, raw)
	})
	if err != nil || asked.mutation.DryRun {
		return "", err
	}
	return code, nil
}

// Setup implements novacron.AccessService. Of two calls at once one makes the
// administrator, and the other is WrongState.
func (s *Access) Setup(ctx context.Context, req novacron.Setup) (novacron.Session, error) {
	req.Name = normalName(req.Name)
	nobody := novacron.Identity{Kind: novacron.IdentityUser, From: clip(req.From, maxFrom)}
	asked := setupAsked(req)
	err := s.checkSetup(req)
	if errors.Is(err, errSetupDone) && s.wasSetUpBy(asked) {
		asked.first, asked.verb = verbSetup, verbSessionCreate
		return s.login(ctx, novacron.Login{Mutation: req.Mutation, Name: req.Name, Password: req.Password, From: req.From}, asked)
	}
	if err != nil {
		s.auditor.denied(ctx, nobody, verbSetup, setupTarget, err)
		return novacron.Session{}, err
	}
	phc, err := s.hasher.hash(ctx, req.Password)
	if err != nil {
		return novacron.Session{}, err
	}
	user := store.UserRecord{User: administrator(req.Name, s.now().UTC()), PasswordHash: phc}
	session, rec := s.newSession(user.User, req.From)
	err = s.change(ctx, asked, func(tx *store.Tx, _ string) (string, error) {
		return rec.Hash, s.putAdministrator(tx, req.Code, user, rec)
	})
	if err != nil {
		return novacron.Session{}, err
	}
	if req.DryRun {
		return unstarted(session), nil
	}
	s.known.add(req.Name, req.From, user.CreatedAt)
	s.logger.Info().Str("user", req.Name).Str("from", clip(req.From, maxFrom)).Msg("first administrator made")
	return session, nil
}

// setupAsked is a setup as a change. What tells it from another are the name
// and the code, which is random and used up.
func setupAsked(req novacron.Setup) change {
	code, _ := normalSetupCode(req.Code)
	return change{
		by:   userIdentity(administrator(req.Name, time.Time{}), req.From),
		verb: verbSetup, target: userTarget(req.Name), mutation: req.Mutation,
		content: []string{req.Name, hashSecret(code)}, tried: true,
	}
}

func administrator(name string, at time.Time) novacron.User {
	return novacron.User{Name: name, Role: novacron.RoleAdministrator, CreatedAt: at}
}

// wasSetUpBy says whether an earlier request with this idempotency key, name
// and code did the setup: then a repeated one, with the password, logs in.
func (s *Access) wasSetUpBy(asked change) bool {
	earlier := ""
	err := s.store.View(func(tx *store.Tx) (err error) {
		earlier, err = asked.earlier(tx, asked.fingerprint())
		return err
	})
	return err == nil && earlier != ""
}

// putAdministrator uses the code up for a user and the user's first session.
func (s *Access) putAdministrator(tx *store.Tx, code string, user store.UserRecord, session store.SessionRecord) error {
	if err := checkSetupCode(tx, code, user.CreatedAt); err != nil {
		return err
	}
	if _, err := tx.Users().Get(user.Name); err == nil {
		return novacron.InvalidField("name", "is another user's")
	}
	if err := tx.Settings().Delete(setupCodeKey); err != nil {
		return err
	}
	if err := tx.Users().Put(user.Name, user); err != nil {
		return err
	}
	return tx.Sessions().Put(session.Hash, session)
}

// checkSetup refuses a setup before anything costly is done for it.
func (s *Access) checkSetup(req novacron.Setup) error {
	now := s.now().UTC()
	if wait := s.addresses.take(addressKey(req.From), now); wait > 0 {
		return tooMany(wait)
	}
	err := s.store.View(func(tx *store.Tx) error { return checkSetupCode(tx, req.Code, now) })
	if err != nil {
		return err
	}
	return checkCredentials(req.Name, req.Password)
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
