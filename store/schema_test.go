package store_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

var updateFixtures = flag.Bool("update", false, "write testdata/schema-N.backup for the present schema if it is missing")

func fixture(schema int) string {
	return filepath.Join("testdata", fmt.Sprintf("schema-%d.backup", schema))
}

// TestStoresOfEveryEarlierSchemaOpen opens what each schema's program wrote. A
// new schema gets its fixture with -update, once; no fixture is ever changed.
func TestStoresOfEveryEarlierSchemaOpen(t *testing.T) {
	present := store.New(store.Options{}).Schema()
	if _, err := os.Stat(fixture(present)); *updateFixtures && os.IsNotExist(err) {
		writeFixture(t, fixture(present))
	}
	for schema := 1; schema <= present; schema++ {
		t.Run(fmt.Sprint(schema), func(t *testing.T) {
			saved, err := os.ReadFile(fixture(schema))
			require.NoError(t, err, "make it with -update before the next schema is begun")
			dir := t.TempDir()
			require.NoError(t, store.Restore(t.Context(), bytes.NewReader(saved), dir))
			c := fixtureClock()
			s := storetest.Open(t, dir, func(o *store.Options) { o.Now = c.Now })
			requireFilled(t, s)
			if schema >= 2 {
				requireTables(t, s)
			}
		})
	}
}

func fixtureClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func writeFixture(tb testing.TB, path string) {
	tb.Helper()
	c := fixtureClock()
	s := storetest.New(tb, func(o *store.Options) { o.Now = c.Now })
	fill(tb, s)
	require.NoError(tb, os.WriteFile(path, backup(tb, s), 0o644))
}

// requireFilled looks for what fill has put, but for the session, which no
// restore keeps.
func requireFilled(tb testing.TB, s *store.Store) {
	tb.Helper()
	web, err := s.VMByName("web-1")
	require.NoError(tb, err)
	require.Equal(tb, "web", web.Labels["tier"])
	require.Equal(tb, uint64(10<<30), web.Disks[0].SizeBytes)
	page, err := s.Operations(novacron.OperationQuery{})
	require.NoError(tb, err)
	require.Equal(tb, 2, page.Total)
	unfinished, err := s.UnfinishedOperations()
	require.NoError(tb, err)
	require.JSONEq(tb, `{"step":2}`, string(unfinished[0].Plan))
	id, fingerprint, found, err := s.FindIdempotent("user:admin", "key")
	require.NoError(tb, err)
	require.True(tb, found)
	require.Equal(tb, page.Items[1].ID, id)
	require.Equal(tb, "print", fingerprint)
	require.Equal(tb, []uint64{1, 2}, sequences(events(tb, s, novacron.EventQuery{TargetID: string(web.ID)})))
	require.Equal(tb, uint64(2), s.Published())
	audit, err := s.Audit(tb.Context(), novacron.AuditQuery{})
	require.NoError(tb, err)
	require.Equal(tb, "vm.start", audit.Items[0].Verb)
	require.NoError(tb, s.View(func(tx *store.Tx) error {
		admin, err := tx.Users().Get("admin")
		require.NoError(tb, err)
		require.Equal(tb, "hash", admin.PasswordHash)
		_, err = tx.Tokens().Get("tok_1")
		require.NoError(tb, err)
		_, err = tx.Settings().Get("name")
		return err
	}))
}

// requireTables looks for what fill has put into the tables of schema 2.
func requireTables(tb testing.TB, s *store.Store) {
	tb.Helper()
	pool, err := s.Pools().Named("default")
	require.NoError(tb, err)
	require.Equal(tb, s.NodeID(), pool.Node)
	_, err = s.Volumes().Named(string(pool.ID) + "/web-1.qcow2")
	require.NoError(tb, err)
	_, err = s.Images().Named("debian-12")
	require.NoError(tb, err)
	_, err = s.Networks().Named("default")
	require.NoError(tb, err)
	snapshot, err := s.Snapshots().Named("a/clean")
	require.NoError(tb, err)
	require.Equal(tb, novacron.SnapshotID("snap-1"), snapshot.ID)
}

func addBucket(name string) func(*bolt.Tx) error {
	return func(btx *bolt.Tx) error {
		_, err := btx.CreateBucket([]byte(name))
		return err
	}
}

