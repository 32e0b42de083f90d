package packaging_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// The package on a booted Debian: this machine's files on an overlay, with a
// systemd and a libvirt of their own. Nothing of it is left behind.
func TestServiceLife(t *testing.T) {
	deb := built(t, "deb")
	need(t, "unshare", "dpkg", "libvirtd", "virsh", "qemu-system-x86_64", "/lib/systemd/systemd")
	life := onSystemd(t, deb)

	require.Contains(t, life["installed"], "active: active\n")
	require.Contains(t, life["installed"], "user: novacron\n")
	require.Contains(t, life["installed"], "data: novacron 700\n")
	require.Contains(t, life["installed"], "connected to libvirt\n")
	require.Contains(t, life["created"], "survivor runs\n")
	require.Contains(t, life["created"], "marked in its definition\n")
	require.Contains(t, life["killed"], "restarted\nsurvivor runs\n")
	require.Contains(t, life["hung"], "restarted by the watchdog\nsurvivor runs\n")
	require.Contains(t, life["removed"], "active: inactive\nsurvivor runs\nsurvivor\n")
	require.Regexp(t, `survivor +running`, life["again"])
	require.Contains(t, life["purged"], "records gone\nsurvivor runs\n")
}

// onSystemd runs testdata/life.sh there and returns what each step printed.
func onSystemd(t *testing.T, deb string) map[string]string {
	t.Helper()
	if os.Geteuid() != 0 {
		missing(t, "booting a systemd in namespaces needs root")
	}
	deb, err := filepath.Abs(deb)
	require.NoError(t, err)
	life, err := filepath.Abs("testdata/life.sh")
	require.NoError(t, err)
	output := filepath.Join(t.TempDir(), "output")
	require.NoError(t, os.WriteFile(output, nil, 0o600))
	out, err := exec.CommandContext(t.Context(), "unshare",
		"--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup", "--fork", "--kill-child",
		"bash", "testdata/systemd.sh", t.TempDir(), deb, life, output).CombinedOutput()
	require.NoError(t, err, string(out))
	text, err := os.ReadFile(output)
	require.NoError(t, err)
	t.Logf("%s", text)
	return steps(string(text))
}
