package fleet

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// Node tells about this node.
type Node struct{ f *Fleet }

var _ novacron.NodeService = (*Node)(nil)

// Node describes the node and its hypervisor as last seen. It does not block.
func (n *Node) Node(context.Context) (novacron.Node, error) {
	node := novacron.Node{
		ID:         n.f.store.NodeID(),
		Name:       n.f.opts.HostName,
		Version:    n.f.opts.Version,
		StartedAt:  n.f.startedAt,
		Demo:       n.f.opts.Demo,
		Hypervisor: n.f.provider.Info(),
		Warnings:   append(n.f.provider.Warnings(), n.f.storage.warnings()...),
	}
	if n.f.opts.Warnings != nil {
		node.Warnings = append(node.Warnings, n.f.opts.Warnings()...)
	}
	return node, nil
}

// NodeMetrics returns the node's figures at this moment, from memory and from
// what the kernel tells at once.
func (n *Node) NodeMetrics(context.Context) (novacron.NodeMetrics, error) {
	m := novacron.NodeMetrics{At: n.f.opts.Now().UTC()}
	m.VMsByState, m.VCPUs, m.VMMemoryBytes = n.f.store.VMCounts()
	for _, count := range m.VMsByState {
		m.VMs += count
	}
	stats := n.f.store.Stats()
	m.OperationsRunning = stats.OperationsRunning
	m.EventsStored = stats.EventsStored
	m.EventsUnpublished = stats.EventsUnpublished
	if n.f.opts.Figures != nil {
		n.f.opts.Figures(&m)
	}
	return m, nil
}
