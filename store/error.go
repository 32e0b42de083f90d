package store

import (
	"errors"
	"fmt"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/novacron/novacron/novacron"
)

// The named write points: Options.Fail is asked before the write, but for
// PointCommitted, where its error stands for an fsync that failed at the end.
const (
	PointCreate    = "create"    // a new file is put in place
	PointCopy      = "copy"      // the copy before a migration is put in place
	PointMigrate   = "migrate"   // a migration is committed
	PointBegin     = "begin"     // a transaction begins
	PointCommit    = "commit"    // a transaction is committed
	PointCommitted = "committed" // it was written and could not be made durable
	PointRestore   = "restore"   // a restored file is put in place
)

func errClosed() error { return novacron.Errorf(novacron.Unavailable, "the store is closed") }

// fileError gives an error of the file a code where there is one.
func fileError(step string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrDatabaseNotOpen):
		return errClosed()
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return novacron.Errorf(novacron.Exhausted, "the disk with the data directory is full: %w", err).
			WithMend("free some space in the data directory's file system")
	case errors.Is(err, bolterrors.ErrKeyRequired), errors.Is(err, bolterrors.ErrKeyTooLarge),
		errors.Is(err, bolterrors.ErrValueTooLarge):
		return novacron.Errorf(novacron.Invalid, "the record cannot be stored: %w", err)
	default:
		return fmt.Errorf("%s: %w", step, err)
	}
}
