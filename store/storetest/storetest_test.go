package storetest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func TestAStoreIsOpenAndThenItIsNot(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	t.Run("open", func(t *testing.T) {
		s := storetest.Open(t, dir, func(o *store.Options) { o.Now = func() time.Time { return now } })
		require.NoError(t, s.Update(t.Context(), func(tx *store.Tx) error {
			vm, err := tx.PutVM(novacron.VM{ID: "a", Name: "web-1"})
			require.Equal(t, now, vm.UpdatedAt)
			return err
		}))
	})
	t.Run("again", func(t *testing.T) { // the first is closed, or this would be a Conflict
		s := storetest.Open(t, dir)
		require.Equal(t, []novacron.VMID{"a"}, s.VMIDs())
		require.NoError(t, s.Close()) // a test may close it, too
	})
	require.Empty(t, storetest.New(t).VMIDs())
}
