package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/cli"
	"github.com/novacron/novacron/novacron"
)

// run runs a command line and returns what it wrote.
func run(tb testing.TB, cmds cli.Commands, args ...string) (status int, stdout, stderr string) {
	tb.Helper()
	var out, errOut bytes.Buffer
	if cmds.Getenv == nil {
		cmds.Getenv = func(string) string { return "" }
	}
	status = cli.Main(tb.Context(), cmds, args, strings.NewReader(""), &out, &errOut)
	return status, out.String(), errOut.String()
}

// answers is a server that gives every request the same answer.
func answers(tb testing.TB, status int, body any) string {
	tb.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}))
	tb.Cleanup(s.Close)
	return s.URL
}

func TestAmbiguousIDNamesTheCandidates(t *testing.T) {
	server := answers(t, http.StatusOK, map[string]any{"total": 2, "items": []novacron.VM{
		{ID: "abcd0000-0000-4000-8000-000000000001", Name: "web-1"},
		{ID: "abcd0000-0000-4000-8000-000000000002", Name: "db-1"},
		{ID: "0bcd0000-0000-4000-8000-000000000003", Name: "cache-1"},
	}})
	status, _, stderr := run(t, cli.Commands{}, "--server", server, "vm", "show", "ABCD")
	require.Equal(t, 2, status)
	require.Equal(t, `novacron: 2 VMs have an id that begins with "ABCD"
  abcd0000-0000-4000-8000-000000000001: web-1
  abcd0000-0000-4000-8000-000000000002: db-1
mend: write more of the id, or the name
`, stderr)
	status, stdout, _ := run(t, cli.Commands{}, "--server", server, "vm", "show", "0bcd")
	require.Equal(t, 0, status)
	require.Contains(t, stdout, "cache-1")
}

func TestWhatAServerSaysCannotHarmATerminal(t *testing.T) {
	server := answers(t, http.StatusOK, map[string]any{"total": 1, "items": []novacron.VM{
		{ID: "abcd0000-0000-4000-8000-000000000001", Name: "a\x1b]0;gotcha\a", Title: "two\nlines"},
	}})
	_, stdout, _ := run(t, cli.Commands{}, "--server", server, "vm", "list", "--columns", "name,title")
	require.Equal(t, "NAME               TITLE\n"+`a\x1b]0;gotcha\a   two lines`+"\n", stdout)
}

func TestWhateverAServerAnswersIsToldInItsWords(t *testing.T) {
	for _, code := range novacron.Codes() {
		server := answers(t, http.StatusTeapot, novacron.Fault{Code: code, Detail: "the tea is cold", Mend: "brew again"})
		status, _, stderr := run(t, cli.Commands{}, "--server", server, "--token", "x", "node", "show")
		require.Equal(t, cli.ExitCode(code), status)
		require.Equal(t, "novacron: the tea is cold\nmend: brew again\n", stderr)
	}
	status, _, stderr := run(t, cli.Commands{}, "--server", answers(t, http.StatusBadGateway, "<html>"), "node", "show")
	require.Equal(t, 8, status)
	require.Contains(t, stderr, "502")
}

func TestOrdinaryErrors(t *testing.T) {
	fail := func(err error) cli.Commands {
		return cli.Commands{Serve: func(context.Context, cli.ServeFlags) error { return err }}
	}
	status, _, stderr := run(t, fail(errors.New("open store: disk on fire")), "serve")
	require.Equal(t, 1, status)
	require.Equal(t, "novacron: open store: disk on fire\n", stderr)

	status, _, stderr = run(t, fail(context.DeadlineExceeded), "serve")
	require.Equal(t, 8, status)
	require.Equal(t, "novacron: it did not end in time\n", stderr)

	status, _, stderr = run(t, fail(context.Canceled), "serve")
	require.Equal(t, 130, status)
	require.Equal(t, "novacron: interrupted\n", stderr)

	status, _, stderr = run(t, cli.Commands{}, "demo")
	require.Equal(t, 7, status)
	require.Equal(t, "novacron: this binary cannot do that\n", stderr)
	status, _, _ = run(t, cli.Commands{}, "doctor")
	require.Equal(t, 7, status)
}

