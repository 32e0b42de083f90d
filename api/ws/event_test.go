package ws_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
)

func TestEventsComeInOrderFromNowOn(t *testing.T) {
	w := newWorld(t)
	w.events.add("vm.created")
	p := w.dial("/ws")
	first := p.frame()
	require.Equal(t, "c1", first.Heartbeat.Cursor, "the stream says at once from where it goes on")
	w.events.add("vm.started", "vm.paused")
	require.Equal(t, "c2", p.event().Cursor)
	require.Equal(t, "c3", p.event().Cursor)
}

func TestEventsResumeWithoutLossOrRepetition(t *testing.T) {
	w := newWorld(t)
	for n := range 1000 {
		w.events.add("vm." + strconv.Itoa(n))
	}
	cursor, want := "c0", uint64(1)
	for want <= 1000 {
		p := w.dial("/ws?since=" + cursor)
		for range 300 {
			if want > 1000 {
				break
			}
			ev := p.event()
			require.Equal(t, want, ev.Sequence)
			cursor = ev.Cursor
			want++
		}
		require.NoError(t, p.conn.Close(websocket.StatusNormalClosure, ""))
	}
}

func TestAnExpiredCursorIsAGap(t *testing.T) {
	w := newWorld(t)
	w.events.add("a.a", "a.b", "a.c")
	w.events.expired = 2
	p := w.dial("/ws?since=c1")
	require.NotNil(t, p.frame().Heartbeat)
	require.Equal(t, &novacron.Gap{Reason: "expired", Oldest: "c2"}, p.frame().Gap)
	require.Equal(t, "c3", p.event().Cursor)
}

func TestHeartbeatsMoveAFilteredCursor(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.Heartbeat = 5 * time.Millisecond })
	p := w.dial("/ws?type=vm.started")
	require.Equal(t, "c0", p.frame().Heartbeat.Cursor)
	w.events.add("vm.paused", "vm.resumed")
	for p.frame().Heartbeat.Cursor != "c2" { // what does not match is passed by
	}
	w.events.add("vm.started")
	require.Equal(t, "c3", p.event().Cursor)
}

func TestHeartbeatsComeWhileEventsDo(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.Heartbeat = time.Nanosecond })
	p := w.dial("/ws?since=c0")
	w.events.add("vm.started")
	require.Equal(t, "c1", p.event().Cursor)
	require.Equal(t, "c1", p.frame().Heartbeat.Cursor)
}

func TestWhatFailsBeforeTheUpgradeIsReturned(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.MaxPerIdentity = 2 })
	require.Equal(t, novacron.Invalid, novacron.CodeOf(w.refusal("/ws?since=nonsense")))
	require.Zero(t, w.hub.Open())
	w.vms.fail = novacron.Errorf(novacron.WrongState, "vm is shut off")
	require.Equal(t, novacron.WrongState, novacron.CodeOf(w.refusal("/console")))
	for _, path := range []string{"/ws", "/console"} {
		resp, err := http.Get(w.server.URL + path)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusTeapot, resp.StatusCode)
		require.Equal(t, novacron.Invalid, novacron.CodeOf(w.refused))
	}
}

func TestOneIdentityHasSoManyAndNoMore(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.MaxPerIdentity = 2 })
	first := w.dial("/ws")
	w.dial("/ws")
	require.Equal(t, 2, w.hub.Open())
	for _, path := range []string{"/ws", "/console"} {
		require.Equal(t, novacron.Exhausted, novacron.CodeOf(w.refusal(path)))
	}
	require.NoError(t, first.conn.Close(websocket.StatusNormalClosure, ""))
	require.Eventually(t, func() bool { return w.hub.Open() == 1 }, patience, time.Millisecond)
	w.dial("/ws")
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.Reauthenticate = time.Millisecond })
	p := w.dial("/ws")
	w.endSession(novacron.Errorf(novacron.Unavailable, "the store is busy"))
	w.events.add("vm.started")
	require.Equal(t, "vm.started", p.event().Type, "that it cannot be asked is no reason to end")
	w.endSession(novacron.Errorf(novacron.Unauthenticated, "logged out"))
	closed := p.closed()
	require.Equal(t, websocket.StatusCode(4401), closed.Code)
	require.Equal(t, "unauthenticated: the session ended", closed.Reason)
}

