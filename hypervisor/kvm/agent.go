package kvm

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Agent = (*Provider)(nil)

// maxAgentAnswer is how much of one answer is read: as much as libvirt's
// protocol carries in a string.
const maxAgentAnswer = 4 << 20

// maxAgentCalls is how many questions to agents are under way at once: a third
// of the lanes, so that guests that stall leave enough to everything else.
const maxAgentCalls = maxLanes / 3

// agents lets one question at a time be asked of each VM's agent, as libvirt
// does, and few in all.
type agents struct {
	slots chan struct{}

	mu   sync.Mutex
	busy map[novacron.VMID]chan struct{} // closed when the question is answered
}

func newAgents() *agents {
	return &agents{slots: make(chan struct{}, maxAgentCalls), busy: map[novacron.VMID]chan struct{}{}}
}

// enter waits for the VM's turn; leave ends it.
func (a *agents) enter(ctx context.Context, id novacron.VMID) (leave func(), err error) {
	for {
		a.mu.Lock()
		other := a.busy[id]
		if other == nil {
			break
		}
		a.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, errAgentBusy(ctx)
		}
	}
	mine := make(chan struct{})
	a.busy[id] = mine
	a.mu.Unlock()
	done := func() {
		a.mu.Lock()
		delete(a.busy, id)
		a.mu.Unlock()
		close(mine)
	}
	select {
	case a.slots <- struct{}{}:
		return func() { <-a.slots; done() }, nil
	case <-ctx.Done():
		done()
		return nil, errAgentBusy(ctx)
	}
}

func errAgentBusy(ctx context.Context) error {
	return &novacron.Error{
		Code: novacron.CodeOf(ctx.Err()), Detail: "the agent was busy with other questions", Mend: "try again", Cause: ctx.Err(),
	}
}

// agentCommand is a question in QEMU's words
// (https://qemu.readthedocs.io/en/v7.2.0/interop/qemu-ga-ref.html).
type agentCommand struct {
	Execute   string `json:"execute"`
	Arguments any    `json:"arguments,omitempty"`
}

// askAgent asks the VM's agent and reads its answer into out, which may be nil.
func (p *Provider) askAgent(ctx context.Context, id novacron.VMID, command string, arguments, out any) error {
	text, err := json.Marshal(agentCommand{command, arguments})
	if err != nil {
		return novacron.Errorf(novacron.Internal, "write %s: %w", command, err)
	}
	ctx, cancel := context.WithTimeout(ctx, hypervisor.AgentWithin)
	defer cancel()
	leave, err := p.agents.enter(ctx, id)
	if err != nil {
		return err
	}
	defer leave()
	answer, err := p.callAgent(ctx, id, string(text))
	if err != nil {
		return agentError(command, err)
	}
	if out == nil {
		return nil
	}
	if len(answer) > maxAgentAnswer {
		return novacron.Errorf(novacron.TooLarge, "the guest's agent answered %d bytes to %s", len(answer), command)
	}
	envelope := struct {
		Return any `json:"return"`
	}{out}
	if err := json.Unmarshal([]byte(answer), &envelope); err != nil {
		return &novacron.Error{Code: novacron.Unavailable, Detail: "the guest's agent gave an answer to " + command + " that cannot be read", Cause: err}
	}
	return nil
}

// callAgent makes the call. libvirt itself gives up a moment before the lane
// does, so that a guest that stalls costs no connection.
func (p *Provider) callAgent(ctx context.Context, id novacron.VMID, text string) (string, error) {
	limit := hypervisor.AgentWithin
	if deadline, ok := ctx.Deadline(); ok {
		limit = time.Until(deadline)
	}
	seconds := int32(max(math.Floor(limit.Seconds()-0.5), 1))
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (string, error) {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil {
			return "", err
		}
		if s := stateOf(state); s != novacron.VMRunning {
			return "", novacron.Errorf(novacron.WrongState, "the agent of vm %s cannot answer: it is %s", d.Name, s).WithMend("start or resume it")
		}
		answer, err := lv.QEMUDomainAgentCommand(d, text, seconds, 0)
		if err != nil || len(answer) == 0 {
			return "", err
		}
		return answer[0], nil
	})
}

