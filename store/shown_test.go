package store_test

import (
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// Whoever sees the end of an operation finds the record that was written with
// it, although one is read from the file and the other from memory.
func TestWhatIsCommittedTogetherIsSeenTogether(t *testing.T) {
	s := storetest.New(t)
	for i := range 200 {
		name := strconv.Itoa(i)
		var id novacron.OperationID
		require.NoError(t, s.Update(t.Context(), func(tx *store.Tx) error {
			id = tx.NewOperationID()
			return tx.PutOperation(store.OperationRecord{Operation: novacron.Operation{ID: id, State: novacron.OperationRunning}})
		}))
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				op, err := s.Operation(id)
				if err != nil || op.State.Final() {
					break
				}
			}
			_, err := s.VM(novacron.VMID(name))
			assert.NoError(t, err)
		})
		require.NoError(t, s.Update(t.Context(), func(tx *store.Tx) error {
			if _, err := tx.PutVM(novacron.VM{ID: novacron.VMID(name), Name: "vm-" + name}); err != nil {
				return err
			}
			return tx.PutOperation(store.OperationRecord{Operation: novacron.Operation{ID: id, State: novacron.OperationSucceeded}})
		}))
		wg.Wait()
	}
}
