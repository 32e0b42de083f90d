package kvmtest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/internal/guestimage"
)

// Guest returns the micro guest, made once on this machine and kept in the
// user's cache folder.
func Guest(tb testing.TB) guestimage.Image {
	tb.Helper()
	Require(tb, "apt-get", "apt-cache", "dpkg-deb")
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	ctx, cancel := context.WithTimeout(tb.Context(), 5*time.Minute)
	defer cancel()
	image, err := guestimage.Build(ctx, filepath.Join(cache, "novacron-guestimage"))
	require.NoError(tb, err)
	return image
}
