package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedCloudInits is a CloudInitService that asks who asks.
type guardedCloudInits struct {
	inner   novacron.CloudInitService
	auditor *Auditor
}

var _ novacron.CloudInitService = (*guardedCloudInits)(nil)

// GuardCloudInits returns inner behind identity, permission and audit. Reading a
// seed takes what changing it takes: in a script there may be secrets that
// nothing can tell from other text.
func GuardCloudInits(inner novacron.CloudInitService, a *Auditor) novacron.CloudInitService {
	return &guardedCloudInits{inner: inner, auditor: a}
}

// PreviewCloudInit implements novacron.CloudInitService.
func (g *guardedCloudInits) PreviewCloudInit(ctx context.Context, req novacron.PreviewCloudInit) (novacron.CloudInitSeed, error) {
	return read(ctx, g.auditor, verbCloudInitPreview, novacron.Target{Kind: "vm", Name: req.Name}, func() (novacron.CloudInitSeed, error) {
		return g.inner.PreviewCloudInit(ctx, req)
	})
}

// CloudInit implements novacron.CloudInitService.
func (g *guardedCloudInits) CloudInit(ctx context.Context, id novacron.VMID) (novacron.CloudInitSeed, error) {
	return read(ctx, g.auditor, verbCloudInitShow, vmTarget(id), func() (novacron.CloudInitSeed, error) {
		return g.inner.CloudInit(ctx, id)
	})
}

// ReplaceCloudInit implements novacron.CloudInitService.
func (g *guardedCloudInits) ReplaceCloudInit(ctx context.Context, vm novacron.VMID, req novacron.ReplaceCloudInit) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbCloudInitReplace, vmTarget(vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.ReplaceCloudInit(ctx, vm, req)
	})
}
