package auth_test

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

func openCertificate(t *testing.T, c *clock, dir string, change ...func(*auth.CertificateOptions)) *auth.Certificate {
	t.Helper()
	opts := auth.CertificateOptions{Dir: dir, Now: c.Now}
	for _, f := range change {
		f(&opts)
	}
	cert, err := auth.OpenCertificate(opts)
	require.NoError(t, err)
	return cert
}

func leafOf(t *testing.T, c *auth.Certificate) *x509.Certificate {
	t.Helper()
	pair, err := c.GetCertificate(nil)
	require.NoError(t, err)
	return pair.Leaf
}

func TestACertificateIsMadeOnce(t *testing.T) {
	c, dir := newClock(), filepath.Join(t.TempDir(), "data")
	cert := openCertificate(t, c, dir, func(o *auth.CertificateOptions) { o.Names = []string{"Edge.Example.org", "192.0.2.1"} })
	leaf := leafOf(t, cert)
	for _, name := range []string{"edge.example.org", "192.0.2.1", "localhost", "127.0.0.1", "::1"} {
		require.NoError(t, leaf.VerifyHostname(name))
	}
	require.False(t, leaf.IsCA)
	require.LessOrEqual(t, leaf.NotAfter.Sub(leaf.NotBefore), 825*24*time.Hour)
	require.Equal(t, leaf.NotAfter, cert.ExpiresAt())

	info, err := os.Stat(filepath.Join(dir, "tls.key"))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())

	sum := sha256.Sum256(leaf.Raw)
	require.Equal(t, strings.ToUpper(hex.EncodeToString(sum[:])), strings.ReplaceAll(cert.Fingerprint(), ":", ""))
	again := openCertificate(t, c, dir)
	require.Equal(t, cert.Fingerprint(), again.Fingerprint())
}

func TestACertificateServes(t *testing.T) {
	cert := openCertificate(t, newClock(), t.TempDir(), func(o *auth.CertificateOptions) { o.Now = nil })
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = cert.TLSConfig()
	server.StartTLS()
	defer server.Close()
	pool := x509.NewCertPool()
	pool.AddCert(leafOf(t, cert))
	conn, err := tls.Dial("tcp", server.Listener.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "localhost"})
	require.NoError(t, err)
	defer conn.Close()
	require.Equal(t, uint16(tls.VersionTLS13), conn.ConnectionState().Version)
	_, err = tls.Dial("tcp", server.Listener.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "localhost", MaxVersion: tls.VersionTLS12})
	require.Error(t, err)
}

func TestACertificateIsRenewedWhileItServes(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	cert := openCertificate(t, c, dir)
	first := leafOf(t, cert)
	life := first.NotAfter.Sub(first.NotBefore)
	c.advance(life/2 - 24*time.Hour)
	require.Equal(t, first.Raw, leafOf(t, cert).Raw)
	c.advance(life / 4)
	second := leafOf(t, cert)
	require.NotEqual(t, first.Raw, second.Raw)
	require.True(t, second.NotAfter.After(first.NotAfter))
	require.Equal(t, cert.Fingerprint(), openCertificate(t, c, dir).Fingerprint())
}

func TestACertificateOfAWrongClockIsMadeAnew(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	first := openCertificate(t, c, dir).Fingerprint()
	c.advance(-10 * 365 * 24 * time.Hour)
	require.NotEqual(t, first, openCertificate(t, c, dir).Fingerprint())
}

func TestACertificateThatLacksANameIsMadeAnew(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	first := openCertificate(t, c, dir)
	named := func(o *auth.CertificateOptions) { o.Names = []string{"*.example.org", "under_score.example.org"} }
	second := openCertificate(t, c, dir, named)
	require.NotEqual(t, first.Fingerprint(), second.Fingerprint())
	c.advance(time.Hour)
	leafOf(t, second)
	require.Equal(t, second.Fingerprint(), openCertificate(t, c, dir, named).Fingerprint())
}

