package fleet

import (
	"context"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	// agentWithin bounds asking several questions of one agent.
	agentWithin = 3 * hypervisor.AgentWithin
	// maxExec is how many commands are awaited at once on this node.
	maxExec = 64
)

// Agents is the service of the agents inside guests.
type Agents struct{ f *Fleet }

var _ novacron.AgentService = (*Agents)(nil)

// open returns the provider for a VM that has a record.
func (a *Agents) open(id novacron.VMID) (hypervisor.Agent, novacron.VM, error) {
	vm, err := a.f.store.VM(id)
	if err != nil {
		return nil, vm, err
	}
	p, ok := a.f.provider.(hypervisor.Agent)
	if !ok {
		return nil, vm, novacron.Errorf(novacron.Unsupported, "this hypervisor has no way to agents inside guests")
	}
	return p, vm, nil
}

// Agent asks the agent who it is and what the guest is.
func (a *Agents) Agent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error) {
	p, _, err := a.open(id)
	if err != nil {
		return novacron.GuestAgent{}, err
	}
	ctx, cancel := withTimeout(ctx, agentWithin, "asking the agent")
	defer cancel()
	return p.AskAgent(ctx, id)
}

// GuestFilesystems returns the guest's filesystems.
func (a *Agents) GuestFilesystems(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestFilesystem], error) {
	return pageOfGuest(ctx, a, id, page, hypervisor.Agent.GuestFilesystems)
}

// GuestUsers returns who is logged in to the guest.
func (a *Agents) GuestUsers(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestUser], error) {
	return pageOfGuest(ctx, a, id, page, hypervisor.Agent.GuestUsers)
}

// pageOfGuest asks for a list and returns a page of it. The cursor is how many
// come before: what a guest lists has no order of its own that lasts.
func pageOfGuest[T any](ctx context.Context, a *Agents, id novacron.VMID, req novacron.PageRequest,
	list func(hypervisor.Agent, context.Context, novacron.VMID) ([]T, error),
) (novacron.Page[T], error) {
	page := novacron.Page[T]{Items: []T{}}
	start, limit := 0, req.Limit
	if limit == 0 {
		limit = novacron.DefaultPageLimit
	}
	if limit < 0 || limit > novacron.MaxPageLimit {
		return page, novacron.InvalidField("limit", "must be 1 to %d", novacron.MaxPageLimit)
	}
	if req.Cursor != "" {
		n, err := strconv.ParseUint(req.Cursor, 10, 16)
		if err != nil {
			return page, novacron.InvalidField("cursor", "is none of this list")
		}
		start = int(n)
	}
	p, _, err := a.open(id)
	if err != nil {
		return page, err
	}
	ctx, cancel := withTimeout(ctx, agentWithin, "asking the agent")
	defer cancel()
	all, err := list(p, ctx, id)
	if err != nil {
		return page, err
	}
	page.Total, start = len(all), min(start, len(all))
	end := min(start+limit, len(all))
	page.Items = append(page.Items, all[start:end]...)
	if end < len(all) {
		page.Next = strconv.Itoa(end)
	}
	return page, nil
}

// SetGuestPassword sets an account's password.
func (a *Agents) SetGuestPassword(ctx context.Context, id novacron.VMID, req novacron.SetGuestPassword) error {
	if req.User == "" || req.Password == "" || !utf8.ValidString(req.User) || !utf8.ValidString(req.Password) {
		return novacron.InvalidField("user", "an account and a password are needed")
	}
	p, _, err := a.open(id)
	if err != nil {
		return err
	}
	ctx, cancel := withTimeout(ctx, agentWithin, "setting the password")
	defer cancel()
	if req.DryRun {
		_, err := p.AskAgent(ctx, id)
		return err
	}
	before, end, err := a.f.once.begin(ctx, "password "+string(id), req.Mutation, req)
	if before || err != nil {
		return err
	}
	err = p.SetGuestPassword(ctx, id, req.User, req.Password, req.Crypted)
	end(err)
	return err
}

// ExecGuest runs a command in the guest.
func (a *Agents) ExecGuest(ctx context.Context, id novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	if err := checkExec(&req); err != nil {
		return novacron.GuestExecResult{}, err
	}
	p, _, err := a.open(id)
	if err != nil {
		return novacron.GuestExecResult{}, err
	}
	if req.DryRun {
		limited, cancel := withTimeout(ctx, agentWithin, "asking the agent")
		defer cancel()
		_, err := p.AskAgent(limited, id)
		return novacron.GuestExecResult{DryRun: true}, err
	}
	before, end, err := a.f.once.begin(ctx, "exec "+string(id), req.Mutation, req)
	if err != nil {
		return novacron.GuestExecResult{}, err
	}
	if before {
		return novacron.GuestExecResult{}, novacron.Errorf(novacron.Conflict,
			"the command with idempotency key %q was run, and what it said is not kept", req.IdempotencyKey)
	}
	result, err := a.exec(ctx, p, id, req)
	// A command that may have been begun is not begun again.
	if code := novacron.CodeOf(err); code == novacron.Timeout || code == novacron.Canceled {
		end(nil)
	} else {
		end(err)
	}
	return result, err
}

func (a *Agents) exec(ctx context.Context, p hypervisor.Agent, id novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	select {
	case a.f.executing <- struct{}{}:
		defer func() { <-a.f.executing }()
	default:
		return novacron.GuestExecResult{}, novacron.Errorf(novacron.Exhausted, "%d commands are being run in guests", maxExec).
			WithMend("try again when some have ended")
	}
	ctx, cancel := withTimeout(ctx, req.Timeout, "the command")
	defer cancel()
	return p.ExecGuest(ctx, id, req)
}

func checkExec(req *novacron.ExecGuest) error {
	if req.Timeout == 0 {
		req.Timeout = novacron.DefaultExecTimeout
	}
	size := len(req.Command)
	for _, arg := range append(append([]string{}, req.Args...), req.Env...) {
		size += len(arg)
	}
	switch {
	case req.Command == "":
		return novacron.InvalidField("command", "must be given")
	case size > 128<<10:
		return novacron.InvalidField("args", "the command, its arguments and environment have more than %d bytes", 128<<10)
	case len(req.Input) > novacron.MaxGuestInput:
		return novacron.InvalidField("input", "must have at most %d bytes", novacron.MaxGuestInput)
	case req.Timeout < time.Second || req.Timeout > novacron.MaxExecTimeout:
		return novacron.InvalidField("timeoutSeconds", "must be 1 to %d", int(novacron.MaxExecTimeout.Seconds()))
	}
	return nil
}
