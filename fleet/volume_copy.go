package fleet

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// copyWithin bounds a copy: 10 TiB at 100 MB/s is a bit more than a day.
	copyWithin = 48 * time.Hour
	// copyBlock is the piece in which zeros are looked for: a cluster of qcow2.
	copyBlock = 64 << 10
	// copyBuffer is what is read at once.
	copyBuffer = 1 << 20
	// half is the size of the volume that bytes are written into: it grows with
	// them, and what it is in the end is seen in its content.
	half = 512
)

// CopyVolume copies or converts a volume.
func (v *Volumes) CopyVolume(ctx context.Context, id novacron.VolumeID, req novacron.CopyVolume) (novacron.Operation, error) {
	o := v.s.f.operations
	if op, ok, err := o.replay(ctx, kindVolumeCopy, req.Mutation, "", req); ok || err != nil {
		return op, err
	}
	vol, err := v.Volume(ctx, id)
	if err != nil {
		return novacron.Operation{}, err
	}
	pool, err := v.s.pool(cmp.Or(req.Pool, string(vol.Pool)))
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := stale(volumeTarget(vol), vol.Revision, req.Mutation); err != nil {
		return novacron.Operation{}, err
	}
	req.Mutation.Revision = 0 // it was the original's
	if active := v.s.activeUsers(vol); len(active) > 0 {
		return novacron.Operation{}, novacron.Errorf(novacron.WrongState, "the volume %s is written to by %s: a copy would be torn", vol.Name, inWords(active)).
			WithMend("shut it down first, or take a snapshot")
	}
	plan, err := v.s.planCopy(vol, pool, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	if plan.Convert {
		p, err := v.s.provider()
		if err != nil {
			return novacron.Operation{}, err
		}
		if err := v.s.checkBelow(ctx, p, vol); err != nil {
			return novacron.Operation{}, err
		}
	}
	holds := []store.Hold{shared(volumeTarget(vol))}
	if vol.Pool != pool.ID {
		holds = append(holds, shared(novacron.Target{Kind: "pool", ID: string(vol.Pool), Name: vol.PoolName}))
	}
	for _, use := range vol.UsedBy { // who would start meanwhile waits
		if use.Kind == "vm" {
			holds = append(holds, shared(use))
		}
	}
	return v.s.make(ctx, kindVolumeCopy, req.Mutation, req, pool, plan, holds)
}

// planCopy chooses how: bytes are moved by us where the copy is to be what the
// original is and stands alone; else the hypervisor converts.
func (s *storage) planCopy(vol novacron.Volume, pool novacron.Pool, req novacron.CopyVolume) (volumePlan, error) {
	plan := volumePlan{
		From: refOf(vol), Bytes: vol.AllocationBytes,
		Spec: hypervisor.VolumeSpec{VolumeRef: hypervisor.VolumeRef{Pool: pool.Name, Volume: req.Name}, CapacityBytes: vol.CapacityBytes},
	}
	if vol.Kind != "file" && vol.Kind != "block" {
		return plan, novacron.Errorf(novacron.Unsupported, "a volume of kind %s cannot be copied", vol.Kind)
	}
	original := vol.Format
	if original == "iso" {
		original = "raw"
	}
	if !slices.Contains([]string{"raw", "qcow2"}, original) {
		return plan, novacron.Errorf(novacron.Unsupported, "a volume of format %s cannot be copied", vol.Format).
			WithMend("import it as an image instead: that converts it")
	}
	format, err := formatFor(pool, cmp.Or(req.Format, original))
	if err != nil {
		return plan, err
	}
	plan.Spec.Format = format
	plan.Convert = format != original || vol.Backing != ""
	if !plan.Convert {
		plan.Bytes = cmp.Or(vol.FileSizeBytes, vol.CapacityBytes)
	}
	return plan, checkRoom(pool, min(vol.AllocationBytes, vol.CapacityBytes))
}

// doCopyVolume makes the copy. What an earlier try left is removed first: the
// name was free when the copy was accepted, and is claimed since.
func (s *storage) doCopyVolume(ctx context.Context, r *run, plan volumePlan) error {
	p, err := s.provider()
	if err != nil {
		return err
	}
	if r.rec.Phase != "" {
		if err := s.remove(ctx, ctx, plan.Spec.VolumeRef); err != nil {
			return err
		}
	}
	if err := r.step(ctx, "copy", 0, true); err != nil {
		return err
	}
	whole, cancel := withTimeout(ctx, copyWithin, "the copy")
	defer cancel()
	if plan.Convert {
		err = s.convert(whole, r, p, plan)
	} else {
		err = s.copyBytes(whole, r, p, plan)
	}
	if err != nil {
		if novacron.CodeOf(err) == novacron.Conflict {
			return err // somebody else's volume has the name
		}
		return s.removeHalf(ctx, plan.Spec.VolumeRef, err)
	}
	if err := s.recordNew(whole, r, p, plan.Spec.VolumeRef, ""); err != nil {
		return s.removeHalf(ctx, plan.Spec.VolumeRef, err)
	}
	return nil
}

// convert lets the hypervisor copy. It cannot be stopped: when the operation is
// canceled its end is waited for, and the copy removed then. It does not wait
// when the appliance stops: the next start removes what is there.
func (s *storage) convert(ctx context.Context, r *run, p hypervisor.Storage, plan volumePlan) error {
	done := make(chan error, 1)
	work, cancel := context.WithTimeout(context.WithoutCancel(ctx), copyWithin)
	go func() {
		defer cancel()
		_, err := p.ConvertVolume(work, plan.From, plan.Spec)
		done <- err
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	ended := ctx.Done()
	for {
		select {
		case err := <-done:
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return err
		case <-ended:
			if isStopping(ctx) {
				cancel()
				s.f.log.Debug().Err(<-done).Str("volume", plan.Spec.Volume).Msg("a copy is left to the next start")
				return errStopping
			}
			ended = nil
			r.show("waiting for the hypervisor to let go of the copy", 99, false)
		case <-tick.C:
			s.watchConvert(work, r, p, plan, ended == nil)
			if isStopping(r.o.context()) {
				cancel()
				s.f.log.Debug().Err(<-done).Str("volume", plan.Spec.Volume).Msg("a copy is left to the next start")
				return errStopping
			}
		}
	}
}

// watchConvert shows how far a copy is: by how much of its pool it takes.
func (s *storage) watchConvert(ctx context.Context, r *run, p hypervisor.Storage, plan volumePlan, canceled bool) {
	call, cancel := context.WithTimeout(ctx, readWithin)
	defer cancel()
	vol, err := p.Volume(call, plan.Spec.VolumeRef)
	if err == nil && !canceled && plan.Bytes > 0 {
		r.show("copy", min(98, percentOf(vol.AllocationBytes, plan.Bytes)), true)
	}
}

// copyBytes moves the bytes from one volume to another, as they are.
func (s *storage) copyBytes(ctx context.Context, r *run, p hypervisor.Storage, plan volumePlan) error {
	spec := plan.Spec
	if err := s.createHalf(ctx, p, &spec); err != nil {
		return err
	}
	in, err := p.DownloadVolume(ctx, plan.From, 0, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := p.UploadVolume(ctx, spec.VolumeRef, 0, 0)
	if err != nil {
		return err
	}
	defer out.Abort()
	progress := func(done uint64) {
		if plan.Bytes > 0 {
			r.show("copy", min(99, percentOf(done, plan.Bytes)), true)
		}
	}
	if err := pour(out, in, progress); err != nil {
		return err
	}
	return out.Close()
}

// createHalf makes the volume that bytes are written into. Where volumes are
// files it is small and grows: what the bytes are is seen in them.
func (s *storage) createHalf(ctx context.Context, p hypervisor.Storage, spec *hypervisor.VolumeSpec) error {
	call, cancel := context.WithTimeout(ctx, volumesWithin)
	defer cancel()
	if spec.Format == "qcow2" {
		spec.Format, spec.CapacityBytes = "raw", half
	}
	_, err := p.CreateVolume(call, *spec)
	return err
}

// pour moves bytes; blocks of zeros become holes.
func pour(out hypervisor.VolumeWriter, in io.Reader, progress func(uint64)) error {
	buffer, zeros := make([]byte, copyBuffer), make([]byte, copyBlock)
	var done, hole uint64
	for {
		n, err := io.ReadFull(in, buffer)
		for part := range slices.Chunk(buffer[:n], copyBlock) {
			if bytes.Equal(part, zeros[:len(part)]) {
				hole += uint64(len(part))
				continue
			}
			if err := skip(out, &hole); err != nil {
				return err
			}
			if _, err := out.Write(part); err != nil {
				return err
			}
		}
		done += uint64(n)
		progress(done)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return skip(out, &hole)
		case err != nil:
			return err
		}
	}
}

func skip(out hypervisor.VolumeWriter, hole *uint64) error {
	if *hole == 0 {
		return nil
	}
	n := *hole
	*hole = 0
	return out.Skip(n)
}

// recordNew lets the hypervisor look at a volume that was written, and records
// what it is now.
func (s *storage) recordNew(ctx context.Context, r *run, p hypervisor.Storage, ref hypervisor.VolumeRef, sum string) error {
	vol, err := s.lookAt(ctx, p, ref)
	if err != nil {
		return err
	}
	vol.SHA256 = sum
	r.last = func(tx *store.Tx) error { return s.volumes.applyTx(tx, vol) }
	return nil
}

// lookAt lets the hypervisor look at a pool again, and reads a volume of it. A
// pool that has a job in it cannot be looked at: then libvirt has looked itself,
// after the upload.
func (s *storage) lookAt(ctx context.Context, p hypervisor.Storage, ref hypervisor.VolumeRef) (novacron.Volume, error) {
	call, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	if err := p.RefreshPool(call, ref.Pool); err != nil {
		s.f.log.Debug().Err(err).Str("pool", ref.Pool).Msg("the pool cannot be looked at now")
	}
	return p.Volume(call, ref)
}
