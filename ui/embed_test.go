package ui_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/ui"
)

func TestFilesAlwaysThere(t *testing.T) {
	_, err := fs.Stat(ui.Files(), ".")
	require.NoError(t, err)
	_, err = fs.Stat(ui.Files(), "index.html")
	require.Equal(t, ui.Built(), err == nil)
}

func TestBuiltFilesNeedNoPolicyException(t *testing.T) {
	if !ui.Built() {
		if os.Getenv("CI") == "true" {
			t.Fatal("the UI is not built: run make ui")
		}
		t.Skip("the UI is not built: run make ui")
	}
	page, err := fs.ReadFile(ui.Files(), "index.html")
	require.NoError(t, err)
	html := string(page)
	require.NotContains(t, html, "<style")
	require.NotContains(t, html, "style=")
	require.NotContains(t, html, "://", "a page of ours asks nobody outside")
	for _, script := range strings.Split(html, "<script")[1:] {
		tag, _, _ := strings.Cut(script, ">")
		require.Contains(t, tag, "src=", "no inline scripts")
	}
}

func TestAssetsArePrecompressed(t *testing.T) {
	if !ui.Built() {
		if os.Getenv("CI") == "true" {
			t.Fatal("the UI is not built: run make ui")
		}
		t.Skip("the UI is not built: run make ui")
	}
	scripts, err := fs.Glob(ui.Files(), "assets/*.js")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, script := range scripts {
		info, err := fs.Stat(ui.Files(), script)
		require.NoError(t, err)
		if info.Size() < 512 {
			continue
		}
		for _, suffix := range []string{".br", ".gz"} {
			_, err := fs.Stat(ui.Files(), script+suffix)
			require.NoError(t, err)
		}
	}
}
