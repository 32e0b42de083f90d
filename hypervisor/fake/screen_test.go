package fake_test

import (
	"bytes"
	"image"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/internal/keyboard"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

// viewer watches a screen. Use it inside a synctest bubble.
func viewer(t *testing.T, p *fake.Provider, id novacron.VMID) *rfb.Client {
	t.Helper()
	conn, err := p.OpenDisplay(t.Context(), id)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	c, err := rfb.Connect(conn, true)
	require.NoError(t, err)
	require.NoError(t, c.Update(false))
	return c
}

// TestKeysOfAViewerReachTheGuest: what is typed at the screen appears on the
// console, and the screen follows.
func TestKeysOfAViewerReachTheGuest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		time.Sleep(time.Minute)
		v := viewer(t, p, id)
		require.Equal(t, "NovaCron: web-1", v.Name)
		console := attach(t, p, id, false)
		console.take()
		press := func(syms ...uint32) string {
			for _, sym := range syms {
				require.NoError(t, v.Key(sym, true))
			}
			for _, sym := range syms {
				require.NoError(t, v.Key(sym, false))
			}
			return console.take()
		}
		before := bytes.Clone(v.Screen.Pix)
		for _, c := range "echo hix" {
			require.Equal(t, string(c), press(uint32(c)))
		}
		require.NoError(t, v.Update(true), "the screen changed")
		require.NotEqual(t, before, v.Screen.Pix)
		require.Equal(t, "\b \b", press(0xff08), "backspace")
		require.Empty(t, press(0xff09), "the shell does nothing at a tab")
		require.Empty(t, press(0xffbe), "F1")
		require.Equal(t, "\r\nhi\r\nweb-1:~# ", press(0xff0d), "return")
		press('j', 'u')
		require.Equal(t, "^C\r\nweb-1:~# ", press(0xffe3, 'c'), "control and c")
		require.Equal(t, "c", press('c'), "control was let go")
		require.Contains(t, press(0xffe4, 0xffea, 0xffff), "stopping services", "control, alt and delete")
		require.Equal(t, novacron.VMRunning, look(t, p, id).State)
	})
}

// TestSentKeys are what a keyboard of the United States types.
func TestSentKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := running(t, p)
		time.Sleep(time.Minute)
		console := attach(t, p, id, false)
		console.take()
		chords, _, err := keyboard.Type(keyboard.DefaultLayout, "echo A&B\n")
		require.NoError(t, err)
		for _, chord := range chords {
			require.NoError(t, p.SendKeys(t.Context(), id, chord, time.Millisecond))
		}
		require.Equal(t, "echo A&B\r\nA&B\r\nweb-1:~# ", console.take())
		send := func(name string) string {
			chord, err := keyboard.Parse(name)
			require.NoError(t, err)
			require.NoError(t, p.SendKeys(t.Context(), id, chord, time.Millisecond))
			return console.take()
		}
		require.Equal(t, "^C\r\nweb-1:~# ", send("ctrl-c"))
		require.Empty(t, send("f5"), "a key that types nothing")
		require.Contains(t, send("ctrl-alt-delete"), "stopping services")
	})
}

// TestTheScreenShowsTheState, by the color of its head.
func TestTheScreenShowsTheState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := open(t, slow())
		id := define(t, p, someID, "a-name-that-is-much-longer-than-the-head-of-the-screen")
		heads := map[string]novacron.VMState{}
		for _, state := range []novacron.VMState{novacron.VMRunning, novacron.VMPaused, novacron.VMCrashed} {
			bring(t, p, id, state)
			picture, err := p.Screenshot(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, image.Rect(0, 0, 640, 400), picture.Bounds())
			r, g, b, _ := picture.At(639, 0).RGBA()
			heads[string([]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})] = state
		}
		require.Len(t, heads, 3)
	})
}
