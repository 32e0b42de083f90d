package fake_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

func TestAFirewallIsSeenOnAVMWhoseHardwareChanged(t *testing.T) {
	p := open(t, fake.Options{})
	id := running(t, p)
	nic, err := p.CompleteNIC(t.Context(), id, novacron.CreateNIC{})
	require.NoError(t, err)
	_, err = p.EditDevices(t.Context(), id, hypervisor.DeviceEdit{AddNIC: &nic})
	require.NoError(t, err)

	require.NoError(t, p.SetFirewall(t.Context(), id, nic.MAC, novacron.Firewall{}))
	vm := look(t, p, id)
	require.NotEmpty(t, vm.NIC(nic.MAC).Filter)
	require.NoError(t, p.DeleteFirewall(t.Context(), id, nic.MAC))
	vm = look(t, p, id)
	require.Empty(t, vm.NIC(nic.MAC).Filter)
}
