package store

import (
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// countLimit is how many VMs are looked at to count those that match. Each is a
// miss or two of the processor's cache, 100 to 400 ns: counting is done while it
// costs less than the rest of the answer, and of more VMs a page reads no more
// than it needs.
const countLimit = 2_000

// vmSelection is a checked novacron.VMQuery.
type vmSelection struct {
	sort       string // as asked for, for the cursor
	order      vmOrder
	descending bool
	limit      int
	pivot      *vmEntry // the page begins behind it; nil for the first page

	states  []novacron.VMState // without repeats
	labels  map[string]string
	name    string // lower case
	network string
}

func newVMSelection(q novacron.VMQuery) (vmSelection, error) {
	sel := vmSelection{sort: q.Sort, labels: q.Labels, name: strings.ToLower(q.Name), network: q.Network}
	var err error
	if sel.limit, err = pageLimit(q.Limit); err != nil {
		return sel, err
	}
	if sel.sort == "" {
		sel.sort = novacron.VMSortKeys()[byName]
	}
	word, descending := strings.CutPrefix(sel.sort, "-")
	order := slices.Index(novacron.VMSortKeys(), word)
	if order < 0 {
		return sel, novacron.InvalidField("sort", "must be one of %s, with '-' before it for the other way round",
			strings.Join(novacron.VMSortKeys(), ", "))
	}
	sel.order, sel.descending = vmOrder(order), descending
	for _, state := range q.States {
		if !slices.Contains(novacron.VMStates(), state) {
			return sel, novacron.InvalidField("state", "%q is not a state of a vm", state)
		}
		if !slices.Contains(sel.states, state) {
			sel.states = append(sel.states, state)
		}
	}
	if q.Cursor == "" {
		return sel, nil
	}
	c, err := decodeCursor(q.Cursor, sel.sort)
	sel.pivot = sel.order.pivot(c)
	return sel, err
}

func (sel *vmSelection) cursorAfter(e *vmEntry) cursor {
	text, number := sel.order.value(e)
	return cursor{Sort: sel.sort, Text: text, Number: number, ID: string(e.vm.ID)}
}

// vmFilter is a selection's filter in terms of the facets that there are.
type vmFilter struct {
	states  []*vmFacet // in one of them, when there are any
	labels  []*vmFacet // and in each of them
	name    string     // and with this in its text
	network string     // and with an interface on this
	never   bool       // asks for what no VM has
}

func (x *vmIndex) filter(sel *vmSelection) vmFilter {
	f := vmFilter{name: sel.name, network: sel.network}
	for _, state := range sel.states {
		if facet := x.states[state]; facet != nil {
			f.states = append(f.states, facet)
		}
	}
	f.never = len(sel.states) > 0 && len(f.states) == 0
	for key, value := range sel.labels {
		facet := x.keys[key]
		if value != "" {
			facet = x.pairs[label{key, value}]
		}
		f.labels = append(f.labels, facet)
		f.never = f.never || facet == nil
	}
	return f
}

func (f *vmFilter) matches(e *vmEntry) bool {
	if len(f.states) > 0 && !slices.Contains(f.states, e.facets[0]) {
		return false
	}
	for _, facet := range f.labels {
		if !slices.Contains(e.facets, facet) {
			return false
		}
	}
	if f.network != "" && !isOn(e.vm, f.network) {
		return false
	}
	return f.name == "" || strings.Contains(e.text, f.name)
}

// isOn says whether one of a VM's interfaces is on a network.
func isOn(vm novacron.VM, network string) bool {
	return slices.ContainsFunc(vm.NICs, func(n novacron.NIC) bool { return n.Kind == "network" && n.Source == network })
}

// narrowest returns the smallest set of facets, disjoint ones, that together
// hold every VM that matches; exact when they hold no other.
func (x *vmIndex) narrowest(f *vmFilter) (facets []*vmFacet, exact bool) {
	facets = []*vmFacet{x.all}
	if len(f.states) > 0 {
		facets = f.states
	}
	for _, facet := range f.labels {
		if facet.len() < size(facets) {
			facets = []*vmFacet{facet}
		}
	}
	parts := len(f.labels)
	if len(f.states) > 0 {
		parts++
	}
	return facets, parts <= 1 && f.name == "" && f.network == ""
}

func size(facets []*vmFacet) int {
	n := 0
	for _, f := range facets {
		n += f.len()
	}
	return n
}

// page returns the entries of a page, whether there are more, and how many
// match in all or -1. It walks the narrowest facets that the filter names:
// from the pivot on and as far as the page goes, or through all of them where
// what matches has to be counted and they are few enough.
func (x *vmIndex) page(sel vmSelection) (entries []*vmEntry, more bool, total int) {
	filter := x.filter(&sel)
	if filter.never {
		return nil, false, 0
	}
	facets, exact := x.narrowest(&filter)
	total = size(facets)
	count := !exact && total <= countLimit
	from := sel.pivot
	if count {
		from, total = nil, 0
	} else if !exact {
		total = -1
	}
	walk := newVMWalks(facets, sel.order, sel.descending, from)
	for e := walk.next(); e != nil; e = walk.next() {
		if !exact && !filter.matches(e) {
			continue
		}
		if count {
			total++
			if !sel.isBehindPivot(e) {
				continue
			}
		}
		if len(entries) < sel.limit {
			entries = append(entries, e)
			continue
		}
		more = true
		if !count {
			break
		}
	}
	return entries, more, total
}

func (sel *vmSelection) isBehindPivot(e *vmEntry) bool {
	if sel.pivot == nil {
		return true
	}
	c := sel.order.compare(e, sel.pivot)
	return c != 0 && (c > 0) != sel.descending
}

// vmWalks goes through several disjoint facets as if they were one.
type vmWalks struct {
	order      vmOrder
	descending bool
	walks      []*vmWalk
}

func newVMWalks(facets []*vmFacet, order vmOrder, descending bool, pivot *vmEntry) *vmWalks {
	w := &vmWalks{order: order, descending: descending}
	for _, f := range facets {
		w.walks = append(w.walks, f.walk(order, descending, pivot))
	}
	return w
}

// next takes the first of what the walks stand at. There are as many walks as
// states in the filter at the most, so looking at each is right.
func (w *vmWalks) next() *vmEntry {
	var first *vmWalk
	for _, walk := range w.walks {
		if walk.item == nil {
			continue
		}
		if first == nil || (w.order.compare(walk.item, first.item) < 0) != w.descending {
			first = walk
		}
	}
	if first == nil {
		return nil
	}
	e := first.item
	first.advance()
	return e
}
