package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"syscall"
)

// forbidden are networks that lead to the host itself, to its link or to a cloud's metadata (RFC 6890, and AWS's fd00:ec2::/32), or nowhere.
var forbidden = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("127.0.0.0/8"),
	netip.MustParsePrefix("169.254.0.0/16"),
	netip.MustParsePrefix("100.100.100.200/32"), // Alibaba Cloud's metadata
	netip.MustParsePrefix("192.0.0.0/24"),       // Oracle Cloud's metadata among others
	netip.MustParsePrefix("224.0.0.0/4"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/128"),
	netip.MustParsePrefix("::1/128"),
	netip.MustParsePrefix("fe80::/10"),
	netip.MustParsePrefix("fd00:ec2::/32"),
	netip.MustParsePrefix("ff00::/8"),
}

// embedding are IPv6 networks whose addresses carry an IPv4 address from a byte on (NAT64, RFC 6052; 6to4, RFC 3056; IPv4-compatible).
var embedding = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("64:ff9b::/96"), 12},
	{netip.MustParsePrefix("2002::/16"), 2},
	{netip.MustParsePrefix("::/96"), 12},
}

// permitted says whether an address may be asked. own are the host's addresses.
func permitted(addr netip.Addr, own []netip.Addr) bool {
	addr = addr.WithZone("").Unmap()
	for _, network := range forbidden {
		if network.Contains(addr) {
			return false
		}
	}
	for _, mine := range own {
		if mine == addr {
			return false
		}
	}
	for _, e := range embedding {
		if e.prefix.Contains(addr) {
			bytes := addr.As16()
			return permitted(netip.AddrFrom4([4]byte(bytes[e.at:e.at+4])), own)
		}
	}
	return true
}

// ownAddresses are those of the host's interfaces.
func ownAddresses() ([]netip.Addr, error) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil, fmt.Errorf("read the host's addresses: %w", err)
	}
	own := make([]netip.Addr, 0, len(addrs))
	for _, a := range addrs {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			own = append(own, prefix.Addr().WithZone("").Unmap())
		}
	}
	return own, nil
}

// judge is a net.Dialer's Control: it sees the address that is about to be connected to.
func judge(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return errorf(Address, "%s is no address", address)
	}
	own, err := ownAddresses()
	if err != nil {
		return err
	}
	if !permitted(target.Addr(), own) {
		return errorf(Address, "%s is an address of this host, of its link or of a cloud's metadata", target.Addr())
	}
	return nil
}
