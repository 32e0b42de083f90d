package rfb_test

import (
	"bytes"
	"image"
	"image/color"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/rfb"
)

// screen is a picture of one color that keys change.
type screen struct {
	mu      sync.Mutex
	number  uint64
	picture *image.RGBA
	changed chan struct{}
	keys    []uint32
}

func newScreen() *screen {
	return &screen{number: 1, picture: image.NewRGBA(image.Rect(0, 0, 16, 8)), changed: make(chan struct{})}
}

func (s *screen) Picture() (*image.RGBA, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.picture, s.number
}

func (s *screen) Changed(number uint64) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number != s.number {
		now := make(chan struct{})
		close(now)
		return now
	}
	return s.changed
}

func (s *screen) Key(keysym uint32, down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !down {
		return
	}
	s.keys = append(s.keys, keysym)
	s.picture = image.NewRGBA(s.picture.Bounds())
	s.picture.SetRGBA(1, 1, color.RGBA{R: byte(keysym), G: 2, B: 3, A: 255})
	s.number++
	close(s.changed)
	s.changed = make(chan struct{})
}

// serve shows a screen on one end of a connection and returns the other.
func serve(t *testing.T, s rfb.Source) io.ReadWriteCloser {
	t.Helper()
	here, there := net.Pipe()
	done := make(chan struct{})
	ended := make(chan error, 1)
	go func() { ended <- rfb.Serve(there, "a screen", s, done) }()
	t.Cleanup(func() {
		close(done)
		select {
		case err := <-ended:
			require.NoError(t, err)
		case <-time.After(10 * time.Second):
			require.Fail(t, "the server goes on")
		}
	})
	return here
}

func TestServe(t *testing.T) {
	t.Parallel()
	s := newScreen()
	viewer, err := rfb.Connect(serve(t, s), true)
	require.NoError(t, err)
	require.Equal(t, "a screen", viewer.Name)
	require.Equal(t, image.Pt(16, 8), viewer.Screen.Bounds().Size())
	require.NoError(t, viewer.Update(false))
	require.Equal(t, color.RGBA{A: 255}, viewer.Screen.RGBAAt(1, 1))
	require.NoError(t, viewer.Key('a', true))
	require.NoError(t, viewer.Key('a', false))
	require.NoError(t, viewer.Pointer(1, 1, 1))
	require.NoError(t, viewer.Update(true))
	require.Equal(t, color.RGBA{R: 'a', G: 2, B: 3, A: 255}, viewer.Screen.RGBAAt(1, 1))
}

func TestGuardViewOnly(t *testing.T) {
	t.Parallel()
	s := newScreen()
	viewer, err := rfb.Connect(rfb.Guard(serve(t, s), true), true)
	require.NoError(t, err)
	require.NoError(t, viewer.Update(false))
	require.NoError(t, viewer.Key('a', true))
	require.NoError(t, viewer.Pointer(1, 1, 1))
	require.NoError(t, viewer.Update(false))
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Empty(t, s.keys, "what is pressed by who only watches")
}

// sink is a server that takes what reaches it.
type sink struct{ bytes.Buffer }

func (*sink) Close() error { return nil }

// messages are what a watcher sends: the beginning, which asks for the screen
// alone, then one message of each kind.
func messages() [][]byte {
	return [][]byte{
		[]byte(rfb.Version),
		{1},
		{0},
		append([]byte{0, 0, 0, 0}, make([]byte, 16)...), // pixel format
		{2, 0, 0, 1, 0, 0, 0, 5},                        // encodings
		{3, 0, 0, 0, 0, 0, 0, 9, 0, 9},                  // update
		{150, 1, 0, 0, 0, 0, 0, 9, 0, 9},                // continuous updates
		{248, 0, 0, 0, 0, 0, 0, 1, 2, 'x', 'y'},         // fence
		{4, 1, 0, 0, 0, 0, 0, 'k'},                      // key
		{5, 1, 0, 1, 0, 1},                              // pointer
		{6, 0, 0, 0, 0, 0, 0, 3, 'c', 'u', 't'},         // clipboard
		{6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfe, 'e', 'x'},  // extended clipboard
		{250, 0, 1, 2},                                  // power
		{251, 0, 0, 9, 0, 9, 0, 0},                      // size
		{255, 0, 0, 1, 0, 0, 0, 'k', 0, 0, 0, 30},       // key with code
		{255, 1, 0, 0},                                  // audio
		{255, 1, 0, 2, 3, 2, 0, 0, 0, 0},                // audio format
	}
}

func TestGuardLetsThrough(t *testing.T) {
	t.Parallel()
	all := messages()
	for _, piece := range []int{1, 3, 1000} {
		for _, viewOnly := range []bool{false, true} {
			out := &sink{}
			g := rfb.Guard(out, viewOnly)
			for b := bytes.Join(all, nil); len(b) > 0; {
				n := min(piece, len(b))
				wrote, err := g.Write(b[:n])
				require.NoError(t, err)
				require.Equal(t, n, wrote)
				b = b[n:]
			}
			want := bytes.Join(all, nil)
			if viewOnly {
				want = bytes.Join(all[:8], nil)
			}
			want[len(rfb.Version)+1] = 1
			require.Equal(t, want, out.Bytes(), "shared, whatever was asked; view only: %v", viewOnly)
		}
	}
}

func TestGuardRefuses(t *testing.T) {
	t.Parallel()
	begin := rfb.Version + "\x01\x01"
	for name, text := range map[string]string{
		"version": "RFB 003.003\n", "no RFB": "GET / HTTP/1.1", "security": rfb.Version + "\x13", "unknown": begin + "\x63",
		"encodings": begin + "\x02\x00\xff\xff", "clipboard": begin + "\x06\x00\x00\x00\x7f\x00\x00\x00", "qemu": begin + "\xff\x07\x00\x00",
	} {
		g := rfb.Guard(&sink{}, true)
		_, err := g.Write([]byte(text))
		require.ErrorIs(t, err, rfb.ErrProtocol, name)
		_, err = g.Write([]byte("x"))
		require.ErrorIs(t, err, rfb.ErrProtocol, name)
	}
	out := &sink{}
	_, err := rfb.Guard(out, true).Write([]byte("RFB 003.007\n\x02" + string(make([]byte, 16)) + "\x00"))
	require.NoError(t, err, "a password is the server's to ask for")
}

func FuzzGuard(f *testing.F) {
	f.Add(bytes.Join(messages(), nil), true)
	f.Fuzz(func(_ *testing.T, b []byte, viewOnly bool) {
		g := rfb.Guard(&sink{}, viewOnly)
		for len(b) > 0 {
			n := min(7, len(b))
			if _, err := g.Write(b[:n]); err != nil {
				break
			}
			b = b[n:]
		}
	})
}

func FuzzServe(f *testing.F) {
	f.Add(bytes.Join(messages(), nil))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_ = rfb.Serve(&wire{in: bytes.NewReader(b)}, "x", newScreen(), nil)
	})
}

// wire is a connection whose peer says something and reads nothing.
type wire struct{ in io.Reader }

func (w *wire) Read(b []byte) (int, error)  { return w.in.Read(b) }
func (w *wire) Write(b []byte) (int, error) { return len(b), nil }
func (w *wire) Close() error                { return nil }
