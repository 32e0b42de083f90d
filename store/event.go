package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// An event's key is its sequence and its type, so that a filter on the type
// decodes only what matches. In events_by_target the key is the target's id
// and the sequence, the value the type.

// AppendEvent writes an event and returns it with its Node, Sequence and
// Cursor, and with At where that was zero. Events of one transaction follow
// one another in the order of the calls.
func (tx *Tx) AppendEvent(ev novacron.Event) (novacron.Event, error) {
	if err := tx.writable(); err != nil {
		return ev, err
	}
	if err := checkTarget(ev.Target); err != nil {
		return ev, err
	}
	seq, err := tx.next(bucketEvents)
	if err != nil {
		return ev, err
	}
	ev.Node, ev.Sequence, ev.Cursor = tx.s.node, seq, ""
	if ev.At.IsZero() {
		ev.At = tx.now
	}
	if err := tx.putJSON(bucketEvents, append(sequenceKey(seq), ev.Type...), ev); err != nil {
		return ev, err
	}
	err = tx.put(bucketEventsTarget, indexKey(ev.Target.ID, sequenceKey(seq)), []byte(ev.Type))
	if err != nil {
		return ev, err
	}
	tx.changes.lastEvent = seq
	ev.Cursor = tx.s.cursorAt(seq)
	return ev, nil
}

// cursorAt returns the cursor behind the event with that sequence.
func (s *Store) cursorAt(seq uint64) string { return eventCursor{s.node, s.generation, seq}.encode() }

// Events returns a page of events, oldest first. A cursor whose continuation
// is gone answers a page with a Gap that begins at the oldest event there is:
// "expired" when it was trimmed, "other_store" when the cursor is of another
// node or another life of the store. Next moves on past events that do not
// match, too. Invalid for a limit or cursor that is none.
func (s *Store) Events(q novacron.EventQuery) (novacron.EventPage, error) {
	page := novacron.EventPage{Items: []novacron.Event{}}
	limit, err := pageLimit(q.Limit)
	if err != nil {
		return page, err
	}
	var from *eventCursor
	if q.Cursor != "" {
		c, err := decodeEventCursor(q.Cursor)
		if err != nil {
			return page, err
		}
		from = &c
	}
	err = s.view(func(btx *bolt.Tx) error {
		r := s.newEventReader(btx, q, limit)
		if q.Tail && from == nil {
			page, err = r.tail()
		} else {
			page, err = r.forward(from)
		}
		return err
	})
	return page, err
}

// WaitEvents is Events that waits until there is an event or a gap. It
// returns ctx's error when ctx ends, and Unavailable when the store is closed.
func (s *Store) WaitEvents(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	for {
		appended := s.appended.wait(struct{}{})
		page, err := s.Events(q)
		if err != nil || len(page.Items) > 0 || page.Gap != nil {
			return page, err
		}
		q.Cursor = page.Next
		if err := s.await(ctx, appended); err != nil {
			return page, err
		}
	}
}

func (s *Store) await(ctx context.Context, signal <-chan struct{}) error {
	select {
	case <-signal:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for events: %w", ctx.Err())
	case <-s.done:
		return errClosed()
	}
}

// eventReader reads one page of events in one transaction.
type eventReader struct {
	s      *Store
	events *bolt.Bucket
	byID   *bolt.Bucket
	q      novacron.EventQuery
	limit  int
	first  uint64 // sequence of the oldest event; last+1 when there is none
	last   uint64
}

func (s *Store) newEventReader(btx *bolt.Tx, q novacron.EventQuery, limit int) *eventReader {
	first, last := eventRange(btx)
	return &eventReader{
		s: s, events: btx.Bucket([]byte(bucketEvents)), byID: btx.Bucket([]byte(bucketEventsTarget)),
		q: q, limit: limit, first: first, last: last,
	}
}

// eventRange returns the sequences of the oldest and the newest event. The
// newest's is remembered when it was trimmed; the oldest's is one more then.
func eventRange(btx *bolt.Tx) (first, last uint64) {
	b := btx.Bucket([]byte(bucketEvents))
	last = b.Sequence()
	if k, _ := b.Cursor().First(); k != nil {
		return binary.BigEndian.Uint64(k), last
	}
	return last + 1, last
}

