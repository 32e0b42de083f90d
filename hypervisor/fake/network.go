package fake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var (
	_ hypervisor.Networks  = (*Provider)(nil)
	_ hypervisor.Addresses = (*Provider)(nil)
	_ hypervisor.Firewalls = (*Provider)(nil)
)

// newNetwork is a network that the pretended host has from the beginning.
func newNetwork(name string, n int) *novacron.Network {
	b := sha256.Sum256([]byte("novacron fake network " + name))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	base := fmt.Sprintf("192.168.%d.", 122+n)
	return &novacron.Network{
		ID:   novacron.NetworkID(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])),
		Name: name, Mode: novacron.NetworkNAT, State: novacron.NetworkRunning, Autostart: true, Persistent: true,
		Bridge: "virbr" + strconv.Itoa(n), IPv4: &novacron.Subnet{Address: base + "1/24", Start: base + "2", End: base + "254"},
	}
}

// Networks returns every network.
func (p *Provider) Networks(ctx context.Context) (all []novacron.Network, err error) {
	err = p.do(ctx, "Networks", func() error {
		for _, n := range p.networks {
			all = append(all, cloneNetwork(n))
		}
		return nil
	})
	return all, err
}

// Network returns one network.
func (p *Provider) Network(ctx context.Context, name string) (out novacron.Network, err error) {
	err = p.onNetwork(ctx, "Network", name, func(n *novacron.Network) error { out = cloneNetwork(n); return nil })
	return out, err
}

func cloneNetwork(n *novacron.Network) novacron.Network {
	out := *n
	for _, s := range []**novacron.Subnet{&out.IPv4, &out.IPv6} {
		if *s != nil {
			subnet := **s
			subnet.Hosts = slices.Clone(subnet.Hosts)
			*s = &subnet
		}
	}
	return out
}

func (p *Provider) onNetwork(ctx context.Context, op, name string, fn func(*novacron.Network) error) error {
	return p.do(ctx, op, func() error {
		n := p.networks[name]
		if n == nil {
			return novacron.Errorf(novacron.NotFound, "there is no network %s", name)
		}
		return fn(n)
	})
}

// changeNetwork is onNetwork for calls that change it.
func (p *Provider) changeNetwork(ctx context.Context, op, name string, fn func(*novacron.Network) error) error {
	return p.onNetwork(ctx, op, name, func(n *novacron.Network) error {
		if err := fn(n); err != nil {
			return err
		}
		p.networksChangedLocked()
		return nil
	})
}

func (p *Provider) networksChangedLocked() {
	p.keepLocked(nil)
	p.noticeLocked(hypervisor.Notice{Kind: hypervisor.NoticeNetworks})
}

// CheckNetwork refuses addresses that another network has; the pretended host
// has the bridge br0 and the cards eth0 and eth1.
func (p *Provider) CheckNetwork(ctx context.Context, n novacron.Network) (novacron.Network, error) {
	err := p.do(ctx, "CheckNetwork", func() error {
		switch n.Mode { //nolint:exhaustive // the others need nothing of the host
		case novacron.NetworkVLAN:
			if !n.OpenVSwitch {
				return novacron.Errorf(novacron.Unsupported, "the simulated host tags VLANs on Open vSwitch bridges only").WithMend("set openVSwitch")
			}
		case novacron.NetworkBridge:
			if n.Bridge != "br0" && !n.OpenVSwitch {
				return novacron.InvalidField("bridge", "this host has no interface %q; see novacron network interfaces", n.Bridge)
			}
		case novacron.NetworkMacvtap:
			if n.MacvtapMode == "" {
				n.MacvtapMode = "bridge"
			}
		}
		if n.Mode == novacron.NetworkNAT && n.IPv4 == nil && n.IPv6 == nil {
			n.IPv4 = p.freeSubnetLocked()
		}
		return p.checkSubnetLocked(n.IPv4)
	})
	return n, err
}

func (p *Provider) freeSubnetLocked() *novacron.Subnet {
	for x := 100; x < 255; x++ {
		base := fmt.Sprintf("192.168.%d.", x)
		s := &novacron.Subnet{Address: base + "1/24", Start: base + "2", End: base + "254"}
		if p.checkSubnetLocked(s) == nil {
			return s
		}
	}
	return nil
}

