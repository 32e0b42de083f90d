package fetch

import "net/netip"

// Permitted is permitted on a host with the address 192.0.2.7.
func Permitted(addr string) bool {
	return permitted(netip.MustParseAddr(addr), []netip.Addr{netip.MustParseAddr("192.0.2.7")})
}
