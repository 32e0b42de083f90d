package appliance_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/appliance"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// testConfig is a whole appliance in directories of the test's own.
func testConfig(tb testing.TB) appliance.Config {
	tb.Helper()
	dir, err := os.MkdirTemp("", "nvc") // a socket's path may have 107 bytes only
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = os.RemoveAll(dir) })
	cfg := appliance.DefaultConfig()
	cfg.DataDir, cfg.Socket, cfg.Listen = dir, filepath.Join(dir, "s.sock"), "127.0.0.1:0"
	return cfg
}

func open(tb testing.TB, cfg appliance.Config, p *fake.Provider) *appliance.Appliance {
	tb.Helper()
	a := appliance.New(cfg, appliance.Options{Version: "test", Logger: zerolog.Nop(), Provider: p, Demo: true})
	require.NoError(tb, a.Open(tb.Context()))
	tb.Cleanup(func() { require.NoError(tb, a.Close()) })
	return a
}

func local(tb testing.TB, cfg appliance.Config) *client.Client {
	tb.Helper()
	c, err := client.New(client.Options{Server: "unix://" + cfg.Socket})
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = c.Close() })
	return c
}

func TestAWholeAppliance(t *testing.T) {
	cfg := testConfig(t)
	a := open(t, cfg, fake.New(fake.Options{}))
	require.NoError(t, a.Ready())
	c := local(t, cfg)
	op, err := c.CreateVM(t.Context(), novacron.CreateVM{Name: "web-1", Start: true})
	require.NoError(t, err)
	op, err = c.WaitOperation(t.Context(), op.ID, nil)
	require.NoError(t, err)
	require.Equal(t, novacron.OperationSucceeded, op.State)
	require.True(t, strings.HasPrefix(op.Identity, "local:"))

	node, err := c.Node(t.Context())
	require.NoError(t, err)
	require.True(t, node.Demo)
	require.Equal(t, "test", node.Version)
	figures, err := c.NodeMetrics(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, figures.VMs)
	require.NotZero(t, figures.HostMemoryBytes)
	text, err := c.PrometheusMetrics(t.Context())
	require.NoError(t, err)
	require.Contains(t, text, `novacron_operations_total{kind="vm.create",state="succeeded"} 1`)

	// What a browser that watches gets is timed.
	watch, leave := context.WithCancel(t.Context())
	defer leave()
	seen := make(chan string, 100)
	go func() {
		_ = c.Events(watch, "", func(ev novacron.Event) error { // ends with watch
			seen <- ev.Type
			return nil
		})
	}()
	require.Eventually(t, func() bool {
		op, err := c.PowerVM(t.Context(), novacron.VMID(op.Target.ID), novacron.PowerRequest{Verb: novacron.PowerReset})
		return err == nil && op.ID != "" && len(seen) > 0
	}, 5*time.Second, 20*time.Millisecond)
	text, err = c.PrometheusMetrics(t.Context())
	require.NoError(t, err)
	require.Contains(t, text, "novacron_event_delivery_seconds_count")

	// The audit has the intent and the end, and who it was.
	require.Eventually(t, func() bool {
		page, err := c.Audit(t.Context(), novacron.AuditQuery{})
		return err == nil && len(page.Items) >= 2 && strings.HasPrefix(page.Items[0].Verb, "vm.")
	}, 5*time.Second, 5*time.Millisecond)
}

func TestNothingIsReachableWithoutAnIdentity(t *testing.T) {
	cfg := testConfig(t)
	a := open(t, cfg, fake.New(fake.Options{}))
	insecure := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	defer insecure.CloseIdleConnections()
	for path, want := range map[string]int{
		"/api/v1/vms": 401, "/api/v1/node": 401, "/api/v1/events": 401, "/api/v1/ws": 401, "/metrics": 401,
		"/api/v1/audit": 401, "/api/v1/operations": 401, "/api/v1/metrics": 401,
		"/healthz": 200, "/readyz": 200, "/api/v1/setup": 200, "/": 200,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, a.URL()+path, nil)
		require.NoError(t, err)
		resp, err := insecure.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, want, resp.StatusCode, path)
	}
}

func TestFirstLoginWithTheSetupCode(t *testing.T) {
	cfg := testConfig(t)
	a := open(t, cfg, fake.New(fake.Options{}))
	code, needed, err := a.SetupCode(t.Context())
	require.NoError(t, err)
	require.True(t, needed)
	c, err := client.New(client.Options{Server: a.URL(), Fingerprint: a.Fingerprint()})
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = c.Setup(t.Context(), novacron.Setup{Code: "WRONG-CODE-HERE", Name: "admin", Password: "correct horse battery"})
	require.Equal(t, novacron.Forbidden, novacron.CodeOf(err), "%v", err)
	_, err = c.Setup(t.Context(), novacron.Setup{Code: code, Name: "admin", Password: "correct horse battery"})
	require.NoError(t, err)
	_, needed, err = a.SetupCode(t.Context())
	require.NoError(t, err)
	require.False(t, needed)
}

