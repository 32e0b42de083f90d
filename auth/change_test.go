package auth_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

var (
	keyed = novacron.Mutation{IdempotencyKey: "k-1"}
	dry   = novacron.Mutation{DryRun: true}
)

func (f *fixture) tokens() []novacron.APIToken {
	f.tb.Helper()
	page, err := f.ListTokens(f.asLocal(), novacron.PageRequest{})
	require.NoError(f.tb, err)
	return page.Items
}

// A request for a token that is repeated makes no second one, and says which
// there is: also after a restart, and until the key has had its day.
func TestARepeatedRequestMakesNoSecondToken(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	req := novacron.CreateToken{Mutation: keyed, Label: "script", TTL: time.Hour}
	token, err := f.CreateToken(ctx, req)
	require.NoError(t, err)
	f.as(token.Secret)

	f.reopen()
	_, err = f.CreateToken(ctx, req)
	requireCode(t, novacron.Conflict, err)
	require.ErrorContains(t, err, "made the token "+token.ID)
	e, _ := novacron.AsError(err)
	require.Equal(t, "if that answer was lost, delete "+token.ID+" and make another with a new key", e.Mend)
	require.Len(t, f.tokens(), 1)
	f.as(token.Secret) // which may be in use

	require.NoError(t, f.DeleteToken(ctx, token.ID, once))
	_, err = f.CreateToken(ctx, req)
	requireCode(t, novacron.Conflict, err)
	require.ErrorContains(t, err, "was deleted since")
	require.Empty(t, f.tokens())

	f.clock.advance(store.KeepIdempotencyKeys)
	_, err = f.CreateToken(f.asLocal(), novacron.CreateToken{Mutation: keyed, User: "admin", Label: "script"})
	require.NoError(t, err, "the key is another's")
	_, err = f.CreateToken(ctx, req)
	require.NoError(t, err)
	require.Len(t, f.tokens(), 2)
}

func TestAKeyIsOfOneRequest(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	token, err := f.CreateToken(ctx, novacron.CreateToken{Mutation: keyed, Label: "script"})
	require.NoError(t, err)
	for _, other := range []novacron.CreateToken{
		{Mutation: keyed, Label: "another"},
		{Mutation: keyed, Label: "script", TTL: time.Hour},
		{Mutation: novacron.Mutation{IdempotencyKey: "k-1", DryRun: true}, Label: "another"},
	} {
		_, err = f.CreateToken(ctx, other)
		requireCode(t, novacron.Conflict, err)
		require.ErrorContains(t, err, `idempotency key "k-1" was used for another request`)
	}
	requireCode(t, novacron.Conflict, f.DeleteToken(ctx, token.ID, keyed))
	requireCode(t, novacron.Conflict, f.Logout(ctx, keyed))
	_, err = f.Login(t.Context(), novacron.Login{Mutation: keyed, Name: "admin", Password: goodPassword, From: home})
	requireCode(t, novacron.Conflict, err)
	_, err = f.Login(t.Context(), novacron.Login{Mutation: keyed, Name: "admin", Password: "wrong", From: home})
	requireCode(t, novacron.Unauthenticated, err) // nobody learns of keys without the password
	require.Len(t, f.tokens(), 1)
}

// An operation's key and a token's are the same kind of key.
func TestAKeyOfAnOperationIsTaken(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	err := f.store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutOperation(store.OperationRecord{
			Operation: novacron.Operation{
				ID: "op-1", Kind: "vm.start", Target: novacron.Target{Kind: "vm", ID: "vm-1"},
				State: novacron.OperationRunning, Identity: "user:admin", CreatedAt: f.clock.Now(),
			},
			IdempotencyKey: "k-1", Fingerprint: "print",
		})
	})
	require.NoError(t, err)
	_, err = f.CreateToken(ctx, novacron.CreateToken{Mutation: keyed, Label: "script"})
	requireCode(t, novacron.Conflict, err)
}

func TestARepeatedDeletionIsNoFailure(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	token, err := f.CreateToken(ctx, novacron.CreateToken{Label: "script"})
	require.NoError(t, err)
	require.NoError(t, f.DeleteToken(ctx, token.ID, keyed))
	before := f.audit()
	require.NoError(t, f.DeleteToken(ctx, token.ID, keyed))
	require.Equal(t, before, f.audit(), "nothing was done")
	requireCode(t, novacron.NotFound, f.DeleteToken(ctx, token.ID, once))
	requireCode(t, novacron.Conflict, f.DeleteToken(ctx, "tok_0", keyed))
}

