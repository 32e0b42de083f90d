package fleet

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

// Networks is the service of this node's networks.
type Networks struct{ f *Fleet }

var _ novacron.NetworkService = (*Networks)(nil)

// Networks returns the service of this node's networks.
func (f *Fleet) Networks() *Networks { return &Networks{f} }

// The kinds of operation on networks. Verbs are "network." and the verb.
const (
	kindNetworkCreate = "network.create"
	kindNetworkUpdate = "network.update"
	kindNetworkDelete = "network.delete"
	kindNetworkStart  = "network.start"
	kindNetworkStop   = "network.stop"
	kindDHCPHostSet   = "network.host_set"
	kindDHCPHostGone  = "network.host_delete"
)

// networkPlan is what an operation on a network needs, saved with it.
type networkPlan struct {
	Network novacron.Network       `json:"network"`
	Edit    hypervisor.NetworkEdit `json:"edit,omitzero"`
	Stopped bool                   `json:"stopped,omitempty"`
}

// newNetworks makes the catalog of networks and the kinds of operation on them.
func newNetworks(f *Fleet) *catalog[novacron.Network] {
	n := f.Networks()
	look := func(*run) { f.networks.refreshLater() }
	f.operations.register(
		kind{name: kindNetworkCreate, do: planned(n.doCreate), ended: look},
		kind{name: kindNetworkUpdate, do: planned(n.doEdit), ended: look},
		kind{name: kindDHCPHostSet, do: planned(n.doEdit), ended: look},
		kind{name: kindDHCPHostGone, do: planned(n.doEdit), ended: look},
		kind{name: kindNetworkDelete, do: planned(n.doDelete), ended: look},
		kind{name: kindNetworkStart, do: planned(n.doStart), ended: look},
		kind{name: kindNetworkStop, do: planned(n.doStop), ended: look},
	)
	c := newCatalog(f, records[novacron.Network]{
		noun:  "network",
		table: f.store.Networks,
		in:    (*store.Tx).Networks,
		read:  n.read,
		id:    func(n *novacron.Network) string { return string(n.ID) },
		name:  func(n *novacron.Network) string { return n.Name },
		meta:  func(n *novacron.Network) *novacron.Meta { return &n.Meta },
		// Starting and stopping have events of their own.
		differs: func(old, now novacron.Network) bool {
			old.State, old.Meta = now.State, now.Meta
			return !sameJSON(old, now)
		},
		tell: n.tell,
	})
	f.followers = append(f.followers, follower{on: hypervisor.NoticeNetworks, what: c})
	return c
}

func sameJSON(a, b any) bool { return fingerprint("", "", a) == fingerprint("", "", b) }

// provider is what can do it; Unsupported where the hypervisor has no networks.
func (n *Networks) provider() (hypervisor.Networks, error) {
	p, ok := n.f.provider.(hypervisor.Networks)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "the hypervisor %s has no networks of its own", n.f.provider.Info().Provider)
	}
	return p, nil
}

func (n *Networks) read(ctx context.Context) ([]novacron.Network, error) {
	p, err := n.provider()
	if err != nil {
		return nil, err
	}
	return p.Networks(ctx)
}

// tell tells of networks that were started or stopped.
func (n *Networks) tell(tx *store.Tx, old *novacron.Network, now novacron.Network) error {
	was := novacron.NetworkInactive
	if old != nil {
		was = old.State
	}
	if was == now.State {
		return nil
	}
	event := novacron.EventNetworkStopped
	if now.State == novacron.NetworkRunning {
		event = novacron.EventNetworkStarted
	}
	_, err := tx.AppendEvent(n.f.networks.event(event, now, nil))
	return err
}

// Networks returns a page of the records.
func (n *Networks) Networks(_ context.Context, q novacron.NetworkQuery) (novacron.Page[novacron.Network], error) {
	var match func(novacron.Network) bool
	if part := strings.ToLower(q.Name); part != "" {
		match = func(n novacron.Network) bool { return strings.Contains(strings.ToLower(n.Name), part) }
	}
	return n.f.store.Networks().Page(q.PageRequest, match)
}

// Network returns one record.
func (n *Networks) Network(_ context.Context, id novacron.NetworkID) (novacron.Network, error) {
	return n.f.store.Networks().Get(string(id))
}

