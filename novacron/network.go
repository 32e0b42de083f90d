package novacron

import (
	"context"
	"time"
)

// NetworkID names a network for its whole life: libvirt's UUID in lower case
// with hyphens.
type NetworkID string

// NetworkMode is how a network reaches the world.
type NetworkMode string

// The modes of a network. The last two are read, never made here.
const (
	NetworkNAT      NetworkMode = "nat"      // a bridge of its own; the host translates addresses
	NetworkRouted   NetworkMode = "routed"   // a bridge of its own; the host routes, and the world must know the way
	NetworkIsolated NetworkMode = "isolated" // a bridge of its own that leads nowhere
	NetworkBridge   NetworkMode = "bridge"   // a bridge that the host has
	NetworkVLAN     NetworkMode = "vlan"     // one VLAN of a bridge that the host has
	NetworkMacvtap  NetworkMode = "macvtap"  // directly on a network card of the host
	NetworkOpen     NetworkMode = "open"     // as routed, without rules in the host's firewall
	NetworkHostdev  NetworkMode = "hostdev"  // virtual functions of a network card
)

// NetworkModes returns the modes that can be made.
func NetworkModes() []NetworkMode {
	return []NetworkMode{NetworkNAT, NetworkRouted, NetworkIsolated, NetworkBridge, NetworkVLAN, NetworkMacvtap}
}

// OwnBridge says whether a network of this mode has a bridge of its own, and so
// may have addresses, DHCP and DNS.
func (m NetworkMode) OwnBridge() bool {
	return m == NetworkNAT || m == NetworkRouted || m == NetworkIsolated || m == NetworkOpen
}

// NetworkState is whether a network can be used.
type NetworkState string

// The states of a network.
const (
	NetworkRunning  NetworkState = "running"
	NetworkInactive NetworkState = "inactive"
)

// Network is a libvirt network as its node knows it.
type Network struct {
	ID         NetworkID    `json:"id" doc:"Names the network for its whole life" example:"8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	Name       string       `json:"name" doc:"Unique on its node" example:"default"`
	Mode       NetworkMode  `json:"mode" enum:"nat,routed,isolated,bridge,vlan,macvtap,open,hostdev" doc:"How it reaches the world"`
	State      NetworkState `json:"state" enum:"running,inactive" doc:"Whether VMs can use it now"`
	Autostart  bool         `json:"autostart" doc:"Started when its host starts"`
	Persistent bool         `json:"persistent" doc:"False for a network that vanishes when it stops (made so by other tools)"`
	Managed    bool         `json:"managed" doc:"True when NovaCron created it, false when it found it"`

	Bridge      string   `json:"bridge,omitempty" doc:"The bridge on the host" example:"virbr0"`
	Device      string   `json:"device,omitempty" doc:"Network card of the host that it leads through; any when absent" example:"eth0"`
	MacvtapMode string   `json:"macvtapMode,omitempty" enum:"bridge,vepa,private,passthrough" doc:"For macvtap: who may speak to whom"`
	VLAN        int      `json:"vlan,omitempty" doc:"VLAN tag, for vlan" example:"42"`
	OpenVSwitch bool     `json:"openVSwitch,omitempty" doc:"The bridge is one of Open vSwitch"`
	MTU         int      `json:"mtu,omitempty" doc:"Largest packet in bytes; the kernel's 1500 when absent" example:"1500"`
	Domain      string   `json:"domain,omitempty" doc:"DNS domain of its VMs" example:"lab.internal"`
	IPv4        *Subnet  `json:"ipv4,omitempty" doc:"Its IPv4 addresses"`
	IPv6        *Subnet  `json:"ipv6,omitempty" doc:"Its IPv6 addresses"`
	PortGroups  []string `json:"portGroups,omitempty" doc:"Names of libvirt port groups, made by other tools"`

	Meta
}

// Subnet is a range of addresses of a network.
type Subnet struct {
	Address string     `json:"address" maxLength:"64" doc:"The host's address in it, and its length" example:"192.168.100.1/24"`
	Start   string     `json:"start,omitempty" maxLength:"64" doc:"First address that DHCP hands out; no DHCP when absent" example:"192.168.100.10"`
	End     string     `json:"end,omitempty" maxLength:"64" doc:"Last address that DHCP hands out" example:"192.168.100.254"`
	Hosts   []DHCPHost `json:"hosts,omitempty" maxItems:"1024" doc:"Hardware addresses that always get the same address"`
}

// DHCPHost is an address that DHCP keeps for one network card.
type DHCPHost struct {
	MAC     string `json:"mac" pattern:"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$" patternDescription:"six pairs of hex digits with colons" doc:"Hardware address" example:"52:54:00:12:34:56"`
	Address string `json:"address" maxLength:"64" doc:"What it gets, inside of the subnet" example:"192.168.100.5"`
	Name    string `json:"name,omitempty" maxLength:"63" doc:"Host name" example:"web-1"`
}

// Lease is an address that a network's DHCP server gave out.
type Lease struct {
	MAC       string     `json:"mac" doc:"Hardware address" example:"52:54:00:12:34:56"`
	Address   string     `json:"address" doc:"Address" example:"192.168.100.17"`
	Prefix    int        `json:"prefix" doc:"Length of its subnet's prefix" example:"24"`
	Hostname  string     `json:"hostname,omitempty" doc:"What the guest calls itself" example:"web-1"`
	ClientID  string     `json:"clientId,omitempty" doc:"How the guest names itself to DHCP: client id, or DUID"`
	ExpiresAt *time.Time `json:"expiresAt,omitempty" doc:"When it ends unless it is renewed; absent for never"`
	VM        VMID       `json:"vm,omitempty" doc:"The VM with that hardware address" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	VMName    string     `json:"vmName,omitempty" doc:"Its name" example:"web-1"`
}