func (p *Provider) checkSubnetLocked(s *novacron.Subnet) error {
	if s == nil {
		return nil
	}
	prefix, err := netip.ParsePrefix(s.Address)
	if err != nil {
		return novacron.InvalidField("ipv4.address", "must be an address with its prefix, as 192.168.100.1/24")
	}
	for _, other := range p.networks {
		if other.IPv4 == nil {
			continue
		}
		if taken, err := netip.ParsePrefix(other.IPv4.Address); err == nil && taken.Masked().Overlaps(prefix.Masked()) {
			return novacron.Errorf(novacron.Conflict, "%s overlaps %s of network %s", prefix.Masked(), taken.Masked(), other.Name).
				WithMend("choose a subnet that is free")
		}
	}
	return nil
}

// DefineNetwork makes a network, stopped.
func (p *Provider) DefineNetwork(ctx context.Context, n novacron.Network) error {
	return p.do(ctx, "DefineNetwork", func() error {
		if have := p.networks[n.Name]; have != nil {
			if have.ID != n.ID {
				return novacron.Errorf(novacron.Conflict, "a network named %s exists already (%s)", n.Name, have.ID).WithMend("choose another name")
			}
			return nil
		}
		made := cloneNetwork(&n)
		made.State, made.Persistent, made.Managed = novacron.NetworkInactive, true, true
		if made.Mode.OwnBridge() && made.Bridge == "" {
			made.Bridge = "virbr" + strconv.Itoa(len(p.networks))
		}
		p.networks[n.Name] = &made
		p.networksChangedLocked()
		return nil
	})
}

// StartNetwork starts a network.
func (p *Provider) StartNetwork(ctx context.Context, name string) error {
	return p.changeNetwork(ctx, "StartNetwork", name, func(n *novacron.Network) error { n.State = novacron.NetworkRunning; return nil })
}

// StopNetwork stops a network.
func (p *Provider) StopNetwork(ctx context.Context, name string) error {
	return p.changeNetwork(ctx, "StopNetwork", name, func(n *novacron.Network) error { n.State = novacron.NetworkInactive; return nil })
}

// UndefineNetwork removes a stopped network.
func (p *Provider) UndefineNetwork(ctx context.Context, name string) error {
	return p.do(ctx, "UndefineNetwork", func() error {
		n := p.networks[name]
		if n == nil {
			return nil
		}
		if n.State == novacron.NetworkRunning {
			return novacron.Errorf(novacron.WrongState, "network %s is running", name).WithMend("stop it first")
		}
		delete(p.networks, name)
		p.networksChangedLocked()
		return nil
	})
}

// EditNetwork changes a network.
func (p *Provider) EditNetwork(ctx context.Context, name string, edit hypervisor.NetworkEdit, dryRun bool) (changes []novacron.Change, err error) {
	err = p.onNetwork(ctx, "EditNetwork", name, func(n *novacron.Network) error {
		now := cloneNetwork(n)
		if changes, err = editNetwork(&now, edit); err != nil || dryRun || len(changes) == 0 {
			return err
		}
		*n = now
		p.networksChangedLocked()
		return nil
	})
	return changes, err
}

