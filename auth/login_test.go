package auth_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

func TestLoginAndLogout(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	session, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	ctx := f.as(session.Secret)
	id, _ := novacron.IdentityFrom(ctx)
	require.Equal(t, novacron.IdentityUser, id.Kind)
	require.Equal(t, home, id.From)

	require.NoError(t, f.Logout(ctx, once))
	_, err = f.Authenticate(t.Context(), session.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
	require.NoError(t, f.Logout(ctx, once), "a second logout has nothing to do")
}

func TestLogoutNeedsASession(t *testing.T) {
	f := newFixture(t)
	requireCode(t, novacron.Unauthenticated, f.Logout(t.Context(), once))
	requireCode(t, novacron.WrongState, f.Logout(f.asLocal(), once))
	session := f.setUp()
	token, err := f.CreateToken(f.as(session.Secret), novacron.CreateToken{Label: "script"})
	require.NoError(t, err)
	requireCode(t, novacron.WrongState, f.Logout(f.as(token.Secret), once))
}

func TestLoginDoesNotTellWhatWasWrong(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	_, wrongPassword := f.Login(t.Context(), novacron.Login{Name: "admin", Password: "wrong horse battery", From: home})
	_, wrongName := f.Login(t.Context(), novacron.Login{Name: "nobody", Password: goodPassword, From: home})
	_, noName := f.Login(t.Context(), novacron.Login{Name: "no\x00body", Password: goodPassword, From: home})
	requireCode(t, novacron.Unauthenticated, wrongPassword)
	require.Equal(t, wrongPassword, wrongName)
	require.Equal(t, wrongPassword, noName)
	require.Equal(t, []string{
		"denied session.create  admin unauthenticated",
		"denied session.create   unauthenticated",
		"denied session.create   unauthenticated",
	}, f.audit()[4:])
}

func TestLoginRefusesALongPassword(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: string(make([]byte, auth.MaxPasswordBytes+1)), From: home})
	requireCode(t, novacron.Unauthenticated, err)
}

func TestLoginIsLimitedByAddress(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	for i := range auth.AddressBurst {
		_, err := f.Login(t.Context(), novacron.Login{Name: "user" + string(rune('a'+i)), Password: goodPassword, From: elsewhere})
		requireCode(t, novacron.Unauthenticated, err)
	}
	_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: elsewhere})
	requireCode(t, novacron.Exhausted, err)
	_, err = f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err, "another address is not hindered")
	f.clock.advance(time.Minute)
	_, err = f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: elsewhere})
	require.NoError(t, err, "nobody is locked out for good")
}

func TestLoginIsLimitedByAccountAndItsOwnerIsNot(t *testing.T) {
	f := newFixture(t)
	f.setUp() // from home, which the account is known to come from now
	for i := range auth.AccountBurst {
		_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: "guess number one", From: "203.0.113." + string(rune('0'+i))})
		requireCode(t, novacron.Unauthenticated, err)
	}
	_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: elsewhere})
	requireCode(t, novacron.Exhausted, err)
	_, err = f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	f.clock.advance(time.Minute)
	_, err = f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: elsewhere})
	require.NoError(t, err)
}

func TestLoginsThatSucceedAreNotLimited(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	for range 3 * auth.AddressBurst {
		_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
		require.NoError(t, err)
	}
}

func TestSuccessDoesNotPayForFailures(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	for i := range auth.AddressBurst {
		_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: elsewhere})
		require.NoError(t, err)
		_, err = f.Login(t.Context(), novacron.Login{Name: "victim" + string(rune('a'+i)), Password: goodPassword, From: elsewhere})
		requireCode(t, novacron.Unauthenticated, err)
	}
	_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: elsewhere})
	requireCode(t, novacron.Exhausted, err)
}

