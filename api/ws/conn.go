package ws

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"github.com/novacron/novacron/novacron"
)

// maxReason is what a close frame has room for (RFC 6455, 5.5: 125 bytes with
// the code).
const maxReason = 123

// conn is one connection and its life. ctx is that life: its cause is why it
// ended. Reads have a context of their own, which lasts until the connection
// is closed: the library cuts a connection whose read is canceled, and then the
// peer is not told why.
type conn struct {
	hub      *Hub
	caller   Caller
	ws       *websocket.Conn
	ctx      context.Context
	cancel   context.CancelCauseFunc
	read     context.Context
	stopRead context.CancelFunc
	detach   func() bool // from the hub's life
}

// upgrade makes the request's connection a WebSocket. Its life ends with the
// request's context, with the hub, and when end is called.
func (h *Hub) upgrade(w http.ResponseWriter, r *http.Request, caller Caller) (*conn, error) {
	socket, err := accept(w, r)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	c := &conn{hub: h, caller: caller, ws: socket, ctx: ctx, cancel: cancel}
	c.read, c.stopRead = context.WithCancel(context.WithoutCancel(ctx))
	c.detach = context.AfterFunc(h.ctx, func() { cancel(errStopping) })
	return c, nil
}

// refuse tells why a connection does not come about: it returns why, for the
// caller to answer. A browser, which alone sends an Origin, shows a page nothing
// of that answer, but how a connection was closed: for it the connection is made
// and closed at once.
func (h *Hub) refuse(w http.ResponseWriter, r *http.Request, caller Caller, why error) error {
	if r.Header.Get("Origin") == "" {
		return why
	}
	if c, err := h.upgrade(w, r, caller); err == nil { // else the library has answered
		c.end("refused connection", why)
	}
	return nil
}

// write sends one frame. A peer that takes longer than the limit for it is too
// slow.
func (c *conn) write(kind websocket.MessageType, data []byte) error {
	ctx, cancel := context.WithTimeout(c.ctx, c.hub.opts.WriteTimeout)
	defer cancel()
	start := time.Now()
	err := c.ws.Write(ctx, kind, data)
	switch {
	case err == nil && time.Since(start) > c.hub.opts.SlowAfter:
		return errSlow
	case err == nil:
		return nil
	case c.ctx.Err() != nil:
		return context.Cause(c.ctx)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return errSlow
	}
	return errGone
}

// monitorPeer ends the connection when the peer stops answering pings or the
// caller's session ends. It returns when the connection's life does.
func (c *conn) monitorPeer() {
	ping := time.NewTicker(c.hub.opts.Heartbeat)
	defer ping.Stop()
	check := time.NewTicker(c.hub.opts.Reauthenticate)
	defer check.Stop()
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-ping.C:
			c.ping()
		case <-check.C:
			c.recheck()
		}
	}
}

func (c *conn) ping() {
	ctx, cancel := context.WithTimeout(c.ctx, c.hub.opts.WriteTimeout)
	defer cancel()
	if err := c.ws.Ping(ctx); err != nil && c.ctx.Err() == nil {
		c.cancel(errGone)
	}
}

// recheck ends the connection when the session is over. That it cannot be
// asked now is no reason.
func (c *conn) recheck() {
	if c.caller.Check == nil {
		return
	}
	switch err := c.caller.Check(c.ctx); novacron.CodeOf(err) {
	case novacron.Unauthenticated, novacron.Forbidden:
		c.cancel(errEnded)
	}
}

// end closes the connection, telling the peer why, and logs it.
func (c *conn) end(what string, why error) {
	defer c.stopRead()
	c.detach()
	c.cancel(why)
	code, reason := c.hub.closeOf(why)
	c.hub.opts.Logger.Debug().Str("requestId", novacron.RequestIDFrom(c.ctx)).Str("identity", c.caller.key()).
		Int("closeCode", int(code)).AnErr("err", why).Msg(what + " ended")
	if errors.Is(why, errGone) {
		_ = c.ws.CloseNow()
		return
	}
	_ = c.ws.Close(code, reason)
}

// closeOf gives the close code and reason for why a connection ends.
func (h *Hub) closeOf(why error) (websocket.StatusCode, string) {
	switch {
	case why == nil, errors.Is(why, io.EOF):
		return websocket.StatusNormalClosure, ""
	case errors.Is(why, errStopping):
		return websocket.StatusGoingAway, reasonOf(why)
	case errors.Is(why, errText):
		return websocket.StatusUnsupportedData, errText.Error()
	case errors.Is(why, errTalks):
		return websocket.StatusPolicyViolation, errTalks.Error()
	}
	return websocket.StatusCode(4000 + h.opts.Status(novacron.CodeOf(why))), reasonOf(why)
}

// reasonOf is "code: sentence", cut to what a close frame holds.
func reasonOf(why error) string {
	fault := novacron.FaultOf(why)
	reason := []rune(string(fault.Code) + ": " + fault.Detail)
	for len(string(reason)) > maxReason {
		reason = reason[:len(reason)-1]
	}
	return string(reason)
}
