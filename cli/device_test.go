package cli_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/cli"
	"github.com/novacron/novacron/novacron"
)

func TestParseDisk(t *testing.T) {
	for text, want := range map[string]novacron.CreateDisk{
		"20GiB":                           {SizeBytes: 20 << 30},
		"size=1GiB,pool=fast,format=raw":  {SizeBytes: 1 << 30, Pool: "fast", Format: "raw"},
		"source=/srv/a.iso,kind=cdrom":    {Source: "/srv/a.iso", Kind: "cdrom"},
		"source=/srv/base.qcow2,readonly": {Source: "/srv/base.qcow2", ReadOnly: true},
		"size=1G,readonly=no":             {SizeBytes: 1 << 30},
		"20GiB,pool=fast":                 {SizeBytes: 20 << 30, Pool: "fast"},
	} {
		got, err := cli.ParseDisk(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, reason := range map[string]string{
		"": "no setting", "pool=x": "neither a size nor a source", "size=1G,source=/x": "a size and a source",
		"size=big": "is not a size", "size=1G,format=vmdk": "qcow2 or raw", "size=1G,colour=red": "no setting \"colour\"",
		"size=1G,pool=": "needs a value", "size=1G,readonly=maybe": "true or false", "20GiB,fast": "no setting \"fast\"", "fast": "is not a size",
	} {
		_, err := cli.ParseDisk(text)
		require.ErrorContains(t, err, reason, text)
		require.ErrorContains(t, err, "--disk", text)
		require.Equal(t, novacron.Invalid, novacron.CodeOf(err), text)
	}
}

func TestParseNIC(t *testing.T) {
	for text, want := range map[string]novacron.CreateNIC{
		"default": {Network: "default"}, "lan,model=e1000": {Network: "lan", Model: "e1000"},
		"bridge=br0,model=e1000,mac=52:54:00:12:34:56": {Bridge: "br0", Model: "e1000", MAC: "52:54:00:12:34:56"},
	} {
		got, err := cli.ParseNIC(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, reason := range map[string]string{
		"": "no setting", "none": "beside other", "network=a,bridge=b": "a network and a bridge", "speed=1": "no setting",
	} {
		_, err := cli.ParseNIC(text)
		require.ErrorContains(t, err, reason, text)
	}
}

func TestParseEscape(t *testing.T) {
	for text, want := range map[string]int{"^]": 0x1d, "^Q": 0x11, "^q": 0x11, "^@": 0, "^?": 0x7f, "none": -1} {
		got, err := cli.ParseEscape(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for _, text := range []string{"", "^", "q", "^]]", "^ ", "^1"} {
		_, err := cli.ParseEscape(text)
		require.ErrorContains(t, err, "is not a key", text)
	}
}

func FuzzVMSpec(f *testing.F) {
	for _, seed := range []string{
		"name: web-1\nmemoryBytes: 2GiB\ndisks:\n- sizeBytes: 20GiB\n",
		`{"name": "web-1", "vcpus": 2, "nics": []}`,
		"name: &a [*a]", "labels: {a: 1}", "---\n---\n", "name: !!binary x", "boot: {kernel: /k}", "\t", "a: *b",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		_, err := cli.DecodeVMSpec("web.yaml", text)
		if err != nil {
			require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
			require.ErrorContains(t, err, "web.yaml")
		}
	})
}
