package ws

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/novacron/novacron/novacron"
)

// pageLimit is how many events are read at once: a client that was away for
// long catches up in pages, and none holds much memory.
const pageLimit = 256

// Frame is one message of the event stream. Exactly one of its members is set.
type Frame struct {
	Event     *novacron.Event `json:"event,omitempty" doc:"Something that happened"`
	Gap       *novacron.Gap   `json:"gap,omitempty" doc:"Events after the cursor are lost; the oldest that are kept follow"`
	Heartbeat *Heartbeat      `json:"heartbeat,omitempty" doc:"Nothing happened; the connection stands"`
}

// Heartbeat says that the connection stands, and from where it could go on.
type Heartbeat struct {
	Cursor string `json:"cursor" doc:"Resume with ?since=, as good as an event's" example:"bjEuMS43"`
}

// Events is a request to follow events.
type Events struct {
	Caller Caller
	Since  string // a cursor; empty for now
	Type   string
	Target string
}

// ServeEvents streams events until either side ends it. It returns an error
// only while nothing has been written: the caller answers it.
func (h *Hub) ServeEvents(w http.ResponseWriter, r *http.Request, req Events) error {
	if err := checkUpgrade(r); err != nil {
		return err
	}
	release, err := h.admit(req.Caller)
	if err != nil {
		return err
	}
	defer release()
	s := &eventStream{began: time.Now(), events: h.opts.Events, query: novacron.EventQuery{
		PageRequest: novacron.PageRequest{Limit: pageLimit, Cursor: req.Since}, TargetID: req.Target, Type: req.Type,
	}}
	if err := s.begin(r.Context()); err != nil {
		return err
	}
	if s.conn, err = h.upgrade(w, r, req.Caller); err != nil {
		return nil // the library has answered
	}
	s.serve()
	return nil
}

// eventStream is one connection that follows events.
type eventStream struct {
	events novacron.EventService
	conn   *conn
	query  novacron.EventQuery
	first  novacron.EventPage // what begin has read already
	beat   time.Time          // when the next heartbeat is due
	began  time.Time          // what happens after it is live
}

// begin finds where the stream starts, and refuses a cursor that is not one
// while a proper answer can still be given.
func (s *eventStream) begin(ctx context.Context) error {
	if s.query.Cursor == "" {
		cursor, err := s.newest(ctx)
		s.query.Cursor = cursor
		return err
	}
	page, err := s.events.Events(ctx, s.query)
	s.first = page
	return err
}

// newest returns the cursor after everything that has happened.
func (s *eventStream) newest(ctx context.Context) (string, error) {
	page, err := s.events.Events(ctx, novacron.EventQuery{PageRequest: novacron.PageRequest{Limit: 1}, Tail: true})
	return page.Next, err
}

func (s *eventStream) serve() {
	var wg sync.WaitGroup
	wg.Go(s.conn.monitorPeer)
	wg.Go(func() { s.conn.cancel(s.listen()) })
	why := s.run()
	s.conn.end("event stream", why)
	wg.Wait()
}

// errTalks ends a stream whose client sends something.
var errTalks = errors.New("the event stream takes no frames")

// listen hears pongs and the end of the connection, and nothing else.
func (s *eventStream) listen() error {
	if _, _, err := s.conn.ws.Read(s.conn.read); err != nil {
		return errGone
	}
	return errTalks
}

// run sends until the connection's life ends or a service fails.
func (s *eventStream) run() error {
	if err := s.sendHeartbeat(); err != nil {
		return err
	}
	if err := s.sendPage(s.first); err != nil {
		return err
	}
	s.first = novacron.EventPage{}
	for {
		if err := s.next(); err != nil {
			return err
		}
	}
}

// next waits for events until a heartbeat is due.
func (s *eventStream) next() error {
	ctx, cancel := context.WithDeadline(s.conn.ctx, s.beat)
	defer cancel()
	page, err := s.events.WaitEvents(ctx, s.query)
	switch {
	case s.conn.ctx.Err() != nil:
		return context.Cause(s.conn.ctx)
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return s.idle()
	case err != nil:
		return err
	}
	if err := s.sendPage(page); err != nil {
		return err
	}
	s.observe(page)
	if time.Now().After(s.beat) {
		return s.sendHeartbeat()
	}
	return nil
}

// idle moves a filtered stream's cursor past the events that it does not show,
// so that it does not expire while nothing matches, and sends a heartbeat.
func (s *eventStream) idle() error {
	if s.query.Type != "" || s.query.TargetID != "" {
		newest, err := s.newest(s.conn.ctx)
		if err != nil {
			return s.causeOr(err)
		}
		// What matches and is not sent yet is before newest, or will be after it.
		page, err := s.events.Events(s.conn.ctx, s.query)
		if err != nil {
			return s.causeOr(err)
		}
		if len(page.Items) == 0 && page.Gap == nil && !page.More {
			page.Next = newest
		}
		if err := s.sendPage(page); err != nil {
			return err
		}
	}
	return s.sendHeartbeat()
}

func (s *eventStream) causeOr(err error) error {
	if s.conn.ctx.Err() != nil {
		return context.Cause(s.conn.ctx)
	}
	return err
}

// sendPage sends a page's frames and moves the cursor behind it.
func (s *eventStream) sendPage(page novacron.EventPage) error {
	if page.Gap != nil {
		if err := s.send(Frame{Gap: page.Gap}); err != nil {
			return err
		}
	}
	for i := range page.Items {
		if err := s.send(Frame{Event: &page.Items[i]}); err != nil {
			return err
		}
	}
	if page.Next != "" {
		s.query.Cursor = page.Next
	}
	return nil
}

// observe tells how late the events of a page were that happened while the
// client was there to see them.
func (s *eventStream) observe(page novacron.EventPage) {
	delivered := s.conn.hub.opts.Delivered
	if delivered == nil {
		return
	}
	for i := range page.Items {
		if at := page.Items[i].At; at.After(s.began) {
			delivered(time.Since(at))
		}
	}
}

func (s *eventStream) sendHeartbeat() error {
	s.beat = time.Now().Add(s.conn.hub.opts.Heartbeat)
	return s.send(Frame{Heartbeat: &Heartbeat{Cursor: s.query.Cursor}})
}

func (s *eventStream) send(f Frame) error {
	data, err := json.Marshal(f)
	if err != nil {
		return novacron.Errorf(novacron.Internal, "encode frame: %w", err)
	}
	return s.conn.write(websocket.MessageText, data)
}
