package packaging_test

import (
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// installScript runs in a mount namespace of its own: $1 is an empty folder, $2
// the package.
//
//go:embed testdata/install.sh
var installScript string

func TestDebContents(t *testing.T) {
	deb := built(t, "deb")
	need(t, "dpkg-deb")
	modes := map[string]string{}
	for line := range strings.Lines(run(t, "dpkg-deb", "-c", deb)) {
		fields := strings.Fields(line)
		require.Equal(t, "root/root", fields[1], line)
		modes[strings.TrimPrefix(fields[5], ".")] = fields[0]
	}
	for _, file := range []string{
		"/etc/novacron/novacron.yaml",
		"/usr/lib/systemd/system/novacron.service",
		"/usr/lib/sysusers.d/novacron.conf",
		"/usr/share/bash-completion/completions/novacron",
		"/usr/share/doc/novacron/changelog.gz",
		"/usr/share/doc/novacron/copyright",
		"/usr/share/fish/vendor_completions.d/novacron.fish",
		"/usr/share/man/man1/novacron.1.gz",
		"/usr/share/polkit-1/rules.d/60-novacron.rules",
		"/usr/share/zsh/vendor-completions/_novacron",
	} {
		require.Equal(t, "-rw-r--r--", modes[file], file)
	}
	require.Equal(t, "-rwxr-xr-x", modes["/usr/bin/novacron"])
}

func TestDebKeepsAnEditedConfiguration(t *testing.T) {
	deb := built(t, "deb")
	need(t, "dpkg-deb")
	require.Equal(t, "/etc/novacron/novacron.yaml\n", run(t, "dpkg-deb", "-I", deb, "conffiles"))
}

func TestDebPassesLintian(t *testing.T) {
	deb := built(t, "deb")
	need(t, "lintian")
	run(t, "lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", deb)
}

// The package on a copy of this machine's file system, with a systemctl that
// only writes down what it is asked.
func TestDebLife(t *testing.T) {
	deb := built(t, "deb")
	need(t, "unshare", "dpkg", "systemd-sysusers")
	life := inOverlay(t, deb)

	require.Contains(t, life["installed"], "systemctl --system daemon-reload\n")
	require.Contains(t, life["installed"], "start novacron.service\n")
	require.Contains(t, life["installed"], "preset novacron.service\n")
	require.Regexp(t, `groups: .*\bnovacron\b`, life["installed"])
	require.Regexp(t, `groups: .*\blibvirt\b`, life["installed"])
	require.Regexp(t, `groups: .*\bkvm\b`, life["installed"])
	require.Contains(t, life["installed"], "novacron setup-code")

	require.Contains(t, life["upgraded"], "restart novacron.service\n")
	require.NotContains(t, life["upgraded"], " stop ")

	require.NotContains(t, life["disabled"], "start novacron.service\n")

	require.Contains(t, life["removed"], "stop novacron.service\n")
	require.Contains(t, life["removed"], "records kept\n")

	require.Contains(t, life["again"], "restart novacron.service\n")

	require.Contains(t, life["purged"], "records gone\n")
	for step, calls := range life {
		for line := range strings.Lines(calls) {
			if strings.HasPrefix(line, "systemctl") {
				require.NotContains(t, line, "virt", "%s must leave libvirt alone", step)
			}
		}
	}
}

func TestRPMLife(t *testing.T) {
	rpm := built(t, "rpm")
	need(t, "unshare", "rpm", "systemd-sysusers")
	life := inOverlay(t, rpm)

	require.Contains(t, life["installed"], "systemctl enable novacron.service\n")
	require.Contains(t, life["installed"], "systemctl start novacron.service\n")
	require.Regexp(t, `groups: .*\blibvirt\b`, life["installed"])
	require.Contains(t, life["upgraded"], "systemctl try-restart novacron.service\n")
	require.NotContains(t, life["upgraded"], " stop ")
	require.Contains(t, life["removed"], "systemctl stop novacron.service\n")
	require.Contains(t, life["removed"], "records kept\n")
}

// inOverlay installs, upgrades and removes a package on an overlay of this
// machine's file system and returns what each step did.
func inOverlay(t *testing.T, pkg string) map[string]string {
	t.Helper()
	if os.Geteuid() != 0 {
		missing(t, "an overlay of this machine's file system needs root")
	}
	script := filepath.Join(t.TempDir(), "install.sh")
	require.NoError(t, os.WriteFile(script, []byte(installScript), 0o600))
	pkg, err := filepath.Abs(pkg)
	require.NoError(t, err)
	out, err := exec.CommandContext(t.Context(), "unshare", "--mount", "--pid", "--fork", "--kill-child",
		"bash", script, t.TempDir(), pkg).CombinedOutput()
	require.NoError(t, err, string(out))
	t.Logf("%s", out)
	return steps(string(out))
}
