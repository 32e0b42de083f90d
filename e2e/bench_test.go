package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

const benchVMs = 10_000

// BenchmarkTenThousandVMs is the built binary on libvirt's test driver with
// 10,000 domains: what a page of 100 costs at the server, what ten clients at
// once see of it, the memory, and how soon it answers with such a store.
func BenchmarkTenThousandVMs(b *testing.B) {
	d := kvmtest.StartDaemon(b)
	world := filepath.Join(d.Dir(), "world.xml")
	require.NoError(b, os.WriteFile(world, []byte(testWorld(benchVMs)), 0o644))
	dir, err := os.MkdirTemp("", "nvc")
	require.NoError(b, err)
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	opts := process.Options{Binary: binary, Command: "serve", Dir: dir, Args: []string{"--libvirt", d.TestURI(world)}}
	p := startBench(b, opts)
	began := time.Now()
	require.Eventually(b, func() bool {
		page, err := p.Client().VMs(b.Context(), novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: 1}})
		return err == nil && page.Total == benchVMs
	}, 2*time.Minute, 50*time.Millisecond)
	inventory := time.Since(began)
	require.NoError(b, p.Stop())

	p = startBench(b, opts)
	settle(b, p)
	for b.Loop() {
		measurePages(b, p)
	}
	b.ReportMetric(inventory.Seconds(), "s-first-inventory")
	b.ReportMetric(float64(p.ReadyAfter().Milliseconds()), "ms-ready")
	b.ReportMetric(resident(b, p.PID()), "MiB-resident")
	b.ReportMetric(0, "ns/op")
}

func startBench(b *testing.B, opts process.Options) *process.Process {
	b.Helper()
	p, err := process.Start(b.Context(), opts)
	require.NoError(b, err)
	b.Cleanup(p.Kill)
	return p
}

// settle waits until the comparisons with libvirt that follow a start are over:
// until nothing was done for 8 s, for there are pauses in them.
func settle(b *testing.B, p *process.Process) {
	b.Helper()
	before, quiet := cpuSeconds(b, p.PID()), 0
	require.Eventually(b, func() bool {
		now := cpuSeconds(b, p.PID())
		if quiet++; now-before > 0.05 {
			quiet = 0
		}
		before = now
		return quiet == 8
	}, 2*time.Minute, time.Second, "it comes to rest")
}

// measurePages reads pages of 100, sorted and filtered, one after the other and
// then from ten clients at once.
func measurePages(b *testing.B, p *process.Process) {
	b.Helper()
	queries := []novacron.VMQuery{
		{}, {Sort: "-memoryBytes"}, {States: []novacron.VMState{novacron.VMRunning}, Sort: "-createdAt"}, {Name: "99"},
	}
	pages := func(c *client.Client, rounds int) []time.Duration {
		var took []time.Duration
		for i := range rounds {
			q := queries[i%len(queries)]
			q.Limit = 100
			began := time.Now()
			page, err := c.VMs(b.Context(), q)
			require.NoError(b, err)
			require.NotEmpty(b, page.Items)
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		return took
	}
	before := serverTime(b, p.Client())
	pages(p.Client(), 400)
	after := serverTime(b, p.Client())
	b.ReportMetric(1e3*(after.seconds-before.seconds)/(after.requests-before.requests), "ms-page-at-server")

	all := tenClients(b, p)
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1e3, "ms-p99-10-clients")
}

// tenClients is ten browsers that page through the list as fast as they can,
// each 200 times. They do not look at what they get: they share the server's
// two cores, and would take their part of its time.
func tenClients(b *testing.B, p *process.Process) []time.Duration {
	b.Helper()
	transport := &http.Transport{
		MaxIdleConnsPerHost: 10,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", p.Socket())
		},
	}
	defer transport.CloseIdleConnections()
	web := &http.Client{Transport: transport}
	paths := []string{
		"?limit=100", "?limit=100&sort=-memoryBytes", "?limit=100&state=running&sort=-createdAt", "?limit=100&name=99",
	}
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			for i := range 200 {
				began := time.Now()
				err := get(b.Context(), web, "http://novacron/api/v1/vms"+paths[i%len(paths)])
				took := time.Since(began)
				mu.Lock()
				failed = errors.Join(failed, err)
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.NoError(b, failed)
	slices.Sort(all)
	return all
}

