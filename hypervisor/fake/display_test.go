package fake_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

// TestScreenIsTheConsole: what is typed on the pretended screen is typed on the
// guest's console, and shown on both.
func TestScreenIsTheConsole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, fake.Options{})
		id := running(t, p)
		console := attach(t, p, id, false)
		conn, err := p.OpenDisplay(t.Context(), id)
		require.NoError(t, err)
		viewer, err := rfb.Connect(conn, true)
		require.NoError(t, err)
		require.NoError(t, viewer.Update(false))
		press := func(syms ...uint32) {
			for _, sym := range syms {
				require.NoError(t, viewer.Key(sym, true))
			}
			for _, sym := range syms {
				require.NoError(t, viewer.Key(sym, false))
			}
		}
		for _, sym := range []uint32{'u', 'n', 'a', 'm', 'x', 0xff08, 'e', 0xff09, 0xff0d} {
			press(sym)
		}
		require.Contains(t, console.take(), "6.1.0-simulated x86_64")
		press('x')
		press(0xffe3, 'c')
		require.Contains(t, console.take(), "^C")

		for _, codes := range [][]uint16{{18}, {46}, {35}, {24}, {57}, {42, 30}, {28}, {29, 46}} { // echo A, Enter, Ctrl-C
			require.NoError(t, p.SendKeys(t.Context(), id, codes, time.Millisecond))
		}
		require.Contains(t, console.take(), "\r\nA\r\n")
		press(0xffe3, 0xffe9, 0xffff) // Ctrl-Alt-Delete
		require.Contains(t, console.take(), "Restarting system")
		require.NoError(t, p.SendKeys(t.Context(), id, []uint16{29, 56, 111}, time.Millisecond))
		require.NoError(t, viewer.Update(false))
		picture, err := p.Screenshot(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, viewer.Screen.Bounds(), picture.Bounds())
		require.NoError(t, p.Pause(t.Context(), id))
		require.NoError(t, viewer.Update(true), "the head changes its color")
		require.NoError(t, p.Close())
		require.Error(t, viewer.Update(false), "the connection ends with the provider's")
	})
}

func TestAgentThatIsNotThere(t *testing.T) {
	p := open(t, fake.Options{BootDelay: time.Hour})
	id := running(t, p)
	_, err := p.AskAgent(t.Context(), id)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "it boots")
	_, err = p.OpenDisplay(t.Context(), "none")
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
}
