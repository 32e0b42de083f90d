package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// load reads what is kept in memory.
func (s *Store) load(ctx context.Context, db *bolt.DB) error {
	return db.View(func(btx *bolt.Tx) error {
		meta := btx.Bucket([]byte(bucketMeta))
		s.node = novacron.NodeID(meta.Get([]byte(metaNode)))
		s.generation = string(meta.Get([]byte(metaGeneration)))
		entries, err := loadRecords(ctx, btx, bucketVMs, decodeVMEntry)
		if err != nil {
			return fmt.Errorf("load vms: %w", err)
		}
		mem := memory{vms: newVMIndex(), published: publishedOf(btx), operations: countStates(btx)}
		mem.vms.load(entries)
		mem.firstEvent, mem.lastEvent = eventRange(btx)
		tables, err := s.loadTables(ctx, btx)
		if err != nil {
			return err
		}
		s.mu.Lock()
		s.mem = mem
		for _, show := range tables {
			show()
		}
		s.mu.Unlock()
		s.show(btx.ID())
		return nil
	})
}

// loadTables reads the tables and returns what puts each into memory.
func (s *Store) loadTables(ctx context.Context, btx *bolt.Tx) ([]func(), error) {
	var shows []func()
	for _, table := range s.tables.all() {
		show, err := table.load(ctx, btx)
		if err != nil {
			return nil, err
		}
		shows = append(shows, show)
	}
	return shows, nil
}

// loadRecords decodes every record of a bucket, on every processor: decoding
// is most of the time that Open takes.
func loadRecords[E any](ctx context.Context, btx *bolt.Tx, bucket string, decode func(key, raw []byte) (E, error)) ([]E, error) {
	type record struct{ key, raw []byte } // valid while the transaction is
	var records []record
	c := btx.Bucket([]byte(bucket)).Cursor()
	for k, raw := c.First(); k != nil; k, raw = c.Next() {
		records = append(records, record{k, raw})
	}
	entries := make([]E, len(records))
	errs := make([]error, len(records))
	inParallel(len(records), func(i int) {
		entries[i], errs[i] = decode(records[i].key, records[i].raw)
	})
	return entries, cmp.Or(ctx.Err(), errors.Join(errs...))
}

// inParallel calls fn with each number below n, on every processor.
func inParallel(n int, fn func(i int)) {
	var work sync.WaitGroup
	var taken atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := int(taken.Add(1)) - 1; i < n; i = int(taken.Add(1)) - 1 {
				fn(i)
			}
		})
	}
	work.Wait()
}

// countStates counts the operations in each state by the keys of their index.
func countStates(btx *bolt.Tx) map[novacron.OperationState]int {
	counts := map[novacron.OperationState]int{}
	c := btx.Bucket([]byte(bucketOperationsState)).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		state, _, _ := bytes.Cut(k, []byte{0})
		counts[novacron.OperationState(state)]++
	}
	return counts
}
