package fake_test

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
	"github.com/stretchr/testify/require"
)

// screen collects what a console prints. Use it inside a synctest bubble.
type screen struct {
	io.ReadWriteCloser
	t     *testing.T
	mu    sync.Mutex
	text  bytes.Buffer
	ended chan struct{}
}

func attach(t *testing.T, p *fake.Provider, id novacron.VMID, takeOver bool) *screen {
	t.Helper()
	c, err := p.OpenConsole(t.Context(), id, takeOver)
	require.NoError(t, err)
	s := &screen{ReadWriteCloser: c, t: t, ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		_, err := io.Copy(s, struct{ io.Reader }{c})
		require.NoError(t, err)
	}()
	t.Cleanup(func() { require.NoError(t, c.Close()); <-s.ended })
	synctest.Wait()
	return s
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(b)
}

// typed types a line and returns what the guest printed since the last call.
func (s *screen) typed(line string) string {
	s.t.Helper()
	_, err := s.ReadWriteCloser.Write([]byte(line))
	require.NoError(s.t, err)
	return s.take()
}

func (s *screen) take() string {
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.text.Reset()
	return s.text.String()
}

func TestConsoleBootsAndAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := slow()
		opts.Heartbeat = 10 * time.Second
		p := open(t, opts)
		id := running(t, p)
		c := attach(t, p, id, false)
		require.Contains(t, c.take(), "Linux version")
		require.Empty(t, c.typed("echo early\r"), "the guest still boots")
		time.Sleep(10*time.Second + 1)
		got := c.take()
		require.Contains(t, got, "Run /sbin/init")
		require.Contains(t, got, "Welcome to web-1")
		require.Contains(t, got, "web-1:~# echo early\r\nearly\r\nweb-1:~# ")
		time.Sleep(10 * time.Second)
		require.Contains(t, c.take(), "heartbeat 1")
		require.Equal(t, "hostx\b \bname\r\nweb-1\r\nweb-1:~# ", c.typed("hostx\x7fname\r"))
		require.Equal(t, "junk^C\r\nweb-1:~# ", c.typed("junk\x03"))
		for command, answer := range map[string]string{
			"help": "commands:", "uname -a": "x86_64", "uptime": "up 20s", "free": "256 MiB total", "nproc": "1", "ls": "proc",
			"vi": "vi: command not found", "clear": "\x1b[2J", "": "\r\n",
		} {
			require.Contains(t, c.typed(command+"\r"), answer)
		}
		c.typed("half")
		time.Sleep(10 * time.Second)
		require.True(t, strings.HasSuffix(c.take(), "heartbeat 2: all is well\r\nweb-1:~# half"), "the line is drawn again")
	})
}

func TestConsoleShowsWhatWasPrintedBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		opts := slow()
		opts.Heartbeat = time.Second
		p := open(t, opts)
		id := running(t, p)
		time.Sleep(24 * time.Hour)
		c := attach(t, p, id, false)
		got := c.take()
		require.Contains(t, got, "Welcome")
		require.LessOrEqual(t, strings.Count(got, "heartbeat"), 3, "not a day of heartbeats")
		require.Contains(t, got, "heartbeat 86390")
		require.NoError(t, c.Close())
		again := attach(t, p, id, false)
		require.Contains(t, again.take(), "Welcome")
	})
}

func TestConsoleStandsStillWithItsVM(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		time.Sleep(time.Minute)
		c := attach(t, p, id, false)
		c.take()
		require.NoError(t, p.Pause(t.Context(), id))
		require.Empty(t, c.typed("echo now\r"))
		time.Sleep(time.Hour)
		require.NoError(t, p.Resume(t.Context(), id))
		require.Contains(t, c.take(), "now\r\n")
		require.Contains(t, c.typed("uptime\r"), "up 1m0s")
		require.NoError(t, p.Reset(t.Context(), id))
		require.Contains(t, c.take(), "reboot: Restarting system")
		time.Sleep(10 * time.Second)
		require.Contains(t, c.take(), "Welcome")
	})
}

func TestShellPowers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		time.Sleep(time.Minute)
		c := attach(t, p, id, false)
		require.Contains(t, c.typed("reboot\r"), "stopping services")
		time.Sleep(20 * time.Second)
		require.Contains(t, c.take(), "Linux version")
		c.typed("poweroff\r")
		time.Sleep(5 * time.Second)
		<-c.ended
		require.Equal(t, novacron.VMShutoff, look(t, p, id).State)
		_, err := c.ReadWriteCloser.Write([]byte("x"))
		require.ErrorIs(t, err, io.ErrClosedPipe)
		require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
		time.Sleep(time.Minute)
		c = attach(t, p, id, false)
		require.Contains(t, c.typed("panic\r"), "Kernel panic")
		require.Equal(t, novacron.VMCrashed, look(t, p, id).State)
	})
}

func TestConsoleIsForOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := define(t, p, someID, "web-1")
		_, err := p.OpenConsole(t.Context(), id, false)
		requireCode(t, novacron.WrongState, err)
		require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
		first := attach(t, p, id, false)
		_, err = p.OpenConsole(t.Context(), id, false)
		requireCode(t, novacron.Conflict, err)
		second := attach(t, p, id, true)
		<-first.ended
		p.Outside().Disconnect("gone")
		<-second.ended
		p.Outside().Reconnect()
		third := attach(t, p, id, false)
		require.NoError(t, p.Close())
		<-third.ended
		require.NoError(t, p.Open(t.Context()))
		require.NoError(t, p.Outside().Mute(id, true))
		_, err = p.OpenConsole(t.Context(), id, false)
		requireCode(t, novacron.Unsupported, err)
		_, err = p.OpenConsole(t.Context(), "gone", false)
		requireCode(t, novacron.NotFound, err)
	})
}

func TestConsoleForgetsTheOldestForASleeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, fake.Options{Heartbeat: time.Millisecond})
		id := running(t, p)
		c, err := p.OpenConsole(t.Context(), id, false)
		require.NoError(t, err)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.NoError(t, c.Close())
		unread, err := io.ReadAll(c)
		require.NoError(t, err)
		require.Len(t, unread, 64<<10)
	})
}
