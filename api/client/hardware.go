package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/novacron/novacron/novacron"
)

// AddDisk adds a disk to a VM.
func (c *Client) AddDisk(ctx context.Context, id novacron.VMID, req novacron.AddDisk) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: vmPath(id) + "/disks", body: req.Disk}.withMutation(req.Mutation))
}

// ChangeDisk changes a disk.
func (c *Client) ChangeDisk(ctx context.Context, id novacron.VMID, device string, req novacron.ChangeDisk) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPatch, path: diskPath(id, device), body: req}.withMutation(req.Mutation))
}

// RemoveDisk removes a disk from a VM.
func (c *Client) RemoveDisk(ctx context.Context, id novacron.VMID, device string, req novacron.RemoveDisk) (novacron.Operation, error) {
	q := url.Values{}
	if req.DeleteVolume {
		q.Set("deleteVolume", "true")
	}
	return c.operation(ctx, request{method: http.MethodDelete, path: diskPath(id, device), query: q}.withMutation(req.Mutation))
}

// AddNIC adds a network interface to a VM.
func (c *Client) AddNIC(ctx context.Context, id novacron.VMID, req novacron.AddNIC) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPost, path: vmPath(id) + "/nics", body: req.NIC}.withMutation(req.Mutation))
}

// ChangeNIC changes a network interface.
func (c *Client) ChangeNIC(ctx context.Context, id novacron.VMID, mac string, req novacron.ChangeNIC) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPatch, path: nicPath(id, mac), body: req}.withMutation(req.Mutation))
}

// RemoveNIC removes a network interface from a VM.
func (c *Client) RemoveNIC(ctx context.Context, id novacron.VMID, mac string, req novacron.RemoveNIC) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodDelete, path: nicPath(id, mac)}.withMutation(req.Mutation))
}

// ChangeHardware changes what a VM has beside disks and network interfaces.
func (c *Client) ChangeHardware(ctx context.Context, id novacron.VMID, req novacron.ChangeHardware) (novacron.Operation, error) {
	return c.operation(ctx, request{method: http.MethodPatch, path: vmPath(id) + "/hardware", body: req}.withMutation(req.Mutation))
}

// HostDevices returns a page of the host's devices.
func (c *Client) HostDevices(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.HostDevice], error) {
	return getPage[novacron.HostDevice](ctx, c, "/node/devices", pageQuery(page))
}

// HardwareOptions returns what the host offers.
func (c *Client) HardwareOptions(ctx context.Context) (novacron.HardwareOptions, error) {
	var o novacron.HardwareOptions
	err := c.do(ctx, request{method: http.MethodGet, path: "/node/hardware"}, &o)
	return o, err
}

func diskPath(id novacron.VMID, device string) string {
	return vmPath(id) + "/disks/" + url.PathEscape(device)
}

func nicPath(id novacron.VMID, mac string) string { return vmPath(id) + "/nics/" + url.PathEscape(mac) }
