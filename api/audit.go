package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"github.com/novacron/novacron/novacron"
)

type listAuditInput struct {
	PageInput
	Target    string    `query:"target" maxLength:"128" doc:"Only records about the thing with this id"`
	Who       string    `query:"who" maxLength:"320" doc:"Only what this identity did or tried: its name, or its kind, a colon and its name" example:"user:admin"`
	Verb      string    `query:"verb" maxLength:"64" doc:"Only this verb, or all of a noun" example:"vm.*"`
	Stage     string    `query:"stage" enum:"intent,accepted,outcome,denied" doc:"Only this stage"`
	Since     time.Time `query:"since" doc:"Not before this time" example:"2026-11-23T00:00:00Z"`
	Until     time.Time `query:"until" doc:"Before this time" example:"2026-11-24T00:00:00Z"`
	Request   string    `query:"request" maxLength:"128" doc:"Only those of this request"`
	Operation string    `query:"operation" maxLength:"64" doc:"Only those of this operation"`
}

func (in *listAuditInput) query() novacron.AuditQuery {
	return novacron.AuditQuery{
		PageRequest: in.request(), TargetID: in.Target, Who: in.Who, Verb: in.Verb, Stage: in.Stage,
		Since: in.Since, Until: in.Until, RequestID: in.Request, Operation: novacron.OperationID(in.Operation),
	}
}

type auditHeadOutput struct {
	Body novacron.AuditHead
}

func (a *API) registerAudit() {
	register(a, route{
		id: "listAudit", method: http.MethodGet, path: "/audit", tag: "audit", status: http.StatusOK,
		summary: "List audit records, newest first", example: examplePage(exampleAudit()),
	}, a.listAudit)
	register(a, route{
		id: "getAuditHead", method: http.MethodGet, path: "/audit/head", tag: "audit", status: http.StatusOK,
		summary: "Sign the present head of the audit",
		description: "Keep it elsewhere: with it `novacron audit verify --heads` proves of an export that nothing up to this record was " +
			"changed since.",
		example: exampleAuditHead(), codes: []novacron.Code{novacron.NotFound},
	}, a.auditHead)
	register(a, route{
		id: "exportAudit", method: http.MethodGet, path: "/audit/export", tag: "audit", status: http.StatusOK,
		summary: "Download the whole audit",
		description: "JSON lines, oldest first: one that names the format and the node, each record exactly as it is kept, and one with the " +
			"signed head. Each record has the SHA-256 of the line before it as `previous`. An export that does not end with a head is not whole.",
		contentType: "application/x-ndjson", example: "{\"novacronAudit\":\"1\",\"node\":\"n-1f0c2a3b\"}\n...",
	}, a.exportAudit)
}

func (a *API) listAudit(ctx context.Context, in *listAuditInput) (*pageOutput[novacron.AuditRecord], error) {
	p, err := a.services.Audit.Audit(ctx, in.query())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}

func (a *API) auditHead(ctx context.Context, _ *struct{}) (*auditHeadOutput, error) {
	head, err := a.services.Audit.AuditHead(ctx)
	return &auditHeadOutput{Body: head}, err
}

func (a *API) exportAudit(context.Context, *struct{}) (*streamOutput, error) {
	return &streamOutput{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		c.Header("Content-Type", "application/x-ndjson")
		c.Header("Content-Disposition", `attachment; filename="audit.jsonl"`)
		err := a.services.Audit.ExportAudit(c.Request.Context(), &patientWriter{w: c.Writer, rc: http.NewResponseController(c.Writer)})
		switch {
		case err != nil && !c.Writer.Written():
			c.Writer.Header().Del("Content-Disposition")
			a.abort(c, err)
		case err != nil:
			panic(http.ErrAbortHandler) // so that the reader knows that it is not whole
		}
	}}, nil
}
