package appliance

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

const (
	readHeaderWithin = 10 * time.Second // a client that sends its headers slower is not a client
	idleWithin       = 2 * time.Minute
	maxHeaderBytes   = 64 << 10
	closeWithin      = 5 * time.Second
)

// entrance is one way in: a listener and its server.
type entrance struct {
	listener net.Listener
	server   *http.Server
	done     chan struct{}
}

func newServer(handler http.Handler, logger zerolog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderWithin,
		IdleTimeout:       idleWithin,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          log.New(logger.With().Str("part", "http").Logger(), "", 0),
	}
}

// openHTTPS listens on the network with the node's certificate.
func openHTTPS(ctx context.Context, addr string, cert *auth.Certificate, handler http.Handler, logger zerolog.Logger) (*entrance, error) {
	var lc net.ListenConfig
	inner, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, listenError("listen", addr, err)
	}
	server := newServer(handler, logger)
	server.TLSConfig = cert.TLSConfig()
	return serve(tls.NewListener(inner, server.TLSConfig), server), nil
}

// openSocket listens on a unix socket, on which the kernel says who calls. A
// socket that a dead process left is replaced; the data directory's lock has
// made sure by now that no living appliance has it.
func openSocket(ctx context.Context, path string, handler http.Handler, logger zerolog.Logger) (*entrance, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, listenError("socket", path, err)
	}
	if err := removeStaleSocket(ctx, path); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "unix", path)
	if err != nil {
		return nil, listenError("socket", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(listenError("socket", path, err), listener.Close())
	}
	server := newServer(handler, logger)
	server.ConnContext = peerContext(logger)
	return serve(listener, server), nil
}

func removeStaleSocket(ctx context.Context, path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return listenError("socket", path, err)
	}
	if info.Mode().Type() != fs.ModeSocket {
		return novacron.Errorf(novacron.Conflict, "socket %s: there is a file in its place", path).WithMend("move it away, or choose another socket")
	}
	var d net.Dialer
	if conn, err := d.DialContext(ctx, "unix", path); err == nil {
		return errors.Join(novacron.Errorf(novacron.Conflict, "socket %s: another process listens there", path).
			WithMend("stop it, or choose another socket"), conn.Close())
	}
	return os.Remove(path)
}

// peerContext puts the identity of a socket's peer into the context of its
// requests. A peer that may not come in gets none, and so is unauthenticated.
func peerContext(logger zerolog.Logger) func(context.Context, net.Conn) context.Context {
	return func(ctx context.Context, conn net.Conn) context.Context {
		unix, ok := conn.(*net.UnixConn)
		if !ok {
			return ctx
		}
		id, err := auth.PeerIdentity(unix)
		if err != nil {
			logger.Warn().Err(err).Msg("a process on the local socket was not let in")
			return ctx
		}
		return novacron.WithIdentity(ctx, id)
	}
}

func serve(listener net.Listener, server *http.Server) *entrance {
	e := &entrance{listener: listener, server: server, done: make(chan struct{})}
	go func() {
		defer close(e.done)
		_ = server.Serve(listener) // ends with ErrServerClosed
	}()
	return e
}

// close lets requests end for a while, then ends them. An entrance that was
// never there closes at once.
func (e *entrance) close() error {
	if e.server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
	defer cancel()
	err := e.server.Shutdown(ctx)
	if err != nil {
		err = e.server.Close()
	}
	<-e.done
	return err
}

func listenError(what, addr string, err error) error {
	return novacron.Errorf(novacron.Unavailable, "%s %s: %w", what, addr, err).
		WithMend("choose another with --%s, or stop what has it", what)
}