func TestASecondApplianceIsRefused(t *testing.T) {
	cfg := testConfig(t)
	open(t, cfg, fake.New(fake.Options{}))
	second := appliance.New(cfg, appliance.Options{Logger: zerolog.Nop(), Provider: fake.New(fake.Options{})})
	err := second.Open(t.Context())
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err), "%v", err)
	require.ErrorContains(t, err, "open store")
	require.NoError(t, second.Close())
	// The first one's socket is still its own.
	require.NoError(t, local(t, cfg).Ready(t.Context()))
}

func TestAnAddressThatIsTakenIsSaid(t *testing.T) {
	first := testConfig(t)
	a := open(t, first, fake.New(fake.Options{}))
	second := testConfig(t)
	second.Listen = strings.TrimPrefix(a.URL(), "https://")
	b := appliance.New(second, appliance.Options{Logger: zerolog.Nop(), Provider: fake.New(fake.Options{})})
	err := b.Open(t.Context())
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)
	e, _ := novacron.AsError(err)
	require.Contains(t, e.Mend, "--listen")
}

func TestAFileInTheSocketsPlaceStays(t *testing.T) {
	cfg := testConfig(t)
	require.NoError(t, os.WriteFile(cfg.Socket, []byte("precious"), 0o600))
	a := appliance.New(cfg, appliance.Options{Logger: zerolog.Nop(), Provider: fake.New(fake.Options{})})
	require.Error(t, a.Open(t.Context()))
	raw, err := os.ReadFile(cfg.Socket)
	require.NoError(t, err)
	require.Equal(t, "precious", string(raw))
}

func TestItIsReadyWithoutAHypervisor(t *testing.T) {
	cfg := testConfig(t)
	cfg.LibvirtURI = "qemu:///system?socket=" + filepath.Join(cfg.DataDir, "nobody")
	a := appliance.New(cfg, appliance.Options{Version: "test", Logger: zerolog.Nop()})
	require.NoError(t, a.Open(t.Context()))
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	node, err := local(t, cfg).Node(t.Context())
	require.NoError(t, err)
	require.False(t, node.Hypervisor.Connected)
	_, err = local(t, cfg).CreateVM(t.Context(), novacron.CreateVM{Name: "a"})
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)
}

// lines is a writer whose text can be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

func TestDemoRunsUntilItIsStoppedAndFindsItsVMsAgain(t *testing.T) {
	cfg := testConfig(t)
	for range 2 {
		ctx, stop := context.WithCancel(t.Context())
		var out lines
		ended := make(chan error, 1)
		go func() {
			ended <- appliance.Demo(ctx, "test", appliance.Flags{DataDir: &cfg.DataDir, Listen: &cfg.Listen, Socket: &cfg.Socket}, &out)
		}()
		require.Eventually(t, func() bool {
			return regexp.MustCompile(`setup code: [0-9A-Z]{4}-`).MatchString(out.String())
		}, 10*time.Second, 5*time.Millisecond, "it prints a setup code")
		c := local(t, cfg)
		require.Eventually(t, func() bool {
			page, err := c.VMs(t.Context(), novacron.VMQuery{})
			return err == nil && page.Total == 12
		}, 10*time.Second, 5*time.Millisecond)
		stop()
		require.NoError(t, <-ended)
		require.NoFileExists(t, cfg.Socket)
	}
}

func TestServeRefusesABadConfiguration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	require.NoError(t, os.WriteFile(path, []byte("nonsense: 1\n"), 0o600))
	err := appliance.Serve(t.Context(), "test", appliance.Flags{Config: &path}, &lines{})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
}

func TestDoctorLooksAtTheHost(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there")
	uri := "qemu:///system?socket=" + filepath.Join(t.TempDir(), "nobody")
	checks, err := appliance.Doctor(t.Context(), appliance.Flags{DataDir: &dir, LibvirtURI: &uri})
	require.NoError(t, err)
	byName := map[string]novacron.Check{}
	for _, c := range checks {
		byName[c.Name] = c
		require.NotEmpty(t, c.Detail, c.Name)
		if c.Status == "failed" || c.Status == "warning" {
			require.NotEmpty(t, c.Mend, "%s says how to mend it", c.Name)
		}
	}
	require.Equal(t, "skipped", byName["data directory"].Status)
	require.Contains(t, byName, "clock")
	require.Equal(t, "ok", byName["configuration"].Status)

	wide := t.TempDir()
	require.NoError(t, os.Chmod(wide, 0o755))
	checks, err = appliance.Doctor(t.Context(), appliance.Flags{DataDir: &wide, LibvirtURI: &uri})
	require.NoError(t, err)
	for _, c := range checks {
		if c.Name == "data directory" {
			require.Equal(t, "warning", c.Status)
		}
	}
}
