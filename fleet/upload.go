package fleet

import (
	"context"
	"crypto/sha256"
	"encoding"
	"errors"
	"hash"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Uploads is the service of this node's uploads.
type Uploads struct{ s *storage }

var _ novacron.UploadService = (*Uploads)(nil)

// Uploads returns the service of this node's uploads.
func (f *Fleet) Uploads() *Uploads { return &Uploads{f.storage} }

const (
	kindVolumeUpload = "volume.upload"

	// segmentBytes is how much goes through one stream: at its end the hypervisor
	// has confirmed the bytes, and they are kept whatever happens to NovaCron.
	segmentBytes = 256 << 20
	// uploadIdle is how long an upload waits for more.
	uploadIdle = 24 * time.Hour
	// bootIDFile names this run of the kernel: what was written before another one
	// may have been lost with its page cache.
	bootIDFile = "/proc/sys/kernel/random/boot_id"
)

// uploadPlan is an upload and how far it is, saved with its operation.
type uploadPlan struct {
	Spec      hypervisor.VolumeSpec `json:"spec"`
	Volume    novacron.VolumeID     `json:"volume"`
	SizeBytes uint64                `json:"sizeBytes"`
	SHA256    string                `json:"sha256,omitempty"`

	Offset uint64 `json:"offset"`
	Hash   []byte `json:"hash,omitempty"` // the state of SHA-256 at Offset
	Boot   string `json:"boot,omitempty"` // the kernel's run that Offset is of
}

// upload is an upload that waits for bytes.
type upload struct {
	s      *storage
	ctx    context.Context //nolint:containedctx // the operation's: a caller that goes away loses nothing
	cancel context.CancelCauseFunc
	whole  chan struct{} // closed when all of the bytes are there
	kept   chan struct{} // gets a value whenever bytes were kept
	turn   chan struct{} // held by who writes

	mu     sync.Mutex
	r      *run
	plan   uploadPlan
	closed bool               // it takes no more
	holes  bool               // zeros may be skipped: nothing was ever written behind the offset
	giveUp context.CancelFunc // ends the one who writes
}

func (s *storage) registerUploads(o *Operations) {
	o.register(kind{name: kindVolumeUpload, do: planned(s.doUpload), ended: s.look})
}

// CreateUpload begins an upload.
func (u *Uploads) CreateUpload(ctx context.Context, req novacron.CreateUpload) (novacron.Upload, error) {
	s := u.s
	pool, err := s.pool(req.Pool)
	if err != nil {
		return novacron.Upload{}, err
	}
	format := req.Format
	if format == "" {
		format = "raw"
	}
	if format, err = formatFor(pool, format); err != nil {
		return novacron.Upload{}, err
	}
	if op, ok, err := s.f.operations.replay(ctx, kindVolumeUpload, req.Mutation, "", req); ok || err != nil {
		if err != nil {
			return novacron.Upload{}, err
		}
		return u.Upload(ctx, op.ID)
	}
	if err := checkRoom(pool, req.SizeBytes); err != nil {
		return novacron.Upload{}, err
	}
	target, err := s.newTarget(ctx, pool, req.Name)
	if err != nil {
		return novacron.Upload{}, err
	}
	plan := uploadPlan{
		Spec:   hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: pool.Name, Volume: req.Name}, Format: format, CapacityBytes: req.SizeBytes},
		Volume: novacron.VolumeID(target.ID), SizeBytes: req.SizeBytes, SHA256: strings.ToLower(req.SHA256),
	}
	if req.DryRun {
		return plan.describe(""), nil
	}
	op, r, err := s.f.operations.begin(ctx, request{
		kind: kindVolumeUpload, mutation: req.Mutation, target: target, content: req, plan: plan,
		claim: pool.Name + "/" + req.Name, holds: []store.Hold{shared(poolTarget(pool))},
	})
	if err != nil || r == nil {
		return plan.describe(op.ID), err
	}
	session, err := s.session(ctx, op.ID)
	if err != nil {
		return novacron.Upload{}, err
	}
	return session.describe(), nil
}

