package novacron

import "context"

// NICAddress is an address of a guest, and how it is known.
type NICAddress struct {
	Address string `json:"address" doc:"Address" example:"192.168.122.17"`
	Prefix  int    `json:"prefix" doc:"Length of its subnet's prefix; 0 when not known" example:"24"`
	Source  string `json:"source" enum:"agent,lease,arp" doc:"Who says so: the guest agent, the network's DHCP server, or the host's neighbor table"`
}

// NICAddresses are the addresses of one network interface of a VM.
type NICAddresses struct {
	MAC       string       `json:"mac" doc:"Hardware address" example:"52:54:00:12:34:56"`
	Device    string       `json:"device,omitempty" doc:"Its device on the host" example:"vnet3"`
	Addresses []NICAddress `json:"addresses" doc:"Its addresses, the best known first"`
}

// The words of a firewall.
const (
	FirewallAccept = "accept"
	FirewallDrop   = "drop"
	FirewallReject = "reject"

	FirewallIn  = "in"  // towards the guest
	FirewallOut = "out" // from the guest
)

// Firewall is what a network interface of a VM may send and receive. It is
// stateful: answers to what was accepted are accepted. DHCP for the guest and
// IPv6 neighbor discovery are always accepted. Rules are looked at in their
// order, and the first that fits decides.
type Firewall struct {
	// AntiSpoofing drops what pretends another sender: MAC, IP and ARP.
	AntiSpoofing *bool    `json:"antiSpoofing,omitempty" doc:"Drop what the guest sends under another MAC or IP address than its own; true when left out"`
	Addresses    []string `json:"addresses,omitempty" maxItems:"32" doc:"The guest's own addresses; learned when left out. IPv6 passes anti-spoofing only with an IPv6 address here" example:"[\"192.168.122.17\"]"`
	Learn        string   `json:"learn,omitempty" enum:"dhcp,any" doc:"Where its address is learned from: a DHCP answer (only then other traffic passes), or the first packet that it sends; dhcp when left out"`
	Inbound      string   `json:"inbound,omitempty" enum:"accept,drop" doc:"What no rule fits, towards the guest; accept when left out"`
	Outbound     string   `json:"outbound,omitempty" enum:"accept,drop" doc:"What no rule fits, from the guest; accept when left out"`
	Rules        []Rule   `json:"rules,omitempty" maxItems:"128" doc:"Rules, the first that fits decides"`
}

// Rule is one line of a firewall.
type Rule struct {
	Action    string `json:"action" enum:"accept,drop,reject" doc:"What is done with what fits"`
	Direction string `json:"direction" enum:"in,out" doc:"in: towards the guest; out: from it"`
	Protocol  string `json:"protocol,omitempty" enum:"any,tcp,udp,icmp,icmpv6,sctp" doc:"any when left out"`
	Ports     string `json:"ports,omitempty" maxLength:"200" pattern:"^[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*$" patternDescription:"ports and ranges with commas between them" doc:"Destination ports, for tcp, udp and sctp; all when left out" example:"80,443,8000-8100"`
	CIDR      string `json:"cidr,omitempty" maxLength:"64" doc:"The other side; everybody when left out" example:"10.0.0.0/8"`
	Comment   string `json:"comment,omitempty" maxLength:"200" doc:"For people" example:"web"`
}

// NICFirewall is the firewall of a network interface as it is in force.
type NICFirewall struct {
	MAC      string    `json:"mac" doc:"Hardware address" example:"52:54:00:12:34:56"`
	Filter   string    `json:"filter,omitempty" doc:"libvirt's network filter behind it; absent when the interface has none"`
	Foreign  bool      `json:"foreign,omitempty" doc:"The filter is one that other tools made: its rules are not shown here"`
	Firewall *Firewall `json:"firewall,omitempty" doc:"The rules; absent when there is no firewall, or a foreign one"`
	Warnings []string  `json:"warnings,omitempty" doc:"What the user should know"`
}

// SetFirewall gives a network interface a firewall.
type SetFirewall struct {
	Mutation `json:"-"`

	Firewall
}

// VMNetworkService tells and guards how VMs are on networks.
type VMNetworkService interface {
	// VMAddresses asks now for the addresses of a VM's interfaces; an active VM
	// only has any.
	VMAddresses(ctx context.Context, id VMID) ([]NICAddresses, error)
	// Firewall returns the firewall of one interface. NotFound for the interface.
	Firewall(ctx context.Context, id VMID, mac string) (NICFirewall, error)
	// SetFirewall replaces the firewall of one interface, at once for a running VM.
	SetFirewall(ctx context.Context, id VMID, mac string, req SetFirewall) (Operation, error)
	// DeleteFirewall removes it: everything passes.
	DeleteFirewall(ctx context.Context, id VMID, mac string, m Mutation) (Operation, error)
}
