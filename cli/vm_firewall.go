package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vmAddressesCommand is 'novacron vm addresses'.
func (a *app) vmAddressesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "addresses NAME", Aliases: []string{"ip"}, Short: "Ask for a VM's addresses now", Args: usageArgs(1, 1, "the name of a VM"), ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			nics, err := a.conn.VMAddresses(cmd.Context(), vm.ID)
			if err != nil {
				return err
			}
			if a.wantsData() {
				return printData(a.stdout, a.global.output, nics)
			}
			type row struct{ mac, address, source string }
			var rows []row
			for _, nic := range nics {
				for _, addr := range nic.Addresses {
					rows = append(rows, row{nic.MAC, fmt.Sprintf("%s/%d", addr.Address, addr.Prefix), addr.Source})
				}
			}
			if len(rows) == 0 {
				a.hintf("none known")
			}
			return printTable(a.stdout, []column[row]{
				{"mac", func(r row) string { return r.mac }},
				{"address", func(r row) string { return r.address }},
				{"source", func(r row) string { return r.source }},
			}, rows)
		},
	}
}

// vmFirewallCommand is 'novacron vm firewall'.
func (a *app) vmFirewallCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "firewall",
		Short: "Say what a VM may send and receive",
		Long: `Say what a network interface of a VM may send and receive. A firewall is stateful,
holds at once, and drops what pretends another sender (MAC, IP, ARP).

--nic names the interface by its MAC; it may be left out where the VM has one only.`,
		Example: `  novacron vm firewall set web-1 --inbound drop --rule 'accept in tcp 80,443' --rule 'accept in tcp 22 10.0.0.0/8'
  novacron vm firewall show web-1
  novacron vm firewall delete web-1`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.firewallShowCommand(), a.firewallSetCommand(), a.firewallDeleteCommand())
	return cmd
}

// resolveNIC returns a VM and the MAC that is meant.
func (a *app) resolveNIC(ctx context.Context, name, mac string) (novacron.VM, string, error) {
	vm, err := a.resolveVM(ctx, name)
	switch {
	case err != nil || mac != "":
		return vm, mac, err
	case len(vm.NICs) == 1:
		return vm, vm.NICs[0].MAC, nil
	case len(vm.NICs) == 0:
		return vm, "", novacron.Errorf(novacron.NotFound, "the VM %s has no network interface", vm.Name)
	}
	var macs []string
	for _, nic := range vm.NICs {
		macs = append(macs, nic.MAC)
	}
	return vm, "", usagef("the VM %s has %d network interfaces", vm.Name, len(vm.NICs)).WithMend("choose one: --nic %s", strings.Join(macs, " or "))
}

func (a *app) firewallShowCommand() *cobra.Command {
	var mac string
	cmd := &cobra.Command{
		Use: "show NAME", Short: "Show a firewall", Args: usageArgs(1, 1, "the name of a VM"), ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, mac, err := a.resolveNIC(cmd.Context(), args[0], mac)
			if err != nil {
				return err
			}
			fw, err := a.conn.Firewall(cmd.Context(), vm.ID, mac)
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, fw)
			case fw.Foreign:
				return printLine(a.stdout, fmt.Sprintf("%s has the network filter %s, which another tool made", mac, fw.Filter))
			case fw.Firewall == nil:
				return printLine(a.stdout, mac+" has no firewall: everything passes")
			}
			return a.describeFirewall(fw)
		},
	}
	cmd.Flags().StringVar(&mac, "nic", "", "`MAC` of the interface")
	return cmd
}

func (a *app) describeFirewall(nic novacron.NICFirewall) error {
	fw := nic.Firewall
	learned := strings.Join(fw.Addresses, ", ")
	if learned == "" && fw.AntiSpoofing != nil && *fw.AntiSpoofing {
		learned = "learned (" + fw.Learn + ")"
	}
	err := printFacts(a.stdout, []fact{
		{"Interface", nic.MAC},
		{"Anti-spoofing", yesNo(fw.AntiSpoofing == nil || *fw.AntiSpoofing)},
		{"Own addresses", learned},
		{"Inbound", fw.Inbound},
		{"Outbound", fw.Outbound},
	})
	if err != nil {
		return err
	}
	for _, warning := range nic.Warnings {
		fmt.Fprintf(a.stderr, "warning: %s\n", clean(warning))
	}
	return printTable(a.stdout, []column[novacron.Rule]{
		{"action", func(r novacron.Rule) string { return r.Action }},
		{"direction", func(r novacron.Rule) string { return r.Direction }},
		{"protocol", func(r novacron.Rule) string { return r.Protocol }},
		{"ports", func(r novacron.Rule) string { return r.Ports }},
		{"cidr", func(r novacron.Rule) string { return r.CIDR }},
		{"comment", func(r novacron.Rule) string { return r.Comment }},
	}, fw.Rules)
}

