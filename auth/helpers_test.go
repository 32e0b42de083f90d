package auth_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

const (
	goodPassword = "correct horse battery"
	home         = "192.0.2.7"
	elsewhere    = "198.51.100.9"
)

// once is a request without an idempotency key that is meant.
var once novacron.Mutation

// cheap is a password cost for tests.
var cheap = auth.PasswordCost{MemoryKiB: 64, Passes: 1, Lanes: 1}

// clock is a wall clock that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is an Access on a store of its own.
type fixture struct {
	*auth.Access
	tb      testing.TB
	clock   *clock
	store   *store.Store
	auditor *auth.Auditor
	broken  atomic.Bool  // the store refuses to write
	writes  atomic.Int32 // transactions committed
	refused atomic.Int32 // writes that were refused while broken
}

func newFixture(tb testing.TB, change ...func(*auth.Options)) *fixture {
	tb.Helper()
	f := &fixture{tb: tb, clock: newClock()}
	f.store = storetest.New(tb, func(o *store.Options) {
		o.Now = f.clock.Now
		o.Fail = f.fail
	})
	f.auditor = auth.NewAuditor(auth.AuditorOptions{Store: f.store, Now: f.clock.Now})
	f.reopen(change...)
	return f
}

// reopen makes a new Access on the same store, as a restart does.
func (f *fixture) reopen(change ...func(*auth.Options)) {
	opts := auth.Options{Store: f.store, Auditor: f.auditor, Now: f.clock.Now, PasswordCost: cheap}
	for _, c := range change {
		c(&opts)
	}
	f.Access = auth.New(opts)
}

func (f *fixture) fail(point string) error {
	if f.broken.Load() {
		f.refused.Add(1)
		return novacron.Errorf(novacron.Exhausted, "the disk is full")
	}
	if point == store.PointCommit {
		f.writes.Add(1)
	}
	return nil
}

// setUp makes the first administrator, whose name is admin.
func (f *fixture) setUp() novacron.Session {
	f.tb.Helper()
	code, needed, err := f.EnsureSetupCode(f.tb.Context())
	require.NoError(f.tb, err)
	require.True(f.tb, needed)
	session, err := f.Setup(f.tb.Context(), novacron.Setup{Code: code, Name: "admin", Password: goodPassword, From: home})
	require.NoError(f.tb, err)
	return session
}

// addUser puts a user with goodPassword into the store.
func (f *fixture) addUser(name string, role novacron.Role) {
	f.tb.Helper()
	rec := store.UserRecord{
		User:         novacron.User{Name: name, Role: role, CreatedAt: f.clock.Now()},
		PasswordHash: auth.HashPassword(goodPassword, cheap),
	}
	err := f.store.Update(f.tb.Context(), func(tx *store.Tx) error { return tx.Users().Put(name, rec) })
	require.NoError(f.tb, err)
}

// as returns a context in which the bearer of secret asks.
func (f *fixture) as(secret string) context.Context {
	f.tb.Helper()
	id, err := f.Authenticate(f.tb.Context(), secret, home)
	require.NoError(f.tb, err)
	return novacron.WithIdentity(f.tb.Context(), id)
}

// asLocal returns a context in which root on the host asks.
func (f *fixture) asLocal() context.Context {
	return novacron.WithIdentity(f.tb.Context(), local())
}

// audit returns the audit as lines 'stage verb identity target code', oldest first.
func (f *fixture) audit() []string {
	f.tb.Helper()
	var lines []string
	for _, rec := range f.records() {
		line := rec.Stage + " " + rec.Verb + " " + rec.Identity.Name + " " + rec.Target.Name
		if rec.Outcome != nil {
			line += " " + string(rec.Outcome.Code)
		}
		lines = append(lines, line)
	}
	return lines
}

// records returns the audit, oldest first.
func (f *fixture) records() []novacron.AuditRecord {
	f.tb.Helper()
	var all []novacron.AuditRecord
	q := novacron.AuditQuery{PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit}}
	page, err := f.auditor.Audit(f.tb.Context(), q)
	require.NoError(f.tb, err)
	for i := len(page.Items) - 1; i >= 0; i-- {
		all = append(all, page.Items[i])
	}
	return all
}

func local() novacron.Identity {
	return novacron.Identity{Kind: novacron.IdentityLocal, Name: "root", Role: novacron.RoleAdministrator, From: "unix"}
}

func person(role novacron.Role) novacron.Identity {
	return novacron.Identity{Kind: novacron.IdentityUser, Name: "some-" + string(role), Role: role, From: home}
}

func requireCode(tb testing.TB, want novacron.Code, err error) {
	tb.Helper()
	require.Equal(tb, want, novacron.CodeOf(err), "%v", err)
}

// requireField asks for Invalid at one field.
func requireField(tb testing.TB, name string, err error) {
	tb.Helper()
	requireCode(tb, novacron.Invalid, err)
	e, _ := novacron.AsError(err)
	for _, field := range e.Fields {
		if field.Name == name {
			return
		}
	}
	require.Failf(tb, "the field is not named", "%s in %v", name, err)
}