func (p uploadPlan) describe(id novacron.UploadID) novacron.Upload {
	return novacron.Upload{
		ID: id, Volume: p.Volume, Name: p.Spec.Volume, PoolName: p.Spec.Pool, Format: p.Spec.Format,
		SizeBytes: p.SizeBytes, OffsetBytes: p.Offset, SHA256: p.SHA256,
	}
}

func (u *upload) describe() novacron.Upload {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.plan.describe(u.r.rec.ID)
}

// session finds an upload that waits for bytes. One whose volume is being made
// is waited for.
func (s *storage) session(ctx context.Context, id novacron.UploadID) (*upload, error) {
	o := s.f.operations
	o.mu.Lock()
	r := o.running[id]
	o.mu.Unlock()
	if r == nil || r.rec.Kind != kindVolumeUpload {
		return nil, s.endedUpload(id)
	}
	for {
		s.mu.Lock()
		u, changed := s.uploads[id], s.uploadsChanged
		s.mu.Unlock()
		if u != nil {
			return u, nil
		}
		select {
		case <-changed:
		case <-r.done:
			return nil, s.endedUpload(id)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// endedUpload says why an upload takes no bytes.
func (s *storage) endedUpload(id novacron.UploadID) error {
	rec, err := s.f.store.Operation(id)
	if err != nil || rec.Kind != kindVolumeUpload {
		return novacron.Errorf(novacron.NotFound, "there is no upload %s", id)
	}
	if rec.Error != nil {
		return rec.Error.Err()
	}
	return novacron.Errorf(novacron.NotFound, "upload %s is %s", id, rec.State).WithMend("look at operation %s", id)
}

func (s *storage) offer(id novacron.UploadID, u *upload) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if u == nil {
		delete(s.uploads, id)
	} else {
		s.uploads[id] = u
	}
	close(s.uploadsChanged)
	s.uploadsChanged = make(chan struct{})
}

// Upload tells how far an upload is.
func (u *Uploads) Upload(ctx context.Context, id novacron.UploadID) (novacron.Upload, error) {
	session, err := u.s.session(ctx, id)
	if err != nil {
		return novacron.Upload{}, err
	}
	return session.describe(), nil
}

// WriteUpload takes bytes. Who comes later ends who came before: a client that
// comes again may be known to be gone before its old connection is.
func (u *Uploads) WriteUpload(ctx context.Context, id novacron.UploadID, offset uint64, r io.Reader) (novacron.Upload, error) {
	session, err := u.s.session(ctx, id)
	if err != nil {
		return novacron.Upload{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := session.takeTurn(ctx, cancel); err != nil {
		return novacron.Upload{}, err
	}
	defer session.endTurn()
	at := session.describe()
	if offset != at.OffsetBytes {
		return at, novacron.Errorf(novacron.Conflict, "the upload is at byte %d, not %d", at.OffsetBytes, offset).
			WithMend("go on from byte %d", at.OffsetBytes)
	}
	err = session.receive(ctx, r)
	return session.describe(), err
}

func (u *upload) takeTurn(ctx context.Context, cancel context.CancelFunc) error {
	u.mu.Lock()
	if u.giveUp != nil {
		u.giveUp()
	}
	u.mu.Unlock()
	select {
	case u.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	case <-u.ctx.Done():
		return context.Cause(u.ctx)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.giveUp = cancel
	return nil
}

func (u *upload) endTurn() {
	u.mu.Lock()
	u.giveUp = nil
	u.mu.Unlock()
	<-u.turn
}

// receive writes what r has, segment by segment.
func (u *upload) receive(ctx context.Context, r io.Reader) error {
	for {
		u.mu.Lock()
		plan := u.plan
		u.mu.Unlock()
		if plan.Offset == plan.SizeBytes {
			return nil
		}
		more, err := u.segment(ctx, plan, r)
		if err != nil || !more {
			return err
		}
	}
}

// segment writes what goes through one stream, and keeps it. What r gave before
// it failed is kept, too.
func (u *upload) segment(ctx context.Context, plan uploadPlan, r io.Reader) (more bool, err error) {
	p, err := u.s.provider()
	if err != nil {
		return false, err
	}
	sum := sha256.New()
	if err := restoreHash(sum, plan.Hash); err != nil {
		return false, err
	}
	out, err := p.UploadVolume(u.ctx, plan.Spec.VolumeRef, plan.Offset, 0)
	if err != nil {
		return false, err
	}
	defer out.Abort()
	want := min(segmentBytes, plan.SizeBytes-plan.Offset)
	in := &countedReader{r: io.TeeReader(io.LimitReader(r, int64(want)), sum), ctx: ctx}
	writeErr := pour(u.writer(out), in, func(done uint64) { u.show(plan.Offset+done, plan.SizeBytes) })
	if writeErr != nil && in.err == nil { // the storage failed, not the sender
		return false, u.broken(writeErr)
	}
	if err := out.Close(); err != nil {
		return false, u.broken(err)
	}
	if err := u.keep(plan, in.done, sum); err != nil {
		return false, err
	}
	if in.err != nil {
		return false, &novacron.Error{Code: novacron.Invalid, Detail: "the bytes did not arrive whole", Mend: "go on from where the upload is now", Cause: in.err}
	}
	return in.done == want, nil
}

// writer lets zeros be skipped, or has them written, after something was written
// that nobody confirmed.
func (u *upload) writer(out hypervisor.VolumeWriter) hypervisor.VolumeWriter {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.holes {
		return out
	}
	return &plainWriter{out}
}

// broken notes that bytes may lie behind the offset, and returns why: that the
// upload ended, if it did.
func (u *upload) broken(err error) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.holes = false
	if u.closed {
		return errUploadEnded(u.r.rec.ID)
	}
	return err
}

// plainWriter writes zeros instead of skipping them.
type plainWriter struct{ hypervisor.VolumeWriter }

// Skip writes zeros.
func (w *plainWriter) Skip(n uint64) error {
	zeros := make([]byte, min(n, copyBuffer))
	for n > 0 {
		part := zeros[:min(n, uint64(len(zeros)))]
		if _, err := w.Write(part); err != nil {
			return err
		}
		n -= uint64(len(part))
	}
	return nil
}

// countedReader counts what was read, and remembers why it failed. It ends with
// ctx, between two reads.
type countedReader struct {
	r    io.Reader
	ctx  context.Context //nolint:containedctx // of one call
	done uint64
	err  error
}

func (c *countedReader) Read(b []byte) (int, error) {
	if c.err = c.ctx.Err(); c.err != nil {
		return 0, io.EOF // what came is written
	}
	n, err := c.r.Read(b)
	c.done += uint64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err, err = err, io.EOF
	}
	return n, err
}

func (u *upload) show(done, size uint64) {
	u.r.show("receiving", min(98, percentOf(done, size)), true)
}

// keep makes it durable that n more bytes are there.
func (u *upload) keep(plan uploadPlan, n uint64, sum hash.Hash) error {
	if n == 0 {
		return nil
	}
	state, err := saveHash(sum)
	if err != nil {
		return err
	}
	plan.Offset, plan.Hash = plan.Offset+n, state
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.closed { // its operation writes the record from here on
		return errUploadEnded(u.r.rec.ID)
	}
	if err := u.r.savePlan(u.ctx, plan); err != nil {
		return err
	}
	u.plan = plan
	select {
	case u.kept <- struct{}{}:
	default:
	}
	if plan.Offset == plan.SizeBytes {
		close(u.whole)
	}
	return nil
}

func saveHash(h hash.Hash) ([]byte, error) {
	m, ok := h.(encoding.BinaryMarshaler)
	if !ok {
		return nil, errors.New("the checksum's state cannot be kept")
	}
	return m.MarshalBinary()
}

func restoreHash(h hash.Hash, state []byte) error {
	m, ok := h.(encoding.BinaryUnmarshaler)
	if len(state) == 0 || !ok {
		return nil
	}
	return m.UnmarshalBinary(state)
}
