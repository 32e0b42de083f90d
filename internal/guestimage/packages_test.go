package guestimage_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/guestimage"
)

// A host without busybox gets it from its package.
func TestAssembleFromPackages(t *testing.T) {
	need(t, "apt-get", "dpkg-deb")
	out := t.TempDir()
	require.NoError(t, guestimage.AssembleFromPackages(t.Context(), t.TempDir(), out))
	require.NotZero(t, size(t, filepath.Join(out, "vmlinuz")))
	require.Greater(t, size(t, filepath.Join(out, "initrd")), int64(500<<10), "busybox is in it")
}

func TestAPackageThatAptDoesNotKnow(t *testing.T) {
	need(t, "apt-cache")
	_, err := guestimage.Candidate(t.Context(), "no-such-package-of-any-distribution")
	require.ErrorContains(t, err, "apt-get update")
}
