package kvm

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Addresses = (*Provider)(nil)

const (
	// askAddressesWithin bounds one question for addresses. An agent that does not
	// answer costs its lane and this long.
	askAddressesWithin = 3 * time.Second
	// maxAddresses of one interface, and maxAddressNICs of one VM, are believed: a
	// guest may tell anything.
	maxAddresses   = 32
	maxAddressNICs = 32
)

// Addresses asks the guest agent when it is connected, DHCP, and the host's
// neighbor table, each on its own: one that fails leaves the others.
func (p *Provider) Addresses(ctx context.Context, id novacron.VMID) ([]novacron.NICAddresses, error) {
	text, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (string, error) {
		state, _, err := lv.DomainGetState(d, 0)
		if err != nil || !stateOf(state).Active() {
			return "", err
		}
		return lv.DomainGetXMLDesc(d, 0)
	})
	if err != nil || text == "" {
		return []novacron.NICAddresses{}, err
	}
	domain, err := parseDomain(text)
	if err != nil {
		return nil, err
	}
	book := newAddressBook(domain)
	for _, s := range addressSources() {
		if s.word == "agent" && !domain.agentConnected() {
			continue
		}
		limited, cancel := context.WithTimeout(ctx, askAddressesWithin)
		found, err := onVM(limited, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) ([]libvirt.DomainInterface, error) {
			return lv.DomainInterfaceAddresses(d, uint32(s.source), 0)
		})
		cancel()
		if ctx.Err() != nil {
			return nil, contextError(ctx)
		}
		if err != nil { // libvirt 9.0 also fails on an empty neighbor table
			p.log.Debug().Err(err).Str("vm", string(id)).Str("source", s.word).Msg("no addresses")
			continue
		}
		book.add(s.word, found)
	}
	return book.nics, nil
}

// addressSource is somebody who may know a guest's addresses.
type addressSource struct {
	word   string
	source libvirt.DomainInterfaceAddressesSource
}

// addressSources are those to ask, who knows best first.
func addressSources() []addressSource {
	return []addressSource{
		{"agent", libvirt.DomainInterfaceAddressesSrcAgent},
		{"lease", libvirt.DomainInterfaceAddressesSrcLease},
		{"arp", libvirt.DomainInterfaceAddressesSrcArp},
	}
}

// agentConnected says whether the guest agent has opened its channel.
func (d *domainXML) agentConnected() bool {
	for _, c := range d.Devices.Channels {
		if c.Target.Name == "org.qemu.guest_agent.0" && c.Target.State == "connected" {
			return true
		}
	}
	return false
}

// addressBook collects what is told, for the interfaces that the VM has.
type addressBook struct {
	nics []novacron.NICAddresses
	seen []map[netip.Addr]bool
}

func newAddressBook(d domainXML) *addressBook {
	b := &addressBook{nics: []novacron.NICAddresses{}}
	for _, i := range d.Devices.Interfaces[:min(len(d.Devices.Interfaces), maxAddressNICs)] {
		b.nics = append(b.nics, novacron.NICAddresses{
			MAC: strings.ToLower(i.MAC.Address), Device: i.Target.Dev, Addresses: []novacron.NICAddress{},
		})
		b.seen = append(b.seen, map[netip.Addr]bool{})
	}
	return b
}

// add takes what one source tells. What names no interface of the VM, is no
// address of a network, or is too much, is left out.
func (b *addressBook) add(source string, found []libvirt.DomainInterface) {
	for _, i := range found {
		mac := strings.ToLower(textOf(i.Hwaddr))
		at := slices.IndexFunc(b.nics, func(n novacron.NICAddresses) bool { return n.MAC == mac })
		if mac == "" || at < 0 {
			continue
		}
		for _, a := range i.Addrs {
			b.addOne(at, source, a)
		}
	}
	for at := range b.nics {
		slices.SortStableFunc(b.nics[at].Addresses, func(a, c novacron.NICAddress) int { return cmp.Compare(addressRank(a), addressRank(c)) })
	}
}

func (b *addressBook) addOne(at int, source string, a libvirt.DomainIPAddr) {
	addr, err := netip.ParseAddr(a.Addr)
	if err != nil || addr.Zone() != "" || addr.IsLoopback() || addr.IsUnspecified() || addr.IsMulticast() {
		return
	}
	if b.seen[at][addr] || len(b.nics[at].Addresses) >= maxAddresses || int(a.Prefix) > addr.BitLen() {
		return
	}
	b.seen[at][addr] = true
	b.nics[at].Addresses = append(b.nics[at].Addresses, novacron.NICAddress{Address: addr.String(), Prefix: int(a.Prefix), Source: source})
}

// addressRank puts what others can use first: IPv4, then IPv6, then what only
// holds within the link.
func addressRank(a novacron.NICAddress) int {
	addr, err := netip.ParseAddr(a.Address)
	switch {
	case err != nil:
		return 3
	case addr.IsLinkLocalUnicast():
		return 2
	case addr.Is6():
		return 1
	}
	return 0
}
