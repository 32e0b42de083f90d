package client

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Node describes the node.
func (c *Client) Node(ctx context.Context) (novacron.Node, error) {
	var n novacron.Node
	err := c.do(ctx, request{method: http.MethodGet, path: "/node"}, &n)
	return n, err
}

// NodeMetrics returns a summary of the node's figures.
func (c *Client) NodeMetrics(ctx context.Context) (novacron.NodeMetrics, error) {
	var m novacron.NodeMetrics
	err := c.do(ctx, request{method: http.MethodGet, path: "/metrics"}, &m)
	return m, err
}

// PrometheusMetrics returns the node's metrics in Prometheus' text format.
func (c *Client) PrometheusMetrics(ctx context.Context) (string, error) {
	var text string
	err := c.do(ctx, request{method: http.MethodGet, path: "//metrics"}, &text)
	return text, err
}

// Ready returns nil when the server is ready for requests, Unavailable when it
// answers that it is not, or does not answer. It needs no identity.
func (c *Client) Ready(ctx context.Context) error {
	return c.do(ctx, request{method: http.MethodGet, path: "//readyz"}, nil)
}

// Audit returns a page of audit records, newest first.
func (c *Client) Audit(ctx context.Context, q novacron.AuditQuery) (novacron.Page[novacron.AuditRecord], error) {
	v := pageQuery(q.PageRequest)
	setNonEmpty(v, "target", q.TargetID)
	setNonEmpty(v, "who", q.Who)
	setNonEmpty(v, "verb", q.Verb)
	setNonEmpty(v, "stage", q.Stage)
	setNonEmpty(v, "request", q.RequestID)
	setNonEmpty(v, "operation", string(q.Operation))
	for name, at := range map[string]time.Time{"since": q.Since, "until": q.Until} {
		if !at.IsZero() {
			v.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	return getPage[novacron.AuditRecord](ctx, c, "/audit", v)
}

// AuditHead signs and returns the present head of the audit.
func (c *Client) AuditHead(ctx context.Context) (novacron.AuditHead, error) {
	var head novacron.AuditHead
	err := c.do(ctx, request{method: http.MethodGet, path: "/audit/head"}, &head)
	return head, err
}

// ExportAudit writes the whole audit to w. ctx bounds the whole of it, and no
// other timeout does.
func (c *Client) ExportAudit(ctx context.Context, w io.Writer) error {
	resp, err := c.open(ctx, request{method: http.MethodGet, path: "/audit/export"}, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, &body{resp.Body, c})
	return err
}
