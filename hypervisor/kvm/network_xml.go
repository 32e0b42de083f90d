package kvm

import (
	"encoding/xml"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/novacron/novacron/novacron"
)

// networkMark is NovaCron's element in a network's metadata: it made it.
type networkMark struct {
	XMLName   xml.Name `xml:"novacron:network"`
	Namespace string   `xml:"xmlns:novacron,attr"`
	Managed   string   `xml:"managed,attr"`
}

// newNetwork is a network document that NovaCron makes, in libvirt's order
// (https://libvirt.org/formatnetwork.html).
type newNetwork struct {
	XMLName  xml.Name `xml:"network"`
	Name     string   `xml:"name"`
	UUID     string   `xml:"uuid"`
	Metadata *struct {
		Mark networkMark
	} `xml:"metadata"`
	Forward     *newForward    `xml:"forward"`
	Bridge      *newBridge     `xml:"bridge"`
	MTU         *attrSize      `xml:"mtu"`
	Domain      *newDNSDomain  `xml:"domain"`
	VirtualPort *attrType      `xml:"virtualport"`
	VLAN        *newVLAN       `xml:"vlan"`
	IPs         []networkIPXML `xml:"ip"`
}

type newForward struct {
	Mode       string    `xml:"mode,attr"`
	Dev        string    `xml:"dev,attr,omitempty"`
	NAT        *newNAT   `xml:"nat"`
	Interfaces []attrDev `xml:"interface"`
}

type newNAT struct {
	IPv6 string `xml:"ipv6,attr,omitempty"`
}

type newBridge struct {
	Name  string `xml:"name,attr,omitempty"`
	STP   string `xml:"stp,attr,omitempty"`
	Delay string `xml:"delay,attr,omitempty"`
}

type attrSize struct {
	Size int `xml:"size,attr"`
}

type newDNSDomain struct {
	Name      string `xml:"name,attr"`
	LocalOnly string `xml:"localOnly,attr,omitempty"`
}

type newVLAN struct {
	Tags []vlanTag `xml:"tag"`
}

type vlanTag struct {
	ID int `xml:"id,attr"`
}

// networkIPXML is a subnet of a network, as libvirt tells and takes it.
type networkIPXML struct {
	Family  string   `xml:"family,attr,omitempty"`
	Address string   `xml:"address,attr"`
	Netmask string   `xml:"netmask,attr,omitempty"`
	Prefix  string   `xml:"prefix,attr,omitempty"`
	DHCP    *dhcpXML `xml:"dhcp"`
}

type dhcpXML struct {
	Ranges []dhcpRangeXML `xml:"range"`
	Hosts  []dhcpHostXML  `xml:"host"`
}

type dhcpRangeXML struct {
	XMLName xml.Name `xml:"range"`
	Start   string   `xml:"start,attr"`
	End     string   `xml:"end,attr"`
}

// dhcpHostXML is a static host. IPv6 hosts have no MAC in libvirt, but an id or
// a name: these are not ours.
type dhcpHostXML struct {
	XMLName xml.Name `xml:"host"`
	MAC     string   `xml:"mac,attr,omitempty"`
	Name    string   `xml:"name,attr,omitempty"`
	IP      string   `xml:"ip,attr"`
}

// networkXML is what NovaCron reads of a network.
type networkXML struct {
	XMLName  xml.Name `xml:"network"`
	Name     string   `xml:"name"`
	UUID     string   `xml:"uuid"`
	Metadata struct {
		Mark []struct {
			Managed string `xml:"managed,attr"`
		} `xml:"https://novacron.dev/xmlns/domain/1 network"`
	} `xml:"metadata"`
	Forward *struct {
		Mode       string    `xml:"mode,attr"`
		Dev        string    `xml:"dev,attr"`
		Interfaces []attrDev `xml:"interface"`
	} `xml:"forward"`
	Bridge struct {
		Name string `xml:"name,attr"`
	} `xml:"bridge"`
	MTU struct {
		Size int `xml:"size,attr"`
	} `xml:"mtu"`
	Domain struct {
		Name string `xml:"name,attr"`
	} `xml:"domain"`
	VirtualPort struct {
		Type string `xml:"type,attr"`
	} `xml:"virtualport"`
	VLAN struct {
		Tags []vlanTag `xml:"tag"`
	} `xml:"vlan"`
	IPs        []networkIPXML `xml:"ip"`
	PortGroups []struct {
		Name string `xml:"name,attr"`
	} `xml:"portgroup"`
}

