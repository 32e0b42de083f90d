package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/novacron/novacron/novacron"
)

// OpenAuditKey reads the key that signs the heads of the audit, and makes it, with
// mode 0600, where there is none. Invalid when the file holds no such key: it is
// never replaced, because heads that were kept elsewhere name it.
func OpenAuditKey(path string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeAuditKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	bad := novacron.Errorf(novacron.Invalid, "audit key: %s holds no Ed25519 key in PKCS #8", path).
		WithMend("restore it from a backup, or move it away: a new one is made, and heads signed with the old one prove nothing about what comes")
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, bad
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, bad
	}
	if signer, ok := key.(ed25519.PrivateKey); ok {
		return signer, nil
	}
	return nil, bad
}

func makeAuditKey(path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	if err := writeFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw}), 0o600); err != nil {
		return nil, fmt.Errorf("audit key: %w", err)
	}
	return key, nil
}

// keyFingerprint is how people tell keys apart.
func keyFingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// headText is what the signature of a head is over.
func headText(h novacron.AuditHead) []byte {
	return fmt.Appendf(nil, "novacron-audit-head\n%s\n%d\n%s\n%s\n", h.Node, h.Sequence, h.Hash, h.At.UTC().Format("2006-01-02T15:04:05.999999999Z"))
}

func signHead(h novacron.AuditHead, key ed25519.PrivateKey) novacron.AuditHead {
	h.At = h.At.UTC()
	h.Key = base64.StdEncoding.EncodeToString(key[ed25519.PrivateKeySize-ed25519.PublicKeySize:]) // its second half, RFC 8032
	h.Signature = base64.StdEncoding.EncodeToString(ed25519.Sign(key, headText(h)))
	return h
}

// headKey returns the key of a head whose signature fits it.
func headKey(h novacron.AuditHead) (ed25519.PublicKey, bool) {
	key, err := base64.StdEncoding.DecodeString(h.Key)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, false
	}
	signature, err := base64.StdEncoding.DecodeString(h.Signature)
	return key, err == nil && ed25519.Verify(key, headText(h), signature)
}
