package client

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

// CloneVM makes a VM after another one.
func (c *Client) CloneVM(ctx context.Context, id novacron.VMID, req novacron.CloneVM) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: vmPath(id) + "/clone", body: req}.withMutation(req.Mutation))
}

// MarkTemplate makes a VM a template, or a template a VM again.
func (c *Client) MarkTemplate(ctx context.Context, id novacron.VMID, req novacron.MarkTemplate) (novacron.Operation, error) {
	method := http.MethodPost
	if !req.Template {
		method = http.MethodDelete
	}
	return c.operation(ctx, request{method: method, path: vmPath(id) + "/template"}.withMutation(req.Mutation))
}
