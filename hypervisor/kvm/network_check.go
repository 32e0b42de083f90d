package kvm

import (
	"context"
	"fmt"
	"net/netip"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/novacron"
)

// vlanOnBridges is the libvirt that can tag VLANs on the kernel's own bridges.
const vlanOnBridges = 11_000_000

// CheckNetwork says why a network cannot be made here, and fills in what was
// left out.
func (p *Provider) CheckNetwork(ctx context.Context, n novacron.Network) (novacron.Network, error) {
	s, err := p.session()
	if err != nil {
		return n, err
	}
	all, err := p.Networks(ctx)
	if err != nil {
		return n, err
	}
	c := networkCheck{host: p.hostNet(), others: all, real: s.driver == "qemu"}
	if n.Mode == novacron.NetworkMacvtap && n.MacvtapMode == "" {
		n.MacvtapMode = "bridge"
	}
	if err := c.devices(n); err != nil {
		return n, err
	}
	if n.Mode == novacron.NetworkVLAN && !n.OpenVSwitch {
		if err := p.checkVLAN(ctx, c, n); err != nil {
			return n, err
		}
	}
	if n.Mode == novacron.NetworkNAT && n.IPv4 == nil && n.IPv6 == nil {
		if n.IPv4 = c.free(); n.IPv4 == nil {
			return n, novacron.Errorf(novacron.Exhausted, "every 192.168.x.0/24 is used on this host").WithMend("give the network a subnet of your own choice")
		}
		return n, nil
	}
	for field, subnet := range map[string]*novacron.Subnet{"ipv4": n.IPv4, "ipv6": n.IPv6} {
		if err := c.subnet(field, subnet); err != nil {
			return n, err
		}
	}
	return n, nil
}

// networkCheck is what a network is checked against.
type networkCheck struct {
	host   hostNet
	others []novacron.Network
	real   bool // the host is there, not libvirt's test driver's
}

// devices looks for the bridge or card that a network needs, or must not find.
func (c networkCheck) devices(n novacron.Network) error {
	if !c.real {
		return nil
	}
	switch {
	case n.Mode.OwnBridge():
		for _, other := range c.others {
			if n.Bridge != "" && other.Bridge == n.Bridge {
				return novacron.Errorf(novacron.Conflict, "the bridge %s is that of network %s", n.Bridge, other.Name).WithMend("choose another name, or leave it out")
			}
		}
		if n.Bridge != "" && c.host.exists(n.Bridge) {
			return novacron.Errorf(novacron.Conflict, "this host has an interface %s already", n.Bridge).
				WithMend("choose another name, or mode bridge to use the one that is there")
		}
	case n.Mode == novacron.NetworkMacvtap:
		if !c.host.exists(n.Device) {
			return errNoInterface("device", n.Device)
		}
		if kind := c.host.kind(n.Device); kind == "bridge" {
			return novacron.InvalidField("device", "%s is a bridge: choose mode bridge", n.Device)
		}
	case !n.OpenVSwitch:
		if !c.host.exists(n.Bridge) {
			return errNoInterface("bridge", n.Bridge)
		}
		if c.host.kind(n.Bridge) != "bridge" {
			return novacron.InvalidField("bridge", "%s is no bridge; mode macvtap uses a network card directly", n.Bridge)
		}
	}
	if n.Mode.OwnBridge() && n.Device != "" && !c.host.exists(n.Device) {
		return errNoInterface("device", n.Device)
	}
	return nil
}

func errNoInterface(field, name string) error {
	return novacron.InvalidField(field, "this host has no interface %q; see novacron network interfaces", name)
}

// checkVLAN says whether libvirt can tag on a bridge of the kernel.
func (p *Provider) checkVLAN(ctx context.Context, c networkCheck, n novacron.Network) error {
	version, err := ask(ctx, p, networks, (*libvirt.Libvirt).ConnectGetLibVersion)
	if err != nil {
		return err
	}
	if version < vlanOnBridges {
		return novacron.Errorf(novacron.Unsupported, "libvirt %d.%d tags VLANs on Open vSwitch bridges only", version/1_000_000, version/1000%1000).
			WithMend("set openVSwitch for such a bridge, upgrade libvirt to 11.0, or make a VLAN interface with a bridge on the host and choose mode bridge")
	}
	if c.real && c.host.text(n.Bridge, "bridge", "vlan_filtering") != "1" {
		return novacron.Errorf(novacron.Unsupported, "the bridge %s does not tell VLANs apart", n.Bridge).
			WithMend("ip link set %s type bridge vlan_filtering 1", n.Bridge)
	}
	return nil
}

// subnet refuses addresses that are used already: libvirt would, when the
// network starts, without saying what to do.
func (c networkCheck) subnet(field string, s *novacron.Subnet) error {
	if s == nil {
		return nil
	}
	prefix, err := netip.ParsePrefix(s.Address)
	if err != nil {
		return novacron.InvalidField(field+".address", "must be an address with its prefix, as 192.168.100.1/24")
	}
	user := c.userOf(prefix.Masked())
	if user == "" {
		return nil
	}
	e := novacron.Errorf(novacron.Conflict, "%s overlaps %s", prefix.Masked(), user)
	e.Fields = []novacron.Field{{Name: field + ".address", Detail: "is used on this host"}}
	if free := c.free(); free != nil && prefix.Addr().Is4() {
		return e.WithMend("choose a subnet that is free, as %s", free.Address)
	}
	return e.WithMend("choose a subnet that is free")
}

// userOf says who uses some of the addresses; empty for nobody.
func (c networkCheck) userOf(prefix netip.Prefix) string {
	bridges := map[string]bool{}
	for _, other := range c.others {
		bridges[other.Bridge] = true
		for _, s := range []*novacron.Subnet{other.IPv4, other.IPv6} {
			if s == nil {
				continue
			}
			if taken, err := netip.ParsePrefix(s.Address); err == nil && taken.Masked().Overlaps(prefix) {
				return fmt.Sprintf("%s of network %s", taken.Masked(), other.Name)
			}
		}
	}
	if !c.real {
		return ""
	}
	for _, r := range c.host.routes() {
		if r.prefix.Overlaps(prefix) && !bridges[r.device] {
			return fmt.Sprintf("the host's own route to %s by %s", r.prefix, r.device)
		}
	}
	return ""
}

// free is the first 192.168.x.0/24 from 100 on that nobody uses: the lower ones
// are those of homes and offices, behind whose routers hosts come to stand.
func (c networkCheck) free() *novacron.Subnet {
	for x := 100; x < 355; x++ {
		at := byte(x % 255)
		prefix := netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 168, at, 0}), 24)
		if c.userOf(prefix) == "" {
			base := fmt.Sprintf("192.168.%d.", at)
			return &novacron.Subnet{Address: base + "1/24", Start: base + "2", End: base + "254"}
		}
	}
	return nil
}
