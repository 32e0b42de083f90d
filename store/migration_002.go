package store

import bolt "go.etcd.io/bbolt"

// migration002 makes the buckets of the first tables: see table_kinds.go. It
// spells the names out: later kinds are migrations of their own.
func migration002(btx *bolt.Tx) error {
	for _, name := range []string{"pools", "volumes", "images", "networks", "snapshots"} {
		if _, err := btx.CreateBucket([]byte(name)); err != nil {
			return err
		}
	}
	return nil
}
