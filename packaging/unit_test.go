package packaging_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const unitFile = "../systemd/novacron.service"

// The unit as systemd judges it, with a program and without the manual page that
// only an installed package has.
func unitToJudge(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(unitFile)
	require.NoError(t, err)
	judged := strings.NewReplacer("/usr/bin/novacron", "/bin/true", "man:novacron(1) ", "").Replace(string(text))
	path := filepath.Join(t.TempDir(), "novacron.service")
	require.NoError(t, os.WriteFile(path, []byte(judged), 0o600))
	return path
}

func TestUnitIsValid(t *testing.T) {
	need(t, "systemd-analyze")
	require.Empty(t, run(t, "systemd-analyze", "verify", unitToJudge(t)))
}

// systemd counts from 0.0 (nothing is left to it) to 10.0; under 2.0 is 'OK' at
// its best for a service that listens on the network.
func TestUnitIsHardened(t *testing.T) {
	need(t, "systemd-analyze")
	run(t, "systemd-analyze", "security", "--offline=true", "--threshold=20", unitToJudge(t))
}

// A unit that needs libvirt would be stopped with it, and one that is part of it
// would stop VMs' daemon.
func TestUnitOnlyOrdersItselfAfterLibvirt(t *testing.T) {
	text, err := os.ReadFile(unitFile)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "After=") {
			continue
		}
		require.NotRegexp(t, `^(Requires|Requisite|Wants|BindsTo|PartOf|Conflicts)=.*(libvirt|virt)`, line)
	}
}