// agentError says in words that help why an agent did not answer.
func agentError(command string, err error) error {
	e, ok := asLibvirt(err)
	if !ok {
		return err
	}
	switch number := libvirt.ErrorNumber(e.Code); {
	case number == libvirt.ErrArgumentUnsupported && strings.Contains(e.Message, "not configured"):
		return &novacron.Error{
			Code: novacron.Unsupported, Detail: "the vm has no channel to a guest agent", Cause: err,
			Mend: "add a channel of the type unix with the name org.qemu.guest_agent.0 and start it anew",
		}
	case number == libvirt.ErrAgentUnresponsive, number == libvirt.ErrAgentCommandTimeout, number == libvirt.ErrOperationTimeout:
		return &novacron.Error{
			Code: novacron.Unavailable, Detail: "no agent answers inside the guest", Cause: err,
			Mend: "install qemu-guest-agent in the guest and start it; while a guest boots, try again in a minute",
		}
	case number == libvirt.ErrAgentUnsynced:
		return &novacron.Error{Code: novacron.Unavailable, Detail: "the guest's agent answers something else than it was asked", Cause: err, Mend: "try again"}
	case strings.Contains(e.Message, "CommandNotFound"), strings.Contains(e.Message, "has not been found"):
		return &novacron.Error{Code: novacron.Unsupported, Detail: "the guest's agent does not know " + command, Cause: err}
	case strings.Contains(e.Message, "has been disabled"):
		return &novacron.Error{
			Code: novacron.WrongState, Detail: "the guest's agent does not do " + command + " now", Cause: err,
			Mend: "thaw the guest if it is frozen; else the agent's configuration forbids it",
		}
	case number == libvirt.ErrInternalError:
		return &novacron.Error{Code: novacron.Unavailable, Detail: "the guest's agent: " + cleanText(e.Message, maxGuestText), Cause: err}
	}
	return err
}

// isUnsupported says whether the agent leaves a part out.
func isUnsupported(err error) bool {
	code := novacron.CodeOf(err)
	return code == novacron.Unsupported || code == novacron.WrongState
}

// AskAgent returns who the agent is and what it says of the guest.
func (p *Provider) AskAgent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error) {
	var agent novacron.GuestAgent
	var info struct {
		Version  string `json:"version"`
		Commands []struct {
			Name    string `json:"name"`
			Enabled bool   `json:"enabled"`
		} `json:"supported_commands"`
	}
	if err := p.askAgent(ctx, id, "guest-info", nil, &info); err != nil {
		return agent, err
	}
	agent.Version, agent.Commands = cleanText(info.Version, maxGuestWord), []string{}
	for _, c := range info.Commands {
		if c.Enabled && len(agent.Commands) < hypervisor.MaxGuestList {
			agent.Commands = append(agent.Commands, cleanText(c.Name, maxGuestWord))
		}
	}
	var status string
	if err := p.askAgent(ctx, id, "guest-fsfreeze-status", nil, &status); err == nil {
		agent.Frozen = status == "frozen"
	}
	return agent, errors.Join(p.askHostname(ctx, id, &agent), p.askOS(ctx, id, &agent))
}

func (p *Provider) askHostname(ctx context.Context, id novacron.VMID, agent *novacron.GuestAgent) error {
	var name struct {
		Name string `json:"host-name"`
	}
	err := p.askAgent(ctx, id, "guest-get-host-name", nil, &name)
	agent.Hostname = cleanText(name.Name, maxGuestWord)
	if isUnsupported(err) {
		return nil
	}
	return err
}

func (p *Provider) askOS(ctx context.Context, id novacron.VMID, agent *novacron.GuestAgent) error {
	var os struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		PrettyName string `json:"pretty-name"`
		Version    string `json:"version"`
		VersionID  string `json:"version-id"`
		Kernel     string `json:"kernel-release"`
		Machine    string `json:"machine"`
	}
	err := p.askAgent(ctx, id, "guest-get-osinfo", nil, &os)
	agent.OS = novacron.GuestOS{
		ID: cleanText(os.ID, maxGuestWord), Name: cleanText(firstText(os.PrettyName, os.Name), maxGuestText),
		Version: cleanText(firstText(os.VersionID, os.Version), maxGuestWord),
		Kernel:  cleanText(os.Kernel, maxGuestWord), Machine: cleanText(os.Machine, maxGuestWord),
	}
	if isUnsupported(err) {
		return nil
	}
	return err
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
