package store

import (
	"context"
	"encoding/binary"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// The events are the node's outbox: what a transaction changed and the event
// that tells it are committed together, and the bus takes the events from here
// in their order, remembering with SetPublished how far it came.

// Published returns the sequence of the last event that the bus has taken.
func (s *Store) Published() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.mem.published
}

// SetPublished remembers that the bus has every event up to seq. It may go
// back, to publish again. Invalid for an event that does not exist yet.
func (s *Store) SetPublished(ctx context.Context, seq uint64) error {
	return s.Update(ctx, func(tx *Tx) error {
		if last := tx.bucket(bucketEvents).Sequence(); seq > last {
			return novacron.InvalidField("seq", "%d is behind the last event, %d", seq, last)
		}
		tx.changes.published = &seq
		return tx.put(bucketMeta, []byte(metaPublished), sequenceKey(seq))
	})
}

func publishedOf(btx *bolt.Tx) uint64 {
	raw := btx.Bucket([]byte(bucketMeta)).Get([]byte(metaPublished))
	if len(raw) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(raw)
}

// EventsAfter returns up to limit events with a sequence above seq, oldest
// first; events that were trimmed are not among them.
func (s *Store) EventsAfter(ctx context.Context, seq uint64, limit int) ([]novacron.Event, error) {
	events := []novacron.Event{}
	if limit <= 0 {
		return events, nil
	}
	err := s.view(func(btx *bolt.Tx) error {
		r := s.newEventReader(btx, novacron.EventQuery{}, limit)
		return r.each(seq, func(ev novacron.Event) bool {
			events = append(events, ev)
			return len(events) < limit && ctx.Err() == nil
		})
	})
	if err == nil {
		err = ctx.Err()
	}
	return events, err
}

// WaitAppended returns when there is an event with a sequence above seq. It
// returns ctx's error when ctx ends, and Unavailable when the store is closed.
func (s *Store) WaitAppended(ctx context.Context, seq uint64) error {
	for {
		appended := s.appended.wait(struct{}{})
		s.mu.RLock()
		last := s.mem.lastEvent
		s.mu.RUnlock()
		if last > seq {
			return nil
		}
		if err := s.await(ctx, appended); err != nil {
			return err
		}
	}
}
