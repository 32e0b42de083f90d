package novacron_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/novacron"
)

// The id of a volume is a promise: links and scripts keep it.
func TestNewVolumeID(t *testing.T) {
	const pool = novacron.PoolID("0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11")
	id := novacron.NewVolumeID(pool, "web-1.qcow2")
	require.Equal(t, novacron.VolumeID("vol-7f154a6993bba5f6fb79"), id)
	require.NotEqual(t, id, novacron.NewVolumeID(pool, "web-2.qcow2"))
	require.NotEqual(t, id, novacron.NewVolumeID("another", "web-1.qcow2"))
}

func TestPoolStates(t *testing.T) {
	for state, usable := range map[novacron.PoolState]bool{
		novacron.PoolRunning: true, novacron.PoolDegraded: true,
		novacron.PoolInactive: false, novacron.PoolBuilding: false, novacron.PoolInaccessible: false,
	} {
		require.Equal(t, usable, state.Usable(), state)
	}
}

// Every mode that can be made is listed once, and only those with a bridge of
// their own may have addresses.
func TestNetworkModes(t *testing.T) {
	own := map[novacron.NetworkMode]bool{}
	for _, mode := range novacron.NetworkModes() {
		require.NotContains(t, own, mode)
		own[mode] = mode.OwnBridge()
	}
	require.Equal(t, map[novacron.NetworkMode]bool{
		novacron.NetworkNAT: true, novacron.NetworkRouted: true, novacron.NetworkIsolated: true,
		novacron.NetworkBridge: false, novacron.NetworkVLAN: false, novacron.NetworkMacvtap: false,
	}, own)
	require.True(t, novacron.NetworkOpen.OwnBridge())
	require.False(t, novacron.NetworkHostdev.OwnBridge())
}

func TestVerbs(t *testing.T) {
	require.ElementsMatch(t, []novacron.PoolVerb{"start", "stop", "refresh"}, novacron.PoolVerbs())
	require.ElementsMatch(t, []novacron.NetworkVerb{"start", "stop"}, novacron.NetworkVerbs())
}

func TestImageUse(t *testing.T) {
	require.Equal(t, "disk vda of vm web-1", novacron.ImageUse{VMName: "web-1", Device: "vda", Path: "/p"}.String())
	require.Equal(t, "volume /p", novacron.ImageUse{Path: "/p"}.String())
}

func TestAbilityOf(t *testing.T) {
	require.Equal(t, novacron.Ability{Available: true}, novacron.AbilityOf(nil))
	err := novacron.Errorf(novacron.WrongState, "vm web-1 is shutoff").WithMend("start it")
	require.Equal(t, novacron.Ability{Reason: "vm web-1 is shutoff", Mend: "start it"}, novacron.AbilityOf(err))
}

func TestPartsOfAVM(t *testing.T) {
	vm := novacron.VM{Disks: []novacron.Disk{{Device: "vda"}, {Device: "sda"}}, NICs: []novacron.NIC{{MAC: "52:54:00:ab:cd:ef"}}}
	require.Same(t, &vm.Disks[1], vm.Disk("sda"))
	require.Nil(t, vm.Disk("vdb"))
	require.Same(t, &vm.NICs[0], vm.NIC("52:54:00:AB:CD:EF"), "in whatever case it is written")
	require.Nil(t, vm.NIC("52:54:00:00:00:01"))
}
