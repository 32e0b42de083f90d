package kvm

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// A firewall is one nwfilter (https://libvirt.org/formatnwfilter.html): the
// reference to clean-traffic that does anti-spoofing on the bridge's level, and
// rules for the host's iptables and ip6tables. Where a rule stands in its order
// is its priority, and so the rules can be read back from the filter.
const (
	filterPrefix = "novacron-"
	cleanTraffic = "clean-traffic"

	prioritySpoofIPv6   = -640 // between clean-traffic's accepts and its last drop
	priorityEstablished = 50
	priorityBasics      = 60 // DHCP, neighbor discovery
	priorityRules       = 100
	priorityDefaults    = 900

	stateAnswers = "ESTABLISHED,RELATED"
	// With a state, libvirt puts a rule into the chain of its direction alone;
	// without one a drop would also hold the other way round.
	stateAccept = "NEW"
	stateDrop   = "NEW,INVALID"
)

// filterName is the name of the filter of one interface.
func filterName(id novacron.VMID, mac string) string {
	return filterPrefix + string(id) + "-" + strings.ReplaceAll(strings.ToLower(mac), ":", "")
}

// filterVM is the VM that a filter of ours is for; empty for other filters.
func filterVM(name string) novacron.VMID {
	const uuidBytes = 36
	rest, ok := strings.CutPrefix(name, filterPrefix)
	if !ok || len(rest) < uuidBytes {
		return ""
	}
	return novacron.VMID(rest[:uuidBytes])
}

