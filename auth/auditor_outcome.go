package auth

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// outcomeCursor is the setting that holds the sequence of the last event
	// whose outcome is written.
	outcomeCursor = "auth.audit.outcomes"
	// outcomePage is how many events are read at once.
	outcomePage = 500
	// outcomeRetry is the pause after the store refused to read or write.
	outcomeRetry = time.Second
	// maxAwaited bounds the memory of operations under way: the store keeps no
	// more operations than that. A forgotten one is found in the audit again.
	maxAwaited = 10_000
	// outcomeSearch is how far back the audit is searched for it.
	outcomeSearch = novacron.MaxPageLimit
)

// acceptance is what is known of an operation since it was accepted.
type acceptance struct {
	intent novacron.AuditRecord
	target novacron.Target
}

// Open begins to write the outcomes of operations, from where it stopped last.
func (a *Auditor) Open(context.Context) error {
	seq, err := a.loadCursor()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	a.cancel = cancel
	a.wg.Go(func() { a.monitorOperations(ctx, seq) })
	if a.key != nil {
		a.wg.Go(func() { a.monitorHeads(ctx) })
	}
	return nil
}

// Close stops that and waits for it. Records of the guards are still written.
func (a *Auditor) Close() error {
	if a.cancel == nil {
		return nil
	}
	a.cancel()
	a.wg.Wait()
	return nil
}

// monitorOperations writes an outcome for each operation.finished after seq.
// The outcomes and the cursor are one transaction: none is lost or doubled by
// a crash.
func (a *Auditor) monitorOperations(ctx context.Context, seq uint64) {
	for ctx.Err() == nil {
		next, err := a.recordOutcomes(ctx, seq)
		if err == nil {
			seq = next
			err = a.store.WaitAppended(ctx, seq)
		}
		if err == nil || ctx.Err() != nil {
			continue
		}
		a.logger.Error().Err(err).Msg("outcomes of operations are not audited now")
		select {
		case <-ctx.Done():
		case <-time.After(outcomeRetry):
		}
	}
}

// recordOutcomes handles one page of events after seq and returns the sequence
// of its last event.
func (a *Auditor) recordOutcomes(ctx context.Context, seq uint64) (uint64, error) {
	events, err := a.store.EventsAfter(ctx, seq, outcomePage)
	if err != nil || len(events) == 0 {
		return seq, err
	}
	last := events[len(events)-1].Sequence
	var records []novacron.AuditRecord
	var ended []novacron.OperationID
	for _, ev := range events {
		if ev.Type == novacron.EventOperationFinished {
			records = append(records, a.outcomeOf(ev))
			ended = append(ended, ev.Operation)
		}
	}
	if records == nil {
		return last, nil // not worth a write: the same events are skipped again after a restart
	}
	err = a.store.Update(ctx, func(tx *store.Tx) error {
		for _, rec := range records {
			if _, err := tx.AppendAudit(rec); err != nil {
				return err
			}
		}
		return saveCursor(tx, last)
	})
	if err != nil {
		return seq, err
	}
	a.forget(ended)
	return last, nil
}

// outcomeOf makes the outcome of the operation that an event says has ended.
func (a *Auditor) outcomeOf(ev novacron.Event) novacron.AuditRecord {
	op := novacron.Operation{ID: ev.Operation, Target: ev.Target, Identity: ev.Identity}
	if code := ev.Data["code"]; code != "" {
		op.Error = &novacron.Fault{Code: novacron.Code(code)}
	}
	if rec, err := a.store.Operation(ev.Operation); err == nil {
		op = rec.Operation
	}
	rec := a.beginning(op)
	rec.At = ev.At
	rec.Operation = op.ID
	rec.Outcome = recordedFault(op.Error.Err())
	if rec.Outcome == nil && op.State == novacron.OperationCanceled {
		rec.Outcome = &novacron.Fault{Code: novacron.Canceled, Detail: "it was canceled"}
	}
	return rec
}

// beginning returns an outcome that carries what is known of the operation's
// intent: from memory, else from the audit, else (an operation that nobody
// asked a guard for) from the operation itself.
func (a *Auditor) beginning(op novacron.Operation) novacron.AuditRecord {
	a.mu.Lock()
	acc, ok := a.accepted[op.ID]
	a.mu.Unlock()
	if !ok {
		acc, ok = a.findAccepted(op)
	}
	if !ok {
		kind, name, _ := strings.Cut(op.Identity, ":")
		return novacron.AuditRecord{
			Stage:     novacron.AuditOutcome,
			Identity:  novacron.Identity{Kind: novacron.IdentityKind(kind), Name: name},
			Verb:      op.Kind,
			Target:    op.Target,
			RequestID: op.RequestID,
		}
	}
	rec := following(acc.intent, novacron.AuditOutcome)
	rec.Target = acc.target
	return rec
}

// findAccepted looks among the newest records for the acceptance of op, or for
// the intent of the same request when op ended before its acceptance was written.
func (a *Auditor) findAccepted(op novacron.Operation) (acceptance, bool) {
	if strings.HasPrefix(op.Identity, string(novacron.IdentitySystem)+":") {
		return acceptance{}, false
	}
	page, err := a.store.Audit(context.Background(), novacron.AuditQuery{PageRequest: novacron.PageRequest{Limit: outcomeSearch}})
	if err != nil {
		return acceptance{}, false
	}
	for _, rec := range page.Items {
		switch {
		case rec.Stage == novacron.AuditAccepted && rec.Operation == op.ID:
			rec.Sequence = rec.Intent
			return acceptance{intent: rec, target: rec.Target}, true
		case rec.Stage == novacron.AuditIntent && op.RequestID != "" && rec.RequestID == op.RequestID && rec.Verb == op.Kind:
			return acceptance{intent: rec, target: op.Target}, true
		}
	}
	return acceptance{}, false
}

// await remembers an accepted operation until it has ended.
func (a *Auditor) await(id novacron.OperationID, acc acceptance) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.accepted) >= maxAwaited {
		for old := range a.accepted {
			delete(a.accepted, old)
			break
		}
	}
	a.accepted[id] = acc
}

func (a *Auditor) forget(ids []novacron.OperationID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, id := range ids {
		delete(a.accepted, id)
	}
}

func (a *Auditor) loadCursor() (seq uint64, err error) {
	err = a.store.View(func(tx *store.Tx) error {
		raw, err := tx.Settings().Get(outcomeCursor)
		if novacron.CodeOf(err) == novacron.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal(raw, &seq)
	})
	if err != nil {
		return 0, novacron.Errorf(novacron.CodeOf(err), "read where the audit of operations stopped: %w", err)
	}
	return seq, nil
}

func saveCursor(tx *store.Tx, seq uint64) error {
	raw, err := json.Marshal(seq)
	if err != nil {
		return err
	}
	return tx.Settings().Put(outcomeCursor, raw)
}
