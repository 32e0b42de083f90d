package hypervisor

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// Networks is what a provider with networks of its own can do. Networks are
// named by their names, which are unique. NotFound for one that is not there.
type Networks interface {
	// Networks returns every network, running or not, in no order. Meta is the caller's.
	Networks(ctx context.Context) ([]novacron.Network, error)
	// Network returns one network.
	Network(ctx context.Context, name string) (novacron.Network, error)
	// CheckNetwork says why a network of this definition cannot be made here, and
	// returns it with what was left out (a bridge, addresses). It changes nothing.
	// Conflict, with the mend, when its addresses are used on the host already.
	CheckNetwork(ctx context.Context, n novacron.Network) (novacron.Network, error)
	// DefineNetwork makes the definition. One of this ID and name that exists is
	// success; a name, ID or bridge that another has is Conflict.
	DefineNetwork(ctx context.Context, n novacron.Network) error
	// StartNetwork starts a network; one that runs is success.
	StartNetwork(ctx context.Context, name string) error
	// StopNetwork stops a network; one that is stopped is success. Who is on it
	// loses its link.
	StopNetwork(ctx context.Context, name string) error
	// UndefineNetwork removes a stopped network's definition. One that does not
	// exist is success; a running one is WrongState.
	UndefineNetwork(ctx context.Context, name string) error
	// EditNetwork changes a network and says when each part takes hold. Doing it
	// again is success with no changes. With dryRun it changes nothing.
	EditNetwork(ctx context.Context, name string, edit NetworkEdit, dryRun bool) ([]novacron.Change, error)
	// Leases returns what the network's DHCP server gave out; none for a network
	// without one, or that does not run.
	Leases(ctx context.Context, name string) ([]novacron.Lease, error)
	// HostInterfaces returns the host's bridges and network cards.
	HostInterfaces(ctx context.Context) ([]novacron.HostInterface, error)
}

// NetworkEdit changes a network. Nil fields are left as they are.
type NetworkEdit struct {
	Autostart *bool
	Range     *DHCPRange
	Domain    *string
	MTU       *int
	SetHost   *novacron.DHCPHost // over one of the same MAC
	NoHost    *string            // the MAC of one to be forgotten
}

// DHCPRange is the first and the last IPv4 address that DHCP hands out.
type DHCPRange struct{ Start, End string }

// Addresses tells which addresses guests have.
type Addresses interface {
	// Addresses asks everybody who may know: the guest agent, DHCP, the host's
	// neighbor table. Who does not answer soon is left out. A VM that is not
	// active has none.
	Addresses(ctx context.Context, id novacron.VMID) ([]novacron.NICAddresses, error)
}

// Firewalls keeps the firewalls of VMs' network interfaces.
type Firewalls interface {
	// Firewall returns that of one interface; NotFound when the VM has no such interface.
	Firewall(ctx context.Context, id novacron.VMID, mac string) (novacron.NICFirewall, error)
	// SetFirewall gives one interface this firewall, now and at every start.
	// Doing it again is success.
	SetFirewall(ctx context.Context, id novacron.VMID, mac string, fw novacron.Firewall) error
	// DeleteFirewall takes it away. An interface without one is success.
	DeleteFirewall(ctx context.Context, id novacron.VMID, mac string) error
	// SweepFirewalls removes what firewalls left of VMs that are no more.
	SweepFirewalls(ctx context.Context) error
}
