package auth

import (
	"context"

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
