package fleet_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

func TestCloudInitIsShownBefore(t *testing.T) {
	l := newLab(t)
	seed, err := l.CloudInits().PreviewCloudInit(l.ctx, novacron.PreviewCloudInit{Name: "web_1", CloudInit: novacron.CloudInit{
		User: "ada", Password: "correct horse", Network: []novacron.CloudInitNIC{{DHCP: true}},
	}})
	require.NoError(t, err)
	require.Len(t, seed.Files, 3)
	require.Contains(t, seed.Files[0].Text, "local-hostname: web-1")
	require.Contains(t, seed.Files[2].Text, "passwd: (hidden)")
	require.Len(t, seed.Warnings, 1)
}

func TestCloudInitIsCheckedBefore(t *testing.T) {
	l := newLab(t)
	for field, c := range map[string]novacron.CloudInit{
		"cloudInit.userData":   {UserData: "#cloud-config\na: [\n"},
		"cloudInit.sshKeys[0]": {SSHKeys: []string{"x"}},
		"cloudInit.password":   {Password: "a\nb"},
		"cloudInit.network[0]": {Network: []novacron.CloudInitNIC{{DHCP: true}}},
	} {
		_, err := l.VMs().CreateVM(l.ctx, novacron.CreateVM{Name: "web-1", NICs: []novacron.CreateNIC{}, CloudInit: &c})
		e, ok := novacron.AsError(err)
		if ok && e.Code == novacron.Unsupported {
			t.Skip("the fake has no volumes yet")
		}
		require.True(t, ok, field)
		require.Equal(t, field, e.Fields[0].Name)
	}
}
