package api_test

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

var (
	_ novacron.NetworkService   = (*fake)(nil)
	_ novacron.VMNetworkService = (*fake)(nil)
)

const fakeNetworkID = novacron.NetworkID("8a1f6c1e-0000-4000-8000-000000000001")

func fakeNetwork() novacron.Network {
	return novacron.Network{
		ID: fakeNetworkID, Name: "lab", Mode: novacron.NetworkNAT, State: novacron.NetworkRunning, Persistent: true,
		IPv4: &novacron.Subnet{Address: "192.168.100.1/24", Start: "192.168.100.2", End: "192.168.100.254"},
		Meta: novacron.Meta{Node: "n-1", CreatedAt: day(), UpdatedAt: day(), Revision: 7},
	}
}

func (f *fake) Networks(ctx context.Context, q novacron.NetworkQuery) (novacron.Page[novacron.Network], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.Network]{}, err
	}
	return novacron.Page[novacron.Network]{Items: []novacron.Network{fakeNetwork()}, Total: 1}, nil
}

func (f *fake) Network(ctx context.Context, id novacron.NetworkID) (novacron.Network, error) {
	if err := f.called(ctx, id); err != nil {
		return novacron.Network{}, err
	}
	if id != fakeNetworkID {
		return novacron.Network{}, novacron.Errorf(novacron.NotFound, "network %s", id)
	}
	return fakeNetwork(), nil
}

func (f *fake) beginNetwork(ctx context.Context, kind string, m novacron.Mutation, args ...any) (novacron.Operation, error) {
	if err := f.called(ctx, args); err != nil {
		return novacron.Operation{}, err
	}
	op, err := f.begin(ctx, kind, "", m)
	op.Target = novacron.Target{Kind: "network", ID: string(fakeNetworkID), Name: "lab"}
	return op, err
}

func (f *fake) CreateNetwork(ctx context.Context, req novacron.CreateNetwork) (novacron.Operation, error) {
	return f.beginNetwork(ctx, "network.create", req.Mutation, req)
}

func (f *fake) UpdateNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkUpdate) (novacron.Operation, error) {
	return f.beginNetwork(ctx, "network.update", req.Mutation, id, req)
}

func (f *fake) ActNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkAction) (novacron.Operation, error) {
	return f.beginNetwork(ctx, "network."+string(req.Verb), req.Mutation, id, req)
}

func (f *fake) DeleteNetwork(ctx context.Context, id novacron.NetworkID, req novacron.DeleteNetwork) (novacron.Operation, error) {
	return f.beginNetwork(ctx, "network.delete", req.Mutation, id, req)
}

func (f *fake) SetDHCPHost(ctx context.Context, id novacron.NetworkID, host novacron.DHCPHost, m novacron.Mutation) (novacron.Operation, error) {
	return f.beginNetwork(ctx, "network.host_set", m, id, host)
}

func (f *fake) DeleteDHCPHost(ctx context.Context, id novacron.NetworkID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	return f.beginNetwork(ctx, "network.host_delete", m, id, mac)
}

func (f *fake) Leases(ctx context.Context, id novacron.NetworkID, q novacron.PageRequest) (novacron.Page[novacron.Lease], error) {
	if err := f.called(ctx, []any{id, q}); err != nil {
		return novacron.Page[novacron.Lease]{}, err
	}
	lease := novacron.Lease{MAC: "52:54:00:12:34:56", Address: "192.168.100.17", Prefix: 24}
	return novacron.Page[novacron.Lease]{Items: []novacron.Lease{lease}, Total: 1}, nil
}

func (f *fake) HostInterfaces(ctx context.Context, q novacron.PageRequest) (novacron.Page[novacron.HostInterface], error) {
	if err := f.called(ctx, q); err != nil {
		return novacron.Page[novacron.HostInterface]{}, err
	}
	return novacron.Page[novacron.HostInterface]{Items: []novacron.HostInterface{{Name: "br0", Kind: "bridge", Up: true}}, Total: 1}, nil
}

func (f *fake) VMAddresses(ctx context.Context, id novacron.VMID) ([]novacron.NICAddresses, error) {
	if err := f.called(ctx, id); err != nil {
		return nil, err
	}
	return []novacron.NICAddresses{{
		MAC: "52:54:00:12:34:56", Addresses: []novacron.NICAddress{{Address: "192.168.100.17", Prefix: 24, Source: "lease"}},
	}}, nil
}

func (f *fake) Firewall(ctx context.Context, id novacron.VMID, mac string) (novacron.NICFirewall, error) {
	if err := f.called(ctx, []any{id, mac}); err != nil {
		return novacron.NICFirewall{}, err
	}
	return novacron.NICFirewall{MAC: mac}, nil
}

func (f *fake) SetFirewall(ctx context.Context, id novacron.VMID, mac string, req novacron.SetFirewall) (novacron.Operation, error) {
	if err := f.called(ctx, []any{id, mac, req}); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.firewall_set", id, req.Mutation)
}

func (f *fake) DeleteFirewall(ctx context.Context, id novacron.VMID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	if err := f.called(ctx, []any{id, mac, m}); err != nil {
		return novacron.Operation{}, err
	}
	return f.begin(ctx, "vm.firewall_delete", id, m)
}
