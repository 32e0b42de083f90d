package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

const networkTag = "networks"

// NetworkInput names a network.
type NetworkInput struct {
	ID string `path:"id" minLength:"1" maxLength:"64" pattern:"^[0-9a-f-]+$" patternDescription:"a network's id: lower-case hex digits with hyphens" doc:"The network's id" example:"8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
}

func (in NetworkInput) id() novacron.NetworkID { return novacron.NetworkID(in.ID) }

// HostInput names a network card.
type HostInput struct {
	MAC string `path:"mac" pattern:"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$" patternDescription:"six pairs of hex digits with colons" doc:"Hardware address" example:"52:54:00:12:34:56"`
}

type listNetworksInput struct {
	PageInput
	Name string `query:"name" maxLength:"200" doc:"Only networks whose name contains this, without regard to case"`
}

type createNetworkInput struct {
	MutationInput
	Body novacron.CreateNetwork
}

type networkOutput struct {
	ETag string `header:"ETag" doc:"The network's revision" example:"\"7\""`
	Body novacron.Network
}

type updateNetworkInput struct {
	NetworkInput
	RevisionInput
	Body novacron.NetworkUpdate
}

type actNetworkInput struct {
	NetworkInput
	RevisionInput
	Force bool `query:"force" doc:"Although VMs are on it: they lose their link"`
}

type leasesInput struct {
	NetworkInput
	PageInput
}

type dhcpHostBody struct {
	Address string `json:"address" maxLength:"64" doc:"What it gets, inside of the subnet" example:"192.168.100.5"`
	Name    string `json:"name,omitempty" maxLength:"63" doc:"Host name" example:"web-1"`
}

type setDHCPHostInput struct {
	NetworkInput
	HostInput
	RevisionInput
	Body dhcpHostBody
}

type deleteDHCPHostInput struct {
	NetworkInput
	HostInput
	RevisionInput
}

const networkDescription = "Refused, with the mend, when its addresses overlap another network or a route of the host."

func (a *API) registerNetworks() {
	begun := func(id, method, path, summary, description, kind string) route {
		return route{
			id: id, method: method, path: path, tag: networkTag, status: http.StatusAccepted, summary: summary, description: description,
			example: exampleNetworkOperation(kind), codes: append(thingCodes(), novacron.Unsupported, novacron.Unavailable), more: a.documentDryRun(kind),
		}
	}
	register(a, route{
		id: "listNetworks", method: http.MethodGet, path: "/networks", tag: networkTag, status: http.StatusOK,
		summary: "List networks", example: examplePage(exampleNetwork()),
	}, a.listNetworks)
	register(a, begun("createNetwork", http.MethodPost, "/networks", "Create a network", networkDescription, "network.create"), a.createNetwork)
	register(a, route{
		id: "getNetwork", method: http.MethodGet, path: "/networks/{id}", tag: networkTag, status: http.StatusOK,
		summary: "Get a network", example: exampleNetwork(), codes: []novacron.Code{novacron.NotFound},
	}, a.getNetwork)
	register(a, begun("updateNetwork", http.MethodPatch, "/networks/{id}", "Change a network",
		"Autostart and the DHCP range hold at once, the domain and MTU at its next start.", "network.update"), a.updateNetwork)
	register(a, begun("deleteNetwork", http.MethodDelete, "/networks/{id}", "Stop and delete a network",
		"Refused, with their names, while VMs are on it, unless forced.", "network.delete"), a.deleteNetwork)
	register(a, begun("startNetwork", http.MethodPost, "/networks/{id}/start", "Start a network", "", "network.start"), a.startNetwork)
	register(a, begun("stopNetwork", http.MethodPost, "/networks/{id}/stop", "Stop a network",
		"Refused, with their names, while running VMs are on it, unless forced.", "network.stop"), a.stopNetwork)
	register(a, begun("setDHCPHost", http.MethodPut, "/networks/{id}/hosts/{mac}", "Keep an address for a network card",
		"At once, without disturbing who has a lease.", "network.host_set"), a.setDHCPHost)
	register(a, begun("deleteDHCPHost", http.MethodDelete, "/networks/{id}/hosts/{mac}", "Give a kept address free", "", "network.host_delete"), a.deleteDHCPHost)
	register(a, route{
		id: "listLeases", method: http.MethodGet, path: "/networks/{id}/leases", tag: networkTag, status: http.StatusOK,
		summary: "List what a network's DHCP server gave out", example: examplePage(exampleLease()),
		codes: []novacron.Code{novacron.NotFound, novacron.Unavailable, novacron.Unsupported},
	}, a.listLeases)
	register(a, route{
		id: "listHostInterfaces", method: http.MethodGet, path: "/node/interfaces", tag: networkTag, status: http.StatusOK,
		summary: "List the host's bridges and network cards", example: examplePage(exampleHostInterface()),
		codes: []novacron.Code{novacron.Unavailable, novacron.Unsupported},
	}, a.listHostInterfaces)
}

func (a *API) listNetworks(ctx context.Context, in *listNetworksInput) (*pageOutput[novacron.Network], error) {
	page, err := a.services.Networks.Networks(ctx, novacron.NetworkQuery{PageRequest: in.request(), Name: in.Name})
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, page), nil
}

func (a *API) createNetwork(ctx context.Context, in *createNetworkInput) (*operationOutput, error) {
	in.Body.Mutation = in.mutation()
	return newOperationOutput(a.services.Networks.CreateNetwork(ctx, in.Body))
}

func (a *API) getNetwork(ctx context.Context, in *NetworkInput) (*networkOutput, error) {
	n, err := a.services.Networks.Network(ctx, in.id())
	if err != nil {
		return nil, err
	}
	return &networkOutput{ETag: etagOf(n.Revision), Body: n}, nil
}

func (a *API) updateNetwork(ctx context.Context, in *updateNetworkInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = m
	return newOperationOutput(a.services.Networks.UpdateNetwork(ctx, in.id(), in.Body))
}

func (a *API) deleteNetwork(ctx context.Context, in *actNetworkInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Networks.DeleteNetwork(ctx, in.id(), novacron.DeleteNetwork{Mutation: m, Force: in.Force}))
}

func (a *API) startNetwork(ctx context.Context, in *actNetworkInput) (*operationOutput, error) {
	return a.actNetwork(ctx, in, novacron.NetworkStart)
}

func (a *API) stopNetwork(ctx context.Context, in *actNetworkInput) (*operationOutput, error) {
	return a.actNetwork(ctx, in, novacron.NetworkStop)
}

func (a *API) actNetwork(ctx context.Context, in *actNetworkInput, verb novacron.NetworkVerb) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Networks.ActNetwork(ctx, in.id(), novacron.NetworkAction{Mutation: m, Verb: verb, Force: in.Force}))
}

func (a *API) setDHCPHost(ctx context.Context, in *setDHCPHostInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	host := novacron.DHCPHost{MAC: in.MAC, Address: in.Body.Address, Name: in.Body.Name}
	return newOperationOutput(a.services.Networks.SetDHCPHost(ctx, in.id(), host, m))
}

func (a *API) deleteDHCPHost(ctx context.Context, in *deleteDHCPHostInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.Networks.DeleteDHCPHost(ctx, in.id(), in.MAC, m))
}

func (a *API) listLeases(ctx context.Context, in *leasesInput) (*pageOutput[novacron.Lease], error) {
	page, err := a.services.Networks.Leases(ctx, in.id(), in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, page), nil
}

func (a *API) listHostInterfaces(ctx context.Context, in *PageInput) (*pageOutput[novacron.HostInterface], error) {
	page, err := a.services.Networks.HostInterfaces(ctx, in.request())
	if err != nil {
		return nil, err
	}
	return newPageOutput(ctx, page), nil
}

func exampleNetwork() novacron.Network {
	at := exampleTime()
	return novacron.Network{
		ID: "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55", Name: "lab", Mode: novacron.NetworkNAT, State: novacron.NetworkRunning,
		Autostart: true, Persistent: true, Managed: true, Bridge: "virbr1", Domain: "lab.internal",
		IPv4: &novacron.Subnet{
			Address: "192.168.100.1/24", Start: "192.168.100.10", End: "192.168.100.254",
			Hosts: []novacron.DHCPHost{{MAC: "52:54:00:12:34:56", Address: "192.168.100.5", Name: "web-1"}},
		},
		Meta: novacron.Meta{Node: exampleNodeID, CreatedAt: at, UpdatedAt: at, Revision: 7},
	}
}

func exampleNetworkOperation(kind string) novacron.Operation {
	op := exampleOperation(kind)
	op.Target = novacron.Target{Kind: "network", ID: "8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55", Name: "lab"}
	return op
}

func exampleLease() novacron.Lease {
	at := exampleTime()
	return novacron.Lease{MAC: "52:54:00:12:34:56", Address: "192.168.100.17", Prefix: 24, Hostname: "web-1", ExpiresAt: &at, VM: exampleVMID, VMName: "web-1"}
}

func exampleHostInterface() novacron.HostInterface {
	return novacron.HostInterface{
		Name: "br0", Kind: "bridge", MAC: "02:00:00:00:00:01", Up: true, Carrier: true, MTU: 1500,
		Addresses: []string{"192.0.2.10/24"}, Ports: []string{"eth0"},
	}
}

// exampleNetworkRequest is the example of a network's or a firewall's body; nil
// for those of other operations.
func exampleNetworkRequest(id string) any {
	switch id {
	case "createNetwork":
		return novacron.CreateNetwork{
			Name: "lab", Mode: novacron.NetworkNAT, Domain: "lab.internal",
			IPv4: &novacron.Subnet{Address: "192.168.100.1/24", Start: "192.168.100.10", End: "192.168.100.254"},
		}
	case "updateNetwork":
		return novacron.NetworkUpdate{Start: ptr("192.168.100.20"), End: ptr("192.168.100.200")}
	case "setDHCPHost":
		return dhcpHostBody{Address: "192.168.100.5", Name: "web-1"}
	case "setFirewall":
		return novacron.SetFirewall{Firewall: exampleRules()}
	}
	return nil
}
