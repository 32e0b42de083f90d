package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// vmEntry is a VM in the index. It never changes: a changed VM is a new entry.
// What a search looks at stands first, on the same cache lines.
type vmEntry struct {
	name    string     // lower case, to sort
	text    string     // name and title in lower case with a NUL between, to search
	facets  []*vmFacet // set by the index: what it belongs to beside all; the state first
	created uint64     // Unix nanoseconds
	updated uint64
	vm      novacron.VM
}

func newVMEntry(vm novacron.VM) *vmEntry {
	text := strings.ToLower(vm.Name) + "\x00" + strings.ToLower(vm.Title)
	name, _, _ := strings.Cut(text, "\x00")
	return &vmEntry{
		vm:      vm,
		name:    name,
		text:    text,
		created: sortableTime(vm.CreatedAt),
		updated: sortableTime(vm.UpdatedAt),
	}
}

func decodeVMEntry(key, raw []byte) (*vmEntry, error) {
	vm, err := decode[novacron.VM](bucketVMs, key, raw)
	if err != nil {
		return nil, err
	}
	return newVMEntry(vm), nil
}

// sortableTime maps times before 1970, the zero time among them, to 0.
func sortableTime(t time.Time) uint64 {
	if t.Unix() <= 0 {
		return 0
	}
	return uint64(t.UnixNano())
}

// vmOrder is an order of VMs: the rank of a word in novacron.VMSortKeys.
type vmOrder int

// The orders, as novacron.VMSortKeys lists them.
const (
	byName vmOrder = iota
	byState
	byCreated
	byUpdated
	byVCPUs
	byMemory
	vmOrders
)

// compare orders a and b. Ids break ties, so no two VMs are equal.
func (o vmOrder) compare(a, b *vmEntry) int {
	var c int
	switch o {
	case byState:
		c = cmp.Compare(a.vm.State, b.vm.State)
	case byCreated:
		c = cmp.Compare(a.created, b.created)
	case byUpdated:
		c = cmp.Compare(a.updated, b.updated)
	case byVCPUs:
		c = cmp.Compare(a.vm.VCPUs, b.vm.VCPUs)
	case byMemory:
		c = cmp.Compare(a.vm.MemoryBytes, b.vm.MemoryBytes)
	default:
		c = cmp.Compare(a.name, b.name)
	}
	if c != 0 {
		return c
	}
	return cmp.Compare(a.vm.ID, b.vm.ID)
}

// value returns where e stands in the order, for a cursor.
func (o vmOrder) value(e *vmEntry) (text string, number uint64) {
	switch o {
	case byState:
		return string(e.vm.State), 0
	case byCreated:
		return "", e.created
	case byUpdated:
		return "", e.updated
	case byVCPUs:
		return "", uint64(e.vm.VCPUs)
	case byMemory:
		return "", e.vm.MemoryBytes
	default:
		return e.name, 0
	}
}

// pivot returns an entry that stands in the order where a cursor points.
func (o vmOrder) pivot(c cursor) *vmEntry {
	e := &vmEntry{}
	e.vm.ID = novacron.VMID(c.ID)
	switch o {
	case byState:
		e.vm.State = novacron.VMState(c.Text)
	case byCreated:
		e.created = c.Number
	case byUpdated:
		e.updated = c.Number
	case byVCPUs:
		e.vm.VCPUs = int(c.Number)
	case byMemory:
		e.vm.MemoryBytes = c.Number
	default:
		e.name = c.Text
	}
	return e
}

// vmIndex holds every VM by id and name, and in facets: sets of VMs with
// something in common, each walkable in every order. The zero index is not
// usable; see newVMIndex. Its owner guards it.
type vmIndex struct {
	byID   map[novacron.VMID]*vmEntry
	byName map[string]novacron.VMID

	all    *vmFacet
	states map[novacron.VMState]*vmFacet
	keys   map[string]*vmFacet // VMs with the label, whatever its value
	pairs  map[label]*vmFacet  // VMs with the label and the value

	activeVCPUs       int
	activeMemoryBytes uint64
}

type label struct{ key, value string }

func newVMIndex() *vmIndex {
	return &vmIndex{
		byID:   map[novacron.VMID]*vmEntry{},
		byName: map[string]novacron.VMID{},
		all:    &vmFacet{},
		states: map[novacron.VMState]*vmFacet{},
		keys:   map[string]*vmFacet{},
		pairs:  map[label]*vmFacet{},
	}
}

// replace makes e what the index knows of the VM id; nil removes it.
func (x *vmIndex) replace(id novacron.VMID, e *vmEntry) {
	if old := x.byID[id]; old != nil {
		x.remove(old)
	}
	if e == nil {
		return
	}
	x.note(e)
	x.all.add(e)
	for _, f := range e.facets {
		f.add(e)
	}
}

// load fills an empty index: as replace for each, but many times faster.
func (x *vmIndex) load(entries []*vmEntry) {
	facets := []*vmFacet{x.all}
	x.all.few = slices.Clone(entries)
	for _, e := range entries {
		x.note(e)
		for _, f := range e.facets {
			if len(f.few) == 0 {
				facets = append(facets, f)
			}
			f.few = append(f.few, e)
		}
	}
	inParallel(len(facets), func(i int) { facets[i].settle() })
}

// note enters e everywhere but in its facets, which it looks up or makes.
func (x *vmIndex) note(e *vmEntry) {
	x.byID[e.vm.ID] = e
	x.byName[e.vm.Name] = e.vm.ID
	if e.vm.State.Active() {
		x.activeVCPUs += e.vm.VCPUs
		x.activeMemoryBytes += e.vm.MemoryBytes
	}
	e.facets = make([]*vmFacet, 0, 1+2*len(e.vm.Labels))
	e.facets = append(e.facets, facetOf(x.states, e.vm.State))
	for key, value := range e.vm.Labels {
		e.facets = append(e.facets, facetOf(x.keys, key), facetOf(x.pairs, label{key, value}))
	}
}

func (x *vmIndex) remove(e *vmEntry) {
	delete(x.byID, e.vm.ID)
	if x.byName[e.vm.Name] == e.vm.ID { // another VM may have taken the name in the same transaction
		delete(x.byName, e.vm.Name)
	}
	if e.vm.State.Active() {
		x.activeVCPUs -= e.vm.VCPUs
		x.activeMemoryBytes -= e.vm.MemoryBytes
	}
	x.all.remove(e)
	for _, f := range e.facets {
		f.remove(e)
	}
	x.dropEmpty(e)
}

func facetOf[K comparable](facets map[K]*vmFacet, key K) *vmFacet {
	f, ok := facets[key]
	if !ok {
		f = &vmFacet{}
		facets[key] = f
	}
	return f
}

// dropEmpty forgets the facets that nothing but e was in.
func (x *vmIndex) dropEmpty(e *vmEntry) {
	dropFacet(x.states, e.vm.State)
	for key, value := range e.vm.Labels {
		dropFacet(x.keys, key)
		dropFacet(x.pairs, label{key, value})
	}
}

func dropFacet[K comparable](facets map[K]*vmFacet, key K) {
	if facets[key].len() == 0 {
		delete(facets, key)
	}
}
