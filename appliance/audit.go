package appliance

import (
	"context"
	"io"

	"github.com/novacron/novacron/auth"
	"github.com/novacron/novacron/novacron"
)

// VerifyAudit verifies an export of an audit, of whatever node: see
// auth.VerifyAudit.
func VerifyAudit(ctx context.Context, export io.Reader, proof novacron.AuditProof) (novacron.AuditVerdict, error) {
	return auth.VerifyAudit(ctx, export, proof)
}
