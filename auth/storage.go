package auth

import (
	"context"
	"io"
	"slices"

	"github.com/novacron/novacron/novacron"
)

// guardedPools is a PoolService that asks who asks.
type guardedPools struct {
	inner   novacron.PoolService
	auditor *Auditor
}

var _ novacron.PoolService = (*guardedPools)(nil)

// GuardPools returns inner behind identity, permission and audit.
func GuardPools(inner novacron.PoolService, a *Auditor) novacron.PoolService {
	return &guardedPools{inner: inner, auditor: a}
}

func (g *guardedPools) target(ctx context.Context, id novacron.PoolID) novacron.Target {
	target := novacron.Target{Kind: "pool", ID: string(id)}
	if pool, err := g.inner.Pool(ctx, id); err == nil {
		target.ID, target.Name = string(pool.ID), pool.Name
	}
	return target
}

// Pools implements novacron.PoolService.
func (g *guardedPools) Pools(ctx context.Context, q novacron.PoolQuery) (novacron.Page[novacron.Pool], error) {
	return read(ctx, g.auditor, verbPoolList, novacron.Target{Kind: "pool"}, func() (novacron.Page[novacron.Pool], error) {
		return g.inner.Pools(ctx, q)
	})
}

// Pool implements novacron.PoolService.
func (g *guardedPools) Pool(ctx context.Context, id novacron.PoolID) (novacron.Pool, error) {
	return read(ctx, g.auditor, verbPoolShow, novacron.Target{Kind: "pool", ID: string(id)}, func() (novacron.Pool, error) {
		return g.inner.Pool(ctx, id)
	})
}

// PoolKinds implements novacron.PoolService.
func (g *guardedPools) PoolKinds(ctx context.Context) ([]novacron.PoolKind, error) {
	return read(ctx, g.auditor, verbPoolShow, novacron.Target{Kind: "pool"}, func() ([]novacron.PoolKind, error) {
		return g.inner.PoolKinds(ctx)
	})
}

// CreatePool implements novacron.PoolService.
func (g *guardedPools) CreatePool(ctx context.Context, req novacron.CreatePool) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbPoolCreate, novacron.Target{Kind: "pool", Name: req.Name}, req.DryRun,
		func() (novacron.Operation, error) { return g.inner.CreatePool(ctx, req) })
}

// UpdatePool implements novacron.PoolService.
func (g *guardedPools) UpdatePool(ctx context.Context, id novacron.PoolID, req novacron.PoolUpdate) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbPoolUpdate, g.target(ctx, id), req.DryRun,
		func() (novacron.Operation, error) { return g.inner.UpdatePool(ctx, id, req) })
}

// ActPool implements novacron.PoolService. A verb that is none is Invalid before
// it can reach a record.
func (g *guardedPools) ActPool(ctx context.Context, id novacron.PoolID, pv novacron.PoolVerb, m novacron.Mutation) (novacron.Operation, error) {
	known := slices.Contains(novacron.PoolVerbs(), pv)
	v := verb("pool." + pv)
	if !known {
		v = verbPoolAct
	}
	target := g.target(ctx, id)
	who, err := g.auditor.permitAs(ctx, v, verbPoolAct, target)
	if err != nil {
		return novacron.Operation{}, err
	}
	if !known {
		return novacron.Operation{}, novacron.InvalidField("verb", "must be one of %v", novacron.PoolVerbs())
	}
	if m.DryRun {
		return g.inner.ActPool(ctx, id, pv, m)
	}
	return mutate(ctx, g.auditor, who, v, target, func() (novacron.Operation, novacron.Operation, error) {
		op, err := g.inner.ActPool(ctx, id, pv, m)
		return op, op, err
	})
}

// DeletePool implements novacron.PoolService.
func (g *guardedPools) DeletePool(ctx context.Context, id novacron.PoolID, m novacron.Mutation) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbPoolDelete, g.target(ctx, id), m.DryRun,
		func() (novacron.Operation, error) { return g.inner.DeletePool(ctx, id, m) })
}

// guardedVolumes is a VolumeService that asks who asks.
type guardedVolumes struct {
	inner   novacron.VolumeService
	auditor *Auditor
}

var _ novacron.VolumeService = (*guardedVolumes)(nil)

// GuardVolumes returns inner behind identity, permission and audit. Reading a
// volume's bytes is recorded: they are everything that a guest has.
func GuardVolumes(inner novacron.VolumeService, a *Auditor) novacron.VolumeService {
	return &guardedVolumes{inner: inner, auditor: a}
}

func (g *guardedVolumes) target(ctx context.Context, id novacron.VolumeID) novacron.Target {
	target := novacron.Target{Kind: "volume", ID: string(id)}
	if v, err := g.inner.Volume(ctx, id); err == nil {
		target.Name = v.Name
	}
	return target
}

