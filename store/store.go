package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// File names in the data directory.
const (
	fileName = "novacron.db"
	lockName = "novacron.lock"
)

// Store is a node's durable records. Its methods may be called from any
// goroutine. It is opened once and closed once.
type Store struct {
	opts       Options
	log        zerolog.Logger
	migrations []migration

	life   sync.Mutex // guards the fields of Open and Close
	opened bool
	closed bool
	lock   *os.File
	stop   context.CancelFunc
	done   chan struct{} // closed by Close: every wait ends
	work   sync.WaitGroup

	db         atomic.Pointer[bolt.DB]
	node       novacron.NodeID // fixed from Open on
	generation string          // fixed from Open on

	// writer holds one token: whoever took it is the only writer of the file
	// and of the memory below. It is a channel so that waiting for it can end
	// with a context.
	writer chan struct{}
	broken error // guarded by writer: why nothing can be written any more

	mu     sync.RWMutex // guards mem and tables; written by the writer alone
	mem    memory
	tables tables

	// shown is the newest transaction that memory has. A reader of the file waits
	// for memory to have what it reads: whoever was told of a change in one place
	// finds it in the other.
	shown atomic.Int64
	shows broadcast[struct{}]

	appended broadcast[struct{}]
	changed  broadcast[novacron.OperationID]
}

// memory is what a Store knows without reading its file.
type memory struct {
	vms        *vmIndex
	firstEvent uint64 // sequence of the oldest event; lastEvent+1 when there is none
	lastEvent  uint64
	published  uint64
	operations map[novacron.OperationState]int
}

// New makes a Store. Nothing is read or written before Open.
func New(opts Options) *Store {
	opts = opts.withDefaults()
	return &Store{
		opts:       opts,
		log:        opts.Logger,
		migrations: migrations(),
		done:       make(chan struct{}),
		writer:     make(chan struct{}, 1),
		mem:        memory{vms: newVMIndex(), operations: map[novacron.OperationState]int{}},
		tables:     newTables(),
	}
}

// Open takes the data directory for this process, brings the file to the
// present schema, and loads what is kept in memory. Conflict when another
// process has the directory, Unsupported when the file is newer than this
// program, WrongState when the Store was opened before. After an error the
// directory is free again.
func (s *Store) Open(ctx context.Context) (err error) {
	s.life.Lock()
	defer s.life.Unlock()
	if s.opened || s.closed {
		return novacron.Errorf(novacron.WrongState, "the store was opened before")
	}
	if err := os.MkdirAll(s.opts.Dir, 0o700); err != nil {
		return fmt.Errorf("open store: make data directory: %w", err)
	}
	lock, err := lockDir(s.opts.Dir)
	if err != nil {
		return fmt.Errorf("open store: %w", err)
	}
	db, err := s.openFile(ctx)
	if err != nil {
		return errors.Join(fmt.Errorf("open store: %w", err), lock.Close())
	}
	if err := s.load(ctx, db); err != nil {
		return errors.Join(fmt.Errorf("open store: %w", err), db.Close(), lock.Close())
	}
	s.lock, s.opened = lock, true
	s.db.Store(db)
	s.startTrimmer()
	return nil
}

func (s *Store) startTrimmer() {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.work.Go(func() { s.monitorAge(ctx) })
}

// Close ends every wait with Unavailable, stops the trimmer, waits for the
// transactions that run, and frees the directory. It may be called again.
func (s *Store) Close() error {
	s.life.Lock()
	defer s.life.Unlock()
	if s.closed || !s.opened {
		s.closed = true
		return nil
	}
	s.closed = true
	close(s.done)
	s.stop()
	s.work.Wait()
	s.writer <- struct{}{} // kept: nobody writes again
	return errors.Join(s.db.Load().Close(), s.lock.Close())
}

// NodeID returns the node's name, which was made with the file. It is empty
// before Open.
func (s *Store) NodeID() novacron.NodeID { return s.node }

// Generation returns the name of this life of the store: made with the file
// and anew by Restore, so that cursors from another life are recognised.
func (s *Store) Generation() string { return s.generation }

// Path returns the path of the file.
func (s *Store) Path() string { return filepath.Join(s.opts.Dir, fileName) }

// Update calls fn once with a transaction and commits what fn wrote when fn
// returns nil: one fsync, and on disk when Update returns nil. When fn or the
// commit fails nothing has changed. Memory, and with it every reader and wait,
// follows after the commit. Updates run one after the other; ctx can end only
// the wait for the turn. fn must not call Update itself nor keep the Tx.
// Exhausted when the disk is full.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	if err := s.acquireWriter(ctx); err != nil {
		return err
	}
	defer s.releaseWriter()
	return s.update(fn)
}

// View calls fn with a transaction that reads one moment of the file. Writing
// in it is an error. fn must not call Update: the two could wait for each other.
func (s *Store) View(fn func(*Tx) error) error {
	return s.view(func(btx *bolt.Tx) error {
		return fn(&Tx{s: s, btx: btx, now: s.now()})
	})
}

