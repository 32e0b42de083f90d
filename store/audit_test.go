package store_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func TestAuditIsListedNewestFirst(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	var all []novacron.AuditRecord
	update(t, s, func(tx *store.Tx) error {
		for i := range 7 {
			rec, err := tx.AppendAudit(novacron.AuditRecord{
				Stage: "intent", Verb: "vm.start", Target: novacron.Target{ID: []string{"a", "b"}[i%2]},
				Identity: novacron.Identity{Kind: novacron.IdentityUser, Name: "admin", Role: novacron.RoleAdministrator},
				Outcome:  &novacron.Fault{Code: novacron.WrongState},
			})
			require.NoError(t, err)
			require.Equal(t, uint64(i+1), rec.Sequence)
			require.Equal(t, c.Now(), rec.At)
			all = append([]novacron.AuditRecord{rec}, all...)
		}
		_, err := tx.AppendAudit(novacron.AuditRecord{Target: novacron.Target{ID: "\x00"}})
		requireField(t, err, "target.id")
		return nil
	})
	for target, total := range map[string]int{"": 7, "a": -1, "none": -1} {
		want := []novacron.AuditRecord{}
		for _, rec := range all {
			if target == "" || rec.Target.ID == target {
				want = append(want, rec)
			}
		}
		got := []novacron.AuditRecord{}
		q := novacron.AuditQuery{TargetID: target, PageRequest: novacron.PageRequest{Limit: 3}}
		for {
			page, err := s.Audit(t.Context(), q)
			require.NoError(t, err)
			require.Equal(t, total, page.Total)
			got = append(got, page.Items...)
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		require.Equal(t, want, got)
	}
	_, err := s.Audit(t.Context(), novacron.AuditQuery{PageRequest: novacron.PageRequest{Limit: -1}})
	requireField(t, err, "limit")
}

// chained returns the lines of the audit, each of which must name the hash of
// the one before it.
func chained(t *testing.T, s *store.Store) []novacron.AuditRecord {
	t.Helper()
	lines, err := s.AuditLines(0, 1<<20)
	require.NoError(t, err)
	var records []novacron.AuditRecord
	previous := ""
	for i, line := range lines {
		var rec novacron.AuditRecord
		require.NoError(t, json.Unmarshal(line, &rec))
		if i > 0 {
			require.Equal(t, previous, rec.Previous, "record %d", rec.Sequence)
		}
		previous = store.AuditHash(line)
		records = append(records, rec)
	}
	seq, hash, err := s.AuditHead()
	require.NoError(t, err)
	require.Equal(t, previous, hash)
	if len(records) > 0 {
		require.Equal(t, records[len(records)-1].Sequence, seq)
	}
	return records
}

func appendAudit(t *testing.T, s *store.Store, n int, rec novacron.AuditRecord) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		for range n {
			_, err := tx.AppendAudit(rec)
			require.NoError(t, err)
		}
		return nil
	})
}

func TestAuditIsAChain(t *testing.T) {
	s := storetest.New(t)
	require.Empty(t, chained(t, s))
	appendAudit(t, s, 3, novacron.AuditRecord{Verb: "vm.start", Target: novacron.Target{ID: "a"}})
	records := chained(t, s)
	require.Empty(t, records[0].Previous)
	require.Len(t, records[2].Previous, 64)
	lines, err := s.AuditLines(1, 1)
	require.NoError(t, err)
	require.Contains(t, string(lines[0]), `"sequence":2`)
}

// What is removed by age is proven by a record, and the chain goes on.
func TestOldAuditIsRemovedProvably(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now, o.KeepAudit = c.Now, 24*time.Hour })
	appendAudit(t, s, 1200, novacron.AuditRecord{Verb: "vm.start", Target: novacron.Target{ID: "a"}})
	require.NoError(t, s.Trim(t.Context()))
	require.Len(t, chained(t, s), 1200, "young")
	c.move(25 * time.Hour)
	require.NoError(t, s.Trim(t.Context()))
	records := chained(t, s)
	require.Len(t, records, 202, "two chunks of 500 are gone and recorded; 200 wait for theirs")
	require.Equal(t, uint64(1001), records[0].Sequence)
	last := records[len(records)-1]
	require.Equal(t, novacron.AuditTrim, last.Verb)
	require.Equal(t, novacron.Target{Kind: "audit", ID: "1000", Name: records[0].Previous}, last.Target)
	page, err := s.Audit(t.Context(), novacron.AuditQuery{})
	require.NoError(t, err)
	require.Equal(t, 202, page.Total)
	page, err = s.Audit(t.Context(), novacron.AuditQuery{TargetID: "a", PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(t, err)
	require.Len(t, page.Items, 200)
	require.NoError(t, s.Check(t.Context()))

	c.move(25 * time.Hour)
	appendAudit(t, s, 298, novacron.AuditRecord{At: c.Now().Add(-48 * time.Hour), Verb: "vm.stop"})
	require.NoError(t, s.Trim(t.Context()))
	require.Len(t, chained(t, s), 500, "the newest stays, whatever its age")
}

func TestAuditIsSearched(t *testing.T) {
	c := newClock()
	s := storetest.New(t, func(o *store.Options) { o.Now = c.Now })
	begin := c.Now()
	for _, rec := range []novacron.AuditRecord{
		{Verb: "vm.start", Stage: "intent", RequestID: "r1", Identity: novacron.Identity{Kind: "user", Name: "ada"}},
		{Verb: "vm.start", Stage: "outcome", RequestID: "r1", Operation: "op-1", Identity: novacron.Identity{Kind: "user", Name: "ada"}},
		{Verb: "vm.stop", Stage: "denied", RequestID: "r2", Identity: novacron.Identity{Kind: "local", Name: "ada"}},
		{Verb: "vmx", Stage: "intent", Identity: novacron.Identity{Kind: "user", Name: "bob"}},
	} {
		appendAudit(t, s, 1, rec)
		c.move(time.Hour)
	}
	for _, test := range []struct {
		q    novacron.AuditQuery
		want []uint64
	}{
		{novacron.AuditQuery{Who: "ada"}, []uint64{3, 2, 1}},
		{novacron.AuditQuery{Who: "user:ada"}, []uint64{2, 1}},
		{novacron.AuditQuery{Verb: "vm.*"}, []uint64{3, 2, 1}},
		{novacron.AuditQuery{Verb: "vm.start", Stage: "outcome"}, []uint64{2}},
		{novacron.AuditQuery{RequestID: "r1"}, []uint64{2, 1}},
		{novacron.AuditQuery{Operation: "op-1"}, []uint64{2}},
		{novacron.AuditQuery{Since: begin.Add(time.Hour), Until: begin.Add(3 * time.Hour)}, []uint64{3, 2}},
		{novacron.AuditQuery{Who: "nobody"}, nil},
	} {
		var got []uint64
		test.q.Limit = 2
		for {
			page, err := s.Audit(t.Context(), test.q)
			require.NoError(t, err)
			require.Equal(t, -1, page.Total)
			for _, rec := range page.Items {
				got = append(got, rec.Sequence)
			}
			if test.q.Cursor = page.Next; page.Next == "" {
				break
			}
		}
		require.Equal(t, test.want, got, "%+v", test.q)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Audit(ctx, novacron.AuditQuery{})
	require.ErrorIs(t, err, context.Canceled)
}
