package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
)

const eventTag = "events"

// EventFilter are the parameters that choose events.
type EventFilter struct {
	Since  string `query:"since" maxLength:"1024" doc:"The cursor of the last event that was seen: begin after it"`
	Target string `query:"target" maxLength:"128" doc:"Only events about the thing with this id"`
	Type   string `query:"type" maxLength:"64" pattern:"^[a-z_]+\\.([a-z_]+|\\*)$" patternDescription:"noun.verb or noun.*" doc:"Only events of this type, or of a noun: vm.*" example:"vm.*"`
}

type listEventsInput struct {
	EventFilter
	Limit int  `query:"limit" minimum:"1" maximum:"1000" doc:"Events on the page at the most; 100 when left out"`
	Tail  bool `query:"tail" doc:"Without since: the newest page instead of the oldest"`
}

// eventPage is one page of events, oldest first.
type eventPage struct {
	Items []novacron.Event `json:"items" doc:"What happened, oldest first"`
	Next  string           `json:"next" doc:"Go on with ?since=; never empty" example:"bjEuMS43"`
	More  bool             `json:"more" doc:"There are further events now"`
	Gap   *novacron.Gap    `json:"gap,omitempty" doc:"Events between since and this page are lost: read state anew"`
}

type eventPageOutput struct {
	Link string `header:"Link" doc:"What comes next (RFC 8288)" example:"</api/v1/events?since=bjEuMS43>; rel=\"next\""`
	Body eventPage
}

const streamDescription = "Text frames, each a JSON object with one member: event, gap (what followed the cursor is lost: " +
	"read state anew), or heartbeat (every 20 s and at the beginning; its cursor is as good as an event's). Begins after since, or now " +
	"when it is left out; resume with the cursor of the last frame, nothing is lost or repeated. The client sends nothing: a frame from it ends the stream with 1008. " +
	"What fails before the upgrade is answered as a problem; after it the connection is closed with 1001 when NovaCron stops, and else with 4000 plus " +
	"the status of the code, the reason being 'code: sentence': 4401 when the session ended, 4429 for a reader that is too slow: it may come back."

func (a *API) registerEvents() {
	register(a, route{
		id: "listEvents", method: http.MethodGet, path: "/events", tag: eventTag, status: http.StatusOK,
		summary: "List events, oldest first", description: "From the node's own outbox; works while the bus does not.",
		example: eventPage{Items: []novacron.Event{exampleEvent()}, Next: exampleEvent().Cursor},
	}, a.listEvents)
	register(a, route{
		id: "followEvents", method: http.MethodGet, path: "/ws", tag: eventTag, status: http.StatusSwitchingProtocols,
		summary: "Follow events (WebSocket)", description: streamDescription,
		example: ws.Frame{Event: ptr(exampleEvent())},
		more: func(op *huma.Operation) {
			op.Responses["101"] = &huma.Response{
				Description: "The frames that follow",
				Content:     map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(ws.Frame{})}},
			}
		},
	}, a.followEvents)
}

func (a *API) listEvents(ctx context.Context, in *listEventsInput) (*eventPageOutput, error) {
	p, err := a.services.Events.Events(ctx, novacron.EventQuery{
		PageRequest: novacron.PageRequest{Limit: in.Limit, Cursor: in.Since},
		TargetID:    in.Target, Type: in.Type, Tail: in.Tail,
	})
	if err != nil {
		return nil, nameSince(err)
	}
	out := &eventPageOutput{Body: eventPage{Items: p.Items, Next: p.Next, More: p.More, Gap: p.Gap}}
	if out.Body.Items == nil {
		out.Body.Items = []novacron.Event{}
	}
	if p.More {
		out.Link = nextLink(ctx, "since", p.Next)
	}
	return out, nil
}

func (a *API) followEvents(_ context.Context, in *EventFilter) (*streamOutput, error) {
	filter := *in
	return &streamOutput{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		caller := a.caller(c.Request)
		req := ws.Events{Caller: caller, Since: filter.Since, Target: filter.Target, Type: filter.Type}
		if err := a.sockets.ServeEvents(c.Writer, c.Request, req); err != nil {
			a.abort(c, nameSince(err))
		}
	}}, nil
}

// nameSince gives a service's complaint about the cursor the name that the
// caller gave it.
func nameSince(err error) error {
	e, ok := novacron.AsError(err)
	if !ok || len(e.Fields) != 1 || e.Fields[0].Name != "cursor" {
		return err
	}
	named := *e
	named.Fields = []novacron.Field{{Name: "since", Detail: e.Fields[0].Detail}}
	return &named
}

func ptr[T any](v T) *T { return &v }
