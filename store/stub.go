package store

import (
	"context"
	"encoding/json"
	"io"

	"github.com/novacron/novacron/novacron"
)

var errStub = novacron.Errorf(novacron.Unsupported, "not yet")

type Tx struct{}
type Bucket[T any] struct{}

func (b Bucket[T]) Get(key string) (T, error)                 { var z T; return z, errStub }
func (b Bucket[T]) Put(key string, v T) error                 { return errStub }
func (b Bucket[T]) Delete(key string) error                   { return errStub }
func (b Bucket[T]) Each(fn func(key string, v T) error) error { return errStub }
func (b Bucket[T]) Len() int                                  { return 0 }
func (tx *Tx) VM(id novacron.VMID) (novacron.VM, error)       { return novacron.VM{}, errStub }
func (tx *Tx) PutVM(vm novacron.VM) (novacron.VM, error)      { return novacron.VM{}, errStub }
func (tx *Tx) DeleteVM(id novacron.VMID) error                { return errStub }
func (tx *Tx) NewOperationID() novacron.OperationID           { return "" }
func (tx *Tx) Operation(id novacron.OperationID) (OperationRecord, error) {
	return OperationRecord{}, errStub
}
func (tx *Tx) PutOperation(rec OperationRecord) error { return errStub }
func (tx *Tx) FindIdempotent(identity, key string) (novacron.OperationID, string, bool, error) {
	return "", "", false, errStub
}
func (tx *Tx) AppendEvent(ev novacron.Event) (novacron.Event, error) { return ev, errStub }
func (tx *Tx) AppendAudit(rec novacron.AuditRecord) (novacron.AuditRecord, error) {
	return rec, errStub
}
func (tx *Tx) Users() Bucket[UserRecord]         { return Bucket[UserRecord]{} }
func (tx *Tx) Sessions() Bucket[SessionRecord]   { return Bucket[SessionRecord]{} }
func (tx *Tx) Tokens() Bucket[TokenRecord]       { return Bucket[TokenRecord]{} }
func (tx *Tx) Settings() Bucket[json.RawMessage] { return Bucket[json.RawMessage]{} }

func (s *Store) Open(ctx context.Context) error                       { return errStub }
func (s *Store) Close() error                                         { return nil }
func (s *Store) NodeID() novacron.NodeID                              { return "" }
func (s *Store) Generation() string                                   { return "" }
func (s *Store) Path() string                                         { return "" }
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error { return errStub }
func (s *Store) View(fn func(*Tx) error) error                        { return errStub }
func (s *Store) VM(id novacron.VMID) (novacron.VM, error)             { return novacron.VM{}, errStub }
func (s *Store) VMByName(name string) (novacron.VM, error)            { return novacron.VM{}, errStub }
func (s *Store) VMs(q novacron.VMQuery) (novacron.Page[novacron.VM], error) {
	return novacron.Page[novacron.VM]{}, errStub
}
func (s *Store) VMIDs() []novacron.VMID { return nil }
func (s *Store) VMCounts() (byState map[novacron.VMState]int, vcpus int, memoryBytes uint64) {
	return nil, 0, 0
}
func (s *Store) Operation(id novacron.OperationID) (OperationRecord, error) {
	return OperationRecord{}, errStub
}
func (s *Store) Operations(q novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	return novacron.Page[novacron.Operation]{}, errStub
}
func (s *Store) UnfinishedOperations() ([]OperationRecord, error) { return nil, errStub }
func (s *Store) WaitOperation(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	return novacron.Operation{}, errStub
}
func (s *Store) FindIdempotent(identity, key string) (id novacron.OperationID, fingerprint string, found bool, err error) {
	return "", "", false, errStub
}
func (s *Store) Events(q novacron.EventQuery) (novacron.EventPage, error) {
	return novacron.EventPage{}, errStub
}
func (s *Store) WaitEvents(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	return novacron.EventPage{}, errStub
}
func (s *Store) Audit(q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	return novacron.Page[novacron.AuditRecord]{}, errStub
}
func (s *Store) Backup(ctx context.Context, w io.Writer) (bytes int64, err error) { return 0, errStub }
func (s *Store) Check(ctx context.Context) error                                  { return errStub }
func Restore(ctx context.Context, backup io.Reader, dir string) error             { return errStub }
func (s *Store) Stats() Stats                                                     { return Stats{} }
func (s *Store) Published() uint64                                                { return 0 }
func (s *Store) SetPublished(ctx context.Context, seq uint64) error               { return errStub }
func (s *Store) EventsAfter(ctx context.Context, seq uint64, limit int) ([]novacron.Event, error) {
	return nil, errStub
}
func (s *Store) WaitAppended(ctx context.Context, seq uint64) error { return errStub }
func (s *Store) Trim(ctx context.Context) error                     { return errStub }

type Stats struct {
	FileBytes                       uint64
	VMs                             int
	EventsStored, EventsUnpublished uint64
	OperationsRunning               int
}
type Store struct{ opts Options }

func New(o Options) *Store { return &Store{o} }
