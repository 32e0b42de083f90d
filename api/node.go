package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

const nodeTag = "node"

type nodeOutput struct {
	Body novacron.Node
}

type nodeMetricsOutput struct {
	Body novacron.NodeMetrics
}

type textOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (a *API) registerNode() {
	register(a, route{
		id: "getNode", method: http.MethodGet, path: "/node", tag: nodeTag, status: http.StatusOK,
		summary: "Describe the node, its hypervisor and what to look at", example: exampleNode(),
	}, a.getNode)
	register(a, route{
		id: "getNodeMetrics", method: http.MethodGet, path: "/metrics", tag: nodeTag, status: http.StatusOK,
		summary: "Get a summary of the node's figures", example: exampleMetrics(),
	}, a.getNodeMetrics)
	register(a, route{
		id: "getPrometheusMetrics", method: http.MethodGet, path: "/metrics", root: true, tag: nodeTag, status: http.StatusOK,
		summary: "Get the node's metrics in Prometheus' text format", contentType: "text/plain",
		example: "novacron_vms{state=\"running\"} 3\n", codes: []novacron.Code{novacron.Unsupported},
	}, a.getPrometheusMetrics)
}

func (a *API) getNode(ctx context.Context, _ *struct{}) (*nodeOutput, error) {
	n, err := a.services.Node.Node(ctx)
	if err != nil {
		return nil, err
	}
	return &nodeOutput{Body: n}, nil
}

func (a *API) getNodeMetrics(ctx context.Context, _ *struct{}) (*nodeMetricsOutput, error) {
	m, err := a.services.Node.NodeMetrics(ctx)
	if err != nil {
		return nil, err
	}
	return &nodeMetricsOutput{Body: m}, nil
}

func (a *API) getPrometheusMetrics(context.Context, *struct{}) (*textOutput, error) {
	if a.opts.Metrics == nil {
		return nil, novacron.Errorf(novacron.Unsupported, "this node exposes no metrics for Prometheus")
	}
	var text bytes.Buffer
	a.opts.Metrics(&text)
	return &textOutput{ContentType: "text/plain; version=0.0.4; charset=utf-8", Body: text.Bytes()}, nil
}
