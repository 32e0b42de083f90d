package kvm

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/digitalocean/go-libvirt"
	"github.com/digitalocean/go-libvirt/socket/dialers"
)

// link is one connection to a libvirt daemon.
//
// go-libvirt's own Disconnect waits for the daemon and its Disconnected channel
// misses a loss during the handshake (as of 2026-10); so the loss is seen, and
// the end made, at the socket.
type link struct {
	endpoint

	lv    *libvirt.Libvirt
	conn  *watchedConn
	stale atomic.Bool // a call was given up on it; its answer may still come

	mu    sync.Mutex
	calls int           // under way
	quiet chan struct{} // closed when calls falls to 0; nil when nobody waits
}

func newLink(e endpoint, conn net.Conn) *link {
	w := &watchedConn{Conn: conn, gone: make(chan struct{})}
	return &link{endpoint: e, lv: libvirt.NewWithDialer(dialers.NewAlreadyConnected(w)), conn: w}
}

// gone is closed when the connection is lost or closed.
func (l *link) gone() <-chan struct{} { return l.conn.gone }

// alive says whether the link can take another call.
func (l *link) alive() bool {
	select {
	case <-l.conn.gone:
		return false
	default:
		return !l.stale.Load()
	}
}

// close ends the connection; every call that waits on it returns.
func (l *link) close() { _ = l.conn.Close() }

// gentle bounds closeGently: what a daemon that answers at all needs.
const gentle = time.Second

// closeGently waits a moment for the calls that are under way, then closes.
//
// A connection with event subscriptions must end like this. When it is lost
// while a call is being served, libvirtd's loop and the worker that cannot send
// the answer both take the subscriptions back, without a lock, and the daemon
// crashes now and then (seen with libvirt 9.0, remoteClientFreePrivateCallbacks).
func (l *link) closeGently() {
	l.mu.Lock()
	quiet := make(chan struct{})
	if l.calls == 0 {
		close(quiet)
	} else {
		l.quiet = quiet
	}
	l.mu.Unlock()
	limit := time.NewTimer(gentle)
	defer limit.Stop()
	select {
	case <-quiet:
	case <-l.conn.gone:
	case <-limit.C:
	}
	l.close()
}

// begin and end count a call.
func (l *link) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls++
}

func (l *link) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls--; l.calls == 0 && l.quiet != nil {
		close(l.quiet)
		l.quiet = nil
	}
}

// watchedConn is a connection that tells when it is over.
type watchedConn struct {
	net.Conn

	once sync.Once
	gone chan struct{}
}

func (c *watchedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		c.over()
	}
	return n, err
}

func (c *watchedConn) Close() error {
	c.over()
	return c.Conn.Close()
}

func (c *watchedConn) over() { c.once.Do(func() { close(c.gone) }) }
