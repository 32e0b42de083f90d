package ws_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
)

// patience bounds every wait for something that must come.
const patience = 20 * time.Second

// world is a hub behind a server, over events and one VM in memory.
type world struct {
	t      *testing.T
	events *events
	vms    *vms
	hub    *ws.Hub
	server *httptest.Server

	mu      sync.Mutex
	ended   error // what Check says
	refused error // what the last Serve returned
}

func newWorld(t *testing.T, change ...func(*ws.Options)) *world {
	t.Helper()
	w := &world{t: t, events: newEvents(), vms: &vms{}}
	opts := ws.Options{Events: w.events, VMs: w.vms, Status: func(c novacron.Code) int {
		return map[novacron.Code]int{
			novacron.Unauthenticated: 401, novacron.Conflict: 409, novacron.Exhausted: 429, novacron.Unavailable: 503, novacron.Invalid: 400,
		}[c]
	}}
	for _, c := range change {
		c(&opts)
	}
	w.hub = ws.New(opts)
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", func(rw http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		w.answer(rw, w.hub.ServeEvents(rw, r, ws.Events{Caller: w.caller(), Since: q.Get("since"), Type: q.Get("type"), Target: q.Get("target")}))
	})
	mux.HandleFunc("/console", func(rw http.ResponseWriter, r *http.Request) {
		w.answer(rw, w.hub.ServeConsole(rw, r, ws.Console{Caller: w.caller(), VM: "vm-1", TakeOver: r.URL.Query().Has("takeOver")}))
	})
	w.server = httptest.NewServer(mux)
	t.Cleanup(func() {
		require.NoError(t, w.hub.Close())
		require.NoError(t, w.hub.Close(), "again")
		require.Zero(t, w.hub.Open())
		w.server.Close()
	})
	return w
}

func (w *world) caller() ws.Caller {
	return ws.Caller{Identity: novacron.Identity{Kind: novacron.IdentityUser, Name: "admin"}, Check: func(context.Context) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.ended
	}}
}

func (w *world) endSession(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = err
}

func (w *world) answer(rw http.ResponseWriter, err error) {
	if err == nil {
		return
	}
	w.mu.Lock()
	w.refused = err
	w.mu.Unlock()
	http.Error(rw, err.Error(), http.StatusTeapot)
}

// dial opens a WebSocket that must be accepted.
func (w *world) dial(path string) *peer {
	w.t.Helper()
	return w.dialFrom("", path)
}

// dialFrom is dial as a page of that origin does it.
func (w *world) dialFrom(origin, path string) *peer {
	w.t.Helper()
	opts := &websocket.DialOptions{HTTPHeader: http.Header{}}
	if origin != "" {
		opts.HTTPHeader.Set("Origin", origin)
	}
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	w.t.Cleanup(cancel)
	conn, resp, err := websocket.Dial(ctx, w.server.URL+path, opts)
	require.NoError(w.t, err)
	if resp.Body != nil {
		_ = resp.Body.Close()
	}
	w.t.Cleanup(func() { _ = conn.CloseNow() })
	return &peer{t: w.t, ctx: ctx, conn: conn}
}

// refusal returns why a WebSocket is refused.
func (w *world) refusal(path string) error {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	_, resp, err := websocket.Dial(ctx, w.server.URL+path, nil)
	require.Error(w.t, err)
	require.Equal(w.t, http.StatusTeapot, resp.StatusCode)
	_ = resp.Body.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refused
}

// peer is the browser's end.
type peer struct {
	t    *testing.T
	ctx  context.Context
	conn *websocket.Conn
}

func (p *peer) frame() ws.Frame {
	p.t.Helper()
	kind, data, err := p.conn.Read(p.ctx)
	require.NoError(p.t, err)
	require.Equal(p.t, websocket.MessageText, kind)
	var f ws.Frame
	require.NoError(p.t, json.Unmarshal(data, &f))
	return f
}

// event returns the next event, heartbeats left out.
func (p *peer) event() novacron.Event {
	p.t.Helper()
	for {
		if f := p.frame(); f.Event != nil {
			return *f.Event
		}
	}
}

// closed reads to the end and returns how the server closed.
func (p *peer) closed() websocket.CloseError {
	p.t.Helper()
	for {
		if _, _, err := p.conn.Read(p.ctx); err != nil {
			var ce websocket.CloseError
			require.ErrorAs(p.t, err, &ce)
			return ce
		}
	}
}

// events is an outbox in memory. A cursor is "c" and a sequence.
type events struct {
	mu      sync.Mutex
	changed chan struct{}
	all     []novacron.Event
	expired int
	fail    error
}

func newEvents() *events { return &events{changed: make(chan struct{})} }

func (e *events) add(kinds ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, kind := range kinds {
		n := len(e.all) + 1
		e.all = append(e.all, novacron.Event{Cursor: "c" + strconv.Itoa(n), Sequence: uint64(n), Type: kind, At: time.Now()})
	}
	e.wakeLocked()
}

func (e *events) failWith(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fail = err
	e.wakeLocked()
}

func (e *events) wakeLocked() {
	close(e.changed)
	e.changed = make(chan struct{})
}

func (e *events) Events(_ context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	p, _, err := e.read(q)
	return p, err
}

func (e *events) read(q novacron.EventQuery) (novacron.EventPage, <-chan struct{}, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fail != nil {
		return novacron.EventPage{}, e.changed, e.fail
	}
	after, err := strconv.Atoi(strings.TrimPrefix(q.Cursor, "c"))
	p := novacron.EventPage{}
	switch {
	case q.Cursor == "" && q.Tail:
		after = len(e.all)
	case err != nil || after > len(e.all):
		return p, e.changed, novacron.InvalidField("since", "is not a cursor")
	case after < e.expired:
		after = e.expired
		p.Gap = &novacron.Gap{Reason: "expired", Oldest: "c" + strconv.Itoa(after)}
	}
	p.Next = "c" + strconv.Itoa(after)
	for _, ev := range e.all[after:] {
		if q.Type != "" && ev.Type != q.Type {
			continue
		}
		if len(p.Items) == q.Limit {
			p.More = true
			break
		}
		p.Items = append(p.Items, ev)
		p.Next = ev.Cursor
	}
	return p, e.changed, nil
}

func (e *events) WaitEvents(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	for {
		p, changed, err := e.read(q)
		if err != nil || len(p.Items) > 0 || p.Gap != nil {
			return p, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return novacron.EventPage{}, ctx.Err()
		}
	}
}

// vms has one VM with a serial console.
type vms struct {
	novacron.VMService
	mu       sync.Mutex
	guest    net.Conn
	fail     error
	readErr  error
	tookOver bool
}

func (v *vms) Console(_ context.Context, _ novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fail != nil {
		return nil, v.fail
	}
	v.tookOver = takeOver
	ours, guest := net.Pipe()
	v.guest = guest
	return &serial{Conn: ours, vms: v}, nil
}

func (v *vms) get() net.Conn {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.guest
}

// serial ends with the error that the test chose.
type serial struct {
	net.Conn
	vms *vms
}

func (s *serial) Read(p []byte) (int, error) {
	n, err := s.Conn.Read(p)
	s.vms.mu.Lock()
	defer s.vms.mu.Unlock()
	if errors.Is(err, io.EOF) && s.vms.readErr != nil {
		err = s.vms.readErr
	}
	return n, err
}
