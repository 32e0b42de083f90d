package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	bolt "go.etcd.io/bbolt"

	"github.com/novacron/novacron/novacron"
)

// maxFindings is how many findings Check tells before it stops.
const maxFindings = 20

// Check verifies the file's structure, that every record decodes, that every
// index in the file agrees with its records, and that memory agrees with the
// file. Nothing is written meanwhile. What is wrong is in the error, Internal;
// nil means that all is well.
func (s *Store) Check(ctx context.Context) error {
	if err := s.acquireWriter(ctx); err != nil {
		return err
	}
	defer s.releaseWriter()
	return s.view(func(btx *bolt.Tx) error {
		c := &checker{ctx: ctx, s: s, btx: btx}
		c.structure()
		c.records()
		c.operations()
		c.events()
		c.audit()
		c.idempotency()
		c.memory()
		for _, table := range s.tables.all() {
			table.check(c)
		}
		return c.result()
	})
}

// checker collects findings in one transaction.
type checker struct {
	ctx      context.Context
	s        *Store
	btx      *bolt.Tx
	findings []error
}

func (c *checker) add(format string, args ...any) {
	if len(c.findings) < maxFindings {
		c.findings = append(c.findings, fmt.Errorf(format, args...))
	}
}

func (c *checker) result() error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	if len(c.findings) == 0 {
		return nil
	}
	return novacron.Errorf(novacron.Internal, "the store is damaged: %w", errors.Join(c.findings...)).
		WithMend("keep a copy of the data directory, then restore a backup")
}

// structure lets bbolt look at its pages. The channel is read to its end, as
// bbolt asks.
func (c *checker) structure() {
	for err := range c.btx.Check() {
		c.add("file: %w", err)
	}
}

func (c *checker) bucket(name string) *bolt.Bucket { return c.btx.Bucket([]byte(name)) }

// each calls fn with every pair of a bucket while ctx lasts.
func (c *checker) each(name string, fn func(k, v []byte)) {
	cur := c.bucket(name).Cursor()
	for k, v := cur.First(); k != nil && c.ctx.Err() == nil; k, v = cur.Next() {
		fn(k, v)
	}
}

func (c *checker) records() {
	checkRecords(c, bucketUsers, func(k []byte, v UserRecord) {})
	checkRecords(c, bucketSessions, func(k []byte, v SessionRecord) {})
	checkRecords(c, bucketTokens, func(k []byte, v TokenRecord) {})
	checkRecords(c, bucketSettings, func(k []byte, v json.RawMessage) {})
}

// checkRecords decodes every record of a bucket and hands it to fn.
func checkRecords[T any](c *checker, name string, fn func(k []byte, v T)) {
	c.each(name, func(k, raw []byte) {
		v, err := decode[T](name, k, raw)
		if err != nil {
			c.add("%w", err)
			return
		}
		fn(k, v)
	})
}

// index compares an index bucket with what its records say it should hold.
func (c *checker) index(name string, want map[string]string) {
	c.each(name, func(k, v []byte) {
		value, ok := want[string(k)]
		if !ok || value != string(v) {
			c.add("%s: the entry %q is wrong", name, k)
		}
		delete(want, string(k))
	})
	for k := range want {
		c.add("%s: the entry %q is missing", name, k)
	}
}

func (c *checker) operations() {
	states, targets := map[string]string{}, map[string]string{}
	counts := map[novacron.OperationState]int{}
	checkRecords(c, bucketOperations, func(k []byte, rec OperationRecord) {
		if string(k) != string(rec.ID) {
			c.add("operations: the record of %s is under %q", rec.ID, k)
		}
		states[string(stateKey(rec))] = ""
		targets[string(targetKey(rec))] = ""
		counts[rec.State]++
	})
	c.index(bucketOperationsState, states)
	c.index(bucketOperationsTarget, targets)
	for _, state := range operationStates() {
		if have := c.s.mem.operations[state]; have != counts[state] {
			c.add("memory: %d operations are %s, not %d", counts[state], state, have)
		}
	}
}

