package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// AuditHash returns the hash of an audit record: SHA-256 of its line, as it is
// kept and exported, in hex. The next record carries it.
func AuditHash(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// AppendAudit writes an audit record behind the last one and returns it with its
// Sequence and Previous, and with At where that was zero.
func (tx *Tx) AppendAudit(rec novacron.AuditRecord) (novacron.AuditRecord, error) {
	if err := tx.writable(); err != nil {
		return rec, err
	}
	if err := checkTarget(rec.Target); err != nil {
		return rec, err
	}
	rec.Previous = ""
	if _, last := tx.bucket(bucketAudit).Cursor().Last(); last != nil {
		rec.Previous = AuditHash(last)
	}
	seq, err := tx.next(bucketAudit)
	if err != nil {
		return rec, err
	}
	rec.Sequence = seq
	if rec.At.IsZero() {
		rec.At = tx.now
	}
	if err := tx.putJSON(bucketAudit, sequenceKey(seq), rec); err != nil {
		return rec, err
	}
	return rec, tx.put(bucketAuditTarget, indexKey(rec.Target.ID, sequenceKey(seq)), nil)
}

// AuditLines returns up to limit records after a sequence, oldest first, each as
// it is kept: a line of JSON without its end. They are copies.
func (s *Store) AuditLines(after uint64, limit int) (lines [][]byte, err error) {
	err = s.view(func(btx *bolt.Tx) error {
		c := btx.Bucket([]byte(bucketAudit)).Cursor()
		for k, raw := c.Seek(sequenceKey(after + 1)); k != nil && len(lines) < limit; k, raw = c.Next() {
			lines = append(lines, append([]byte(nil), raw...))
		}
		return nil
	})
	return lines, err
}

// AuditHead returns the sequence and the hash of the newest audit record; zero
// and empty when there is none.
func (s *Store) AuditHead() (sequence uint64, hash string, err error) {
	err = s.view(func(btx *bolt.Tx) error {
		if _, raw := btx.Bucket([]byte(bucketAudit)).Cursor().Last(); raw != nil {
			hash = AuditHash(raw)
			sequence = btx.Bucket([]byte(bucketAudit)).Sequence()
		}
		return nil
	})
	return sequence, hash, err
}

// Audit returns a page of audit records, newest first. Invalid, naming the
// field, for a limit or cursor that cannot be used. Total is -1 when only some
// are asked for. The end of ctx ends a search.
func (s *Store) Audit(ctx context.Context, q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	page := novacron.Page[novacron.AuditRecord]{Items: []novacron.AuditRecord{}, Total: -1}
	limit, err := pageLimit(q.Limit)
	if err != nil {
		return page, err
	}
	var before []byte
	if q.Cursor != "" {
		c, err := decodeCursor(q.Cursor, sortAudit)
		if err != nil {
			return page, err
		}
		before = sequenceKey(c.Number)
	}
	err = s.view(func(btx *bolt.Tx) error {
		if !narrowed(q) {
			page.Total = auditCount(btx)
		}
		return eachAuditBefore(btx, q.TargetID, before, func(rec novacron.AuditRecord) bool {
			switch {
			case ctx.Err() != nil, !q.Since.IsZero() && rec.At.Before(q.Since):
				return false // those before it are older
			case !auditMatches(q, rec):
				return true
			case len(page.Items) == limit:
				page.Next = cursor{Sort: sortAudit, Number: page.Items[limit-1].Sequence}.encode()
				return false
			}
			page.Items = append(page.Items, rec)
			return true
		})
	})
	if err == nil {
		err = ctx.Err()
	}
	return page, err
}

func narrowed(q novacron.AuditQuery) bool {
	q.PageRequest = novacron.PageRequest{}
	return q != novacron.AuditQuery{}
}

func auditCount(btx *bolt.Tx) int {
	first, _ := btx.Bucket([]byte(bucketAudit)).Cursor().First()
	if first == nil {
		return 0
	}
	return int(btx.Bucket([]byte(bucketAudit)).Sequence() - binary.BigEndian.Uint64(first) + 1)
}

// auditMatches says whether a record is asked for; its target is looked for by
// an index.
func auditMatches(q novacron.AuditQuery, rec novacron.AuditRecord) bool {
	who := string(rec.Identity.Kind) + ":" + rec.Identity.Name
	noun, all := strings.CutSuffix(q.Verb, "*")
	return (q.Who == "" || q.Who == who || q.Who == rec.Identity.Name) &&
		(q.Verb == "" || q.Verb == rec.Verb || all && strings.HasPrefix(rec.Verb, noun)) &&
		(q.Stage == "" || q.Stage == rec.Stage) &&
		(q.Until.IsZero() || rec.At.Before(q.Until)) &&
		(q.RequestID == "" || q.RequestID == rec.RequestID) &&
		(q.Operation == "" || q.Operation == rec.Operation)
}

func eachAuditBefore(btx *bolt.Tx, target string, before []byte, fn func(novacron.AuditRecord) bool) error {
	audit := btx.Bucket([]byte(bucketAudit))
	index := audit
	if target != "" {
		index = btx.Bucket([]byte(bucketAuditTarget))
	}
	for key := range idsBefore(index, target, before) {
		rec, err := decode[novacron.AuditRecord](bucketAudit, key, audit.Get(key))
		if err != nil {
			return err
		}
		if !fn(rec) {
			return nil
		}
	}
	return nil
}

// trimAudit removes the oldest records that are over their age, a whole chunk at
// a time: each removal is a record itself, and those must not become many.
func (s *Store) trimAudit(tx *Tx, removed *int) error {
	if s.opts.KeepAudit <= 0 {
		return nil
	}
	var old []novacron.AuditRecord
	hash := ""
	c := tx.bucket(bucketAudit).Cursor()
	k, raw := c.First()
	for ; k != nil && len(old) < trimChunk; k, raw = c.Next() {
		rec, err := decode[novacron.AuditRecord](bucketAudit, k, raw)
		if err != nil {
			return err
		}
		if rec.At.After(tx.now.Add(-s.opts.KeepAudit)) {
			return nil
		}
		old, hash = append(old, rec), AuditHash(raw)
	}
	if k == nil { // the newest stays: the next one names its hash
		return nil
	}
	for _, rec := range old {
		key := sequenceKey(rec.Sequence)
		if err := errors.Join(tx.delete(bucketAudit, key), tx.delete(bucketAuditTarget, indexKey(rec.Target.ID, key))); err != nil {
			return err
		}
	}
	*removed = len(old)
	_, err := tx.AppendAudit(novacron.AuditRecord{
		Stage:    novacron.AuditOutcome,
		Identity: novacron.Identity{Kind: novacron.IdentitySystem, Name: "retention"},
		Verb:     novacron.AuditTrim,
		Target:   novacron.Target{Kind: "audit", ID: strconv.FormatUint(old[len(old)-1].Sequence, 10), Name: hash},
	})
	return err
}
