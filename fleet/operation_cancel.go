package fleet

import (
	"context"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Cancel asks a running operation to stop. With an idempotency key the request
// is on disk before the operation is asked, so that a repeated one, which may
// come when the operation has ended, is known and told how it stands.
func (o *Operations) Cancel(ctx context.Context, id novacron.OperationID, m novacron.Mutation) (novacron.Operation, error) {
	repeated, err := o.canceledBefore(ctx, id, m)
	if err != nil {
		return novacron.Operation{}, err
	}
	op, err := o.Operation(ctx, id)
	if err != nil || repeated && !m.DryRun {
		return op, err
	}
	if op.State.Final() {
		return novacron.Operation{}, novacron.Errorf(novacron.WrongState, "operation %s is %s already", id, op.State)
	}
	o.mu.Lock()
	r := o.running[id]
	o.mu.Unlock()
	if r == nil || !r.canCancel() {
		return novacron.Operation{}, novacron.Errorf(novacron.WrongState, "operation %s cannot be canceled at this step", id).
			WithMend("wait for it to end")
	}
	if m.DryRun {
		op.DryRun = true
		return op, nil
	}
	if err := o.keepCancel(ctx, id, m); err != nil {
		return novacron.Operation{}, err
	}
	r.cancelNow() // false when it has become too late this moment, as the contract allows
	return op, nil
}

// cancelPrint is the fingerprint of a request to cancel.
func cancelPrint(id novacron.OperationID) string {
	return fingerprint("operation.cancel", string(id), nil)
}

// canceledBefore says whether a request with the same idempotency key asked the
// operation to stop before.
func (o *Operations) canceledBefore(ctx context.Context, id novacron.OperationID, m novacron.Mutation) (repeated bool, err error) {
	err = o.f.store.View(func(tx *store.Tx) error {
		repeated, err = findCancel(ctx, tx, id, m)
		return err
	})
	return repeated, err
}

// keepCancel makes a request with an idempotency key durable.
func (o *Operations) keepCancel(ctx context.Context, id novacron.OperationID, m novacron.Mutation) error {
	if m.IdempotencyKey == "" {
		return nil
	}
	return o.f.store.Update(ctx, func(tx *store.Tx) error {
		if repeated, err := findCancel(ctx, tx, id, m); err != nil || repeated {
			return err
		}
		return tx.KeepIdempotent(identityOf(ctx), m.IdempotencyKey, cancelPrint(id), string(id))
	})
}

func findCancel(ctx context.Context, tx *store.Tx, id novacron.OperationID, m novacron.Mutation) (bool, error) {
	_, known, found, err := tx.FindIdempotentResult(identityOf(ctx), m.IdempotencyKey)
	if err == nil && found && known != cancelPrint(id) {
		return false, errKeyUsed(m.IdempotencyKey)
	}
	return found, err
}

// errKeyUsed is the answer to another request under a key that was used.
func errKeyUsed(key string) error {
	return novacron.Errorf(novacron.Conflict, "idempotency key %q was used for another request", key).
		WithMend("use a new key for a new request")
}
