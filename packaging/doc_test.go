// Package packaging holds what the packages are made of: nfpm's description, the
// default configuration, the scripts of deb and rpm. Its tests are here; those of
// the built packages need NOVACRON_DIST, the folder they lie in (`make package`
// sets it).
package packaging_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// need skips the test when a program is missing, and fails it in CI.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			missing(t, program+" is not installed")
		}
	}
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// run returns what a command printed, both streams, and fails the test when the
// command fails.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	require.NoError(t, err, "%s %v:\n%s", program, args, out)
	return string(out)
}

// built returns the newest package of that kind in NOVACRON_DIST.
func built(t *testing.T, kind string) string {
	t.Helper()
	dist := os.Getenv("NOVACRON_DIST")
	if dist == "" {
		t.Skip("NOVACRON_DIST is not set: run make package")
	}
	found, err := filepath.Glob(filepath.Join(dist, "*."+kind))
	require.NoError(t, err)
	require.NotEmpty(t, found, "no .%s in %s", kind, dist)
	return slices.MaxFunc(found, func(a, b string) int { return modified(t, a).Compare(modified(t, b)) })
}

func modified(t *testing.T, path string) time.Time {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	return info.ModTime()
}

// steps returns what was printed after each line '== STEP'.
func steps(output string) map[string]string {
	printed := map[string]string{}
	step := ""
	for line := range strings.Lines(output) {
		if name, ok := strings.CutPrefix(line, "== "); ok {
			step = strings.TrimSpace(name)
			continue
		}
		printed[step] += line
	}
	return printed
}
