package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

type listAuditInput struct {
	PageInput
	Target string `query:"target" maxLength:"128" doc:"Only records about the thing with this id"`
}

func (a *API) registerAudit() {
	register(a, route{
		id: "listAudit", method: http.MethodGet, path: "/audit", tag: "audit", status: http.StatusOK,
		summary: "List audit records, newest first", example: examplePage(exampleAudit()),
	}, a.listAudit)
}

func (a *API) listAudit(ctx context.Context, in *listAuditInput) (*pageOutput[novacron.AuditRecord], error) {
	p, err := a.services.Audit.Audit(ctx, novacron.AuditQuery{PageRequest: in.request(), TargetID: in.Target})
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}
