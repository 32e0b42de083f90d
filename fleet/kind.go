package fleet

import (
	"context"
	"encoding/json"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// work is what an operation does. Each of its steps must be success when it was
// done before: after a crash the next start does the work again.
type work func(context.Context, *run) error

// kind is a kind of operation. Each service registers its own.
type kind struct {
	name string // "vm.start"
	// do returns the work from the saved plan: what both a new request and the
	// next start after a crash run.
	do func(plan json.RawMessage) (work, error)
	// resume returns the work that finishes one that a crash interrupted; nil for
	// do, where the steps may be repeated.
	resume func(rec store.OperationRecord) (work, error)
	// standing returns what is written with the end of one that failed, read from
	// how its target stands then; it may be nil and may return nil. For a VM the
	// inventory does it.
	standing func(ctx context.Context, r *run) func(*store.Tx) error
	// ended is called when it ended and holds nothing; it may be nil.
	ended func(r *run)
	// writesVM says that the operation itself writes the record of the VM that it
	// is about, so that the inventory leaves it alone meanwhile.
	writesVM bool
}

// planned returns the do of a kind whose plan is a P.
func planned[P any](do func(context.Context, *run, P) error) func(json.RawMessage) (work, error) {
	return func(raw json.RawMessage) (work, error) {
		var plan P
		if err := json.Unmarshal(raw, &plan); err != nil {
			return nil, novacron.Errorf(novacron.Internal, "decode plan: %w", err)
		}
		return func(ctx context.Context, r *run) error { return do(ctx, r, plan) }, nil
	}
}

// register makes kinds known. It is called before Open.
func (o *Operations) register(kinds ...kind) {
	for _, k := range kinds {
		o.kinds[k.name] = k
	}
}

// workOf returns the work of a new operation.
func (o *Operations) workOf(name string, plan json.RawMessage) (work, error) {
	k, ok := o.kinds[name]
	if !ok {
		return nil, errUnknownKind(name)
	}
	return k.do(plan)
}

// resumed returns the work that finishes an operation that a crash interrupted.
func (o *Operations) resumed(rec store.OperationRecord) work {
	k, ok := o.kinds[rec.Kind]
	if !ok {
		return failing(errUnknownKind(rec.Kind))
	}
	var do work
	var err error
	if k.resume != nil {
		do, err = k.resume(rec)
	} else {
		do, err = k.do(rec.Plan)
	}
	if err != nil {
		return failing(err)
	}
	return do
}

func failing(err error) work { return func(context.Context, *run) error { return err } }

func errUnknownKind(name string) error {
	return novacron.Errorf(novacron.Unsupported, "this version of NovaCron knows no operation %s", name).
		WithMend("repeat what is missing with what this version has")
}
