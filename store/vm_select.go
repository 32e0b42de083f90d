package store

import (
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// countLimit is how many VMs are looked at to count those that match. At a
// twentieth of a microsecond each it stays under a millisecond.
const countLimit = 10_000

// vmSelection is a checked novacron.VMQuery.
type vmSelection struct {
	sort       string // as asked for, for the cursor
	order      vmOrder
	descending bool
	limit      int
	pivot      *vmEntry // the page begins behind it; nil for the first page

	states []novacron.VMState // without repeats
	labels map[string]string
	name   string // lower case
}

func newVMSelection(q novacron.VMQuery) (vmSelection, error) {
	sel := vmSelection{sort: q.Sort, labels: q.Labels, name: strings.ToLower(q.Name)}
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

func (sel *vmSelection) matches(e *vmEntry) bool {
	if len(sel.states) > 0 && !slices.Contains(sel.states, e.vm.State) {
		return false
	}
	for key, want := range sel.labels {
		if have, ok := e.vm.Labels[key]; !ok || (want != "" && have != want) {
			return false
		}
	}
	return sel.name == "" || strings.Contains(e.name, sel.name) || strings.Contains(e.title, sel.name)
}

// page returns the entries of a page, whether there are more, and how many
// match in all or -1. It walks the narrowest facets that the filter names.
func (x *vmIndex) page(sel vmSelection) (entries []*vmEntry, more bool, total int) {
	facets, exact := x.narrowest(sel)
	total = countMatches(facets, exact, &sel)
	if total == 0 {
		return nil, false, 0
	}
	walks := make([]*vmWalk, len(facets))
	for i, f := range facets {
		walks[i] = f.walk(sel.order, sel.descending, sel.pivot)
	}
	for e := nextOf(walks, &sel); e != nil; e = nextOf(walks, &sel) {
		if !exact && !sel.matches(e) {
			continue
		}
		if len(entries) == sel.limit {
			return entries, true, total
		}
		entries = append(entries, e)
	}
	return entries, false, total
}

// narrowest returns the smallest set of facets, disjoint ones, that together
// hold every VM that matches; exact when they hold no other.
func (x *vmIndex) narrowest(sel vmSelection) (facets []*vmFacet, exact bool) {
	facets = []*vmFacet{x.all}
	parts := 0
	consider := func(candidate ...*vmFacet) {
		parts++
		if size(candidate) <= size(facets) {
			facets = candidate
		}
	}
	if len(sel.states) > 0 {
		var union []*vmFacet
		for _, state := range sel.states {
			union = append(union, x.states[state])
		}
		consider(union...)
	}
	for key, value := range sel.labels {
		if value == "" {
			consider(x.keys[key])
		} else {
			consider(x.pairs[label{key, value}])
		}
	}
	return facets, parts <= 1 && sel.name == ""
}

func size(facets []*vmFacet) int {
	n := 0
	for _, f := range facets {
		n += f.len()
	}
	return n
}

func countMatches(facets []*vmFacet, exact bool, sel *vmSelection) int {
	n := size(facets)
	if exact {
		return n
	}
	if n > countLimit {
		return -1
	}
	n = 0
	for _, f := range facets {
		f.each(func(e *vmEntry) {
			if sel.matches(e) {
				n++
			}
		})
	}
	return n
}

// nextOf takes the first of what the walks stand at. There are as many walks
// as states in the filter at the most, so looking at each is right.
func nextOf(walks []*vmWalk, sel *vmSelection) *vmEntry {
	var first *vmWalk
	for _, w := range walks {
		if w.item == nil {
			continue
		}
		if first == nil || (sel.order.compare(w.item, first.item) < 0) != sel.descending {
			first = w
		}
	}
	if first == nil {
		return nil
	}
	e := first.item
	first.advance()
	return e
}
