package ws

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/rs/zerolog"

	"github.com/novacron/novacron/novacron"
)

// Defaults of Options.
const (
	// DefaultHeartbeat keeps a socket open through proxies, which give up after
	// 30 s or more.
	DefaultHeartbeat = 20 * time.Second
	// DefaultReauthenticate is how long a socket may outlive its session.
	DefaultReauthenticate = 30 * time.Second
	// DefaultMaxPerIdentity is a few browsers with many tabs.
	DefaultMaxPerIdentity = 64
	// DefaultSlowAfter is how long one frame may take to be taken before its
	// reader counts as too slow.
	DefaultSlowAfter = 5 * time.Second
)

// giveUpFactor times SlowAfter is how long a frame is waited for at all.
const giveUpFactor = 6

// Options say what a Hub serves and how.
type Options struct {
	Events novacron.EventService
	VMs    novacron.VMService
	Logger zerolog.Logger
	// Status returns the HTTP status of a code, for close codes.
	Status func(novacron.Code) int

	Heartbeat      time.Duration
	Reauthenticate time.Duration
	MaxPerIdentity int
	SlowAfter      time.Duration
}

// Hub serves WebSockets and ends them all when it is closed.
type Hub struct {
	opts Options

	mu     sync.Mutex
	closed bool
	open   map[string]int  // sockets by identity
	ctx    context.Context //nolint:containedctx // the hub's own: its end is Close
	stop   context.CancelCauseFunc
	wg     sync.WaitGroup
}

var errStopping = errors.New("novacron is stopping")

// New returns a Hub that serves.
func New(opts Options) *Hub {
	opts.Heartbeat = cmp.Or(opts.Heartbeat, DefaultHeartbeat)
	opts.Reauthenticate = cmp.Or(opts.Reauthenticate, DefaultReauthenticate)
	opts.MaxPerIdentity = cmp.Or(opts.MaxPerIdentity, DefaultMaxPerIdentity)
	opts.SlowAfter = cmp.Or(opts.SlowAfter, DefaultSlowAfter)
	h := &Hub{opts: opts, open: map[string]int{}}
	h.ctx, h.stop = context.WithCancelCause(context.Background())
	return h
}

// Close tells every client to come again and waits for its sockets to end. New
// ones are refused. It may be called more than once.
func (h *Hub) Close() error {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.stop(errStopping)
	h.wg.Wait()
	return nil
}

// Caller is who opens a socket.
type Caller struct {
	Identity novacron.Identity
	// Check says whether the proof of the identity still holds; nil when it
	// cannot end.
	Check func(context.Context) error
}

// admit counts a socket of the caller in. The function that it returns counts
// it out again.
func (h *Hub) admit(caller Caller) (func(), error) {
	key := string(caller.Identity.Kind) + ":" + caller.Identity.Name
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, novacron.Errorf(novacron.Unavailable, "novacron is stopping").WithMend("come again in a moment")
	}
	if h.open[key] >= h.opts.MaxPerIdentity {
		return nil, novacron.Errorf(novacron.Exhausted, "%s has %d connections open already", caller.Identity.Name, h.open[key]).
			WithMend("close some: pages that are no longer looked at, or programs that forgot theirs")
	}
	h.open[key]++
	h.wg.Add(1)
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.open[key]--; h.open[key] == 0 {
			delete(h.open, key)
		}
		h.wg.Done()
	}, nil
}

// socket is one upgraded connection.
type socket struct {
	hub    *Hub
	conn   *websocket.Conn
	caller Caller
}

// upgrade answers 101. The context that it returns ends with the request, with
// the hub, and when the session is over.
func (h *Hub) upgrade(w http.ResponseWriter, r *http.Request, caller Caller) (*socket, context.Context, context.CancelCauseFunc, error) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionNoContextTakeover})
	if err != nil {
		return nil, nil, nil, err
	}
	s := &socket{hub: h, conn: conn, caller: caller}
	ctx, cancel := context.WithCancelCause(r.Context())
	context.AfterFunc(h.ctx, func() { cancel(errStopping) })
	return s, ctx, cancel, nil
}

// monitorSession ends the socket's context when the session is over, and when
// the client no longer answers pings.
func (s *socket) monitorSession(ctx context.Context, cancel context.CancelCauseFunc) {
	check := time.NewTicker(s.hub.opts.Reauthenticate)
	defer check.Stop()
	ping := time.NewTicker(s.hub.opts.Heartbeat)
	defer ping.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-check.C:
			if s.caller.Check == nil {
				continue
			}
			if err := s.caller.Check(ctx); err != nil && ctx.Err() == nil && novacron.CodeOf(err) == novacron.Unauthenticated {
				cancel(err)
				return
			}
		case <-ping.C:
			if err := s.ping(ctx); err != nil && ctx.Err() == nil {
				cancel(novacron.Errorf(novacron.Timeout, "the client does not answer: %w", err))
				return
			}
		}
	}
}

func (s *socket) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.hub.opts.Heartbeat)
	defer cancel()
	return s.conn.Ping(ctx)
}

// send writes one frame. A reader that takes longer than SlowAfter gets the
// frame and is then told that it is too slow; one that does not take it at all
// is dropped.
func (s *socket) send(ctx context.Context, kind websocket.MessageType, data []byte) error {
	write, cancel := context.WithTimeout(ctx, giveUpFactor*s.hub.opts.SlowAfter)
	defer cancel()
	began := time.Now()
	if err := s.conn.Write(write, kind, data); err != nil {
		return err
	}
	if took := time.Since(began); took > s.hub.opts.SlowAfter {
		return novacron.Errorf(novacron.Exhausted, "the reader is too slow; it may resume where it is")
	}
	return nil
}

// end closes the socket, saying why.
func (s *socket) end(ctx context.Context, err error) {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	code, reason := s.closeCode(err)
	_ = s.conn.Close(code, reason) // the client may be gone
}

// maxReason is what a close frame holds (RFC 6455, section 5.5.1).
const maxReason = 123

func (s *socket) closeCode(err error) (websocket.StatusCode, string) {
	switch {
	case err == nil:
		return websocket.StatusNormalClosure, ""
	case errors.Is(err, errStopping):
		return websocket.StatusGoingAway, errStopping.Error()
	}
	fault := novacron.FaultOf(err)
	reason := string(fault.Code) + ": " + fault.Detail
	if len(reason) > maxReason {
		reason = reason[:maxReason]
	}
	return websocket.StatusCode(4000 + s.hub.opts.Status(fault.Code)), reason
}
