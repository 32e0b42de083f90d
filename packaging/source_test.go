package packaging_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A test waits for what it waits for; time passes by itself only inside
// testing/synctest, where a sleep takes none.
func TestNoTestSleeps(t *testing.T) {
	const call = "time." + "Sleep("
	forEachSource(t, "_test.go", func(path, text string) {
		if strings.Contains(text, call) && !strings.Contains(text, `"testing/synctest"`) {
			t.Errorf("%s sleeps outside testing/synctest", path)
		}
	})
}

// forEachSource calls visit for each file of the project with that ending.
func forEachSource(t *testing.T, ending string, visit func(path, text string)) {
	t.Helper()
	tree := os.DirFS("..")
	require.NoError(t, fs.WalkDir(tree, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != ".") {
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(path, ending) {
			return nil
		}
		text, err := fs.ReadFile(tree, path)
		visit(path, string(text))
		return err
	}))
}
