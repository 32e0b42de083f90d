package store

import (
	"encoding/json"
	"time"

	"github.com/novacron/novacron/novacron"
)

// OperationRecord is an operation and what only its engine needs of it.
type OperationRecord struct {
	novacron.Operation

	// Plan is the engine's own: what it needs to finish the operation after a
	// crash. The store does not look into it.
	Plan json.RawMessage `json:"plan,omitempty"`
	// Holds are what it needs beside its target, and Claim is the name that it is
	// about to give: nothing else touches them while it runs.
	Holds []Hold `json:"holds,omitempty"`
	Claim string `json:"claim,omitempty"`
	// IdempotencyKey and Fingerprint are the request's: see FindIdempotent.
	IdempotencyKey string `json:"idempotencyKey,omitempty"`
	Fingerprint    string `json:"fingerprint,omitempty"`
}

// Hold is a thing that an operation needs to itself or, shared, needs only to
// stay as it is.
type Hold struct {
	Target novacron.Target `json:"target"`
	Shared bool            `json:"shared,omitempty"`
}

// UserRecord is a user and the proof of the user's password.
type UserRecord struct {
	novacron.User

	PasswordHash string `json:"passwordHash,omitempty"`
}

// SessionRecord is one login. The secret itself is never stored.
type SessionRecord struct {
	Hash       string    `json:"hash"` // hex SHA-256 of the secret; the record's key
	User       string    `json:"user"`
	CreatedAt  time.Time `json:"createdAt"`
	LastUsedAt time.Time `json:"lastUsedAt"`
	ExpiresAt  time.Time `json:"expiresAt"` // the trimmer removes it after this
	From       string    `json:"from,omitempty"`
}

// TokenRecord is an API token. Its Secret is never stored: Put drops it.
type TokenRecord struct {
	novacron.APIToken

	Hash string `json:"hash"` // hex SHA-256 of the secret
}
