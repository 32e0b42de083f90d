package store

import (
	"sort"

	"github.com/novacron/novacron/novacron"
)

// Table is the committed records of one kind, in memory. What it returns is
// the caller's own: every record is decoded anew, about 5 µs each.
type Table[T any] struct {
	s     *Store
	index *tableIndex[T]
}

// Get returns the record with the id. NotFound.
func (t Table[T]) Get(id string) (T, error) {
	t.s.mu.RLock()
	entry := t.index.byID[id]
	t.s.mu.RUnlock()
	return t.index.fresh(entry, id)
}

// Named returns the record with the unique key: the name, or for what lies in
// something else that thing's id, a slash and the name. NotFound.
func (t Table[T]) Named(key string) (T, error) {
	sorted := t.sorted()
	i := behind(sorted, key)
	if i == 0 || sorted[i-1].key != key {
		return t.index.fresh(nil, key)
	}
	return t.index.fresh(sorted[i-1], key)
}

// All returns every record, sorted by key.
func (t Table[T]) All() []T { return t.Select(nil) }

// Select returns the records that match, sorted by key; nil matches all. match
// gets what memory holds: it must neither change nor keep it.
func (t Table[T]) Select(match func(T) bool) []T {
	found := []T{}
	for _, e := range t.sorted() {
		if match == nil || match(e.value) {
			found = append(found, t.index.mustFresh(e))
		}
	}
	return found
}

// Page returns a page of the records that match, sorted by key; nil matches
// all. match is as for Select. Total is exact. Invalid, naming the field, for
// a limit or cursor that cannot be used.
func (t Table[T]) Page(q novacron.PageRequest, match func(T) bool) (novacron.Page[T], error) {
	page := novacron.Page[T]{Items: []T{}}
	limit, err := pageLimit(q.Limit)
	if err != nil {
		return page, err
	}
	after, err := t.index.after(q.Cursor)
	if err != nil {
		return page, err
	}
	var last *tableEntry[T]
	for _, e := range t.sorted() {
		if match != nil && !match(e.value) {
			continue
		}
		page.Total++
		switch {
		case e.key <= after:
		case len(page.Items) < limit:
			page.Items, last = append(page.Items, t.index.mustFresh(e)), e
		case page.Next == "":
			page.Next = cursor{Sort: t.index.spec.bucket, Text: last.key}.encode()
		}
	}
	return page, nil
}

// Len returns the number of records.
func (t Table[T]) Len() int { return len(t.sorted()) }

// sorted returns the records by key. The slice and its entries never change.
func (t Table[T]) sorted() []*tableEntry[T] {
	t.s.mu.RLock()
	defer t.s.mu.RUnlock()
	return t.index.sorted
}

// behind returns the place in sorted of the first key after key.
func behind[T any](sorted []*tableEntry[T], key string) int {
	return sort.Search(len(sorted), func(i int) bool { return sorted[i].key > key })
}

// after returns the key that a page begins behind; empty, which is before
// every key, for no cursor.
func (x *tableIndex[T]) after(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	c, err := decodeCursor(text, x.spec.bucket)
	return c.Text, err
}