// filterUUID follows from the name: libvirt refuses another one for a filter
// that it has.
func filterUUID(name string) string {
	b := sha256.Sum256([]byte(name))
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80 // version 8, variant 1 (RFC 9562)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

type filterXML struct {
	XMLName xml.Name        `xml:"filter"`
	Name    string          `xml:"name,attr"`
	Chain   string          `xml:"chain,attr"`
	UUID    string          `xml:"uuid"`
	Refs    []filterRefXML  `xml:"filterref"`
	Rules   []filterRuleXML `xml:"rule"`
}

type filterRefXML struct {
	Filter     string           `xml:"filter,attr"`
	Parameters []filterParamXML `xml:"parameter"`
}

type filterParamXML struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type filterRuleXML struct {
	Action     string          `xml:"action,attr"`
	Direction  string          `xml:"direction,attr"`
	Priority   string          `xml:"priority,attr"`
	StateMatch string          `xml:"statematch,attr,omitempty"`
	Matches    []filterPartXML `xml:",any"`
}

// filterPartXML is what a rule fits: its element is the protocol.
type filterPartXML struct {
	XMLName      xml.Name
	State        string `xml:"state,attr,omitempty"`
	SrcAddr      string `xml:"srcipaddr,attr,omitempty"`
	SrcMask      string `xml:"srcipmask,attr,omitempty"`
	DstAddr      string `xml:"dstipaddr,attr,omitempty"`
	DstMask      string `xml:"dstipmask,attr,omitempty"`
	SrcPortStart string `xml:"srcportstart,attr,omitempty"`
	DstPortStart string `xml:"dstportstart,attr,omitempty"`
	DstPortEnd   string `xml:"dstportend,attr,omitempty"`
	ICMPType     string `xml:"type,attr,omitempty"`
	Comment      string `xml:"comment,attr,omitempty"`
}

func part(protocol string) filterPartXML {
	return filterPartXML{XMLName: xml.Name{Local: protocol}}
}

// marshalFilter is the document of a firewall.
func marshalFilter(name string, fw novacron.Firewall) (string, error) {
	x := filterXML{Name: name, Chain: "root", UUID: filterUUID(name)}
	if spoofing(fw) {
		x.Refs = []filterRefXML{{Filter: cleanTraffic}}
		x.spoofIPv6(fw)
	}
	if err := x.filter(fw); err != nil {
		return "", err
	}
	b, err := xml.MarshalIndent(x, "", "  ")
	return string(b), err
}

// spoofing says whether a firewall drops spoofed packets: unless told not to.
func spoofing(fw novacron.Firewall) bool { return fw.AntiSpoofing == nil || *fw.AntiSpoofing }

func (x *filterXML) rule(action, direction string, priority int, matches ...filterPartXML) {
	for _, m := range matches { // libvirt reads one protocol of a rule only
		x.Rules = append(x.Rules, filterRuleXML{Action: action, Direction: direction, Priority: strconv.Itoa(priority), Matches: []filterPartXML{m}})
	}
}

// spoofIPv6 lets IPv6 through anti-spoofing from the addresses that are the
// guest's. clean-traffic knows IPv4 only and drops the rest; libvirt learns no
// IPv6 address.
func (x *filterXML) spoofIPv6(fw novacron.Firewall) {
	own := addressesOfFamily(fw.Addresses, netip.Addr.Is6)
	if len(own) == 0 {
		return
	}
	for _, addr := range own {
		p := part("ipv6")
		p.SrcAddr = addr
		x.rule(novacron.FirewallAccept, novacron.FirewallOut, prioritySpoofIPv6, p)
	}
	link := part("ipv6")
	link.SrcAddr, link.SrcMask = "fe80::", "10"
	none := part("ipv6") // of a guest that looks whether its address is free
	none.SrcAddr, none.SrcMask = "::", "128"
	x.rule(novacron.FirewallAccept, novacron.FirewallOut, prioritySpoofIPv6, link, none)
	x.rule(novacron.FirewallAccept, novacron.FirewallIn, prioritySpoofIPv6, part("ipv6"))
}

func addressesOfFamily(addresses []string, is func(netip.Addr) bool) []string {
	var own []string
	for _, text := range addresses {
		if addr, err := netip.ParseAddr(text); err == nil && is(addr) {
			own = append(own, addr.String())
		}
	}
	return own
}

// filter writes the rules, when there are any.
func (x *filterXML) filter(fw novacron.Firewall) error {
	if len(fw.Rules) == 0 && fw.Inbound != novacron.FirewallDrop && fw.Outbound != novacron.FirewallDrop {
		return nil
	}
	answers4, answers6 := part("all"), part("all-ipv6")
	answers4.State, answers6.State = stateAnswers, stateAnswers
	x.rule(novacron.FirewallAccept, "inout", priorityEstablished, answers4, answers6)
	x.basics()
	for i, r := range fw.Rules {
		matches, err := compileRule(r)
		if err != nil {
			return err
		}
		x.rule(r.Action, r.Direction, priorityRules+i, matches...)
	}
	for _, rest := range []struct{ direction, action string }{{novacron.FirewallIn, fw.Inbound}, {novacron.FirewallOut, fw.Outbound}} {
		if rest.action == novacron.FirewallDrop {
			four, six := part("all"), part("all-ipv6")
			four.State, six.State = stateDrop, stateDrop
			x.rule(rest.action, rest.direction, priorityDefaults, four, six)
		}
	}
	slices.SortStableFunc(x.Rules, func(a, b filterRuleXML) int { return a.priority() - b.priority() })
	return nil
}

func (r filterRuleXML) priority() int {
	n, _ := strconv.Atoi(r.Priority)
	return n
}

// basics is what every network needs and connection tracking does not follow.
func (x *filterXML) basics() {
	ports := func(protocol, from, to string) filterPartXML {
		p := part(protocol)
		p.SrcPortStart, p.DstPortStart = from, to
		return p
	}
	stateless := func(direction string, p filterPartXML) {
		x.Rules = append(x.Rules, filterRuleXML{
			Action: novacron.FirewallAccept, Direction: direction, Priority: strconv.Itoa(priorityBasics),
			StateMatch: "false", Matches: []filterPartXML{p},
		})
	}
	stateless(novacron.FirewallOut, ports("udp", "68", "67"))
	stateless(novacron.FirewallOut, ports("udp-ipv6", "546", "547"))
	for _, kind := range []string{"133", "134", "135", "136"} { // router and neighbor discovery (RFC 4861)
		p := part("icmpv6")
		p.ICMPType = kind
		stateless(novacron.FirewallIn, p)
		stateless(novacron.FirewallOut, p)
	}
}

// compileRule is a rule of ours in libvirt's parts: one for each family and
// range of ports.
func compileRule(r novacron.Rule) ([]filterPartXML, error) {
	var matches []filterPartXML
	for _, protocol := range protocolsOf(r) {
		p := part(protocol)
		p.Comment, p.State = r.Comment, stateAccept
		if r.Action != novacron.FirewallAccept {
			p.State = stateDrop
		}
		if r.CIDR != "" {
			prefix, err := parseCIDR(r.CIDR)
			if err != nil {
				return nil, err
			}
			addr, bits := prefix.Masked().Addr().String(), strconv.Itoa(prefix.Bits())
			if r.Direction == novacron.FirewallIn {
				p.SrcAddr, p.SrcMask = addr, bits
			} else {
				p.DstAddr, p.DstMask = addr, bits
			}
		}
		if r.Ports == "" {
			matches = append(matches, p)
			continue
		}
		for ports := range strings.SplitSeq(r.Ports, ",") {
			p.DstPortStart, p.DstPortEnd, _ = strings.Cut(ports, "-")
			matches = append(matches, p)
		}
	}
	return matches, nil
}

// parseCIDR reads a range of addresses, or one address.
func parseCIDR(text string) (netip.Prefix, error) {
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return prefix, nil
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, novacron.InvalidField("rules", "%q is no range of addresses, as 10.0.0.0/8", text)
	}
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}

