package store

import (
	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// AppendAudit writes an audit record and returns it with its Sequence, and
// with At where that was zero. Nothing in this room ever removes one.
func (tx *Tx) AppendAudit(rec novacron.AuditRecord) (novacron.AuditRecord, error) {
	if err := tx.writable(); err != nil {
		return rec, err
	}
	if err := checkTarget(rec.Target); err != nil {
		return rec, err
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

// Audit returns a page of audit records, newest first. Invalid, naming the
// field, for a limit or cursor that cannot be used. Total is -1 with a target.
func (s *Store) Audit(q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
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
		b := btx.Bucket([]byte(bucketAudit))
		if q.TargetID == "" {
			page.Total = int(b.Sequence()) // none is ever removed
		}
		return eachAuditBefore(btx, q.TargetID, before, func(rec novacron.AuditRecord) bool {
			if len(page.Items) == limit {
				page.Next = cursor{Sort: sortAudit, Number: page.Items[limit-1].Sequence}.encode()
				return false
			}
			page.Items = append(page.Items, rec)
			return true
		})
	})
	return page, err
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