// marshalNetwork is the document that defines a network.
func marshalNetwork(n novacron.Network) (string, error) {
	x := newNetwork{Name: n.Name, UUID: string(n.ID)}
	x.Metadata = &struct{ Mark networkMark }{networkMark{Namespace: namespace, Managed: "yes"}}
	if n.MTU > 0 {
		x.MTU = &attrSize{n.MTU}
	}
	if n.Domain != "" {
		x.Domain = &newDNSDomain{Name: n.Domain, LocalOnly: "yes"}
	}
	if n.Mode.OwnBridge() {
		x.Bridge = &newBridge{Name: n.Bridge, STP: "on", Delay: "0"}
	} else if n.Mode != novacron.NetworkMacvtap {
		x.Bridge = &newBridge{Name: n.Bridge}
	}
	x.Forward = forwardOf(n)
	if n.OpenVSwitch {
		x.VirtualPort = &attrType{"openvswitch"}
	}
	if n.VLAN > 0 {
		x.VLAN = &newVLAN{[]vlanTag{{n.VLAN}}}
	}
	for _, s := range []*novacron.Subnet{n.IPv4, n.IPv6} {
		if s == nil {
			continue
		}
		ip, err := encodeSubnet(*s)
		if err != nil {
			return "", err
		}
		x.IPs = append(x.IPs, ip)
	}
	b, err := xml.MarshalIndent(x, "", "  ")
	return string(b), err
}

func forwardOf(n novacron.Network) *newForward {
	switch n.Mode { //nolint:exhaustive // the others are not made here
	case novacron.NetworkNAT:
		f := &newForward{Mode: "nat", Dev: n.Device}
		if n.IPv6 != nil {
			f.NAT = &newNAT{IPv6: "yes"} // as of libvirt 6.5
		}
		return f
	case novacron.NetworkRouted:
		return &newForward{Mode: "route", Dev: n.Device}
	case novacron.NetworkOpen:
		return &newForward{Mode: "open"}
	case novacron.NetworkBridge, novacron.NetworkVLAN:
		return &newForward{Mode: "bridge"}
	case novacron.NetworkMacvtap:
		return &newForward{Mode: n.MacvtapMode, Interfaces: []attrDev{{n.Device}}}
	}
	return nil
}

func encodeSubnet(s novacron.Subnet) (networkIPXML, error) {
	prefix, err := netip.ParsePrefix(s.Address)
	if err != nil {
		return networkIPXML{}, fmt.Errorf("subnet %q: %w", s.Address, err)
	}
	ip := networkIPXML{Address: prefix.Addr().String(), Prefix: strconv.Itoa(prefix.Bits())}
	if prefix.Addr().Is6() {
		ip.Family = "ipv6"
	}
	if s.Start == "" && len(s.Hosts) == 0 {
		return ip, nil
	}
	ip.DHCP = &dhcpXML{}
	if s.Start != "" {
		ip.DHCP.Ranges = []dhcpRangeXML{{Start: s.Start, End: s.End}}
	}
	for _, h := range s.Hosts {
		ip.DHCP.Hosts = append(ip.DHCP.Hosts, dhcpHostXML{MAC: h.MAC, Name: h.Name, IP: h.Address})
	}
	return ip, nil
}