// view runs fn in a read transaction once memory has what it reads.
func (s *Store) view(fn func(*bolt.Tx) error) error {
	return s.read(func(btx *bolt.Tx) error {
		s.awaitShown(btx.ID())
		return fn(btx)
	})
}

// awaitShown waits until memory has the transaction id, which was committed:
// moments.
func (s *Store) awaitShown(id int) {
	for s.shown.Load() < int64(id) {
		shows := s.shows.wait(struct{}{})
		if s.shown.Load() >= int64(id) {
			return
		}
		select {
		case <-shows:
		case <-s.done:
			return
		}
	}
}

// show lets readers see the transaction id.
func (s *Store) show(id int) {
	s.shown.Store(int64(id))
	s.shows.notify(struct{}{})
}

func (s *Store) acquireWriter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for the store: %w", err)
	}
	select {
	case s.writer <- struct{}{}:
		return nil
	case <-s.done:
		return errClosed()
	case <-ctx.Done():
		return fmt.Errorf("wait for the store: %w", ctx.Err())
	}
}

func (s *Store) releaseWriter() { <-s.writer }

// update is Update for the writer.
func (s *Store) update(fn func(*Tx) error) error {
	if s.broken != nil {
		return s.broken
	}
	db, err := s.file()
	if err != nil {
		return err
	}
	if err := s.opts.Fail(PointBegin); err != nil {
		return fileError("begin", err)
	}
	btx, err := db.Begin(true)
	if err != nil {
		return fileError("begin", err)
	}
	defer func() { _ = btx.Rollback() }() // ErrTxClosed after a commit
	tx := &Tx{s: s, btx: btx, now: s.now(), changes: newChanges()}
	if err := fn(tx); err != nil {
		return err
	}
	if !tx.dirty {
		return nil
	}
	return s.commit(tx)
}

// commit writes tx to the file and only then shows it to the others.
func (s *Store) commit(tx *Tx) error {
	if err := s.opts.Fail(PointCommit); err != nil {
		return fileError("commit", err)
	}
	txid := tx.btx.ID()
	err := tx.btx.Commit()
	if err == nil {
		err = s.opts.Fail(PointCommitted)
	}
	if err != nil {
		return s.commitFailed(txid, err)
	}
	s.apply(tx)
	s.show(txid)
	s.wake(tx.changes)
	return nil
}

// commitFailed finds out what a failed commit left. Mostly it is nothing. But
// when the last write, that of the meta page, went through and its fsync did
// not, the file shows the transaction now and may forget it in a power cut:
// then the truth is known again only after a fresh start, and until then
// nothing is written.
func (s *Store) commitFailed(txid int, cause error) error {
	shown := -1
	err := s.read(func(btx *bolt.Tx) error {
		shown = btx.ID()
		return nil
	})
	if err == nil && shown < txid {
		return fileError("commit", cause)
	}
	s.show(txid)
	s.log.Error().Err(cause).Msg("store: a commit failed half-way; nothing is written until a restart")
	s.broken = (&novacron.Error{
		Code:   novacron.Unavailable,
		Detail: "the store could not make a change durable and takes no more of them",
		Cause:  cause,
	}).WithMend("look at the disk and the kernel's log, then restart novacron")
	return s.broken
}

// apply brings a committed transaction into memory.
func (s *Store) apply(tx *Tx) {
	c := tx.changes
	s.mu.Lock()
	for id, entry := range c.vms {
		s.mem.vms.replace(id, entry)
	}
	for _, table := range c.tables {
		table.apply()
	}
	for state, n := range c.operations {
		s.mem.operations[state] += n
	}
	s.mem.lastEvent = max(s.mem.lastEvent, c.lastEvent)
	s.mem.firstEvent = max(s.mem.firstEvent, c.firstEvent)
	if c.published != nil {
		s.mem.published = *c.published
	}
	s.mu.Unlock()
}

// wake tells those who wait for what a transaction changed.
func (s *Store) wake(c *changes) {
	if c.lastEvent > 0 {
		s.appended.notify(struct{}{})
	}
	for id := range c.operationIDs {
		s.changed.notify(id)
	}
}

// read runs fn in a read transaction, whether or not memory has what it reads.
func (s *Store) read(fn func(*bolt.Tx) error) error {
	db, err := s.file()
	if err != nil {
		return err
	}
	btx, err := db.Begin(false)
	if err != nil {
		return fileError("begin", err)
	}
	defer func() { _ = btx.Rollback() }()
	return fn(btx)
}

func (s *Store) file() (*bolt.DB, error) {
	if db := s.db.Load(); db != nil {
		return db, nil
	}
	return nil, novacron.Errorf(novacron.Unavailable, "the store is not open")
}

// now returns the wall clock as it is stored: UTC, without a monotonic part.
func (s *Store) now() time.Time { return s.opts.Now().UTC().Round(0) }
