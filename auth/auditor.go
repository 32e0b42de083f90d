package auth

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/rs/zerolog"

	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// auditTimeout is how long the record of an outcome may take: the caller may be
// gone by then, and a disk that does not answer must not hold its goroutine.
const auditTimeout = 10 * time.Second

// How many denied attempts are recorded. An attacker decides how many there
// are, and each record is a transaction and about 500 bytes on disk: at this
// rate 4 MB a day. What is over it is counted, and the count is in the next record.
const (
	deniedBurst          = 20 // for one identity at one address
	deniedInterval       = time.Minute
	deniedTotalBurst     = 200 // for all of them
	deniedTotalInterval  = 10 * time.Second
	deniedTotalKey       = "" // no identity has the empty key
	maxRecordedName      = 256
	maxRecordedDetail    = 1024
	maxRecordedFields    = 16
	maxFrom              = 128
	maxRecordedRequestID = 128
)

// AuditorOptions is what an Auditor needs to know.
type AuditorOptions struct {
	Store  *store.Store
	Now    func() time.Time // wall clock; time.Now when nil
	Logger zerolog.Logger
	// Key signs the heads of the chain; without it there are none.
	Key ed25519.PrivateKey
	// HeadsFile is where heads are written out, as JSON lines; nowhere but the log
	// when empty.
	HeadsFile string
}

// Auditor writes the audit: who did or tried what, before it is done and after.
// The guards hand it every mutation and every refusal. Between Open and Close
// it also follows the store's events and writes the outcome of each operation
// that ended, once, also of those that ended just before a crash.
type Auditor struct {
	store  *store.Store
	now    func() time.Time
	logger zerolog.Logger

	key       ed25519.PrivateKey
	headsFile string

	deniedBy *limiter
	deniedIn *limiter

	mu       sync.Mutex
	dropped  int                                 // denials since the last record of one
	accepted map[novacron.OperationID]acceptance // operations whose end is awaited

	cancel context.CancelFunc
	wg     sync.WaitGroup
}

var _ novacron.AuditService = (*Auditor)(nil)

// NewAuditor returns an Auditor that writes at once; Open makes it follow operations.
func NewAuditor(opts AuditorOptions) *Auditor {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Auditor{
		store:     opts.Store,
		now:       opts.Now,
		logger:    opts.Logger,
		key:       opts.Key,
		headsFile: opts.HeadsFile,
		deniedBy:  newLimiter(deniedBurst, deniedInterval),
		deniedIn:  newLimiter(deniedTotalBurst, deniedTotalInterval),
		accepted:  make(map[novacron.OperationID]acceptance),
	}
}

// Audit returns a page of the audit, newest first. It asks for no permission:
// GuardAudit does.
func (a *Auditor) Audit(ctx context.Context, q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	return a.store.Audit(ctx, q)
}

// record returns the beginning of a record about what is asked in ctx.
func (a *Auditor) record(ctx context.Context, stage string, id novacron.Identity, v verb, target novacron.Target) novacron.AuditRecord {
	id.Session = ""
	id.Name, id.From = clip(id.Name, maxRecordedName), clip(id.From, maxFrom)
	return novacron.AuditRecord{
		At:       a.now().UTC(),
		Stage:    stage,
		Identity: id,
		Verb:     string(v),
		Target: novacron.Target{
			Kind: target.Kind,
			ID:   clip(target.ID, maxRecordedName),
			Name: clip(target.Name, maxRecordedName),
		},
		RequestID: clip(novacron.RequestIDFrom(ctx), maxRecordedRequestID),
	}
}

// intent writes that something is about to be done. Unavailable when it cannot
// be written: then it must not be done.
func (a *Auditor) intent(ctx context.Context, id novacron.Identity, v verb, target novacron.Target) (novacron.AuditRecord, error) {
	rec, err := a.append(ctx, a.record(ctx, novacron.AuditIntent, id, v, target))
	if err != nil && ctx.Err() == nil {
		err = novacron.Errorf(novacron.Unavailable, "the audit cannot be written, so nothing was done: %w", err).
			WithMend("look at the free space and health of the data directory's disk")
	}
	return rec, err
}

// settle writes what became of an intent: an error, an operation that goes on,
// or that it was done. A record that cannot be written is logged: what it tells
// of has happened.
func (a *Auditor) settle(ctx context.Context, intent novacron.AuditRecord, op novacron.Operation, cause error) {
	rec := following(intent, novacron.AuditOutcome)
	rec.At = a.now().UTC()
	rec.Outcome = recordedFault(cause)
	if cause == nil && op.ID != "" {
		rec.Stage, rec.Operation = novacron.AuditAccepted, op.ID
		rec.Target, rec.Changes = op.Target, op.Changes
		if !op.State.Final() {
			a.await(op.ID, acceptance{intent: intent, target: op.Target})
		}
	}
	a.mustAppend(ctx, rec)
}

// denied records that something was refused, as far as the rate allows.
func (a *Auditor) denied(ctx context.Context, id novacron.Identity, v verb, target novacron.Target, cause error) {
	now := a.now()
	key := string(id.Kind) + ":" + id.Name + "@" + addressKey(id.From)
	if a.deniedBy.take(key, now) > 0 || a.deniedIn.take(deniedTotalKey, now) > 0 {
		a.mu.Lock()
		a.dropped++
		a.mu.Unlock()
		return
	}
	rec := a.record(ctx, novacron.AuditDenied, id, v, target)
	rec.Outcome = recordedFault(cause)
	if n := a.takeDropped(); n > 0 {
		rec.Outcome.Detail += fmt.Sprintf(" (%d other denials before this one were not recorded)", n)
	}
	a.mustAppend(ctx, rec)
}

func (a *Auditor) takeDropped() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := a.dropped
	a.dropped = 0
	return n
}

// following returns the record that belongs to an intent, with another stage.
func following(intent novacron.AuditRecord, stage string) novacron.AuditRecord {
	rec := intent
	rec.Stage, rec.Intent, rec.Sequence, rec.Outcome = stage, intent.Sequence, 0, nil
	return rec
}

// append writes one record in a transaction of its own.
func (a *Auditor) append(ctx context.Context, rec novacron.AuditRecord) (novacron.AuditRecord, error) {
	err := a.store.Update(ctx, func(tx *store.Tx) error {
		var err error
		rec, err = tx.AppendAudit(rec)
		return err
	})
	return rec, err
}

// mustAppend writes a record although its caller may be gone, and logs it when
// it cannot be written.
func (a *Auditor) mustAppend(ctx context.Context, rec novacron.AuditRecord) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditTimeout)
	defer cancel()
	if _, err := a.append(ctx, rec); err != nil {
		a.logger.Error().Err(err).Interface("record", rec).Msg("audit record lost")
	}
}

// recordedFault is FaultOf within bounds: what callers sent must not make a
// record large.
func recordedFault(err error) *novacron.Fault {
	fault := novacron.FaultOf(err)
	if fault == nil {
		return nil
	}
	fault.Detail, fault.Mend = clip(fault.Detail, maxRecordedDetail), ""
	if len(fault.Fields) > maxRecordedFields {
		fault.Fields = fault.Fields[:maxRecordedFields]
	}
	for i, f := range fault.Fields {
		fault.Fields[i] = novacron.Field{Name: clip(f.Name, maxRecordedName), Detail: clip(f.Detail, maxRecordedName)}
	}
	return fault
}

// clip returns at most n bytes of s, valid as UTF-8 and without control characters.
func clip(s string, n int) string {
	if len(s) > n {
		s = s[:n]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}
