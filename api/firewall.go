package api

import (
	"context"
	"net/http"

	"github.com/novacron/novacron/novacron"
)

// NICInput names a network interface of a VM.
type NICInput struct {
	VMInput
	HostInput
}

type addressesBody struct {
	Items []novacron.NICAddresses `json:"items" doc:"The VM's network interfaces and their addresses"`
}

type addressesOutput struct {
	Body addressesBody
}

type firewallOutput struct {
	Body novacron.NICFirewall
}

type setFirewallInput struct {
	NICInput
	RevisionInput
	Body novacron.SetFirewall
}

type deleteFirewallInput struct {
	NICInput
	RevisionInput
}

const firewallDescription = "Stateful; the first rule that fits decides. Anti-spoofing is on unless it is switched off. It holds at once, for a running " +
	"VM too, as a network filter of libvirt. What the host itself sends to the VM is not filtered."

func (a *API) registerFirewalls() {
	asked := []novacron.Code{novacron.NotFound, novacron.Unavailable, novacron.Unsupported}
	register(a, route{
		id: "listVMAddresses", method: http.MethodGet, path: "/vms/{id}/addresses", tag: vmTag, status: http.StatusOK,
		summary: "Ask for a VM's addresses now", description: "The guest agent, the networks' DHCP servers and the host's neighbor table are asked.",
		example: addressesBody{Items: []novacron.NICAddresses{{
			MAC: "52:54:00:12:34:56", Device: "vnet0",
			Addresses: []novacron.NICAddress{{Address: "192.168.100.17", Prefix: 24, Source: "lease"}},
		}}}, codes: asked,
	}, a.listVMAddresses)
	register(a, route{
		id: "getFirewall", method: http.MethodGet, path: "/vms/{id}/nics/{mac}/firewall", tag: vmTag, status: http.StatusOK,
		summary: "Get the firewall of a network interface", example: exampleFirewall(), codes: asked,
	}, a.getFirewall)
	register(a, route{
		id: "setFirewall", method: http.MethodPut, path: "/vms/{id}/nics/{mac}/firewall", tag: vmTag, status: http.StatusAccepted,
		summary: "Set the firewall of a network interface", description: firewallDescription, example: exampleOperation("vm.firewall_set"),
		codes: append(thingCodes(), novacron.Unsupported, novacron.Unavailable), more: a.documentDryRun("vm.firewall_set"),
	}, a.setFirewall)
	register(a, route{
		id: "deleteFirewall", method: http.MethodDelete, path: "/vms/{id}/nics/{mac}/firewall", tag: vmTag, status: http.StatusAccepted,
		summary: "Remove the firewall of a network interface", description: "Everything passes then.", example: exampleOperation("vm.firewall_delete"),
		codes: append(thingCodes(), novacron.Unsupported, novacron.Unavailable), more: a.documentDryRun("vm.firewall_delete"),
	}, a.deleteFirewall)
}

func (a *API) listVMAddresses(ctx context.Context, in *VMInput) (*addressesOutput, error) {
	nics, err := a.services.VMNetworks.VMAddresses(ctx, in.id())
	if err != nil {
		return nil, err
	}
	if nics == nil {
		nics = []novacron.NICAddresses{}
	}
	return &addressesOutput{Body: addressesBody{Items: nics}}, nil
}

func (a *API) getFirewall(ctx context.Context, in *NICInput) (*firewallOutput, error) {
	fw, err := a.services.VMNetworks.Firewall(ctx, in.id(), in.MAC)
	if err != nil {
		return nil, err
	}
	return &firewallOutput{Body: fw}, nil
}

func (a *API) setFirewall(ctx context.Context, in *setFirewallInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	in.Body.Mutation = m
	return newOperationOutput(a.services.VMNetworks.SetFirewall(ctx, in.id(), in.MAC, in.Body))
}

func (a *API) deleteFirewall(ctx context.Context, in *deleteFirewallInput) (*operationOutput, error) {
	m, err := in.mutation()
	if err != nil {
		return nil, err
	}
	return newOperationOutput(a.services.VMNetworks.DeleteFirewall(ctx, in.id(), in.MAC, m))
}

func exampleFirewall() novacron.NICFirewall {
	fw := exampleRules()
	return novacron.NICFirewall{MAC: "52:54:00:12:34:56", Filter: "novacron-" + string(exampleVMID) + "-525400123456", Firewall: &fw}
}

func exampleRules() novacron.Firewall {
	on := true
	return novacron.Firewall{
		AntiSpoofing: &on, Inbound: novacron.FirewallDrop, Outbound: novacron.FirewallAccept,
		Rules: []novacron.Rule{
			{Action: "accept", Direction: "in", Protocol: "tcp", Ports: "80,443", Comment: "web"},
			{Action: "accept", Direction: "in", Protocol: "tcp", Ports: "22", CIDR: "10.0.0.0/8"},
		},
	}
}