func (c *checker) events() {
	first, last := eventRange(c.btx)
	targets := map[string]string{}
	expect := first
	checkRecords(c, bucketEvents, func(k []byte, ev novacron.Event) {
		if !bytes.Equal(k, append(sequenceKey(expect), ev.Type...)) || ev.Sequence != expect {
			c.add("events: %d is where %d should be", ev.Sequence, expect)
		}
		targets[string(indexKey(ev.Target.ID, k[:8]))] = ev.Type
		expect++
	})
	if expect != last+1 && c.ctx.Err() == nil {
		c.add("events: the newest is %d, not %d", expect-1, last)
	}
	c.index(bucketEventsTarget, targets)
	if c.s.mem.firstEvent != first || c.s.mem.lastEvent != last || c.s.mem.published != publishedOf(c.btx) {
		c.add("memory: events %d to %d, not %d to %d", c.s.mem.firstEvent, c.s.mem.lastEvent, first, last)
	}
}

func (c *checker) audit() {
	targets := map[string]string{}
	var before *novacron.AuditRecord
	hash := ""
	checkRecords(c, bucketAudit, func(k []byte, rec novacron.AuditRecord) {
		if !bytes.Equal(k, sequenceKey(rec.Sequence)) {
			c.add("audit: the record %d is under %x", rec.Sequence, k)
		}
		if before != nil && (rec.Sequence != before.Sequence+1 || rec.Previous != hash) {
			c.add("audit: the record %d does not follow %d: one of them was changed", rec.Sequence, before.Sequence)
		}
		before, hash = &rec, AuditHash(c.bucket(bucketAudit).Get(k))
		targets[string(indexKey(rec.Target.ID, k))] = ""
	})
	c.index(bucketAuditTarget, targets)
}

func (c *checker) idempotency() {
	times := map[string]string{}
	checkRecords(c, bucketIdempotency, func(k []byte, rec idempotencyRecord) {
		times[string(timeKey(rec.At, k))] = ""
	})
	c.index(bucketIdempotencyByTime, times)
}

// memory compares the inventory in memory with the file. The checker is the
// writer, so nobody changes memory while it is read without its lock.
func (c *checker) memory() {
	x := c.s.mem.vms
	seen := 0
	checkRecords(c, bucketVMs, func(k []byte, vm novacron.VM) {
		seen++
		entry := x.byID[novacron.VMID(k)]
		if entry == nil || !reflect.DeepEqual(entry.vm, vm) {
			c.add("memory: the vm %s differs from its record", k)
			return
		}
		if x.byName[vm.Name] != vm.ID {
			c.add("memory: the name %s does not lead to the vm %s", vm.Name, k)
		}
	})
	if c.ctx.Err() == nil && (seen != len(x.byID) || seen != len(x.byName)) {
		c.add("memory: %d vms and %d names for %d records", len(x.byID), len(x.byName), seen)
	}
	if err := x.check(); err != nil {
		c.add("memory: %w", err)
	}
}

// check compares every facet with one that is built anew.
func (x *vmIndex) check() error {
	fresh := newVMIndex()
	entries := make([]*vmEntry, 0, len(x.byID))
	for _, e := range x.byID {
		entries = append(entries, newVMEntry(e.vm))
	}
	fresh.load(entries)
	if x.activeVCPUs != fresh.activeVCPUs || x.activeMemoryBytes != fresh.activeMemoryBytes {
		return errors.New("the sums of the active vms are wrong")
	}
	return errors.Join(
		checkFacets("all", map[string]*vmFacet{"": x.all}, map[string]*vmFacet{"": fresh.all}),
		checkFacets("state", x.states, fresh.states),
		checkFacets("label key", x.keys, fresh.keys),
		checkFacets("label", x.pairs, fresh.pairs),
	)
}

func checkFacets[K comparable](kind string, have, want map[K]*vmFacet) error {
	if len(have) != len(want) {
		return fmt.Errorf("%d facets by %s, not %d", len(have), kind, len(want))
	}
	for key, facet := range want {
		for order := range vmOrders {
			if !slices.Equal(have[key].ids(order), facet.ids(order)) {
				return fmt.Errorf("the facet of %s %v is wrong", kind, key)
			}
		}
	}
	return nil
}

func (f *vmFacet) ids(order vmOrder) []novacron.VMID {
	var ids []novacron.VMID
	for w := f.walk(order, false, nil); w.item != nil; w.advance() {
		ids = append(ids, w.item.vm.ID)
	}
	return ids
}
