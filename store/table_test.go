package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func volume(pool, name string) novacron.Volume {
	return novacron.Volume{ID: novacron.VolumeID("vol-" + pool + "-" + name), Pool: novacron.PoolID(pool), Name: name}
}

func putVolumes(tb testing.TB, s *store.Store, volumes ...novacron.Volume) (written []novacron.Volume) {
	tb.Helper()
	update(tb, s, func(tx *store.Tx) error {
		for _, v := range volumes {
			w, err := tx.Volumes().Put(v)
			if err != nil {
				return err
			}
			written = append(written, w)
		}
		return nil
	})
	return written
}

func TestATableKeepsItsRecords(t *testing.T) {
	dir, c := t.TempDir(), newClock()
	withClock := func(o *store.Options) { o.Now = c.Now }
	s := storetest.Open(t, dir, withClock)
	first := putVolumes(t, s, volume("p", "b"), volume("p", "a"), volume("other", "a"))
	require.Equal(t, novacron.Meta{Node: s.NodeID(), CreatedAt: c.Now(), UpdatedAt: c.Now(), Revision: 1}, first[0].Meta)
	c.move(1)
	changed := putVolumes(t, s, first[1])[0]
	require.Equal(t, first[1].CreatedAt, changed.CreatedAt)
	require.Equal(t, c.Now(), changed.UpdatedAt)
	require.Equal(t, uint64(4), changed.Revision)
	update(t, s, func(tx *store.Tx) error {
		require.NoError(t, tx.Volumes().Delete(string(changed.ID)))
		requireCode(t, novacron.NotFound, tx.Volumes().Delete(string(changed.ID)))
		_, err := tx.Volumes().Get(string(changed.ID))
		requireCode(t, novacron.NotFound, err)
		again, err := tx.Volumes().Put(volume("p", "a")) // the name is free in the same transaction
		require.Equal(t, uint64(5), again.Revision, "a revision never comes again")
		return err
	})
	require.NoError(t, s.Check(t.Context()))
	want := s.Volumes().All()
	require.Len(t, want, 3)
	require.NoError(t, s.Close())

	s = storetest.Open(t, dir, withClock)
	require.Equal(t, want, s.Volumes().All())
	require.Equal(t, 3, s.Volumes().Len())
	got, err := s.Volumes().Get("vol-p-b")
	require.NoError(t, err)
	require.Equal(t, first[0], got)
	got, err = s.Volumes().Named("other/a")
	require.NoError(t, err)
	require.Equal(t, first[2], got)
	_, err = s.Volumes().Named("p/none")
	require.Contains(t, requireCode(t, novacron.NotFound, err).Detail, "volume p/none")
	_, err = s.Volumes().Get("none")
	requireCode(t, novacron.NotFound, err)
	inPool := s.Volumes().Select(func(v novacron.Volume) bool { return v.Pool == "p" })
	require.Len(t, inPool, 2)
	require.Equal(t, "a", inPool[0].Name)
	require.NotNil(t, s.Images().All())
}

func TestATableRefusesWhatItCannotKeep(t *testing.T) {
	s := storetest.New(t)
	putVolumes(t, s, volume("p", "a"))
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.Volumes().Put(novacron.Volume{ID: "vol-x", Pool: "p", Name: "a"})
		e := requireCode(t, novacron.Conflict, err)
		require.Contains(t, e.Detail, "vol-p-a")
		require.NotEmpty(t, e.Mend)
		for _, bad := range []novacron.Volume{{Pool: "p", Name: "b"}, {ID: "x", Name: "b"}, {ID: "x", Pool: "p"}} {
			_, err := tx.Volumes().Put(bad)
			requireCode(t, novacron.Invalid, err)
		}
		return nil
	})
	require.NoError(t, s.View(func(tx *store.Tx) error {
		_, err := tx.Volumes().Put(volume("p", "b"))
		requireCode(t, novacron.Internal, err)
		requireCode(t, novacron.Internal, tx.Volumes().Delete("vol-p-a"))
		_, err = tx.Volumes().Get("vol-p-a")
		return err
	}))
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Volumes().Put(volume("p", "b"))
		require.NoError(t, err)
		return fmt.Errorf("no")
	})
	require.Error(t, err)
	require.Equal(t, 1, s.Volumes().Len(), "what was not committed is not seen")
}

func TestAPageOfATable(t *testing.T) {
	s := storetest.New(t)
	var all []novacron.Volume
	for i := range 25 {
		all = append(all, volume("p", fmt.Sprintf("v%02d", (i*7)%25)))
	}
	putVolumes(t, s, all...)
	even := func(v novacron.Volume) bool { return strings.ContainsAny(v.Name[2:], "02468") }
	var names []string
	q := novacron.PageRequest{Limit: 5}
	for {
		page, err := s.Volumes().Page(q, even)
		require.NoError(t, err)
		require.Equal(t, 13, page.Total)
		for _, v := range page.Items {
			names = append(names, v.Name)
		}
		if page.Next == "" {
			break
		}
		q.Cursor = page.Next
		update(t, s, func(tx *store.Tx) error { // the cursor outlives its record
			return tx.Volumes().Delete(string(page.Items[len(page.Items)-1].ID))
		})
		putVolumes(t, s, page.Items[len(page.Items)-1])
	}
	require.Len(t, names, 13)
	require.IsIncreasing(t, names)

	page, err := s.Volumes().Page(novacron.PageRequest{}, nil)
	require.NoError(t, err)
	require.Len(t, page.Items, 25)
	require.Empty(t, page.Next)
	empty, err := s.Pools().Page(novacron.PageRequest{}, nil)
	require.NoError(t, err)
	require.NotNil(t, empty.Items)
	for _, bad := range []novacron.PageRequest{{Limit: -1}, {Limit: 1001}, {Cursor: "x"}} {
		_, err := s.Volumes().Page(bad, nil)
		requireCode(t, novacron.Invalid, err)
	}
	_, err = s.Pools().Page(novacron.PageRequest{Cursor: q.Cursor}, nil)
	requireCode(t, novacron.Invalid, err)
}

func TestATableIsRestored(t *testing.T) {
	s := storetest.New(t)
	putVolumes(t, s, volume("p", "a"))
	saved := backup(t, s)
	dir := t.TempDir()
	require.NoError(t, store.Restore(t.Context(), strings.NewReader(string(saved)), dir))
	restored := storetest.Open(t, dir)
	require.Equal(t, s.Volumes().All(), restored.Volumes().All())
	require.Equal(t, uint64(store.RevisionLeap+2), putVolumes(t, restored, volume("p", "b"))[0].Revision)
}
