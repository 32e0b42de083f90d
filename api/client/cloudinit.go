package client

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

// PreviewCloudInit returns what a guest would be told at its first boot.
func (c *Client) PreviewCloudInit(ctx context.Context, req novacron.PreviewCloudInit) (novacron.CloudInitSeed, error) {
	var seed novacron.CloudInitSeed
	err := c.do(ctx, request{method: http.MethodPost, path: "/cloudinit/preview", body: req}, &seed)
	return seed, err
}

// CloudInit returns what a VM's seed CD holds.
func (c *Client) CloudInit(ctx context.Context, id novacron.VMID) (novacron.CloudInitSeed, error) {
	var seed novacron.CloudInitSeed
	err := c.do(ctx, request{method: http.MethodGet, path: vmPath(id) + "/cloudinit"}, &seed)
	return seed, err
}

// ReplaceCloudInit writes a VM's seed CD anew.
func (c *Client) ReplaceCloudInit(ctx context.Context, id novacron.VMID, req novacron.ReplaceCloudInit) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPut, path: vmPath(id) + "/cloudinit", body: req.CloudInit}.withMutation(req.Mutation))
}
