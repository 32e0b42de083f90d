package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// NewOperationID returns an id that sorts after every earlier one of this
// node: the milliseconds since 1970 and a counter, 16 hex digits together. The
// time makes ids new even in a store that was restored from an older backup;
// a clock that jumps back is outrun by the counter. It is empty in View.
func (tx *Tx) NewOperationID() novacron.OperationID {
	if tx.writable() != nil {
		return ""
	}
	b := tx.bucket(bucketOperations)
	id := max(b.Sequence()+1, uint64(tx.now.UnixMilli())<<16)
	if err := b.SetSequence(id); err != nil {
		return ""
	}
	tx.dirty = true
	return novacron.OperationID(fmt.Sprintf("op-%016x", id))
}

// PutOperation writes an operation, new or not, and keeps its idempotency key
// for KeepIdempotencyKeys. Conflict when another operation of the same
// identity has the key; Invalid without an id or with a state that is none.
func (tx *Tx) PutOperation(rec OperationRecord) error {
	if err := tx.writable(); err != nil {
		return err
	}
	if err := checkOperation(rec); err != nil {
		return err
	}
	old, err := tx.Operation(rec.ID)
	switch {
	case novacron.CodeOf(err) == novacron.NotFound:
	case err != nil:
		return err
	default:
		if err := tx.dropOperationIndex(old, &rec); err != nil {
			return err
		}
	}
	if err := tx.putIdempotent(rec); err != nil {
		return err
	}
	if err := tx.putJSON(bucketOperations, []byte(rec.ID), rec); err != nil {
		return err
	}
	tx.changes.operations[rec.State]++
	tx.changes.operationIDs[rec.ID] = struct{}{}
	if err := tx.put(bucketOperationsState, stateKey(rec), nil); err != nil {
		return err
	}
	return tx.put(bucketOperationsTarget, targetKey(rec), nil)
}

func checkOperation(rec OperationRecord) error {
	if rec.ID == "" {
		return novacron.InvalidField("id", "must not be empty")
	}
	if !slices.Contains(operationStates(), rec.State) {
		return novacron.InvalidField("state", "%q is not a state of an operation", rec.State)
	}
	return checkTarget(rec.Target)
}

// checkTarget refuses what would run two words of an index key into one.
func checkTarget(t novacron.Target) error {
	if strings.ContainsRune(t.ID, 0) {
		return novacron.InvalidField("target.id", "must not contain a NUL")
	}
	return nil
}

func stateKey(rec OperationRecord) []byte  { return indexKey(string(rec.State), []byte(rec.ID)) }
func targetKey(rec OperationRecord) []byte { return indexKey(rec.Target.ID, []byte(rec.ID)) }

// dropOperationIndex removes the index entries of old that next will not have;
// nil for none.
func (tx *Tx) dropOperationIndex(old OperationRecord, next *OperationRecord) error {
	tx.changes.operations[old.State]--
	if next == nil || next.State != old.State {
		if err := tx.delete(bucketOperationsState, stateKey(old)); err != nil {
			return err
		}
	}
	if next == nil || next.Target.ID != old.Target.ID {
		return tx.delete(bucketOperationsTarget, targetKey(old))
	}
	return nil
}

// deleteOperation removes an operation; its idempotency key lives on.
func (tx *Tx) deleteOperation(rec OperationRecord) error {
	if err := tx.dropOperationIndex(rec, nil); err != nil {
		return err
	}
	return tx.delete(bucketOperations, []byte(rec.ID))
}
