package fleet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// errStopping is why contexts end when the appliance stops: what runs then is
// left as it is for the next start.
var errStopping = errors.New("the appliance is stopping")

// errCanceled is why an operation's context ends when somebody cancels it.
var errCanceled = novacron.Errorf(novacron.Canceled, "it was canceled")

// Operations accepts mutations, runs them, and shows how they stand. A target
// has at most one at a time.
type Operations struct {
	f *Fleet

	// accept makes looking for an idempotency key and writing it one step.
	accept sync.Mutex

	kinds map[string]kind // not changed after Open

	mu      sync.Mutex
	ctx     context.Context //nolint:containedctx // the owner's own, for the goroutines it starts
	running map[novacron.OperationID]*run
	holds   holds
	wg      sync.WaitGroup
}

var _ novacron.OperationService = (*Operations)(nil)

func newOperations(f *Fleet) *Operations {
	return &Operations{
		f:       f,
		kinds:   map[string]kind{},
		running: map[novacron.OperationID]*run{},
		holds:   holds{},
	}
}

func (o *Operations) open(ctx context.Context) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.ctx = ctx
}

// context is the owner's: it ends when the appliance stops.
func (o *Operations) context() context.Context {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ctx
}

func (o *Operations) wait() { o.wg.Wait() }

// Operations returns a page of operations, newest first.
func (o *Operations) Operations(_ context.Context, q novacron.OperationQuery) (novacron.Page[novacron.Operation], error) {
	page, err := o.f.store.Operations(q)
	if err != nil {
		return page, err
	}
	for i := range page.Items {
		page.Items[i] = o.live(page.Items[i])
	}
	return page, nil
}

// Operation returns one operation.
func (o *Operations) Operation(_ context.Context, id novacron.OperationID) (novacron.Operation, error) {
	rec, err := o.f.store.Operation(id)
	if err != nil {
		return novacron.Operation{}, err
	}
	return o.live(rec.Operation), nil
}

