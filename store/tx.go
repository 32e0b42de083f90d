package store

import (
	"encoding/json"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// Tx is a transaction. It is valid inside the function that it was given to,
// and not for use by several goroutines at once.
type Tx struct {
	s       *Store
	btx     *bolt.Tx
	now     time.Time
	dirty   bool
	changes *changes // nil in View
}

// changes is what a transaction will do to memory once it is committed.
type changes struct {
	vms          map[novacron.VMID]*vmEntry // nil for a deleted VM
	names        map[string]novacron.VMID   // empty for a name that became free
	operations   map[novacron.OperationState]int
	operationIDs map[novacron.OperationID]struct{}
	firstEvent   uint64
	lastEvent    uint64
	published    *uint64
	tables       map[string]tableChange // by bucket
}

func newChanges() *changes {
	return &changes{
		vms:          map[novacron.VMID]*vmEntry{},
		names:        map[string]novacron.VMID{},
		operations:   map[novacron.OperationState]int{},
		operationIDs: map[novacron.OperationID]struct{}{},
		tables:       map[string]tableChange{},
	}
}

// Now returns the transaction's time: what UpdatedAt and At are set to.
func (tx *Tx) Now() time.Time { return tx.now }

// writable returns an error in View.
func (tx *Tx) writable() error {
	if tx.changes == nil {
		return novacron.Errorf(novacron.Internal, "a write in a transaction that only reads")
	}
	return nil
}

func (tx *Tx) bucket(name string) *bolt.Bucket { return tx.btx.Bucket([]byte(name)) }

func (tx *Tx) put(bucket string, key, value []byte) error {
	if err := tx.writable(); err != nil {
		return err
	}
	tx.dirty = true
	if err := tx.bucket(bucket).Put(key, value); err != nil {
		return fileError("put into "+bucket, err)
	}
	return nil
}

func (tx *Tx) putJSON(bucket string, key []byte, record any) error {
	raw, err := json.Marshal(record)
	if err != nil {
		return novacron.Errorf(novacron.Internal, "encode a record of %s: %w", bucket, err)
	}
	return tx.put(bucket, key, raw)
}

func (tx *Tx) delete(bucket string, key []byte) error {
	if err := tx.writable(); err != nil {
		return err
	}
	tx.dirty = true
	if err := tx.bucket(bucket).Delete(key); err != nil {
		return fileError("delete from "+bucket, err)
	}
	return nil
}

// next returns the bucket's next sequence number, beginning with 1.
func (tx *Tx) next(bucket string) (uint64, error) {
	if err := tx.writable(); err != nil {
		return 0, err
	}
	tx.dirty = true
	seq, err := tx.bucket(bucket).NextSequence()
	if err != nil {
		return 0, fileError("number a record of "+bucket, err)
	}
	return seq, nil
}

// decode reads a record of bucket.
func decode[T any](bucket string, key, raw []byte) (T, error) {
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, novacron.Errorf(novacron.Internal, "decode record %q of %s: %w", key, bucket, err)
	}
	return v, nil
}
