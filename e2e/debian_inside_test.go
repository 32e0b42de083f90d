package e2e_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// keyPair makes an SSH key and returns the path of its private half, and its
// public half.
func keyPair(t *testing.T) (private, public string) {
	t.Helper()
	kvmtest.Require(t, "ssh", "ssh-keygen")
	private = filepath.Join(t.TempDir(), "key")
	out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada@desk", "-f", private).CombinedOutput()
	require.NoError(t, err, "%s", out)
	data, err := os.ReadFile(private + ".pub")
	require.NoError(t, err)
	return private, strings.TrimSpace(string(data))
}

// inside runs commands in guests: as root by their agent, and by SSH.
type inside struct {
	t   *testing.T
	d   *kvmtest.Daemon
	c   *client.Client
	key string
}

// comesTrue asks again and again until nothing is wrong any more.
func comesTrue(t *testing.T, within time.Duration, what string, wrong func() error) {
	t.Helper()
	end := time.After(within)
	for {
		err := wrong()
		if err == nil {
			return
		}
		select {
		case <-end:
			require.NoError(t, err, what)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// booted waits until a guest is up as far as its agent and cloud-init see to.
func (in inside) booted(vm novacron.VMID) {
	in.t.Helper()
	began := time.Now()
	comesTrue(in.t, debianBoot, "the guest's agent answers", func() error {
		_, err := in.c.Agent(in.t.Context(), vm)
		return err
	})
	agent := time.Since(began)
	in.run(vm, "cloud-init status --wait >/dev/null")
	in.t.Logf("the agent answers after %s, cloud-init is done after %s", agent.Round(time.Second), time.Since(began).Round(time.Second))
}

// run returns what a shell prints in the guest, as root; it must succeed.
func (in inside) run(vm novacron.VMID, script string) string {
	in.t.Helper()
	out, err := in.try(vm, script)
	require.NoError(in.t, err)
	return out
}

func (in inside) try(vm novacron.VMID, script string) (string, error) {
	result, err := in.c.ExecGuest(in.t.Context(), vm, novacron.ExecGuest{
		Command: "/bin/sh", Args: []string{"-c", script}, Timeout: debianBoot,
	})
	if err == nil && result.ExitCode != 0 {
		err = fmt.Errorf("%s: status %d: %s%s", script, result.ExitCode, result.Output, result.Error)
	}
	return strings.TrimSpace(result.Output), err
}

// becomes waits until a shell in the guest prints this.
func (in inside) becomes(vm novacron.VMID, script, want string) {
	in.t.Helper()
	comesTrue(in.t, time.Minute, script, func() error {
		out, err := in.try(vm, script)
		if err == nil && out != want {
			err = fmt.Errorf("%s: %q, not %q", script, out, want)
		}
		return err
	})
}

// ssh logs in from the host with the key, and returns what a command prints.
func (in inside) ssh(user, address, command string) string {
	in.t.Helper()
	var text string
	comesTrue(in.t, debianBoot, "ssh", func() error {
		out, err := in.d.Command("timeout", "60", "ssh", "-i", in.key, "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no",
			"-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", user+"@"+address, command).CombinedOutput()
		if text = strings.TrimSpace(string(out)); err != nil {
			return fmt.Errorf("ssh %s@%s %s: %w: %s", user, address, command, err, text)
		}
		return nil
	})
	return text
}
