package fleet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/diskimage"
	"github.com/novacron/novacron/novacron"
)

// doUpload makes the volume, waits for its bytes, and examines them.
func (s *storage) doUpload(ctx context.Context, r *run, plan uploadPlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	ref := plan.Spec.VolumeRef
	if err := s.beginUpload(ctx, r, p, &plan); err != nil {
		if novacron.CodeOf(err) == novacron.Conflict {
			return err
		}
		return s.removeHalf(ctx, ref, err)
	}
	streams, cancel := context.WithCancelCause(ctx)
	u := &upload{
		s: s, r: r, ctx: streams, cancel: cancel, plan: plan, holes: plan.Offset == 0,
		whole: make(chan struct{}), kept: make(chan struct{}, 1), turn: make(chan struct{}, 1),
	}
	if plan.Offset == plan.SizeBytes {
		close(u.whole)
	}
	s.offer(r.rec.ID, u)
	err = u.await(ctx)
	s.offer(r.rec.ID, nil)
	plan = u.close()
	if err == nil {
		err = s.examine(ctx, r, p, plan)
	}
	if err != nil {
		return s.removeHalf(ctx, ref, err)
	}
	return nil
}

// close ends who still writes, and returns how far the upload came.
func (u *upload) close() uploadPlan {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.closed = true
	u.cancel(errUploadEnded(u.r.rec.ID))
	if u.giveUp != nil {
		u.giveUp()
	}
	return u.plan
}

func errUploadEnded(id novacron.UploadID) error {
	return novacron.Errorf(novacron.NotFound, "upload %s has ended", id).WithMend("look at operation %s", id)
}

// beginUpload makes the volume, or goes on with the one of before the restart.
func (s *storage) beginUpload(ctx context.Context, r *run, p hypervisor.Storage, plan *uploadPlan) error {
	boot := bootID()
	if plan.Boot != boot {
		plan.Offset, plan.Hash, plan.Boot = 0, nil, boot
	}
	if r.rec.Phase != "receiving" {
		if r.rec.Phase == "create" { // a crash came while it was made
			if err := s.remove(ctx, ctx, plan.Spec.VolumeRef); err != nil {
				return err
			}
		}
		if err := r.step(ctx, "create", 0, true); err != nil {
			return err
		}
		spec := plan.Spec
		if err := s.createHalf(ctx, p, &spec); err != nil {
			return err
		}
	}
	percent := percentOf(plan.Offset, plan.SizeBytes)
	r.show("receiving", percent, true)
	if err := r.savePlan(ctx, *plan); err != nil {
		return err
	}
	return r.step(ctx, "receiving", percent, true)
}

// await returns when all of the bytes are there, or with why they do not come.
func (u *upload) await(ctx context.Context) error {
	idle := time.NewTimer(uploadIdle)
	defer idle.Stop()
	for {
		select {
		case <-u.whole:
			return nil
		case <-u.kept:
			idle.Reset(uploadIdle)
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-idle.C:
			return novacron.Errorf(novacron.Timeout, "nothing came for %s", uploadIdle).WithMend("begin the upload anew")
		}
	}
}

// examine holds the bytes to what was said of them.
func (s *storage) examine(ctx context.Context, r *run, p hypervisor.Storage, plan uploadPlan) error {
	if err := r.step(ctx, "examining", 99, true); err != nil {
		return err
	}
	sum := sha256.New()
	if err := restoreHash(sum, plan.Hash); err != nil {
		return err
	}
	have := hex.EncodeToString(sum.Sum(nil))
	if plan.SHA256 != "" && plan.SHA256 != have {
		return novacron.InvalidField("sha256", "the bytes that came have the checksum %s, not %s", have, plan.SHA256)
	}
	info, err := inspectVolume(ctx, p, plan.Spec.VolumeRef, int64(plan.SizeBytes), diskimage.Options{Expect: diskimage.Format(plan.Spec.Format)})
	var refused *diskimage.Refusal
	switch {
	case !errors.As(err, &refused):
	case info.Format == diskimage.OVA && plan.Spec.Format == "raw":
		err = nil // a VM's archive, for ImportVM; as a disk nothing opens it but as raw
	default:
		return &novacron.Error{
			Code: novacron.Invalid, Detail: "the file was refused: " + refused.Detail,
			Fields: []novacron.Field{{Name: "content", Detail: string(refused.Reason)}}, Cause: err,
		}
	}
	if err != nil {
		return err
	}
	return s.recordNew(ctx, r, p, plan.Spec.VolumeRef, have)
}

// bootID names this run of the kernel; empty where it cannot be told.
func bootID() string {
	b, err := os.ReadFile(bootIDFile)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