// CreateNetwork makes a network.
func (n *Networks) CreateNetwork(ctx context.Context, req novacron.CreateNetwork) (novacron.Operation, error) {
	if op, ok, err := n.f.operations.replay(ctx, kindNetworkCreate, req.Mutation, "", req); ok || err != nil {
		return op, err
	}
	p, err := n.provider()
	if err != nil {
		return novacron.Operation{}, err
	}
	asked := req // before the defaults: a repeated request is compared with it
	if err := n.checkCreate(&req); err != nil {
		return novacron.Operation{}, err
	}
	call, cancel := withTimeout(ctx, callWithin, "checking the network")
	defer cancel()
	network, err := p.CheckNetwork(call, novacron.Network{
		ID: novacron.NetworkID(uuid.NewString()), Name: req.Name, Mode: req.Mode, Autostart: !req.Manual, Managed: true,
		Bridge: req.Bridge, Device: req.Device, MacvtapMode: req.MacvtapMode, VLAN: req.VLAN, OpenVSwitch: req.OpenVSwitch,
		MTU: req.MTU, Domain: req.Domain, IPv4: req.IPv4, IPv6: req.IPv6,
	})
	if err != nil {
		return novacron.Operation{}, err
	}
	target := targetOfNetwork(network)
	if req.DryRun {
		op := n.f.operations.dryRun(ctx, kindNetworkCreate, target, networkChanges(network, !req.Stopped))
		op.Target.ID = ""
		return op, nil
	}
	op, _, err := n.f.operations.begin(ctx, request{
		kind: kindNetworkCreate, mutation: req.Mutation, target: target, content: asked, claim: req.Name,
		plan: networkPlan{Network: network, Stopped: req.Stopped}, current: n.revision(network.ID),
	})
	return op, err
}

func targetOfNetwork(n novacron.Network) novacron.Target {
	return novacron.Target{Kind: "network", ID: string(n.ID), Name: n.Name}
}

func networkChanges(n novacron.Network, started bool) []novacron.Change {
	changes := []novacron.Change{
		{Field: "name", To: n.Name, Applied: novacron.AppliedNow},
		{Field: "mode", To: string(n.Mode), Applied: novacron.AppliedNow},
	}
	add := func(field, to string) {
		if to != "" {
			changes = append(changes, novacron.Change{Field: field, To: to, Applied: novacron.AppliedNow})
		}
	}
	add("bridge", n.Bridge)
	add("device", n.Device)
	for field, s := range map[string]*novacron.Subnet{"ipv4.address": n.IPv4, "ipv6.address": n.IPv6} {
		if s != nil {
			add(field, s.Address)
		}
	}
	if n.VLAN > 0 {
		add("vlan", strconv.Itoa(n.VLAN))
	}
	if started {
		add("state", string(novacron.NetworkRunning))
	}
	slices.SortStableFunc(changes[2:], func(a, b novacron.Change) int { return cmp.Compare(a.Field, b.Field) })
	return changes
}

// revision returns the present revision of a network's record, for If-Match.
func (n *Networks) revision(id novacron.NetworkID) func() (uint64, error) {
	return func() (uint64, error) {
		rec, err := n.f.store.Networks().Get(string(id))
		return rec.Revision, err
	}
}

// mutation is an operation on a network that is there.
type networkMutation struct {
	kind    string
	id      novacron.NetworkID
	m       novacron.Mutation
	content any
	edit    hypervisor.NetworkEdit
	// check says why it cannot be done; plan what would change.
	check func(novacron.Network) error
	plan  func(hypervisor.Networks, novacron.Network) ([]novacron.Change, error)
}

func (n *Networks) mutate(ctx context.Context, what networkMutation) (novacron.Operation, error) {
	if op, ok, err := n.f.operations.replay(ctx, what.kind, what.m, string(what.id), what.content); ok || err != nil {
		return op, err
	}
	p, err := n.provider()
	if err != nil {
		return novacron.Operation{}, err
	}
	rec, err := n.f.store.Networks().Get(string(what.id))
	if err != nil {
		return novacron.Operation{}, err
	}
	target := targetOfNetwork(rec)
	if err := stale(target, rec.Revision, what.m); err != nil {
		return novacron.Operation{}, err
	}
	if what.check != nil {
		if err := what.check(rec); err != nil {
			return novacron.Operation{}, err
		}
	}
	changes, err := what.plan(p, rec)
	if err != nil {
		return novacron.Operation{}, err
	}
	if what.m.DryRun {
		return n.f.operations.dryRun(ctx, what.kind, target, changes), nil
	}
	op, _, err := n.f.operations.begin(ctx, request{
		kind: what.kind, mutation: what.m, target: target, content: what.content,
		plan: networkPlan{Network: rec, Edit: what.edit}, current: n.revision(rec.ID),
	})
	return op, err
}

