package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/novacron/novacron/api/ws"
	"github.com/novacron/novacron/novacron"
)

// powerBody says how a power verb is to be done.
type powerBody struct {
	TimeoutSeconds    int  `json:"timeoutSeconds,omitempty" minimum:"1" maximum:"86400" doc:"How long shutdown waits for the guest; 100 when left out" example:"60"`
	DiscardSavedState bool `json:"discardSavedState,omitempty" doc:"Start afresh although a saved state is there, which is lost"`
}

type powerInput struct {
	VMInput
	RevisionInput
	Body *powerBody
}

type xmlOutput struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

type consoleInput struct {
	VMInput
	TakeOver bool   `query:"takeOver" doc:"Take it from another tool (virsh console) that holds it; a ticket says itself"`
	Ticket   string `query:"ticket" maxLength:"128" doc:"A ticket, as browsers need: the proof of identity"`
}

// streamOutput is an answer that is not one: the connection becomes a
// WebSocket.
type streamOutput struct {
	Body func(huma.Context)
}

// powerSummary says what each verb does.
func powerSummary(verb novacron.PowerVerb) string {
	switch verb {
	case novacron.PowerStart:
		return "Start a VM; a saved state is restored"
	case novacron.PowerShutdown:
		return "Ask the guest to shut down; the operation ends as timeout when it does not"
	case novacron.PowerOff:
		return "Power a VM off at once, as pulling the plug does"
	case novacron.PowerReboot:
		return "Ask the guest to reboot"
	case novacron.PowerReset:
		return "Reset a VM at once, as its button does"
	case novacron.PowerPause:
		return "Hold a VM's CPUs"
	case novacron.PowerResume:
		return "Let a paused VM go on"
	case novacron.PowerSave:
		return "Save a VM's memory to disk and stop it"
	default:
		return "Start a VM from its saved state"
	}
}

func (a *API) registerVMActions() {
	for _, verb := range novacron.PowerVerbs() {
		register(a, route{
			id: string(verb) + "VM", method: http.MethodPost, path: "/vms/{id}/" + string(verb), tag: vmTag,
			status: http.StatusAccepted, summary: powerSummary(verb),
			example: exampleOperation("vm." + string(verb)), codes: append(thingCodes(), novacron.Unsupported),
			more: a.documentDryRun("vm." + string(verb)),
		}, a.power(verb))
	}
	register(a, route{
		id: "getVMXML", method: http.MethodGet, path: "/vms/{id}/xml", tag: vmTag, status: http.StatusOK,
		summary: "Get a VM's definition in the hypervisor's own format", contentType: "application/xml",
		example: exampleXML, codes: []novacron.Code{novacron.NotFound, novacron.Unsupported},
	}, a.getVMXML)
	register(a, route{
		id: "openVMConsole", method: http.MethodGet, path: "/vms/{id}/console", tag: vmTag,
		status: http.StatusSwitchingProtocols, summary: "Attach to a VM's serial console (WebSocket)",
		description: consoleDescription, contentType: "application/octet-stream", example: "login: ",
		codes: append(thingCodes(), novacron.Unsupported),
	}, a.openConsole)
}

const consoleDescription = "Binary frames carry what is printed and typed; text frames are refused. " +
	"With a ticket, an API token or on the local socket; a session's cookie alone does not do. " +
	"Who joins other watchers first gets what it printed lately. What fails before the upgrade is answered as a problem, but to a browser, which cannot read that, as after it; after it, " +
	"the connection is closed with 1000 when the VM stopped, 1001 when NovaCron stops, 1003 for a text frame, and else with 4000 plus the status of " +
	"the code, the reason being 'code: sentence': 4401 when the session ended, 4409 when another took the console over, " +
	"4429 for a reader that is too slow, 4503 when the hypervisor went away."

func (a *API) power(verb novacron.PowerVerb) func(context.Context, *powerInput) (*operationOutput, error) {
	return func(ctx context.Context, in *powerInput) (*operationOutput, error) {
		mutation, err := in.mutation()
		if err != nil {
			return nil, err
		}
		req := novacron.PowerRequest{Mutation: mutation, Verb: verb}
		if in.Body != nil {
			req.Timeout = time.Duration(in.Body.TimeoutSeconds) * time.Second
			req.DiscardSavedState = in.Body.DiscardSavedState
		}
		return newOperationOutput(a.services.VMs.PowerVM(ctx, in.id(), req))
	}
}

func (a *API) getVMXML(ctx context.Context, in *VMInput) (*xmlOutput, error) {
	text, err := a.services.VMs.VMXML(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return &xmlOutput{ContentType: "application/xml; charset=utf-8", Body: []byte(text)}, nil
}

func (a *API) openConsole(ctx context.Context, in *consoleInput) (*streamOutput, error) {
	req := ws.Console{VM: in.id(), TakeOver: in.TakeOver}
	ticket, ok := ticketFrom(ctx)
	if ok {
		req.TakeOver = ticket.TakeOver
	} else if err := a.refuseCookie(requestFrom(ctx)); err != nil {
		return nil, err
	}
	return &streamOutput{Body: func(ctx huma.Context) {
		c := humagin.Unwrap(ctx)
		req.Caller = a.caller(c.Request)
		if err := a.sockets.ServeConsole(c.Writer, c.Request, req); err != nil {
			a.abort(c, err)
		}
	}}, nil
}

// caller is who opens a WebSocket.
func (a *API) caller(r *http.Request) ws.Caller {
	id, _ := novacron.IdentityFrom(r.Context())
	if _, ok := ticketFrom(r.Context()); ok {
		return ws.Caller{Identity: id, Check: func(ctx context.Context) error { return a.services.Tickets.Verify(ctx, id) }}
	}
	return ws.Caller{Identity: id, Check: a.recheck(r)}
}
