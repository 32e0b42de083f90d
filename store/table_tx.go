package store

import (
	"encoding/json"

	"github.com/novacron/novacron/novacron"
)

// TableTx is a transaction's view of the records of one kind.
type TableTx[T any] struct {
	tx    *Tx
	index *tableIndex[T]
}

// Get returns the record with the id. NotFound.
func (t TableTx[T]) Get(id string) (T, error) {
	raw := t.tx.bucket(t.index.spec.bucket).Get([]byte(id))
	if raw == nil {
		var none T
		return none, t.index.notFound(id)
	}
	return decode[T](t.index.spec.bucket, []byte(id), raw)
}

// Put writes a record, new or not, and returns it as it was written: with the
// next Revision (which no record of the kind ever had or will have again), with
// UpdatedAt, and where they were empty with CreatedAt and Node. Conflict,
// naming the other, when another record has the unique key; Invalid without an
// id or a part of the key.
func (t TableTx[T]) Put(v T) (T, error) {
	var none T
	id, err := t.check(&v)
	if err != nil {
		return none, err
	}
	bucket := t.index.spec.bucket
	revision, err := t.tx.next(bucket)
	if err != nil {
		return none, err
	}
	t.stamp(t.index.spec.meta(&v), revision)
	raw, err := json.Marshal(v)
	if err != nil {
		return none, novacron.Errorf(novacron.Internal, "encode %s %s: %w", t.index.spec.noun, id, err)
	}
	// Memory gets what the next start would read, not what the caller holds.
	entry, err := t.index.decode([]byte(id), raw)
	if err != nil {
		return none, err
	}
	if err := t.tx.put(bucket, []byte(id), raw); err != nil {
		return none, err
	}
	t.changes().replace(id, entry)
	return t.index.fresh(entry, id)
}

// Delete removes the record with the id. NotFound.
func (t TableTx[T]) Delete(id string) error {
	if t.tx.bucket(t.index.spec.bucket).Get([]byte(id)) == nil {
		return t.index.notFound(id)
	}
	if err := t.tx.delete(t.index.spec.bucket, []byte(id)); err != nil {
		return err
	}
	t.changes().replace(id, nil)
	return nil
}

func (t TableTx[T]) stamp(meta *novacron.Meta, revision uint64) {
	meta.Revision, meta.UpdatedAt = revision, t.tx.now
	if meta.CreatedAt.IsZero() {
		meta.CreatedAt = t.tx.now
	}
	if meta.Node == "" {
		meta.Node = t.tx.s.node
	}
}

// check returns the record's id when it may be written.
func (t TableTx[T]) check(v *T) (string, error) {
	if err := t.tx.writable(); err != nil {
		return "", err
	}
	spec := t.index.spec
	id, key := spec.id(v), spec.key(v)
	if id == "" {
		return "", novacron.InvalidField("id", "must not be empty")
	}
	if key == "" {
		return "", novacron.InvalidField("name", "must not be empty, nor what the %s belongs to", spec.noun)
	}
	if owner := t.changes().named(key); owner != "" && owner != id {
		return "", novacron.Errorf(novacron.Conflict, "the name %s belongs to the %s %s", key, spec.noun, owner).
			WithMend("choose another name, or rename or delete that %s", spec.noun)
	}
	return id, nil
}

// changes returns what the transaction has changed in the table so far.
func (t TableTx[T]) changes() *tableChanges[T] {
	bucket := t.index.spec.bucket
	if c, ok := t.tx.changes.tables[bucket].(*tableChanges[T]); ok {
		return c
	}
	c := &tableChanges[T]{index: t.index, entries: map[string]*tableEntry[T]{}, keys: map[string]string{}}
	t.tx.changes.tables[bucket] = c
	return c
}

// tableChanges is what a transaction will do to a table in memory once it is
// committed. Only the writer has one: it reads the index without its lock,
// which only the writer changes.
type tableChanges[T any] struct {
	index   *tableIndex[T]
	entries map[string]*tableEntry[T] // by id; nil for a deleted record
	keys    map[string]string         // key to id; empty for a key that became free
}

// named returns who has the key as the transaction sees it.
func (c *tableChanges[T]) named(key string) string {
	if id, ok := c.keys[key]; ok {
		return id
	}
	i := behind(c.index.sorted, key)
	if i == 0 || c.index.sorted[i-1].key != key {
		return ""
	}
	return c.index.sorted[i-1].id
}

// replace notes what a record will be after the commit; nil for none.
func (c *tableChanges[T]) replace(id string, entry *tableEntry[T]) {
	old, ok := c.entries[id]
	if !ok {
		old = c.index.byID[id]
	}
	if old != nil {
		c.keys[old.key] = ""
	}
	if entry != nil {
		c.keys[entry.key] = id
	}
	c.entries[id] = entry
}

// apply brings the changes into memory. The caller holds the store's lock.
func (c *tableChanges[T]) apply() { c.index.applyLocked(c.entries) }
