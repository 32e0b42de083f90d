package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// A backup is the bbolt file of one moment and 48 bytes behind it: backupMark
// and the SHA-256 of all before. bbolt does not look behind its last page, so
// its tools open a backup as it is; Restore insists on the mark, because
// neither bbolt nor we could tell a backup that was cut short or has a bit
// turned from a whole one.
const (
	backupMark      = "NovaCron-backup1"
	backupTailBytes = len(backupMark) + sha256.Size
)

// revisionLeap is added to the revision counter by Restore: what changed after
// the backup had revisions that must not come again for something else.
const revisionLeap = 1_000_000

// Backup writes a copy of the store as it is at this moment to w, while
// everything goes on, and returns its length. Changes during a slow backup
// make the file grow, because the pages of that moment are kept for it.
func (s *Store) Backup(ctx context.Context, w io.Writer) (int64, error) {
	db, err := s.file()
	if err != nil {
		return 0, err
	}
	n, err := writeBackup(ctx, db, w)
	if err != nil {
		return n, fmt.Errorf("back up the store: %w", err)
	}
	return n, nil
}

func writeBackup(ctx context.Context, db *bolt.DB, w io.Writer) (int64, error) {
	btx, err := db.Begin(false)
	if err != nil {
		return 0, fileError("begin", err)
	}
	defer func() { _ = btx.Rollback() }()
	sum := sha256.New()
	n, err := btx.WriteTo(contextWriter{ctx, io.MultiWriter(w, sum)})
	if err != nil {
		return n, cmp.Or(ctx.Err(), err) // bbolt keeps the text of an error only
	}
	tail, err := w.Write(append([]byte(backupMark), sum.Sum(nil)...))
	return n + int64(tail), err
}

type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c contextWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// Restore makes a store in dir from a backup: of the same node, with a new
// generation, and without sessions. (Tokens that were revoked after the backup
// are valid again: look through them.) Invalid for what is not a whole backup,
// Unsupported for one of a newer NovaCron, Conflict when dir has a store or is
// in use. After an error dir has no store, as before.
func Restore(ctx context.Context, backup io.Reader, dir string) error {
	return restore(ctx, backup, dir, func(string) error { return nil })
}

func restore(ctx context.Context, backup io.Reader, dir string, fail func(string) error) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("restore: make data directory: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()

	path := filepath.Join(dir, fileName)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return novacron.Errorf(novacron.Conflict, "%s exists", path).
			WithMend("move it away, or restore into an empty directory")
	}
	draft := path + ".restore"
	defer func() { _ = removeIfThere(draft) }()
	if err := receiveBackup(ctx, backup, draft); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := beginNewLife(draft); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := fail(PointRestore); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return moveIntoPlace(draft, path)
}

// receiveBackup writes a backup to path, durable and without its tail, and
// makes sure that it is whole.
func receiveBackup(ctx context.Context, backup io.Reader, path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err := io.Copy(contextWriter{ctx, f}, backup)
	if err != nil {
		return fileError("write "+path, err)
	}
	body := n - int64(backupTailBytes)
	if body < 0 {
		return errNotWhole()
	}
	if err := checkTail(f, body); err != nil {
		return err
	}
	if err := f.Truncate(body); err != nil {
		return err
	}
	return f.Sync()
}

func checkTail(f *os.File, body int64) error {
	tail := make([]byte, backupTailBytes)
	if _, err := f.ReadAt(tail, body); err != nil {
		return err
	}
	sum, err := sumOf(io.NewSectionReader(f, 0, body))
	if err != nil {
		return err
	}
	if !bytes.Equal(tail, append([]byte(backupMark), sum...)) {
		return errNotWhole()
	}
	return nil
}

func sumOf(r io.Reader) ([]byte, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return nil, err
	}
	return sum.Sum(nil), nil
}

func errNotWhole() error {
	return novacron.Errorf(novacron.Invalid, "this is not a whole backup of a NovaCron store").
		WithMend("take another copy of it, or an older backup")
}

// beginNewLife makes a restored file a store of its own.
func beginNewLife(path string) (err error) {
	db, err := openBolt(path, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	have, err := schemaOf(db)
	if err != nil {
		return err
	}
	all := migrations()
	if want := all[len(all)-1].to; have > want {
		return errNewer("the backup", have, want)
	}
	return db.Update(func(btx *bolt.Tx) error {
		if err := btx.DeleteBucket([]byte(bucketSessions)); err != nil {
			return err
		}
		if _, err := btx.CreateBucket([]byte(bucketSessions)); err != nil {
			return err
		}
		if err := leapRevisions(btx); err != nil {
			return err
		}
		return btx.Bucket([]byte(bucketMeta)).Put([]byte(metaGeneration), []byte(randomHex(8)))
	})
}

// leapRevisions raises the counter of every bucket that numbers revisions. A
// backup of an earlier schema does not have them all.
func leapRevisions(btx *bolt.Tx) error {
	buckets := []string{bucketVMs}
	kinds := newTables()
	for _, table := range kinds.all() {
		buckets = append(buckets, table.bucket())
	}
	for _, name := range buckets {
		b := btx.Bucket([]byte(name))
		if b == nil {
			continue
		}
		if err := b.SetSequence(b.Sequence() + revisionLeap); err != nil {
			return err
		}
	}
	return nil
}