func TestAnInterruptedApplianceDidNotFail(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	cmds := cli.Commands{Serve: func(ctx context.Context, _ cli.ServeFlags) error {
		interrupt()
		<-ctx.Done()
		return ctx.Err()
	}}
	var out bytes.Buffer
	require.Equal(t, 0, cli.Main(ctx, cmds, []string{"serve"}, strings.NewReader(""), &out, &out))
	require.Empty(t, out.String())
}

func TestProgressText(t *testing.T) {
	op := novacron.Operation{Kind: "vm.create", Target: novacron.Target{ID: "x", Name: "web-1"}, State: "pending"}
	require.Equal(t, "vm.create web-1: pending 0 % (3s)", cli.ProgressText(op, 3900*time.Millisecond))
	op.Phase, op.Percent, op.Target.Name = "define", 40, ""
	require.Equal(t, "vm.create x: define 40 % (1m2s)", cli.ProgressText(op, 62*time.Second))
}

func TestOperationsThatEndOddly(t *testing.T) {
	op := novacron.Operation{ID: "op-1", Kind: "vm.dance", Target: novacron.Target{Name: "web-1"}, State: novacron.OperationFailed}
	status, _, stderr := run(t, cli.Commands{}, "--server", answers(t, http.StatusOK, op), "operation", "wait", "op-1")
	require.Equal(t, 1, status)
	require.Equal(t, "novacron: vm.dance of web-1 failed without a reason\n", stderr)

	op.State, op.Warnings = novacron.OperationSucceeded, []string{"it was slow"}
	status, stdout, stderr := run(t, cli.Commands{}, "--server", answers(t, http.StatusOK, op), "operation", "wait", "op-1")
	require.Equal(t, 0, status)
	require.Equal(t, "web-1 vm.dance done\n", stdout)
	require.Equal(t, "warning: it was slow\n", stderr)
}

func TestEveryColumn(t *testing.T) {
	vm := novacron.VM{
		ID: "abcd0000-0000-4000-8000-000000000001", Name: "web-1", State: novacron.VMShutoff, SavedState: true, StateReason: "saved",
		VCPUs: 2, MemoryBytes: 3 << 29, Node: "n-1", Provider: "kvm", Firmware: "uefi", Accel: "tcg", Autostart: true, Revision: 7,
		Title: "Shop", Labels: map[string]string{"b": "2", "a": "1"}, Disks: make([]novacron.Disk, 3),
		NICs:      []novacron.NIC{{MAC: "52:54:00:00:00:01", Address: "192.0.2.1"}, {MAC: "52:54:00:00:00:02"}},
		CreatedAt: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), UpdatedAt: time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC),
	}
	server := answers(t, http.StatusOK, map[string]any{"total": 1, "items": []novacron.VM{vm}})
	cmds := cli.Commands{Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }}
	_, stdout, stderr := run(t, cmds, "--server", server, "vm", "list", "--columns",
		"name,state,reason,vcpus,memory,node,address,mac,disks,title,labels,autostart,managed,firmware,accel,provider,age,updated,revision")
	require.Empty(t, stderr)
	require.Equal(t, []string{
		"web-1", "shutoff+saved", "saved", "2", "1.5GiB", "n-1", "192.0.2.1", "52:54:00:00:00:01,52:54:00:00:00:02", "3", "Shop",
		"a=1,b=2", "yes", "no", "uefi", "tcg", "kvm", "12h", "1h", "7",
	}, strings.Fields(strings.Split(stdout, "\n")[1]))

	vm.Accel, vm.CPUModel, vm.StateReason = "tcg", "max", ""
	vm.Disks = []novacron.Disk{
		{Device: "sda", Kind: "cdrom", ReadOnly: true}, {Device: "vda", Kind: "disk", Pool: "fast", Volume: "a.raw", ReadOnly: true},
	}
	_, stdout, _ = run(t, cmds, "--server", answers(t, http.StatusOK, vm), "vm", "show", string(vm.ID))
	require.Contains(t, stdout, "max emulated (tcg): slow")
	require.Contains(t, stdout, "other tools; it vanishes when it stops")
	require.Regexp(t, `sda +cdrom +- +- +- +\(empty\)`, stdout)
	require.Regexp(t, `vda +disk \(read-only\) +- +- +- +fast/a.raw`, stdout)
}
