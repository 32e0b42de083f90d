package cluster_test

import (
	"bufio"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/novacron/novacron/cluster"
	"github.com/novacron/novacron/store"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

// victimEnv makes the test binary the process that is killed; its value is the
// directory to work in.
const victimEnv = "NOVACRON_TEST_VICTIM"

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimEnv); dir != "" {
		os.Exit(victim(dir))
	}
	os.Exit(m.Run())
}

// victim makes events and forwards them until it is killed. It writes a line
// when it has begun.
func victim(dir string) int {
	ctx := context.Background()
	s := store.New(store.Options{Dir: filepath.Join(dir, "data")})
	if err := s.Open(ctx); err != nil {
		println("open store:", err.Error())
		return 1
	}
	f := cluster.NewForwarder(s, newBus(s, dir), zerolog.Nop())
	if err := f.Open(ctx); err != nil {
		println("open forwarder:", err.Error())
		return 1
	}
	println("begun")
	for {
		if err := appendEvents(ctx, s, 1); err != nil {
			println("append:", err.Error())
			return 1
		}
	}
}

func TestKilledAtRandomPoints(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	dir := t.TempDir()
	for range 12 {
		kill(t, dir, time.Duration(random.IntN(250))*time.Millisecond)
	}
	r := run(t, dir)
	require.NoError(t, appendEvents(t.Context(), r.Store, 1))
	stats := r.Stats()
	require.Greater(t, stats.EventsStored, uint64(10))
	r.requireForwarded(t, stats.EventsStored)
}

// kill runs a victim and kills it so long after it has begun.
func kill(t *testing.T, dir string, after time.Duration) {
	t.Helper()
	exe, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), victimEnv+"="+dir)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stderr).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "begun\n", line)
	timer := time.NewTimer(after)
	<-timer.C
	require.NoError(t, cmd.Process.Kill())
	require.ErrorContains(t, cmd.Wait(), "killed")
}
