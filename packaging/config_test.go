package packaging_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/novacron/novacron/appliance"
)

// commentedKey is a key that the file shows behind '#' without a space, or
// inside a section.
var commentedKey = regexp.MustCompile(`(?m)^#((?:  )?[a-zA-Z]+:.*)$`)

func packagedConfig(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("novacron.yaml")
	require.NoError(t, err)
	return string(text)
}

func TestConfigurationFileChangesNothing(t *testing.T) {
	cfg, err := appliance.DecodeConfig(strings.NewReader(packagedConfig(t)))
	require.NoError(t, err)
	require.Equal(t, appliance.DefaultConfig(), cfg)
}

func TestConfigurationFileShowsTheDefaults(t *testing.T) {
	text := commentedKey.ReplaceAllString(packagedConfig(t), "$1")
	cfg, err := appliance.DecodeConfig(strings.NewReader(text))
	require.NoError(t, err)
	if len(cfg.TLS.Names) == 0 {
		cfg.TLS.Names = nil
	}
	require.Equal(t, appliance.DefaultConfig(), cfg)
}

func TestConfigurationFileShowsEveryKey(t *testing.T) {
	all, err := yaml.Marshal(appliance.DefaultConfig())
	require.NoError(t, err)
	shown := commentedKey.ReplaceAllString(packagedConfig(t), "$1")
	require.ElementsMatch(t, keys(t, string(all)), keys(t, shown))
}

// keys returns the keys of a YAML mapping, those of a section as section.key.
func keys(t *testing.T, text string) []string {
	t.Helper()
	var tree map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &tree))
	var names []string
	for name, value := range tree {
		section, ok := value.(map[string]any)
		if !ok {
			names = append(names, name)
		}
		for inner := range section {
			names = append(names, name+"."+inner)
		}
	}
	return names
}
