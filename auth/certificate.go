package auth

import (
	"cmp"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/novacron"
)

const (
	// certificateLife is how long a certificate of our own is valid. Apple's
	// platforms refuse server certificates of more than 825 days whoever
	// signed them (support.apple.com/103769, 2019); the stricter 398 days of
	// the CA/Browser Forum hold for public authorities only. Longer is better
	// within that: each renewal asks people to trust a new fingerprint.
	certificateLife = 800 * 24 * time.Hour
	// certificateSkew is how far a client's clock may be behind ours.
	certificateSkew = 24 * time.Hour
	// certificateCheck is how often a handshake looks whether the files have
	// changed, or it is time to renew.
	certificateCheck = 10 * time.Second
)

// CertificateOptions says where a certificate comes from.
type CertificateOptions struct {
	Dir      string           // where a certificate of our own is kept: tls.crt and tls.key
	CertFile string           // a given certificate in PEM with its chain, and its key; both or none
	KeyFile  string           //
	Names    []string         // further names and addresses for a certificate of our own
	Now      func() time.Time // wall clock; time.Now when nil
	Logger   zerolog.Logger
}

// Certificate is what the node shows to those who connect: a given one, read
// again when its files change, or one of our own, made at first start and again
// when two thirds of its life are over or it lacks a name. Both happen during a
// handshake; whatever goes wrong then, the certificate that it had stays.
type Certificate struct {
	opts              CertificateOptions
	certFile, keyFile string
	given             bool
	names             []string

	mu      sync.Mutex
	current *tls.Certificate
	seen    fileState
	checked time.Time
}

// fileState tells a changed file from an unchanged one.
type fileState struct {
	certModified, keyModified time.Time
	certSize, keySize         int64
}

// OpenCertificate reads the certificate, or makes one. Invalid when a given one
// cannot be used.
func OpenCertificate(opts CertificateOptions) (*Certificate, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	c := &Certificate{opts: opts, given: opts.CertFile != "" || opts.KeyFile != ""}
	c.certFile = cmp.Or(opts.CertFile, filepath.Join(opts.Dir, "tls.crt"))
	c.keyFile = cmp.Or(opts.KeyFile, filepath.Join(opts.Dir, "tls.key"))
	if c.given && (opts.CertFile == "" || opts.KeyFile == "") {
		return nil, novacron.Errorf(novacron.Invalid, "a certificate needs both its file and its key's")
	}
	for _, name := range opts.Names {
		if !usableName(strings.ToLower(name)) {
			return nil, novacron.Errorf(novacron.Invalid, "a certificate cannot be for %q: it is no host name or address", name)
		}
	}
	c.names = certificateNames(opts.Names)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.refreshLocked(); err != nil {
		return nil, err
	}
	return c, nil
}

// GetCertificate is for tls.Config.
func (c *Certificate) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.opts.Now()
	if age := now.Sub(c.checked); age >= certificateCheck || age < 0 {
		if err := c.refreshLocked(); err != nil {
			c.checked = now
			c.opts.Logger.Error().Err(err).Str("file", c.certFile).Msg("certificate not renewed")
		}
	}
	return c.current, nil
}

// TLSConfig is a server's configuration with this certificate: TLS 1.3, which
// every browser since 2020 speaks.
func (c *Certificate) TLSConfig() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS13,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: c.GetCertificate,
	}
}

// Fingerprint is the SHA-256 of the certificate as browsers and openssl show
// it: upper-case hex, with colons.
func (c *Certificate) Fingerprint() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := sha256.Sum256(c.current.Certificate[0])
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(parts, ":")
}

// ExpiresAt is when the certificate ends.
func (c *Certificate) ExpiresAt() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.current.Leaf.NotAfter
}

// refreshLocked brings current up to date with the files and the clock.
func (c *Certificate) refreshLocked() error {
	now := c.opts.Now()
	if err := c.reloadLocked(); err != nil {
		if c.given {
			return novacron.Errorf(novacron.Invalid, "read the certificate %s and its key: %w", c.certFile, err)
		}
		// A damaged pair of our own is replaced; a directory that cannot be
		// read is somebody's mistake, and replacing would hide it.
		if os.IsPermission(err) {
			return novacron.Errorf(novacron.Unavailable, "read our own certificate: %w", err)
		}
		c.current = nil
	}
	if !c.given && (c.current == nil || renewalDue(c.current.Leaf, now) || !covers(c.current.Leaf, c.names)) {
		if err := c.makeLocked(now); err != nil {
			return err
		}
	}
	c.checked = now
	return nil
}

// reloadLocked reads the files when they are not those that it read last.
func (c *Certificate) reloadLocked() error {
	seen, err := statPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	if c.current != nil && seen == c.seen {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	if c.current != nil {
		c.opts.Logger.Info().Str("file", c.certFile).Time("expiresAt", pair.Leaf.NotAfter).Msg("certificate changed")
	}
	c.current, c.seen = &pair, seen
	return nil
}

// makeLocked makes a certificate of our own and its files.
func (c *Certificate) makeLocked(now time.Time) error {
	cert, key, err := selfSigned(c.names, now)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.opts.Dir, 0o700); err != nil {
		return novacron.Errorf(novacron.Unavailable, "keep the new certificate: %w", err)
	}
	if err := writePair(c.certFile, cert, c.keyFile, key); err != nil {
		return novacron.Errorf(novacron.Unavailable, "keep the new certificate: %w", err)
	}
	c.current, c.seen = nil, fileState{}
	if err := c.reloadLocked(); err != nil {
		return novacron.Errorf(novacron.Unavailable, "read the new certificate: %w", err)
	}
	// What x509 does not find again must not have it made anew at every look.
	c.names = slices.DeleteFunc(c.names, func(name string) bool { return c.current.Leaf.VerifyHostname(name) != nil })
	c.opts.Logger.Info().Str("file", c.certFile).Time("expiresAt", c.current.Leaf.NotAfter).Msg("certificate made")
	return nil
}
