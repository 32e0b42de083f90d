package ws

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/novacron/novacron/novacron"
	"github.com/rs/zerolog"
)

// Defaults of Options.
const (
	// DefaultHeartbeat is below the idle timeouts of proxies and NATs, which
	// begin at 30 s.
	DefaultHeartbeat = 20 * time.Second
	// DefaultReauthenticate is how long a connection may outlive its session.
	DefaultReauthenticate = 15 * time.Second
	// DefaultWriteTimeout is how long one frame may take before the peer counts
	// as too slow: a frame is 1 KiB, so this is a peer that reads nothing.
	DefaultWriteTimeout = 10 * time.Second
	// DefaultSlowAfter is how long one frame may take at the most for the
	// connection to go on: the peer reads, but can be told why it is dropped.
	DefaultSlowAfter = 5 * time.Second
	// DefaultMaxPerIdentity is a person with a dozen pages open.
	DefaultMaxPerIdentity = 32
	// maxSockets bounds all of them: each costs about 40 KiB.
	maxSockets = 1024
)

// Options say how the connections behave.
type Options struct {
	Events novacron.EventService
	VMs    novacron.VMService
	// Displays may be nil where ServeDisplay is not called.
	Displays novacron.DisplayService
	Logger   zerolog.Logger
	// Status gives the HTTP status of a code; close codes are made from it.
	Status func(novacron.Code) int

	Heartbeat      time.Duration // between heartbeats and pings
	Reauthenticate time.Duration // between checks of the session
	WriteTimeout   time.Duration // for one frame; a peer that exceeds it is cut off
	SlowAfter      time.Duration // for one frame; a peer that exceeds it is dropped with a reason
	MaxPerIdentity int           // connections of one identity

	// Delivered is told how long after its recording an event was sent to a
	// client that was waiting for it; may be nil.
	Delivered func(time.Duration)
}

func (o Options) withDefaults() Options {
	if o.Heartbeat == 0 {
		o.Heartbeat = DefaultHeartbeat
	}
	if o.Reauthenticate == 0 {
		o.Reauthenticate = DefaultReauthenticate
	}
	if o.WriteTimeout == 0 {
		o.WriteTimeout = DefaultWriteTimeout
	}
	if o.SlowAfter == 0 {
		o.SlowAfter = DefaultSlowAfter
	}
	if o.MaxPerIdentity == 0 {
		o.MaxPerIdentity = DefaultMaxPerIdentity
	}
	return o
}

// Caller is who opens a connection.
type Caller struct {
	Identity novacron.Identity
	// Check says whether the caller's proof still holds; Unauthenticated or
	// Forbidden ends the connection. Nil for a proof that cannot end.
	Check func(context.Context) error
}

func (c Caller) key() string { return string(c.Identity.Kind) + ":" + c.Identity.Name }

// Hub is the owner of every connection.
type Hub struct {
	opts   Options
	ctx    context.Context // ends when the hub is closed
	cancel context.CancelCauseFunc

	mu     sync.Mutex
	closed bool
	open   map[string]int // by identity
	total  int
	wg     sync.WaitGroup
}

// New returns a hub without connections.
func New(opts Options) *Hub {
	ctx, cancel := context.WithCancelCause(context.Background())
	return &Hub{opts: opts.withDefaults(), ctx: ctx, cancel: cancel, open: map[string]int{}}
}

// Close tells every peer to come again, ends the connections and waits for
// them. It may be called more than once.
func (h *Hub) Close() error {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cancel(errStopping)
	h.wg.Wait()
	return nil
}

// Open returns how many connections there are.
func (h *Hub) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.total
}

// admit counts a connection in; release counts it out.
func (h *Hub) admit(c Caller) (release func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := c.key()
	switch {
	case h.closed:
		return nil, errStopping
	case h.open[key] >= h.opts.MaxPerIdentity:
		return nil, novacron.Errorf(novacron.Exhausted, "%s has %d connections open", key, h.open[key]).
			WithMend("close other pages and consoles of this user")
	case h.total >= maxSockets:
		return nil, novacron.Errorf(novacron.Exhausted, "%d connections are open", h.total)
	}
	h.open[key]++
	h.total++
	h.wg.Add(1)
	return func() { h.release(key) }, nil
}

func (h *Hub) release(key string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.total--
	if h.open[key]--; h.open[key] == 0 {
		delete(h.open, key)
	}
	h.wg.Done()
}

// accept upgrades the connection. Where the page came from was checked before
// (package api): the library's own check would answer in its own words.
func accept(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	return websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
}

// checkUpgrade says whether the request asks for a WebSocket.
func checkUpgrade(r *http.Request) error {
	ok := r.ProtoMajor == 1 && r.ProtoMinor >= 1 && hasToken(r.Header.Values("Connection"), "upgrade") &&
		hasToken(r.Header.Values("Upgrade"), "websocket") && r.Header.Get("Sec-WebSocket-Version") == "13" &&
		len(r.Header.Values("Sec-WebSocket-Key")) == 1
	if ok {
		return nil
	}
	return novacron.Errorf(novacron.Invalid, "this address speaks WebSocket (version 13, over HTTP/1.1) and nothing else")
}

func hasToken(values []string, token string) bool {
	for _, v := range values {
		for part := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(part), token) {
				return true
			}
		}
	}
	return false
}

// Why connections end, beside what services say.
var (
	errStopping = novacron.Errorf(novacron.Unavailable, "novacron is stopping").WithMend("come again in a moment")
	errSlow     = novacron.Errorf(novacron.Exhausted, "the reader is too slow; resume with the last cursor")
	errEnded    = novacron.Errorf(novacron.Unauthenticated, "the session ended")
	errGone     = errors.New("the peer is gone")
)