func TestAClosedHubSaysComeAgain(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/ws")
	p.frame()
	go func() { _ = w.hub.Close() }()
	closed := p.closed()
	require.Equal(t, websocket.StatusGoingAway, closed.Code)
	require.Equal(t, "unavailable: novacron is stopping", closed.Reason)
	require.Eventually(t, func() bool { return w.hub.Open() == 0 }, patience, time.Millisecond)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(w.refusal("/ws")))
}

func TestAServiceThatFailsEndsTheStream(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/ws")
	p.frame()
	w.events.failWith(novacron.Errorf(novacron.Unavailable, "%s", strings.Repeat("ü", 200)))
	closed := p.closed()
	require.Equal(t, websocket.StatusCode(4503), closed.Code)
	require.LessOrEqual(t, len(closed.Reason), 123)
	require.Contains(t, closed.Reason, "unavailable: üü")
}

func TestAPeerThatSendsIsRefused(t *testing.T) {
	w := newWorld(t)
	p := w.dial("/ws")
	require.NoError(t, p.conn.Write(p.ctx, websocket.MessageText, []byte(`{"subscribe":"everything"}`)))
	require.Equal(t, websocket.StatusPolicyViolation, p.closed().Code)
}

// A reader that takes nothing is dropped, and finds everything when it comes
// back with the last cursor that it has.
func TestASlowReaderIsDroppedAndLosesNothing(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.WriteTimeout = 100 * time.Millisecond })
	p := w.dial("/ws?since=c0")
	const many = 256
	for range many {
		w.events.add("vm." + strings.Repeat("x", 64<<10)) // 16 MiB: more than sockets hold
	}
	require.Eventually(t, func() bool { return w.hub.Open() == 0 }, patience, time.Millisecond)
	last := p.drain(0)
	require.Less(t, last, uint64(many))
	for last < many {
		last = w.dial("/ws?since=c" + strconv.FormatUint(last, 10)).drain(last)
	}
}

// drain reads events until the last one or the end of the connection. It
// returns the last one's sequence; none may be missing.
func (p *peer) drain(last uint64) uint64 {
	p.t.Helper()
	p.conn.SetReadLimit(1 << 20)
	for last < 256 {
		_, data, err := p.conn.Read(p.ctx)
		if err != nil {
			break
		}
		if ev := decode(p.t, data).Event; ev != nil {
			require.Equal(p.t, last+1, ev.Sequence)
			last = ev.Sequence
		}
	}
	return last
}

func TestASlowReaderIsToldWhileItCanBe(t *testing.T) {
	w := newWorld(t, func(o *ws.Options) { o.SlowAfter = time.Nanosecond })
	closed := w.dial("/ws").closed()
	require.Equal(t, websocket.StatusCode(4429), closed.Code)
	require.Equal(t, "exhausted: the reader is too slow; resume with the last cursor", closed.Reason)
}

// From the outbox to the peer: far below the 50 ms that the whole way may take.
func BenchmarkEventLatency(b *testing.B) {
	w := newEvents()
	hub := ws.New(ws.Options{Events: w, Status: func(novacron.Code) int { return 500 }})
	defer func() { _ = hub.Close() }()
	server, conn := serveEvents(b, hub)
	defer server.Close()
	defer func() { _ = conn.CloseNow() }()
	if _, _, err := conn.Read(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w.add("vm.started")
		if _, _, err := conn.Read(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func serveEvents(b *testing.B, hub *ws.Hub) (*httptest.Server, *websocket.Conn) {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := hub.ServeEvents(rw, r, ws.Events{}); err != nil {
			http.Error(rw, err.Error(), http.StatusTeapot)
		}
	}))
	conn, resp, err := websocket.Dial(b.Context(), server.URL, nil)
	require.NoError(b, err)
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	return server, conn
}

func decode(t *testing.T, data []byte) ws.Frame {
	t.Helper()
	var f ws.Frame
	require.NoError(t, json.Unmarshal(data, &f))
	return f
}
