package e2e_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/e2e/process"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// hostPatience is how long anything may take on a host that is emulated itself.
const hostPatience = 20 * time.Minute

// TestHost proves what needs a whole kernel: each script drives an appliance on
// the libvirt of a Debian booted for it (make test-host), through the command
// line, and asks that Debian's own tools about the outcome. The scripts share
// the host and its appliance, and run one after the other.
func TestHost(t *testing.T) {
	if os.Getenv("NOVACRON_HOST") == "" {
		t.Skip("runs inside a Debian booted for it: make test-host")
	}
	p, err := process.Start(t.Context(), process.Options{
		Binary: binary, Command: "serve", Dir: shortDir(t), Args: []string{"--libvirt", "qemu:///system"}, ReadyWithin: hostPatience,
	})
	require.NoError(t, err)
	t.Cleanup(p.Kill)
	require.Eventually(t, func() bool {
		node, err := p.Client().Node(t.Context())
		return err == nil && node.Hypervisor.Connected
	}, hostPatience, time.Second)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(p.Output())
		}
	})
	require.NoError(t, os.MkdirAll(images, 0o755))
	for _, name := range []string{"vmlinux", "initrd"} {
		content, err := os.ReadFile(filepath.Join(filepath.Dir(binary), name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(images, name), content, 0o644))
	}
	testscript.RunT(serial{t}, testscript.Params{
		Dir: "testdata/host", RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NOVACRON_SERVER", "unix://"+p.Socket())
			env.Setenv("PATH", os.Getenv("PATH"))
			env.Setenv("KERNEL", "--kernel="+images+"/vmlinux")
			env.Setenv("INITRD", "--initrd="+images+"/initrd")
			env.Setenv("CMDLINE", "--cmdline="+guestimage.Cmdline+" mitigations=off no_timer_check tsc=reliable cryptomgr.notests nokaslr")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"until": hostUntil,
			"boots": func(ts *testscript.TestScript, neg bool, args []string) { hostBoots(ts, p.Client(), neg, args) },
			"guest": func(ts *testscript.TestScript, neg bool, args []string) { hostGuest(ts, p.Client(), neg, args) },
		},
	})
}

// serial runs scripts one after the other: they share one host.
type serial struct{ *testing.T }

func (s serial) Parallel() {}

func (s serial) Verbose() bool { return testing.Verbose() }

func (s serial) Run(name string, f func(testscript.T)) {
	s.T.Run(name, func(t *testing.T) { f(serial{t}) })
}

// hostUntil is 'until PATTERN COMMAND...': it runs the command again and again,
// until it succeeds and prints what the pattern finds.
func hostUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until PATTERN COMMAND [ARGUMENT...]")
	}
	pattern, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	tick, end := time.NewTicker(time.Second), time.After(hostPatience)
	defer tick.Stop()
	for {
		err := ts.Exec(args[1], args[2:]...)
		out := ts.ReadFile("stdout")
		if err == nil && pattern.MatchString(out) {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			ts.Fatalf("it never printed %s, but at last %q (%v)", args[0], out, err)
		}
	}
}

// hostBoots is 'boots VM': it waits until the micro guest in it says so.
func hostBoots(ts *testscript.TestScript, c *client.Client, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: boots VM")
	}
	began := time.Now()
	console := openHostConsole(ts, c, args[0])
	defer console.close()
	console.until(guestimage.Heartbeat)
	ts.Logf("%s booted in %s", args[0], time.Since(began).Round(time.Second))
}

// hostGuest is 'guest VM COMMAND': the command must succeed in the micro guest.
func hostGuest(ts *testscript.TestScript, c *client.Client, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: guest VM COMMAND")
	}
	console := openHostConsole(ts, c, args[0])
	defer console.close()
	_, err := fmt.Fprintf(console.conn, "\n%s; echo \"status\"=$?.\n", args[1])
	ts.Check(err)
	out, status, _ := strings.Cut(console.until("status=[0-9]+\\."), "status=")
	ts.Logf("%s: %s\n%s", args[0], args[1], strings.ReplaceAll(out, "\r", ""))
	if (status != "0.") != neg {
		ts.Fatalf("it ended with status %s", strings.TrimSuffix(status, "."))
	}
}

// hostConsole is the serial console of a VM, and what it printed.
type hostConsole struct {
	ts   *testscript.TestScript
	conn io.ReadWriteCloser
	read chan []byte
	seen string
}

func openHostConsole(ts *testscript.TestScript, c *client.Client, name string) *hostConsole {
	ctx, cancel := context.WithTimeout(context.Background(), hostPatience)
	defer cancel()
	page, err := c.VMs(ctx, novacron.VMQuery{Name: name})
	ts.Check(err)
	if len(page.Items) != 1 {
		ts.Fatalf("%d vms are named %s", len(page.Items), name)
	}
	conn, err := c.Console(context.Background(), page.Items[0].ID, false)
	for novacron.CodeOf(err) == novacron.Timeout && ctx.Err() == nil { // libvirt is not always quick on such a host
		conn, err = c.Console(context.Background(), page.Items[0].ID, false)
	}
	ts.Check(err)
	console := &hostConsole{ts: ts, conn: conn, read: make(chan []byte)}
	go console.copy()
	return console
}

func (h *hostConsole) copy() {
	defer close(h.read)
	for {
		buf := make([]byte, 4096)
		n, err := h.conn.Read(buf)
		if n > 0 {
			h.read <- buf[:n]
		}
		if err != nil {
			return
		}
	}
}

// until returns what the console printed up to the end of what the pattern finds.
func (h *hostConsole) until(pattern string) string {
	find, end := regexp.MustCompile(pattern), time.After(hostPatience)
	for {
		if at := find.FindStringIndex(h.seen); at != nil {
			return h.seen[:at[1]]
		}
		select {
		case part, open := <-h.read:
			if !open {
				h.ts.Fatalf("the console ended; it printed %q", h.seen)
			}
			h.seen += string(part)
		case <-end:
			h.ts.Fatalf("the console never printed %s, but %q", pattern, h.seen)
		}
	}
}

// close ends the console, and waits until nothing is read from it any more.
func (h *hostConsole) close() {
	_ = h.conn.Close()
	for range h.read { // what comes is thrown away
	}
}
