package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedClones is a CloneService that asks who asks.
type guardedClones struct {
	inner   novacron.CloneService
	auditor *Auditor
}

var _ novacron.CloneService = (*guardedClones)(nil)

// GuardClones returns inner behind identity, permission and audit.
func GuardClones(inner novacron.CloneService, a *Auditor) novacron.CloneService {
	return &guardedClones{inner: inner, auditor: a}
}

// CloneVM implements novacron.CloneService. The record names the original: the
// operation names the clone.
func (g *guardedClones) CloneVM(ctx context.Context, vm novacron.VMID, req novacron.CloneVM) (novacron.Operation, error) {
	return operateOn(ctx, g.auditor, verbVMClone, vmTarget(vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.CloneVM(ctx, vm, req)
	})
}

// MarkTemplate implements novacron.CloneService.
func (g *guardedClones) MarkTemplate(ctx context.Context, vm novacron.VMID, req novacron.MarkTemplate) (novacron.Operation, error) {
	v := verbVMTemplate
	if !req.Template {
		v = verbVMUntemplate
	}
	return operateOn(ctx, g.auditor, v, vmTarget(vm), req.DryRun, func() (novacron.Operation, error) {
		return g.inner.MarkTemplate(ctx, vm, req)
	})
}
