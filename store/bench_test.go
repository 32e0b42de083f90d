package store_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

const benchVMs = 10_000

// benchVM is a VM as kvm finds it: two disks, a NIC, four labels, one of them
// another on each VM.
func benchVM(i int) novacron.VM {
	since := time.Date(2026, 11, 23, 12, 0, i%60, 0, time.UTC)
	v := novacron.VM{
		ID:       novacron.VMID(fmt.Sprintf("6b1f6c1e-7d0a-4f7e-%04x-%012x", i*7919%65536, i)),
		Name:     fmt.Sprintf("web-%05d", i*7919%benchVMs),
		Title:    "Shop front end " + strconv.Itoa(i%10),
		Provider: "kvm", State: novacron.VMShutoff, StateReason: "shutdown", StateSince: &since,
		VCPUs: 1 + i%8, MemoryBytes: uint64(1+i%16) << 30, Firmware: "uefi", Machine: "pc-q35-7.2",
		CPUModel: "host-model", Accel: "kvm", Persistent: true, Managed: true,
		Labels: map[string]string{"tier": []string{"web", "db"}[i%2], "env": "production", "team": strconv.Itoa(i % 20), "ticket": strconv.Itoa(i)},
		Disks: []novacron.Disk{
			{
				Device: "vda", Kind: "disk", Bus: "virtio", Format: "qcow2", Pool: "default", Volume: fmt.Sprintf("web-%05d-vda.qcow2", i),
				Source: fmt.Sprintf("/var/lib/libvirt/images/web-%05d-vda.qcow2", i), SizeBytes: 10 << 30,
			},
			{Device: "sda", Kind: "cdrom", Bus: "sata", Format: "raw", ReadOnly: true},
		},
		NICs: []novacron.NIC{{MAC: fmt.Sprintf("52:54:00:00:%02x:%02x", i/256, i%256), Kind: "network", Source: "default", Model: "virtio"}},
	}
	if i%3 == 0 {
		v.State, v.StateReason = novacron.VMRunning, "booted"
	}
	return v
}

// benchStore returns a closed store's directory with 10,000 VMs, as many
// operations and 100,000 events.
func benchStore(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	s := store.New(store.Options{Dir: dir})
	require.NoError(tb, s.Open(context.Background()))
	const chunk = 1000
	for first := 0; first < benchVMs; first += chunk {
		update(tb, s, func(tx *store.Tx) error {
			for i := range chunk {
				if err := putBench(tx, first+i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(tb, s.Close())
	return dir
}

func putBench(tx *store.Tx, i int) error {
	v, err := tx.PutVM(benchVM(i))
	if err != nil {
		return err
	}
	target := novacron.Target{Kind: "vm", ID: string(v.ID), Name: v.Name}
	err = tx.PutOperation(store.OperationRecord{Operation: novacron.Operation{
		ID: tx.NewOperationID(), Kind: "vm.create", Target: target, State: novacron.OperationSucceeded, CreatedAt: tx.Now(),
	}})
	if err != nil {
		return err
	}
	for range 10 {
		ev := novacron.Event{Type: novacron.EventVMChanged, Target: target, Identity: "user:admin"}
		if _, err := tx.AppendEvent(ev); err != nil {
			return err
		}
	}
	return nil
}

// copyStore copies the file of a closed store into a directory of its own.
func copyStore(tb testing.TB, from string) string {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join(from, "novacron.db"))
	require.NoError(tb, err)
	dir := tb.TempDir()
	require.NoError(tb, os.WriteFile(filepath.Join(dir, "novacron.db"), raw, 0o600))
	return dir
}

func BenchmarkVMsPage(b *testing.B) {
	s := store.New(store.Options{Dir: benchStore(b)})
	require.NoError(b, s.Open(b.Context()))
	defer s.Close()
	middle, err := s.VMs(novacron.VMQuery{Sort: "-memoryBytes", PageRequest: novacron.PageRequest{Limit: 1000}})
	require.NoError(b, err)
	label := func(key, value string) map[string]string { return map[string]string{key: value} }
	for _, bench := range []struct {
		name string
		q    novacron.VMQuery
	}{
		{"all", novacron.VMQuery{}},
		{"all by memory, second page", novacron.VMQuery{Sort: "-memoryBytes", PageRequest: novacron.PageRequest{Cursor: middle.Next}}},
		{"a third by state", novacron.VMQuery{States: []novacron.VMState{novacron.VMRunning}, Sort: "-updatedAt"}},
		{"two states", novacron.VMQuery{States: []novacron.VMState{novacron.VMRunning, novacron.VMShutoff}}},
		{"a twentieth by label", novacron.VMQuery{Labels: label("team", "7")}},
		{"one by label", novacron.VMQuery{Labels: label("ticket", "4711")}},
		{"label and state", novacron.VMQuery{Labels: label("tier", "web"), States: []novacron.VMState{novacron.VMRunning}}},
		{"part of the name", novacron.VMQuery{Name: "WEB-001"}},
		{"no such name", novacron.VMQuery{Name: "nothing"}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.VMs(bench.q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkOpen10k opens a store of 10,000 VMs and tells the heap that it holds.
func BenchmarkOpen10k(b *testing.B) {
	dir := benchStore(b)
	before := heapBytes()
	var held float64
	for b.Loop() {
		s := store.New(store.Options{Dir: dir})
		if err := s.Open(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if held == 0 {
			held = heapBytes() - before
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(held/(1<<20), "heap-MiB")
}

func heapBytes() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkUpdate is a change of one VM with its event in a store of 10,000:
// one fsync of the disk under the temporary directory.
func BenchmarkUpdate(b *testing.B) {
	s := store.New(store.Options{Dir: copyStore(b, benchStore(b))})
	require.NoError(b, s.Open(b.Context()))
	defer s.Close()
	i := 0
	for b.Loop() {
		i = (i + 7919) % benchVMs
		v := benchVM(i)
		update(b, s, func(tx *store.Tx) error {
			if _, err := tx.PutVM(v); err != nil {
				return err
			}
			_, err := tx.AppendEvent(novacron.Event{Type: novacron.EventVMChanged, Target: novacron.Target{Kind: "vm", ID: string(v.ID)}})
			return err
		})
	}
}

func BenchmarkEvents(b *testing.B) {
	s := store.New(store.Options{Dir: benchStore(b)})
	require.NoError(b, s.Open(b.Context()))
	defer s.Close()
	for name, q := range map[string]novacron.EventQuery{
		"first page":            {},
		"tail":                  {Tail: true},
		"tail of one vm":        {Tail: true, TargetID: string(benchVM(5).ID)},
		"a type without events": {Type: "node.*"},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Events(q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBackupAndCheck(b *testing.B) {
	s := storetest.Open(b, benchStore(b))
	b.Run("backup", func(b *testing.B) {
		for b.Loop() {
			n, err := s.Backup(b.Context(), io.Discard)
			require.NoError(b, err)
			b.SetBytes(n)
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			require.NoError(b, s.Check(b.Context()))
		}
	})
}
