package fleet

import (
	"bytes"
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// catalogEvery is how often a catalog is compared with the hypervisor although
// nothing was noticed: what others do in a pool's folder has no event.
const catalogEvery = 10 * time.Second

// records says how a catalog deals with records of one kind.
type records[T any] struct {
	noun string // "pool": events are pool.created, pool.changed, pool.deleted
	// table and in are the kind's table, committed and in a transaction.
	table func() store.Table[T]
	in    func(*store.Tx) store.TableTx[T]
	// read returns every one there is now.
	read func(ctx context.Context) ([]T, error)
	id   func(*T) string
	name func(*T) string
	// key is what no two records share; nil for the name.
	key  func(*T) string
	meta func(*T) *novacron.Meta
	// merge returns the record with what the hypervisor says in seen. What only
	// the record holds stays, and so should figures that move all the time as long
	// as they moved little: each difference is a write to disk. Meta stays without
	// it. nil takes seen as it is.
	merge func(rec, seen T) T
	// differs says whether a difference is to be told as a change; nil tells every
	// one. What is not told is recorded all the same.
	differs func(old, now T) bool
	// tell appends further events of a difference; old is nil for a new record. It
	// may be nil.
	tell func(tx *store.Tx, old *T, now T) error
}

// catalog keeps the records of one kind in agreement with the hypervisor, and
// tells each difference as an event. A thing that an operation holds alone is
// left to it.
type catalog[T any] struct {
	f *Fleet
	r records[T]

	wake chan struct{}
	// turn is held while the catalog reads and writes: a comparison never writes
	// what it read before another one, or an operation's end, did.
	turn sync.Mutex
}

func newCatalog[T any](f *Fleet, r records[T]) *catalog[T] {
	if r.key == nil {
		r.key = r.name
	}
	return &catalog[T]{f: f, r: r, wake: make(chan struct{}, 1)}
}

// refreshLater asks for a comparison soon.
func (c *catalog[T]) refreshLater() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// monitor follows the hypervisor until ctx ends.
func (c *catalog[T]) monitor(ctx context.Context) {
	tick := time.NewTicker(catalogEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-c.wake:
		}
		if !c.f.provider.Info().Connected {
			continue
		}
		if err := c.refresh(ctx); err != nil && ctx.Err() == nil {
			c.f.log.Warn().Err(err).Str("kind", c.r.noun).Msg("the records could not be compared; it is tried again")
		}
	}
}

// refresh compares every record with the hypervisor now.
func (c *catalog[T]) refresh(ctx context.Context) error {
	c.turn.Lock()
	defer c.turn.Unlock()
	read, cancel := context.WithTimeout(ctx, listWithin)
	defer cancel()
	seen, err := c.r.read(read)
	if novacron.CodeOf(err) == novacron.Unsupported {
		return nil
	}
	if err != nil {
		return err
	}
	put, gone := c.compare(seen)
	if len(put) == 0 && len(gone) == 0 {
		return nil
	}
	return c.f.store.Update(ctx, func(tx *store.Tx) error {
		for _, id := range gone {
			if err := c.forgetTx(tx, id); err != nil {
				return err
			}
		}
		for _, v := range put {
			if err := c.applyTx(tx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// compare returns what differs from the records, and the ids of the records
// that nothing stands for any more.
func (c *catalog[T]) compare(seen []T) (put []T, gone []string) {
	there := make(map[string]bool, len(seen))
	for _, v := range seen {
		id := c.r.id(&v)
		there[id] = true
		rec, err := c.r.table().Get(id)
		if (err == nil && c.same(rec, c.merged(rec, v))) || c.held(id) {
			continue
		}
		put = append(put, v)
	}
	for _, rec := range c.r.table().All() {
		if id := c.r.id(&rec); !there[id] && !c.held(id) {
			gone = append(gone, id)
		}
	}
	return put, gone
}

func (c *catalog[T]) held(id string) bool { return c.f.operations.holderOf(c.r.noun, id) != nil }

func (c *catalog[T]) merged(rec, seen T) T {
	if c.r.merge != nil {
		seen = c.r.merge(rec, seen)
	}
	*c.r.meta(&seen) = *c.r.meta(&rec)
	return seen
}

// same says whether two records are the same on disk.
func (c *catalog[T]) same(a, b T) bool {
	left, errLeft := json.Marshal(a)
	right, errRight := json.Marshal(b)
	return errLeft == nil && errRight == nil && bytes.Equal(left, right)
}

// applyTx records one thing as it is now, with the events that follow from the
// difference. The end of an operation does it for what the operation made.
func (c *catalog[T]) applyTx(tx *store.Tx, seen T) error {
	table := c.r.in(tx)
	rec, err := table.Get(c.r.id(&seen))
	isNew := novacron.CodeOf(err) == novacron.NotFound
	if err != nil && !isNew {
		return err
	}
	now := seen
	if !isNew {
		if now = c.merged(rec, seen); c.same(rec, now) {
			return nil
		}
	}
	if now, err = c.putTx(tx, now); err != nil {
		return err
	}
	if err := c.tellTx(tx, rec, now, isNew); err != nil || c.r.tell == nil {
		return err
	}
	if isNew {
		return c.r.tell(tx, nil, now)
	}
	return c.r.tell(tx, &rec, now)
}

// putTx writes the record. Another record that holds the name is out of date,
// for the hypervisor has names once: it is forgotten.
func (c *catalog[T]) putTx(tx *store.Tx, v T) (T, error) {
	table := c.r.in(tx)
	out, err := table.Put(v)
	if novacron.CodeOf(err) != novacron.Conflict {
		return out, err
	}
	for _, other := range c.r.table().All() {
		if c.r.key(&other) == c.r.key(&v) && c.r.id(&other) != c.r.id(&v) {
			if err := c.forgetTx(tx, c.r.id(&other)); err != nil {
				return out, err
			}
		}
	}
	return table.Put(v)
}

func (c *catalog[T]) tellTx(tx *store.Tx, old, now T, isNew bool) error {
	verb := ".changed"
	switch {
	case isNew:
		verb = ".created"
	case c.r.differs != nil && !c.r.differs(old, now):
		return nil
	}
	_, err := tx.AppendEvent(c.event(c.r.noun+verb, now, nil))
	return err
}

// forgetTx removes a record of what is no longer there, and tells it. None is
// success.
func (c *catalog[T]) forgetTx(tx *store.Tx, id string) error {
	table := c.r.in(tx)
	rec, err := table.Get(id)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := table.Delete(id); err != nil {
		return err
	}
	_, err = tx.AppendEvent(c.event(c.r.noun+".deleted", rec, nil))
	return err
}

// event is an event of a thing, with the operation that holds it as its cause.
func (c *catalog[T]) event(kind string, v T, data map[string]string) novacron.Event {
	ev := novacron.Event{
		Type: kind, Target: novacron.Target{Kind: c.r.noun, ID: c.r.id(&v), Name: c.r.name(&v)}, Data: data,
	}
	if r := c.f.operations.holderOf(c.r.noun, c.r.id(&v)); r != nil {
		ev.Identity, ev.Operation = r.rec.Identity, r.rec.ID
	}
	return ev
}
