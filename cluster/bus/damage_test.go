package bus_test

import (
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/novacron/novacron/cluster/bus"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

// files returns the files below dir.
func files(tb testing.TB, dir string) (paths []string) {
	tb.Helper()
	require.NoError(tb, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
		}
		return err
	}))
	return paths
}

// filled is a directory in which a bus left 200 events and a reader's position.
func filled(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	b := open(tb, options(dir))
	publish(tb, b, 1, 200)
	consume(tb, b, "ui", 50)
	require.NoError(tb, b.Close())
	return dir
}

// requireUsable opens the bus on a directory with damage: it works, or says
// Unavailable and works again in a new directory.
func requireUsable(tb testing.TB, dir string) {
	tb.Helper()
	opts := options(dir)
	log := &lines{}
	opts.Logger = zerolog.New(log)
	b := bus.New(opts)
	if err := b.Open(tb.Context()); err != nil {
		requireCode(tb, novacron.Unavailable, err)
		require.Error(tb, b.Healthy())
		require.NoError(tb, b.Close())
		require.NoError(tb, os.RemoveAll(dir))
		require.NoError(tb, b.Open(tb.Context()))
	}
	mark, err := b.Last(tb.Context())
	if err != nil {
		requireCode(tb, novacron.NotFound, err)
	}
	require.LessOrEqual(tb, mark.Sequence, uint64(200))
	publish(tb, b, mark.Sequence+1, 210) // what a forwarder does
	mark, err = b.Last(tb.Context())
	require.NoError(tb, err)
	require.Equal(tb, uint64(210), mark.Sequence)
	got := consume(tb, b, "judge", 3)
	require.IsIncreasing(tb, got)
	require.NoError(tb, b.Close())
}

func TestDamagedFiles(t *testing.T) {
	damages := map[string]func(path string, size int64) error{
		"torn":    func(path string, size int64) error { return os.Truncate(path, size/2) },
		"empty":   func(path string, _ int64) error { return os.Truncate(path, 0) },
		"missing": func(path string, _ int64) error { return os.Remove(path) },
		"garbage": func(path string, size int64) error {
			noise := make([]byte, size)
			for i := range noise {
				noise[i] = byte(rand.Uint32())
			}
			return os.WriteFile(path, noise, 0o600)
		},
		"folder": func(path string, _ int64) error {
			if err := os.Remove(path); err != nil {
				return err
			}
			return os.Mkdir(path, 0o700)
		},
	}
	model := filled(t)
	for _, path := range files(t, model) {
		name, err := filepath.Rel(model, path)
		require.NoError(t, err)
		for damage, do := range damages {
			t.Run(damage+" "+strings.ReplaceAll(name, "/", " "), func(t *testing.T) {
				dir := filepath.Join(t.TempDir(), "bus")
				require.NoError(t, os.CopyFS(dir, os.DirFS(model)))
				victim := filepath.Join(dir, name)
				info, err := os.Stat(victim)
				require.NoError(t, err)
				require.NoError(t, do(victim, info.Size()))
				requireUsable(t, dir)
			})
		}
	}
}

func TestABrokenServerIsStartedAgain(t *testing.T) {
	b := open(t, options(t.TempDir()))
	publish(t, b, 1, 3)
	bus.BreakServer(t, b)
	requireCode(t, novacron.Unavailable, b.Healthy())
	require.NotEmpty(t, novacron.CodeOf(b.Publish(t.Context(), event(4))))
	require.NoError(t, b.Open(t.Context()))
	publish(t, b, 4, 5)
	require.Equal(t, span(1, 4), consume(t, b, "ui", 4))
}

func TestTheServerDoesNotEndTheProcess(t *testing.T) {
	b := open(t, options(t.TempDir()))
	bus.Server(b, func(fatalf func(string, ...any)) {
		fatalf("cannot go on: %d", 1)
		fatalf("nor this")
	})
	err := b.Healthy()
	requireCode(t, novacron.Unavailable, err)
	require.ErrorContains(t, err, "cannot go on: 1")
	require.NoError(t, b.Open(t.Context()))
	require.NoError(t, b.Healthy())
}

func FuzzEvent(f *testing.F) {
	f.Add("n-1/gen/7", []byte(`{"node":"n-1","sequence":7,"type":"vm.started"}`))
	f.Add("n-1/gen/07", []byte(`{"sequence":7}`))
	f.Add("//1", []byte(`{}`))
	f.Fuzz(func(t *testing.T, id string, body []byte) {
		if again, err := bus.DecodeEvent(id, body); err == nil {
			require.Equal(t, id, again)
		}
	})
}

func FuzzPosition(f *testing.F) {
	f.Add([]byte(`{"stream":"2026-01-02T03:04:05Z","message":7,"applied":{"n-1/gen":7}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) { _ = bus.DecodePosition(b) })
}