// Volumes implements novacron.VolumeService.
func (g *guardedVolumes) Volumes(ctx context.Context, q novacron.VolumeQuery) (novacron.Page[novacron.Volume], error) {
	return read(ctx, g.auditor, verbVolumeList, novacron.Target{Kind: "volume"}, func() (novacron.Page[novacron.Volume], error) {
		return g.inner.Volumes(ctx, q)
	})
}

// Volume implements novacron.VolumeService.
func (g *guardedVolumes) Volume(ctx context.Context, id novacron.VolumeID) (novacron.Volume, error) {
	return read(ctx, g.auditor, verbVolumeShow, novacron.Target{Kind: "volume", ID: string(id)}, func() (novacron.Volume, error) {
		return g.inner.Volume(ctx, id)
	})
}

// CreateVolume implements novacron.VolumeService.
func (g *guardedVolumes) CreateVolume(ctx context.Context, req novacron.CreateVolume) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbVolumeCreate, novacron.Target{Kind: "volume", Name: req.Name}, req.DryRun,
		func() (novacron.Operation, error) { return g.inner.CreateVolume(ctx, req) })
}

// ResizeVolume implements novacron.VolumeService.
func (g *guardedVolumes) ResizeVolume(ctx context.Context, id novacron.VolumeID, req novacron.ResizeVolume) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbVolumeResize, g.target(ctx, id), req.DryRun,
		func() (novacron.Operation, error) { return g.inner.ResizeVolume(ctx, id, req) })
}

// CopyVolume implements novacron.VolumeService.
func (g *guardedVolumes) CopyVolume(ctx context.Context, id novacron.VolumeID, req novacron.CopyVolume) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbVolumeCopy, g.target(ctx, id), req.DryRun,
		func() (novacron.Operation, error) { return g.inner.CopyVolume(ctx, id, req) })
}

// DeleteVolume implements novacron.VolumeService.
func (g *guardedVolumes) DeleteVolume(ctx context.Context, id novacron.VolumeID, m novacron.Mutation) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbVolumeDelete, g.target(ctx, id), m.DryRun,
		func() (novacron.Operation, error) { return g.inner.DeleteVolume(ctx, id, m) })
}

// ReadVolume implements novacron.VolumeService.
func (g *guardedVolumes) ReadVolume(ctx context.Context, id novacron.VolumeID, offset, length uint64) (novacron.VolumeContent, error) {
	who, err := g.auditor.permit(ctx, verbVolumeRead, novacron.Target{Kind: "volume", ID: string(id)})
	if err != nil {
		return novacron.VolumeContent{}, err
	}
	return mutate(ctx, g.auditor, who, verbVolumeRead, g.target(ctx, id),
		func() (novacron.VolumeContent, novacron.Operation, error) {
			content, err := g.inner.ReadVolume(ctx, id, offset, length)
			return content, novacron.Operation{}, err
		})
}

// guardedUploads is an UploadService that asks who asks.
type guardedUploads struct {
	inner   novacron.UploadService
	auditor *Auditor
}

var _ novacron.UploadService = (*guardedUploads)(nil)

// GuardUploads returns inner behind identity, permission and audit. What is
// recorded is the upload as a whole, not each piece of it.
func GuardUploads(inner novacron.UploadService, a *Auditor) novacron.UploadService {
	return &guardedUploads{inner: inner, auditor: a}
}

// CreateUpload implements novacron.UploadService.
func (g *guardedUploads) CreateUpload(ctx context.Context, req novacron.CreateUpload) (novacron.Upload, error) {
	target := novacron.Target{Kind: "volume", Name: req.Name}
	who, err := g.auditor.permit(ctx, verbVolumeUpload, target)
	if err != nil {
		return novacron.Upload{}, err
	}
	if req.DryRun {
		return g.inner.CreateUpload(ctx, req)
	}
	return mutate(ctx, g.auditor, who, verbVolumeUpload, target, func() (novacron.Upload, novacron.Operation, error) {
		up, err := g.inner.CreateUpload(ctx, req)
		return up, novacron.Operation{ID: up.ID, State: novacron.OperationRunning}, err
	})
}

// Upload implements novacron.UploadService.
func (g *guardedUploads) Upload(ctx context.Context, id novacron.UploadID) (novacron.Upload, error) {
	return read(ctx, g.auditor, verbVolumeUpload, operationTarget(id), func() (novacron.Upload, error) {
		return g.inner.Upload(ctx, id)
	})
}

// WriteUpload implements novacron.UploadService.
func (g *guardedUploads) WriteUpload(ctx context.Context, id novacron.UploadID, offset uint64, r io.Reader) (novacron.Upload, error) {
	return read(ctx, g.auditor, verbVolumeUpload, operationTarget(id), func() (novacron.Upload, error) {
		return g.inner.WriteUpload(ctx, id, offset, r)
	})
}