// HostInterface is a network interface of the host that VMs may be put on.
type HostInterface struct {
	Name          string   `json:"name" doc:"The kernel's name" example:"br0"`
	Kind          string   `json:"kind" enum:"bridge,ovs,bond,vlan,card,other" doc:"What it is"`
	MAC           string   `json:"mac,omitempty" doc:"Hardware address"`
	Up            bool     `json:"up" doc:"Switched on"`
	Carrier       bool     `json:"carrier" doc:"It has a link"`
	MTU           int      `json:"mtu,omitempty" doc:"Largest packet in bytes" example:"1500"`
	SpeedMbps     int      `json:"speedMbps,omitempty" doc:"Speed of the link in Mbit/s, where the card tells" example:"1000"`
	Addresses     []string `json:"addresses,omitempty" doc:"Addresses of the host on it" example:"[\"192.0.2.10/24\"]"`
	Ports         []string `json:"ports,omitempty" doc:"For a bridge: what is attached to it" example:"[\"eth0\"]"`
	Master        string   `json:"master,omitempty" doc:"The bridge or bond that it belongs to" example:"br0"`
	VLANFiltering bool     `json:"vlanFiltering,omitempty" doc:"For a bridge: it tells VLANs apart"`
	Network       string   `json:"network,omitempty" doc:"The network whose own bridge it is" example:"default"`
}

// CreateNetwork is a network to be made.
type CreateNetwork struct {
	Mutation `json:"-"`

	Name        string      `json:"name" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique on its node" example:"lab"`
	Mode        NetworkMode `json:"mode,omitempty" enum:"nat,routed,isolated,bridge,vlan,macvtap" doc:"nat when left out"`
	Bridge      string      `json:"bridge,omitempty" maxLength:"15" doc:"For bridge and vlan: the host's bridge. Else the name for its own, made up when left out" example:"virbr7"`
	Device      string      `json:"device,omitempty" maxLength:"15" doc:"For macvtap: the host's network card. For nat and routed: the only one that it may lead through" example:"eth0"`
	MacvtapMode string      `json:"macvtapMode,omitempty" enum:"bridge,vepa,private,passthrough" doc:"For macvtap; bridge when left out"`
	VLAN        int         `json:"vlan,omitempty" minimum:"1" maximum:"4094" doc:"For vlan: the tag" example:"42"`
	OpenVSwitch bool        `json:"openVSwitch,omitempty" doc:"For bridge and vlan: the bridge is one of Open vSwitch"`
	MTU         int         `json:"mtu,omitempty" minimum:"68" maximum:"65535" doc:"Largest packet in bytes" example:"1500"`
	Domain      string      `json:"domain,omitempty" maxLength:"253" doc:"DNS domain of its VMs" example:"lab.internal"`
	IPv4        *Subnet     `json:"ipv4,omitempty" doc:"For nat, routed and isolated. nat gets a free 192.168.x.0/24 with DHCP when neither is given"`
	IPv6        *Subnet     `json:"ipv6,omitempty" doc:"For nat, routed and isolated"`
	Manual      bool        `json:"manual,omitempty" doc:"Do not start it when its host starts"`
	Stopped     bool        `json:"stopped,omitempty" doc:"Do not start it now"`
}

