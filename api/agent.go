package api

import (
	"context"
	"net/http"
	"time"

	"github.com/novacron/novacron/novacron"
)

type agentOutput struct {
	Body novacron.GuestAgent
}

type guestListInput struct {
	VMInput
	PageInput
}

type guestPasswordInput struct {
	VMInput
	MutationInput
	Body novacron.SetGuestPassword
}

type execGuest struct {
	novacron.ExecGuest

	TimeoutSeconds int `json:"timeoutSeconds,omitempty" minimum:"1" maximum:"600" doc:"How long it may take; 30 when left out" example:"30"`
}

type execGuestInput struct {
	VMInput
	MutationInput
	Body execGuest
}

type execGuestOutput struct {
	Body novacron.GuestExecResult
}

type freezeGuest struct {
	Seconds int `json:"seconds,omitempty" minimum:"1" maximum:"600" doc:"When it is thawed by itself; 30 when left out" example:"30"`
}

type freezeGuestInput struct {
	VMInput
	RevisionInput
	Body *freezeGuest
}

type thawGuestInput struct {
	VMInput
	RevisionInput
}

func agentCodes() []novacron.Code {
	return []novacron.Code{novacron.NotFound, novacron.WrongState, novacron.Unsupported, novacron.Conflict}
}

func (a *API) registerAgents() {
	register(a, route{
		id: "getVMAgent", method: http.MethodGet, path: "/vms/{id}/agent", tag: vmTag, status: http.StatusOK,
		summary: "Ask a guest's agent who it is and what the guest is", description: "All of it is the guest's word.",
		example: exampleAgent(), codes: agentCodes(),
	}, a.getAgent)
	register(a, route{
		id: "listVMFilesystems", method: http.MethodGet, path: "/vms/{id}/agent/filesystems", tag: vmTag, status: http.StatusOK,
		summary: "List a guest's filesystems and their use", example: examplePage(exampleFilesystem()), codes: agentCodes(),
	}, a.listFilesystems)
	register(a, route{
		id: "listVMUsers", method: http.MethodGet, path: "/vms/{id}/agent/users", tag: vmTag, status: http.StatusOK,
		summary: "List who is logged in to a guest", example: examplePage(novacron.GuestUser{Name: "ada", LoggedInAt: exampleTime()}), codes: agentCodes(),
	}, a.listGuestUsers)
	register(a, route{
		id: "setVMPassword", method: http.MethodPost, path: "/vms/{id}/agent/password", tag: vmTag, status: http.StatusNoContent,
		summary: "Set the password of an account of a guest", description: "It is kept nowhere. Administrators only.", codes: agentCodes(),
	}, a.setGuestPassword)
	register(a, route{
		id: "execInVM", method: http.MethodPost, path: "/vms/{id}/agent/exec", tag: vmTag, status: http.StatusOK,
		summary: "Run a command in a guest and wait for its end",
		description: "As root there, without a shell. What it is told and says is kept nowhere; the audit says that there was one. " +
			"Ends as timeout when it takes too long: then the guest is asked to kill it. Administrators only.",
		example: novacron.GuestExecResult{Output: "web-1\n"}, codes: append(agentCodes(), novacron.Canceled),
	}, a.execGuest)
	a.registerFreeze()
}

func (a *API) registerFreeze() {
	register(a, route{
		id: "freezeVM", method: http.MethodPost, path: "/vms/{id}/agent/freeze", tag: vmTag, status: http.StatusAccepted,
		summary:     "Freeze a guest's filesystems",
		description: "The operation lasts as long as they are frozen: they are thawed when the time is over, by thaw, when it is canceled, and after a crash of NovaCron at its next start.",
		example:     exampleOperation("vm.freeze"), codes: append(agentCodes(), novacron.Stale), more: a.documentDryRun("vm.freeze"),
	}, a.freezeGuest)
	register(a, route{
		id: "thawVM", method: http.MethodPost, path: "/vms/{id}/agent/thaw", tag: vmTag, status: http.StatusAccepted,
		summary: "Thaw a guest's filesystems, whoever froze them", description: "Answers the operation that does it: the freeze's own where there is one.",
		example: exampleOperation("vm.thaw"), codes: append(agentCodes(), novacron.Stale), more: a.documentDryRun("vm.thaw"),
	}, a.thawGuest)
}

func (a *API) getAgent(ctx context.Context, in *VMInput) (*agentOutput, error) {
	agent, err := a.services.Agents.Agent(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return &agentOutput{Body: agent}, nil
}

func (a *API) listFilesystems(ctx context.Context, in *guestListInput) (*pageOutput[novacron.GuestFilesystem], error) {
	p, err := a.services.Agents.GuestFilesystems(ctx, in.id(), in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}

func (a *API) listGuestUsers(ctx context.Context, in *guestListInput) (*pageOutput[novacron.GuestUser], error) {
	p, err := a.services.Agents.GuestUsers(ctx, in.id(), in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, p), nil
}

func (a *API) setGuestPassword(ctx context.Context, in *guestPasswordInput) (*struct{}, error) {
	in.Body.Mutation = in.mutation()
	return nil, a.services.Agents.SetGuestPassword(ctx, in.id(), in.Body)
}

func (a *API) execGuest(ctx context.Context, in *execGuestInput) (*execGuestOutput, error) {
	req := in.Body.ExecGuest
	req.Mutation, req.Timeout = in.mutation(), time.Duration(in.Body.TimeoutSeconds)*time.Second
	result, err := a.services.Agents.ExecGuest(ctx, in.id(), req)
	if err != nil {
		return nil, err
	}
	return &execGuestOutput{Body: result}, nil
}

func (a *API) freezeGuest(ctx context.Context, in *freezeGuestInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	req := novacron.FreezeGuest{Mutation: mutation}
	if in.Body != nil {
		req.For = time.Duration(in.Body.Seconds) * time.Second
	}
	return newOperationOutput(a.services.Agents.FreezeGuest(ctx, in.id(), req))
}

func (a *API) thawGuest(ctx context.Context, in *thawGuestInput) (*operationOutput, error) {
	mutation, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Agents.ThawGuest(ctx, in.id(), mutation))
}
