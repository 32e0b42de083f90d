package fleet_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

// readUntil reads until the text was seen.
func readUntil(t *testing.T, r io.Reader, want string) {
	t.Helper()
	found := make(chan error, 1)
	go func() {
		var all strings.Builder
		buf := make([]byte, 256)
		for !strings.Contains(all.String(), want) {
			n, err := r.Read(buf)
			all.Write(buf[:n])
			if err != nil {
				found <- err
				return
			}
		}
		found <- nil
	}()
	select {
	case err := <-found:
		require.NoError(t, err)
	case <-time.After(10 * time.Second):
		require.Fail(t, "the console never printed "+want)
	}
}

func TestConsoleIsSharedAndRemembers(t *testing.T) {
	l := openLab(t, t.TempDir(), newFake(t, fake.Options{}))
	vm := l.create(small("web-1"))
	_, err := l.VMs().Console(l.ctx, vm.ID, false)
	requireCode(t, novacron.WrongState, err)
	_, err = l.VMs().Console(l.ctx, "no-such", false)
	requireCode(t, novacron.NotFound, err)

	l.power(vm.ID, novacron.PowerStart)
	first, err := l.VMs().Console(l.ctx, vm.ID, false)
	require.NoError(t, err)
	_, err = first.Write([]byte("echo hello-there\n"))
	require.NoError(t, err)
	readUntil(t, first, "hello-there")

	second, err := l.VMs().Console(l.ctx, vm.ID, false)
	require.NoError(t, err)
	readUntil(t, second, "hello-there") // what was printed before it came
	_, err = second.Write([]byte("echo from-second\n"))
	require.NoError(t, err)
	readUntil(t, first, "from-second")

	require.NoError(t, second.Close())
	_, err = second.Write([]byte("x"))
	require.Error(t, err)
	_, err = first.Write([]byte("echo still-here\n"))
	require.NoError(t, err)
	readUntil(t, first, "still-here")

	l.power(vm.ID, novacron.PowerOff)
	_, err = io.Copy(io.Discard, first)
	require.NoError(t, err, "the console ends with the vm")
	require.NoError(t, first.Close())
}

// A guest that does not read holds up nobody: not who types, not who leaves,
// not the end of the appliance.
func TestTypingToAPausedGuestEnds(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	l.power(vm.ID, novacron.PowerStart)
	first, err := l.VMs().Console(l.ctx, vm.ID, false)
	require.NoError(t, err)
	second, err := l.VMs().Console(l.ctx, vm.ID, false)
	require.NoError(t, err)
	l.power(vm.ID, novacron.PowerPause)
	typing := make(chan error, 1)
	go func() {
		for {
			if _, err := first.Write(make([]byte, 64<<10)); err != nil {
				typing <- err
				return
			}
		}
	}()
	l.power(vm.ID, novacron.PowerResume)
	require.NoError(t, first.Close())
	select {
	case <-typing:
	case <-time.After(10 * time.Second):
		require.Fail(t, "typing goes on after the console was left")
	}
	require.NoError(t, second.Close())
}