// NetworkUpdate changes a network. A nil field is left as it is.
type NetworkUpdate struct {
	Mutation `json:"-"`

	Autostart *bool   `json:"autostart,omitempty" doc:"Start it when its host starts"`
	Start     *string `json:"start,omitempty" maxLength:"64" doc:"First IPv4 address that DHCP hands out; with end" example:"192.168.100.10"`
	End       *string `json:"end,omitempty" maxLength:"64" doc:"Last IPv4 address that DHCP hands out; with start" example:"192.168.100.254"`
	Domain    *string `json:"domain,omitempty" maxLength:"253" doc:"DNS domain; at its next start" example:"lab.internal"`
	MTU       *int    `json:"mtu,omitempty" minimum:"68" maximum:"65535" doc:"Largest packet in bytes; at its next start"`
}

// NetworkVerb is something that is done to a whole network.
type NetworkVerb string

// The verbs of a network.
const (
	NetworkStart NetworkVerb = "start"
	NetworkStop  NetworkVerb = "stop"
)

// NetworkVerbs returns every verb.
func NetworkVerbs() []NetworkVerb { return []NetworkVerb{NetworkStart, NetworkStop} }

// NetworkAction starts or stops a network.
type NetworkAction struct {
	Mutation

	Verb NetworkVerb
	// Force stops it although running VMs are on it: they lose their link until
	// they are started again.
	Force bool
}

// DeleteNetwork removes a network.
type DeleteNetwork struct {
	Mutation

	Force bool // although VMs are on it; one that runs is stopped first in any case
}

// NetworkQuery chooses networks.
type NetworkQuery struct {
	PageRequest

	Name string // the name contains this, without regard to case
}

// NetworkService is what can be done with networks. Mutations check first, as
// VMService's do, and are operations.
type NetworkService interface {
	Networks(ctx context.Context, q NetworkQuery) (Page[Network], error)
	Network(ctx context.Context, id NetworkID) (Network, error)
	// CreateNetwork makes a network. Conflict, with the mend, when its addresses
	// are used on this host already.
	CreateNetwork(ctx context.Context, req CreateNetwork) (Operation, error)
	UpdateNetwork(ctx context.Context, id NetworkID, req NetworkUpdate) (Operation, error)
	// ActNetwork starts or stops a network. Stopping one that running VMs are on
	// is Conflict, with their names, unless forced.
	ActNetwork(ctx context.Context, id NetworkID, req NetworkAction) (Operation, error)
	// DeleteNetwork stops and undefines. Conflict, with their names, when VMs are
	// on it, unless forced.
	DeleteNetwork(ctx context.Context, id NetworkID, req DeleteNetwork) (Operation, error)
	// Leases returns what the network's DHCP server gave out, by address.
	Leases(ctx context.Context, id NetworkID, q PageRequest) (Page[Lease], error)
	// SetDHCPHost keeps an address for a network card, over what it had.
	SetDHCPHost(ctx context.Context, id NetworkID, host DHCPHost, m Mutation) (Operation, error)
	// DeleteDHCPHost gives it free. NotFound.
	DeleteDHCPHost(ctx context.Context, id NetworkID, mac string, m Mutation) (Operation, error)
	// HostInterfaces returns the host's bridges and network cards, by name.
	HostInterfaces(ctx context.Context, q PageRequest) (Page[HostInterface], error)
}
