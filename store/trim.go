package store

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/novacron/novacron/novacron"
)

const (
	// trimEvery is how often the trimmer looks. What it looks at when there is
	// nothing to do are four keys.
	trimEvery = time.Minute
	// trimChunk is how many records go in one transaction: small enough that
	// nobody waits long behind it, large enough that fsyncs do not dominate.
	trimChunk = 500
)

// monitorAge trims until ctx ends.
func (s *Store) monitorAge(ctx context.Context) {
	ticker := time.NewTicker(trimEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := s.Trim(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn().Err(err).Msg("store: trimming failed; it is tried again")
		}
	}
}

// Trim removes what has had its time; the store does it by itself every
// minute. It removes, in small transactions:
//   - events beyond KeepEvents or older than KeepEventsFor that the bus has
//     taken. Events that it has not are kept up to twice KeepEvents: a bus that
//     stays away must not fill the disk, and a consumer sees the gap.
//   - operations that ended longer than KeepOperations ago, and beyond
//     MaxOperations the oldest that ended. With an idempotency key that still
//     counts they stay up to twice that number.
//   - idempotency keys after KeepIdempotencyKeys, and sessions after their end.
//   - audit records older than KeepAudit, and writes one that says so.
func (s *Store) Trim(ctx context.Context) error {
	steps := []func(*Tx, *int) error{s.trimEvents, s.trimOperations, s.trimIdempotency, s.trimSessions, s.trimAudit}
	for _, step := range steps {
		for {
			removed, err := s.trimSome(ctx, step)
			if err != nil {
				return err
			}
			if removed < trimChunk {
				break
			}
		}
	}
	return nil
}

// trimSome lets a step remove up to trimChunk records in one transaction.
func (s *Store) trimSome(ctx context.Context, step func(*Tx, *int) error) (removed int, err error) {
	err = s.Update(ctx, func(tx *Tx) error { return step(tx, &removed) })
	return removed, err
}

func (s *Store) trimEvents(tx *Tx, removed *int) error {
	first, last := eventRange(tx.btx)
	published := publishedOf(tx.btx)
	keep := uint64(s.opts.KeepEvents)
	oldest := tx.now.Add(-s.opts.KeepEventsFor)
	for seq := first; seq <= last && *removed < trimChunk; seq++ {
		kept := last + 1 - seq
		if seq > published && kept <= 2*keep {
			return nil
		}
		key, raw := tx.bucket(bucketEvents).Cursor().Seek(sequenceKey(seq))
		ev, err := decode[novacron.Event](bucketEvents, key, raw)
		if err != nil {
			return err
		}
		if kept <= keep && ev.At.After(oldest) {
			return nil
		}
		if err := tx.deleteEvent(append([]byte(nil), key...), ev); err != nil {
			return err
		}
		*removed++
	}
	return nil
}

func (tx *Tx) deleteEvent(key []byte, ev novacron.Event) error {
	if err := tx.delete(bucketEvents, key); err != nil {
		return err
	}
	tx.changes.firstEvent = ev.Sequence + 1
	return tx.delete(bucketEventsTarget, indexKey(ev.Target.ID, key[:8]))
}

func (s *Store) trimOperations(tx *Tx, removed *int) error {
	count := 0
	for _, n := range s.mem.operations { // the writer may read memory without its lock
		count += n
	}
	var old []OperationRecord
	c := tx.bucket(bucketOperations).Cursor()
	for k, raw := c.First(); k != nil && len(old) < trimChunk; k, raw = c.Next() {
		rec, err := decode[OperationRecord](bucketOperations, k, raw)
		if err != nil {
			return err
		}
		excess := count - len(old) - MaxOperations
		if excess <= 0 && s.young(tx, rec.CreatedAt) {
			break // so are those behind it: ids are in the order of creation
		}
		if s.operationDone(tx, rec, excess) {
			old = append(old, rec)
		}
	}
	for _, rec := range old {
		if err := tx.deleteOperation(rec); err != nil {
			return err
		}
		*removed++
	}
	return nil
}

func (s *Store) young(tx *Tx, at time.Time) bool {
	return at.After(tx.now.Add(-s.opts.KeepOperations))
}

// operationDone says whether an operation can go, with so many too many.
func (s *Store) operationDone(tx *Tx, rec OperationRecord, excess int) bool {
	if !rec.State.Final() {
		return false
	}
	ended := rec.CreatedAt
	if rec.FinishedAt != nil {
		ended = *rec.FinishedAt
	}
	if !s.young(tx, ended) {
		return true
	}
	answers := rec.IdempotencyKey != "" && tx.now.Before(rec.CreatedAt.Add(KeepIdempotencyKeys))
	return excess > 0 && (!answers || excess > MaxOperations)
}

func (s *Store) trimIdempotency(tx *Tx, removed *int) error {
	end := sortableTime(tx.now.Add(-KeepIdempotencyKeys))
	var old [][]byte
	c := tx.bucket(bucketIdempotencyByTime).Cursor()
	for k, _ := c.First(); k != nil && len(old) < trimChunk; k, _ = c.Next() {
		if binary.BigEndian.Uint64(k) > end {
			break
		}
		old = append(old, append([]byte(nil), k...))
	}
	for _, k := range old {
		if err := tx.delete(bucketIdempotencyByTime, k); err != nil {
			return err
		}
		if err := tx.delete(bucketIdempotency, k[8:]); err != nil {
			return err
		}
		*removed++
	}
	return nil
}

func (s *Store) trimSessions(tx *Tx, removed *int) error {
	return tx.Sessions().Each(func(key string, rec SessionRecord) error {
		if *removed == trimChunk || tx.now.Before(rec.ExpiresAt) {
			return nil
		}
		*removed++
		return tx.Sessions().Delete(key)
	})
}
