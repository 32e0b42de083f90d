package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// networkCommand is 'novacron network'.
func (a *app) networkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "network",
		Aliases: []string{"networks", "net"},
		Short:   "List, create, change, start, stop and delete networks",
		Long: `Work with the networks that VMs are on, those of virsh and virt-manager included.

NAME is a network's name or its id.`,
		Example: `  novacron network create lab
  novacron network create dmz --mode isolated --ipv4 10.9.0.1/24 --range 10.9.0.10-10.9.0.99
  novacron network create office --mode bridge --bridge br0
  novacron network leases lab`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.networkListCommand(), a.networkShowCommand(), a.networkCreateCommand(), a.networkEditCommand(),
		a.networkActCommand(novacron.NetworkStart), a.networkActCommand(novacron.NetworkStop), a.networkDeleteCommand(),
		a.networkLeasesCommand(), a.networkHostCommand(), a.networkInterfacesCommand())
	return cmd
}

// resolveNetwork returns the network of this name or id.
func (a *app) resolveNetwork(ctx context.Context, arg string) (novacron.Network, error) {
	c, err := a.connect()
	if err != nil {
		return novacron.Network{}, err
	}
	for n, err := range c.EachNetwork(ctx, novacron.NetworkQuery{}) {
		if err != nil {
			return n, err
		}
		if n.Name == arg || string(n.ID) == strings.ToLower(arg) {
			return n, nil
		}
	}
	return novacron.Network{}, novacron.Errorf(novacron.NotFound, "there is no network %q", arg).WithMend("see: novacron network list")
}

func (a *app) completeNetwork(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), completionDeadline)
	defer cancel()
	c, err := a.connect()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []cobra.Completion
	for n, err := range c.EachNetwork(ctx, novacron.NetworkQuery{Name: begun}) {
		if err == nil && strings.HasPrefix(n.Name, begun) {
			names = append(names, cobra.CompletionWithDesc(n.Name, string(n.Mode)))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// printItems writes what a list command found.
func printItems[T any](a *app, columns []column[T], items []T, none string) error {
	if a.wantsData() {
		return printData(a.stdout, a.global.output, items)
	}
	if len(items) == 0 {
		a.hintf("%s", none)
	}
	return printTable(a.stdout, columns, items)
}

func (a *app) networkListCommand() *cobra.Command {
	var query novacron.NetworkQuery
	cmd := &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List networks", Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			items := []novacron.Network{}
			for n, err := range c.EachNetwork(cmd.Context(), query) {
				if err != nil {
					return err
				}
				items = append(items, n)
			}
			return printItems(a, networkColumns(), items, "none; make one: novacron network create NAME")
		},
	}
	cmd.Flags().StringVar(&query.Name, "name", "", "only networks with this `TEXT` in their name")
	return cmd
}

func networkColumns() []column[novacron.Network] {
	return []column[novacron.Network]{
		{"name", func(n novacron.Network) string { return n.Name }},
		{"state", func(n novacron.Network) string { return string(n.State) }},
		{"mode", networkMode},
		{"bridge", bridgeOrDevice},
		{"ipv4", func(n novacron.Network) string { return subnetText(n.IPv4) }},
		{"dhcp", func(n novacron.Network) string { return rangeText(n.IPv4) }},
		{"autostart", func(n novacron.Network) string { return yesNo(n.Autostart) }},
	}
}

func networkMode(n novacron.Network) string {
	if n.VLAN > 0 {
		return string(n.Mode) + " " + strconv.Itoa(n.VLAN)
	}
	return string(n.Mode)
}

func subnetText(s *novacron.Subnet) string {
	if s == nil {
		return ""
	}
	return s.Address
}

func rangeText(s *novacron.Subnet) string {
	if s == nil || s.Start == "" {
		return ""
	}
	return s.Start + "-" + s.End
}

func (a *app) networkShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show everything about a network", Args: usageArgs(1, 1, "the name of a network"), ValidArgsFunction: a.completeNetwork,
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := a.resolveNetwork(cmd.Context(), args[0])
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, n)
			}
			return a.describeNetwork(n)
		},
	}
}

func (a *app) describeNetwork(n novacron.Network) error {
	facts := []fact{
		{"Name", n.Name},
		{"ID", string(n.ID)},
		{"State", string(n.State)},
		{"Mode", networkMode(n)},
		{"Bridge", n.Bridge},
		{"Device", n.Device},
		{"Domain", n.Domain},
		{"MTU", positiveNumber(n.MTU)},
		{"IPv4", subnetText(n.IPv4)},
		{"DHCP", rangeText(n.IPv4)},
		{"IPv6", subnetText(n.IPv6)},
		{"DHCPv6", rangeText(n.IPv6)},
		{"Autostart", yesNo(n.Autostart)},
		{"Made by", map[bool]string{true: "NovaCron", false: "others"}[n.Managed]},
	}
	if n.IPv4 != nil {
		for _, h := range n.IPv4.Hosts {
			facts = append(facts, fact{"Kept", strings.TrimSpace(h.MAC + " " + h.Address + " " + h.Name)})
		}
	}
	return printFacts(a.stdout, facts)
}

func positiveNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (a *app) networkLeasesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "leases NAME", Short: "List the addresses that a network gave out", Args: usageArgs(1, 1, "the name of a network"), ValidArgsFunction: a.completeNetwork,
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := a.resolveNetwork(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			items := []novacron.Lease{}
			for l, err := range a.conn.EachLease(cmd.Context(), n.ID) {
				if err != nil {
					return err
				}
				items = append(items, l)
			}
			return printItems(a, a.leaseColumns(), items, "none")
		},
	}
}

func (a *app) leaseColumns() []column[novacron.Lease] {
	return []column[novacron.Lease]{
		{"address", func(l novacron.Lease) string { return fmt.Sprintf("%s/%d", l.Address, l.Prefix) }},
		{"mac", func(l novacron.Lease) string { return l.MAC }},
		{"vm", func(l novacron.Lease) string { return l.VMName }},
		{"hostname", func(l novacron.Lease) string { return l.Hostname }},
		{"expires", func(l novacron.Lease) string {
			if l.ExpiresAt == nil {
				return "never"
			}
			return l.ExpiresAt.Local().Format("2006-01-02 15:04:05")
		}},
	}
}

func (a *app) networkInterfacesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "interfaces", Aliases: []string{"bridges"}, Short: "List the host's bridges and network cards", Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			items := []novacron.HostInterface{}
			for i, err := range c.EachHostInterface(cmd.Context()) {
				if err != nil {
					return err
				}
				items = append(items, i)
			}
			return printItems(a, interfaceColumns(), items, "none")
		},
	}
}

func interfaceColumns() []column[novacron.HostInterface] {
	return []column[novacron.HostInterface]{
		{"name", func(i novacron.HostInterface) string { return i.Name }},
		{"kind", func(i novacron.HostInterface) string { return i.Kind }},
		{"up", func(i novacron.HostInterface) string { return yesNo(i.Up && i.Carrier) }},
		{"addresses", func(i novacron.HostInterface) string { return strings.Join(i.Addresses, ",") }},
		{"ports", func(i novacron.HostInterface) string { return strings.Join(i.Ports, ",") }},
		{"master", func(i novacron.HostInterface) string { return i.Master }},
		{"network", func(i novacron.HostInterface) string { return i.Network }},
	}
}

func bridgeOrDevice(n novacron.Network) string {
	if n.Bridge != "" {
		return n.Bridge
	}
	return n.Device
}
