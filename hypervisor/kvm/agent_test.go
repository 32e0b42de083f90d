package kvm_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/internal/guestimage"
	"github.com/novacron/novacron/novacron"
)

// agentGuest is a micro guest with an agent of ours, and its console.
type agentGuest struct {
	t       *testing.T
	p       *kvm.Provider
	id      novacron.VMID
	console io.ReadWriteCloser
}

func bootAgentGuest(t *testing.T, d *kvmtest.Daemon, p *kvm.Provider) *agentGuest {
	t.Helper()
	program := filepath.Join(d.Dir(), "agent")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "-ldflags=-s -w", "./testdata/agent")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	text, err := os.ReadFile(program)
	require.NoError(t, err)
	image, err := kvmtest.Guest(t).Extend(filepath.Join(d.Dir(), "initrd"), map[string][]byte{"bin/agent": text})
	require.NoError(t, err)
	id := create(t, p, "answers", func(req *novacron.CreateVM) { req.Boot.Initrd = image.Initrd })
	require.NoError(t, p.Start(t.Context(), id, hypervisor.StartOptions{}))
	console, err := p.OpenConsole(t.Context(), id, false)
	require.NoError(t, err)
	t.Cleanup(func() { _ = console.Close() })
	g := &agentGuest{t: t, p: p, id: id, console: console}
	await(t, console, guestimage.Heartbeat)
	return g
}

// behave starts the agent anew, in a way that it behaves.
func (g *agentGuest) behave(mode string) {
	g.t.Helper()
	_, err := g.console.Write([]byte("killall -9 agent; sleep 1; agent " + mode + " &\n"))
	require.NoError(g.t, err)
	await(g.t, g.console, "agent "+mode+"\r\n")
}

// TestAgent: an agent that behaves is heard; one that lies, stalls or floods
// costs its own VM's questions and nothing else.
func TestAgent(t *testing.T) {
	long(t)
	t.Parallel()
	d := kvmtest.StartDaemon(t)
	p := connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG})
	g := bootAgentGuest(t, d, p)
	_, err := p.AskAgent(t.Context(), g.id)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)

	g.behave("well")
	g.wellBehaved(t)
	g.behave("lies")
	g.lying(t)
	g.behave("stalls")
	g.stalling(t)
	g.behave("floods")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	_, err = p.AskAgent(t.Context(), g.id)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)
	require.Less(t, time.Since(start), hypervisor.AgentWithin+5*time.Second)
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
	require.NoError(t, p.PowerOff(t.Context(), g.id))
	_, err = p.AskAgent(t.Context(), g.id)
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err))
}

func (g *agentGuest) wellBehaved(t *testing.T) {
	t.Helper()
	var agent novacron.GuestAgent
	require.Eventually(t, func() bool { // libvirt notices the agent in its time
		var err error
		agent, err = g.p.AskAgent(t.Context(), g.id)
		return err == nil
	}, 2*waitLong, 200*time.Millisecond)
	require.Equal(t, novacron.GuestAgent{
		Version: "1.2.3", Commands: []string{"guest-exec"}, Hostname: "micro",
		OS: novacron.GuestOS{ID: "micro", Name: "Micro Linux", Version: "1", Kernel: "6.1", Machine: "x86_64"},
	}, agent)
	filesystems, err := g.p.GuestFilesystems(t.Context(), g.id)
	require.NoError(t, err)
	require.Equal(t, []novacron.GuestFilesystem{
		{Mountpoint: "/", Device: "vda1", Type: "ext4", TotalBytes: 200, UsedBytes: 100, Disks: []string{"/dev/vda1"}},
	}, filesystems)
	users, err := g.p.GuestUsers(t.Context(), g.id)
	require.NoError(t, err)
	require.Equal(t, []novacron.GuestUser{{Name: "root", LoggedInAt: time.UnixMicro(1700000000500000).UTC()}}, users)
	require.NoError(t, g.p.SetGuestPassword(t.Context(), g.id, "root", "secret", false))

	result, err := g.p.ExecGuest(t.Context(), g.id, novacron.ExecGuest{Command: "sh", Args: []string{"-c", "cat; exit 3"}, Input: "hello"})
	require.NoError(t, err)
	require.Equal(t, novacron.GuestExecResult{ExitCode: 3, Output: "hello"}, result)
	result, err = g.p.ExecGuest(t.Context(), g.id, novacron.ExecGuest{Command: "head", Args: []string{"-c", "2000000", "/dev/zero"}})
	require.NoError(t, err)
	require.True(t, result.Truncated)
	require.Len(t, result.Output, novacron.MaxGuestOutput)
	_, err = g.p.ExecGuest(t.Context(), g.id, novacron.ExecGuest{Command: "no-such-program"})
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)

	frozen, err := g.p.FreezeGuest(t.Context(), g.id)
	require.NoError(t, err)
	require.Equal(t, 1, frozen)
	agent, err = g.p.AskAgent(t.Context(), g.id)
	require.NoError(t, err)
	require.True(t, agent.Frozen)
	_, err = g.p.ThawGuest(t.Context(), g.id)
	require.NoError(t, err)
}

func (g *agentGuest) lying(t *testing.T) {
	t.Helper()
	var agent novacron.GuestAgent
	require.Eventually(t, func() bool {
		agent, _ = g.p.AskAgent(t.Context(), g.id)
		return agent.Version != ""
	}, 2*waitLong, 200*time.Millisecond)
	require.LessOrEqual(t, len(agent.Commands), hypervisor.MaxGuestList)
	for _, text := range append(agent.Commands, agent.Version, agent.Hostname) {
		require.LessOrEqual(t, len(text), 256)
		require.False(t, strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }), "%q", text)
	}
	filesystems, err := g.p.GuestFilesystems(t.Context(), g.id)
	require.NoError(t, err)
	require.Len(t, filesystems, hypervisor.MaxGuestList)
	require.Zero(t, filesystems[0].TotalBytes+filesystems[0].UsedBytes)
	_, err = g.p.GuestUsers(t.Context(), g.id)
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)
	_, err = g.p.ExecGuest(t.Context(), g.id, novacron.ExecGuest{Command: "x"})
	require.Equal(t, novacron.Unavailable, novacron.CodeOf(err), "%v", err)
}

// stalling asks more at once than there are lanes for agents: all end in time,
// and everything else is answered meanwhile.
func (g *agentGuest) stalling(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hypervisor.AgentWithin+5*time.Second)
	defer cancel()
	ended := make(chan error, 20)
	for range cap(ended) {
		go func() {
			_, err := g.p.GuestUsers(ctx, g.id)
			ended <- err
		}()
	}
	for range 20 {
		start := time.Now()
		_, err := g.p.VM(t.Context(), g.id)
		require.NoError(t, err)
		require.Less(t, time.Since(start), 5*time.Second, "others are answered")
	}
	for range cap(ended) {
		require.Contains(t, []novacron.Code{novacron.Unavailable, novacron.Timeout}, novacron.CodeOf(<-ended))
	}
}
