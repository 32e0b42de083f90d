package store_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// fill puts at least one record into every bucket.
func fill(tb testing.TB, s *store.Store) {
	tb.Helper()
	web := vm("6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55", "web-1")
	web.Labels = map[string]string{"tier": "web"}
	web.Disks = []novacron.Disk{{Device: "vda", Kind: "disk", SizeBytes: 10 << 30}}
	web.State = novacron.VMRunning
	put(tb, s, web, vm("a", "web-2"))
	operation(tb, s, string(web.ID), novacron.OperationSucceeded, func(r *store.OperationRecord) {
		r.IdempotencyKey, r.Fingerprint = "key", "print"
	})
	operation(tb, s, "a", novacron.OperationRunning, func(r *store.OperationRecord) { r.Plan = []byte(`{"step":2}`) })
	appendEvents(tb, s, "vm.created "+string(web.ID), "vm.started "+string(web.ID), "vm.created a")
	require.NoError(tb, s.SetPublished(context.Background(), 2))
	update(tb, s, func(tx *store.Tx) error {
		admin := novacron.User{Name: "admin", Role: novacron.RoleAdministrator, CreatedAt: tx.Now()}
		require.NoError(tb, tx.Users().Put("admin", store.UserRecord{User: admin, PasswordHash: "hash"}))
		require.NoError(tb, tx.Sessions().Put("s", store.SessionRecord{Hash: "s", User: "admin", ExpiresAt: tx.Now().AddDate(100, 0, 0)}))
		require.NoError(tb, tx.Tokens().Put("tok_1", store.TokenRecord{APIToken: novacron.APIToken{ID: "tok_1", User: "admin"}, Hash: "t"}))
		require.NoError(tb, tx.Settings().Put("name", []byte(`"edge-1"`)))
		fillTables(tb, tx)
		_, err := tx.AppendAudit(novacron.AuditRecord{Stage: "intent", Verb: "vm.start", Target: novacron.Target{Kind: "vm", ID: "a"}})
		return err
	})
}

func fillTables(tb testing.TB, tx *store.Tx) {
	tb.Helper()
	pool, err := tx.Pools().Put(novacron.Pool{ID: "p1", Name: "default"})
	require.NoError(tb, err)
	for _, name := range []string{"web-1.qcow2", "web-2.qcow2"} {
		_, err = tx.Volumes().Put(novacron.Volume{ID: novacron.VolumeID("vol-" + name), Name: name, Pool: pool.ID})
		require.NoError(tb, err)
	}
	_, err = tx.Images().Put(novacron.Image{ID: "img-1", Name: "debian-12"})
	require.NoError(tb, err)
	_, err = tx.Networks().Put(novacron.Network{ID: "n1", Name: "default"})
	require.NoError(tb, err)
	_, err = tx.Snapshots().Put(novacron.Snapshot{ID: "snap-1", Name: "clean", VM: "a"})
	require.NoError(tb, err)
}

