package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/coder/websocket"
	"github.com/novacron/novacron/novacron"
)

// silence is how long a stream may say nothing before it counts as broken:
// three of the server's heartbeats.
const silence = 60 * time.Second

// maxFrameBytes bounds one frame of the event stream.
const maxFrameBytes = 1 << 20

// Follow says which events to follow, and who hears of what goes wrong.
type Follow struct {
	Since  string // the cursor of the last event seen; empty for those from now on
	Type   string // empty for all, or a type, or a noun followed by ".*"
	Target string // the id of what they are about; empty for all

	// Gap, when not nil, is told that events were lost: whoever keeps state must
	// read it anew. An error from it ends the following.
	Gap func(novacron.Gap) error
	// Lost, when not nil, is told why the connection broke before it is made anew.
	Lost func(error)
}

// EventPage returns a page of events, oldest first.
func (c *Client) EventPage(ctx context.Context, q novacron.EventQuery) (novacron.EventPage, error) {
	v := pageQuery(novacron.PageRequest{Limit: q.Limit})
	setNonEmpty(v, "since", q.Cursor)
	setNonEmpty(v, "target", q.TargetID)
	setNonEmpty(v, "type", q.Type)
	if q.Tail {
		v.Set("tail", "true")
	}
	var answer struct {
		Items []novacron.Event `json:"items"`
		Next  string           `json:"next"`
		More  bool             `json:"more"`
		Gap   *novacron.Gap    `json:"gap"`
	}
	if err := c.do(ctx, request{method: http.MethodGet, path: "/events", query: v}, &answer); err != nil {
		return novacron.EventPage{}, err
	}
	return novacron.EventPage{Items: answer.Items, Next: answer.Next, More: answer.More, Gap: answer.Gap}, nil
}

// Events follows every event after the cursor since, as FollowEvents does.
func (c *Client) Events(ctx context.Context, since string, fn func(novacron.Event) error) error {
	return c.FollowEvents(ctx, Follow{Since: since}, fn)
}

// FollowEvents calls fn for every event as it happens, in order, each once,
// until fn returns an error (which it returns) or ctx ends (whose error it
// returns). When the connection breaks after it stood, it is made anew, with
// longer and longer pauses, and goes on where it was. It gives up when the
// first connection fails and when the server refuses: an identity that ended,
// a cursor that is not one.
func (c *Client) FollowEvents(ctx context.Context, f Follow, fn func(novacron.Event) error) error {
	s := &stream{client: c, follow: f, fn: fn, cursor: f.Since}
	retry := backoff{}
	for {
		err := s.run(ctx)
		switch {
		case s.stopped != nil:
			return s.stopped
		case ctx.Err() != nil:
			return ctx.Err()
		case !s.connected || !transient(err):
			return err
		}
		if s.progressed {
			retry, s.progressed = backoff{}, false
		}
		if f.Lost != nil {
			f.Lost(err)
		}
		retry.sleep(ctx)
	}
}

// transient says whether trying again may help.
func transient(err error) bool {
	switch novacron.CodeOf(err) {
	case novacron.Unavailable, novacron.Timeout, novacron.Exhausted, novacron.Internal, novacron.Canceled:
		return true
	}
	return false
}

// stream is one following, over as many connections as it takes.
type stream struct {
	client *Client
	follow Follow
	fn     func(novacron.Event) error

	cursor     string
	connected  bool  // a connection stood once
	progressed bool  // a frame came since the last failure
	stopped    error // what fn or Gap ended it with
}

// frame is one message of the stream: exactly one of its fields is set.
type frame struct {
	Event     *novacron.Event `json:"event"`
	Gap       *novacron.Gap   `json:"gap"`
	Heartbeat *struct {
		Cursor string `json:"cursor"`
	} `json:"heartbeat"`
}

// run follows over one connection until it breaks.
func (s *stream) run(ctx context.Context) error {
	q := url.Values{}
	setNonEmpty(q, "since", s.cursor)
	setNonEmpty(q, "type", s.follow.Type)
	setNonEmpty(q, "target", s.follow.Target)
	conn, err := s.client.dialWebSocket(ctx, "/ws", q)
	if err != nil {
		return err
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(maxFrameBytes)
	s.connected = true
	for {
		if err := s.next(ctx, conn); err != nil {
			return err
		}
	}
}

// next reads one frame and hands it on.
func (s *stream) next(ctx context.Context, conn *websocket.Conn) error {
	readCtx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	_, data, err := conn.Read(readCtx)
	if err != nil {
		return s.client.closeError(err)
	}
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		return coded(novacron.Internal, err, "%s sent a frame that cannot be read", s.client.server)
	}
	s.progressed = true
	return s.handle(f)
}

func (s *stream) handle(f frame) error {
	switch {
	case f.Event != nil:
		if s.stopped = s.fn(*f.Event); s.stopped != nil {
			return s.stopped
		}
		s.cursor = f.Event.Cursor
	case f.Gap != nil:
		if s.follow.Gap != nil {
			s.stopped = s.follow.Gap(*f.Gap)
		}
		s.cursor = f.Gap.Oldest
		return s.stopped
	case f.Heartbeat != nil:
		s.cursor = f.Heartbeat.Cursor
	}
	return nil
}
