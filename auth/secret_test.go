package auth_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
)

func TestSecretsHaveTheirForm(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		token, session, code := auth.NewTokenSecret(), auth.NewSessionSecret(), auth.NewSetupCodeWords()
		require.True(t, auth.IsTokenSecret(token), token)
		require.True(t, auth.IsSessionSecret(session), session)
		require.Regexp(t, `^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$`, code)
		for _, s := range []string{token, session, code} {
			require.False(t, seen[s])
			seen[s] = true
		}
		require.False(t, auth.IsTokenSecret(session))
		require.False(t, auth.IsSessionSecret(token))
	}
}

// Every single changed, missing or swapped character is found by the checksum.
func TestAMistypedTokenIsSeen(t *testing.T) {
	token := auth.NewTokenSecret()
	for i := range token {
		other := "x"
		if token[i] == 'x' {
			other = "y"
		}
		require.False(t, auth.IsTokenSecret(token[:i]+other+token[i+1:]))
		require.False(t, auth.IsTokenSecret(token[:i]+token[i+1:]))
		if i > 0 && token[i] != token[i-1] {
			require.False(t, auth.IsTokenSecret(token[:i-1]+token[i:i+1]+token[i-1:i]+token[i+1:]))
		}
	}
}

func FuzzToken(f *testing.F) {
	f.Add(auth.NewTokenSecret())
	f.Add(auth.NewSessionSecret())
	f.Add("nvc_" + strings.Repeat("0", 49))
	f.Add("nvc_")
	f.Add("")
	f.Fuzz(func(t *testing.T, secret string) {
		if auth.IsTokenSecret(secret) {
			require.Regexp(t, `^nvc_[0-9A-Za-z]{49}$`, secret)
			require.False(t, auth.IsSessionSecret(secret))
		}
		require.Len(t, auth.HashSecret(secret), 64)
	})
}
