package auth_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

func TestPasswordRule(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	for _, password := range []string{
		"", "eleven char", strings.Repeat("x", 30), "\xff\xfe" + goodPassword,
		strings.Repeat("long enough ", 100), "An.Admin.Name", strings.Repeat("é", 11),
	} {
		_, err := f.Setup(t.Context(), novacron.Setup{Code: code, Name: "an.admin.name", Password: password})
		requireField(t, "password", err)
		f.clock.advance(6e9)
	}
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "an.admin.name", Password: "ééééééééééé è"})
	require.NoError(t, err, "twelve characters of whatever kind will do")
}

func TestUserNames(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	for _, name := range []string{"", " ", "-a", ".a", "a b", "a:b", "a/b", "ä", "a\n", strings.Repeat("a", 65)} {
		_, err := f.Setup(t.Context(), novacron.Setup{Code: code, Name: name, Password: goodPassword})
		requireField(t, "name", err)
		f.clock.advance(6e9)
	}
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "First.Last-1_x@example.org", Password: goodPassword})
	require.NoError(t, err)
}

func TestAPasswordIsTheSameFromEveryKeyboard(t *testing.T) {
	f := newFixture(t)
	code, _, err := f.EnsureSetupCode(t.Context())
	require.NoError(t, err)
	_, err = f.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: "caf\u00e9 au lait 1", From: home})
	require.NoError(t, err)
	_, err = f.Login(t.Context(), novacron.Login{Name: "admin", Password: "cafe\u0301 au lait 1", From: home})
	require.NoError(t, err)
}

func TestPasswordHash(t *testing.T) {
	phc := auth.HashPassword(goodPassword, auth.DefaultPasswordCost())
	require.True(t, strings.HasPrefix(phc, "$argon2id$v=19$m=32768,t=3,p=1$"), phc)
	require.NotEqual(t, phc, auth.HashPassword(goodPassword, auth.DefaultPasswordCost()), "each has a salt of its own")
	require.True(t, auth.PasswordMatches(phc, goodPassword))
	require.False(t, auth.PasswordMatches(phc, goodPassword+" "))
}

// The vector is that of the reference implementation's test suite
// (github.com/P-H-C/phc-winner-argon2, src/test.c, argon2id, version 0x13).
func TestPasswordHashIsArgon2id(t *testing.T) {
	const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	require.True(t, auth.PasswordMatches(vector, "password"))
	require.False(t, auth.PasswordMatches(vector, "passwore"))
}

func TestPasswordHashBounds(t *testing.T) {
	const salt, hash = "c29tZXNhbHQ", "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for _, phc := range []string{
		"",
		"$argon2i$v=19$m=65536,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=16$m=65536,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=65536,t=0,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=65536,t=17,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=65536,t=2,p=0$" + salt + "$" + hash,
		"$argon2id$v=19$m=65536,t=2,p=256$" + salt + "$" + hash,
		"$argon2id$v=19$m=065536,t=2,p=1$" + salt + "$" + hash,
		"$argon2id$v=19$m=65536,t=2,p=1 $" + salt + "$" + hash,
		"$argon2id$v=19$m=65536,t=2,p=1$" + salt + "=$" + hash,
		"$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + hash[:8],
		"$argon2id$v=19$m=65536,t=2,p=1$$" + hash,
		"$argon2id$v=19$m=65536,t=2,p=1$" + salt + "$" + hash + "$",
	} {
		_, _, err := auth.DecodePasswordHash(phc)
		requireCode(t, novacron.Internal, err)
	}
}

func FuzzPHC(f *testing.F) {
	f.Add(auth.HashPassword(goodPassword, cheap))
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=-1,t=2,p=1$$")
	f.Fuzz(func(t *testing.T, phc string) {
		again, memory, err := auth.DecodePasswordHash(phc)
		if err != nil {
			return
		}
		require.Equal(t, phc, again, "a hash has one form")
		require.LessOrEqual(t, memory, uint32(256<<10))
	})
}