// protocolsOf are libvirt's names: those of IPv4, of IPv6, or of both.
func protocolsOf(r novacron.Rule) []string {
	four, six := r.Protocol, r.Protocol+"-ipv6"
	switch r.Protocol {
	case "", "any":
		four, six = "all", "all-ipv6"
	case "icmp":
		return []string{"icmp"}
	case "icmpv6":
		return []string{"icmpv6"}
	}
	prefix, err := parseCIDR(r.CIDR)
	switch {
	case err != nil:
		return []string{four, six}
	case prefix.Addr().Is4():
		return []string{four}
	}
	return []string{six}
}

// decodeFilter reads a filter of ours back. What others changed in it is taken
// as far as the form has words for it.
func decodeFilter(text string) (novacron.Firewall, error) {
	var x filterXML
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		return novacron.Firewall{}, fmt.Errorf("read the filter's XML: %w", err)
	}
	clean := slices.ContainsFunc(x.Refs, func(r filterRefXML) bool { return r.Filter == cleanTraffic })
	fw := novacron.Firewall{AntiSpoofing: &clean, Inbound: novacron.FirewallAccept, Outbound: novacron.FirewallAccept}
	slices.SortStableFunc(x.Rules, func(a, b filterRuleXML) int { return a.priority() - b.priority() })
	last := -1
	for _, r := range x.Rules {
		switch at := r.priority(); {
		case at < priorityRules || len(r.Matches) == 0:
		case at >= priorityDefaults:
			if r.Direction != novacron.FirewallOut {
				fw.Inbound = novacron.FirewallDrop
			}
			if r.Direction != novacron.FirewallIn {
				fw.Outbound = novacron.FirewallDrop
			}
		case at == last:
			mergePorts(&fw.Rules[len(fw.Rules)-1], decodeRule(r))
		default:
			fw.Rules = append(fw.Rules, decodeRule(r))
			last = at
		}
	}
	return fw, nil
}

// mergePorts adds the ports of another part of the same rule.
func mergePorts(rule *novacron.Rule, more novacron.Rule) {
	have := strings.Split(rule.Ports, ",")
	if more.Ports != "" && !slices.Contains(have, more.Ports) {
		rule.Ports = strings.Trim(rule.Ports+","+more.Ports, ",")
	}
}

func decodeRule(r filterRuleXML) novacron.Rule {
	m := r.Matches[0]
	rule := novacron.Rule{Action: r.Action, Direction: r.Direction, Protocol: strings.TrimSuffix(m.XMLName.Local, "-ipv6"), Comment: m.Comment}
	if rule.Protocol == "all" {
		rule.Protocol = "any"
	}
	addr, mask := m.SrcAddr, m.SrcMask
	if r.Direction == novacron.FirewallOut {
		addr, mask = m.DstAddr, m.DstMask
	}
	if addr != "" {
		rule.CIDR = cidrOf(addr, mask)
	}
	rule.Ports = m.DstPortStart
	if m.DstPortEnd != "" && m.DstPortEnd != m.DstPortStart {
		rule.Ports += "-" + m.DstPortEnd
	}
	return rule
}

// cidrOf writes a range; libvirt tells the mask of IPv4 as a length or as dots.
func cidrOf(addr, mask string) string {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return addr
	}
	bits, err := strconv.Atoi(mask)
	if dotted, dotErr := netip.ParseAddr(mask); err != nil && dotErr == nil {
		bits, err = maskBits(dotted), nil
	}
	if err != nil {
		bits = a.BitLen()
	}
	return netip.PrefixFrom(a, bits).String()
}
