package fleet

import (
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	kindFirewallSet    = "vm.firewall_set"
	kindFirewallDelete = "vm.firewall_delete"

	maxRules          = 128
	maxOwnAddresses   = 32
	maxCommentBytes   = 200
	maxPort           = 65535
	maxPortsOfOneRule = 32
)

// VMNetworks is the service of how VMs are on networks.
type VMNetworks struct{ f *Fleet }

var _ novacron.VMNetworkService = (*VMNetworks)(nil)

// VMNetworks returns the service of how VMs are on networks.
func (f *Fleet) VMNetworks() *VMNetworks { return &VMNetworks{f} }

// firewallPlan is what a change of a firewall needs, saved with its operation.
type firewallPlan struct {
	MAC      string            `json:"mac"`
	Firewall novacron.Firewall `json:"firewall"`
}

func (v *VMNetworks) register(o *Operations) {
	o.register(
		kind{name: kindFirewallSet, do: planned(v.doSet), writesVM: true},
		kind{name: kindFirewallDelete, do: planned(v.doDelete), writesVM: true},
	)
}

func (v *VMNetworks) provider() (hypervisor.Firewalls, error) {
	p, ok := v.f.provider.(hypervisor.Firewalls)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "the hypervisor %s has no firewalls", v.f.provider.Info().Provider)
	}
	return p, nil
}

// VMAddresses asks now for the addresses of a VM.
func (v *VMNetworks) VMAddresses(ctx context.Context, id novacron.VMID) ([]novacron.NICAddresses, error) {
	if _, err := v.f.store.VM(id); err != nil {
		return nil, err
	}
	p, ok := v.f.provider.(hypervisor.Addresses)
	if !ok {
		return nil, novacron.Errorf(novacron.Unsupported, "the hypervisor %s does not tell addresses", v.f.provider.Info().Provider)
	}
	call, cancel := withTimeout(ctx, addressesWithin, "asking for addresses")
	defer cancel()
	return p.Addresses(call, id)
}

// Firewall returns the firewall of one interface.
func (v *VMNetworks) Firewall(ctx context.Context, id novacron.VMID, mac string) (novacron.NICFirewall, error) {
	p, err := v.provider()
	if err != nil {
		return novacron.NICFirewall{}, err
	}
	if _, err := v.f.store.VM(id); err != nil {
		return novacron.NICFirewall{}, err
	}
	call, cancel := withTimeout(ctx, readWithin, "reading the firewall")
	defer cancel()
	return p.Firewall(call, id, mac)
}

// SetFirewall replaces the firewall of one interface.
func (v *VMNetworks) SetFirewall(ctx context.Context, id novacron.VMID, mac string, req novacron.SetFirewall) (novacron.Operation, error) {
	mac = strings.ToLower(mac)
	plan := firewallPlan{MAC: mac, Firewall: req.Firewall}
	return v.begin(ctx, kindFirewallSet, id, req.Mutation, plan, func() error { return checkFirewall(&plan.Firewall) })
}

// DeleteFirewall removes the firewall of one interface.
func (v *VMNetworks) DeleteFirewall(ctx context.Context, id novacron.VMID, mac string, m novacron.Mutation) (novacron.Operation, error) {
	return v.begin(ctx, kindFirewallDelete, id, m, firewallPlan{MAC: strings.ToLower(mac)}, func() error { return nil })
}

func (v *VMNetworks) begin(ctx context.Context, kind string, id novacron.VMID, m novacron.Mutation, plan firewallPlan, check func() error) (novacron.Operation, error) {
	if op, ok, err := v.f.operations.replay(ctx, kind, m, string(id), plan); ok || err != nil {
		return op, err
	}
	vm, err := v.f.store.VM(id)
	if err != nil {
		return novacron.Operation{}, err
	}
	if err := checkRevision(vm, m); err != nil {
		return novacron.Operation{}, err
	}
	content := plan
	if err := check(); err != nil {
		return novacron.Operation{}, err
	}
	was, err := v.Firewall(ctx, id, plan.MAC)
	if err != nil {
		return novacron.Operation{}, err
	}
	if m.DryRun {
		return v.f.operations.dryRun(ctx, kind, targetOf(vm), firewallChanges(was, plan, kind == kindFirewallDelete)), nil
	}
	op, _, err := v.f.operations.begin(ctx, request{kind: kind, mutation: m, target: targetOf(vm), content: content, plan: plan})
	return op, err
}

// firewallChanges tells a change in few words: how many rules there are.
func firewallChanges(was novacron.NICFirewall, plan firewallPlan, gone bool) []novacron.Change {
	to := firewallText(&plan.Firewall)
	if gone {
		to = ""
	}
	from := firewallText(was.Firewall)
	if was.Foreign {
		from = was.Filter
	}
	if from == to {
		return nil
	}
	return []novacron.Change{{Field: "nics." + plan.MAC + ".firewall", From: from, To: to, Applied: novacron.AppliedNow}}
}

