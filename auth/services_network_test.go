package auth_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.NetworkService   = (*services)(nil)
	_ novacron.VMNetworkService = (*services)(nil)
)

func (s *services) Networks(context.Context, novacron.NetworkQuery) (novacron.Page[novacron.Network], error) {
	return novacron.Page[novacron.Network]{}, s.err
}

func (s *services) Network(_ context.Context, id novacron.NetworkID) (novacron.Network, error) {
	return novacron.Network{ID: id, Name: "lab"}, s.err
}

func (s *services) CreateNetwork(context.Context, novacron.CreateNetwork) (novacron.Operation, error) {
	return s.mutated("create network")
}

func (s *services) UpdateNetwork(context.Context, novacron.NetworkID, novacron.NetworkUpdate) (novacron.Operation, error) {
	return s.mutated("update network")
}

func (s *services) ActNetwork(context.Context, novacron.NetworkID, novacron.NetworkAction) (novacron.Operation, error) {
	return s.mutated("act network")
}

func (s *services) DeleteNetwork(context.Context, novacron.NetworkID, novacron.DeleteNetwork) (novacron.Operation, error) {
	return s.mutated("delete network")
}

func (s *services) Leases(context.Context, novacron.NetworkID, novacron.PageRequest) (novacron.Page[novacron.Lease], error) {
	return novacron.Page[novacron.Lease]{}, s.err
}

func (s *services) SetDHCPHost(context.Context, novacron.NetworkID, novacron.DHCPHost, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("set host")
}

func (s *services) DeleteDHCPHost(context.Context, novacron.NetworkID, string, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("delete host")
}

func (s *services) HostInterfaces(context.Context, novacron.PageRequest) (novacron.Page[novacron.HostInterface], error) {
	return novacron.Page[novacron.HostInterface]{}, s.err
}

func (s *services) VMAddresses(context.Context, novacron.VMID) ([]novacron.NICAddresses, error) {
	return nil, s.err
}

func (s *services) Firewall(context.Context, novacron.VMID, string) (novacron.NICFirewall, error) {
	return novacron.NICFirewall{}, s.err
}

func (s *services) SetFirewall(context.Context, novacron.VMID, string, novacron.SetFirewall) (novacron.Operation, error) {
	return s.mutated("set firewall")
}

func (s *services) DeleteFirewall(context.Context, novacron.VMID, string, novacron.Mutation) (novacron.Operation, error) {
	return s.mutated("delete firewall")
}
