package fleet

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

const (
	// maxDeviceBytes is what the kernel has for an interface's name (IFNAMSIZ - 1).
	maxDeviceBytes = 15
	minMTU, maxMTU = 68, 65535
	// dhcp6Bits is the only length of an IPv6 subnet that libvirt's DHCP and
	// router advertisements serve.
	dhcp6Bits = 64
)

var (
	devicePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$`)
	domainPattern = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)
)

// checkCreate fills in the mode and checks what can be checked without the host.
func (n *Networks) checkCreate(req *novacron.CreateNetwork) error {
	if req.Mode == "" {
		req.Mode = novacron.NetworkNAT
	}
	var f faults
	f.add(!namePattern.MatchString(req.Name) || len(req.Name) > maxNameBytes, "name",
		"must be 1 to %d letters, digits, '.', '_' or '-', and begin with a letter or digit", maxNameBytes)
	f.add(!slices.Contains(novacron.NetworkModes(), req.Mode), "mode", "must be one of %v", novacron.NetworkModes())
	f.add(req.Bridge != "" && !devicePattern.MatchString(req.Bridge), "bridge", "must be a name of at most %d letters, digits, '.', '_' or '-'", maxDeviceBytes)
	f.add(req.Device != "" && !devicePattern.MatchString(req.Device), "device", "must be a name of at most %d letters, digits, '.', '_' or '-'", maxDeviceBytes)
	f.add(req.MTU != 0 && (req.MTU < minMTU || req.MTU > maxMTU), "mtu", "must be %d to %d", minMTU, maxMTU)
	f.add(req.Domain != "" && !domainPattern.MatchString(req.Domain), "domain", "must be a DNS name, as lab.internal")
	checkMode(&f, req)
	checkSubnet(&f, "ipv4", req.IPv4, netip.Addr.Is4)
	checkSubnet(&f, "ipv6", req.IPv6, netip.Addr.Is6)
	if err := f.err(); err != nil {
		return err
	}
	if other, err := n.f.store.Networks().Named(req.Name); err == nil {
		e := novacron.Errorf(novacron.Conflict, "there is a network named %q already (%s)", req.Name, other.ID)
		e.Fields = []novacron.Field{{Name: "name", Detail: "is taken"}}
		return e.WithMend("choose another name")
	}
	return nil
}

// checkMode says what a mode needs and what it has no use for.
func checkMode(f *faults, req *novacron.CreateNetwork) {
	on := req.Mode == novacron.NetworkBridge || req.Mode == novacron.NetworkVLAN
	macvtap := req.Mode == novacron.NetworkMacvtap
	own := req.Mode.OwnBridge()
	f.add(on && req.Bridge == "", "bridge", "name the host's bridge; see novacron network interfaces")
	f.add(macvtap && req.Device == "", "device", "name the host's network card; see novacron network interfaces")
	f.add(macvtap && req.Bridge != "", "bridge", "macvtap has no bridge: name the network card in device")
	f.add(req.MacvtapMode != "" && !macvtap, "macvtapMode", "is for macvtap only")
	f.add((on || req.Mode == novacron.NetworkIsolated) && req.Device != "", "device", "is for nat, routed and macvtap only")
	f.add(req.Mode == novacron.NetworkVLAN && (req.VLAN < 1 || req.VLAN > 4094), "vlan", "must be a tag, 1 to 4094")
	f.add(req.Mode != novacron.NetworkVLAN && req.VLAN != 0, "vlan", "is for mode vlan only")
	f.add(!on && req.OpenVSwitch, "openVSwitch", "is for modes bridge and vlan only")
	for field, set := range map[string]bool{"ipv4": req.IPv4 != nil, "ipv6": req.IPv6 != nil, "domain": req.Domain != "", "mtu": req.MTU != 0} {
		f.add(!own && set, field, "belongs to the world that the network leads to: only nat, routed and isolated have it")
	}
	f.add(req.Mode == novacron.NetworkRouted && req.IPv4 == nil && req.IPv6 == nil, "ipv4", "a routed network needs a subnet that the world knows the way to")
	slices.SortFunc(f.fields, func(a, b novacron.Field) int { return strings.Compare(a.Name, b.Name) })
}

func checkSubnet(f *faults, field string, s *novacron.Subnet, family func(netip.Addr) bool) {
	if s == nil {
		return
	}
	prefix, err := netip.ParsePrefix(s.Address)
	if err != nil || !family(prefix.Addr()) || prefix.Addr().Is4In6() {
		f.add(true, field+".address", "must be the host's address with the length of the prefix, as 192.168.100.1/24 or fd00:1::1/64")
		return
	}
	f.add(prefix.Addr().Is4() && (prefix.Masked().Addr() == prefix.Addr() || prefix.Bits() > 30), field+".address",
		"must be an address inside of the subnet, for the host, and leave room for VMs: as 192.168.100.1/24")
	f.add(prefix.Addr().Is6() && s.Start != "" && prefix.Bits() != dhcp6Bits, field+".address", "must be a /%d where DHCP is wanted", dhcp6Bits)
	f.add(prefix.Addr().Is6() && len(s.Hosts) > 0, field+".hosts", "libvirt keeps IPv6 addresses by DUID, not by MAC: not offered")
	checkRange(f, field, prefix, s.Start, s.End)
	checkHosts(f, field, prefix, s.Hosts)
}

// checkRange looks whether DHCP's addresses lie in the subnet.
func checkRange(f *faults, field string, prefix netip.Prefix, start, end string) {
	if start == "" && end == "" {
		return
	}
	if field != "" {
		field += "."
	}
	first, errFirst := netip.ParseAddr(start)
	last, errLast := netip.ParseAddr(end)
	f.add(errFirst != nil || !prefix.Contains(first), field+"start", "must be an address in %s", prefix.Masked())
	f.add(errLast != nil || !prefix.Contains(last) || (errFirst == nil && last.Less(first)), field+"end", "must be an address in %s, not before start", prefix.Masked())
}

func checkHosts(f *faults, field string, prefix netip.Prefix, hosts []novacron.DHCPHost) {
	macs, addresses := map[string]bool{}, map[netip.Addr]bool{prefix.Addr(): true}
	for i, h := range hosts {
		at := field
		if field != "" {
			at = indexed(field+".hosts", i) + "."
		}
		addr, err := netip.ParseAddr(h.Address)
		mac := strings.ToLower(h.MAC)
		f.add(!macPattern.MatchString(mac), at+"mac", "must be six pairs of hexadecimal digits with ':' between them")
		f.add(macs[mac], at+"mac", "%s is there twice", mac)
		f.add(err != nil || !prefix.Contains(addr), at+"address", "must be an address in %s", prefix.Masked())
		f.add(err == nil && addresses[addr], at+"address", "%s is taken", addr)
		f.add(h.Name != "" && !domainPattern.MatchString(h.Name), at+"name", "must be a host name")
		macs[mac], addresses[addr] = true, true
	}
}

func checkNetworkUpdate(rec novacron.Network, req novacron.NetworkUpdate) error {
	var f faults
	f.add(deref(req.Domain) != "" && !domainPattern.MatchString(*req.Domain), "domain", "must be a DNS name, as lab.internal")
	f.add(deref(req.MTU) != 0 && (*req.MTU < minMTU || *req.MTU > maxMTU), "mtu", "must be %d to %d", minMTU, maxMTU)
	f.add((req.Start == nil) != (req.End == nil), "start", "give start and end")
	own := rec.Mode.OwnBridge()
	f.add(!own && (req.Domain != nil || req.MTU != nil || req.Start != nil), "mode", "a network of mode %s has no addresses, domain or MTU of its own", rec.Mode)
	if rec.IPv4 != nil && req.Start != nil && req.End != nil {
		if prefix, err := netip.ParsePrefix(rec.IPv4.Address); err == nil {
			checkRange(&f, "", prefix, *req.Start, *req.End)
		}
	}
	return f.err()
}
