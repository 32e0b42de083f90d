package auth_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

func TestSetupMakesTheFirstAdministrator(t *testing.T) {
	f := newFixture(t)
	state, err := f.SetupState(t.Context())
	require.NoError(t, err)
	require.True(t, state.Needed)

	session := f.setUp()
	require.Equal(t, "admin", session.User.Name)
	require.Equal(t, novacron.RoleAdministrator, session.User.Role)
	require.Equal(t, f.clock.Now().Add(auth.DefaultSessionAbsolute), session.ExpiresAt)

	id, err := f.Authenticate(t.Context(), session.Secret, home)
	require.NoError(t, err)
	require.Equal(t, novacron.RoleAdministrator, id.Role)

	state, err = f.SetupState(t.Context())
	require.NoError(t, err)
	require.False(t, state.Needed)
	require.Equal(t, []string{
		"intent setup_code.create appliance ",
		"outcome setup_code.create appliance ",
		"intent setup.complete admin admin",
		"outcome setup.complete admin admin",
	}, f.audit())
}

func TestSetupIsDoneOnce(t *testing.T) {
	f := newFixture(t)
	f.setUp()
	code, needed, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	require.False(t, needed)
	require.Empty(t, code)
	_, err = f.NewSetupCode(f.asLocal(), once)
	requireCode(t, novacron.WrongState, err)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: "7QK2-M9XD-4TRH", Name: "eve", Password: goodPassword, From: elsewhere})
	requireCode(t, novacron.WrongState, err)
}

func TestOfManySetupsAtOnceOneWins(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin" + string(rune('a'+i)), Password: goodPassword, From: home})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		requireCode(t, novacron.WrongState, err)
	}
	require.Equal(t, 1, won)
	require.NoError(t, f.store.View(func(tx *store.Tx) error {
		require.Equal(t, 1, tx.Users().Len())
		require.Equal(t, 1, tx.Sessions().Len())
		return nil
	}))
}

func TestSetupRefuses(t *testing.T) {
	f := newFixture(t)
	_, err := f.Setup(t.Context(), novacron.Setup{Code: "7QK2-M9XD-4TRH", Name: "admin", Password: goodPassword, From: home})
	requireCode(t, novacron.Forbidden, err) // no code was ever made

	old, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	code, err := f.NewSetupCode(f.asLocal(), once)
	require.NoError(t, err)

	_, err = f.Setup(t.Context(), novacron.Setup{Code: old, Name: "admin", Password: goodPassword, From: home})
	requireCode(t, novacron.Forbidden, err) // replaced
	_, err = f.Setup(t.Context(), novacron.Setup{Code: "", Name: "admin", Password: goodPassword, From: home})
	requireCode(t, novacron.Forbidden, err)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "ad min", Password: "short", From: home})
	requireField(t, "name", err)
	requireField(t, "password", err)

	f.clock.advance(auth.DefaultSetupCodeTTL)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	requireCode(t, novacron.Forbidden, err) // expired

	state, err := f.SetupState(t.Context())
	require.NoError(t, err)
	require.True(t, state.Needed)
}

func TestSetupTakesNobodysName(t *testing.T) {
	f := newFixture(t)
	f.addUser("ops", novacron.RoleOperator)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "ops", Password: goodPassword, From: home})
	requireField(t, "name", err)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
}

func TestSetupCodeIsForgivingInForm(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	typed := " " + strings.ToLower(strings.ReplaceAll(code, "-", " ")) + " "
	typed = strings.ReplaceAll(strings.ReplaceAll(typed, "0", "o"), "1", "l")
	_, err = f.Setup(t.Context(), novacron.Setup{Code: typed, Name: "Admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	_, err = f.Login(t.Context(), novacron.Login{Name: "ADMIN", Password: goodPassword, From: home})
	require.NoError(t, err)
}

func TestSetupIsLimitedByAddress(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	for range auth.AddressBurst {
		_, err := f.Setup(t.Context(), novacron.Setup{Code: "7QK2-M9XD-4TRH", Name: "admin", Password: goodPassword, From: elsewhere})
		requireCode(t, novacron.Forbidden, err)
	}
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: elsewhere})
	requireCode(t, novacron.Exhausted, err)
	e, _ := novacron.AsError(err)
	require.Contains(t, e.Mend, "6 seconds")
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
}

func TestSetupCodeNeedsTheHost(t *testing.T) {
	f := newFixture(t)
	_, err := f.NewSetupCode(t.Context(), once)
	requireCode(t, novacron.Unauthenticated, err)
	_, err = f.NewSetupCode(novacron.WithIdentity(t.Context(), person(novacron.RoleAdministrator)), once)
	requireCode(t, novacron.Forbidden, err)
}

func TestSetupChangesNothingWhenTheDiskIsFull(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	f.broken.Store(true)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	require.Error(t, err)
	f.broken.Store(false)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
}

func TestNoSecretIsInTheStore(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	session, err := f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	require.NoError(t, err)
	token, err := f.CreateToken(f.as(session.Secret), novacron.CreateToken{Label: "script", TTL: time.Hour})
	require.NoError(t, err)
	_, err = f.Login(t.Context(), novacron.Login{Name: "typed in the wrong field", Password: goodPassword, From: home})
	requireCode(t, novacron.Unauthenticated, err)

	var file strings.Builder
	_, err = f.store.Backup(t.Context(), &file)
	require.NoError(t, err)
	for _, secret := range []string{code, session.Secret, token.Secret, goodPassword, "wrong field"} {
		require.NotContains(t, file.String(), secret)
	}
}

func FuzzSetupCode(f *testing.F) {
	f.Add("7QK2-M9XD-4TRH")
	f.Add("7qk2m9xd4trh")
	f.Add("oooo-iiii-llll")
	f.Add("ſſſſ-ſſſſ-ſſſſ")
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := auth.NormalSetupCode(typed)
		if !ok {
			require.Empty(t, code)
			return
		}
		again, ok := auth.NormalSetupCode(code)
		require.True(t, ok)
		require.Equal(t, code, again)
	})
}
