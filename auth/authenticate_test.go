package auth_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

func TestASessionEndsWhenItIsIdle(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	for range 5 { // used now and then, it lives on
		f.clock.advance(auth.DefaultSessionIdle - time.Minute)
		f.as(session.Secret)
	}
	f.clock.advance(auth.DefaultSessionIdle)
	_, err := f.Authenticate(t.Context(), session.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestASessionEndsWhateverIsDone(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	for f.clock.Now().Add(time.Hour).Before(session.ExpiresAt) {
		f.clock.advance(time.Hour)
		f.as(session.Secret)
	}
	f.clock.advance(time.Hour)
	_, err := f.Authenticate(t.Context(), session.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestAShortIdleTimeHoldsToo(t *testing.T) {
	f := newFixture(t, func(o *auth.Options) { o.SessionIdle = 10 * time.Second })
	session := f.setUp()
	for range 30 {
		f.clock.advance(4 * time.Second)
		f.as(session.Secret)
	}
	f.clock.advance(10 * time.Second)
	_, err := f.Authenticate(t.Context(), session.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestASessionOutlivesARestart(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	f.clock.advance(time.Hour)
	f.as(session.Secret)
	f.reopen()
	f.clock.advance(auth.DefaultSessionIdle - time.Minute)
	f.as(session.Secret)
}

func TestARequestCostsNoWrite(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	token, err := f.CreateToken(f.as(session.Secret), novacron.CreateToken{Label: "script"})
	require.NoError(t, err)
	f.as(token.Secret)
	before := f.writes.Load()
	for range 100 {
		f.as(session.Secret)
		f.as(token.Secret)
	}
	require.Equal(t, before, f.writes.Load())
	f.clock.advance(time.Minute)
	for range 100 {
		f.as(session.Secret)
		f.as(token.Secret)
	}
	require.Equal(t, before+1, f.writes.Load(), "once a minute, when the session was last used")
}

func TestAFullDiskDoesNotEndSessions(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	f.broken.Store(true)
	for range 3 {
		f.clock.advance(10 * time.Minute)
		f.as(session.Secret)
	}
	f.broken.Store(false)
}

func TestAClockThatIsSetBackEndsNoSession(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	f.as(session.Secret)
	f.clock.advance(-30 * 24 * time.Hour)
	f.as(session.Secret)
	f.reopen()
	f.as(session.Secret)
}

func TestAuthenticateTakesRightsFromTheStore(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	f.as(session.Secret)
	require.NoError(t, f.store.Update(t.Context(), func(tx *store.Tx) error {
		user, err := tx.Users().Get("admin")
		require.NoError(t, err)
		user.Role = novacron.RoleViewer
		return tx.Users().Put("admin", user)
	}))
	f.clock.advance(time.Minute)
	id, _ := novacron.IdentityFrom(f.as(session.Secret))
	require.Equal(t, novacron.RoleViewer, id.Role)

	require.NoError(t, f.store.Update(t.Context(), func(tx *store.Tx) error { return tx.Users().Delete("admin") }))
	f.clock.advance(time.Minute)
	_, err := f.Authenticate(t.Context(), session.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestWrongSecretsAreLimitedAndRightOnesAreNot(t *testing.T) {
	f := newFixture(t)
	session := f.setUp()
	for i := range auth.FailureBurst {
		_, err := f.Authenticate(t.Context(), fmt.Sprint("guess ", i), home)
		requireCode(t, novacron.Unauthenticated, err)
	}
	_, err := f.Authenticate(t.Context(), auth.NewSessionSecret(), home)
	requireCode(t, novacron.Exhausted, err)
	f.reopen() // no cache
	f.as(session.Secret)
}

func TestOnlyTokensThatAreNoneAreRecorded(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	for _, secret := range []string{"", "nonsense", auth.NewSessionSecret(), auth.NewTokenSecret()} {
		_, err := f.Authenticate(t.Context(), secret, home)
		requireCode(t, novacron.Unauthenticated, err)
	}
	require.Equal(t, []string{"denied session.use   unauthenticated"}, f.audit()[4:])
}

// A logout between another request's look into the store and its note in the
// cache must not bring the session back.
func TestLogoutHoldsAmongRequests(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	for range 20 {
		session, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
		require.NoError(t, err)
		ctx := f.as(session.Secret)
		f.reopen()
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { _, _ = f.Authenticate(t.Context(), session.Secret, home) })
		}
		require.NoError(t, f.Logout(ctx, once))
		wg.Wait()
		_, err = f.Authenticate(t.Context(), session.Secret, home)
		requireCode(t, novacron.Unauthenticated, err)
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	f := newFixture(b)
	session := f.setUp()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := f.Authenticate(b.Context(), session.Secret, home); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkLogin(b *testing.B) {
	f := newFixture(b, func(o *auth.Options) { o.PasswordCost = auth.DefaultPasswordCost() })
	f.setUp()
	for b.Loop() {
		_, err := f.Login(b.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
		require.NoError(b, err)
	}
}
