package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedSnapshots is a SnapshotService that asks who asks.
type guardedSnapshots struct {
	inner   novacron.SnapshotService
	auditor *Auditor
}

var _ novacron.SnapshotService = (*guardedSnapshots)(nil)

// GuardSnapshots returns inner behind identity, permission and audit.
func GuardSnapshots(inner novacron.SnapshotService, a *Auditor) novacron.SnapshotService {
	return &guardedSnapshots{inner: inner, auditor: a}
}

// Snapshots implements novacron.SnapshotService.
func (g *guardedSnapshots) Snapshots(ctx context.Context, vm novacron.VMID, q novacron.PageRequest) (novacron.Page[novacron.Snapshot], error) {
	return read(ctx, g.auditor, verbSnapshotList, vmTarget(vm), func() (novacron.Page[novacron.Snapshot], error) {
		return g.inner.Snapshots(ctx, vm, q)
	})
}

// Snapshot implements novacron.SnapshotService.
func (g *guardedSnapshots) Snapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID) (novacron.Snapshot, error) {
	return read(ctx, g.auditor, verbSnapshotShow, snapshotTarget(id), func() (novacron.Snapshot, error) {
		return g.inner.Snapshot(ctx, vm, id)
	})
}

// CreateSnapshot implements novacron.SnapshotService.
func (g *guardedSnapshots) CreateSnapshot(ctx context.Context, vm novacron.VMID, req novacron.CreateSnapshot) (novacron.Operation, error) {
	target := novacron.Target{Kind: "snapshot", Name: req.Name}
	return operateOn(ctx, g.auditor, verbSnapshotCreate, target, req.DryRun, func() (novacron.Operation, error) {
		return g.inner.CreateSnapshot(ctx, vm, req)
	})
}

// RevertSnapshot implements novacron.SnapshotService.
func (g *guardedSnapshots) RevertSnapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID, req novacron.RevertSnapshot) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbSnapshotRevert, g.named(ctx, vm, id), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.RevertSnapshot(ctx, vm, id, req)
	})
}

// DeleteSnapshot implements novacron.SnapshotService.
func (g *guardedSnapshots) DeleteSnapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID, req novacron.DeleteSnapshot) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbSnapshotDelete, g.named(ctx, vm, id), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.DeleteSnapshot(ctx, vm, id, req)
	})
}

func snapshotTarget(id novacron.SnapshotID) novacron.Target {
	return novacron.Target{Kind: "snapshot", ID: string(id)}
}

// named is snapshotTarget with the snapshot's id and name, where it is there.
func (g *guardedSnapshots) named(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID) novacron.Target {
	if one, err := g.inner.Snapshot(ctx, vm, id); err == nil {
		return novacron.Target{Kind: "snapshot", ID: string(one.ID), Name: one.Name}
	}
	return snapshotTarget(id)
}
