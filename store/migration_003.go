package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"
)

// migration003 chains the audit records that there are: each gets the hash of
// the one before it as its last field.
func migration003(btx *bolt.Tx) error {
	audit := btx.Bucket([]byte("audit"))
	var previous []byte
	c := audit.Cursor()
	for k, raw := c.First(); k != nil; k, raw = c.Next() {
		line := bytes.Clone(raw)
		if previous != nil {
			body, ok := bytes.CutSuffix(line, []byte("}"))
			if !ok {
				return fmt.Errorf("audit record %x is not an object", k)
			}
			sum := sha256.Sum256(previous)
			line = slices.Concat(body, []byte(`,"previous":"`+hex.EncodeToString(sum[:])+`"}`))
			key := bytes.Clone(k)
			if err := audit.Put(key, line); err != nil {
				return err
			}
			c.Seek(key) // a cursor does not survive a change
		}
		previous = line
	}
	return nil
}
