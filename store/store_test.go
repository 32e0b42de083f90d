package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// vm is a small VM for tests.
func vm(id, name string) novacron.VM {
	return novacron.VM{ID: novacron.VMID(id), Name: name, State: novacron.VMShutoff, Provider: "fake"}
}

// put writes VMs in one transaction.
func put(tb testing.TB, s *store.Store, vms ...novacron.VM) {
	tb.Helper()
	require.NoError(tb, s.Update(context.Background(), func(tx *store.Tx) error {
		for _, vm := range vms {
			if _, err := tx.PutVM(vm); err != nil {
				return err
			}
		}
		return nil
	}))
}

func TestWhatWasCommittedIsThereAfterAReopen(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, dir)
	put(t, s, vm("a", "web-1"))
	node, generation := s.NodeID(), s.Generation()
	require.Regexp(t, `^n-[0-9a-f]{8}$`, string(node))
	require.NoError(t, s.Close())

	s = storetest.Open(t, dir)
	got, err := s.VMByName("web-1")
	require.NoError(t, err)
	require.Equal(t, novacron.VMID("a"), got.ID)
	require.Equal(t, node, got.Node)
	require.Equal(t, uint64(1), got.Revision)
	require.Equal(t, node, s.NodeID())
	require.Equal(t, generation, s.Generation())
}
