package kvm_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/hypervisor/kvm"
	"github.com/novacron/novacron/hypervisor/kvm/kvmtest"
	"github.com/novacron/novacron/novacron"
)

// networkWorld is a daemon whose host has a bridge and a card with a route.
func networkWorld(t *testing.T) (*kvmtest.Daemon, *kvm.Provider) {
	t.Helper()
	kvmtest.Require(t, "dnsmasq", "virt-xml-validate")
	d := kvmtest.StartDaemon(t)
	out, err := d.Command("sh", "-ec", `ip link add br0 type bridge
		ip link set br0 up
		ip link add eth7 type veth peer name peer7
		ip addr add 10.55.0.1/24 dev eth7
		ip link set eth7 up`).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return d, connected(t, kvm.Options{URI: d.URI(), Accel: kvm.AccelTCG, HostRoot: d.Root()})
}

func validNetwork(t *testing.T, d *kvmtest.Daemon, name string) {
	t.Helper()
	file := filepath.Join(d.Dir(), name+".xml")
	require.NoError(t, os.WriteFile(file, []byte(d.Virsh("net-dumpxml", name)), 0o600))
	out, err := d.Command("virt-xml-validate", file, "network").CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func routedNetwork() novacron.Network {
	return novacron.Network{
		Name: "routed", Mode: novacron.NetworkRouted, MTU: 1400, Domain: "lab.internal",
		IPv4: &novacron.Subnet{Address: "10.77.0.1/24", Start: "10.77.0.10", End: "10.77.0.99", Hosts: []novacron.DHCPHost{{MAC: "52:54:00:00:00:01", Address: "10.77.0.5", Name: "web"}}},
		IPv6: &novacron.Subnet{Address: "fd77::1/64", Start: "fd77::10", End: "fd77::99"},
	}
}

// TestNetworksOfEveryMode makes one of each mode, in the eyes of libvirt's own
// judges, and reads back what was made.
func TestNetworksOfEveryMode(t *testing.T) {
	t.Parallel()
	d, p := networkWorld(t)
	for _, n := range []novacron.Network{
		{Name: "nat", Mode: novacron.NetworkNAT},
		routedNetwork(),
		{Name: "isolated", Mode: novacron.NetworkIsolated, Bridge: "isobr0", IPv4: &novacron.Subnet{Address: "10.78.0.1/24"}},
		{Name: "bridged", Mode: novacron.NetworkBridge, Bridge: "br0"},
		{Name: "direct", Mode: novacron.NetworkMacvtap, Device: "eth7"},
		{Name: "tagged", Mode: novacron.NetworkVLAN, Bridge: "ovsbr0", VLAN: 42, OpenVSwitch: true}, // defined, never run: there is no Open vSwitch here
	} {
		n.ID, n.Autostart = novacron.NetworkID(newID()), true
		made, err := p.CheckNetwork(t.Context(), n)
		require.NoError(t, err, n.Name)
		require.NoError(t, p.DefineNetwork(t.Context(), made))
		require.NoError(t, p.DefineNetwork(t.Context(), made), "twice is as good as once")
		require.NoError(t, p.StartNetwork(t.Context(), n.Name))
		require.NoError(t, p.StartNetwork(t.Context(), n.Name), "one that runs is success")
		validNetwork(t, d, n.Name)
		got, err := p.Network(t.Context(), n.Name)
		require.NoError(t, err)
		made.State, made.Persistent, made.Managed = novacron.NetworkRunning, true, true
		if made.Bridge == "" {
			made.Bridge = got.Bridge
		}
		require.Equal(t, made, got)
		other := made
		other.ID = novacron.NetworkID(newID())
		require.Equal(t, novacron.Conflict, novacron.CodeOf(p.DefineNetwork(t.Context(), other)), "the name is taken")
	}
	all, err := p.Networks(t.Context())
	require.NoError(t, err)
	require.Len(t, all, 6)
	require.Contains(t, d.Virsh("net-list", "--all", "--autostart"), "routed")

	require.Equal(t, novacron.WrongState, novacron.CodeOf(p.UndefineNetwork(t.Context(), "nat")))
	for range 2 { // twice is as good as once
		require.NoError(t, p.StopNetwork(t.Context(), "isolated"))
	}
	require.NoError(t, p.UndefineNetwork(t.Context(), "isolated"))
	require.NoError(t, p.UndefineNetwork(t.Context(), "isolated"))
	_, err = p.Network(t.Context(), "isolated")
	require.Equal(t, novacron.NotFound, novacron.CodeOf(err))
}

// TestNetworksThatCannotBe are refused before libvirt would fail.
func TestNetworksThatCannotBe(t *testing.T) {
	t.Parallel()
	_, p := networkWorld(t)
	natNetwork(t, p, "first")
	for name, bad := range map[string]struct {
		code novacron.Code
		n    novacron.Network
	}{
		"the host's route":      {novacron.Conflict, novacron.Network{Mode: novacron.NetworkNAT, IPv4: &novacron.Subnet{Address: "10.55.0.129/25"}}},
		"another network":       {novacron.Conflict, novacron.Network{Mode: novacron.NetworkIsolated, IPv4: &novacron.Subnet{Address: "192.168.0.1/16"}}},
		"a bridge there":        {novacron.Conflict, novacron.Network{Mode: novacron.NetworkNAT, Bridge: "br0"}},
		"no bridge":             {novacron.Invalid, novacron.Network{Mode: novacron.NetworkBridge, Bridge: "br9"}},
		"no bridge, but a card": {novacron.Invalid, novacron.Network{Mode: novacron.NetworkBridge, Bridge: "eth7"}},
		"no card":               {novacron.Invalid, novacron.Network{Mode: novacron.NetworkMacvtap, Device: "eth9"}},
		"no card, but a bridge": {novacron.Invalid, novacron.Network{Mode: novacron.NetworkMacvtap, Device: "br0"}},
		"vlan on this libvirt":  {novacron.Unsupported, novacron.Network{Mode: novacron.NetworkVLAN, Bridge: "br0", VLAN: 42}},
	} {
		t.Run(name, func(t *testing.T) {
			bad.n.ID, bad.n.Name = novacron.NetworkID(newID()), "bad"
			_, err := p.CheckNetwork(t.Context(), bad.n)
			require.Equal(t, bad.code, novacron.CodeOf(err), "%v", err)
			if e, _ := novacron.AsError(err); bad.code != novacron.Invalid {
				require.NotEmpty(t, e.Mend)
			}
		})
	}
	second := natNetwork(t, p, "second")
	require.Equal(t, "192.168.101.1/24", second.IPv4.Address, "the next one that is free")

	found, err := p.HostInterfaces(t.Context())
	require.NoError(t, err)
	kinds := map[string]string{}
	for _, i := range found {
		kinds[i.Name] = i.Kind + " " + i.Network
	}
	require.Equal(t, "bridge ", kinds["br0"])
	require.Equal(t, "card ", kinds["eth7"])
	require.Equal(t, "bridge second", kinds[second.Bridge])
	require.NotContains(t, kinds, "lo")
}

// TestNetworkEdits changes a running network and leaves alone what virsh wrote.
func TestNetworkEdits(t *testing.T) {
	t.Parallel()
	d, p := networkWorld(t)
	natNetwork(t, p, "lab")
	d.Virsh("net-update", "lab", "add", "dns-host", "<host ip='192.168.100.7'><hostname>theirs</hostname></host>", "--live", "--config")
	off, domain, mtu, mac := false, "other.internal", 1400, "52:54:00:00:00:09"
	edit := hypervisor.NetworkEdit{
		Autostart: &off, Domain: &domain, MTU: &mtu,
		Range:   &hypervisor.DHCPRange{Start: "192.168.100.50", End: "192.168.100.60"},
		SetHost: &novacron.DHCPHost{MAC: mac, Address: "192.168.100.5", Name: "web-1"},
	}
	planned, err := p.EditNetwork(t.Context(), "lab", edit, true)
	require.NoError(t, err)
	changes, err := p.EditNetwork(t.Context(), "lab", edit, false)
	require.NoError(t, err)
	require.Equal(t, planned, changes)
	applied := map[string]novacron.Applied{}
	for _, c := range changes {
		applied[c.Field] = c.Applied
	}
	require.Equal(t, map[string]novacron.Applied{
		"autostart": novacron.AppliedNow, "ipv4.range": novacron.AppliedNow, "ipv4.hosts." + mac: novacron.AppliedNow,
		"domain": novacron.AppliedNextStart, "mtu": novacron.AppliedNextStart,
	}, applied)
	again, err := p.EditNetwork(t.Context(), "lab", edit, false)
	require.NoError(t, err)
	require.Empty(t, again)
	n, err := p.Network(t.Context(), "lab")
	require.NoError(t, err)
	require.Equal(t, "192.168.100.50", n.IPv4.Start)
	require.Equal(t, []novacron.DHCPHost{{MAC: mac, Address: "192.168.100.5", Name: "web-1"}}, n.IPv4.Hosts)
	config := d.Virsh("net-dumpxml", "--inactive", "lab")
	for _, text := range []string{"theirs", "other.internal", "1400", "192.168.100.60", mac, "novacron:network"} {
		require.Contains(t, config, text)
	}
	validNetwork(t, d, "lab")

	moved := novacron.DHCPHost{MAC: mac, Address: "192.168.100.6"}
	changes, err = p.EditNetwork(t.Context(), "lab", hypervisor.NetworkEdit{SetHost: &moved}, false)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	changes, err = p.EditNetwork(t.Context(), "lab", hypervisor.NetworkEdit{NoHost: &mac}, false)
	require.NoError(t, err)
	require.Len(t, changes, 1)
	require.NotContains(t, d.Virsh("net-dumpxml", "lab"), mac)
}

// TestOthersNetworks: what virsh does to networks is noticed.
func TestOthersNetworks(t *testing.T) {
	t.Parallel()
	d, p := networkWorld(t)
	l := watch(t, p)
	noticed := func(n hypervisor.Notice) bool { return n.Kind == hypervisor.NoticeNetworks }
	natNetwork(t, p, "lab")
	l.await(t, "one was made", noticed)
	d.Virsh("net-destroy", "lab")
	l.await(t, "it was stopped", noticed)
	n, err := p.Network(t.Context(), "lab")
	require.NoError(t, err)
	require.Equal(t, novacron.NetworkInactive, n.State)
}

// TestSweepFirewalls removes filters of VMs that others undefined, no others.
func TestSweepFirewalls(t *testing.T) {
	t.Parallel()
	d, p := networkWorld(t)
	const mac = "52:54:00:00:00:77"
	natNetwork(t, p, "lab")
	request := func(req *novacron.CreateVM) { req.NICs = []novacron.CreateNIC{{Network: "lab", MAC: mac}} }
	stays := create(t, p, "stays", request)
	gone := create(t, p, "gone", func(req *novacron.CreateVM) { req.NICs = []novacron.CreateNIC{{Network: "lab"}} })
	vm, err := p.VM(t.Context(), gone)
	require.NoError(t, err)
	require.NoError(t, p.SetFirewall(t.Context(), stays, mac, novacron.Firewall{}))
	require.NoError(t, p.SetFirewall(t.Context(), gone, vm.NICs[0].MAC, novacron.Firewall{}))
	require.Equal(t, novacron.NotFound, novacron.CodeOf(p.SetFirewall(t.Context(), stays, "52:54:00:ff:ff:ff", novacron.Firewall{})))
	d.Virsh("undefine", "gone")
	require.Contains(t, d.Virsh("nwfilter-list"), "novacron-"+string(gone))
	require.NoError(t, p.SweepFirewalls(t.Context()))
	left := d.Virsh("nwfilter-list")
	require.NotContains(t, left, "novacron-"+string(gone))
	require.Contains(t, left, "novacron-"+string(stays))
	require.Contains(t, left, "clean-traffic")
	validate(t, d.Virsh("dumpxml", "stays"))
	file := filepath.Join(d.Dir(), "filter.xml")
	require.NoError(t, p.SetFirewall(t.Context(), stays, mac, everyRule()))
	text := d.Virsh("nwfilter-dumpxml", kvm.FilterName(stays, mac))
	// libvirt reads and writes a state for IPv6, and has forgotten it in its schema (as of 9.0).
	known := regexp.MustCompile(`(<[a-z0-9-]*v6 [^>]*?) ?state='[A-Z,]*'`).ReplaceAllString(text, "$1")
	require.NoError(t, os.WriteFile(file, []byte(known), 0o600))
	out, err := d.Command("virt-xml-validate", file, "nwfilter").CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, text)
	got, err := p.Firewall(t.Context(), stays, mac)
	require.NoError(t, err)
	want := everyRule()
	require.Equal(t, want.Rules, got.Firewall.Rules)
	require.Equal(t, want.Addresses, got.Firewall.Addresses)
}

// everyRule is a firewall with every word of the form.
func everyRule() novacron.Firewall {
	on := true
	return novacron.Firewall{
		AntiSpoofing: &on, Addresses: []string{"192.168.100.5", "fd00::5"}, Inbound: "drop", Outbound: "drop",
		Rules: []novacron.Rule{
			{Action: "accept", Direction: "in", Protocol: "tcp", Ports: "22,80,8000-8100", CIDR: "10.0.0.0/8", Comment: "it's <web> & \"more\""},
			{Action: "reject", Direction: "out", Protocol: "udp", Ports: "53"},
			{Action: "drop", Direction: "in", Protocol: "any", CIDR: "fd01::/16"},
			{Action: "accept", Direction: "out", Protocol: "icmp"},
			{Action: "accept", Direction: "in", Protocol: "icmpv6", CIDR: "fd00::/8"},
			{Action: "accept", Direction: "out", Protocol: "sctp", Ports: "1-65535"},
			{Action: "accept", Direction: "out", Protocol: "any"},
		},
	}
}