// edit is mutate for what EditNetwork does.
func (n *Networks) edit(ctx context.Context, what networkMutation) (novacron.Operation, error) {
	what.plan = func(p hypervisor.Networks, rec novacron.Network) ([]novacron.Change, error) {
		call, cancel := withTimeout(ctx, callWithin, "planning the change")
		defer cancel()
		return p.EditNetwork(call, rec.Name, what.edit, true)
	}
	return n.mutate(ctx, what)
}

// UpdateNetwork changes a network.
func (n *Networks) UpdateNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkUpdate) (novacron.Operation, error) {
	edit := hypervisor.NetworkEdit{Autostart: req.Autostart, Domain: req.Domain, MTU: req.MTU}
	if req.Start != nil || req.End != nil {
		edit.Range = &hypervisor.DHCPRange{Start: deref(req.Start), End: deref(req.End)}
	}
	return n.edit(ctx, networkMutation{
		kind: kindNetworkUpdate, id: id, m: req.Mutation, content: req, edit: edit,
		check: func(rec novacron.Network) error { return checkNetworkUpdate(rec, req) },
	})
}

// SetDHCPHost keeps an address for a network card.
func (n *Networks) SetDHCPHost(ctx context.Context, id novacron.NetworkID, host novacron.DHCPHost, m novacron.Mutation) (novacron.Operation, error) {
	host.MAC = strings.ToLower(host.MAC)
	return n.edit(ctx, networkMutation{
		kind: kindDHCPHostSet, id: id, m: m, content: host, edit: hypervisor.NetworkEdit{SetHost: &host},
		check: func(rec novacron.Network) error {
			if rec.IPv4 == nil {
				return nil // the provider says so
			}
			var f faults
			others := slices.DeleteFunc(slices.Clone(rec.IPv4.Hosts), func(h novacron.DHCPHost) bool { return strings.EqualFold(h.MAC, host.MAC) })
			prefix, err := netip.ParsePrefix(rec.IPv4.Address)
			if err == nil {
				checkHosts(&f, "", prefix, append(others, host))
			}
			return f.err()
		},
	})
}

// DeleteDHCPHost gives an address free.
func (n *Networks) DeleteDHCPHost(ctx context.Context, id novacron.NetworkID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	mac = strings.ToLower(mac)
	return n.edit(ctx, networkMutation{
		kind: kindDHCPHostGone, id: id, m: m, content: mac, edit: hypervisor.NetworkEdit{NoHost: &mac},
		check: func(rec novacron.Network) error {
			if rec.IPv4 != nil && slices.ContainsFunc(rec.IPv4.Hosts, func(h novacron.DHCPHost) bool { return strings.EqualFold(h.MAC, mac) }) {
				return nil
			}
			return novacron.Errorf(novacron.NotFound, "network %s keeps no address for %s", rec.Name, mac)
		},
	})
}

// ActNetwork starts or stops a network.
func (n *Networks) ActNetwork(ctx context.Context, id novacron.NetworkID, req novacron.NetworkAction) (novacron.Operation, error) {
	to := novacron.NetworkRunning
	switch req.Verb {
	case novacron.NetworkStart:
	case novacron.NetworkStop:
		to = novacron.NetworkInactive
	default:
		return novacron.Operation{}, novacron.InvalidField("verb", "must be one of %v", novacron.NetworkVerbs())
	}
	return n.mutate(ctx, networkMutation{
		kind: "network." + string(req.Verb), id: id, m: req.Mutation, content: req.Verb,
		check: func(rec novacron.Network) error {
			if rec.State == to {
				return novacron.Errorf(novacron.WrongState, "network %s is %s", rec.Name, rec.State)
			}
			if to == novacron.NetworkInactive && !req.Force {
				return n.unused(rec, true)
			}
			return nil
		},
		plan: func(_ hypervisor.Networks, rec novacron.Network) ([]novacron.Change, error) {
			return []novacron.Change{{Field: "state", From: string(rec.State), To: string(to), Applied: novacron.AppliedNow}}, nil
		},
	})
}

