package packaging_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// script runs one of the scripts and returns what it printed and whether it
// succeeded.
func script(t *testing.T, env []string, name string, args ...string) (string, bool) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join("scripts", name), args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func profile(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "go.out")
	require.NoError(t, os.WriteFile(path, []byte("mode: atomic\n"+lines), 0o600))
	return path
}

const room = "github.com/novacron/novacron/"

func TestCoverageIsCountedRoomByRoom(t *testing.T) {
	out, ok := script(t, nil, "coverage.sh", profile(t,
		room+"store/tx.go:1.1,2.2 8 3\n"+room+"store/vm.go:1.1,2.2 2 0\n"+
			room+"store/vm.go:1.1,2.2 2 0\n"+ // the same block, from another test binary
			room+"main.go:1.1,2.2 5 0\n"))
	require.True(t, ok, out)
	require.Regexp(t, `store +80\.0 % of +10`, out)
	require.Regexp(t, `\. +0\.0 % of +5 +not counted`, out)
}

func TestCoverageUnderTheMinimumFails(t *testing.T) {
	out, ok := script(t, nil, "coverage.sh", profile(t,
		room+"store/tx.go:1.1,2.2 79 1\n"+room+"store/vm.go:1.1,2.2 21 0\n"+room+"fleet/vm.go:1.1,2.2 1 1\n"))
	require.False(t, ok, out)
	require.Regexp(t, `store +79\.0 % of +100 +TOO LOW`, out)
	require.Contains(t, out, "coverage under 80 %: store\n")
}

func TestWithoutADatabaseItSaysThatNothingWasChecked(t *testing.T) {
	need(t, "curl")
	out, ok := script(t, []string{"GOVULNDB=file://" + t.TempDir()}, "vuln.sh", "/bin/false")
	require.True(t, ok, out)
	require.Contains(t, out, "NOT CHECKED")
}

func TestWithADatabaseTheCheckDecides(t *testing.T) {
	need(t, "curl")
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "index"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "index", "db.json"), []byte("{}"), 0o600))
	_, ok := script(t, []string{"GOVULNDB=file://" + dir}, "vuln.sh", "/bin/false")
	require.False(t, ok)
}

func TestVersionOfAnArchiveIsGiven(t *testing.T) {
	out, ok := script(t, []string{"NOVACRON_VERSION=1.2.3"}, "version.sh")
	require.True(t, ok, out)
	require.Equal(t, "1.2.3\n", out)
}
