package fake

import (
	"context"
	"strings"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Agent = (*Provider)(nil)

// inGuest does something in a guest whose agent answers: one that runs and has
// booted.
func (p *Provider) inGuest(ctx context.Context, op string, id novacron.VMID, fn func(*machine) error) error {
	return p.do(ctx, op, func() error {
		m, err := p.findLocked(id)
		switch {
		case err != nil:
			return err
		case m.state() != novacron.VMRunning:
			return wrongState(m, "start or resume it first")
		case m.Deaf:
			return novacron.Errorf(novacron.Unavailable, "no agent answers inside the guest").WithMend("install qemu-guest-agent in the guest and start it")
		case p.time(m) < p.opts.BootDelay:
			return novacron.Errorf(novacron.Unavailable, "no agent answers inside the guest").WithMend("it boots; try again in a moment")
		}
		return fn(m)
	})
}

// AskAgent describes the pretended guest.
func (p *Provider) AskAgent(ctx context.Context, id novacron.VMID) (novacron.GuestAgent, error) {
	var agent novacron.GuestAgent
	err := p.inGuest(ctx, "AskAgent", id, func(m *machine) error {
		agent = novacron.GuestAgent{
			Version: "1.0-simulated", Hostname: m.VM.Name, Frozen: m.Live.Frozen,
			Commands: []string{"guest-exec", "guest-fsfreeze-freeze", "guest-fsfreeze-thaw", "guest-get-fsinfo", "guest-get-users", "guest-set-user-password"},
			OS:       novacron.GuestOS{ID: "simulated", Name: "Simulated Linux", Version: "1", Kernel: "6.1.0-simulated", Machine: "x86_64"},
		}
		return nil
	})
	return agent, err
}

// GuestFilesystems returns one that is as large as the first disk.
func (p *Provider) GuestFilesystems(ctx context.Context, id novacron.VMID) ([]novacron.GuestFilesystem, error) {
	var out []novacron.GuestFilesystem
	err := p.inGuest(ctx, "GuestFilesystems", id, func(m *machine) error {
		size := uint64(1 << 30)
		if len(m.VM.Disks) > 0 && m.VM.Disks[0].SizeBytes > 0 {
			size = m.VM.Disks[0].SizeBytes
		}
		out = []novacron.GuestFilesystem{{
			Mountpoint: "/", Device: "vda1", Type: "ext4", TotalBytes: size, UsedBytes: size / 3, Disks: []string{"/dev/vda1"},
		}}
		return nil
	})
	return out, err
}

// GuestUsers returns root, who logged in when the guest had booted.
func (p *Provider) GuestUsers(ctx context.Context, id novacron.VMID) ([]novacron.GuestUser, error) {
	var out []novacron.GuestUser
	err := p.inGuest(ctx, "GuestUsers", id, func(m *machine) error {
		out = []novacron.GuestUser{{Name: "root", LoggedInAt: m.Live.BootedAt.Add(p.opts.BootDelay).UTC()}}
		return nil
	})
	return out, err
}

// SetGuestPassword takes any password of root.
func (p *Provider) SetGuestPassword(ctx context.Context, id novacron.VMID, user, _ string, _ bool) error {
	return p.inGuest(ctx, "SetGuestPassword", id, func(m *machine) error {
		if user != "root" {
			return novacron.Errorf(novacron.Unavailable, "the guest's agent: user %q does not exist", user)
		}
		return thawed(m)
	})
}

func thawed(m *machine) error {
	if m.Live.Frozen {
		return novacron.Errorf(novacron.WrongState, "the guest's agent does not do this now").WithMend("thaw the guest")
	}
	return nil
}

// ExecGuest runs one of the commands of the pretended shell; 'sleep' with a
// duration takes its time.
func (p *Provider) ExecGuest(ctx context.Context, id novacron.VMID, req novacron.ExecGuest) (novacron.GuestExecResult, error) {
	var result novacron.GuestExecResult
	var sleep time.Duration
	err := p.inGuest(ctx, "ExecGuest", id, func(m *machine) error {
		if err := thawed(m); err != nil {
			return err
		}
		words := append([]string{req.Command[strings.LastIndexByte(req.Command, '/')+1:]}, req.Args...)
		switch {
		case words[0] == "cat":
			result.Output = req.Input
			return nil
		case words[0] == "false":
			result.ExitCode = 1
			return nil
		case words[0] == "sleep" && len(words) == 2:
			var err error
			sleep, err = time.ParseDuration(words[1])
			return err
		}
		if m.guest == nil {
			m.guest = newGuest(m, p.opts)
		}
		answer := m.guest.answer(words, p.time(m))
		if strings.Contains(answer, "command not found") {
			return novacron.Errorf(novacron.Unavailable, "the guest's agent: failed to execute %s", words[0])
		}
		result.Output = answer + "\n"
		return nil
	})
	if err != nil || sleep == 0 {
		return result, err
	}
	p.mu.Lock()
	closed := p.closed
	p.mu.Unlock()
	return result, pass(ctx, closed, "ExecGuest", sleep)
}

// FreezeGuest freezes the one filesystem.
func (p *Provider) FreezeGuest(ctx context.Context, id novacron.VMID) (int, error) {
	return p.frozen(ctx, "FreezeGuest", id, true)
}

// ThawGuest thaws it.
func (p *Provider) ThawGuest(ctx context.Context, id novacron.VMID) (int, error) {
	return p.frozen(ctx, "ThawGuest", id, false)
}

func (p *Provider) frozen(ctx context.Context, op string, id novacron.VMID, frozen bool) (int, error) {
	n := 0
	err := p.inGuest(ctx, op, id, func(m *machine) error {
		if m.Live.Frozen != frozen {
			n = 1
		}
		m.Live.Frozen = frozen
		p.keepLocked(m)
		return nil
	})
	return n, err
}
