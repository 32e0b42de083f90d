package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/novacron/novacron/novacron"
)

// The buckets. DESIGN.md says what is in each.
const (
	bucketMeta              = "meta"
	bucketVMs               = "vms"
	bucketOperations        = "operations"
	bucketOperationsState   = "operations_by_state"
	bucketOperationsTarget  = "operations_by_target"
	bucketIdempotency       = "idempotency"
	bucketIdempotencyByTime = "idempotency_by_time"
	bucketEvents            = "events"
	bucketEventsTarget      = "events_by_target"
	bucketAudit             = "audit"
	bucketAuditTarget       = "audit_by_target"
	bucketUsers             = "users"
	bucketSessions          = "sessions"
	bucketTokens            = "tokens"
	bucketSettings          = "settings"
)

// Keys of the bucket meta.
const (
	metaSchema     = "schema"     // decimal
	metaNode       = "node"       // novacron.NodeID
	metaGeneration = "generation" // hex
	metaPublished  = "published"  // 8 bytes, big-endian
)

// migration brings a file from schema to-1 to schema to, in one transaction.
// Once released it is never changed.
type migration struct {
	to    int
	apply func(*bolt.Tx) error
}

// migrations returns every migration in order. The last one's number is the
// present schema.
func migrations() []migration {
	return []migration{
		{1, migration001},
		{2, migration002},
		{3, migration003},
	}
}

// mapBytes is how much of the address space the file is mapped into from the
// start. Growing beyond it has to wait for every running read, a slow backup
// among them; address space costs nothing.
const mapBytes = 1 << 30

func openBolt(path string, readOnly bool) (*bolt.DB, error) {
	opts := &bolt.Options{Timeout: time.Second, FreelistType: bolt.FreelistMapType, ReadOnly: readOnly}
	if !readOnly {
		opts.InitialMmapSize = mapBytes
	}
	db, err := bolt.Open(path, 0o600, opts)
	switch {
	case err == nil:
		return db, nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, novacron.Errorf(novacron.Conflict, "another program has %s open", path).
			WithMend("end that program; it may be a bbolt tool")
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum),
		errors.Is(err, bolterrors.ErrVersionMismatch):
		return nil, novacron.Errorf(novacron.Unsupported, "%s is not a NovaCron store, or is damaged: %w", path, err).
			WithMend("move it away and restore a backup")
	default:
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
}

// openFile opens the file in the present schema; it makes one where there is none.
func (s *Store) openFile(ctx context.Context) (*bolt.DB, error) {
	_, err := os.Stat(s.Path())
	if errors.Is(err, fs.ErrNotExist) {
		err = s.createFile()
	}
	if err != nil {
		return nil, err
	}
	db, err := openBolt(s.Path(), false)
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// createFile makes a new file beside its place and moves it there whole, so
// that a crash never leaves half a file under its name.
func (s *Store) createFile() error {
	draft := s.Path() + ".new"
	if err := removeIfThere(draft); err != nil {
		return err
	}
	db, err := openBolt(draft, false)
	if err != nil {
		return err
	}
	for _, m := range s.migrations {
		if err := applyMigration(db, m, s.opts.Fail); err != nil {
			return errors.Join(err, db.Close())
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := s.opts.Fail(PointCreate); err != nil {
		return err
	}
	return moveIntoPlace(draft, s.Path())
}

// migrate brings db to the present schema, after saving a copy of it as it is.
func (s *Store) migrate(ctx context.Context, db *bolt.DB) error {
	have, err := schemaOf(db)
	if err != nil {
		return err
	}
	want := s.migrations[len(s.migrations)-1].to
	if have > want {
		return errNewer(s.Path(), have, want)
	}
	if have == want {
		return nil
	}
	path := s.Path() + ".schema-" + strconv.Itoa(have)
	if err := s.saveCopy(ctx, db, path); err != nil {
		return fmt.Errorf("save a copy before the migration: %w", err)
	}
	s.log.Info().Int("from", have).Int("to", want).Str("copy", path).Msg("store: migrating")
	for _, m := range s.migrations[have:] {
		if err := applyMigration(db, m, s.opts.Fail); err != nil {
			return err
		}
	}
	return nil
}

func errNewer(path string, have, want int) error {
	return novacron.Errorf(novacron.Unsupported,
		"%s has schema %d and this version of NovaCron knows up to %d", path, have, want).
		WithMend("install the version of NovaCron that wrote it, or a later one; " +
			"or restore the copy with .schema-N at its end that was saved before the upgrade")
}

// applyMigration runs m and raises the schema number in one transaction, so a
// crash leaves either number with its own shape.
func applyMigration(db *bolt.DB, m migration, fail func(string) error) error {
	return db.Update(func(btx *bolt.Tx) error {
		if err := m.apply(btx); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", m.to, err)
		}
		if err := fail(PointMigrate); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", m.to, err)
		}
		meta := btx.Bucket([]byte(bucketMeta))
		return meta.Put([]byte(metaSchema), []byte(strconv.Itoa(m.to)))
	})
}

func schemaOf(db *bolt.DB) (int, error) {
	version := 0
	err := db.View(func(btx *bolt.Tx) error {
		meta := btx.Bucket([]byte(bucketMeta))
		if meta == nil {
			return errForeign(db.Path())
		}
		var err error
		if version, err = strconv.Atoi(string(meta.Get([]byte(metaSchema)))); err != nil || version < 1 {
			return errForeign(db.Path())
		}
		return nil
	})
	return version, err
}

func errForeign(path string) error {
	return novacron.Errorf(novacron.Unsupported, "%s is a bbolt file, but not a NovaCron store", path).
		WithMend("move it away, or use another data directory")
}

func (s *Store) saveCopy(ctx context.Context, db *bolt.DB, path string) error {
	draft := path + ".new"
	f, err := os.OpenFile(draft, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = writeBackup(ctx, db, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := s.opts.Fail(PointCopy); err != nil {
		return err
	}
	return moveIntoPlace(draft, path)
}

// moveIntoPlace renames a file that is on disk already, and makes the rename durable.
func moveIntoPlace(draft, path string) error {
	if err := os.Rename(draft, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// sequenceKey returns seq as a key that sorts by number.
func sequenceKey(seq uint64) []byte { return binary.BigEndian.AppendUint64(nil, seq) }

// indexKey returns the key of an index entry: what is looked for, a NUL, and
// what sorts it.
func indexKey(word string, rest []byte) []byte {
	key := make([]byte, 0, len(word)+1+len(rest))
	key = append(append(key, word...), 0)
	return append(key, rest...)
}
