package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedArchives is an ArchiveService that asks who asks.
type guardedArchives struct {
	inner   novacron.ArchiveService
	auditor *Auditor
}

var _ novacron.ArchiveService = (*guardedArchives)(nil)

// GuardArchives returns inner behind identity, permission and audit. An export
// is recorded like a mutation: it hands a VM's data out.
func GuardArchives(inner novacron.ArchiveService, a *Auditor) novacron.ArchiveService {
	return &guardedArchives{inner: inner, auditor: a}
}

// ExportVM implements novacron.ArchiveService.
func (g *guardedArchives) ExportVM(ctx context.Context, vm novacron.VMID, req novacron.Mutation) (novacron.VMArchive, error) {
	id, err := g.auditor.permit(ctx, verbVMExport, vmTarget(vm))
	if err != nil {
		return novacron.VMArchive{}, err
	}
	if req.DryRun {
		return g.inner.ExportVM(ctx, vm, req)
	}
	return mutate(ctx, g.auditor, id, verbVMExport, vmTarget(vm), func() (novacron.VMArchive, novacron.Operation, error) {
		archive, err := g.inner.ExportVM(ctx, vm, req)
		return archive, archive.Operation, err
	})
}

// ImportVM implements novacron.ArchiveService.
func (g *guardedArchives) ImportVM(ctx context.Context, req novacron.ImportVM) (novacron.Operation, error) {
	target := novacron.Target{Kind: "vm", Name: req.Name}
	return operateOn(ctx, g.auditor, verbVMImport, target, req.DryRun, func() (novacron.Operation, error) {
		return g.inner.ImportVM(ctx, req)
	})
}
