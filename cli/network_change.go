package cli

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// subnetFlags are the addresses of a network.
type subnetFlags struct {
	ipv4, ipv6, dhcp, dhcp6 string
}

func (f *subnetFlags) subnets() (v4, v6 *novacron.Subnet, err error) {
	read := func(flag, address, span string) (*novacron.Subnet, error) {
		if address == "" {
			if span != "" {
				return nil, usagef("%s needs the subnet that it lies in", flag)
			}
			return nil, nil
		}
		start, end, err := parseRange(flag, span)
		return &novacron.Subnet{Address: address, Start: start, End: end}, err
	}
	if v4, err = read("--range", f.ipv4, f.dhcp); err != nil {
		return nil, nil, err
	}
	v6, err = read("--range6", f.ipv6, f.dhcp6)
	return v4, v6, err
}

// parseRange reads FIRST-LAST.
func parseRange(flag, text string) (start, end string, err error) {
	if text == "" {
		return "", "", nil
	}
	start, end, ok := strings.Cut(text, "-")
	if !ok || start == "" || end == "" {
		return "", "", usagef("%s: %q is not FIRST-LAST", flag, text).WithMend("write it as %s 192.168.100.10-192.168.100.99", flag)
	}
	return start, end, nil
}

func (a *app) networkCreateCommand() *cobra.Command {
	var f mutationFlags
	var subnets subnetFlags
	var req novacron.CreateNetwork
	var mode string
	cmd := &cobra.Command{
		Use:   "create NAME",
		Short: "Create a network and start it",
		Long: `Create a network and start it.

  nat       VMs reach the world through the host's addresses (the default; a free
            192.168.x.0/24 with DHCP unless --ipv4 or --ipv6 is given)
  routed    the host routes; the world must know the way to --ipv4 or --ipv6
  isolated  VMs and the host reach each other only
  bridge    VMs are on a bridge of the host: --bridge
  vlan      VMs are in one VLAN of a bridge: --bridge, --vlan; an Open vSwitch
            bridge (--ovs), or libvirt 11 and a bridge that tells VLANs apart
  macvtap   VMs are directly on a network card of the host: --device`,
		Example: `  novacron network create lab
  novacron network create dmz --mode isolated --ipv4 10.9.0.1/24 --range 10.9.0.10-10.9.0.99
  novacron network create office --mode bridge --bridge br0`,
		Args: usageArgs(1, 1, "the name of the network"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if req.IPv4, req.IPv6, err = subnets.subnets(); err != nil {
				return err
			}
			c, err := a.connect()
			if err != nil {
				return err
			}
			req.Mutation, req.Name, req.Mode = f.mutation(), args[0], novacron.NetworkMode(mode)
			op, err := c.CreateNetwork(cmd.Context(), req)
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	flags := cmd.Flags()
	var modes []string
	for _, m := range novacron.NetworkModes() {
		modes = append(modes, string(m))
	}
	flags.Var(&choiceValue{value: &mode, choices: modes}, "mode", "how it reaches the world")
	flags.StringVar(&subnets.ipv4, "ipv4", "", "the host's IPv4 `ADDRESS/LENGTH` in it")
	flags.StringVar(&subnets.ipv6, "ipv6", "", "the host's IPv6 `ADDRESS/LENGTH` in it")
	flags.StringVar(&subnets.dhcp, "range", "", "IPv4 addresses that DHCP hands out, `FIRST-LAST`")
	flags.StringVar(&subnets.dhcp6, "range6", "", "IPv6 addresses that DHCP hands out, `FIRST-LAST`")
	flags.StringVar(&req.Bridge, "bridge", "", "the host's `BRIDGE`, or the name of its own")
	flags.StringVar(&req.Device, "device", "", "network `CARD` of the host that it leads through")
	flags.Var(&choiceValue{value: &req.MacvtapMode, choices: []string{"bridge", "vepa", "private", "passthrough"}}, "macvtap-mode", "who may speak to whom on a macvtap")
	flags.IntVar(&req.VLAN, "vlan", 0, "VLAN `TAG`")
	flags.BoolVar(&req.OpenVSwitch, "ovs", false, "the bridge is one of Open vSwitch")
	flags.StringVar(&req.Domain, "domain", "", "DNS `DOMAIN` of its VMs")
	flags.IntVar(&req.MTU, "mtu", 0, "largest packet in `BYTES`")
	flags.BoolVar(&req.Manual, "manual", false, "do not start it with the host")
	flags.BoolVar(&req.Stopped, "stopped", false, "do not start it now")
	f.add(cmd)
	return cmd
}

func (a *app) networkEditCommand() *cobra.Command {
	var f mutationFlags
	var autostart, span, domain string
	var mtu int
	cmd := &cobra.Command{
		Use:               "edit NAME",
		Short:             "Change a network",
		Example:           "  novacron network edit lab --range 192.168.100.20-192.168.100.200\n  novacron network edit lab --autostart no",
		Args:              usageArgs(1, 1, "the name of a network"),
		ValidArgsFunction: a.completeNetwork,
		RunE: func(cmd *cobra.Command, args []string) error {
			req := novacron.NetworkUpdate{Mutation: f.mutation()}
			changed := cmd.Flags().Changed
			if changed("autostart") {
				on := autostart == "yes"
				req.Autostart = &on
			}
			if changed("range") {
				start, end, err := parseRange("--range", span)
				if err != nil {
					return err
				}
				req.Start, req.End = &start, &end
			}
			if changed("domain") {
				req.Domain = &domain
			}
			if changed("mtu") {
				req.MTU = &mtu
			}
			return a.onNetwork(cmd.Context(), args[0], f, func(n novacron.Network) (novacron.Operation, error) {
				return a.conn.UpdateNetwork(cmd.Context(), n.ID, req)
			})
		},
	}
	flags := cmd.Flags()
	flags.Var(&choiceValue{value: &autostart, choices: []string{"yes", "no"}}, "autostart", "start it with the host")
	flags.StringVar(&span, "range", "", "IPv4 addresses that DHCP hands out, `FIRST-LAST`; none for an empty one")
	flags.StringVar(&domain, "domain", "", "DNS `DOMAIN` of its VMs; at its next start")
	flags.IntVar(&mtu, "mtu", 0, "largest packet in `BYTES`; at its next start")
	f.add(cmd)
	return cmd
}

// onNetwork begins an operation on a network and follows it.
func (a *app) onNetwork(ctx context.Context, name string, f mutationFlags, begin func(novacron.Network) (novacron.Operation, error)) error {
	n, err := a.resolveNetwork(ctx, name)
	if err != nil {
		return err
	}
	op, err := begin(n)
	if err != nil {
		return err
	}
	return a.finish(ctx, op, f)
}

func (a *app) networkActCommand(verb novacron.NetworkVerb) *cobra.Command {
	var f mutationFlags
	var force bool
	cmd := &cobra.Command{
		Use: string(verb) + " NAME", Short: "Start a network", Args: usageArgs(1, 1, "the name of a network"), ValidArgsFunction: a.completeNetwork,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onNetwork(cmd.Context(), args[0], f, func(n novacron.Network) (novacron.Operation, error) {
				return a.conn.ActNetwork(cmd.Context(), n.ID, novacron.NetworkAction{Mutation: f.mutation(), Verb: verb, Force: force})
			})
		},
	}
	if verb == novacron.NetworkStop {
		cmd.Short = "Stop a network"
		cmd.Flags().BoolVar(&force, "force", false, "although running VMs are on it: they lose their link")
	}
	f.add(cmd)
	return cmd
}

func (a *app) networkDeleteCommand() *cobra.Command {
	var f mutationFlags
	var force, yes bool
	cmd := &cobra.Command{
		Use: "delete NAME", Aliases: []string{"rm"}, Short: "Stop and delete a network",
		Args: usageArgs(1, 1, "the name of a network"), ValidArgsFunction: a.completeNetwork,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !yes && !f.dryRun && !isTerminal(a.stdin) {
				return usagef("deleting needs a yes, and there is nobody to ask").WithMend("give --yes when it is meant")
			}
			return a.onNetwork(cmd.Context(), args[0], f, func(n novacron.Network) (novacron.Operation, error) {
				if !yes && !f.dryRun && !a.confirm(cmd.Context(), "Delete the network "+n.Name+"?") {
					return novacron.Operation{}, novacron.Errorf(novacron.Canceled, "%s was not deleted", n.Name)
				}
				return a.conn.DeleteNetwork(cmd.Context(), n.ID, novacron.DeleteNetwork{Mutation: f.mutation(), Force: force})
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "although VMs are on it")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.add(cmd)
	return cmd
}

// networkHostCommand is 'novacron network host'.
func (a *app) networkHostCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "host", Short: "Keep addresses for network cards", RunE: groupRun}
	var set, drop mutationFlags
	var name string
	setCommand := &cobra.Command{
		Use: "set NETWORK MAC ADDRESS", Short: "Keep an address for a network card", Args: usageArgs(3, 3, "a network, a MAC and an address"),
		ValidArgsFunction: a.completeNetwork,
		Example:           "  novacron network host set lab 52:54:00:12:34:56 192.168.100.5 --name web-1",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onNetwork(cmd.Context(), args[0], set, func(n novacron.Network) (novacron.Operation, error) {
				return a.conn.SetDHCPHost(cmd.Context(), n.ID, novacron.DHCPHost{MAC: args[1], Address: args[2], Name: name}, set.mutation())
			})
		},
	}
	setCommand.Flags().StringVar(&name, "name", "", "`HOST` name")
	set.add(setCommand)
	dropCommand := &cobra.Command{
		Use: "delete NETWORK MAC", Aliases: []string{"rm"}, Short: "Give a kept address free", Args: usageArgs(2, 2, "a network and a MAC"),
		ValidArgsFunction: a.completeNetwork,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.onNetwork(cmd.Context(), args[0], drop, func(n novacron.Network) (novacron.Operation, error) {
				return a.conn.DeleteDHCPHost(cmd.Context(), n.ID, args[1], drop.mutation())
			})
		},
	}
	drop.add(dropCommand)
	cmd.AddCommand(setCommand, dropCommand)
	return cmd
}
