package hypervisor

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Agent talks to the agents inside guests. What they say is cleaned and
// bounded; an agent that stalls holds up calls about its own VM alone, and none
// for longer than its ctx or AgentWithin. Unsupported for a VM without a channel
// to an agent, or an agent that does not know the command; Unavailable when none
// answers.
type Agent interface {
	// AskAgent returns who the agent is and what it says of the guest. Parts that
	// it does not tell are empty.
	AskAgent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error)
	// GuestFilesystems returns at most MaxGuestList mounted filesystems.
	GuestFilesystems(ctx context.Context, id novacron.VMID) ([]novacron.GuestFilesystem, error)
	// GuestUsers returns at most MaxGuestList people who are logged in.
	GuestUsers(ctx context.Context, id novacron.VMID) ([]novacron.GuestUser, error)
	// SetGuestPassword sets an account's password.
	SetGuestPassword(ctx context.Context, id novacron.VMID, user, password string, crypted bool) error
	// ExecGuest runs a command and waits for its end, at most until ctx ends:
	// Timeout, and the guest is asked to kill it.
	ExecGuest(ctx context.Context, id novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error)
	// FreezeGuest freezes the guest's filesystems and returns how many; those of
	// one that is frozen already are success.
	FreezeGuest(ctx context.Context, id novacron.VMID) (int, error)
	// ThawGuest thaws them; those that are not frozen are success.
	ThawGuest(ctx context.Context, id novacron.VMID) (int, error)
}

const (
	// AgentWithin bounds one question to an agent: a guest that swaps answers in
	// seconds; one that takes longer does not answer.
	AgentWithin = 10 * time.Second
	// MaxGuestList is how many filesystems or users are read of one guest.
	MaxGuestList = 512
)
