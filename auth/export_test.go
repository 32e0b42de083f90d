package auth

import "time"

// What tests look at from inside: the decoders, and the limiter.
var (
	NewTokenSecret    = newTokenSecret
	IsTokenSecret     = isTokenSecret
	NewSessionSecret  = newSessionSecret
	IsSessionSecret   = isSessionSecret
	HashSecret        = hashSecret
	NewSetupCodeWords = newSetupCode
	NormalSetupCode   = normalSetupCode
	AddressKey        = addressKey
	NewLimiter        = newLimiter
	Clip              = clip
	FullNames         = fullNames
	AccountIdentity   = accountIdentity
)

// Limits that tests count up to.
const (
	MaxSessions  = maxSessions
	MaxTokens    = maxTokens
	AddressBurst = addressBurst
	AccountBurst = accountBurst
	FailureBurst = failureBurst
	DeniedBurst  = deniedBurst
	LimitKeys    = limitKeys
	MaxAwaited   = maxAwaited
)

// Limiter is the limiter.
type Limiter = limiter

// Take is take.
func (l *limiter) Take(key string, now time.Time) time.Duration { return l.take(key, now) }

// GiveBack is giveBack.
func (l *limiter) GiveBack(key string) { l.giveBack(key) }

// Keys is how many keys the limiter holds.
func (l *limiter) Keys() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.full)
}

// HashPassword returns the PHC string of a password.
func HashPassword(password string, cost PasswordCost) string {
	return hashPassword(normalPassword(password), cost).String()
}

// DecodePasswordHash decodes a PHC string and encodes it again.
func DecodePasswordHash(phc string) (again string, memoryKiB uint32, err error) {
	h, err := decodePasswordHash(phc)
	return h.String(), h.cost.MemoryKiB, err
}

// PasswordMatches says whether phc is the hash of password.
func PasswordMatches(phc, password string) bool {
	h, err := decodePasswordHash(phc)
	return err == nil && h.matches(normalPassword(password))
}

// SignHead signs a head.
var SignHead = signHead
