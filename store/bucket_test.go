package store_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func TestBuckets(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, dir)
	update(t, s, func(tx *store.Tx) error {
		users := tx.Users()
		require.NoError(t, users.Put("bob", store.UserRecord{User: novacron.User{Name: "bob"}, PasswordHash: "h"}))
		require.NoError(t, users.Put("ann", store.UserRecord{User: novacron.User{Name: "ann"}}))
		require.Equal(t, 2, users.Len())
		requireCode(t, novacron.Invalid, users.Put("", store.UserRecord{}))
		requireCode(t, novacron.NotFound, users.Delete("none"))
		token := store.TokenRecord{APIToken: novacron.APIToken{ID: "t", Secret: "secret"}, Hash: "h"}
		require.NoError(t, tx.Tokens().Put("t", token))
		require.NoError(t, tx.Sessions().Put("s", store.SessionRecord{Hash: "s", User: "bob"}))
		return tx.Settings().Put("setup", []byte(`{"done":true}`))
	})
	require.NoError(t, s.Close())

	s = storetest.Open(t, dir)
	require.NoError(t, s.View(func(tx *store.Tx) error {
		bob, err := tx.Users().Get("bob")
		require.NoError(t, err)
		require.Equal(t, "h", bob.PasswordHash)
		token, err := tx.Tokens().Get("t")
		require.NoError(t, err)
		require.Equal(t, "h", token.Hash)
		require.Empty(t, token.Secret, "a secret is never stored")
		setting, err := tx.Settings().Get("setup")
		require.NoError(t, err)
		require.JSONEq(t, `{"done":true}`, string(setting))
		_, err = tx.Sessions().Get("hash of somebody's cookie")
		require.NotContains(t, requireCode(t, novacron.NotFound, err).Detail, "hash")
		_, err = tx.Users().Get("eve")
		require.Contains(t, requireCode(t, novacron.NotFound, err).Detail, "eve")
		return nil
	}))

	var seen []string
	update(t, s, func(tx *store.Tx) error {
		return tx.Users().Each(func(key string, v store.UserRecord) error { // may change what it walks
			seen = append(seen, key)
			require.Equal(t, key, v.Name)
			return tx.Users().Delete(key)
		})
	})
	require.Equal(t, []string{"ann", "bob"}, seen)
	require.NoError(t, s.View(func(tx *store.Tx) error {
		require.Zero(t, tx.Users().Len())
		return nil
	}))
}
