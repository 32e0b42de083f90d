package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/novacron/novacron/novacron"
)

// PasswordCost is what one password hash costs, in the terms of argon2id
// (RFC 9106).
type PasswordCost struct {
	MemoryKiB uint32
	Passes    uint32
	Lanes     uint8
}

// DefaultPasswordCost is 32 MiB, 3 passes, 1 lane: two and a half times the work
// of OWASP's recommended minimum (19 MiB, 2 passes, 1 lane), and half the
// memory of RFC 9106's second choice (64 MiB, 3 passes, 4 lanes), because an
// appliance shares its host with VMs and hashes up to two at once. One
// lane, because a login must not take every core from the guests.
func DefaultPasswordCost() PasswordCost {
	return PasswordCost{MemoryKiB: 32 << 10, Passes: 3, Lanes: 1}
}

// Sizes of what a hash is made of: RFC 9106 section 4 recommends 128 bits of
// salt and a 256-bit tag.
const (
	saltBytes = 16
	hashBytes = 32
)

// Bounds of what a stored hash may ask for, so that a damaged or planted record
// cannot make a login eat the host.
const (
	maxMemoryKiB  = 256 << 10
	maxPasses     = 16
	maxLanes      = 16
	minHashLength = 16
	maxHashLength = 64
)

// passwordHash is a decoded PHC string:
// $argon2id$v=19$m=32768,t=3,p=1$SALT$HASH, base64 without padding
// (https://github.com/P-H-C/phc-string-format).
type passwordHash struct {
	cost PasswordCost
	salt []byte
	hash []byte
}

// hashPassword hashes a password under a new random salt.
func hashPassword(password string, cost PasswordCost) passwordHash {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails since Go 1.24
	return passwordHash{cost: cost, salt: salt, hash: cost.key(password, salt, hashBytes)}
}

// decoyHash is what a password is compared with when there is no such user: it
// costs as much as a real one and matches nothing.
func decoyHash(cost PasswordCost) passwordHash {
	h := passwordHash{cost: cost, salt: make([]byte, saltBytes), hash: make([]byte, hashBytes)}
	rand.Read(h.hash)
	return h
}

func (c PasswordCost) key(password string, salt []byte, length uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.Passes, c.MemoryKiB, c.Lanes, length)
}

// matches says whether h is the hash of password, in a time that tells nothing
// about where they differ.
func (h passwordHash) matches(password string) bool {
	// decodePasswordHash bounds the length to maxHashLength
	key := h.cost.key(password, h.salt, uint32(len(h.hash)))
	return subtle.ConstantTimeCompare(key, h.hash) == 1
}

// String returns h as a PHC string.
func (h passwordHash) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.cost.MemoryKiB, h.cost.Passes, h.cost.Lanes, b64.EncodeToString(h.salt), b64.EncodeToString(h.hash))
}

// decodePasswordHash decodes a PHC string: exactly what String writes, nothing
// looser, within the bounds above.
func decodePasswordHash(s string) (passwordHash, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return passwordHash{}, novacron.Errorf(novacron.Internal, "password hash is not argon2id")
	}
	var version int
	var h passwordHash
	head := parts[2] + "$" + parts[3]
	n, err := fmt.Sscanf(head, "v=%d$m=%d,t=%d,p=%d", &version, &h.cost.MemoryKiB, &h.cost.Passes, &h.cost.Lanes)
	if err != nil || n != 4 {
		return passwordHash{}, novacron.Errorf(novacron.Internal, "password hash has malformed parameters")
	}
	strict := base64.RawStdEncoding.Strict()
	h.salt, err = strict.DecodeString(parts[4])
	if err != nil {
		return passwordHash{}, novacron.Errorf(novacron.Internal, "password hash salt: %w", err)
	}
	h.hash, err = strict.DecodeString(parts[5])
	if err != nil {
		return passwordHash{}, novacron.Errorf(novacron.Internal, "password hash: %w", err)
	}
	if version != argon2.Version || !h.bounded() || h.String() != s {
		return passwordHash{}, novacron.Errorf(novacron.Internal, "password hash has parameters out of bounds")
	}
	return h, nil
}

func (h passwordHash) bounded() bool {
	c := h.cost
	return c.MemoryKiB >= 8*uint32(c.Lanes) && c.MemoryKiB <= maxMemoryKiB &&
		c.Passes >= 1 && c.Passes <= maxPasses && c.Lanes >= 1 && c.Lanes <= maxLanes &&
		len(h.salt) >= 8 && len(h.salt) <= maxHashLength &&
		len(h.hash) >= minHashLength && len(h.hash) <= maxHashLength
}
