package hypervisortest

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// networks returns what the provider has of networks, or skips the chapter.
func (s *suite) networks() hypervisor.Networks {
	p, ok := s.Provider.(hypervisor.Networks)
	if !ok || !s.traits.Networks {
		s.Skip("it has no networks of its own")
	}
	return p
}

// isolated defines a network that leads nowhere, and removes it in the end.
func (s *suite) isolated(p hypervisor.Networks) novacron.Network {
	s.Helper()
	n, err := p.CheckNetwork(s.ctx(), novacron.Network{
		ID: novacron.NetworkID(newID()), Name: "suite-" + strings.ToLower(rand.Text()[:6]), Mode: novacron.NetworkIsolated,
		IPv4: &novacron.Subnet{Address: "10.213.7.1/24", Start: "10.213.7.10", End: "10.213.7.20"},
	})
	require.NoError(s.T, err)
	require.NoError(s.T, p.DefineNetwork(s.ctx(), n))
	s.Cleanup(func() {
		_ = p.StopNetwork(context.Background(), n.Name)
		_ = p.UndefineNetwork(context.Background(), n.Name)
	})
	return n
}

func testNetworks(s *suite) {
	p, ctx := s.networks(), s.ctx()
	n := s.isolated(p)
	require.NoError(s.T, p.DefineNetwork(ctx, n), "one that exists is success")
	other := n
	other.ID = novacron.NetworkID(newID())
	s.code(novacron.Conflict, p.DefineNetwork(ctx, other))
	other.Name += "x"
	_, err := p.CheckNetwork(ctx, other)
	s.code(novacron.Conflict, err)

	for range 2 { // twice is as good as once
		require.NoError(s.T, p.StartNetwork(ctx, n.Name))
	}
	got, err := p.Network(ctx, n.Name)
	require.NoError(s.T, err)
	require.Equal(s.T, novacron.NetworkRunning, got.State)
	require.Equal(s.T, n.IPv4, got.IPv4)
	all, err := p.Networks(ctx)
	require.NoError(s.T, err)
	require.Contains(s.T, all, got)
	leases, err := p.Leases(ctx, n.Name)
	require.NoError(s.T, err)
	require.Empty(s.T, leases)
	s.code(novacron.WrongState, p.UndefineNetwork(ctx, n.Name))
	for range 2 {
		require.NoError(s.T, p.StopNetwork(ctx, n.Name))
	}
	for range 2 {
		require.NoError(s.T, p.UndefineNetwork(ctx, n.Name))
	}
	_, err = p.Network(ctx, n.Name)
	s.code(novacron.NotFound, err)
	s.code(novacron.NotFound, p.StartNetwork(ctx, n.Name))
	_, err = p.HostInterfaces(ctx)
	require.NoError(s.T, err)
}

func testNetworkEdit(s *suite) {
	p, ctx := s.networks(), s.ctx()
	n := s.isolated(p)
	require.NoError(s.T, p.StartNetwork(ctx, n.Name))
	on := true
	host := novacron.DHCPHost{MAC: "52:54:00:00:00:09", Address: "10.213.7.5", Name: "suite"}
	edit := hypervisor.NetworkEdit{Autostart: &on, Range: &hypervisor.DHCPRange{Start: "10.213.7.30", End: "10.213.7.40"}, SetHost: &host}
	planned, err := p.EditNetwork(ctx, n.Name, edit, true)
	require.NoError(s.T, err)
	before, err := p.Network(ctx, n.Name)
	require.NoError(s.T, err)
	require.Equal(s.T, n.IPv4, before.IPv4, "a dry run changes nothing")
	changes, err := p.EditNetwork(ctx, n.Name, edit, false)
	require.NoError(s.T, err)
	require.Equal(s.T, planned, changes)
	require.Len(s.T, changes, 3)
	again, err := p.EditNetwork(ctx, n.Name, edit, false)
	require.NoError(s.T, err)
	require.Empty(s.T, again, "it is so already")
	after, err := p.Network(ctx, n.Name)
	require.NoError(s.T, err)
	require.True(s.T, after.Autostart)
	require.Equal(s.T, &novacron.Subnet{Address: "10.213.7.1/24", Start: "10.213.7.30", End: "10.213.7.40", Hosts: []novacron.DHCPHost{host}}, after.IPv4)
	changes, err = p.EditNetwork(ctx, n.Name, hypervisor.NetworkEdit{NoHost: &host.MAC}, false)
	require.NoError(s.T, err)
	require.Len(s.T, changes, 1)
}

func testFirewalls(s *suite) {
	p, ok := s.Provider.(hypervisor.Firewalls)
	if !ok || !s.traits.Networks {
		s.Skip("it has no firewalls")
	}
	nets, ctx := s.networks(), s.ctx()
	n := s.isolated(nets)
	require.NoError(s.T, nets.StartNetwork(ctx, n.Name))
	req := s.request()
	req.NICs = []novacron.CreateNIC{{Network: n.Name}}
	vm := s.get(s.define(req))
	mac := vm.NICs[0].MAC
	none, err := p.Firewall(ctx, vm.ID, mac)
	require.NoError(s.T, err)
	require.Nil(s.T, none.Firewall)
	fw := novacron.Firewall{Inbound: novacron.FirewallDrop, Rules: []novacron.Rule{
		{Action: "accept", Direction: "in", Protocol: "tcp", Ports: "22,80-90", CIDR: "10.0.0.0/8", Comment: "ssh"},
		{Action: "reject", Direction: "out", Protocol: "udp"},
	}}
	for range 2 { // twice is as good as once
		require.NoError(s.T, p.SetFirewall(ctx, vm.ID, mac, fw))
	}
	got, err := p.Firewall(ctx, vm.ID, mac)
	require.NoError(s.T, err)
	require.Equal(s.T, fw.Rules, got.Firewall.Rules)
	require.True(s.T, *got.Firewall.AntiSpoofing, "by default")
	require.Equal(s.T, novacron.FirewallAccept, got.Firewall.Outbound)
	seen, err := s.VM(ctx, vm.ID)
	require.NoError(s.T, err)
	require.Equal(s.T, got.Filter, seen.NICs[0].Filter)
	_, err = p.Firewall(ctx, vm.ID, "52:54:00:ff:ff:ff")
	s.code(novacron.NotFound, err)
	for range 2 {
		require.NoError(s.T, p.DeleteFirewall(ctx, vm.ID, mac))
	}
	seen, err = s.VM(ctx, vm.ID)
	require.NoError(s.T, err)
	require.Empty(s.T, seen.NICs[0].Filter)
	require.NoError(s.T, p.SweepFirewalls(ctx))
}
