package store_test

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// TestIndexAgainstAModel does random changes to a store and to a map, and
// compares what random queries find in both. It grows to several hundred VMs
// and shrinks again, so that facets take both of their forms.
func TestIndexAgainstAModel(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			m := &vmModel{t: t, rand: rand.New(rand.NewPCG(seed, 1)), clock: newClock(), vms: map[novacron.VMID]novacron.VM{}}
			m.s = storetest.New(t, func(o *store.Options) { o.Now = m.clock.Now })
			for _, deletes := range []int{1, 1, 1, 5, 9, 9, 3, 1, 9, 9, 9} { // of 10 changes
				m.change(150, deletes)
				require.NoError(t, m.s.Check(t.Context()))
				for range 40 {
					m.query()
				}
			}
		})
	}
}

type vmModel struct {
	t     *testing.T
	rand  *rand.Rand
	clock *clock
	s     *store.Store
	vms   map[novacron.VMID]novacron.VM
}

func (m *vmModel) change(n, deletes int) {
	update(m.t, m.s, func(tx *store.Tx) error {
		for range n {
			if m.rand.IntN(10) < deletes && len(m.vms) > 0 {
				id := m.someID()
				delete(m.vms, id)
				if err := tx.DeleteVM(id); err != nil {
					return err
				}
				continue
			}
			vm := m.randomVM()
			written, err := tx.PutVM(vm)
			if novacron.CodeOf(err) == novacron.Conflict {
				continue
			}
			if err != nil {
				return err
			}
			m.vms[vm.ID] = written
		}
		return nil
	})
	m.clock.move(1)
}

func (m *vmModel) someID() novacron.VMID {
	ids := slices.Sorted(maps.Keys(m.vms))
	return ids[m.rand.IntN(len(ids))]
}

func (m *vmModel) randomVM() novacron.VM {
	n := m.rand.IntN(700)
	v := vm(fmt.Sprintf("id-%03d", n), fmt.Sprintf("%s-%d", m.pick("web", "Web", "db", "ÄÖ", "x"), m.rand.IntN(2000)))
	v.Title = m.pick("", "Shop front", "the DB")
	v.State = novacron.VMStates()[min(m.rand.IntN(9), 5)]
	v.VCPUs, v.MemoryBytes = m.rand.IntN(4), uint64(m.rand.IntN(3))<<30
	v.NICs = []novacron.NIC{{Kind: m.pick("network", "network", "bridge"), Source: m.pick("default", "lab")}}
	v.Labels = map[string]string{"unique": v.Name}
	for _, key := range []string{"tier", "env", ""} {
		if m.rand.IntN(3) > 0 {
			v.Labels[key] = m.pick("", "a", "a", "a", "b")
		}
	}
	return v
}

func (m *vmModel) pick(words ...string) string { return words[m.rand.IntN(len(words))] }

func (m *vmModel) randomQuery() novacron.VMQuery {
	q := novacron.VMQuery{Sort: m.pick(append(novacron.VMSortKeys(), "")...)}
	if q.Sort != "" && m.rand.IntN(2) == 0 {
		q.Sort = "-" + q.Sort
	}
	for range max(0, m.rand.IntN(6)-2) {
		q.States = append(q.States, novacron.VMStates()[m.rand.IntN(6)])
	}
	for range max(0, m.rand.IntN(5)-2) {
		if q.Labels == nil {
			q.Labels = map[string]string{}
		}
		q.Labels[m.pick("tier", "env", "unique", "none", "")] = m.pick("", "a", "b", "web-7")
	}
	if m.rand.IntN(3) == 0 {
		q.Name = m.pick("1", "WEB", "shop", "äö", "no such")
	}
	if m.rand.IntN(4) == 0 {
		q.Network = m.pick("default", "lab", "none")
	}
	q.Limit = 1 + m.rand.IntN(60)
	return q
}

func (m *vmModel) query() {
	q := m.randomQuery()
	want := m.answer(q)
	var got []novacron.VM
	for {
		page, err := m.s.VMs(q)
		require.NoError(m.t, err)
		require.LessOrEqual(m.t, len(page.Items), q.Limit)
		require.Equal(m.t, len(want), page.Total, "%+v", q)
		got = append(got, page.Items...)
		if page.Next == "" {
			break
		}
		require.Len(m.t, page.Items, q.Limit)
		q.Cursor = page.Next
	}
	require.Equal(m.t, want, got, "%+v", q)
}

// answer is what the index is compared with: look at all, and sort.
func (m *vmModel) answer(q novacron.VMQuery) []novacron.VM {
	var found []novacron.VM
	for _, vm := range m.vms {
		if modelMatches(q, vm) {
			found = append(found, vm)
		}
	}
	word, descending := strings.CutPrefix(q.Sort, "-")
	slices.SortFunc(found, func(a, b novacron.VM) int {
		c := cmp.Or(modelCompare(word, a, b), cmp.Compare(a.ID, b.ID))
		if descending {
			return -c
		}
		return c
	})
	return found
}

func modelMatches(q novacron.VMQuery, vm novacron.VM) bool {
	for key, value := range q.Labels {
		have, ok := vm.Labels[key]
		if !ok || value != "" && value != have {
			return false
		}
	}
	name := strings.ToLower(q.Name)
	if !strings.Contains(strings.ToLower(vm.Name), name) && !strings.Contains(strings.ToLower(vm.Title), name) {
		return false
	}
	if q.Network != "" && (vm.NICs[0].Kind != "network" || vm.NICs[0].Source != q.Network) {
		return false
	}
	return len(q.States) == 0 || slices.Contains(q.States, vm.State)
}

func modelCompare(word string, a, b novacron.VM) int {
	switch word {
	case "state":
		return cmp.Compare(a.State, b.State)
	case "createdAt":
		return a.CreatedAt.Compare(b.CreatedAt)
	case "updatedAt":
		return a.UpdatedAt.Compare(b.UpdatedAt)
	case "vcpus":
		return cmp.Compare(a.VCPUs, b.VCPUs)
	case "memoryBytes":
		return cmp.Compare(a.MemoryBytes, b.MemoryBytes)
	default:
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	}
}