func TestARepeatedLoginTakesThePlaceOfTheFirst(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	req := novacron.Login{Mutation: keyed, Name: "admin", Password: goodPassword, From: home}
	lost, err := f.Login(t.Context(), req)
	require.NoError(t, err)
	f.as(lost.Secret)
	session, err := f.Login(t.Context(), req)
	require.NoError(t, err)
	f.as(session.Secret)
	_, err = f.Authenticate(t.Context(), lost.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestARepeatedSetupLogsIn(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	req := novacron.Setup{Mutation: keyed, Code: code, Name: "admin", Password: goodPassword, From: home}
	lost, err := f.Setup(t.Context(), req)
	require.NoError(t, err)
	session, err := f.Setup(t.Context(), req)
	require.NoError(t, err)
	f.as(session.Secret)
	_, err = f.Authenticate(t.Context(), lost.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
	require.Equal(t, []string{"intent session.create admin admin", "outcome session.create admin admin"}, f.audit()[4:6])

	wrong, other, unkeyed := req, req, req
	wrong.Password, other.Code, unkeyed.Mutation = "wrong horse battery", "7QK2-M9XD-4TRH", once
	_, err = f.Setup(t.Context(), wrong)
	requireCode(t, novacron.Unauthenticated, err)
	for _, req := range []novacron.Setup{other, unkeyed} {
		_, err = f.Setup(t.Context(), req)
		requireCode(t, novacron.WrongState, err)
	}
	f.as(session.Secret)
}

// A dry run answers as the call would, and leaves neither a change nor a record.
func TestADryRunChangesNothing(t *testing.T) {
	f := newFixture(t)
	code, err := f.NewSetupCode(f.asLocal(), once)
	require.NoError(t, err)
	none, err := f.NewSetupCode(f.asLocal(), dry)
	require.NoError(t, err)
	require.Empty(t, none)
	setup := novacron.Setup{Mutation: dry, Code: code, Name: "admin", Password: goodPassword, From: home}
	session, err := f.Setup(t.Context(), setup)
	require.NoError(t, err)
	require.Equal(t, novacron.Session{
		User:      novacron.User{Name: "admin", Role: novacron.RoleAdministrator, CreatedAt: f.clock.Now()},
		CreatedAt: f.clock.Now(), ExpiresAt: f.clock.Now().Add(auth.DefaultSessionAbsolute), DryRun: true,
	}, session)
	setup.Mutation = once
	session, err = f.Setup(t.Context(), setup)
	require.NoError(t, err)

	ctx := f.as(session.Secret)
	token, err := f.CreateToken(ctx, novacron.CreateToken{Label: "script"})
	require.NoError(t, err)
	writes, records := f.writes.Load(), f.records()
	would, err := f.CreateToken(ctx, novacron.CreateToken{Mutation: dry, Label: "script", TTL: time.Hour})
	require.NoError(t, err)
	require.Equal(t, f.clock.Now().Add(time.Hour), *would.ExpiresAt)
	require.Empty(t, would.ID+would.Secret)
	require.True(t, would.DryRun)
	require.NoError(t, f.DeleteToken(ctx, token.ID, dry))
	require.NoError(t, f.Logout(ctx, dry))
	login, err := f.Login(t.Context(), novacron.Login{Mutation: dry, Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	require.Empty(t, login.Secret)
	require.True(t, login.DryRun)
	require.Equal(t, writes, f.writes.Load())
	require.Equal(t, records, f.records())
	f.reopen()
	f.as(token.Secret)
	f.as(session.Secret)

	requireCode(t, novacron.NotFound, f.DeleteToken(ctx, "tok_0", dry))
	_, err = f.CreateToken(ctx, novacron.CreateToken{Mutation: dry})
	requireField(t, "label", err)
	require.Equal(t, records, f.records())
}

// Guessing by dry runs is recorded and limited as any guessing.
func TestADryRunIsAnAttempt(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	before := len(f.audit())
	guess := novacron.Login{Mutation: dry, Name: "admin", Password: "wrong horse battery", From: elsewhere}
	for range 10 {
		_, err := f.Login(t.Context(), guess)
		requireCode(t, novacron.Unauthenticated, err)
	}
	_, err := f.Login(t.Context(), guess)
	requireCode(t, novacron.Exhausted, err)
	require.Equal(t, "denied session.create  admin unauthenticated", f.audit()[before])
	require.Len(t, f.audit(), before+11)
}