func firewallText(fw *novacron.Firewall) string {
	if fw == nil {
		return ""
	}
	words := []string{fmt.Sprintf("in %s, out %s, %d rules", or(fw.Inbound, novacron.FirewallAccept), or(fw.Outbound, novacron.FirewallAccept), len(fw.Rules))}
	if fw.AntiSpoofing == nil || *fw.AntiSpoofing {
		words = append(words, "anti-spoofing")
	}
	for _, r := range fw.Rules {
		words = append(words, strings.Join(strings.Fields(strings.Join([]string{r.Action, r.Direction, r.Protocol, r.Ports, r.CIDR}, " ")), " "))
	}
	return strings.Join(words, "; ")
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (v *VMNetworks) doSet(ctx context.Context, r *run, plan firewallPlan) error {
	return v.do(ctx, r, plan, false, func(call context.Context, p hypervisor.Firewalls) error {
		return p.SetFirewall(call, r.vm(), plan.MAC, plan.Firewall)
	})
}

func (v *VMNetworks) doDelete(ctx context.Context, r *run, plan firewallPlan) error {
	return v.do(ctx, r, plan, true, func(call context.Context, p hypervisor.Firewalls) error {
		return p.DeleteFirewall(call, r.vm(), plan.MAC)
	})
}

func (v *VMNetworks) do(ctx context.Context, r *run, plan firewallPlan, gone bool, change func(context.Context, hypervisor.Firewalls) error) error {
	p, err := v.provider()
	if err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "changing the firewall")
	defer cancel()
	was, err := p.Firewall(call, r.vm(), plan.MAC)
	if err != nil {
		return err
	}
	if err := change(call, p); err != nil {
		return err
	}
	vm, err := v.f.inventory.read(ctx, r.vm())
	if err != nil {
		return err
	}
	r.rec.Changes = firewallChanges(was, plan, gone)
	r.last = v.f.VMs().recordTx(vm)
	return nil
}

var portsPattern = regexp.MustCompile(`^[0-9]{1,5}(-[0-9]{1,5})?(,[0-9]{1,5}(-[0-9]{1,5})?)*$`)

// checkFirewall checks a firewall.
func checkFirewall(fw *novacron.Firewall) error {
	var f faults
	words := []string{"", novacron.FirewallAccept, novacron.FirewallDrop}
	f.add(!slices.Contains(words, fw.Inbound), "inbound", "must be accept or drop")
	f.add(!slices.Contains(words, fw.Outbound), "outbound", "must be accept or drop")
	f.add(!slices.Contains([]string{"", "dhcp", "any"}, fw.Learn), "learn", "must be dhcp or any")
	f.add(len(fw.Addresses) > maxOwnAddresses, "addresses", "must be at most %d", maxOwnAddresses)
	for i, text := range fw.Addresses {
		addr, err := netip.ParseAddr(text)
		f.add(err != nil || addr.Zone() != "" || addr.IsMulticast() || addr.IsUnspecified(), indexed("addresses", i), "must be an address, as 192.168.100.17")
	}
	f.add(len(fw.Rules) > maxRules, "rules", "must be at most %d", maxRules)
	for i, r := range fw.Rules {
		checkRule(&f, indexed("rules", i)+".", r)
	}
	return f.err()
}

func checkRule(f *faults, at string, r novacron.Rule) {
	f.add(!slices.Contains([]string{novacron.FirewallAccept, novacron.FirewallDrop, novacron.FirewallReject}, r.Action), at+"action", "must be accept, drop or reject")
	f.add(r.Direction != novacron.FirewallIn && r.Direction != novacron.FirewallOut, at+"direction", "must be in or out")
	f.add(!slices.Contains([]string{"", "any", "tcp", "udp", "icmp", "icmpv6", "sctp"}, r.Protocol), at+"protocol", "must be any, tcp, udp, icmp, icmpv6 or sctp")
	hasPorts := slices.Contains([]string{"tcp", "udp", "sctp"}, r.Protocol)
	f.add(r.Ports != "" && !hasPorts, at+"ports", "are for tcp, udp and sctp only")
	f.add(!portsInOrder(r.Ports), at+"ports", "must be ports and ranges from 1 to %d with commas between them, at most %d", maxPort, maxPortsOfOneRule)
	f.add(len(r.Comment) > maxCommentBytes || !printable(r.Comment) || strings.ContainsAny(r.Comment, "\n\r"), at+"comment", "must be one line of at most %d bytes", maxCommentBytes)
	if r.CIDR == "" {
		return
	}
	prefix, err := netip.ParsePrefix(r.CIDR)
	if addr, addrErr := netip.ParseAddr(r.CIDR); addrErr == nil && addr.Zone() == "" {
		prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	f.add(err != nil, at+"cidr", "must be a range of addresses, as 10.0.0.0/8")
	f.add(err == nil && r.Protocol == "icmp" && prefix.Addr().Is6(), at+"cidr", "icmp is IPv4; choose icmpv6")
	f.add(err == nil && r.Protocol == "icmpv6" && prefix.Addr().Is4(), at+"cidr", "icmpv6 is IPv6; choose icmp")
}

func portsInOrder(ports string) bool {
	if ports == "" {
		return true
	}
	if !portsPattern.MatchString(ports) || strings.Count(ports, ",") >= maxPortsOfOneRule {
		return false
	}
	for part := range strings.SplitSeq(ports, ",") {
		first, last, ranged := strings.Cut(part, "-")
		from, _ := strconv.Atoi(first)
		to := from
		if ranged {
			to, _ = strconv.Atoi(last)
		}
		if from < 1 || to > maxPort || to < from {
			return false
		}
	}
	return true
}
