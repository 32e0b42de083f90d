package cli

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

// defaultSocket is where the packaged service listens.
const defaultSocket = "/run/novacron/novacron.sock"

// connection is the appliance that this run talks to.
type connection struct {
	*client.Client
	hasToken bool
}

// connect returns the client that flags and environment describe. It does not
// connect yet.
func (a *app) connect() (*connection, error) {
	if a.conn != nil {
		return a.conn, nil
	}
	opts := client.Options{
		Server:      a.setting(a.global.server, "NOVACRON_SERVER"),
		Token:       a.setting(a.global.token, "NOVACRON_TOKEN"),
		CAFile:      a.setting(a.global.caFile, "NOVACRON_CA_FILE"),
		Fingerprint: a.setting(a.global.fingerprint, "NOVACRON_FINGERPRINT"),
		Insecure:    a.global.insecure,
		UserAgent:   "novacron-cli/" + a.cmds.Version,
	}
	if opts.Server == "" {
		opts.Server = "unix://" + defaultSocket
	}
	if err := checkServer(opts.Server); err != nil {
		return nil, err
	}
	c, err := client.New(opts)
	if err != nil {
		return nil, a.inFlags(err, connectionFlagOf)
	}
	if opts.Insecure && opts.Fingerprint == "" && !c.Local() {
		a.warnf("--insecure: the certificate of %s is not checked", opts.Server)
	}
	a.conn = &connection{Client: c, hasToken: opts.Token != ""}
	return a.conn, nil
}

// checkServer refuses what a person did not mean as an address. HOST:PORT is
// one, of HTTPS.
func checkServer(server string) error {
	err := usagef("--server: %q is not an address", shorten(server))
	switch {
	case strings.Contains(server, "://"):
		return nil // the client judges the rest
	case strings.HasPrefix(server, "/"):
		return err.WithMend("for a local socket write unix://%s", server)
	case !strings.Contains(server, ":"):
		return err.WithMend("write https://%s:7443 for a host, unix:///PATH for a local socket; without --server it is unix://%s", server, defaultSocket)
	}
	return nil
}

// setting returns what a flag says or else the environment.
func (a *app) setting(flag, variable string) string {
	if flag != "" {
		return flag
	}
	return a.getenv(variable)
}

func (a *app) close() {
	if a.conn != nil {
		_ = a.conn.Close()
	}
}

// explain adds to an error what this run knows of how to mend it.
func (a *app) explain(err error) error {
	e, ok := novacron.AsError(err)
	if !ok || a.conn == nil {
		return err
	}
	switch {
	case a.conn.Local():
		return a.explainLocal(e)
	case e.Code == novacron.Unauthenticated:
		return a.explainRemote(e)
	}
	return err
}

func (a *app) explainLocal(e *novacron.Error) error {
	socket := strings.TrimPrefix(a.conn.Server(), "unix://")
	switch {
	case errors.Is(e, syscall.ENOENT), errors.Is(e, syscall.ECONNREFUSED):
		return notRunning(e.Code, socket)
	case errors.Is(e, syscall.EACCES), errors.Is(e, syscall.EPERM):
		return novacron.Errorf(e.Code, "this user may not use the appliance's local socket %s", socket).
			WithMend("run it as root (sudo), or with an API token over HTTPS: --server https://localhost:7443")
	}
	return e
}

func notRunning(code novacron.Code, socket string) error {
	err := novacron.Errorf(code, "the appliance is not running: nothing answers at %s", socket)
	if socket != defaultSocket {
		return err.WithMend("is that the right socket? --server and NOVACRON_SERVER name it; without them it is %s", defaultSocket)
	}
	return err.WithMend("systemctl start novacron (what it says: journalctl -u novacron -e)\n" +
		"for the appliance of another host: --server https://HOST:7443")
}

func (a *app) explainRemote(e *novacron.Error) error {
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(e, &untrusted) && len(untrusted.UnverifiedCertificates) > 0:
		seen := fingerprintOf(untrusted.UnverifiedCertificates[0].Raw)
		return novacron.Errorf(e.Code, "the certificate of %s is not trusted; its SHA-256 fingerprint is\n  %s", a.conn.Server(), seen).
			WithMend("compare it with the host's own word: journalctl -u novacron | grep fingerprint\n" +
				"when they are the same, trust it by --fingerprint or NOVACRON_FINGERPRINT; or give --ca-file")
	case !a.conn.hasToken && e.Cause == nil: // the appliance's own answer, not the handshake's
		return e.WithMend("put an API token into NOVACRON_TOKEN; on the appliance's host, as root, this makes one:\n" +
			"novacron api-token create LABEL --user USER")
	}
	return e
}

// fingerprintOf returns the SHA-256 of a certificate as openssl writes it.
func fingerprintOf(der []byte) string {
	sum := sha256.Sum256(der)
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// warnf tells something that the person should know although it works.
func (a *app) warnf(format string, args ...any) {
	fmt.Fprintf(a.stderr, "warning: %s\n", clean(fmt.Sprintf(format, args...)))
}

// hintf tells a person at a terminal what may be next.
func (a *app) hintf(format string, args ...any) {
	if isTerminal(a.stdout) && isTerminal(a.stderr) && !a.wantsData() {
		fmt.Fprintf(a.stderr, "%s\n", clean(fmt.Sprintf(format, args...)))
	}
}

// hintNone tells a person at a terminal that a list is empty and not lost.
func (a *app) hintNone(items int) {
	if items == 0 {
		a.hintf("none")
	}
}

// isTerminal says whether a person is at the other end.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// isBrokenPipe says whether err means that nobody reads our output any more.
func isBrokenPipe(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// everything collects all pages, or the first limit items.
func everything[T any](
	ctx context.Context, limit int, page func(context.Context, novacron.PageRequest) (novacron.Page[T], error),
) ([]T, error) {
	items := []T{}
	request := novacron.PageRequest{Limit: novacron.MaxPageLimit}
	for {
		if limit > 0 {
			request.Limit = min(limit-len(items), novacron.MaxPageLimit)
		}
		p, err := page(ctx, request)
		if err != nil {
			return nil, err
		}
		items = append(items, p.Items...)
		if p.Next == "" || (limit > 0 && len(items) >= limit) {
			return items, nil
		}
		request.Cursor = p.Next
	}
}
