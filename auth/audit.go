package auth

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

// guardedAudit is an AuditService that asks who asks.
type guardedAudit struct {
	inner   novacron.AuditService
	auditor *Auditor
}

var _ novacron.AuditService = (*guardedAudit)(nil)

// GuardAudit returns inner behind identity and permission. The audit names
// people and the addresses they came from: it is for administrators.
func GuardAudit(inner novacron.AuditService, a *Auditor) novacron.AuditService {
	return &guardedAudit{inner: inner, auditor: a}
}

// Audit implements novacron.AuditService.
func (g *guardedAudit) Audit(ctx context.Context, q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	return read(ctx, g.auditor, verbAuditList, novacron.Target{Kind: "audit"},
		func() (novacron.Page[novacron.AuditRecord], error) { return g.inner.Audit(ctx, q) })
}

// AuditHead implements novacron.AuditService.
func (g *guardedAudit) AuditHead(ctx context.Context) (novacron.AuditHead, error) {
	return read(ctx, g.auditor, verbAuditShow, novacron.Target{Kind: "audit"},
		func() (novacron.AuditHead, error) { return g.inner.AuditHead(ctx) })
}

// ExportAudit implements novacron.AuditService. Who took the whole audit away is
// recorded in it.
func (g *guardedAudit) ExportAudit(ctx context.Context, w io.Writer) error {
	target := novacron.Target{Kind: "audit"}
	id, err := g.auditor.permit(ctx, verbAuditExport, target)
	if err != nil {
		return err
	}
	_, err = mutate(ctx, g.auditor, id, verbAuditExport, target, func() (struct{}, novacron.Operation, error) {
		return struct{}{}, novacron.Operation{}, g.inner.ExportAudit(ctx, w)
	})
	return err
}
