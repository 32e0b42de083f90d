package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// vm is a small VM for tests.
func vm(id, name string) novacron.VM {
	return novacron.VM{ID: novacron.VMID(id), Name: name, State: novacron.VMShutoff, Provider: "fake"}
}

// put writes VMs in one transaction.
func put(tb testing.TB, s *store.Store, vms ...novacron.VM) {
	tb.Helper()
	update(tb, s, func(tx *store.Tx) error {
		for _, vm := range vms {
			if _, err := tx.PutVM(vm); err != nil {
				return err
			}
		}
		return nil
	})
}

func update(tb testing.TB, s *store.Store, fn func(*store.Tx) error) {
	tb.Helper()
	require.NoError(tb, s.Update(context.Background(), fn))
}

// requireField asks for an Invalid error that names the field.
func requireField(tb testing.TB, err error, field string) {
	tb.Helper()
	e, ok := novacron.AsError(err)
	require.True(tb, ok, "%v", err)
	require.Equal(tb, novacron.Invalid, e.Code)
	require.Len(tb, e.Fields, 1)
	require.Equal(tb, field, e.Fields[0].Name)
}

func requireCode(tb testing.TB, code novacron.Code, err error) *novacron.Error {
	tb.Helper()
	require.Equal(tb, code, novacron.CodeOf(err), "%v", err)
	e, _ := novacron.AsError(err)
	return e
}

// clock is a wall clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestWhatWasCommittedIsThereAfterAReopen(t *testing.T) {
	dir := t.TempDir()
	s := storetest.Open(t, dir)
	put(t, s, vm("a", "web-1"))
	node, generation := s.NodeID(), s.Generation()
	require.Regexp(t, `^n-[0-9a-f]{8}$`, string(node))
	require.Regexp(t, `^[0-9a-f]{16}$`, generation)
	require.NoError(t, s.Close())

	s = storetest.Open(t, dir)
	got, err := s.VMByName("web-1")
	require.NoError(t, err)
	require.Equal(t, novacron.VMID("a"), got.ID)
	require.Equal(t, node, got.Node)
	require.Equal(t, uint64(1), got.Revision)
	require.Equal(t, node, s.NodeID())
	require.Equal(t, generation, s.Generation())
}

func TestFilesAreForTheOwnerAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := storetest.Open(t, dir)
	for path, mode := range map[string]os.FileMode{dir: 0o700, s.Path(): 0o600} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, mode, info.Mode().Perm(), path)
	}
}

func TestASecondStoreOnTheDirectoryIsRefused(t *testing.T) {
	dir := t.TempDir()
	first := storetest.Open(t, dir)
	second := store.New(store.Options{Dir: dir})
	e := requireCode(t, novacron.Conflict, second.Open(t.Context()))
	require.Contains(t, e.Detail, fmt.Sprintf("process %d", os.Getpid()))
	require.NotEmpty(t, e.Mend)

	require.NoError(t, first.Close())
	third := storetest.Open(t, dir)
	require.NoError(t, third.Check(t.Context()))
}

func TestAForeignLockOnTheFileIsTold(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, storetest.Open(t, dir).Close())
	f, err := os.Open(filepath.Join(dir, "novacron.db"))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	e := requireCode(t, novacron.Conflict, store.New(store.Options{Dir: dir}).Open(t.Context()))
	require.Contains(t, e.Detail, "novacron.db")
}

func TestAnOpenThatFailsFreesTheDirectory(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "novacron.db")
	require.NoError(t, os.WriteFile(path, make([]byte, 64<<10), 0o600))
	e := requireCode(t, novacron.Unsupported, store.New(store.Options{Dir: dir}).Open(t.Context()))
	require.NotEmpty(t, e.Mend)
	require.NoError(t, os.Remove(path))
	storetest.Open(t, dir)
}

func TestADirectoryThatCannotBeMadeIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Error(t, store.New(store.Options{Dir: filepath.Join(file, "data")}).Open(t.Context()))
}

func TestAStoreIsOpenedOnceAndClosedAsOftenAsOneLikes(t *testing.T) {
	s := storetest.New(t)
	requireCode(t, novacron.WrongState, s.Open(t.Context()))
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	requireCode(t, novacron.WrongState, s.Open(t.Context()))

	never := store.New(store.Options{Dir: t.TempDir()})
	requireCode(t, novacron.Unavailable, never.Update(t.Context(), func(*store.Tx) error { return nil }))
	_, err := never.Events(novacron.EventQuery{})
	requireCode(t, novacron.Unavailable, err)
	_, err = never.Backup(t.Context(), nil)
	requireCode(t, novacron.Unavailable, err)
	require.NoError(t, never.Close())
}

func TestAClosedStoreIsUnavailable(t *testing.T) {
	s := storetest.New(t)
	require.NoError(t, s.Close())
	requireCode(t, novacron.Unavailable, s.Update(t.Context(), func(*store.Tx) error { return nil }))
	requireCode(t, novacron.Unavailable, s.View(func(*store.Tx) error { return nil }))
	requireCode(t, novacron.Unavailable, s.Check(t.Context()))
	_, err := s.Operation("op-1")
	requireCode(t, novacron.Unavailable, err)
}

