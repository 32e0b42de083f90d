package auth

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// guardedNode is a NodeService that asks who asks.
type guardedNode struct {
	inner   novacron.NodeService
	auditor *Auditor
}

var _ novacron.NodeService = (*guardedNode)(nil)

// GuardNode returns inner behind identity and permission.
func GuardNode(inner novacron.NodeService, a *Auditor) novacron.NodeService {
	return &guardedNode{inner: inner, auditor: a}
}

// Node implements novacron.NodeService.
func (g *guardedNode) Node(ctx context.Context) (novacron.Node, error) {
	return read(ctx, g.auditor, verbNodeShow, novacron.Target{Kind: "node"},
		func() (novacron.Node, error) { return g.inner.Node(ctx) })
}

// NodeMetrics implements novacron.NodeService.
func (g *guardedNode) NodeMetrics(ctx context.Context) (novacron.NodeMetrics, error) {
	return read(ctx, g.auditor, verbNodeShow, novacron.Target{Kind: "node"},
		func() (novacron.NodeMetrics, error) { return g.inner.NodeMetrics(ctx) })
}