func TestAUserHasABoundedNumberOfSessions(t *testing.T) {
	f := newFixture(t)
	first := f.setUp()
	f.clock.advance(time.Second)
	second, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	f.clock.advance(2 * time.Minute)
	f.as(first.Secret) // used last, so it stays
	for range auth.MaxSessions - 1 {
		f.clock.advance(time.Second)
		_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
		require.NoError(t, err)
	}
	f.as(first.Secret)
	_, err = f.Authenticate(t.Context(), second.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
	require.NoError(t, f.store.View(func(tx *store.Tx) error {
		require.Equal(t, auth.MaxSessions, tx.Sessions().Len())
		return nil
	}))
}

func TestLoginRemovesSessionsThatAreOver(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	f.clock.advance(auth.DefaultSessionIdle)
	_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	require.NoError(t, f.store.View(func(tx *store.Tx) error {
		require.Equal(t, 1, tx.Sessions().Len())
		return nil
	}))
}

func TestLoginBringsTheHashToThePresentCost(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	dearer := auth.PasswordCost{MemoryKiB: 128, Passes: 2, Lanes: 1}
	f.reopen(func(o *auth.Options) { o.PasswordCost = dearer })
	for range 2 {
		_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
		require.NoError(t, err)
	}
	require.NoError(t, f.store.View(func(tx *store.Tx) error {
		user, err := tx.Users().Get("admin")
		require.NoError(t, err)
		_, memory, err := auth.DecodePasswordHash(user.PasswordHash)
		require.NoError(t, err)
		require.Equal(t, dearer.MemoryKiB, memory)
		return nil
	}))
}

func TestADamagedHashIsNoLogin(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	require.NoError(t, f.store.Update(t.Context(), func(tx *store.Tx) error {
		user, err := tx.Users().Get("admin")
		require.NoError(t, err)
		user.PasswordHash = "$argon2id$v=19$m=99999999,t=3,p=1$AAAA$AAAA"
		return tx.Users().Put("admin", user)
	}))
	_, err := f.Login(t.Context(), novacron.Login{Name: "admin", Password: goodPassword, From: home})
	requireCode(t, novacron.Internal, err)
}

func TestLoginsAtOnceAreBounded(t *testing.T) {
	slow := auth.PasswordCost{MemoryKiB: 8 << 10, Passes: 16, Lanes: 1}
	f := newFixture(t, func(o *auth.Options) { o.PasswordCost, o.MaxHashing = slow, 1 })
	f.addUser("admin", novacron.RoleAdministrator)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	codes := map[novacron.Code]int{}
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			_, err := f.Login(ctx, novacron.Login{Name: "nobody" + string(rune('a'+i%20)), Password: goodPassword, From: "10.0." + string(rune('0'+i%10)) + "." + string(rune('0'+i/10))})
			mu.Lock()
			defer mu.Unlock()
			codes[novacron.CodeOf(err)]++
			if codes[novacron.Unavailable] > 0 {
				cancel() // seen what was to be seen; the waiting ones need not go on
			}
		})
	}
	wg.Wait()
	require.Positive(t, codes[novacron.Unavailable], "%v", codes)
}

func TestUnknownUserCostsTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	cost := auth.PasswordCost{MemoryKiB: 8 << 10, Passes: 2, Lanes: 1}
	f := newFixture(t, func(o *auth.Options) { o.PasswordCost = cost })
	require.NoError(t, f.store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.Users().Put("admin", store.UserRecord{
			User:         novacron.User{Name: "admin", Role: novacron.RoleAdministrator},
			PasswordHash: auth.HashPassword(goodPassword, cost),
		})
	}))
	fastest := func(name string) time.Duration {
		least := time.Hour
		for range 20 {
			f.clock.advance(time.Minute)
			began := time.Now()
			_, err := f.Login(t.Context(), novacron.Login{Name: name, Password: "wrong horse battery", From: home})
			least = min(least, time.Since(began))
			requireCode(t, novacron.Unauthenticated, err)
		}
		return least
	}
	known, unknown := fastest("admin"), fastest("nobody")
	// The hash is nearly all of it: without the decoy this is a factor of 20.
	require.Less(t, known, 2*unknown)
	require.Less(t, unknown, 2*known)
}
