package fleet

import (
	"context"
	"fmt"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// imageDeletePlan is what deleting an image needs, saved with its operation.
type imageDeletePlan struct {
	Volume hypervisor.VolumeRef `json:"volume"`
}

// DeleteImage removes an image that no disk needs.
func (s *Images) DeleteImage(ctx context.Context, id novacron.ImageID, req novacron.DeleteImage) (novacron.Operation, error) {
	if image, err := s.find(string(id)); err == nil {
		id = image.ID
	}
	if op, ok, err := s.f.operations.replay(ctx, kindImageDelete, req.Mutation, string(id), req); ok || err != nil {
		return op, err
	}
	image, err := s.find(string(id))
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := stale(imageTarget(image), image.Revision, req.Mutation); err != nil {
		return novacron.Operation{}, err
	}
	if err := s.checkUnused(ctx, image); err != nil {
		return novacron.Operation{}, err
	}
	var plan imageDeletePlan
	changes := []novacron.Change{{Field: "image", From: image.Name, Applied: novacron.AppliedNow}}
	if image.Volume != "" {
		plan.Volume = hypervisor.VolumeRef{Pool: image.PoolName, Volume: image.Volume}
		changes = append(changes, novacron.Change{Field: "volume", From: image.PoolName + "/" + image.Volume, Applied: novacron.AppliedNow})
	}
	if req.DryRun {
		return s.f.operations.dryRun(ctx, kindImageDelete, imageTarget(image), changes), nil
	}
	op, _, err := s.f.operations.begin(ctx, request{
		kind: kindImageDelete, mutation: req.Mutation, target: imageTarget(image), content: req, plan: plan,
		current: func() (uint64, error) { return s.revision(image.ID) },
	})
	return op, err
}

func (s *Images) revision(id novacron.ImageID) (uint64, error) {
	image, err := s.f.store.Images().Get(string(id))
	return image.Revision, err
}

// checkUnused is Conflict, with the list of disks, when the image is needed.
func (s *Images) checkUnused(ctx context.Context, image novacron.Image) error {
	if image.State == novacron.ImageFailed {
		return nil
	}
	uses, err := s.usedNow(ctx, image)
	if err != nil || len(uses) == 0 {
		return err
	}
	return novacron.Errorf(novacron.Conflict, "image %s is needed by %s", image.Name, listed(uses)).
		WithMend("delete those disks first, or make them stand alone (pull the image into them)")
}

// listed is every use in one sentence, up to a length that people read.
func listed(uses []novacron.ImageUse) string {
	const most = 20
	words := make([]string, 0, most+1)
	for i, use := range uses {
		if i == most {
			words = append(words, fmt.Sprintf("%d more", len(uses)-most))
			break
		}
		words = append(words, use.String())
	}
	return strings.Join(words, ", ")
}

// doDelete removes the volume, then the record. Disks that are being made from
// the image hold it, so that none begins meanwhile.
func (s *Images) doDelete(ctx context.Context, r *run, plan imageDeletePlan) error {
	image, err := s.f.store.Images().Get(r.rec.Target.ID)
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if plan.Volume.Volume != "" {
		if err := r.step(ctx, "volume", 20, false); err != nil {
			return err
		}
		if err := s.checkUnused(ctx, image); err != nil {
			return err
		}
		call, cancel := withTimeout(ctx, volumesWithin, "removing the volume")
		defer cancel()
		if err := s.f.provider.DeleteVolume(call, plan.Volume); err != nil && novacron.CodeOf(err) != novacron.NotFound {
			return err
		}
	}
	r.last = func(tx *store.Tx) error { return s.forgetTx(ctx, tx, image.ID, r) }
	return nil
}

// forgetTx removes a record, and tells it. None is success.
func (s *Images) forgetTx(ctx context.Context, tx *store.Tx, id novacron.ImageID, r *run) error {
	image, err := tx.Images().Get(string(id))
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := tx.Images().Delete(string(id)); err != nil {
		return err
	}
	return tellImage(ctx, tx, novacron.EventImageDeleted, image, r)
}