func TestCheckFindsDamage(t *testing.T) {
	for name, damage := range map[string]func(*bolt.Bucket) error{
		"vms: a record is gone":            func(b *bolt.Bucket) error { return b.Delete([]byte("a")) },
		"vms: a record does not decode":    putRaw("a", "{"),
		"vms: a record differs":            putRaw("a", `{"id":"a","name":"other"}`),
		"vms: a record is too many":        putRaw("b", `{"id":"b","name":"b"}`),
		"pools: a record is gone":          deleteFirst,
		"volumes: a record is gone":        deleteFirst,
		"volumes: does not decode":         putRaw("vol-web-1.qcow2", "{"),
		"volumes: a record differs":        putRaw("vol-web-1.qcow2", `{"id":"vol-web-1.qcow2","name":"other","pool":"p1"}`),
		"volumes: a record is too many":    putRaw("vol-3", `{"id":"vol-3","name":"web-3.qcow2","pool":"p1"}`),
		"volumes: a name is there twice":   putRaw("vol-3", `{"id":"vol-3","name":"web-1.qcow2","pool":"p1"}`),
		"images: a stranger":               putRaw("img-2", `{"id":"img-3","name":"x"}`),
		"networks: without a name":         putRaw("n1", `{"id":"n1"}`),
		"snapshots: a record is gone":      deleteFirst,
		"users: does not decode":           putRaw("x", "x"),
		"sessions: does not decode":        putRaw("x", "x"),
		"tokens: does not decode":          putRaw("x", "x"),
		"settings: does not decode":        putRaw("x", "x"),
		"operations: a stranger":           putRaw("op-x", `{"id":"op-y","state":"running"}`),
		"operations_by_state: a stranger":  putRaw("running\x00op-x", ""),
		"operations_by_target: a stranger": putRaw("a\x00op-x", ""),
		"events: a hole":                   deleteFirst,
		"events_by_target: too few":        deleteFirst,
		"audit: a stranger":                putRaw("x", "{}"),
		"audit_by_target: too few":         deleteFirst,
		"idempotency: too few":             deleteFirst,
		"idempotency_by_time: too few":     deleteFirst,
		"meta: published":                  putRaw("published", "\x00\x00\x00\x00\x00\x00\x00\x03"),
	} {
		t.Run(name, func(t *testing.T) {
			s := store.New(store.Options{Dir: t.TempDir()})
			require.NoError(t, s.Open(t.Context()))
			defer s.Close()
			fill(t, s)
			require.NoError(t, s.Check(t.Context()))
			require.NoError(t, s.Damage(func(btx *bolt.Tx) error {
				bucket, _, _ := strings.Cut(name, ":")
				return damage(btx.Bucket([]byte(bucket)))
			}))
			e := requireCode(t, novacron.Internal, s.Check(t.Context()))
			require.NotEmpty(t, e.Mend)
		})
	}
}

func putRaw(key, value string) func(*bolt.Bucket) error {
	return func(b *bolt.Bucket) error { return b.Put([]byte(key), []byte(value)) }
}

func deleteFirst(b *bolt.Bucket) error {
	c := b.Cursor()
	c.First()
	return c.Delete()
}

func TestDamageThatReadsMeetIsToldNotHidden(t *testing.T) {
	s := store.New(store.Options{Dir: t.TempDir()})
	require.NoError(t, s.Open(t.Context()))
	defer s.Close()
	fill(t, s)
	rec := operation(t, s, "a", novacron.OperationRunning)
	require.NoError(t, s.Damage(func(btx *bolt.Tx) error {
		require.NoError(t, btx.Bucket([]byte("operations")).Put([]byte(rec.ID), []byte("{")))
		require.NoError(t, btx.Bucket([]byte("events")).Delete([]byte("\x00\x00\x00\x00\x00\x00\x00\x02vm.started")))
		require.NoError(t, btx.Bucket([]byte("vms")).Put([]byte("a"), []byte("{")))
		return btx.Bucket([]byte("audit")).Put([]byte("\x00\x00\x00\x00\x00\x00\x00\x01"), []byte("{"))
	}))
	_, err := s.Operation(rec.ID)
	requireCode(t, novacron.Internal, err)
	_, err = s.Operations(novacron.OperationQuery{})
	requireCode(t, novacron.Internal, err)
	_, err = s.UnfinishedOperations()
	requireCode(t, novacron.Internal, err)
	_, err = s.Audit(t.Context(), novacron.AuditQuery{})
	requireCode(t, novacron.Internal, err)
	target := "6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"
	_, err = s.Events(novacron.EventQuery{TargetID: target})
	requireCode(t, novacron.Internal, err)
	_, err = s.Events(novacron.EventQuery{TargetID: target, Tail: true})
	requireCode(t, novacron.Internal, err)

	path := s.Path()
	require.NoError(t, s.Close())
	again := store.New(store.Options{Dir: strings.TrimSuffix(path, "/novacron.db")})
	requireCode(t, novacron.Internal, again.Open(t.Context()))
}
