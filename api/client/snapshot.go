package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/novacron/novacron/novacron"
)

// Snapshots returns a page of a VM's snapshots.
func (c *Client) Snapshots(ctx context.Context, vm novacron.VMID, q novacron.PageRequest) (novacron.Page[novacron.Snapshot], error) {
	return getPage[novacron.Snapshot](ctx, c, vmPath(vm)+"/snapshots", pageQuery(q))
}

// Snapshot returns one snapshot, by its id or name.
func (c *Client) Snapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID) (novacron.Snapshot, error) {
	var one novacron.Snapshot
	err := c.do(ctx, request{method: http.MethodGet, path: snapshotPath(vm, id)}, &one)
	return one, err
}

// CreateSnapshot makes a snapshot.
func (c *Client) CreateSnapshot(ctx context.Context, vm novacron.VMID, req novacron.CreateSnapshot) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: vmPath(vm) + "/snapshots", body: req}.withMutation(req.Mutation))
}

// RevertSnapshot returns a VM to a snapshot.
func (c *Client) RevertSnapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID, req novacron.RevertSnapshot) (novacron.Operation, error) {
	r := request{method: http.MethodPost, path: snapshotPath(vm, id) + "/revert", body: req}
	return c.operation(ctx, r.withMutation(req.Mutation))
}

// DeleteSnapshot removes a snapshot.
func (c *Client) DeleteSnapshot(ctx context.Context, vm novacron.VMID, id novacron.SnapshotID, req novacron.DeleteSnapshot) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: snapshotPath(vm, id)}.withMutation(req.Mutation))
}

func snapshotPath(vm novacron.VMID, id novacron.SnapshotID) string {
	return vmPath(vm) + "/snapshots/" + url.PathEscape(string(id))
}