// parseRule reads ACTION DIRECTION [PROTOCOL [PORTS]] [CIDR].
func parseRule(text string) (novacron.Rule, error) {
	var r novacron.Rule
	words := strings.Fields(text)
	bad := func() (novacron.Rule, error) {
		return r, usagef("--rule: %q is not ACTION DIRECTION [PROTOCOL [PORTS]] [CIDR]", text).WithMend("write it as --rule 'accept in tcp 80,443 10.0.0.0/8'")
	}
	if len(words) < 2 {
		return bad()
	}
	r.Action, r.Direction = words[0], words[1]
	for _, word := range words[2:] {
		switch {
		case strings.ContainsAny(word, "./:") && r.CIDR == "":
			r.CIDR = word
		case word[0] >= '0' && word[0] <= '9' && r.Ports == "":
			r.Ports = word
		case r.Protocol == "":
			r.Protocol = word
		default:
			return bad()
		}
	}
	return r, nil
}

func (a *app) firewallSetCommand() *cobra.Command {
	var f mutationFlags
	var mac string
	var spoofing bool
	var rules []string
	var fw novacron.Firewall
	cmd := &cobra.Command{
		Use: "set NAME", Short: "Set the firewall, over the one that there is", Args: usageArgs(1, 1, "the name of a VM"), ValidArgsFunction: a.completeVM(1),
		Example: "  novacron vm firewall set web-1 --inbound drop --rule 'accept in tcp 80,443' --rule 'accept in tcp 22 10.0.0.0/8'",
		RunE: func(cmd *cobra.Command, args []string) error {
			off := false
			if spoofing {
				fw.AntiSpoofing = &off
			}
			for _, text := range rules {
				r, err := parseRule(text)
				if err != nil {
					return err
				}
				fw.Rules = append(fw.Rules, r)
			}
			vm, mac, err := a.resolveNIC(cmd.Context(), args[0], mac)
			if err != nil {
				return err
			}
			op, err := a.conn.SetFirewall(cmd.Context(), vm.ID, mac, novacron.SetFirewall{Mutation: f.mutation(), Firewall: fw})
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	words := []string{novacron.FirewallAccept, novacron.FirewallDrop}
	flags := cmd.Flags()
	flags.StringVar(&mac, "nic", "", "`MAC` of the interface")
	flags.Var(&choiceValue{value: &fw.Inbound, choices: words}, "inbound", "what no rule fits, towards the guest")
	flags.Var(&choiceValue{value: &fw.Outbound, choices: words}, "outbound", "what no rule fits, from the guest")
	flags.StringArrayVar(&rules, "rule", nil, "a `RULE`, as 'accept in tcp 80,443 10.0.0.0/8'; repeat it, the first that fits decides")
	flags.StringSliceVar(&fw.Addresses, "address", nil, "the guest's own `ADDRESS`; learned from DHCP when left out")
	flags.Var(&choiceValue{value: &fw.Learn, choices: []string{"dhcp", "any"}}, "learn", "where its address is learned from")
	flags.BoolVar(&spoofing, "allow-spoofing", false, "let pass what pretends another sender")
	f.add(cmd)
	return cmd
}

func (a *app) firewallDeleteCommand() *cobra.Command {
	var f mutationFlags
	var mac string
	cmd := &cobra.Command{
		Use: "delete NAME", Aliases: []string{"rm"}, Short: "Remove the firewall: everything passes", Args: usageArgs(1, 1, "the name of a VM"), ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, mac, err := a.resolveNIC(cmd.Context(), args[0], mac)
			if err != nil {
				return err
			}
			op, err := a.conn.DeleteFirewall(cmd.Context(), vm.ID, mac, f.mutation())
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	cmd.Flags().StringVar(&mac, "nic", "", "`MAC` of the interface")
	f.add(cmd)
	return cmd
}
