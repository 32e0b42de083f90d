package ws_test

import (
	"io"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
)

func TestConsoleCarriesBothWays(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.Heartbeat = time.Millisecond })
	p := w.dial("/console?takeOver")
	require.True(t, w.vms.tookOver)
	guest := w.vms.get()
	go func() { _, _ = io.WriteString(guest, "login: ") }()
	kind, data, err := p.conn.Read(p.ctx)
	require.NoError(t, err)
	require.Equal(t, websocket.MessageBinary, kind)
	require.Equal(t, "login: ", string(data))

	require.NoError(t, p.conn.Write(p.ctx, websocket.MessageBinary, []byte("root\n")))
	typed := make([]byte, 5)
	_, err = io.ReadFull(guest, typed)
	require.NoError(t, err)
	require.Equal(t, "root\n", string(typed))
}

func TestConsoleEndsWhenTheVMStops(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/console")
	require.NoError(t, w.vms.get().Close())
	require.Equal(t, websocket.StatusNormalClosure, p.closed().Code)
}

func TestConsoleThatIsTakenOverSaysSo(t *testing.T) {
	w := newWorld(t)
	w.vms.readErr = novacron.Errorf(novacron.Conflict, "virsh console took it over")
	p := w.dial("/console")
	require.NoError(t, w.vms.get().Close())
	closed := p.closed()
	require.Equal(t, websocket.StatusCode(4409), closed.Code)
	require.Equal(t, "conflict: virsh console took it over", closed.Reason)
}

func TestConsoleTakesBinaryFramesOnly(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/console")
	require.NoError(t, p.conn.Write(p.ctx, websocket.MessageText, []byte("root\n")))
	require.Equal(t, websocket.StatusUnsupportedData, p.closed().Code)
}

func TestConsoleTakesNoMoreThanAPageAtOnce(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/console")
	_ = p.conn.Write(p.ctx, websocket.MessageBinary, make([]byte, 1<<20))
	require.Equal(t, websocket.StatusMessageTooBig, p.closed().Code)
	_, err := w.vms.get().Read(make([]byte, 1))
	require.Error(t, err, "nothing of it was typed")
}

func TestConsoleEndsWithItsPeer(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/console")
	require.NoError(t, p.conn.CloseNow())
	_, err := io.ReadAll(w.vms.get()) // ends when our side is closed
	require.NoError(t, err)
	require.Eventually(t, func() bool { return w.hub.Open() == 0 }, patience, time.Millisecond)
}

func TestConsoleEndsWithItsSession(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.Reauthenticate = time.Millisecond })
	p := w.dial("/console")
	w.endSession(novacron.Errorf(novacron.Forbidden, "no longer an operator"))
	require.Equal(t, websocket.StatusCode(4401), p.closed().Code)
}

// A page cannot read the answer to its handshake: it is told by the close.
func TestABrowserIsToldWhyThereIsNoConsole(t *testing.T) {
	w := newWorld(t)
	w.vms.fail = novacron.Errorf(novacron.Conflict, "virsh console holds it")
	require.Equal(t, w.vms.fail, w.refusal("/console"), "a program reads the problem")
	p := w.dialFrom(w.server.URL, "/console")
	closed := p.closed()
	require.Equal(t, websocket.StatusCode(4409), closed.Code)
	require.Equal(t, "conflict: virsh console holds it", closed.Reason)
	require.Eventually(t, func() bool { return w.hub.Open() == 0 }, patience, time.Millisecond)
}
