package store

import (
	"slices"

	"github.com/tidwall/btree"
)

// A facet with few members is a plain slice, sorted when it is asked for: at
// manyMembers that takes some 30 µs. Above, it keeps a tree for each order. A
// label with another value on each VM then costs a slice of one, not six
// trees. The distance to fewMembers keeps a facet at the border from changing
// its form with every VM.
const (
	manyMembers = 128
	fewMembers  = 64
)

// vmFacet is a set of VMs that can be walked in every order. Its zero value is
// the empty set. Nil is an empty set, too, to read.
type vmFacet struct {
	few   []*vmEntry                         // members, while there are no trees
	trees *[vmOrders]*btree.BTreeG[*vmEntry] // the same members in each order
}

func (f *vmFacet) len() int {
	switch {
	case f == nil:
		return 0
	case f.trees != nil:
		return f.trees[byName].Len()
	default:
		return len(f.few)
	}
}

func (f *vmFacet) add(e *vmEntry) {
	if f.trees == nil {
		f.few = append(f.few, e)
		f.settle()
		return
	}
	for _, tree := range f.trees {
		tree.Set(e)
	}
}

// remove takes out e, which must be a member.
func (f *vmFacet) remove(e *vmEntry) {
	if f.trees == nil {
		i := slices.Index(f.few, e)
		f.few[i] = f.few[len(f.few)-1]
		f.few[len(f.few)-1] = nil
		f.few = f.few[:len(f.few)-1]
		return
	}
	for _, tree := range f.trees {
		tree.Delete(e)
	}
	if f.len() <= fewMembers {
		f.few, f.trees = f.trees[byName].Items(), nil
	}
}

// settle builds the trees once there are many members.
func (f *vmFacet) settle() {
	if len(f.few) <= manyMembers {
		return
	}
	f.trees = &[vmOrders]*btree.BTreeG[*vmEntry]{}
	for order := range vmOrders {
		slices.SortFunc(f.few, order.compare)
		f.trees[order] = newVMTree(order)
		for _, e := range f.few {
			f.trees[order].Load(e)
		}
	}
	f.few = nil
}

// newVMTree makes a tree without a lock of its own: the Store's guards it.
// Degree 16 (nodes of at most 31) measured as fast as 32 and smaller.
func newVMTree(order vmOrder) *btree.BTreeG[*vmEntry] {
	less := func(a, b *vmEntry) bool { return order.compare(a, b) < 0 }
	return btree.NewBTreeGOptions(less, btree.Options{NoLocks: true, Degree: 16})
}

// vmWalk goes through a facet in an order, from behind a pivot on.
type vmWalk struct {
	item *vmEntry // the present member; nil at the end
	next func() *vmEntry
}

func (w *vmWalk) advance() { w.item = w.next() }

// walk begins at the first member behind pivot, or at the very first for nil.
func (f *vmFacet) walk(order vmOrder, descending bool, pivot *vmEntry) *vmWalk {
	w := &vmWalk{}
	switch {
	case f == nil:
		w.next = func() *vmEntry { return nil }
	case f.trees == nil:
		w.next = walkSlice(f.few, order, descending, pivot)
	case descending:
		w.next = walkDown(f.trees[order], pivot)
	default:
		w.next = walkUp(f.trees[order], order, pivot)
	}
	w.advance()
	return w
}

func walkSlice(few []*vmEntry, order vmOrder, descending bool, pivot *vmEntry) func() *vmEntry {
	compare := order.compare
	if descending {
		compare = func(a, b *vmEntry) int { return order.compare(b, a) }
	}
	var rest []*vmEntry
	for _, e := range few {
		if pivot == nil || compare(e, pivot) > 0 {
			rest = append(rest, e)
		}
	}
	slices.SortFunc(rest, compare)
	return func() *vmEntry {
		if len(rest) == 0 {
			return nil
		}
		e := rest[0]
		rest = rest[1:]
		return e
	}
}

func walkUp(tree *btree.BTreeG[*vmEntry], order vmOrder, pivot *vmEntry) func() *vmEntry {
	it := tree.Iter()
	started := false
	return func() *vmEntry {
		var ok bool
		switch {
		case started:
			ok = it.Next()
		case pivot == nil:
			ok = it.First()
		default:
			ok = it.Seek(pivot)
			if ok && order.compare(it.Item(), pivot) == 0 {
				ok = it.Next()
			}
		}
		return itemIf(&it, ok, &started)
	}
}

func walkDown(tree *btree.BTreeG[*vmEntry], pivot *vmEntry) func() *vmEntry {
	it := tree.Iter()
	started := false
	return func() *vmEntry {
		var ok bool
		switch {
		case started:
			ok = it.Prev()
		case pivot == nil:
			ok = it.Last()
		case it.Seek(pivot): // at the first that is not before the pivot
			ok = it.Prev()
		default:
			ok = it.Last()
		}
		return itemIf(&it, ok, &started)
	}
}

func itemIf(it *btree.IterG[*vmEntry], ok bool, started *bool) *vmEntry {
	*started = true
	if !ok {
		return nil
	}
	return it.Item()
}
