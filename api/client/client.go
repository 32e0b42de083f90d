package client

import (
	"net/http"
	"net/url"
	"time"

	"github.com/novacron/novacron/novacron"
)

// DefaultServer is where a client looks when it is told nothing: the socket
// that the packaged service listens on.
const DefaultServer = "unix:///run/novacron/novacron.sock"

// DefaultTimeout bounds one request. It is more than the server takes for its
// slowest immediate answer, an edit of a VM whose hypervisor hangs (30 s).
const DefaultTimeout = 60 * time.Second

// Options say which server and as whom. The zero value is the local socket.
type Options struct {
	// Server is "unix:///path", "https://host:port", or "http://host:port" for a
	// loopback host. DefaultServer when empty.
	Server string
	// Token is an API token or a session's secret. The local socket needs none.
	Token string
	// CAFile holds certificates (PEM) to trust instead of the system's.
	CAFile string
	// Fingerprint pins the server's certificate by the SHA-256 of its DER form,
	// in hex, colons allowed. Nothing else is then asked of the certificate.
	Fingerprint string
	// Insecure trusts any certificate. For a first look, never for a password.
	Insecure bool
	// UserAgent names the program. "novacron-client" when empty.
	UserAgent string
	// Timeout bounds one request that does not wait for something;
	// DefaultTimeout when zero.
	Timeout time.Duration
}

// Client is one server, seen by one identity.
type Client struct {
	opts   Options
	server string // as the person named it, for messages
	base   *url.URL
	http   *http.Client
	local  bool
}

var (
	_ novacron.VMService        = (*Client)(nil)
	_ novacron.OperationService = (*Client)(nil)
	_ novacron.NodeService      = (*Client)(nil)
	_ novacron.AuditService     = (*Client)(nil)
)

// New returns a client. It connects to nothing yet; it fails with Invalid for
// a server that cannot be understood and for a certificate file that cannot be
// read.
func New(opts Options) (*Client, error) {
	if opts.Server == "" {
		opts.Server = DefaultServer
	}
	if opts.UserAgent == "" {
		opts.UserAgent = "novacron-client"
	}
	if opts.Timeout == 0 {
		opts.Timeout = DefaultTimeout
	}
	base, socket, err := parseServer(opts.Server)
	if err != nil {
		return nil, err
	}
	transport, err := newTransport(opts, socket)
	if err != nil {
		return nil, err
	}
	return &Client{
		opts:   opts,
		server: opts.Server,
		base:   base,
		local:  socket != "",
		// A redirect is never followed: it could carry the token elsewhere.
		http: &http.Client{Transport: transport, CheckRedirect: noRedirect},
	}, nil
}

// Server returns the address as it was given to New.
func (c *Client) Server() string { return c.server }

// Local says whether the client speaks over the local socket.
func (c *Client) Local() bool { return c.local }

// Close ends idle connections. Streams and consoles are ended by their own
// Close or context. It may be called more than once.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
