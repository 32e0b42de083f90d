package fleet_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor/fake"
	"github.com/novacron/novacron/novacron"
)

func (l *lab) network(name string) novacron.Network {
	l.tb.Helper()
	require.Eventually(l.tb, func() bool { _, err := l.store.Networks().Named(name); return err == nil }, 5*time.Second, time.Millisecond)
	n, err := l.store.Networks().Named(name)
	require.NoError(l.tb, err)
	return n
}

func TestNetworkLife(t *testing.T) {
	l := newLab(t)
	nets := l.Networks()
	theirs := l.network("default")
	require.False(t, theirs.Managed)

	req := novacron.CreateNetwork{Name: "lab", Mutation: novacron.Mutation{DryRun: true}}
	dry, err := nets.CreateNetwork(l.ctx, req)
	require.NoError(t, err)
	require.True(t, dry.DryRun)
	require.Empty(t, dry.Target.ID)
	require.Contains(t, dry.Changes, novacron.Change{Field: "ipv4.address", To: "192.168.100.1/24", Applied: novacron.AppliedNow})
	req.Mutation = novacron.Mutation{IdempotencyKey: "k"}
	op := l.succeed(nets.CreateNetwork(l.ctx, req))
	again, err := nets.CreateNetwork(l.ctx, req)
	require.NoError(t, err)
	require.Equal(t, op.ID, again.ID, "the same request")
	n, err := nets.Network(l.ctx, novacron.NetworkID(op.Target.ID))
	require.NoError(t, err)
	require.Equal(t, novacron.NetworkRunning, n.State)
	require.True(t, n.Managed)
	require.NotZero(t, n.Revision)
	_, err = nets.CreateNetwork(l.ctx, novacron.CreateNetwork{Name: "lab"})
	require.Equal(t, novacron.Conflict, novacron.CodeOf(err))

	_, err = nets.ActNetwork(l.ctx, n.ID, novacron.NetworkAction{Verb: novacron.NetworkStart})
	require.Equal(t, novacron.WrongState, novacron.CodeOf(err))
	_, err = nets.ActNetwork(l.ctx, n.ID, novacron.NetworkAction{Verb: "dance"})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err))
	start, end := "192.168.100.50", "192.168.100.60"
	_, err = nets.UpdateNetwork(l.ctx, n.ID, novacron.NetworkUpdate{Start: &start, End: &end, Mutation: novacron.Mutation{Revision: n.Revision + 9}})
	require.Equal(t, novacron.Stale, novacron.CodeOf(err))
	op = l.succeed(nets.UpdateNetwork(l.ctx, n.ID, novacron.NetworkUpdate{Start: &start, End: &end, Mutation: novacron.Mutation{Revision: n.Revision}}))
	require.Equal(t, "ipv4.range", op.Changes[0].Field)
	host := novacron.DHCPHost{MAC: "52:54:00:AA:00:01", Address: "192.168.100.5"}
	l.succeed(nets.SetDHCPHost(l.ctx, n.ID, host, novacron.Mutation{}))
	_, err = nets.SetDHCPHost(l.ctx, n.ID, novacron.DHCPHost{MAC: "52:54:00:aa:00:02", Address: "192.168.100.5"}, novacron.Mutation{})
	require.Equal(t, novacron.Invalid, novacron.CodeOf(err), "the address is taken")
	l.succeed(nets.DeleteDHCPHost(l.ctx, n.ID, "52:54:00:aa:00:01", novacron.Mutation{}))
	_, err = nets.DeleteDHCPHost(l.ctx, n.ID, "52:54:00:aa:00:01", novacron.Mutation{})
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
	l.succeed(nets.ActNetwork(l.ctx, n.ID, novacron.NetworkAction{Verb: novacron.NetworkStop}))
	l.succeed(nets.DeleteNetwork(l.ctx, n.ID, novacron.DeleteNetwork{}))
	_, err = nets.Network(l.ctx, n.ID)
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
	require.Subset(t, l.events(string(n.ID)), []string{"network.created", "network.started", "network.changed", "network.stopped", "network.deleted"})
}

func TestANetworkInUseStays(t *testing.T) {
	l := newLab(t)
	n := l.network("default")
	l.succeed(l.VMs().CreateVM(l.ctx, novacron.CreateVM{Name: "web-1", Start: true}))
	for name, refused := range map[string]func() (novacron.Operation, error){
		"stop": func() (novacron.Operation, error) {
			return l.Networks().ActNetwork(l.ctx, n.ID, novacron.NetworkAction{Verb: novacron.NetworkStop})
		},
		"delete": func() (novacron.Operation, error) {
			return l.Networks().DeleteNetwork(l.ctx, n.ID, novacron.DeleteNetwork{})
		},
	} {
		_, err := refused()
		require.Equal(t, novacron.Conflict, novacron.CodeOf(err), name)
		require.Contains(t, err.Error(), "web-1")
	}
	l.succeed(l.Networks().ActNetwork(l.ctx, n.ID, novacron.NetworkAction{Verb: novacron.NetworkStop, Force: true}))
}