func TestAnUpdateThatFailsLeavesNothing(t *testing.T) {
	fail := map[string]error{}
	s := storetest.New(t, func(o *store.Options) { o.Fail = func(point string) error { return fail[point] } })
	put(t, s, vm("a", "web-1"))
	write := func(tx *store.Tx) error {
		if _, err := tx.PutVM(vm("b", "web-2")); err != nil {
			return err
		}
		if err := tx.DeleteVM("a"); err != nil {
			return err
		}
		_, err := tx.AppendEvent(novacron.Event{Type: novacron.EventVMDeleted})
		return err
	}
	boom := errors.New("boom")

	err := s.Update(t.Context(), func(tx *store.Tx) error {
		require.NoError(t, write(tx))
		return boom
	})
	require.ErrorIs(t, err, boom)
	for _, point := range []string{store.PointBegin, store.PointCommit} {
		fail[point] = boom
		require.ErrorIs(t, s.Update(t.Context(), write), boom)
		delete(fail, point)
	}
	fail[store.PointCommit] = syscall.ENOSPC
	e := requireCode(t, novacron.Exhausted, s.Update(t.Context(), write))
	require.NotEmpty(t, e.Mend)
	delete(fail, store.PointCommit)

	require.Equal(t, []novacron.VMID{"a"}, s.VMIDs())
	require.Zero(t, s.Stats().EventsStored)
	require.NoError(t, s.Check(t.Context()))
	require.NoError(t, s.Update(t.Context(), write))
	require.Equal(t, []novacron.VMID{"b"}, s.VMIDs())
}

func TestAPanicInAnUpdateLeavesNothingAndNoLock(t *testing.T) {
	s := storetest.New(t)
	require.Panics(t, func() {
		_ = s.Update(t.Context(), func(tx *store.Tx) error {
			_, _ = tx.PutVM(vm("a", "web-1"))
			panic("wrong program")
		})
	})
	require.Empty(t, s.VMIDs())
	put(t, s, vm("b", "web-2"))
}

func TestACommitThatMayBeLostStopsAllWriting(t *testing.T) {
	boom := errors.New("fsync: input/output error")
	failing := false
	dir := t.TempDir()
	s := store.New(store.Options{Dir: dir, Fail: func(point string) error {
		if failing && point == store.PointCommitted {
			return boom
		}
		return nil
	}})
	require.NoError(t, s.Open(t.Context()))
	put(t, s, vm("a", "web-1"))
	failing = true
	write := func(tx *store.Tx) error {
		_, err := tx.PutVM(vm("b", "web-2"))
		return err
	}
	e := requireCode(t, novacron.Unavailable, s.Update(t.Context(), write))
	require.ErrorIs(t, e, boom)
	require.NotEmpty(t, e.Mend)
	failing = false
	requireCode(t, novacron.Unavailable, s.Update(t.Context(), write))
	require.Equal(t, []novacron.VMID{"a"}, s.VMIDs(), "nobody was told of b")
	require.NoError(t, s.Close())

	s = storetest.Open(t, dir)
	require.Equal(t, []novacron.VMID{"a", "b"}, s.VMIDs())
	put(t, s, vm("c", "web-3"))
}

func TestWaitingForTheTurnEndsWithTheContext(t *testing.T) {
	s := storetest.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	entered, release := make(chan struct{}), make(chan struct{})
	var work sync.WaitGroup
	work.Go(func() {
		_ = s.Update(context.Background(), func(*store.Tx) error {
			close(entered)
			<-release
			return nil
		})
	})
	<-entered
	done := make(chan error)
	go func() { done <- s.Update(ctx, func(*store.Tx) error { return nil }) }()
	cancel()
	requireCode(t, novacron.Canceled, <-done)
	close(release)
	work.Wait()
	requireCode(t, novacron.Canceled, s.Update(ctx, func(*store.Tx) error { return nil }))
}

func TestAViewCannotWrite(t *testing.T) {
	s := storetest.New(t)
	put(t, s, vm("a", "web-1"))
	require.NoError(t, s.View(func(tx *store.Tx) error {
		_, err := tx.PutVM(vm("b", "web-2"))
		requireCode(t, novacron.Internal, err)
		requireCode(t, novacron.Internal, tx.DeleteVM("a"))
		requireCode(t, novacron.Internal, tx.PutOperation(store.OperationRecord{}))
		_, err = tx.AppendEvent(novacron.Event{})
		requireCode(t, novacron.Internal, err)
		_, err = tx.AppendAudit(novacron.AuditRecord{})
		requireCode(t, novacron.Internal, err)
		require.Empty(t, tx.NewOperationID())
		requireCode(t, novacron.Internal, tx.Users().Put("a", store.UserRecord{}))
		return nil
	}))
}

func TestReadersAndWritersTogether(t *testing.T) {
	s := storetest.New(t)
	var work sync.WaitGroup
	for w := range 4 {
		work.Go(func() {
			for i := range 25 {
				id := fmt.Sprintf("%d-%d", w, i)
				err := s.Update(context.Background(), func(tx *store.Tx) error {
					if _, err := tx.PutVM(vm(id, id)); err != nil {
						return err
					}
					_, err := tx.AppendEvent(novacron.Event{Type: novacron.EventVMCreated, Target: novacron.Target{ID: id}})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
		work.Go(func() {
			for range 100 {
				page, err := s.VMs(novacron.VMQuery{Sort: "-updatedAt"})
				if err != nil || page.Total < len(page.Items) {
					t.Error(page.Total, err)
				}
				s.Stats()
				if _, err := s.Events(novacron.EventQuery{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Go(func() {
		if err := s.Check(context.Background()); err != nil {
			t.Error(err)
		}
	})
	work.Wait()
	require.Len(t, s.VMIDs(), 100)
	require.Equal(t, uint64(100), s.Stats().EventsStored)
}
