package store

import (
	"context"
	"io"

	bolt "go.etcd.io/bbolt"
)

// What follows is for the black-box tests of this room alone.

// AppendMigration makes s migrate one schema further than this program does.
func (s *Store) AppendMigration(apply func(*bolt.Tx) error) {
	s.migrations = append(s.migrations, migration{len(s.migrations) + 1, apply})
}

// Schema is the schema that s brings a file to.
func (s *Store) Schema() int { return s.migrations[len(s.migrations)-1].to }

// RewriteEventCursor decodes an event's cursor and encodes it again.
func RewriteEventCursor(text string) (string, error) {
	c, err := decodeEventCursor(text)
	return c.encode(), err
}

// RewriteCursor decodes a cursor of the order sort and encodes it again.
func RewriteCursor(text, sort string) (string, error) {
	c, err := decodeCursor(text, sort)
	return c.encode(), err
}

// RestoreFailing is Restore with write points that can fail.
func RestoreFailing(ctx context.Context, backup io.Reader, dir string, fail func(string) error) error {
	return restore(ctx, backup, dir, fail)
}

// Damage lets a test write into the file behind the store's back.
func (s *Store) Damage(fn func(*bolt.Tx) error) error {
	return s.db.Load().Update(func(btx *bolt.Tx) error {
		id := btx.ID() // gone once it is committed
		btx.OnCommit(func() { s.show(id) })
		return fn(btx)
	})
}

// RevisionLeap is what Restore adds to revisions.
const RevisionLeap = revisionLeap
