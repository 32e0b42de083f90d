package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/novacron/novacron/cli"
)

// terminal is a pseudo-terminal: a person at the master, a program at the slave.
type terminal struct {
	tb     testing.TB
	master *os.File
	slave  *os.File

	mu   sync.Mutex
	seen bytes.Buffer
}

func newTerminal(tb testing.TB) *terminal {
	tb.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		tb.Skipf("no pseudo-terminals here: %v", err)
	}
	tb.Cleanup(func() { _ = master.Close() })
	require.NoError(tb, unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	require.NoError(tb, err)
	require.NoError(tb, unix.IoctlSetWinsize(int(master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}))
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(tb, err)
	tb.Cleanup(func() { _ = slave.Close() })
	t := &terminal{tb: tb, master: master, slave: slave}
	go t.watch()
	return t
}

// watch keeps what is shown, until the terminal is closed.
func (t *terminal) watch() {
	buffer := make([]byte, 4096)
	for {
		n, err := t.master.Read(buffer)
		t.mu.Lock()
		t.seen.Write(buffer[:n])
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seen.String()
}

// see waits until the terminal has shown the pattern.
func (t *terminal) see(pattern string) {
	t.tb.Helper()
	re := regexp.MustCompile(pattern)
	require.Eventually(t.tb, func() bool { return re.MatchString(t.text()) }, 20*time.Second, 5*time.Millisecond,
		"the terminal never showed %q", pattern)
}

func (t *terminal) typeKeys(keys string) {
	t.tb.Helper()
	_, err := t.master.WriteString(keys)
	require.NoError(t.tb, err)
}

// run runs a command at the terminal; the channel gets its exit status.
func (t *terminal) run(ctx context.Context, s *server, args ...string) <-chan int {
	status := make(chan int, 1)
	env := map[string]string{"NOVACRON_SERVER": s.address(), "TERM": "xterm"}
	cmds := cli.Commands{Version: "test", Getenv: func(name string) string { return env[name] }}
	go func() { status <- cli.Main(ctx, cmds, args, t.slave, t.slave, t.slave) }()
	return status
}

func (t *terminal) mode() unix.Termios {
	t.tb.Helper()
	mode, err := unix.IoctlGetTermios(int(t.slave.Fd()), unix.TCGETS)
	require.NoError(t.tb, err)
	return *mode
}

func TestConsoleAtATerminal(t *testing.T) {
	s, term := startServer(t, 2), newTerminal(t)
	before := term.mode()
	status := term.run(t.Context(), s, "vm", "console", "web-1")
	term.see(`connected to the console of web-1; leave with Ctrl-\]\r\n`)
	term.see(`web-1:~# `)
	require.NotEqual(t, before, term.mode(), "the terminal is raw")
	term.typeKeys("echo one two\r")
	term.see(`one two\r\nweb-1:~# `)
	term.typeKeys("\x03") // Ctrl-C is the guest's
	term.see(`\^C`)
	term.typeKeys("\x1d")
	require.Equal(t, 0, <-status)
	term.see(`left the console of web-1; the VM goes on\r\n`)
	require.Equal(t, before, term.mode(), "the terminal is as it was")
}

func TestConsoleGivesTheTerminalBackWhenTheVMStops(t *testing.T) {
	s, term := startServer(t, 2), newTerminal(t)
	before := term.mode()
	status := term.run(t.Context(), s, "vm", "console", "web-1", "--escape", "none")
	term.see(`connected to the console of web-1; it ends when the VM stops`)
	term.see(`web-1:~# `)
	term.typeKeys("\x1dpoweroff\r")
	require.Equal(t, 0, <-status)
	term.see(`the console of web-1 ended: the VM stopped\r\n`)
	require.Equal(t, before, term.mode())
}

func TestConsoleGivesTheTerminalBackWhenInterrupted(t *testing.T) {
	s, term := startServer(t, 2), newTerminal(t)
	before := term.mode()
	ctx, interrupt := context.WithCancel(t.Context())
	status := term.run(ctx, s, "vm", "console", "web-1")
	term.see(`web-1:~# `)
	interrupt()
	require.Equal(t, 130, <-status)
	term.see(`left the console of web-1; the VM goes on`)
	require.Equal(t, before, term.mode())
}

func TestProgressAtATerminal(t *testing.T) {
	s, term := startServer(t, 2), newTerminal(t)
	hung, release := s.provider.Faults().Hang("Pause")
	status := term.run(t.Context(), s, "vm", "pause", "web-1")
	<-hung
	term.see(`\r\x1b\[Kvm\.pause web-1: \w+ \d+ % \(1s\)`)
	release()
	require.Equal(t, 0, <-status)
	term.see(`\r\x1b\[Kweb-1 paused\r\n$`)
}

func TestInterruptedWhileWaiting(t *testing.T) {
	s, term := startServer(t, 2), newTerminal(t)
	hung, release := s.provider.Faults().Hang("Pause")
	defer release()
	ctx, interrupt := context.WithCancel(t.Context())
	status := term.run(ctx, s, "vm", "pause", "web-1")
	<-hung
	term.see(`vm\.pause web-1: `)
	interrupt()
	require.Equal(t, 130, <-status)
	term.see(`novacron: stopped waiting for vm\.pause of web-1\r\nmend: it goes on by itself; see: novacron operation wait op-`)
}

func TestHintsAtATerminal(t *testing.T) {
	s, term := startServer(t, 0), newTerminal(t)
	require.Equal(t, 0, <-term.run(t.Context(), s, "vm", "list"))
	term.see(`there is no VM yet; make one: novacron vm create NAME`)
	require.Equal(t, 0, <-term.run(t.Context(), s, "vm", "create", "web-1"))
	term.see(`web-1 created\r\nstart it: novacron vm start web-1`)
	require.Equal(t, 0, <-term.run(t.Context(), s, "vm", "list", "--state", "running"))
	term.see(`no VM matches`)
	require.Equal(t, 0, <-term.run(t.Context(), s, "api-token", "list"))
	term.see(`none\r\n`)
}

func TestInterruptedQuestion(t *testing.T) {
	s, term := startServer(t, 1), newTerminal(t)
	ctx, interrupt := context.WithCancel(t.Context())
	status := term.run(ctx, s, "vm", "delete", "web-1", "--force")
	term.see(`Power off and delete the VM web-1 \(running\)\? Its disks stay\. \[y/N\] `)
	interrupt()
	require.Equal(t, 130, <-status)
	term.see(`web-1 was not deleted`)
}
