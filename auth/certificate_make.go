package auth

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// selfSigned makes a key and a certificate for names and for the addresses that
// the host has now. Addresses come and go with DHCP, so that a missing one is
// no reason to make a new certificate; a missing name is.
func selfSigned(names []string, now time.Time) (cert, key []byte, err error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, novacron.Errorf(novacron.Internal, "make a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(randomBytes(16)),
		Subject:      pkix.Name{CommonName: clip(names[0], 64), Organization: []string{"NovaCron"}}, // ub-common-name of RFC 5280
		NotBefore:    now.Add(-certificateSkew),
		NotAfter:     now.Add(certificateLife - certificateSkew),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		// Not an authority: who trusts it must not have to trust what it could sign.
		BasicConstraintsValid: true,
	}
	for _, name := range slices.Concat(names, hostAddresses()) {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		return nil, nil, novacron.Errorf(novacron.Invalid, "make a certificate for %s: %w", strings.Join(names, ", "), err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, nil, novacron.Errorf(novacron.Internal, "encode a key: %w", err)
	}
	cert = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	return cert, key, nil
}

// renewalDue says whether two thirds of a certificate's life are over, or it
// is not valid yet because the clock was wrong when it was made.
func renewalDue(leaf *x509.Certificate, now time.Time) bool {
	life := leaf.NotAfter.Sub(leaf.NotBefore)
	return now.Before(leaf.NotBefore) || now.After(leaf.NotBefore.Add(life/3*2))
}

// covers says whether a certificate is for each of the names.
func covers(leaf *x509.Certificate, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return leaf.VerifyHostname(name) != nil })
}

// certificateNames is what a certificate of our own must be for: the host's
// name, short and full as far as it is known without asking the network, the
// configured names, and this host seen from itself.
func certificateNames(configured []string) []string {
	names := slices.Clone(configured)
	if host, err := os.Hostname(); err == nil && host != "" {
		short, _, _ := strings.Cut(host, ".")
		names = append(names, host, short)
		names = append(names, fullNames("/etc/hosts", short)...)
	}
	names = append(names, "localhost", "127.0.0.1", "::1")
	var usable []string
	for _, name := range names {
		name = strings.ToLower(name)
		if usableName(name) && !slices.Contains(usable, name) {
			usable = append(usable, name)
		}
	}
	return usable
}

// usableName says whether x509 can verify a name: an address, or a host name.
func usableName(name string) bool {
	if net.ParseIP(name) != nil {
		return true
	}
	valid := strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-._*") == ""
	labels := strings.Split(name, ".")
	return valid && len(name) <= 253 && !slices.ContainsFunc(labels, func(l string) bool {
		return l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-")
	})
}

// fullNames returns the names with a domain that a hosts file gives to a line
// that also has the short name, as Debian's '127.0.1.1 edge-1.example.org edge-1'.
func fullNames(path, short string) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var full []string
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Fields(line)
		if !slices.Contains(fields, short) {
			continue
		}
		for _, name := range fields[1:] {
			if strings.HasPrefix(name, short+".") {
				full = append(full, name)
			}
		}
	}
	return full
}

// hostAddresses returns the addresses under which others may reach this host.
func hostAddresses() []string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var out []string
	for _, addr := range addrs {
		if n, ok := addr.(*net.IPNet); ok && n.IP.IsGlobalUnicast() {
			out = append(out, n.IP.String())
		}
	}
	return out
}

func statPair(certFile, keyFile string) (fileState, error) {
	cert, err := os.Stat(certFile)
	if err != nil {
		return fileState{}, err
	}
	key, err := os.Stat(keyFile)
	if err != nil {
		return fileState{}, err
	}
	return fileState{
		certModified: cert.ModTime(), certSize: cert.Size(),
		keyModified: key.ModTime(), keySize: key.Size(),
	}, nil
}

// writePair replaces both files. A crash between them leaves a pair that does
// not fit, which is then made anew.
func writePair(certFile string, cert []byte, keyFile string, key []byte) error {
	if err := writeFile(keyFile, key, 0o600); err != nil {
		return err
	}
	return writeFile(certFile, cert, 0o644)
}

// writeFile replaces a file by a complete one that is on disk.
func writeFile(path string, content []byte, mode os.FileMode) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.Write(content)
	err = orElse(err, orElse(file.Chmod(mode), file.Sync()))
	if err = orElse(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