// TestAMigrationThatBreaksHalfWayGoesOnLater pretends that later versions of
// NovaCron have two more migrations, of which the second breaks at first.
func TestAMigrationThatBreaksHalfWayGoesOnLater(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "novacron.db")
	old := storetest.Open(t, dir)
	fill(t, old)
	node, schema := old.NodeID(), old.Schema()
	require.NoError(t, old.Close())

	later := func(last func(*bolt.Tx) error) *store.Store {
		s := store.New(store.Options{Dir: dir})
		s.AppendMigration(addBucket("later"))
		s.AppendMigration(last)
		return s
	}
	boom := errors.New("boom")
	broken := later(func(btx *bolt.Tx) error { return errors.Join(addBucket("latest")(btx), boom) })
	require.ErrorIs(t, broken.Open(t.Context()), boom)
	e := requireCode(t, novacron.Unsupported, store.New(store.Options{Dir: dir}).Open(t.Context()))
	require.Contains(t, e.Detail, fmt.Sprintf("schema %d", schema+1), "the first one is done")
	require.NotEmpty(t, e.Mend)

	mended := later(addBucket("latest"))
	require.NoError(t, mended.Open(t.Context()))
	require.Equal(t, node, mended.NodeID())
	require.NoError(t, mended.Check(t.Context()))
	requireFilled(t, mended)
	require.NoError(t, mended.Close())
	again := later(func(*bolt.Tx) error { panic("done already") })
	require.NoError(t, again.Open(t.Context()))
	require.NoError(t, again.Close())

	// The copy from before is a backup, and the old program can go on with it.
	saved, err := os.ReadFile(fmt.Sprintf("%s.schema-%d", path, schema))
	require.NoError(t, err)
	require.FileExists(t, fmt.Sprintf("%s.schema-%d", path, schema+1))
	back := t.TempDir()
	require.NoError(t, store.Restore(t.Context(), bytes.NewReader(saved), back))
	requireFilled(t, storetest.Open(t, back))
}

func TestNoMigrationWithoutItsCopy(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, storetest.Open(t, dir).Close())
	boom := errors.New("boom")
	for _, point := range []string{store.PointCopy, store.PointMigrate} {
		s := store.New(store.Options{Dir: dir, Fail: func(p string) error {
			if p == point {
				return boom
			}
			return nil
		}})
		s.AppendMigration(addBucket("later"))
		require.ErrorIs(t, s.Open(t.Context()), boom)
	}
	storetest.Open(t, dir) // still of the present schema
}

func TestACreationThatBreaksLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	boom := errors.New("boom")
	for _, point := range []string{store.PointMigrate, store.PointCreate} {
		s := store.New(store.Options{Dir: dir, Fail: func(p string) error {
			if p == point {
				return boom
			}
			return nil
		}})
		require.ErrorIs(t, s.Open(t.Context()), boom)
		require.NoFileExists(t, filepath.Join(dir, "novacron.db"))
	}
	storetest.Open(t, dir)
}

func TestABboltFileOfSomebodyElseIsLeftAlone(t *testing.T) {
	for _, content := range []func(*bolt.Tx) error{addBucket("other"), addBucket("meta")} {
		dir := t.TempDir()
		db, err := bolt.Open(filepath.Join(dir, "novacron.db"), 0o600, nil)
		require.NoError(t, err)
		require.NoError(t, db.Update(content))
		require.NoError(t, db.Close())
		requireCode(t, novacron.Unsupported, store.New(store.Options{Dir: dir}).Open(t.Context()))
	}
}

// Records that were written before there was a chain are in it afterwards.
func TestMigrationChainsTheAudit(t *testing.T) {
	s := storetest.New(t)
	appendAudit(t, s, 5, novacron.AuditRecord{Verb: "vm.start", Target: novacron.Target{ID: "a"}})
	want := chained(t, s)
	path := s.Path()
	require.NoError(t, s.Close())
	db, err := bolt.Open(path, 0o600, nil)
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bolt.Tx) error {
		audit := tx.Bucket([]byte("audit"))
		for _, rec := range want {
			rec.Previous = ""
			raw, err := json.Marshal(rec)
			require.NoError(t, err)
			require.NoError(t, audit.Put(binary.BigEndian.AppendUint64(nil, rec.Sequence), raw))
		}
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte("2"))
	}))
	require.NoError(t, db.Close())
	s = storetest.Open(t, filepath.Dir(path))
	require.Equal(t, want, chained(t, s))
	require.NoError(t, s.Check(t.Context()))
}
