package client

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Consoles says what consoles the VM has now.
func (c *Client) Consoles(ctx context.Context, id novacron.VMID) (novacron.VMConsoles, error) {
	var can novacron.VMConsoles
	err := c.do(ctx, request{method: http.MethodGet, path: vmPath(id) + "/consoles"}, &can)
	return can, err
}

// CreateTicket makes a ticket for a console.
func (c *Client) CreateTicket(ctx context.Context, id novacron.VMID, req novacron.TicketRequest) (novacron.Ticket, error) {
	var ticket novacron.Ticket
	err := c.do(ctx, request{method: http.MethodPost, path: vmPath(id) + "/tickets", body: req}.withMutation(req.Mutation), &ticket)
	return ticket, err
}

// OpenDisplay connects to the VM's VNC server: what is read and written is RFB.
// It ends as Console does.
func (c *Client) OpenDisplay(ctx context.Context, id novacron.VMID, req novacron.OpenDisplay) (io.ReadWriteCloser, error) {
	q := url.Values{}
	if req.ViewOnly {
		q.Set("viewOnly", "true")
	}
	return c.openConsole(ctx, id, novacron.TicketRequest{Kind: novacron.ConsoleVNC, ViewOnly: req.ViewOnly}, q)
}

// Screenshot returns a picture of the VM's screen, as PNG, at most width pixels
// wide; 0 is the screen's own width.
func (c *Client) Screenshot(ctx context.Context, id novacron.VMID, width int) ([]byte, error) {
	q := url.Values{}
	if width != 0 {
		q.Set("width", strconv.Itoa(width))
	}
	var picture string
	err := c.do(ctx, request{method: http.MethodGet, path: vmPath(id) + "/screenshot", query: q}, &picture)
	return []byte(picture), err
}

// PressKeys presses keys together on the VM's keyboard.
func (c *Client) PressKeys(ctx context.Context, id novacron.VMID, req novacron.PressKeys) error {
	body := struct {
		novacron.PressKeys

		HoldMilliseconds int64 `json:"holdMilliseconds,omitempty"`
	}{req, req.Hold.Milliseconds()}
	return c.do(ctx, request{method: http.MethodPost, path: vmPath(id) + "/keys", body: body}.withMutation(req.Mutation), nil)
}

// TypeText types text on the VM's keyboard and waits until it is typed.
func (c *Client) TypeText(ctx context.Context, id novacron.VMID, req novacron.TypeText) (novacron.Typed, error) {
	var typed novacron.Typed
	r := request{method: http.MethodPost, path: vmPath(id) + "/text", body: req}.withMutation(req.Mutation)
	// Twice the pace: a busy host is slower, and a dead key takes two strokes.
	r.wait = 2*time.Duration(len(req.Text))*novacron.TypedPace + 10*time.Second
	err := c.do(ctx, r, &typed)
	return typed, err
}
