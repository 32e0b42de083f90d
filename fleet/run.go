package fleet

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// run is one operation while it runs. Its own goroutine writes rec; others see
// what overlay shows.
type run struct {
	o       *Operations
	rec     store.OperationRecord
	keys    map[string]bool // keysOf its record
	cancel  context.CancelCauseFunc
	done    chan struct{} // closed when it is final, or left to the next start, and holds nothing
	started bool          // its id is set; the owner's lock guards it
	// sealing is set before the end becomes visible.
	sealing atomic.Bool
	// wasCanceled is set when somebody cancels it.
	wasCanceled atomic.Bool
	// last is what is written in the same transaction as the end: for a success
	// what the work left, for a failure the target as it stands then.
	last func(*store.Tx) error

	mu         sync.Mutex
	percent    int
	phase      string
	cancelable bool
}

// step names the phase that begins now, makes it durable, and says whether a
// user may still cancel.
func (r *run) step(ctx context.Context, phase string, percent int, cancelable bool) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	r.show(phase, percent, cancelable)
	r.rec.Phase, r.rec.Percent, r.rec.Cancelable = phase, percent, cancelable
	return r.o.f.store.Update(ctx, func(tx *store.Tx) error { return tx.PutOperation(r.rec) })
}

// savePlan makes it durable how far the work is, where its steps are long.
func (r *run) savePlan(ctx context.Context, plan any) error {
	raw, err := json.Marshal(plan)
	if err != nil {
		return novacron.Errorf(novacron.Internal, "encode plan of %s: %w", r.rec.Kind, err)
	}
	r.rec.Plan = raw
	return r.o.f.store.Update(ctx, func(tx *store.Tx) error { return tx.PutOperation(r.rec) })
}

func (r *run) show(phase string, percent int, cancelable bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.phase, r.percent, r.cancelable = phase, percent, cancelable
}

func (r *run) overlay(op novacron.Operation) novacron.Operation {
	r.mu.Lock()
	defer r.mu.Unlock()
	op.Cancelable = r.cancelable && !op.State.Final()
	if !op.State.Final() && r.phase != "" {
		op.Phase, op.Percent = r.phase, r.percent
	}
	return op
}

// canCancel says whether the operation may be canceled at this moment.
func (r *run) canCancel() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.cancelable
}

// cancelNow ends the operation's context if it may be canceled at this moment.
func (r *run) cancelNow() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.cancelable {
		return false
	}
	r.wasCanceled.Store(true)
	r.cancel(errCanceled)
	return true
}

// finish makes the end durable together with what the work left to record. An
// operation that ended because the appliance stops stays running in the store.
func (r *run) finish(ctx context.Context, err error) {
	cause := context.Cause(ctx)
	if errors.Is(err, errStopping) || (err != nil && errors.Is(cause, errStopping)) {
		return
	}
	if err != nil && errors.Is(cause, errCanceled) {
		err = errCanceled
	}
	if err != nil {
		r.last = r.standing(context.WithoutCancel(ctx))
	}
	if txErr := r.seal(context.WithoutCancel(ctx), err); txErr != nil {
		r.o.f.log.Error().Err(txErr).Str("op", string(r.rec.ID)).Msg("the end of an operation could not be recorded; it will be told at the next start")
	}
}

// seal writes the final record and its event, then tells whoever waits.
func (r *run) seal(ctx context.Context, err error) error {
	r.end(err)
	r.sealing.Store(true)
	txErr := r.o.f.inventory.update(ctx, func(tx *store.Tx) error {
		if r.last != nil {
			if err := r.last(tx); err != nil {
				return err
			}
		}
		return r.sealTx(tx)
	})
	if txErr != nil {
		return txErr
	}
	r.announce(ctx, err)
	return nil
}

// end sets the final state in the record.
func (r *run) end(err error) {
	now := r.o.f.opts.Now().UTC()
	r.rec.FinishedAt = &now
	r.rec.Plan = nil // nobody goes on with it, and it may hold what should not be kept
	r.rec.Cancelable = false
	switch {
	case err == nil:
		r.rec.State, r.rec.Percent, r.rec.Phase = novacron.OperationSucceeded, 100, ""
	case errors.Is(err, errCanceled):
		r.rec.State = novacron.OperationCanceled
	default:
		r.rec.State, r.rec.Error = novacron.OperationFailed, novacron.FaultOf(err)
	}
	r.show(r.rec.Phase, r.rec.Percent, false)
}

// sealTx writes the final record and its event.
func (r *run) sealTx(tx *store.Tx) error {
	data := map[string]string{"kind": r.rec.Kind, "state": string(r.rec.State)}
	if r.rec.Error != nil {
		data["code"] = string(r.rec.Error.Code)
		data["detail"] = r.rec.Error.Detail
	}
	if err := tx.PutOperation(r.rec); err != nil {
		return err
	}
	_, err := tx.AppendEvent(r.event(novacron.EventOperationFinished, data))
	return err
}

func (r *run) announce(ctx context.Context, err error) {
	log := r.o.f.log.Info()
	if err != nil {
		log = r.o.f.log.Warn().Err(err)
	}
	log.Str("op", string(r.rec.ID)).Str("kind", r.rec.Kind).Str("target", r.rec.Target.ID).
		Str("name", r.rec.Target.Name).Str("identity", r.rec.Identity).Str("requestId", r.rec.RequestID).
		Str("state", string(r.rec.State)).Msg("operation ended")
	if finished := r.o.f.opts.Finished; finished != nil {
		finished(ctx, r.rec.Operation)
	}
}

func (r *run) event(kind string, data map[string]string) novacron.Event {
	if data == nil {
		data = map[string]string{"kind": r.rec.Kind}
	}
	return novacron.Event{
		Type: kind, Target: r.rec.Target, Identity: r.rec.Identity, Operation: r.rec.ID, Data: data,
	}
}

// vm is the VM that the operation is about.
func (r *run) vm() novacron.VMID { return novacron.VMID(r.rec.Target.ID) }

// vms are the VMs that the operation holds.
func (r *run) vms() []novacron.VMID {
	var ids []novacron.VMID
	if r.rec.Target.Kind == "vm" {
		ids = append(ids, r.vm())
	}
	for _, h := range r.rec.Holds {
		if h.Target.Kind == "vm" && !h.Shared {
			ids = append(ids, novacron.VMID(h.Target.ID))
		}
	}
	return ids
}

// standing returns what records how the target of a failed operation stands now.
func (r *run) standing(ctx context.Context) func(*store.Tx) error {
	if standing := r.o.kinds[r.rec.Kind].standing; standing != nil {
		return standing(ctx, r)
	}
	if r.rec.Target.Kind == "vm" {
		return r.o.f.inventory.standing(ctx, r.vm())
	}
	return nil
}

// defersInventory says whether the operation itself writes the VM's record, so
// that the inventory leaves it alone meanwhile.
func (r *run) defersInventory() bool { return r.o.kinds[r.rec.Kind].writesVM }
