package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
)

type consolesOutput struct {
	Body novacron.VMConsoles
}

type ticketInput struct {
	VMInput
	MutationInput
	Body novacron.TicketRequest
}

type ticketOutput struct {
	Status int
	Body   novacron.Ticket
}

type displayInput struct {
	VMInput
	ViewOnly bool   `query:"viewOnly" doc:"Watch only: keys, pointer and clipboard do not reach the guest; a ticket says itself"`
	Ticket   string `query:"ticket" maxLength:"128" doc:"A ticket, as browsers need: the proof of identity"`
}

type screenshotInput struct {
	VMInput
	Width       int    `query:"width" minimum:"16" maximum:"8192" doc:"At most so many pixels wide; the screen's own width when left out" example:"320"`
	IfNoneMatch string `header:"If-None-Match" maxLength:"1024" doc:"ETags that the caller has already: 304 when one is still right"`
}

type screenshotOutput struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	ETag         string `header:"ETag" doc:"Equal for equal pictures" example:"\"1f9a77c40c9e2b6a81d04b1c\""`
	CacheControl string `header:"Cache-Control"`
	LastModified string `header:"Last-Modified" doc:"When it was taken: a few seconds ago at the most"`
	ScreenSize   string `header:"X-Screen-Size" doc:"Width and height of the screen itself, in pixels" example:"1280x800"`
	Body         []byte
}

func (a *API) registerDisplays() {
	states := []novacron.Code{novacron.NotFound, novacron.WrongState, novacron.Unsupported}
	register(a, route{
		id: "getVMConsoles", method: http.MethodGet, path: "/vms/{id}/consoles", tag: vmTag, status: http.StatusOK,
		summary: "Tell what consoles a VM has now, and if not, why", example: exampleConsoles(),
		codes: []novacron.Code{novacron.NotFound, novacron.Unsupported},
	}, a.getConsoles)
	register(a, route{
		id: "createVMTicket", method: http.MethodPost, path: "/vms/{id}/tickets", tag: vmTag, status: http.StatusCreated,
		summary: "Make a ticket for a console",
		description: "It opens one console of this VM once, within 30 seconds, for who asked for it: connect a WebSocket to its path. " +
			"A repeated request with the same Idempotency-Key gets a new ticket in the place of the first.",
		example: exampleTicket(), codes: states,
		more: a.documentTicketDryRun,
	}, a.createTicket)
	register(a, route{
		id: "openVMDisplay", method: http.MethodGet, path: "/vms/{id}/vnc", tag: vmTag, status: http.StatusSwitchingProtocols,
		summary: "Watch a VM's screen by VNC (WebSocket)", description: displayDescription,
		contentType: "application/octet-stream", example: "RFB 003.008\n", codes: states,
	}, a.openDisplay)
	register(a, route{
		id: "getVMScreenshot", method: http.MethodGet, path: "/vms/{id}/screenshot", tag: vmTag, status: http.StatusOK,
		summary: "Get a picture of a VM's screen", description: "Taken now, or a few seconds ago for somebody else.",
		contentType: "image/png", example: "(PNG)", codes: states,
		more: func(op *huma.Operation) {
			op.Responses["304"] = &huma.Response{Description: "The caller has it already (If-None-Match)"}
		},
	}, a.getScreenshot)
}

const displayDescription = "Binary frames carry RFB (RFC 6143), without a password; several can watch at once. With a ticket, an API token or on the local socket; " +
	"a session's cookie alone does not do. The connection is closed as that of the serial console is."

func (a *API) documentTicketDryRun(op *huma.Operation) {
	op.Responses["200"] = &huma.Response{
		Description: "With dryRun: a ticket could be made. None was.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: a.schemaOf(novacron.Ticket{}), Example: exampleTicketDryRun()}},
	}
}

func (a *API) getConsoles(ctx context.Context, in *VMInput) (*consolesOutput, error) {
	can, err := a.services.Displays.Consoles(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return &consolesOutput{Body: can}, nil
}

func (a *API) createTicket(ctx context.Context, in *ticketInput) (*ticketOutput, error) {
	in.Body.Mutation = in.mutation()
	ticket, err := a.services.Tickets.CreateTicket(ctx, in.id(), in.Body)
	if err != nil {
		return nil, err
	}
	out := &ticketOutput{Status: http.StatusCreated, Body: ticket}
	if ticket.DryRun {
		out.Status = http.StatusOK
	}
	return out, nil
}

func (a *API) openDisplay(ctx context.Context, in *displayInput) (*streamOutput, error) {
	req := ws.Display{VM: in.id(), ViewOnly: in.ViewOnly}
	ticket, ok := ticketFrom(ctx)
	if ok {
		req.ViewOnly = ticket.ViewOnly
	} else if err := a.refuseCookie(requestFrom(ctx)); err != nil {
		return nil, err
	}
	return &streamOutput{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		req.Caller = a.caller(c.Request)
		if err := a.sockets.ServeDisplay(c.Writer, c.Request, req); err != nil {
			a.abort(c, err)
		}
	}}, nil
}

// refuseCookie refuses a request whose proof is a cookie: a browser sends it
// whoever asks.
func (a *API) refuseCookie(r *http.Request) error {
	if id, ok := novacron.IdentityFrom(r.Context()); ok && id.Kind == novacron.IdentityLocal {
		return nil
	}
	if _, given, err := secretOf(r); err != nil || given {
		return err
	}
	return novacron.Errorf(novacron.Unauthenticated, "a browser needs a ticket for this").WithMend("ask for one: POST /api/v1/vms/{id}/tickets")
}

func (a *API) getScreenshot(ctx context.Context, in *screenshotInput) (*screenshotOutput, error) {
	shot, err := a.services.Displays.Screenshot(ctx, in.id(), in.Width)
	if err != nil {
		return nil, err
	}
	out := &screenshotOutput{
		Status: http.StatusOK, ContentType: "image/png", ETag: strconv.Quote(shot.Tag), CacheControl: "private, no-cache",
		LastModified: shot.TakenAt.UTC().Format(http.TimeFormat), Body: shot.PNG,
		ScreenSize: strconv.Itoa(shot.ScreenWidth) + "x" + strconv.Itoa(shot.ScreenHeight),
	}
	if matchesNone(in.IfNoneMatch, out.ETag) {
		out.Status, out.Body = http.StatusNotModified, nil
	}
	return out, nil
}
