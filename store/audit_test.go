package store_test

import (
	"testing"

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
			page, err := s.Audit(q)
			require.NoError(t, err)
			require.Equal(t, total, page.Total)
			got = append(got, page.Items...)
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
		require.Equal(t, want, got)
	}
	_, err := s.Audit(novacron.AuditQuery{PageRequest: novacron.PageRequest{Limit: -1}})
	requireField(t, err, "limit")
}
