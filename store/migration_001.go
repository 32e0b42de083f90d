package store

import (
	"crypto/rand"
	"encoding/hex"

	bolt "go.etcd.io/bbolt"
)

// migration001 makes the first buckets and gives the node its name. It spells
// the names out: later changes to the constants must not change it.
func migration001(btx *bolt.Tx) error {
	for _, name := range []string{
		"meta", "vms",
		"operations", "operations_by_state", "operations_by_target", "idempotency", "idempotency_by_time",
		"events", "events_by_target", "audit", "audit_by_target",
		"users", "sessions", "tokens", "settings",
	} {
		if _, err := btx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	meta := btx.Bucket([]byte("meta"))
	if err := meta.Put([]byte("node"), []byte("n-"+randomHex(4))); err != nil {
		return err
	}
	return meta.Put([]byte("generation"), []byte(randomHex(8)))
}

// randomHex returns n random bytes in hex. crypto/rand cannot fail since Go 1.24.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