// decodeNetwork reads a network's document. What is odd is left out.
func decodeNetwork(text string) (novacron.Network, error) {
	var x networkXML
	if len(text) > maxXML {
		return novacron.Network{}, fmt.Errorf("the network's XML has %d bytes, more than %d", len(text), maxXML)
	}
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		return novacron.Network{}, fmt.Errorf("read the network's XML: %w", err)
	}
	n := novacron.Network{
		ID: novacron.NetworkID(x.UUID), Name: x.Name, Bridge: x.Bridge.Name, MTU: x.MTU.Size, Domain: x.Domain.Name,
		OpenVSwitch: x.VirtualPort.Type == "openvswitch",
	}
	n.Managed = len(x.Metadata.Mark) > 0 && x.Metadata.Mark[0].Managed == "yes"
	if len(x.VLAN.Tags) > 0 {
		n.VLAN = x.VLAN.Tags[0].ID
	}
	x.decodeMode(&n)
	for _, ip := range x.IPs {
		ip.into(&n)
	}
	for _, group := range x.PortGroups {
		n.PortGroups = append(n.PortGroups, group.Name)
	}
	return n, nil
}

func (x *networkXML) decodeMode(n *novacron.Network) {
	if x.Forward == nil {
		n.Mode = novacron.NetworkIsolated
		return
	}
	n.Device = x.Forward.Dev
	if n.Device == "" && len(x.Forward.Interfaces) > 0 {
		n.Device = x.Forward.Interfaces[0].Dev
	}
	switch mode := x.Forward.Mode; mode {
	case "", "nat":
		n.Mode = novacron.NetworkNAT
	case "route":
		n.Mode = novacron.NetworkRouted
	case "open":
		n.Mode = novacron.NetworkOpen
	case "hostdev":
		n.Mode = novacron.NetworkHostdev
	case "bridge", "private", "vepa", "passthrough":
		switch {
		case mode != "bridge" || n.Bridge == "":
			n.Mode, n.MacvtapMode = novacron.NetworkMacvtap, mode
		case n.VLAN > 0:
			n.Mode = novacron.NetworkVLAN
		default:
			n.Mode = novacron.NetworkBridge
		}
	}
}

// into puts a subnet into the network: the first of each family.
func (ip *networkIPXML) into(n *novacron.Network) {
	prefix, ok := ip.prefix()
	if !ok {
		return
	}
	s := &novacron.Subnet{Address: prefix.String()}
	if ip.DHCP != nil {
		if len(ip.DHCP.Ranges) > 0 {
			s.Start, s.End = ip.DHCP.Ranges[0].Start, ip.DHCP.Ranges[0].End
		}
		for _, h := range ip.DHCP.Hosts {
			if h.MAC != "" {
				s.Hosts = append(s.Hosts, novacron.DHCPHost{MAC: h.MAC, Name: h.Name, Address: h.IP})
			}
		}
	}
	switch {
	case prefix.Addr().Is4() && n.IPv4 == nil:
		n.IPv4 = s
	case prefix.Addr().Is6() && n.IPv6 == nil:
		n.IPv6 = s
	}
}

// prefix is the host's address and the subnet's length.
func (ip *networkIPXML) prefix() (netip.Prefix, bool) {
	addr, err := netip.ParseAddr(ip.Address)
	if err != nil {
		return netip.Prefix{}, false
	}
	bits := addr.BitLen()
	if n, err := strconv.Atoi(ip.Prefix); err == nil {
		bits = n
	} else if mask, err := netip.ParseAddr(ip.Netmask); err == nil {
		bits = maskBits(mask)
	}
	prefix := netip.PrefixFrom(addr, bits)
	return prefix, prefix.IsValid()
}

// maskBits is the length of a netmask.
func maskBits(mask netip.Addr) int {
	bits := 0
	for _, b := range mask.AsSlice() {
		for ; b&0x80 != 0; b <<= 1 {
			bits++
		}
	}
	return bits
}
