package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func backup(tb testing.TB, s *store.Store) []byte {
	tb.Helper()
	var b bytes.Buffer
	n, err := s.Backup(context.Background(), &b)
	require.NoError(tb, err)
	require.Equal(tb, int64(b.Len()), n)
	return b.Bytes()
}

// changingWriter changes the store while a backup of it is being written.
type changingWriter struct {
	bytes.Buffer
	change func()
}

func (w *changingWriter) Write(p []byte) (int, error) {
	w.change()
	return w.Buffer.Write(p)
}

func TestABackupIsOfOneMomentWhileEverythingGoesOn(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("a", "web-1"), vm("b", "web-2"))
	appendEvents(t, s, "vm.created a", "vm.created b")
	update(t, s, func(tx *store.Tx) error { return tx.Sessions().Put("s", store.SessionRecord{}) })
	old := events(t, s, novacron.EventQuery{}).Next
	w := &changingWriter{change: func() {
		put(t, s, vm("a", "renamed"))
		appendEvents(t, s, "vm.changed a")
	}}
	_, err := s.Backup(t.Context(), w)
	require.NoError(t, err)
	put(t, s, vm("c", "web-3"))
	last, err := s.VM("c")
	require.NoError(t, err)

	dir := filepath.Join(t.TempDir(), "restored")
	require.NoError(t, store.Restore(t.Context(), &w.Buffer, dir))
	r := storetest.Open(t, dir)
	require.Equal(t, s.NodeID(), r.NodeID())
	require.NotEqual(t, s.Generation(), r.Generation())
	require.Equal(t, []novacron.VMID{"a", "b"}, r.VMIDs())
	got, err := r.VM("a")
	require.NoError(t, err)
	require.Equal(t, "web-1", got.Name)

	page := events(t, r, novacron.EventQuery{PageRequest: novacron.PageRequest{Cursor: old}})
	require.Equal(t, "other_store", page.Gap.Reason)
	require.Equal(t, []uint64{1, 2}, sequences(page))
	require.NoError(t, r.View(func(tx *store.Tx) error {
		require.Zero(t, tx.Sessions().Len(), "nobody is logged in who was then")
		return nil
	}))
	put(t, r, vm("d", "web-4"))
	got, err = r.VM("d")
	require.NoError(t, err)
	require.Greater(t, got.Revision, last.Revision, "no revision after the backup comes again")
}

func TestWhatIsNotAWholeBackupIsRefused(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("a", "web-1"))
	whole := backup(t, s)
	raw, err := os.ReadFile(s.Path())
	require.NoError(t, err)
	turned := bytes.Clone(whole)
	turned[len(turned)/2] ^= 1
	for name, content := range map[string][]byte{
		"nothing": nil, "short": []byte("x"), "cut short": whole[:len(whole)-4096], "one byte short": whole[:len(whole)-1],
		"a turned bit": turned, "a copied file": raw, "more behind": append(bytes.Clone(whole), 0),
	} {
		dir := t.TempDir()
		e := requireCode(t, novacron.Invalid, store.Restore(t.Context(), bytes.NewReader(content), dir))
		require.NotEmpty(t, e.Mend, name)
		requireNoStore(t, dir)
	}
	boom := errors.New("boom")
	dir := t.TempDir()
	require.ErrorIs(t, store.Restore(t.Context(), iotest.ErrReader(boom), dir), boom)
	fail := func(point string) error {
		require.Equal(t, store.PointRestore, point)
		return boom
	}
	require.ErrorIs(t, store.RestoreFailing(t.Context(), bytes.NewReader(whole), dir, fail), boom)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	requireCode(t, novacron.Canceled, store.Restore(ctx, bytes.NewReader(whole), dir))
	_, err = s.Backup(ctx, &bytes.Buffer{})
	requireCode(t, novacron.Canceled, err)
	requireNoStore(t, dir)
	require.NoError(t, store.Restore(t.Context(), bytes.NewReader(whole), dir))
}

func requireNoStore(tb testing.TB, dir string) {
	tb.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "*.db*"))
	require.NoError(tb, err)
	require.Empty(tb, left)
}

func TestRestoreNeverTouchesAStore(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, dir)
	whole := backup(t, s)
	requireCode(t, novacron.Conflict, store.Restore(t.Context(), bytes.NewReader(whole), dir)) // in use
	require.NoError(t, s.Close())
	e := requireCode(t, novacron.Conflict, store.Restore(t.Context(), bytes.NewReader(whole), dir))
	require.NotEmpty(t, e.Mend)
}

func TestABackupOfANewerNovaCronIsRefused(t *testing.T) {
	newer := store.New(store.Options{Dir: t.TempDir()})
	newer.AppendMigration(func(*bolt.Tx) error { return nil })
	require.NoError(t, newer.Open(t.Context()))
	whole := backup(t, newer)
	require.NoError(t, newer.Close())
	dir := t.TempDir()
	requireCode(t, novacron.Unsupported, store.Restore(t.Context(), bytes.NewReader(whole), dir))
	requireNoStore(t, dir)
}
