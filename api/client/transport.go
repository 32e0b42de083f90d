package client

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/novacron/novacron/novacron"
)

// dialTimeout bounds the connection itself: a host that is off is known as
// such before a person thinks that the program hangs.
const dialTimeout = 10 * time.Second

// parseServer turns what a person writes into the base of every URL and, for a
// local socket, its path.
func parseServer(server string) (base *url.URL, socket string, err error) {
	if !strings.Contains(server, "://") {
		server = "https://" + server
	}
	u, err := url.Parse(server)
	if err != nil {
		return nil, "", badServer(server, "is not an address")
	}
	switch {
	case u.Scheme == "unix" && u.Host == "" && u.Path != "":
		return &url.URL{Scheme: "http", Host: "localhost"}, u.Path, nil
	case u.Scheme == "unix":
		return nil, "", badServer(server, "needs three slashes and an absolute path")
	case u.Host == "" || u.User != nil || u.RawQuery != "" || strings.Trim(u.Path, "/") != "":
		return nil, "", badServer(server, "must be a scheme, a host and a port, nothing more")
	case u.Scheme == "http" && !isLoopback(u.Hostname()):
		return nil, "", badServer(server, "would send secrets in the clear")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, "", badServer(server, "has an unknown scheme")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, "", nil
}

func badServer(server, why string) error {
	return novacron.InvalidField("server", "%q %s", server, why).
		WithMend("write it as https://host:7443 or unix:///run/novacron/novacron.sock")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// newTransport returns a transport that dials the socket, or TCP with the
// trust that opts describe. It speaks HTTP/1.1 only, as WebSockets need.
func newTransport(opts Options, socket string) (*http.Transport, error) {
	tlsConfig, err := newTLSConfig(opts)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: dialTimeout}
	t := &http.Transport{
		TLSClientConfig:     tlsConfig,
		TLSHandshakeTimeout: dialTimeout,
		MaxIdleConnsPerHost: 4,
		IdleConnTimeout:     60 * time.Second,
		// With 100-continue a refused upload sends nothing; a server that does not
		// know it gets the bytes after a second.
		ExpectContinueTimeout: time.Second,
		WriteBufferSize:       64 << 10,
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           dialer.DialContext,
	}
	if socket != "" {
		t.Proxy = nil
		t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", socket)
		}
	}
	return t, nil
}

func newTLSConfig(opts Options) (*tls.Config, error) {
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if opts.CAFile != "" {
		pool, err := readPool(opts.CAFile)
		if err != nil {
			return nil, err
		}
		cfg.RootCAs = pool
	}
	if opts.Insecure {
		cfg.InsecureSkipVerify = true // the person asked for it, by name
	}
	if opts.Fingerprint != "" {
		want, err := parseFingerprint(opts.Fingerprint)
		if err != nil {
			return nil, err
		}
		cfg.InsecureSkipVerify = true // the pin below is the check
		cfg.VerifyConnection = func(state tls.ConnectionState) error { return checkPin(state, want) }
	}
	return cfg, nil
}

func readPool(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, novacron.InvalidField("caFile", "cannot be read: %v", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, novacron.InvalidField("caFile", "%s holds no certificate in PEM form", file)
	}
	return pool, nil
}

func parseFingerprint(s string) ([sha256.Size]byte, error) {
	var sum [sha256.Size]byte
	b, err := hex.DecodeString(strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(s), "sha256:"), ":", ""))
	if err != nil || len(b) != len(sum) {
		return sum, novacron.InvalidField("fingerprint", "must be the SHA-256 of the certificate: 64 hex digits")
	}
	copy(sum[:], b)
	return sum, nil
}

// errPin is a certificate that is not the pinned one.
var errPin = errors.New("the certificate is not the pinned one")

func checkPin(state tls.ConnectionState, want [sha256.Size]byte) error {
	if len(state.PeerCertificates) == 0 || sha256.Sum256(state.PeerCertificates[0].Raw) != want {
		return errPin
	}
	return nil
}

// transportError says in the vocabulary why no answer came.
func (c *Client) transportError(err error) error {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var expired x509.CertificateInvalidError
	switch {
	case errors.Is(err, context.Canceled):
		return coded(novacron.Canceled, err, "the request to %s was canceled", c.server)
	case errors.Is(err, errPin):
		return coded(novacron.Unauthenticated, err, "%s shows a certificate that is not the pinned one", c.server).
			WithMend("if it was renewed, read the new fingerprint on the host: novacron doctor")
	case errors.As(err, &unknown), errors.As(err, &host), errors.As(err, &expired):
		return coded(novacron.Unauthenticated, err, "the certificate of %s is not trusted", c.server).
			WithMend("name its CA file, or pin its fingerprint (shown by novacron doctor on the host)")
	case errors.Is(err, syscall.EACCES), errors.Is(err, syscall.EPERM):
		return coded(novacron.Forbidden, err, "%s may not be opened by this user", c.server).
			WithMend("run it as root, or give --server and --token")
	case isConnectionFailure(err):
		return coded(novacron.Unavailable, err, "nothing answers at %s", c.server).
			WithMend("is novacron running? systemctl status novacron")
	case errors.Is(err, context.DeadlineExceeded), os.IsTimeout(err):
		return coded(novacron.Timeout, err, "%s did not answer in time", c.server)
	}
	return coded(novacron.Unavailable, err, "the connection to %s broke", c.server)
}

func isConnectionFailure(err error) bool {
	var op *net.OpError
	var dns *net.DNSError
	if errors.As(err, &dns) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOENT) {
		return true
	}
	return errors.As(err, &op) && op.Op == "dial"
}

func coded(code novacron.Code, cause error, format string, args ...any) *novacron.Error {
	e := novacron.Errorf(code, format, args...)
	e.Cause = cause
	return e
}
