package fleet_test

import (
	"bytes"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/internal/rfb"
	"github.com/novacron/novacron/novacron"
)

func TestDisplayIsSharedAndTyped(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	_, err := l.Displays().OpenDisplay(l.ctx, vm.ID, novacron.OpenDisplay{})
	requireCode(t, novacron.WrongState, err)
	_, err = l.Displays().Screenshot(l.ctx, "no-such", 0)
	requireCode(t, novacron.NotFound, err)
	l.power(vm.ID, novacron.PowerStart)
	can, err := l.Displays().Consoles(l.ctx, vm.ID)
	require.NoError(t, err)
	require.True(t, can.VNC.Available)
	require.Contains(t, can.Layouts, "de")

	conn, err := l.Displays().OpenDisplay(l.ctx, vm.ID, novacron.OpenDisplay{ViewOnly: true})
	require.NoError(t, err)
	defer conn.Close()
	viewer, err := rfb.Connect(conn, false)
	require.NoError(t, err)
	require.NoError(t, viewer.Update(false))
	before := bytes.Clone(viewer.Screen.Pix)

	console, err := l.VMs().Console(l.ctx, vm.ID, false)
	require.NoError(t, err)
	defer console.Close()
	req := novacron.TypeText{Mutation: novacron.Mutation{IdempotencyKey: "k-1"}, Text: "echo a-B\n"}
	typed, err := l.Displays().TypeText(l.ctx, vm.ID, req)
	require.NoError(t, err)
	require.Equal(t, novacron.Typed{Characters: 9}, typed)
	readUntil(t, console, "\r\na-B")
	typed, err = l.Displays().TypeText(l.ctx, vm.ID, req)
	require.NoError(t, err)
	require.Equal(t, 9, typed.Characters, "and not once more")
	req.Text = "another"
	_, err = l.Displays().TypeText(l.ctx, vm.ID, req)
	requireCode(t, novacron.Conflict, err)
	require.NoError(t, viewer.Update(true))
	require.NotEqual(t, before, viewer.Screen.Pix, "it shows what was typed")

	require.NoError(t, l.Displays().PressKeys(l.ctx, vm.ID, novacron.PressKeys{Keys: "ctrl-alt-delete"}))
	readUntil(t, console, "Restarting system")
	_, err = conn.Write([]byte{99})
	requireCode(t, novacron.Invalid, err)
}

func TestTypingIsChecked(t *testing.T) {
	l := newLab(t)
	vm := l.create(small("web-1"))
	l.power(vm.ID, novacron.PowerStart)
	for _, bad := range []novacron.TypeText{
		{}, {Text: strings.Repeat("x", novacron.MaxTypedText+1)}, {Text: "x", Layout: "tlh"}, {Text: "日"},
	} {
		_, err := l.Displays().TypeText(l.ctx, vm.ID, bad)
		requireCode(t, novacron.Invalid, err)
	}
	for _, bad := range []novacron.PressKeys{{Keys: "hyper-x"}, {Keys: "a", Hold: time.Hour}} {
		requireCode(t, novacron.Invalid, l.Displays().PressKeys(l.ctx, vm.ID, bad))
	}
	dry, err := l.Displays().TypeText(l.ctx, vm.ID, novacron.TypeText{Mutation: novacron.Mutation{DryRun: true}, Text: "x"})
	require.NoError(t, err)
	require.Equal(t, novacron.Typed{DryRun: true}, dry)
	l.power(vm.ID, novacron.PowerOff)
	_, err = l.Displays().TypeText(l.ctx, vm.ID, novacron.TypeText{Text: "x"})
	requireCode(t, novacron.WrongState, err)
}

func TestScreenshotsAreSmallAndKept(t *testing.T) {
	provider := newFake(t, fake.Options{})
	l := openLab(t, t.TempDir(), provider)
	vm := l.create(small("web-1"))
	l.power(vm.ID, novacron.PowerStart)
	shot, err := l.Displays().Screenshot(l.ctx, vm.ID, 160)
	require.NoError(t, err)
	picture, err := png.Decode(bytes.NewReader(shot.PNG))
	require.NoError(t, err)
	require.Equal(t, 160, picture.Bounds().Dx())
	require.Equal(t, []int{160, 100, 640, 400}, []int{shot.Width, shot.Height, shot.ScreenWidth, shot.ScreenHeight})

	provider.Faults().Fail("Screenshot", novacron.Errorf(novacron.Unavailable, "not now"), -1)
	again, err := l.Displays().Screenshot(l.ctx, vm.ID, 160)
	require.NoError(t, err, "a picture of a moment ago does")
	require.Equal(t, shot, again)
	_, err = l.Displays().Screenshot(l.ctx, vm.ID, 0)
	requireCode(t, novacron.Unavailable, err)
	provider.Faults().Clear()
	whole, err := l.Displays().Screenshot(l.ctx, vm.ID, 0)
	require.NoError(t, err, "a failure is not kept")
	require.Equal(t, 640, whole.Width)
}