// DeleteNetwork stops and undefines a network.
func (n *Networks) DeleteNetwork(ctx context.Context, id novacron.NetworkID, req novacron.DeleteNetwork) (novacron.Operation, error) {
	return n.mutate(ctx, networkMutation{
		kind: kindNetworkDelete, id: id, m: req.Mutation, content: req.Force,
		check: func(rec novacron.Network) error {
			if req.Force {
				return nil
			}
			return n.unused(rec, false)
		},
		plan: func(_ hypervisor.Networks, rec novacron.Network) ([]novacron.Change, error) {
			return []novacron.Change{{Field: "network", From: rec.Name, Applied: novacron.AppliedNow}}, nil
		},
	})
}

// unused says which VMs are on a network: Conflict. active asks for those only
// that would lose their link now.
func (n *Networks) unused(rec novacron.Network, active bool) error {
	var names []string
	for vm := range n.f.eachVM(nil) {
		on := slices.ContainsFunc(vm.NICs, func(nic novacron.NIC) bool { return nic.Kind == "network" && nic.Source == rec.Name })
		if on && (!active || vm.State.Active()) {
			names = append(names, vm.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	const most = 20
	shown := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		shown += " and " + strconv.Itoa(len(names)-most) + " more"
	}
	what := "are on network"
	if active {
		what = "run on network"
	}
	return novacron.Errorf(novacron.Conflict, "%d vms %s %s: %s", len(names), what, rec.Name, shown).
		WithMend("put them on another network first, or force it: they lose their link")
}

// Leases returns what DHCP gave out, with the VMs that have it.
func (n *Networks) Leases(ctx context.Context, id novacron.NetworkID, q novacron.PageRequest) (novacron.Page[novacron.Lease], error) {
	rec, err := n.f.store.Networks().Get(string(id))
	if err != nil {
		return novacron.Page[novacron.Lease]{}, err
	}
	p, err := n.provider()
	if err != nil {
		return novacron.Page[novacron.Lease]{}, err
	}
	call, cancel := withTimeout(ctx, readWithin, "reading the leases")
	defer cancel()
	leases, err := p.Leases(call, rec.Name)
	if err != nil {
		return novacron.Page[novacron.Lease]{}, err
	}
	owners := map[string]novacron.VM{}
	for vm := range n.f.eachVM(nil) {
		for _, nic := range vm.NICs {
			owners[nic.MAC] = vm
		}
	}
	for i, l := range leases {
		if vm, ok := owners[strings.ToLower(l.MAC)]; ok {
			leases[i].VM, leases[i].VMName = vm.ID, vm.Name
		}
	}
	slices.SortFunc(leases, func(a, b novacron.Lease) int {
		return cmp.Or(compareAddresses(a.Address, b.Address), cmp.Compare(a.MAC, b.MAC))
	})
	return pageOf(leases, q, func(l novacron.Lease) string { return l.Address + " " + l.MAC })
}

func compareAddresses(a, b string) int {
	left, errLeft := netip.ParseAddr(a)
	right, errRight := netip.ParseAddr(b)
	if errLeft != nil || errRight != nil {
		return cmp.Compare(a, b)
	}
	return left.Compare(right)
}

// HostInterfaces returns the host's bridges and network cards.
func (n *Networks) HostInterfaces(ctx context.Context, q novacron.PageRequest) (novacron.Page[novacron.HostInterface], error) {
	p, err := n.provider()
	if err != nil {
		return novacron.Page[novacron.HostInterface]{}, err
	}
	call, cancel := withTimeout(ctx, readWithin, "reading the host's interfaces")
	defer cancel()
	found, err := p.HostInterfaces(call)
	if err != nil {
		return novacron.Page[novacron.HostInterface]{}, err
	}
	slices.SortFunc(found, func(a, b novacron.HostInterface) int { return cmp.Compare(a.Name, b.Name) })
	return pageOf(found, q, func(i novacron.HostInterface) string { return i.Name })
}