func editNetwork(n *novacron.Network, edit hypervisor.NetworkEdit) ([]novacron.Change, error) {
	var changes []novacron.Change
	change := func(field, from, to string) bool {
		if from != to {
			changes = append(changes, novacron.Change{Field: field, From: from, To: to, Applied: novacron.AppliedNow})
		}
		return from != to
	}
	if edit.Autostart != nil && change("autostart", strconv.FormatBool(n.Autostart), strconv.FormatBool(*edit.Autostart)) {
		n.Autostart = *edit.Autostart
	}
	if edit.Domain != nil && change("domain", n.Domain, *edit.Domain) {
		n.Domain = *edit.Domain
	}
	if edit.MTU != nil && change("mtu", strconv.Itoa(n.MTU), strconv.Itoa(*edit.MTU)) {
		n.MTU = *edit.MTU
	}
	if edit.Range == nil && edit.SetHost == nil && edit.NoHost == nil {
		return changes, nil
	}
	if n.IPv4 == nil {
		return nil, novacron.Errorf(novacron.Unsupported, "network %s has no IPv4 addresses to hand out", n.Name)
	}
	if r := edit.Range; r != nil && change("ipv4.range", n.IPv4.Start+"-"+n.IPv4.End, r.Start+"-"+r.End) {
		n.IPv4.Start, n.IPv4.End = r.Start, r.End
	}
	of := func(mac string) int {
		return slices.IndexFunc(n.IPv4.Hosts, func(h novacron.DHCPHost) bool { return strings.EqualFold(h.MAC, mac) })
	}
	if h := edit.SetHost; h != nil {
		from, at := "", of(h.MAC)
		if at >= 0 {
			from = strings.TrimSpace(n.IPv4.Hosts[at].Address + " " + n.IPv4.Hosts[at].Name)
			n.IPv4.Hosts = slices.Delete(n.IPv4.Hosts, at, at+1)
		}
		change("ipv4.hosts."+h.MAC, from, strings.TrimSpace(h.Address+" "+h.Name))
		n.IPv4.Hosts = append(n.IPv4.Hosts, *h)
	}
	if edit.NoHost != nil {
		if at := of(*edit.NoHost); at >= 0 {
			change("ipv4.hosts."+*edit.NoHost, n.IPv4.Hosts[at].Address, "")
			n.IPv4.Hosts = slices.Delete(n.IPv4.Hosts, at, at+1)
		}
	}
	return changes, nil
}

// Leases gives every NIC of an active VM an address that follows from its MAC.
func (p *Provider) Leases(ctx context.Context, name string) (leases []novacron.Lease, err error) {
	err = p.onNetwork(ctx, "Leases", name, func(n *novacron.Network) error {
		for _, m := range p.vms {
			for _, nic := range m.VM.NICs {
				if l, ok := p.leaseLocked(m, nic); ok && nic.Source == n.Name {
					leases = append(leases, l)
				}
			}
		}
		return nil
	})
	return leases, err
}

func (p *Provider) leaseLocked(m *machine, nic novacron.NIC) (novacron.Lease, bool) {
	n := p.networks[nic.Source]
	if m.Live == nil || nic.Kind != "network" || n == nil || n.State != novacron.NetworkRunning || n.IPv4 == nil || n.IPv4.Start == "" {
		return novacron.Lease{}, false
	}
	prefix, err := netip.ParsePrefix(n.IPv4.Address)
	if err != nil {
		return novacron.Lease{}, false
	}
	sum := sha256.Sum256([]byte(nic.MAC))
	addr := prefix.Addr().As4()
	addr[3] = 2 + sum[0]%250
	lease := novacron.Lease{MAC: nic.MAC, Address: netip.AddrFrom4(addr).String(), Prefix: prefix.Bits(), Hostname: m.VM.Name}
	for _, h := range n.IPv4.Hosts {
		if strings.EqualFold(h.MAC, nic.MAC) {
			lease.Address = h.Address
		}
	}
	expires := m.Live.BootedAt.Add(60 * 60 * 1e9).UTC()
	lease.ExpiresAt = &expires
	return lease, true
}

// HostInterfaces returns those of the pretended host.
func (p *Provider) HostInterfaces(ctx context.Context) (found []novacron.HostInterface, err error) {
	err = p.do(ctx, "HostInterfaces", func() error {
		found = []novacron.HostInterface{
			{Name: "br0", Kind: "bridge", MAC: "02:00:00:00:00:01", Up: true, Carrier: true, MTU: 1500, Ports: []string{"eth0"}, Addresses: []string{"192.0.2.10/24"}},
			{Name: "eth0", Kind: "card", MAC: "02:00:00:00:00:01", Up: true, Carrier: true, MTU: 1500, SpeedMbps: 10000, Master: "br0"},
			{Name: "eth1", Kind: "card", MAC: "02:00:00:00:00:02", Up: true, MTU: 1500},
		}
		for _, n := range p.networks {
			if n.Mode.OwnBridge() && n.State == novacron.NetworkRunning {
				found = append(found, novacron.HostInterface{Name: n.Bridge, Kind: "bridge", Up: true, MTU: 1500, Network: n.Name})
			}
		}
		return nil
	})
	return found, err
}

