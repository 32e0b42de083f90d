package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// TestATableAgainstAModel does random changes to a table and to a map, in
// transactions of which some are taken back, and compares what is found in both.
func TestATableAgainstAModel(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			m := &tableModel{t: t, rand: rand.New(rand.NewPCG(seed, 2)), s: storetest.New(t), want: map[novacron.NetworkID]novacron.Network{}}
			for range 60 {
				m.transaction()
				m.compare()
			}
		})
	}
}

type tableModel struct {
	t    *testing.T
	rand *rand.Rand
	s    *store.Store
	want map[novacron.NetworkID]novacron.Network
}

func (m *tableModel) transaction() {
	work, undone := maps.Clone(m.want), m.rand.IntN(4) == 0
	boom := fmt.Errorf("boom")
	err := m.s.Update(m.t.Context(), func(tx *store.Tx) error {
		for range 1 + m.rand.IntN(20) {
			m.change(tx, work)
		}
		if undone {
			return boom
		}
		return nil
	})
	if undone {
		require.ErrorIs(m.t, err, boom)
		return
	}
	require.NoError(m.t, err)
	m.want = work
}

func (m *tableModel) change(tx *store.Tx, work map[novacron.NetworkID]novacron.Network) {
	id := novacron.NetworkID(fmt.Sprint("n", m.rand.IntN(40)))
	old, there := work[id]
	if m.rand.IntN(3) == 0 {
		err := tx.Networks().Delete(string(id))
		require.Equal(m.t, there, err == nil)
		delete(work, id)
		return
	}
	n := old
	n.ID, n.Name = id, fmt.Sprint("name", m.rand.IntN(60))
	taken := slices.ContainsFunc(slices.Collect(maps.Values(work)), func(o novacron.Network) bool {
		return o.Name == n.Name && o.ID != id
	})
	written, err := tx.Networks().Put(n)
	if taken {
		requireCode(m.t, novacron.Conflict, err)
		return
	}
	require.NoError(m.t, err)
	require.Greater(m.t, written.Revision, old.Revision)
	got, err := tx.Networks().Get(string(id))
	require.NoError(m.t, err)
	require.Equal(m.t, written, got)
	work[id] = written
}

func (m *tableModel) compare() {
	require.NoError(m.t, m.s.Check(m.t.Context()))
	want := slices.SortedFunc(maps.Values(m.want), func(a, b novacron.Network) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	var got []novacron.Network
	q := novacron.PageRequest{Limit: 1 + m.rand.IntN(9)}
	for {
		page, err := m.s.Networks().Page(q, nil)
		require.NoError(m.t, err)
		require.Equal(m.t, len(want), page.Total)
		got = append(got, page.Items...)
		if q.Cursor = page.Next; q.Cursor == "" {
			break
		}
	}
	require.Equal(m.t, want, got)
	for _, n := range want {
		found, err := m.s.Networks().Named(n.Name)
		require.NoError(m.t, err)
		require.Equal(m.t, n, found)
	}
}