func TestADamagedPairIsMadeAnew(t *testing.T) {
	c, dir := newClock(), t.TempDir()
	first := openCertificate(t, c, dir).Fingerprint()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "tls.key"), []byte("torn"), 0o600))
	require.NotEqual(t, first, openCertificate(t, c, dir).Fingerprint())
	require.NoError(t, os.Remove(filepath.Join(dir, "tls.crt")))
	openCertificate(t, c, dir)
}

func TestAGivenCertificateIsReadAgain(t *testing.T) {
	c, given := newClock(), t.TempDir()
	openCertificate(t, c, given)
	own := t.TempDir()
	files := func(o *auth.CertificateOptions) {
		o.CertFile, o.KeyFile = filepath.Join(given, "tls.crt"), filepath.Join(given, "tls.key")
	}
	cert := openCertificate(t, c, own, files)
	first := cert.Fingerprint()
	left, err := os.ReadDir(own)
	require.NoError(t, err)
	require.Empty(t, left, "nothing of our own is made")

	replace(t, c, given)
	require.Equal(t, first, fingerprintAfter(t, cert), "not looked at yet")
	c.advance(time.Minute)
	second := fingerprintAfter(t, cert)
	require.NotEqual(t, first, second)

	require.NoError(t, os.WriteFile(filepath.Join(given, "tls.crt"), []byte("torn"), 0o600))
	c.advance(time.Minute)
	require.Equal(t, second, fingerprintAfter(t, cert), "what cannot be read changes nothing")
	c.advance(1000 * 24 * time.Hour)
	require.Equal(t, second, fingerprintAfter(t, cert), "a given certificate is its owner's to renew")
	replace(t, c, given)
	c.advance(time.Minute)
	require.NotEqual(t, second, fingerprintAfter(t, cert))
}

// replace puts another pair into dir.
func replace(t *testing.T, c *clock, dir string) {
	t.Helper()
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "tls.crt")))
	openCertificate(t, c, dir)
}

func fingerprintAfter(t *testing.T, cert *auth.Certificate) string {
	t.Helper()
	leafOf(t, cert)
	return cert.Fingerprint()
}

func TestCertificateRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, opts := range []auth.CertificateOptions{
		{Dir: dir, CertFile: "only.crt"},
		{Dir: dir, KeyFile: "only.key"},
		{Dir: dir, CertFile: filepath.Join(dir, "no.crt"), KeyFile: filepath.Join(dir, "no.key")},
		{Dir: dir, Names: []string{"not a name"}},
		{Dir: dir, Names: []string{""}},
		{Dir: dir, Names: []string{"-a.example.org"}},
		{Dir: dir, Names: []string{"ä.example.org"}},
	} {
		_, err := auth.OpenCertificate(opts)
		requireCode(t, novacron.Invalid, err)
	}
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := auth.OpenCertificate(auth.CertificateOptions{Dir: filepath.Join(file, "below")})
	requireCode(t, novacron.Unavailable, err)
}

func TestFullNames(t *testing.T) {
	hosts := filepath.Join(t.TempDir(), "hosts")
	content := "127.0.0.1 localhost\n127.0.1.1\tedge-1.example.org edge-1 # edge-1.comment\n10.0.0.1 edge-10.example.org edge-10\n"
	require.NoError(t, os.WriteFile(hosts, []byte(content), 0o600))
	require.Equal(t, []string{"edge-1.example.org"}, auth.FullNames(hosts, "edge-1"))
	require.Empty(t, auth.FullNames(hosts+".none", "edge-1"))
}

func TestACertificateIsForTheHost(t *testing.T) {
	leaf := leafOf(t, openCertificate(t, newClock(), t.TempDir()))
	if host, err := os.Hostname(); err == nil {
		require.NoError(t, leaf.VerifyHostname(host))
	}
	addrs, err := net.InterfaceAddrs()
	require.NoError(t, err)
	for _, addr := range addrs {
		if n := addr.(*net.IPNet); n.IP.IsGlobalUnicast() {
			require.NoError(t, leaf.VerifyHostname(n.IP.String()))
		}
	}
}
