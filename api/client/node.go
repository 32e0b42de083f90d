package client

import (
	"context"
	"net/http"

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
	return getPage[novacron.AuditRecord](ctx, c, "/audit", v)
}