// forward reads from behind a cursor, or from the oldest event for nil.
func (r *eventReader) forward(from *eventCursor) (novacron.EventPage, error) {
	page := novacron.EventPage{Items: []novacron.Event{}}
	after := r.first - 1
	if from != nil {
		if page.Gap = r.gap(*from); page.Gap == nil {
			after = from.sequence
		}
	}
	err := r.each(after, func(ev novacron.Event) bool {
		if len(page.Items) == r.limit {
			page.More = true
			return false
		}
		page.Items = append(page.Items, ev)
		return true
	})
	page.Next = r.s.cursorAt(max(r.last, after))
	if page.More {
		page.Next = page.Items[r.limit-1].Cursor
	}
	return page, err
}

// gap says why reading cannot go on behind a cursor; nil when it can.
func (r *eventReader) gap(c eventCursor) *novacron.Gap {
	oldest := r.s.cursorAt(r.first - 1)
	switch {
	case c.node != r.s.node || c.generation != r.s.generation, c.sequence > r.last:
		// A sequence that was never reached is of a file that was put back by
		// hand: another life, too.
		return &novacron.Gap{Reason: "other_store", Oldest: oldest}
	case c.sequence+1 < r.first:
		return &novacron.Gap{Reason: "expired", Oldest: oldest}
	default:
		return nil
	}
}

// each calls fn with the matching events behind the sequence after, until fn
// returns false.
func (r *eventReader) each(after uint64, fn func(novacron.Event) bool) error {
	start := sequenceKey(after + 1)
	if r.q.TargetID != "" {
		return r.eachOfTarget(start, fn)
	}
	c := r.events.Cursor()
	for k, raw := c.Seek(start); k != nil; k, raw = c.Next() {
		if !r.matchesType(k[8:]) {
			continue
		}
		ev, err := r.decode(k, raw)
		if err != nil {
			return err
		}
		if !fn(ev) {
			return nil
		}
	}
	return nil
}

func (r *eventReader) eachOfTarget(start []byte, fn func(novacron.Event) bool) error {
	prefix := indexKey(r.q.TargetID, nil)
	c := r.byID.Cursor()
	for k, kind := c.Seek(indexKey(r.q.TargetID, start)); bytes.HasPrefix(k, prefix); k, kind = c.Next() {
		if !r.matchesType(kind) {
			continue
		}
		ev, err := r.event(k[len(prefix):], kind)
		if err != nil {
			return err
		}
		if !fn(ev) {
			return nil
		}
	}
	return nil
}

// tail reads the newest events.
func (r *eventReader) tail() (novacron.EventPage, error) {
	page := novacron.EventPage{Items: []novacron.Event{}, Next: r.s.cursorAt(r.last)}
	err := r.eachBack(func(ev novacron.Event) bool {
		page.Items = append(page.Items, ev)
		return len(page.Items) < r.limit
	})
	slices.Reverse(page.Items)
	return page, err
}

// eachBack is each from the newest event down.
func (r *eventReader) eachBack(fn func(novacron.Event) bool) error {
	b, prefix := r.events, []byte(nil)
	if r.q.TargetID != "" {
		b, prefix = r.byID, indexKey(r.q.TargetID, nil)
	}
	c := b.Cursor()
	for k := seekBefore(c, prefix, nil); k != nil && bytes.HasPrefix(k, prefix); k, _ = c.Prev() {
		seq, kind := k[len(prefix):][:8], k[len(prefix)+8:]
		if r.q.TargetID != "" {
			kind = r.byID.Get(k)
		}
		if !r.matchesType(kind) {
			continue
		}
		ev, err := r.event(seq, kind)
		if err != nil {
			return err
		}
		if !fn(ev) {
			return nil
		}
	}
	return nil
}

// event returns the event of an index entry.
func (r *eventReader) event(seq, kind []byte) (novacron.Event, error) {
	key := slices.Concat(seq, kind)
	raw := r.events.Get(key)
	if raw == nil {
		return novacron.Event{}, errIndex(bucketEventsTarget, key)
	}
	return r.decode(key, raw)
}

func (r *eventReader) decode(key, raw []byte) (novacron.Event, error) {
	ev, err := decode[novacron.Event](bucketEvents, key, raw)
	ev.Cursor = r.s.cursorAt(ev.Sequence)
	return ev, err
}

func (r *eventReader) matchesType(kind []byte) bool {
	if noun, ok := strings.CutSuffix(r.q.Type, ".*"); ok {
		return len(kind) > len(noun) && string(kind[:len(noun)]) == noun && kind[len(noun)] == '.'
	}
	return r.q.Type == "" || r.q.Type == string(kind)
}

func errIndex(bucket string, key []byte) error {
	return novacron.Errorf(novacron.Internal, "the entry %q of %s points to nothing", key, bucket)
}
