package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"hash/crc32"
	"math/big"
	"strings"
)

// Secrets begin with what they are, so that people and secret scanners know one
// when they see it.
const (
	tokenPrefix   = "nvc_" // API token
	sessionPrefix = "nvs_" // session cookie
)

// secretBytes is 256 bits: beyond guessing, so that a plain SHA-256 without
// salt or stretching is enough to keep it by.
const secretBytes = 32

// base62 needs 43 digits for 256 bits and 6 for 32 bits.
const (
	base62         = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	tokenDigits    = 43
	checksumDigits = 6
)

// newTokenSecret makes an API token: the prefix, 43 digits of base62 (256 bits)
// and 6 digits of the CRC-32 of all before them, as GitHub's tokens have it. A
// scanner can tell a token from a look-alike without asking anybody, and a
// mistyped one is refused without a look into the store.
func newTokenSecret() string {
	body := tokenPrefix + encodeBase62(randomBytes(secretBytes), tokenDigits)
	return body + checksum(body)
}

// isTokenSecret says whether s has the form of an API token: prefix, alphabet,
// length and checksum.
func isTokenSecret(s string) bool {
	if len(s) != len(tokenPrefix)+tokenDigits+checksumDigits || !strings.HasPrefix(s, tokenPrefix) {
		return false
	}
	body, sum := s[:len(s)-checksumDigits], s[len(s)-checksumDigits:]
	return strings.Trim(body[len(tokenPrefix):], base62) == "" && checksum(body) == sum
}

// newSessionSecret makes what a session cookie carries.
func newSessionSecret() string {
	return sessionPrefix + base64.RawURLEncoding.EncodeToString(randomBytes(secretBytes))
}

// isSessionSecret says whether s has the form of a session cookie.
func isSessionSecret(s string) bool {
	body, ok := strings.CutPrefix(s, sessionPrefix)
	if !ok || len(body) != base64.RawURLEncoding.EncodedLen(secretBytes) {
		return false
	}
	_, err := base64.RawURLEncoding.Strict().DecodeString(body)
	return err == nil
}

// hashSecret is how the store knows a secret.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func checksum(body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	return encodeBase62([]byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}, checksumDigits)
}

// encodeBase62 writes b as a number in base 62, with zeros before it up to the
// wanted number of digits.
func encodeBase62(b []byte, digits int) string {
	out := make([]byte, digits)
	n, base, digit := new(big.Int).SetBytes(b), big.NewInt(int64(len(base62))), new(big.Int)
	for i := digits - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		out[i] = base62[digit.Int64()]
	}
	return string(out)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails since Go 1.24
	return b
}
