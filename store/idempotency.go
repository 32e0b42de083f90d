package store

import (
	"encoding/binary"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
)

// idempotencyRecord says which operation an identity's key led to.
type idempotencyRecord struct {
	Operation   novacron.OperationID `json:"operation"`
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
	k := idempotencyKey(identity, key)
	raw := tx.bucket(bucketIdempotency).Get(k)
	if key == "" || raw == nil {
		return "", "", false, nil
	}
	rec, err := decode[idempotencyRecord](bucketIdempotency, k, raw)
	if err != nil || !tx.now.Before(rec.At.Add(KeepIdempotencyKeys)) {
		return "", "", false, err
	}
	return rec.Operation, rec.Fingerprint, true, nil
}

// putIdempotent keeps the key of an operation that is put for the first time.
func (tx *Tx) putIdempotent(rec OperationRecord) error {
	if rec.IdempotencyKey == "" {
		return nil
	}
	if strings.ContainsRune(rec.Identity, 0) {
		return novacron.InvalidField("identity", "must not contain a NUL")
	}
	holder, _, found, err := tx.FindIdempotent(rec.Identity, rec.IdempotencyKey)
	switch {
	case err != nil:
		return err
	case found && holder != rec.ID:
		return novacron.Errorf(novacron.Conflict, "the idempotency key belongs to operation %s", holder).
			WithMend("use a new key for each request that is not a repetition")
	case found || rec.State.Final() && tx.bucket(bucketOperations).Get([]byte(rec.ID)) != nil:
		return nil // the key is kept already, or was and has had its day
	}
	return tx.keepIdempotent(rec)
}

func (tx *Tx) keepIdempotent(rec OperationRecord) error {
	key := idempotencyKey(rec.Identity, rec.IdempotencyKey)
	if raw := tx.bucket(bucketIdempotency).Get(key); raw != nil { // expired and not trimmed yet
		if err := tx.deleteIdempotent(key, raw); err != nil {
			return err
		}
	}
	err := tx.putJSON(bucketIdempotency, key, idempotencyRecord{rec.ID, rec.Fingerprint, tx.now})
	if err != nil {
		return err
	}
	return tx.put(bucketIdempotencyByTime, timeKey(tx.now, key), nil)
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
