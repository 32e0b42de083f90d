package ws

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/coder/websocket"

	"github.com/novacron/novacron/novacron"
)

// Frame is what the server says on an event stream: one of its members is set.
type Frame struct {
	Event     *novacron.Event `json:"event,omitempty" doc:"Something that happened"`
	Gap       *novacron.Gap   `json:"gap,omitempty" doc:"What followed the cursor is lost: read state anew"`
	Heartbeat *Heartbeat      `json:"heartbeat,omitempty" doc:"Nothing happened; the stream is up to date"`
}

// Heartbeat says that the stream lives, and how far it is.
type Heartbeat struct {
	Cursor string `json:"cursor" doc:"Resume after this with ?since="`
}

// Events asks for an event stream.
type Events struct {
	Caller Caller
	Since  string // cursor; empty for what happens from now on
	Target string // id of the thing; empty for all
	Type   string // type, or noun and ".*"; empty for all
}

// eventsPerRead is how many events are read from the outbox at a time.
const eventsPerRead = 200

// ServeEvents upgrades the connection and sends events until either side ends
// it. An error is one from before the upgrade: the response is the caller's.
func (h *Hub) ServeEvents(w http.ResponseWriter, r *http.Request, req Events) error {
	leave, err := h.admit(req.Caller)
	if err != nil {
		return err
	}
	defer leave()
	q := novacron.EventQuery{
		PageRequest: novacron.PageRequest{Cursor: req.Since, Limit: 1}, TargetID: req.Target, Type: req.Type, Tail: req.Since == "",
	}
	first, err := h.opts.Events.Events(r.Context(), q)
	if err != nil {
		return err
	}
	q.Limit, q.Tail = eventsPerRead, false
	if req.Since == "" {
		q.Cursor = first.Next
	}
	s, ctx, cancel, err := h.upgrade(w, r, req.Caller)
	if err != nil {
		return nil //nolint:nilerr // Accept has answered
	}
	defer cancel(nil)
	ctx = s.conn.CloseRead(ctx)
	h.wg.Go(func() { s.monitorSession(ctx, cancel) })
	s.end(ctx, s.follow(ctx, q))
	return nil
}

// follow sends what the outbox has, and then what it gets.
func (s *socket) follow(ctx context.Context, q novacron.EventQuery) error {
	if err := s.frame(ctx, Frame{Heartbeat: &Heartbeat{Cursor: q.Cursor}}); err != nil {
		return err
	}
	for {
		page, err := s.wait(ctx, q)
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			err = s.frame(ctx, Frame{Heartbeat: &Heartbeat{Cursor: q.Cursor}})
		}
		if err != nil {
			return err
		}
		if err := s.page(ctx, page); err != nil {
			return err
		}
		if page.Next != "" {
			q.Cursor = page.Next
		}
	}
}

func (s *socket) wait(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	ctx, cancel := context.WithTimeout(ctx, s.hub.opts.Heartbeat)
	defer cancel()
	return s.hub.opts.Events.WaitEvents(ctx, q)
}

func (s *socket) page(ctx context.Context, page novacron.EventPage) error {
	if page.Gap != nil {
		if err := s.frame(ctx, Frame{Gap: page.Gap}); err != nil {
			return err
		}
	}
	for i := range page.Items {
		if err := s.frame(ctx, Frame{Event: &page.Items[i]}); err != nil {
			return err
		}
	}
	return nil
}

func (s *socket) frame(ctx context.Context, f Frame) error {
	data, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return s.send(ctx, websocket.MessageText, data)
}
