package metrics_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/metrics"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
	"github.com/novacron/novacron/store/storetest"
)

func newMetrics(t *testing.T) (*metrics.Metrics, *store.Store, *fake.Provider) {
	t.Helper()
	s, p := storetest.New(t), fake.New(fake.Options{})
	require.NoError(t, p.Open(t.Context()))
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return metrics.New(metrics.Options{Store: s, Provider: p, Version: "1.2.3"}), s, p
}

func scrape(m *metrics.Metrics) string {
	var b bytes.Buffer
	m.Write(&b)
	return b.String()
}

func TestWriteTellsWhatTheStoreAndTheProviderHold(t *testing.T) {
	m, s, p := newMetrics(t)
	require.NoError(t, s.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.PutVM(novacron.VM{ID: "a", Name: "a", State: novacron.VMRunning, VCPUs: 2, MemoryBytes: 1 << 30})
		return err
	}))
	text := scrape(m)
	require.Contains(t, text, `novacron_info{version="1.2.3"} 1`)
	require.Contains(t, text, `novacron_vms{state="running"} 1`)
	require.Contains(t, text, "novacron_vm_vcpus 2\n")
	require.Contains(t, text, "novacron_vm_memory_bytes 1073741824\n")
	require.Contains(t, text, "novacron_hypervisor_connected 1\n")
	p.Outside().Disconnect("away")
	require.Contains(t, scrape(m), "novacron_hypervisor_connected 0\n")
}

func TestWriteTellsWhatWasObserved(t *testing.T) {
	m, _, _ := newMetrics(t)
	m.ObserveRequest("/api/v1/vms", "GET", 200, 3*time.Millisecond)
	m.ObserveRequest("/api/v1/vms", "GET", 200, 3*time.Millisecond)
	created := time.Now()
	finished := created.Add(2 * time.Second)
	m.ObserveOperation(novacron.Operation{Kind: "vm.start", State: novacron.OperationFailed, CreatedAt: created, FinishedAt: &finished})
	m.ObserveDelivery(4 * time.Millisecond)
	text := scrape(m)
	require.Contains(t, text, `novacron_event_delivery_seconds_bucket{le="0.005"} 1`)
	require.Contains(t, text, `novacron_http_requests_total{route="/api/v1/vms",method="GET",status="200"} 2`)
	require.Contains(t, text, `novacron_http_request_duration_seconds_bucket{route="/api/v1/vms",le="0.005"} 2`)
	require.Contains(t, text, `novacron_operations_total{kind="vm.start",state="failed"} 1`)
	require.Contains(t, text, `novacron_operation_duration_seconds_sum{kind="vm.start"} 2`)
}

func TestWriteCountsEvents(t *testing.T) {
	m, s, _ := newMetrics(t)
	require.NoError(t, s.Update(t.Context(), func(tx *store.Tx) error {
		for range 3 {
			if _, err := tx.AppendEvent(novacron.Event{Type: novacron.EventNodeStarted}); err != nil {
				return err
			}
		}
		return nil
	}))
	require.NoError(t, s.SetPublished(t.Context(), 1))
	text := scrape(m)
	require.Contains(t, text, "novacron_events_appended_total 3\n")
	require.Contains(t, text, "novacron_events_published_total 1\n")
	require.Contains(t, text, "novacron_events_unpublished 2\n")
}

// Every name of ours has its help and type exactly once, before its samples.
func TestEveryNameHasHelp(t *testing.T) {
	m, _, _ := newMetrics(t)
	m.ObserveRequest("/a", "GET", 200, time.Millisecond)
	m.ObserveRequest("/b", "POST", 500, time.Millisecond)
	m.ObserveDelivery(time.Millisecond)
	now := time.Now()
	m.ObserveOperation(novacron.Operation{Kind: "vm.start", CreatedAt: now, FinishedAt: &now})
	helped := map[string]int{}
	for line := range strings.Lines(scrape(m)) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "# HELP "):
			helped[fields[2]]++
			require.Greater(t, len(fields), 4)
		case strings.HasPrefix(line, "novacron_"):
			name, _, _ := strings.Cut(fields[0], "{")
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				if base, ok := strings.CutSuffix(name, suffix); ok && helped[base] > 0 {
					name = base
				}
			}
			require.Equal(t, 1, helped[name], "help of %s", name)
		}
	}
	require.Len(t, helped, 16)
}

func TestHostReadsTheKernel(t *testing.T) {
	var m novacron.NodeMetrics
	metrics.Host(&m, t.TempDir())
	require.NotZero(t, m.HostCPUs)
	require.NotZero(t, m.HostMemoryBytes)
	require.NotZero(t, m.HostMemoryAvailableBytes)
	require.NotZero(t, m.DataFreeBytes)
	require.NotZero(t, m.ResidentBytes)
	metrics.Host(&m, "/no/such/dir")
}