// Addresses tells what the network's DHCP server gave an active VM.
func (p *Provider) Addresses(ctx context.Context, id novacron.VMID) (nics []novacron.NICAddresses, err error) {
	nics = []novacron.NICAddresses{}
	err = p.do(ctx, "Addresses", func() error {
		m, err := p.findLocked(id)
		if err != nil || m.Live == nil {
			return err
		}
		for _, nic := range m.VM.NICs {
			told := novacron.NICAddresses{MAC: nic.MAC, Addresses: []novacron.NICAddress{}}
			if l, ok := p.leaseLocked(m, nic); ok {
				told.Addresses = append(told.Addresses, novacron.NICAddress{Address: l.Address, Prefix: l.Prefix, Source: "lease"})
			}
			nics = append(nics, told)
		}
		return nil
	})
	return nics, err
}

func (p *Provider) onNIC(ctx context.Context, op string, id novacron.VMID, mac string, fn func(*machine, *novacron.NIC)) error {
	return p.do(ctx, op, func() error {
		m, err := p.findLocked(id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(m.VM.NICs, func(n novacron.NIC) bool { return strings.EqualFold(n.MAC, mac) })
		if i < 0 {
			return novacron.Errorf(novacron.NotFound, "vm %s has no network interface %s", m.VM.Name, mac)
		}
		fn(m, &m.VM.NICs[i])
		return nil
	})
}

// Firewall returns the firewall of one interface.
func (p *Provider) Firewall(ctx context.Context, id novacron.VMID, mac string) (out novacron.NICFirewall, err error) {
	err = p.onNIC(ctx, "Firewall", id, mac, func(m *machine, nic *novacron.NIC) {
		out = novacron.NICFirewall{MAC: nic.MAC, Filter: nic.Filter}
		if fw, ok := m.Firewalls[nic.MAC]; ok && nic.Filter != "" {
			out.Firewall = &fw
		}
	})
	return out, err
}

// SetFirewall keeps a firewall; nothing is filtered.
func (p *Provider) SetFirewall(ctx context.Context, id novacron.VMID, mac string, fw novacron.Firewall) error {
	return p.onNIC(ctx, "SetFirewall", id, mac, func(m *machine, nic *novacron.NIC) {
		if m.Firewalls == nil {
			m.Firewalls = map[string]novacron.Firewall{}
		}
		if fw.AntiSpoofing == nil {
			on := true
			fw.AntiSpoofing = &on
		}
		for _, word := range []*string{&fw.Inbound, &fw.Outbound} {
			if *word == "" {
				*word = novacron.FirewallAccept
			}
		}
		m.Firewalls[nic.MAC] = fw
		setFilter(m, nic, "novacron-"+string(id)+"-"+strings.ReplaceAll(nic.MAC, ":", ""))
		p.firewallChangedLocked(m)
	})
}

// DeleteFirewall removes one.
func (p *Provider) DeleteFirewall(ctx context.Context, id novacron.VMID, mac string) error {
	return p.onNIC(ctx, "DeleteFirewall", id, mac, func(m *machine, nic *novacron.NIC) {
		delete(m.Firewalls, nic.MAC)
		setFilter(m, nic, "")
		p.firewallChangedLocked(m)
	})
}

// setFilter puts a filter on an interface, and on that of the running VM.
func setFilter(m *machine, nic *novacron.NIC, filter string) {
	nic.Filter = filter
	if m.Live == nil || m.Live.Devices == nil {
		return
	}
	live := m.Live.Devices.NICs
	for i := range live {
		if live[i].MAC == nic.MAC {
			live[i].Filter = filter
		}
	}
}

// SweepFirewalls has nothing to do: a firewall here is a part of its VM.
func (p *Provider) SweepFirewalls(context.Context) error { return nil }

func (p *Provider) firewallChangedLocked(m *machine) {
	p.changedLocked(m.VM.ID, novacron.EventVMChanged, "firewall")
	p.keepLocked(m)
}