// Wait returns the operation when it is final, or as it is when ctx ends.
func (o *Operations) Wait(ctx context.Context, id novacron.OperationID) (novacron.Operation, error) {
	op, err := o.f.store.WaitOperation(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if op.State.Final() {
		o.awaitRelease(ctx, id)
	}
	return o.live(op), nil
}

// awaitRelease waits until an operation that is final holds nothing: whoever saw
// its end may go on with what it held.
func (o *Operations) awaitRelease(ctx context.Context, id novacron.OperationID) {
	o.mu.Lock()
	r := o.running[id]
	o.mu.Unlock()
	if r == nil {
		return
	}
	select {
	case <-r.done:
	case <-ctx.Done():
	}
}

// live adds what is only in memory: the percent between two durable steps, and
// whether it can be canceled at this moment.
func (o *Operations) live(op novacron.Operation) novacron.Operation {
	o.mu.Lock()
	r := o.running[op.ID]
	o.mu.Unlock()
	if r == nil {
		op.Cancelable = false
		return op
	}
	return r.overlay(op)
}

// request is a mutation on its way to become an operation.
type request struct {
	kind     string // "vm.start"
	mutation novacron.Mutation
	target   novacron.Target
	content  any // what is asked, for telling a repeated request from another one
	plan     any // what the work needs, so that another process can go on with it
	warnings []string
	claim    string       // a name, among the target's kind, that nothing else may take meanwhile
	holds    []store.Hold // what it needs beside its target
	// current returns the target's present revision, for If-Match; nil for a VM,
	// whose record is asked.
	current func() (uint64, error)
	// overrides says that it ends a shutdown that waits for its guest: who pulls
	// the plug does not wait for the guest to answer.
	overrides bool
}

// replay returns the operation that an earlier request with the same
// idempotency key led to, if there was one.
func (o *Operations) replay(ctx context.Context, kind string, m novacron.Mutation, target string, content any) (novacron.Operation, bool, error) {
	if m.IdempotencyKey == "" || m.DryRun {
		return novacron.Operation{}, false, nil
	}
	id, known, found, err := o.f.store.FindIdempotent(identityOf(ctx), m.IdempotencyKey)
	if err != nil || !found {
		return novacron.Operation{}, false, err
	}
	if known != fingerprint(kind, target, content) {
		return novacron.Operation{}, false, errKeyUsed(m.IdempotencyKey)
	}
	op, err := o.Operation(ctx, id)
	return op, err == nil, err
}

// begin makes the request durable as an operation, starts it, and returns it.
func (o *Operations) begin(ctx context.Context, req request) (novacron.Operation, *run, error) {
	o.accept.Lock()
	defer o.accept.Unlock()
	// Which thing a create makes is decided after it was asked: not in its print.
	printTarget := req.target.ID
	if req.claim != "" {
		printTarget = ""
	}
	if op, ok, err := o.replay(ctx, req.kind, req.mutation, printTarget, req.content); ok || err != nil {
		return op, nil, err
	}
	r, err := o.record(ctx, req, printTarget)
	if err != nil {
		return novacron.Operation{}, nil, err
	}
	// The work reads its plan as a later start would: both do the same.
	do, err := o.workOf(req.kind, r.rec.Plan)
	if err != nil {
		return novacron.Operation{}, nil, err
	}
	if req.overrides {
		o.endShutdown(ctx, r.vm())
	}
	if err := o.hold(ctx, r); err != nil {
		return novacron.Operation{}, nil, err
	}
	// Once more, now that nothing else can change it: another operation may have
	// ended since the request was checked.
	if err := o.checkRevision(r, req); err != nil {
		o.release(r)
		return novacron.Operation{}, nil, err
	}
	err = o.f.store.Update(ctx, func(tx *store.Tx) error {
		r.rec.ID = tx.NewOperationID()
		if err := tx.PutOperation(r.rec); err != nil {
			return err
		}
		_, err := tx.AppendEvent(r.event(novacron.EventOperationStarted, nil))
		return err
	})
	if err != nil {
		o.release(r)
		return novacron.Operation{}, nil, fmt.Errorf("record %s: %w", req.kind, err)
	}
	op := r.rec.Operation
	o.start(r, do)
	return o.live(op), r, nil
}

func (o *Operations) record(ctx context.Context, req request, printTarget string) (*run, error) {
	plan, err := json.Marshal(req.plan)
	if err != nil {
		return nil, fmt.Errorf("encode plan of %s: %w", req.kind, err)
	}
	now := o.f.opts.Now().UTC()
	r := &run{
		o:    o,
		done: make(chan struct{}),
		rec: store.OperationRecord{
			Operation: novacron.Operation{
				Kind: req.kind, Target: req.target, State: novacron.OperationRunning,
				Identity: identityOf(ctx), RequestID: novacron.RequestIDFrom(ctx),
				CreatedAt: now, StartedAt: &now, Warnings: req.warnings,
			},
			Plan: plan, Holds: req.holds, Claim: req.claim,
			IdempotencyKey: req.mutation.IdempotencyKey,
			Fingerprint:    fingerprint(req.kind, printTarget, req.content),
		},
	}
	r.keys = keysOf(r.rec)
	return r, nil
}

func (o *Operations) checkRevision(r *run, req request) error {
	m := req.mutation
	if m.Revision == 0 {
		return nil
	}
	if req.current == nil {
		vm, err := o.f.store.VM(r.vm())
		if err != nil {
			return err
		}
		return checkRevision(vm, m)
	}
	now, err := req.current()
	if err != nil {
		return err
	}
	return stale(r.rec.Target, now, m)
}

// hold gives r what it needs, or says which operation has it. One that is
// writing its end is waited for: whoever saw that end may go on at once.
func (o *Operations) hold(ctx context.Context, r *run) error {
	for _, ending := range o.endings(r) {
		select {
		case <-ending:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if context.Cause(o.ctx) != nil {
		return novacron.Errorf(novacron.Unavailable, "the appliance is stopping")
	}
	if others := o.holds.others(r); len(others) > 0 {
		return refusal(r, others[0])
	}
	o.holds.take(r)
	return nil
}

func (o *Operations) release(r *run) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.holds.release(r)
	delete(o.running, r.rec.ID)
}

// start runs do in a goroutine of its own, detached from the caller's context.
func (o *Operations) start(r *run, do work) {
	o.mu.Lock()
	ctx, cancel := context.WithCancelCause(o.ctx)
	r.cancel = cancel
	r.started = true
	o.running[r.rec.ID] = r
	o.mu.Unlock()
	o.wg.Go(func() {
		defer cancel(nil)
		err := do(ctx, r)
		r.finish(ctx, err)
		o.release(r)
		close(r.done)
		o.ended(r)
	})
}

// ended has everything read again that the operation may have changed.
func (o *Operations) ended(r *run) {
	for _, id := range r.vms() {
		o.f.inventory.refreshLater(id)
	}
	if ended := o.kinds[r.rec.Kind].ended; ended != nil {
		ended(r)
	}
}

// endShutdown cancels the shutdown that waits for the VM's guest, if one does,
// and waits for its end.
func (o *Operations) endShutdown(ctx context.Context, id novacron.VMID) {
	r := o.holder(id)
	if r == nil || r.rec.Kind != "vm."+string(novacron.PowerShutdown) || !r.cancelNow() {
		return
	}
	select {
	case <-r.done:
	case <-ctx.Done():
	}
}

// endings returns the channels that are closed when the operations that hold
// what r needs have let go; of those that are about to.
func (o *Operations) endings(r *run) []<-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	var endings []<-chan struct{}
	for _, other := range o.holds.others(r) {
		if other.sealing.Load() {
			endings = append(endings, other.done)
		}
	}
	return endings
}

// holder returns the running operation that holds the VM, if there is one.
func (o *Operations) holder(id novacron.VMID) *run { return o.holderOf("vm", string(id)) }

// holderOf returns the running operation that holds a thing alone, if there is one.
func (o *Operations) holderOf(kind, id string) *run {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.holds.alone(kind, id)
	if r == nil || !r.started {
		return nil
	}
	return r
}

// dryRun is the answer to a request that only asks what would be done.
func (o *Operations) dryRun(ctx context.Context, kind string, target novacron.Target, changes []novacron.Change) novacron.Operation {
	return novacron.Operation{
		Kind: kind, Target: target, State: novacron.OperationPending, Identity: identityOf(ctx),
		RequestID: novacron.RequestIDFrom(ctx), CreatedAt: o.f.opts.Now().UTC(), Changes: changes, DryRun: true,
	}
}

// settled waits until an operation that begin returned is final, for calls that
// answer with what came of it: its error, or the operation. When ctx ends first
// the operation goes on. r is begin's; nil for a repeated request.
func (o *Operations) settled(ctx context.Context, op novacron.Operation, r *run) (novacron.Operation, error) {
	if r != nil {
		select {
		case <-r.done:
		case <-ctx.Done():
			return op, ctx.Err()
		}
	}
	op, err := o.Wait(ctx, op.ID)
	if err != nil {
		return op, err
	}
	if op.Error != nil {
		return op, op.Error.Err()
	}
	return op, nil
}

func identityOf(ctx context.Context) string {
	id, ok := novacron.IdentityFrom(ctx)
	if !ok {
		return ""
	}
	return string(id.Kind) + ":" + id.Name
}

// fingerprint tells one request from another under the same idempotency key.
func fingerprint(kind, target string, content any) string {
	b, err := json.Marshal(content)
	if err != nil {
		return "" // content is plain data of the vocabulary: it always encodes
	}
	sum := sha256.Sum256(append([]byte(kind+"\x00"+target+"\x00"), b...))
	return hex.EncodeToString(sum[:])
}

func label(t novacron.Target) string {
	if t.Name != "" {
		return t.Kind + " " + t.Name
	}
	return t.Kind + " " + t.ID
}
