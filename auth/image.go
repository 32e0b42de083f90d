package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedImages is an ImageService that asks who asks.
type guardedImages struct {
	inner   novacron.ImageService
	auditor *Auditor
}

var _ novacron.ImageService = (*guardedImages)(nil)

// GuardImages returns inner behind identity, permission and audit. Importing is
// a permission of its own: it makes the node ask other servers.
func GuardImages(inner novacron.ImageService, a *Auditor) novacron.ImageService {
	return &guardedImages{inner: inner, auditor: a}
}

// Images implements novacron.ImageService.
func (g *guardedImages) Images(ctx context.Context, q novacron.ImageQuery) (novacron.Page[novacron.Image], error) {
	return read(ctx, g.auditor, verbImageList, novacron.Target{Kind: "image"}, func() (novacron.Page[novacron.Image], error) {
		return g.inner.Images(ctx, q)
	})
}

// Image implements novacron.ImageService.
func (g *guardedImages) Image(ctx context.Context, id novacron.ImageID) (novacron.Image, error) {
	return read(ctx, g.auditor, verbImageShow, imageTarget(id), func() (novacron.Image, error) {
		return g.inner.Image(ctx, id)
	})
}

// ImportImage implements novacron.ImageService.
func (g *guardedImages) ImportImage(ctx context.Context, req novacron.ImportImage) (novacron.Operation, error) {
	target := novacron.Target{Kind: "image", Name: req.Name}
	return g.operate(ctx, verbImageImport, target, req.DryRun, func() (novacron.Operation, error) {
		return g.inner.ImportImage(ctx, req)
	})
}

// UpdateImage implements novacron.ImageService.
func (g *guardedImages) UpdateImage(ctx context.Context, image novacron.ImageID, req novacron.ImageUpdate) (novacron.Image, error) {
	id, err := g.auditor.permit(ctx, verbImageUpdate, imageTarget(image))
	if err != nil {
		return novacron.Image{}, err
	}
	if req.DryRun {
		return g.inner.UpdateImage(ctx, image, req)
	}
	return mutate(ctx, g.auditor, id, verbImageUpdate, g.named(ctx, image), func() (novacron.Image, novacron.Operation, error) {
		changed, err := g.inner.UpdateImage(ctx, image, req)
		return changed, novacron.Operation{}, err
	})
}

// DeleteImage implements novacron.ImageService.
func (g *guardedImages) DeleteImage(ctx context.Context, image novacron.ImageID, req novacron.DeleteImage) (novacron.Operation, error) {
	return g.operate(ctx, verbImageDelete, g.named(ctx, image), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.DeleteImage(ctx, image, req)
	})
}

// operate permits, and audits what is no dry run.
func (g *guardedImages) operate(ctx context.Context, v verb, target novacron.Target, dryRun bool,
	do func() (novacron.Operation, error),
) (novacron.Operation, error) {
	id, err := g.auditor.permit(ctx, v, target)
	if err != nil {
		return novacron.Operation{}, err
	}
	if dryRun {
		return do()
	}
	return mutate(ctx, g.auditor, id, v, target, func() (novacron.Operation, novacron.Operation, error) {
		op, err := do()
		return op, op, err
	})
}

func imageTarget(id novacron.ImageID) novacron.Target {
	return novacron.Target{Kind: "image", ID: string(id)}
}

// named is imageTarget with the image's id and present name, where it has one.
func (g *guardedImages) named(ctx context.Context, id novacron.ImageID) novacron.Target {
	if image, err := g.inner.Image(ctx, id); err == nil {
		return novacron.Target{Kind: "image", ID: string(image.ID), Name: image.Name}
	}
	return imageTarget(id)
}
