package store

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// sortOperations and sortAudit are the orders of these lists in cursors.
const (
	sortOperations = "operations"
	sortAudit      = "audit"
)

// Operation returns an operation. NotFound for one that never was or was
// trimmed.
func (s *Store) Operation(id novacron.OperationID) (rec OperationRecord, err error) {
	err = s.View(func(tx *Tx) error {
		rec, err = tx.Operation(id)
		return err
	})
	return rec, err
}

// Operations returns a page, newest first. Invalid, naming the field, for a
// limit, state or cursor that cannot be used. Total is -1 with a target.
func (s *Store) Operations(q novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	page := novacron.Page[novacron.Operation]{Items: []novacron.Operation{}}
	limit, err := pageLimit(q.Limit)
	if err != nil {
		return page, err
	}
	if q.State != "" && !slices.Contains(operationStates(), q.State) {
		return page, novacron.InvalidField("state", "%q is not a state of an operation", q.State)
	}
	var before []byte
	if q.Cursor != "" {
		c, err := decodeCursor(q.Cursor, sortOperations)
		if err != nil {
			return page, err
		}
		before = []byte(c.ID)
	}
	page.Total = s.countOperations(q)
	err = s.view(func(btx *bolt.Tx) error {
		return eachOperationBefore(btx, q, before, func(op novacron.Operation) bool {
			if len(page.Items) == limit {
				last := page.Items[limit-1]
				page.Next = cursor{Sort: sortOperations, ID: string(last.ID)}.encode()
				return false
			}
			page.Items = append(page.Items, op)
			return true
		})
	})
	return page, err
}

func (s *Store) countOperations(q novacron.OperationQuery) int {
	if q.TargetID != "" {
		return -1
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if q.State != "" {
		return s.mem.operations[q.State]
	}
	total := 0
	for _, n := range s.mem.operations {
		total += n
	}
	return total
}

// eachOperationBefore calls fn with the operations that match q and are older
// than the id before (nil for all), newest first, until fn returns false.
func eachOperationBefore(btx *bolt.Tx, q novacron.OperationQuery, before []byte, fn func(novacron.Operation) bool) error {
	bucket, word := bucketOperations, ""
	switch {
	case q.TargetID != "":
		bucket, word = bucketOperationsTarget, q.TargetID
	case q.State != "":
		bucket, word = bucketOperationsState, string(q.State)
	}
	for id := range idsBefore(btx.Bucket([]byte(bucket)), word, before) {
		rec, err := decode[OperationRecord](bucketOperations, id, btx.Bucket([]byte(bucketOperations)).Get(id))
		if err != nil {
			return err
		}
		if q.State != "" && rec.State != q.State {
			continue
		}
		if !fn(rec.Operation) {
			return nil
		}
	}
	return nil
}

// idsBefore yields the keys of b, or with a word what follows the word in the
// keys of the index b, from the last one before the bound (nil for none) down.
func idsBefore(b *bolt.Bucket, word string, bound []byte) func(yield func([]byte) bool) {
	var prefix []byte
	if word != "" {
		prefix = indexKey(word, nil)
	}
	return func(yield func([]byte) bool) {
		c := b.Cursor()
		k := seekBefore(c, prefix, bound)
		for ; k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Prev() {
			if !yield(k[len(prefix):]) {
				return
			}
		}
	}
}

// seekBefore moves c to the last key with the prefix that is before prefix+bound.
func seekBefore(c *bolt.Cursor, prefix, bound []byte) []byte {
	end := slices.Concat(prefix, bound)
	if bound == nil && len(prefix) > 0 {
		end[len(end)-1]++ // the NUL becomes a 1: behind every key with the prefix
	}
	if len(end) == 0 {
		k, _ := c.Last()
		return k
	}
	if k, _ := c.Seek(end); k == nil {
		k, _ = c.Last()
		return k
	}
	k, _ := c.Prev()
	return k
}

// UnfinishedOperations returns every operation that is pending or running,
// oldest first.
func (s *Store) UnfinishedOperations() ([]OperationRecord, error) {
	recs := []OperationRecord{}
	err := s.View(func(tx *Tx) error {
		for _, state := range operationStates() {
			if state.Final() {
				continue
			}
			for id := range idsBefore(tx.bucket(bucketOperationsState), string(state), nil) {
				rec, err := tx.Operation(novacron.OperationID(id))
				if err != nil {
					return err
				}
				recs = append(recs, rec)
			}
		}
		return nil
	})
	slices.SortFunc(recs, func(a, b OperationRecord) int { return cmp.Compare(a.ID, b.ID) })
	return recs, err
}

// WaitOperation returns the operation when it is final, or as it stands when
// ctx ends. NotFound; Unavailable when the store is closed meanwhile.
func (s *Store) WaitOperation(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	for {
		rec, err := s.Operation(id)
		if err != nil || rec.State.Final() {
			return rec.Operation, err
		}
		changed := s.changed.wait(id)
		if rec, err = s.Operation(id); err != nil || rec.State.Final() {
			return rec.Operation, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return rec.Operation, nil
		case <-s.done:
			return rec.Operation, errClosed()
		}
	}
}

// Operation returns an operation as the transaction sees it. NotFound.
func (tx *Tx) Operation(id novacron.OperationID) (OperationRecord, error) {
	raw := tx.bucket(bucketOperations).Get([]byte(id))
	if raw == nil {
		return OperationRecord{}, novacron.Errorf(novacron.NotFound, "operation %s", id)
	}
	return decode[OperationRecord](bucketOperations, []byte(id), raw)
}

func operationStates() []novacron.OperationState {
	return []novacron.OperationState{
		novacron.OperationPending, novacron.OperationRunning,
		novacron.OperationSucceeded, novacron.OperationFailed, novacron.OperationCanceled,
	}
}
