package client

import (
	"context"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Agent asks the VM's agent who it is and what the guest is.
func (c *Client) Agent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error) {
	var agent novacron.GuestAgent
	r := agentRequest(http.MethodGet, id, "")
	err := c.do(ctx, r, &agent)
	return agent, err
}

// agentWait is how much longer an agent may take than other answers do.
const agentWait = 30 * time.Second

func agentRequest(method string, id novacron.VMID, end string) request {
	return request{method: method, path: vmPath(id) + "/agent" + end, wait: agentWait}
}

// GuestFilesystems returns a page of the guest's filesystems.
func (c *Client) GuestFilesystems(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestFilesystem], error) {
	return getPage[novacron.GuestFilesystem](ctx, c, vmPath(id)+"/agent/filesystems", pageQuery(page))
}

// GuestUsers returns a page of who is logged in to the guest.
func (c *Client) GuestUsers(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestUser], error) {
	return getPage[novacron.GuestUser](ctx, c, vmPath(id)+"/agent/users", pageQuery(page))
}

// SetGuestPassword sets the password of an account of the guest.
func (c *Client) SetGuestPassword(ctx context.Context, id novacron.VMID, req novacron.SetGuestPassword) error {
	r := agentRequest(http.MethodPost, id, "/password")
	r.body = req
	return c.do(ctx, r.withMutation(req.Mutation), nil)
}

// ExecGuest runs a command in the guest and waits for its end.
func (c *Client) ExecGuest(ctx context.Context, id novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	var result novacron.GuestExecResult
	r := agentRequest(http.MethodPost, id, "/exec")
	r.body = struct {
		novacron.ExecGuest

		TimeoutSeconds int `json:"timeoutSeconds,omitempty"`
	}{req, int(req.Timeout / time.Second)}
	r.wait += max(req.Timeout, novacron.DefaultExecTimeout)
	err := c.do(ctx, r.withMutation(req.Mutation), &result)
	return result, err
}

// FreezeGuest begins a freeze of the guest's filesystems.
func (c *Client) FreezeGuest(ctx context.Context, id novacron.VMID, req novacron.FreezeGuest) (novacron.Operation, error) {
	r := agentRequest(http.MethodPost, id, "/freeze")
	if req.For != 0 {
		r.body = struct {
			Seconds int `json:"seconds"`
		}{int(req.For / time.Second)}
	}
	return c.operation(ctx, r.withMutation(req.Mutation))
}

// ThawGuest ends a freeze.
func (c *Client) ThawGuest(ctx context.Context, id novacron.VMID, m novacron.Mutation) (novacron.Operation, error) {
	return c.operation(ctx, agentRequest(http.MethodPost, id, "/thaw").withMutation(m))
}
