package appliance_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/appliance"
	"github.com/novacron/novacron/novacron"
)

func TestDefaultsAreValid(t *testing.T) {
	require.NoError(t, appliance.DefaultConfig().Validate())
	cfg, err := appliance.DecodeConfig(strings.NewReader(""))
	require.NoError(t, err)
	require.Equal(t, appliance.DefaultConfig(), cfg)
}

func TestAFileChangesWhatItNames(t *testing.T) {
	cfg, err := appliance.DecodeConfig(strings.NewReader("listen: 127.0.0.1:1\nevents:\n  keepFor: 48h\ntls:\n  names: [a, b]\n"))
	require.NoError(t, err)
	want := appliance.DefaultConfig()
	want.Listen, want.Events.KeepFor, want.TLS.Names = "127.0.0.1:1", 48*time.Hour, []string{"a", "b"}
	require.Equal(t, want, cfg)
}

func TestWhatIsWrongInAFileIsNamed(t *testing.T) {
	tests := map[string]struct{ yaml, says string }{
		"unknown key":        {"listen: ':1'\nlisten2: x\n", "line 2: unknown key listen2"},
		"unknown nested key": {"tls:\n  cert: x\n", "line 2: unknown key cert"},
		"wrong type":         {"events:\n  keep: many\n", "line 2"},
		"broken":             {"a: [", "line 1"},
		"two documents":      {"listen: ':1'\n---\nlisten: ':2'\n", "more than one document"},
		"address":            {"listen: nowhere\n", "listen: must be HOST:PORT"},
		"no way in":          {"listen: ''\nsocket: ''\n", "no way in"},
		"relative socket":    {"socket: a.sock\n", "socket: must be an absolute path"},
		"long socket":        {"socket: /" + strings.Repeat("a", 120) + "\n", "at most 107 bytes"},
		"relative data":      {"dataDir: data\n", "dataDir"},
		"no uri":             {"libvirtURI: ''\n", "libvirtURI"},
		"accel":              {"accel: fast\n", "accel: must be auto, kvm or tcg"},
		"half a certificate": {"tls:\n  certFile: /a\n", "set together"},
		"level":              {"log:\n  level: loud\n", "log.level"},
		"format":             {"log:\n  format: xml\n", "log.format"},
		"few events":         {"events:\n  keep: 1\n", "events.keep"},
		"short events":       {"events:\n  keepFor: 1s\n", "events.keepFor"},
		"short audit":        {"audit:\n  keepFor: 1h\n", "audit.keepFor"},
		"short operations":   {"operations:\n  keepFor: 1s\n", "operations.keepFor"},
		"short session":      {"sessions:\n  idle: 1s\n", "sessions.idle"},
		"session order":      {"sessions:\n  idle: 2h\n  lifetime: 1h\n", "sessions.lifetime"},
		"too large":          {"# " + strings.Repeat("a", 1<<20), "bytes"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := appliance.DecodeConfig(strings.NewReader(tt.yaml))
			require.ErrorContains(t, err, tt.says)
			require.NotContains(t, err.Error(), "appliance.", "Go's types are not for people")
		})
	}
}

func TestLoadConfigNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	_, err := appliance.LoadConfig(path)
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
	require.ErrorContains(t, err, path)
	require.NoError(t, os.WriteFile(path, []byte("x: 1\n"), 0o600))
	_, err = appliance.LoadConfig(path)
	require.ErrorContains(t, err, path)
	require.ErrorContains(t, err, "line 1")
}

// The packaged file is the reference: what stands there behind a '#' is the
// default, and every setting stands there.
func TestThePackagedFileShowsEverySettingWithItsDefault(t *testing.T) {
	raw, err := os.ReadFile("../packaging/novacron.yaml")
	require.NoError(t, err)
	cfg, err := appliance.DecodeConfig(strings.NewReader(string(raw)))
	require.NoError(t, err)
	require.Equal(t, appliance.DefaultConfig(), cfg, "as it is packaged it changes nothing")

	bare := regexp.MustCompile(`(?m)^#(\S|  \w)`).ReplaceAllString(string(raw), "$1")
	cfg, err = appliance.DecodeConfig(strings.NewReader(bare))
	require.NoError(t, err)
	cfg.TLS.Names = nil
	require.Equal(t, appliance.DefaultConfig(), cfg, "what it shows are the defaults")
	for _, key := range []string{
		"listen", "socket", "dataDir", "nodeName", "libvirtURI", "accel", "certFile", "keyFile", "names", "level", "format",
		"keep", "keepFor", "idle", "lifetime",
	} {
		require.Regexp(t, `(?m)^#\s*`+key+":", string(raw), "it shows %s", key)
	}
}

func TestFlagsStandOverTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	require.NoError(t, os.WriteFile(path, []byte("listen: ':1'\naccel: tcg\n"), 0o600))
	listen, dir, empty := "127.0.0.1:2", "data", ""
	cfg, err := appliance.Flags{Config: &path, Listen: &listen, DataDir: &dir, Socket: &empty}.Resolve(appliance.DefaultConfig())
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:2", cfg.Listen)
	require.Equal(t, "tcg", cfg.Accel)
	require.True(t, filepath.IsAbs(cfg.DataDir))
	require.Empty(t, cfg.Socket)
	_, err = appliance.Flags{Listen: &empty, Socket: &empty}.Resolve(appliance.DefaultConfig())
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("listen: ':1'\n"))
	f.Add([]byte("tls:\n  names: [a]\nevents: {keep: 5000}\n"))
	f.Add([]byte("&a [*a]"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		cfg, err := appliance.DecodeConfig(strings.NewReader(string(raw)))
		if err == nil {
			require.NoError(t, cfg.Validate(), "what is accepted is valid")
		}
	})
}
