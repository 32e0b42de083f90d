package kvm_test

import (
	"image"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/internal/keyboard"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

// watchScreen connects as a VNC viewer does that wants the screen for itself.
func watchScreen(t *testing.T, p *kvm.Provider, id novacron.VMID) (*rfb.Client, io.ReadWriteCloser) {
	t.Helper()
	conn, err := p.OpenDisplay(t.Context(), id)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	viewer, err := rfb.Connect(rfb.Guard(conn, false), false)
	require.NoError(t, err)
	require.NoError(t, viewer.Update(false))
	return viewer, conn
}

// TestDisplay: what a VM shows is seen over sockets that libvirt passes, by
// several watchers at once, and its keyboard is heard.
func TestDisplay(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	id := create(t, p, "shown", func(req *novacron.CreateVM) { req.Boot.Cmdline += " console=tty0" })
	can, err := p.Consoles(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, "vm shown has no screen: it is shutoff", can.VNC.Reason)
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	can, err = p.Consoles(t.Context(), id)
	require.NoError(t, err)
	require.True(t, can.VNC.Available && can.Serial.Available && can.Screenshot.Available && can.Keys.Available, "%+v", can)

	first, conn := watchScreen(t, p, id)
	require.Contains(t, first.Name, "shown")
	second, _ := watchScreen(t, p, id)
	require.NoError(t, first.Update(false), "the second did not throw it out")
	require.NoError(t, second.Update(false))
	require.NotContains(t, listeners(t, d), "LISTEN", "nothing listens on a port")

	picture, err := p.Screenshot(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, first.Update(false))
	require.Equal(t, first.Screen.Bounds().Size(), picture.Bounds().Size())
	require.IsType(t, &image.RGBA{}, picture)

	console, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	await(t, console, guestimage.Ready)
	// With the screen for its console, the guest's shell reads the keyboard.
	chords, _, err := keyboard.Type("en-us", "echo TYPED=$((6*7)) >/dev/ttyS0\n")
	require.NoError(t, err)
	pace := time.NewTicker(novacron.TypedPace)
	defer pace.Stop()
	for _, chord := range chords {
		require.NoError(t, p.SendKeys(t.Context(), id, chord, 10*time.Millisecond))
		<-pace.C
	}
	await(t, console, "TYPED=42")

	require.NoError(t, p.PowerOff(t.Context(), id))
	_, err = io.Copy(io.Discard, conn)
	require.NoError(t, err, "the screen ends with the VM")
	_, err = p.OpenDisplay(t.Context(), id)
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err))
	_, err = p.Screenshot(t.Context(), id)
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err))
	require.Equal(t, novacron.WrongState, novacron.CodeOf(p.SendKeys(t.Context(), id, []uint16{30}, 0)))
}

// listeners are the TCP sockets that wait for connections in the daemon's world.
func listeners(t *testing.T, d *kvmtest.Daemon) string {
	t.Helper()
	out, err := d.Command("cat", "/proc/net/tcp", "/proc/net/tcp6").Output()
	require.NoError(t, err)
	var found []string
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) > 3 && fields[3] == "0A" {
			found = append(found, "LISTEN "+fields[1])
		}
	}
	return strings.Join(found, "\n")
}