func get(ctx context.Context, web *http.Client, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := web.Do(req)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return errors.Join(err, resp.Body.Close())
	}
	if resp.StatusCode != http.StatusOK {
		return errors.Join(fmt.Errorf("%s: %s", url, resp.Status), resp.Body.Close())
	}
	return resp.Body.Close()
}

// pageCost is what the server itself counted of the list's route.
type pageCost struct{ seconds, requests float64 }

func serverTime(b *testing.B, c *client.Client) pageCost {
	b.Helper()
	text, err := c.PrometheusMetrics(b.Context())
	require.NoError(b, err)
	var cost pageCost
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, `novacron_http_request_duration_seconds_sum{route="/api/v1/vms"}`):
			cost.seconds, err = strconv.ParseFloat(fields[1], 64)
		case strings.HasPrefix(line, `novacron_http_request_duration_seconds_count{route="/api/v1/vms"}`):
			cost.requests, err = strconv.ParseFloat(fields[1], 64)
		}
		require.NoError(b, err)
	}
	return cost
}

// idleFor is how long the idle appliance is watched.
const idleFor = 30 * time.Second

// BenchmarkIdle is the built binary with 50 VMs running under real QEMU and
// nobody looking: its memory and its share of a core.
func BenchmarkIdle(b *testing.B) {
	d := kvmtest.StartDaemon(b)
	dir, err := os.MkdirTemp("", "nvc")
	require.NoError(b, err)
	b.Cleanup(func() { _ = os.RemoveAll(dir) })
	p := startBench(b, process.Options{Binary: binary, Command: "serve", Dir: dir, Args: []string{"--libvirt", d.URI()}})
	require.Eventually(b, func() bool {
		node, err := p.Client().Node(b.Context())
		return err == nil && node.Hypervisor.Connected
	}, 30*time.Second, 10*time.Millisecond)
	for i := range 50 {
		op, err := p.Client().CreateVM(b.Context(), novacron.CreateVM{
			Name: fmt.Sprintf("vm-%d", i), MemoryBytes: 32 << 20, NICs: []novacron.CreateNIC{}, Start: true,
		})
		require.NoError(b, err)
		op, err = p.Client().WaitOperation(b.Context(), op.ID, nil)
		require.NoError(b, err)
		require.Equal(b, novacron.OperationSucceeded, op.State, "%+v", op.Error)
	}
	for b.Loop() {
		before := cpuSeconds(b, p.PID())
		ctx, cancel := context.WithTimeout(b.Context(), idleFor)
		<-ctx.Done()
		cancel()
		b.ReportMetric(100*(cpuSeconds(b, p.PID())-before)/idleFor.Seconds(), "%-of-a-core")
	}
	b.ReportMetric(resident(b, p.PID()), "MiB-resident")
	b.ReportMetric(0, "ns/op")
}

// resident is a process's memory in MiB.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(b, err)
	for line := range strings.Lines(string(raw)) {
		if fields := strings.Fields(line); len(fields) == 3 && fields[0] == "VmRSS:" {
			kib, err := strconv.ParseFloat(fields[1], 64)
			require.NoError(b, err)
			return kib / 1024
		}
	}
	return 0
}

// cpuSeconds is the processor time of a process so far; proc(5) counts it in
// hundredths of a second.
func cpuSeconds(b *testing.B, pid int) float64 {
	b.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	require.NoError(b, err)
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	var ticks float64
	for _, f := range fields[11:13] {
		v, err := strconv.ParseFloat(f, 64)
		require.NoError(b, err)
		ticks += v
	}
	return ticks / 100
}

// testWorld is the world of libvirt's test driver with n domains.
func testWorld(n int) string {
	var b strings.Builder
	b.WriteString("<node>\n")
	for i := range n {
		fmt.Fprintf(&b, `<domain type='test'><name>vm-%05d</name><uuid>%08x-0000-4000-8000-000000000000</uuid>
<memory unit='MiB'>%d</memory><vcpu>%d</vcpu><os><type>hvm</type></os>
<devices><disk type='file' device='disk'><source file='/srv/vm-%05d.img'/><target dev='vda' bus='virtio'/></disk></devices></domain>
`, i, i+1, 512+i%8*512, 1+i%4, i)
	}
	b.WriteString("</node>\n")
	return b.String()
}
