package auth_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

func TestATokenActsAsItsUser(t *testing.T) {
	f := newFixture(t)
	f.addUser("ops", novacron.RoleOperator)
	session, err := f.Login(t.Context(), novacron.Login{Name: "ops", Password: goodPassword, From: home})
	require.NoError(t, err)
	token, err := f.CreateToken(f.as(session.Secret), novacron.CreateToken{Label: "backup script", TTL: time.Hour})
	require.NoError(t, err)
	require.Regexp(t, `^nvc_[0-9A-Za-z]{49}$`, token.Secret)
	require.Regexp(t, `^tok_[0-9a-f]{16}$`, token.ID)
	require.Equal(t, f.clock.Now().Add(time.Hour), *token.ExpiresAt)

	id, err := f.Authenticate(t.Context(), token.Secret, elsewhere)
	require.NoError(t, err)
	require.Equal(t, novacron.Identity{
		Kind: novacron.IdentityUser, Name: "ops", Role: novacron.RoleOperator,
		Session: "token:" + token.ID, From: elsewhere,
	}, id)

	f.clock.advance(time.Hour)
	_, err = f.Authenticate(t.Context(), token.Secret, elsewhere)
	requireCode(t, novacron.Unauthenticated, err)
	f.reopen()
	_, err = f.Authenticate(t.Context(), token.Secret, elsewhere)
	requireCode(t, novacron.Unauthenticated, err)
}

func TestADeletedTokenIsNoneAtOnce(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	token, err := f.CreateToken(ctx, novacron.CreateToken{Label: "script"})
	require.NoError(t, err)
	require.Nil(t, token.ExpiresAt)
	f.as(token.Secret)
	require.NoError(t, f.DeleteToken(ctx, token.ID, once))
	_, err = f.Authenticate(t.Context(), token.Secret, home)
	requireCode(t, novacron.Unauthenticated, err)
	requireCode(t, novacron.NotFound, f.DeleteToken(ctx, token.ID, once))
}

func TestATokenIsMadeByItsUserOrOnTheHost(t *testing.T) {
	f := newFixture(t)
	admin := f.as(f.setUp().Secret)
	f.addUser("ops", novacron.RoleOperator)

	_, err := f.CreateToken(admin, novacron.CreateToken{User: "ops", Label: "script"})
	requireCode(t, novacron.Forbidden, err)
	token, err := f.CreateToken(f.asLocal(), novacron.CreateToken{User: "OPS", Label: "script"})
	require.NoError(t, err)
	require.Equal(t, "ops", token.User)
	_, err = f.CreateToken(f.as(token.Secret), novacron.CreateToken{Label: "another"})
	requireCode(t, novacron.Forbidden, err) // a token makes no tokens
	_, err = f.CreateToken(f.asLocal(), novacron.CreateToken{User: "nobody", Label: "script"})
	requireCode(t, novacron.NotFound, err)
	_, err = f.CreateToken(f.asLocal(), novacron.CreateToken{Label: "script"})
	requireField(t, "user", err)
	_, err = f.CreateToken(t.Context(), novacron.CreateToken{Label: "script"})
	requireCode(t, novacron.Unauthenticated, err)
}

func TestTokenFields(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	for _, label := range []string{"", "two\nlines", "\xff", strings.Repeat("x", 201)} {
		_, err := f.CreateToken(ctx, novacron.CreateToken{Label: label})
		requireField(t, "label", err)
	}
	_, err := f.CreateToken(ctx, novacron.CreateToken{Label: "script", TTL: -time.Second})
	requireField(t, "ttlSeconds", err)
	_, err = f.CreateToken(ctx, novacron.CreateToken{Label: "script", TTL: 1 << 62})
	requireField(t, "ttlSeconds", err)
}

func TestAUserHasABoundedNumberOfTokens(t *testing.T) {
	f := newFixture(t)
	ctx := f.as(f.setUp().Secret)
	for i := range auth.MaxTokens {
		_, err := f.CreateToken(ctx, novacron.CreateToken{Label: fmt.Sprint("token ", i)})
		require.NoError(t, err)
	}
	_, err := f.CreateToken(ctx, novacron.CreateToken{Label: "one too many"})
	requireCode(t, novacron.Exhausted, err)
}

func TestListTokensPages(t *testing.T) {
	f := newFixture(t)
	admin := f.as(f.setUp().Secret)
	f.addUser("ops", novacron.RoleOperator)
	_, err := f.CreateToken(f.asLocal(), novacron.CreateToken{User: "ops", Label: "of another user"})
	require.NoError(t, err)
	for i := range 7 {
		f.clock.advance(time.Second)
		_, err := f.CreateToken(admin, novacron.CreateToken{Label: fmt.Sprint("token ", i)})
		require.NoError(t, err)
	}
	var labels []string
	page := novacron.PageRequest{Limit: 3}
	for {
		got, err := f.ListTokens(admin, page)
		require.NoError(t, err)
		require.Equal(t, 7, got.Total)
		require.LessOrEqual(t, len(got.Items), 3)
		for _, token := range got.Items {
			require.Empty(t, token.Secret)
			labels = append(labels, token.Label)
		}
		if page.Cursor = got.Next; page.Cursor == "" {
			break
		}
	}
	require.Equal(t, []string{"token 0", "token 1", "token 2", "token 3", "token 4", "token 5", "token 6"}, labels)

	all, err := f.ListTokens(f.asLocal(), novacron.PageRequest{})
	require.NoError(t, err)
	require.Equal(t, 8, all.Total)
	_, err = f.ListTokens(admin, novacron.PageRequest{Limit: novacron.MaxPageLimit + 1})
	requireField(t, "limit", err)
	_, err = f.ListTokens(admin, novacron.PageRequest{Cursor: "!"})
	requireField(t, "cursor", err)
	_, err = f.ListTokens(t.Context(), novacron.PageRequest{})
	requireCode(t, novacron.Unauthenticated, err)
}

func TestATokenOfAnotherIsNotThere(t *testing.T) {
	f := newFixture(t)
	admin := f.as(f.setUp().Secret)
	f.addUser("ops", novacron.RoleOperator)
	token, err := f.CreateToken(f.asLocal(), novacron.CreateToken{User: "ops", Label: "script"})
	require.NoError(t, err)
	requireCode(t, novacron.NotFound, f.DeleteToken(admin, token.ID, once))
	requireCode(t, novacron.Unauthenticated, f.DeleteToken(t.Context(), token.ID, once))
	require.NoError(t, f.DeleteToken(f.asLocal(), token.ID, once))
}

func TestTokensAreAudited(t *testing.T) {
	f := newFixture(t)
	ctx := novacron.WithRequestID(f.as(f.setUp().Secret), "req-1")
	token, err := f.CreateToken(ctx, novacron.CreateToken{Label: "script"})
	require.NoError(t, err)
	require.NoError(t, f.DeleteToken(ctx, token.ID, once))
	records := f.records()[4:]
	require.Equal(t, []string{
		"intent token.create admin script",
		"outcome token.create admin script",
		"intent token.delete admin ",
		"outcome token.delete admin ",
	}, f.audit()[4:])
	for _, rec := range records {
		require.Equal(t, token.ID, rec.Target.ID)
		require.Equal(t, "req-1", rec.RequestID)
		require.Equal(t, home, rec.Identity.From)
	}
	require.Equal(t, records[0].Sequence, records[1].Intent)
}
