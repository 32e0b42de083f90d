package appliance

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/novacron"
)

// The outcomes of a check.
const (
	checkOK      = "ok"
	checkWarning = "warning"
	checkFailed  = "failed"
	checkSkipped = "skipped"
)

const (
	// dataSpaceWarning is a month of events and operations of a busy node, and
	// room for a migration's copy of the store.
	dataSpaceWarning = 1 << 30
	// dataSpaceFailed is too little for the next days.
	dataSpaceFailed = 100 << 20
)

// Doctor examines this host. It changes nothing and needs no running appliance.
func Doctor(ctx context.Context, flags Flags) ([]novacron.Check, error) {
	cfg, err := flags.Resolve(DefaultConfig())
	checks := []novacron.Check{checkConfig(flags, err)}
	if err != nil {
		cfg = DefaultConfig()
	}
	checks = append(checks, kvm.Doctor(ctx, kvm.Options{URI: cfg.LibvirtURI, Accel: cfg.Accel})...)
	return append(checks, checkDataDir(cfg.DataDir), checkCertificate(cfg), checkSpace(cfg.DataDir), checkStrays(ctx, cfg.Socket), checkClock(time.Now())), nil
}

// checkCertificate shows the fingerprint, which people compare with what their
// browser or --fingerprint shows.
func checkCertificate(cfg Config) novacron.Check {
	c := novacron.Check{Name: "certificate", Status: checkOK}
	path := cmp.Or(cfg.TLS.CertFile, filepath.Join(cfg.DataDir, "tls.crt"))
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && cfg.TLS.CertFile == "" {
		c.Status, c.Detail = checkSkipped, path+" is not there yet; the first start makes it"
		return c
	}
	var cert *x509.Certificate
	if err == nil {
		block, _ := pem.Decode(raw)
		if block == nil {
			err = errors.New(path + " holds no PEM certificate")
		} else {
			cert, err = x509.ParseCertificate(block.Bytes)
		}
	}
	switch {
	case err != nil:
		c.Status, c.Detail, c.Mend = checkFailed, err.Error(), "put a certificate in PEM there, or run as root"
	case time.Now().After(cert.NotAfter):
		c.Status, c.Detail, c.Mend = checkFailed, "it ended "+cert.NotAfter.UTC().Format(time.RFC3339), "renew it; NovaCron renews its own at the next connection"
	default:
		c.Detail = fmt.Sprintf("until %s, SHA-256 %s", cert.NotAfter.UTC().Format(time.DateOnly),
			strings.ReplaceAll(fmt.Sprintf("% X", sha256.Sum256(cert.Raw)), " ", ":"))
	}
	return c
}

func checkConfig(flags Flags, err error) novacron.Check {
	c := novacron.Check{Name: "configuration", Status: checkOK, Detail: "the defaults"}
	if flags.Config != nil {
		c.Detail = *flags.Config
	} else if _, statErr := os.Stat(packagedConfig); statErr == nil {
		c.Detail = packagedConfig
	}
	if err != nil {
		c.Status, c.Detail, c.Mend = checkFailed, err.Error(), "correct the file; packaging/novacron.yaml shows every setting"
	}
	return c
}

func checkDataDir(dir string) novacron.Check {
	c := novacron.Check{Name: "data directory", Status: checkOK}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		c.Status, c.Detail = checkSkipped, dir+" is not there yet; the first start makes it"
	case err != nil:
		c.Status, c.Detail, c.Mend = checkFailed, err.Error(), "run as root, or as the user novacron"
	case !info.IsDir():
		c.Status, c.Detail, c.Mend = checkFailed, dir+" is not a directory", "move it away, or set dataDir"
	case info.Mode().Perm()&0o077 != 0:
		c.Status, c.Detail = checkWarning, fmt.Sprintf("%s has mode %04o: others can read what is in it", dir, info.Mode().Perm())
		c.Mend = "chmod 0700 " + dir
	default:
		c.Detail = fmt.Sprintf("%s, mode %04o", dir, info.Mode().Perm())
	}
	return c
}

func checkSpace(dir string) novacron.Check {
	c := novacron.Check{Name: "space for data", Status: checkOK}
	at := dir
	for {
		if _, err := os.Stat(at); err == nil || at == filepath.Dir(at) {
			break
		}
		at = filepath.Dir(at)
	}
	var st unix.Statfs_t
	if err := unix.Statfs(at, &st); err != nil {
		c.Status, c.Detail = checkFailed, err.Error()
		return c
	}
	free := st.Bavail * uint64(st.Bsize)
	c.Detail = fmt.Sprintf("%.1f GiB free at %s", float64(free)/(1<<30), at)
	if free < dataSpaceFailed {
		c.Status, c.Mend = checkFailed, "make room: below 100 MiB changes will soon be refused"
	} else if free < dataSpaceWarning {
		c.Status, c.Mend = checkWarning, "make room, or move dataDir to a larger file system"
	}
	return c
}

// epoch is before the first release: a clock that shows less is wrong.
var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func checkClock(now time.Time) novacron.Check {
	c := novacron.Check{Name: "clock", Status: checkOK, Detail: now.UTC().Format(time.RFC3339)}
	if now.Before(epoch) {
		c.Status, c.Mend = checkFailed, "set the clock: certificates and logins depend on it"
		return c
	}
	var tx unix.Timex
	if _, err := unix.Adjtimex(&tx); err != nil {
		c.Detail += ", the kernel does not tell whether it is synchronized"
	} else if tx.Status&unix.STA_UNSYNC != 0 {
		c.Status, c.Mend = checkWarning, "run systemd-timesyncd or chrony"
		c.Detail += ", not synchronized"
	} else {
		c.Detail += ", synchronized"
	}
	return c
}
