package fleet_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
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
		require.True(t, ok, field)
		require.Equal(t, field, e.Fields[0].Name)
	}
}

func TestSeedComesAndGoesWithItsVM(t *testing.T) {
	l := newLab(t)
	vm := l.create(novacron.CreateVM{
		Name: "web-1", NICs: []novacron.CreateNIC{}, Disks: []novacron.CreateDisk{{SizeBytes: 1 << 30}},
		CloudInit: &novacron.CloudInit{User: "ada", Password: "correct horse"},
	})
	require.Len(t, vm.Disks, 2)
	require.Equal(t, "cdrom", vm.Disks[1].Kind)
	require.True(t, vm.Disks[1].ReadOnly)
	first, err := l.CloudInits().CloudInit(l.ctx, vm.ID)
	require.NoError(t, err)
	require.Equal(t, "web-1-seed-"+string(vm.ID[:8])+".iso", first.Volume)
	require.Contains(t, first.Files[1].Text, "name: ada")
	require.NotContains(t, first.Files[1].Text, "$6$")

	op, err := l.CloudInits().ReplaceCloudInit(l.ctx, vm.ID, novacron.ReplaceCloudInit{CloudInit: novacron.CloudInit{User: "grace"}})
	op = l.succeed(op, err)
	require.Equal(t, novacron.AppliedNextStart, op.Changes[0].Applied)
	second, err := l.CloudInits().CloudInit(l.ctx, vm.ID)
	require.NoError(t, err)
	require.NotEqual(t, first.InstanceID, second.InstanceID)
	require.Contains(t, second.Files[1].Text, "name: grace")

	ref := hypervisor.VolumeRef{Pool: second.Pool, Volume: second.Volume}
	del, err := l.VMs().DeleteVM(l.ctx, vm.ID, novacron.DeleteVM{})
	l.succeed(del, err)
	_, err = l.provider.Volume(l.ctx, ref)
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
}

// No password in clear is kept, not even while the operation runs.
func TestPasswordIsNotKept(t *testing.T) {
	l := newLab(t)
	l.create(novacron.CreateVM{Name: "web-1", NICs: []novacron.CreateNIC{}, CloudInit: &novacron.CloudInit{Password: "correct horse"}})
	require.NoError(t, l.Close())
	require.NoError(t, l.store.Close())
	err := filepath.WalkDir(l.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		require.NotContains(t, string(data), "correct horse", path)
		return err
	})
	require.NoError(t, err)
}