func TestNetworksThatAreNone(t *testing.T) {
	l := newLab(t)
	v4 := func(address, start, end string) *novacron.Subnet {
		return &novacron.Subnet{Address: address, Start: start, End: end}
	}
	for field, req := range map[string]novacron.CreateNetwork{
		"name":         {Name: "a b"},
		"mode":         {Name: "a", Mode: "open"},
		"bridge":       {Name: "a", Mode: novacron.NetworkBridge},
		"device":       {Name: "a", Mode: novacron.NetworkMacvtap},
		"vlan":         {Name: "a", Mode: novacron.NetworkVLAN, Bridge: "br0", OpenVSwitch: true},
		"openVSwitch":  {Name: "a", OpenVSwitch: true},
		"macvtapMode":  {Name: "a", MacvtapMode: "vepa"},
		"domain":       {Name: "a", Domain: "-x"},
		"mtu":          {Name: "a", MTU: 7},
		"ipv4":         {Name: "a", Mode: novacron.NetworkRouted},
		"ipv4.address": {Name: "a", IPv4: v4("192.168.7.0/24", "", "")},
		"ipv4.start":   {Name: "a", IPv4: v4("192.168.7.1/24", "192.168.8.2", "192.168.7.9")},
		"ipv4.end":     {Name: "a", IPv4: v4("192.168.7.1/24", "192.168.7.9", "192.168.7.2")},
		"ipv6.address": {Name: "a", IPv6: v4("192.168.7.1/24", "", "")},
		"ipv6.hosts":   {Name: "a", IPv6: &novacron.Subnet{Address: "fd00::1/64", Hosts: []novacron.DHCPHost{{MAC: "52:54:00:00:00:01", Address: "fd00::2"}}}},
	} {
		_, err := l.Networks().CreateNetwork(l.ctx, req)
		e, ok := novacron.AsError(err)
		require.True(t, ok && e.Code == novacron.Invalid, "%s: %v", field, err)
		var names []string
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
		require.Contains(t, names, field)
	}
}

// The addresses of a VM come into its record by themselves, once, and go with
// its power.
func TestAddressesAreFollowed(t *testing.T) {
	l := newLab(t)
	op := l.succeed(l.VMs().CreateVM(l.ctx, novacron.CreateVM{Name: "web-1", Start: true}))
	id := novacron.VMID(op.Target.ID)
	var vm novacron.VM
	require.Eventually(t, func() bool {
		vm, _ = l.store.VM(id)
		return len(vm.NICs) == 1 && len(vm.NICs[0].Addresses) == 1
	}, 10*time.Second, 5*time.Millisecond)
	require.Equal(t, "lease", vm.NICs[0].Addresses[0].Source)
	require.Equal(t, vm.NICs[0].Addresses[0].Address, vm.NICs[0].Address)
	leases, err := l.Networks().Leases(l.ctx, l.network("default").ID, novacron.PageRequest{})
	require.NoError(t, err)
	require.Equal(t, id, leases.Items[0].VM)
	nics, err := l.VMNetworks().VMAddresses(l.ctx, id)
	require.NoError(t, err)
	require.Equal(t, vm.NICs[0].Addresses, nics[0].Addresses)

	l.succeed(l.VMs().PowerVM(l.ctx, id, novacron.PowerRequest{Verb: novacron.PowerOff}))
	vm, err = l.store.VM(id)
	require.NoError(t, err)
	require.Empty(t, vm.NICs[0].Addresses)
	require.Empty(t, vm.NICs[0].Address)
}

func TestFirewallOfANIC(t *testing.T) {
	l := openLab(t, t.TempDir(), newFake(t, fake.Options{}))
	id := novacron.VMID(l.succeed(l.VMs().CreateVM(l.ctx, novacron.CreateVM{Name: "web-1"})).Target.ID)
	vm, err := l.store.VM(id)
	require.NoError(t, err)
	mac := vm.NICs[0].MAC
	nets := l.VMNetworks()
	none, err := nets.Firewall(l.ctx, id, mac)
	require.NoError(t, err)
	require.Nil(t, none.Firewall)
	fw := novacron.Firewall{Inbound: "drop", Rules: []novacron.Rule{{Action: "accept", Direction: "in", Protocol: "tcp", Ports: "22", CIDR: "10.0.0.0/8"}}}
	dry, err := nets.SetFirewall(l.ctx, id, mac, novacron.SetFirewall{Firewall: fw, Mutation: novacron.Mutation{DryRun: true}})
	require.NoError(t, err)
	require.Contains(t, dry.Changes[0].To, "accept in tcp 22 10.0.0.0/8")
	op := l.succeed(nets.SetFirewall(l.ctx, id, mac, novacron.SetFirewall{Firewall: fw}))
	require.Equal(t, dry.Changes, op.Changes)
	vm, err = l.store.VM(id)
	require.NoError(t, err)
	require.NotEmpty(t, vm.NICs[0].Filter)
	got, err := nets.Firewall(l.ctx, id, mac)
	require.NoError(t, err)
	require.True(t, *got.Firewall.AntiSpoofing, "by default")
	l.succeed(nets.DeleteFirewall(l.ctx, id, mac, novacron.Mutation{}))
	_, err = nets.SetFirewall(l.ctx, id, "52:54:00:ff:ff:ff", novacron.SetFirewall{})
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
	for field, bad := range map[string]novacron.Firewall{
		"inbound":           {Inbound: "maybe"},
		"learn":             {Learn: "x"},
		"addresses[0]":      {Addresses: []string{"x"}},
		"rules[0].action":   {Rules: []novacron.Rule{{Action: "allow", Direction: "in"}}},
		"rules[0].ports":    {Rules: []novacron.Rule{{Action: "drop", Direction: "in", Protocol: "tcp", Ports: "9-1"}}},
		"rules[0].cidr":     {Rules: []novacron.Rule{{Action: "drop", Direction: "in", Protocol: "icmp", CIDR: "fd00::/8"}}},
		"rules[0].protocol": {Rules: []novacron.Rule{{Action: "drop", Direction: "in", Protocol: "gre"}}},
	} {
		_, err := nets.SetFirewall(l.ctx, id, mac, novacron.SetFirewall{Firewall: bad})
		e, ok := novacron.AsError(err)
		require.True(t, ok && e.Code == novacron.Invalid, "%v", err)
		require.Equal(t, field, e.Fields[0].Name)
	}
}
