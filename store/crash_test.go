package store_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

// crashDir in the environment makes this program the writer that is killed.
const crashDir = "NOVACRON_STORE_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		fmt.Fprintln(os.Stderr, writeForever(dir, os.Stdout))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever does one round after the other and prints each one's number
// once it is acknowledged. Round n writes the VM v(n%50) with n as its title,
// deletes another, appends an event and finishes an operation; and now and
// then trims, to have pages given back and used again.
func writeForever(dir string, acknowledged io.Writer) error {
	ctx := context.Background()
	s := store.New(store.Options{Dir: dir, KeepEvents: 200})
	if err := s.Open(ctx); err != nil {
		return err
	}
	for n := nextRound(s); ; n++ {
		if err := s.Update(ctx, func(tx *store.Tx) error { return writeRound(tx, n) }); err != nil {
			return err
		}
		fmt.Fprintln(acknowledged, n)
		if n%64 == 0 {
			if err := s.Trim(ctx); err != nil {
				return err
			}
		}
	}
}

// nextRound reads how far earlier lives of the writer have come.
func nextRound(s *store.Store) int {
	page, err := s.VMs(novacron.VMQuery{Sort: "-vcpus"}) // vcpus holds the round
	if err != nil || len(page.Items) == 0 {
		return 1
	}
	return page.Items[0].VCPUs + 1
}

func writeRound(tx *store.Tx, n int) error {
	v := vm(fmt.Sprint("v", n%50), fmt.Sprint("name-", n))
	v.VCPUs, v.Labels = n, map[string]string{"round": strconv.Itoa(n)}
	if _, err := tx.PutVM(v); err != nil {
		return err
	}
	if gone := novacron.VMID(fmt.Sprint("v", (n+25)%50)); n%7 == 0 {
		if err := tx.DeleteVM(gone); err != nil && novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
	}
	if err := writeTableRound(tx, n); err != nil {
		return err
	}
	id := tx.NewOperationID()
	target := novacron.Target{Kind: "vm", ID: string(v.ID)}
	err := tx.PutOperation(store.OperationRecord{
		Operation:      novacron.Operation{ID: id, Target: target, State: novacron.OperationSucceeded, CreatedAt: tx.Now()},
		IdempotencyKey: strconv.Itoa(n),
	})
	if err != nil {
		return err
	}
	_, err = tx.AppendEvent(novacron.Event{Type: "vm.changed", Target: target, Data: map[string]string{"round": strconv.Itoa(n)}})
	return err
}

// writeTableRound writes volume n%50 under another name, and a pool that counts
// the rounds.
func writeTableRound(tx *store.Tx, n int) error {
	if _, err := tx.Pools().Put(novacron.Pool{ID: "p", Name: fmt.Sprint("pool-", n)}); err != nil {
		return err
	}
	v := novacron.Volume{ID: novacron.VolumeID(fmt.Sprint("vol-", n%50)), Pool: "p", Name: fmt.Sprint("name-", n)}
	if _, err := tx.Volumes().Put(v); err != nil {
		return err
	}
	err := tx.Volumes().Delete(fmt.Sprint("vol-", (n+25)%50))
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return err
}

// TestKilledAtAnyMomentNothingAcknowledgedIsLost kills a writer with SIGKILL
// at random moments, on one directory, and looks at what it left.
func TestKilledAtAnyMomentNothingAcknowledgedIsLost(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 5
	}
	dir, last := t.TempDir(), 0
	for range rounds {
		acknowledged := writeUntilKilled(t, dir, time.Duration(rand.IntN(60_000))*time.Microsecond)
		last = max(last, acknowledged)
		last = requireRounds(t, dir, last)
	}
	require.Positive(t, last)
}

// writeUntilKilled runs the writer, kills it a while after its first
// acknowledgement, and returns the last one.
func writeUntilKilled(tb testing.TB, dir string, after time.Duration) int {
	tb.Helper()
	writer := exec.Command(os.Args[0], "-test.run=^$")
	writer.Env = append(os.Environ(), crashDir+"="+dir)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	require.NoError(tb, err)
	require.NoError(tb, writer.Start())
	last := 0
	var kill *time.Timer
	for lines := bufio.NewScanner(out); lines.Scan(); {
		last, err = strconv.Atoi(lines.Text())
		require.NoError(tb, err)
		if kill == nil {
			kill = time.AfterFunc(after, func() { _ = writer.Process.Kill() })
		}
	}
	require.Error(tb, writer.Wait(), "it was killed")
	require.Positive(tb, last)
	return last
}

// requireRounds asks for every effect of the rounds up to the acknowledged
// one, and returns the last round that is there: one more may be.
func requireRounds(tb testing.TB, dir string, acknowledged int) int {
	tb.Helper()
	s := storetest.Open(tb, dir, func(o *store.Options) { o.KeepEvents = 200 })
	require.NoError(tb, s.Check(context.Background()))
	page, err := s.Events(novacron.EventQuery{Tail: true, PageRequest: novacron.PageRequest{Limit: 1}})
	require.NoError(tb, err)
	last := int(page.Items[0].Sequence) // each round has one event
	require.GreaterOrEqual(tb, last, acknowledged)
	require.LessOrEqual(tb, last, acknowledged+1)
	require.Equal(tb, strconv.Itoa(last), page.Items[0].Data["round"])
	got, err := s.VM(novacron.VMID(fmt.Sprint("v", last%50)))
	require.NoError(tb, err)
	require.Equal(tb, last, got.VCPUs)
	pool, err := s.Pools().Get("p")
	require.NoError(tb, err)
	require.Equal(tb, fmt.Sprint("pool-", last), pool.Name)
	for n := max(1, last-24); n <= last; n++ { // later rounds delete earlier ones
		_, err := s.Volumes().Named(fmt.Sprint("p/name-", n))
		require.NoError(tb, err, "round %d", n)
	}
	for n := max(1, last-100); n <= last; n++ {
		id, _, found, err := s.FindIdempotent("", strconv.Itoa(n))
		require.NoError(tb, err)
		require.True(tb, found, "round %d", n)
		_, err = s.Operation(id)
		require.NoError(tb, err)
	}
	require.NoError(tb, s.Close())
	return last
}
