package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/coder/websocket"
	"github.com/novacron/novacron/novacron"
)

// dialWebSocket upgrades a connection. What the server refuses comes back as
// its problem.
func (c *Client) dialWebSocket(ctx context.Context, path string, query url.Values) (*websocket.Conn, error) {
	header := http.Header{}
	c.setHeaders(header)
	conn, resp, err := websocket.Dial(ctx, c.url(path, query), &websocket.DialOptions{
		HTTPClient: c.http,
		HTTPHeader: header,
	})
	if err == nil {
		return conn, nil
	}
	if resp == nil {
		return nil, c.transportError(err)
	}
	defer resp.Body.Close()
	data, readErr := readAnswer(resp)
	if readErr != nil || resp.StatusCode == http.StatusSwitchingProtocols {
		return nil, c.transportError(err)
	}
	return nil, c.problem(resp, data)
}

func readAnswer(resp *http.Response) ([]byte, error) {
	return io.ReadAll(io.LimitReader(resp.Body, maxAnswerBytes))
}

// closeError turns the end of a WebSocket into an Error. The server's close
// codes are 4000 plus the HTTP status of the code, and its reasons are
// "code: sentence".
func (c *Client) closeError(err error) error {
	var ce websocket.CloseError
	if !errors.As(err, &ce) {
		return c.transportError(err)
	}
	switch ce.Code {
	case websocket.StatusNormalClosure:
		return io.EOF
	case websocket.StatusGoingAway:
		return coded(novacron.Unavailable, err, "%s is stopping", c.server)
	}
	if code, detail, ok := strings.Cut(ce.Reason, ": "); ok {
		return &novacron.Error{Code: novacron.Code(code), Detail: detail}
	}
	return coded(novacron.Unavailable, err, "%s ended the connection: %s", c.server, ce.Reason)
}

// Console attaches to the VM's serial console. Read returns io.EOF when the VM
// stops, and an Error when the server ends it for another reason. ctx bounds
// the whole console: its end closes it.
func (c *Client) Console(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error) {
	q := url.Values{}
	if takeOver {
		q.Set("takeOver", "true")
	}
	return c.openConsole(ctx, id, novacron.TicketRequest{Kind: novacron.ConsoleSerial, TakeOver: takeOver}, q)
}

// openConsole connects to a console: over the network with a ticket, as a browser
// does. On the local socket the kernel says who asks.
func (c *Client) openConsole(ctx context.Context, id novacron.VMID, req novacron.TicketRequest, q url.Values) (io.ReadWriteCloser, error) {
	if !c.local {
		ticket, err := c.CreateTicket(ctx, id, req)
		if err != nil {
			return nil, err
		}
		q = url.Values{"ticket": {ticket.Ticket}}
	}
	path := vmPath(id) + "/console"
	if req.Kind == novacron.ConsoleVNC {
		path = vmPath(id) + "/vnc"
	}
	conn, err := c.dialWebSocket(ctx, path, q)
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(maxFrameBytes)
	return &console{client: c, ctx: ctx, conn: conn}, nil
}

// console is a serial console over a WebSocket. It owns ctx as the bound of
// its life.
type console struct {
	client *Client
	ctx    context.Context
	conn   *websocket.Conn
	rest   []byte // what Read has not handed out yet
	once   sync.Once
}

// Read returns what the guest printed.
func (t *console) Read(p []byte) (int, error) {
	for len(t.rest) == 0 {
		_, data, err := t.conn.Read(t.ctx)
		if err != nil {
			return 0, t.client.closeError(err)
		}
		t.rest = data
	}
	n := copy(p, t.rest)
	t.rest = t.rest[n:]
	return n, nil
}

// Write types p into the guest.
func (t *console) Write(p []byte) (int, error) {
	if err := t.conn.Write(t.ctx, websocket.MessageBinary, p); err != nil {
		return 0, t.client.closeError(err)
	}
	return len(p), nil
}

// Close detaches. The VM is not touched.
func (t *console) Close() error {
	t.once.Do(func() { _ = t.conn.Close(websocket.StatusNormalClosure, "") })
	return nil
}
