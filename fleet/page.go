package fleet

import (
	"encoding/base64"
	"iter"

	"github.com/novacron/novacron/novacron"
)

// eachVM iterates over the VMs in these states; every VM for none. It reads
// page by page, so one that is made or renamed meanwhile may be missed.
func (f *Fleet) eachVM(states []novacron.VMState) iter.Seq[novacron.VM] {
	return func(yield func(novacron.VM) bool) {
		q := novacron.VMQuery{States: states, PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit}}
		for {
			page, err := f.store.VMs(q)
			if err != nil {
				return // the query is ours: it is valid
			}
			for _, vm := range page.Items {
				if !yield(vm) {
					return
				}
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				return
			}
		}
	}
}

// pageOf is a page of items that were read whole, in their order. key names an
// item for the cursor.
func pageOf[T any](items []T, q novacron.PageRequest, key func(T) string) (novacron.Page[T], error) {
	page := novacron.Page[T]{Items: []T{}, Total: len(items)}
	limit := q.Limit
	switch {
	case limit == 0:
		limit = novacron.DefaultPageLimit
	case limit < 0 || limit > novacron.MaxPageLimit:
		return page, novacron.InvalidField("limit", "must be from 1 to %d", novacron.MaxPageLimit)
	}
	after, err := base64.RawURLEncoding.Strict().DecodeString(q.Cursor)
	if err != nil {
		return page, novacron.InvalidField("cursor", "is not a cursor that this node gave out")
	}
	rest := items
	for i, item := range items {
		if len(after) > 0 && key(item) == string(after) {
			rest = items[i+1:]
		}
	}
	page.Items = append(page.Items, rest[:min(limit, len(rest))]...)
	if len(rest) > limit {
		page.Next = base64.RawURLEncoding.EncodeToString([]byte(key(rest[limit-1])))
	}
	return page, nil
}
