package store

import (
	"cmp"
	"encoding/binary"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// idempotencyRecord says what an identity's key led to: an operation, or what
// another room calls its result.
type idempotencyRecord struct {
	Operation   novacron.OperationID `json:"operation,omitempty"`
	Result      string               `json:"result,omitempty"`
	Fingerprint string               `json:"fingerprint,omitempty"`
	At          time.Time            `json:"at"`
}

// FindIdempotent returns the operation that the identity's key led to less
// than KeepIdempotencyKeys ago, and the fingerprint of that request.
func (s *Store) FindIdempotent(identity, key string) (id novacron.OperationID, fingerprint string, found bool, err error) {
	err = s.View(func(tx *Tx) error {
		id, fingerprint, found, err = tx.FindIdempotent(identity, key)
		return err
	})
	return id, fingerprint, found, err
}

// FindIdempotent is Store.FindIdempotent as the transaction sees it: asked in
// the transaction that puts the operation, it cannot be overtaken.
func (tx *Tx) FindIdempotent(identity, key string) (id novacron.OperationID, fingerprint string, found bool, err error) {
	rec, found, err := tx.idempotent(identity, key)
	return rec.Operation, rec.Fingerprint, found, err
}

// FindIdempotentResult returns the result that KeepIdempotent kept under the
// identity's key less than KeepIdempotencyKeys ago, and the fingerprint of that
// request. The result is empty for a key that led to an operation.
func (tx *Tx) FindIdempotentResult(identity, key string) (result, fingerprint string, found bool, err error) {
	rec, found, err := tx.idempotent(identity, key)
	return rec.Result, rec.Fingerprint, found, err
}

// KeepIdempotent keeps that the identity's key led to result, over what the key
// led to before: ask first. It is for requests that are no operations; the keys
// of operations are kept when those are put. Nothing is kept for the empty key.
func (tx *Tx) KeepIdempotent(identity, key, fingerprint, result string) error {
	if key == "" {
		return nil
	}
	return tx.keepIdempotent(identity, key, idempotencyRecord{Result: result, Fingerprint: fingerprint, At: tx.now})
}

// idempotent returns the record of a key that still counts.
func (tx *Tx) idempotent(identity, key string) (idempotencyRecord, bool, error) {
	k := idempotencyKey(identity, key)
	raw := tx.bucket(bucketIdempotency).Get(k)
	if key == "" || raw == nil {
		return idempotencyRecord{}, false, nil
	}
	rec, err := decode[idempotencyRecord](bucketIdempotency, k, raw)
	if err != nil || !tx.now.Before(rec.At.Add(KeepIdempotencyKeys)) {
		return idempotencyRecord{}, false, err
	}
	return rec, true, nil
}

// putIdempotent keeps the key of an operation that is put for the first time.
func (tx *Tx) putIdempotent(rec OperationRecord) error {
	if rec.IdempotencyKey == "" {
		return nil
	}
	holder, _, found, err := tx.FindIdempotent(rec.Identity, rec.IdempotencyKey)
	switch {
	case err != nil:
		return err
	case found && holder != rec.ID:
		return novacron.Errorf(novacron.Conflict, "the idempotency key belongs to %s", cmp.Or(string(holder), "another request")).
			WithMend("use a new key for each request that is not a repetition")
	case found || rec.State.Final() && tx.bucket(bucketOperations).Get([]byte(rec.ID)) != nil:
		return nil // the key is kept already, or was and has had its day
	}
	return tx.keepIdempotent(rec.Identity, rec.IdempotencyKey, idempotencyRecord{Operation: rec.ID, Fingerprint: rec.Fingerprint, At: tx.now})
}

func (tx *Tx) keepIdempotent(identity, word string, rec idempotencyRecord) error {
	if strings.ContainsRune(identity, 0) {
		return novacron.InvalidField("identity", "must not contain a NUL")
	}
	key := idempotencyKey(identity, word)
	if raw := tx.bucket(bucketIdempotency).Get(key); raw != nil { // replaced, or expired and not trimmed yet
		if err := tx.deleteIdempotent(key, raw); err != nil {
			return err
		}
	}
	if err := tx.putJSON(bucketIdempotency, key, rec); err != nil {
		return err
	}
	return tx.put(bucketIdempotencyByTime, timeKey(rec.At, key), nil)
}

func (tx *Tx) deleteIdempotent(key, raw []byte) error {
	rec, err := decode[idempotencyRecord](bucketIdempotency, key, raw)
	if err != nil {
		return err
	}
	if err := tx.delete(bucketIdempotencyByTime, timeKey(rec.At, key)); err != nil {
		return err
	}
	return tx.delete(bucketIdempotency, key)
}

func idempotencyKey(identity, key string) []byte { return indexKey(identity, []byte(key)) }

// timeKey returns a key that sorts by time.
func timeKey(at time.Time, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(nil, sortableTime(at)), key...)
}
