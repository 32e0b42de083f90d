package fake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/stretchr/testify/require"
)

func TestAKilledProcessFindsItsVMs(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vms.json")
	synctest.Test(t, func(t *testing.T) {
		opts := slow()
		opts.StateFile = file
		p := open(t, opts) // as if killed: nothing is told to it before the next one opens
		id := running(t, p)
		saved := define(t, p, "saved", "web-2")
		require.NoError(t, p.Start(t.Context(), saved, hypervisor.StartOptions{}))
		require.NoError(t, p.Save(t.Context(), saved))
		gone := define(t, p, "gone", "web-3")
		require.NoError(t, p.Undefine(t.Context(), gone))
		require.NoError(t, p.Shutdown(t.Context(), id))

		next := open(t, opts)
		require.Equal(t, look(t, p, id), look(t, next, id))
		require.True(t, look(t, next, saved).SavedState)
		_, err := next.VM(t.Context(), gone)
		requireCode(t, novacron.NotFound, err)
		_, err = next.FindVolume(t.Context(), look(t, next, id).Disks[0].Source)
		require.NoError(t, err)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Equal(t, novacron.VMShutoff, look(t, next, id).State, "what was asked before goes on")
		leftovers, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".*"))
		require.NoError(t, err)
		require.Empty(t, leftovers)
	})
}

func TestABadStateFileIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vms.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"version":1,"vms":[{"v`), 0o600))
	err := fake.New(fake.Options{StateFile: file}).Open(t.Context())
	requireCode(t, novacron.Internal, err)
	require.ErrorContains(t, err, file)
	require.Error(t, fake.New(fake.Options{StateFile: filepath.Dir(file)}).Open(t.Context()))
}

func TestAStateFileThatCannotBeWrittenIsAWarning(t *testing.T) {
	p := open(t, fake.Options{StateFile: filepath.Join(t.TempDir(), "no", "such", "folder")})
	require.Len(t, p.Warnings(), 1)
	define(t, p, someID, "web-1")
	require.Len(t, p.Warnings(), 2)
	require.Equal(t, "state_file", p.Warnings()[1].ID)
}

func TestSeed(t *testing.T) {
	p := open(t, fake.Options{StateFile: filepath.Join(t.TempDir(), "vms.json")})
	require.Equal(t, 100, p.Seed(100))
	require.Equal(t, 20, p.Seed(120))
	states, names := map[novacron.VMState]int{}, map[string]bool{}
	require.NoError(t, p.List(t.Context(), func(vm novacron.VM) error {
		states[vm.State]++
		names[vm.Name] = true
		require.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, string(vm.ID))
		return nil
	}))
	require.Len(t, names, 120)
	require.Equal(t, map[novacron.VMState]int{novacron.VMRunning: 70, novacron.VMPaused: 10, novacron.VMShutoff: 40}, states)
	full := open(t, fake.Options{Pools: map[string]uint64{"default": 0}})
	require.Equal(t, 6, full.Seed(6), "a full pool does not keep VMs from existing")
	demo := fake.New(fake.DemoOptions())
	require.Equal(t, 1, demo.Seed(1), "before it is open")
}

func BenchmarkSeed10000(b *testing.B) {
	for b.Loop() {
		require.Equal(b, 10_000, fake.New(fake.Options{}).Seed(10_000))
	}
}

func BenchmarkList10000(b *testing.B) {
	p := open(b, fake.Options{})
	p.Seed(10_000)
	for b.Loop() {
		require.NoError(b, p.List(b.Context(), func(novacron.VM) error { return nil }))
	}
}

func BenchmarkChangeOf10000Kept(b *testing.B) {
	p := open(b, fake.Options{StateFile: filepath.Join(b.TempDir(), "vms.json")})
	p.Seed(10_000)
	id := define(b, p, someID, "kept")
	for b.Loop() {
		require.NoError(b, p.Start(b.Context(), id, hypervisor.StartOptions{}))
		require.NoError(b, p.PowerOff(b.Context(), id))
	}
}

func FuzzState(f *testing.F) {
	f.Add(`{"version":1,"pools":{"default":{"sizeBytes":1,"volumes":{"a":{"format":"raw","sizeBytes":1}}}},"vms":[{"vm":{"id":"a","name":"b"},"live":{"state":"running"}}]}`)
	f.Add(`{"version":1,"pools":{"default":null},"vms":[null]}`)
	f.Add(`{"version":1,"vms":[{"vm":{"id":"a","name":"b"},"pending":{"verb":"reboot"},"live":{"state":"running"}}]}`)
	f.Add(`{"version":2}`)
	f.Fuzz(func(t *testing.T, text string) {
		vms, err := fake.DecodeState(strings.NewReader(text))
		file := filepath.Join(t.TempDir(), "vms.json")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		p := fake.New(fake.Options{StateFile: file})
		opened := p.Open(t.Context())
		require.Equal(t, err == nil, opened == nil)
		listed := 0
		if err == nil {
			require.NoError(t, p.List(t.Context(), func(novacron.VM) error { listed++; return nil }))
			require.Equal(t, vms, listed)
		}
		require.NoError(t, p.Close())
	})
}
