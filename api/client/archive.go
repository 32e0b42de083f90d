package client

import (
	"context"
	"io"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

// ImportVM makes a VM from an archive that lies in a pool.
func (c *Client) ImportVM(ctx context.Context, req novacron.ImportVM) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: "/vms/import", body: req}.withMutation(req.Mutation))
}

// ExportVM writes a shut off VM as one file to w, and returns the operation that
// did. ctx bounds the whole of it, and no other timeout does.
func (c *Client) ExportVM(ctx context.Context, id novacron.VMID, w io.Writer) (novacron.OperationID, error) {
	resp, err := c.open(ctx, request{method: http.MethodGet, path: vmPath(id) + "/export"}, nil)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	_, err = io.Copy(w, &body{resp.Body, c})
	return novacron.OperationID(resp.Header.Get("Novacron-Operation")), err
}
