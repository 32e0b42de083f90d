package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// poolCommand is 'novacron pool'.
func (a *app) poolCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "pool",
		Aliases: []string{"pools"},
		Short:   "List, create, start, stop and delete storage pools",
		Long: `Work with storage pools: folders, NFS exports, LVM volume groups and whatever else
libvirt keeps volumes in. NAME is a pool's name or its id.`,
		Example: `  novacron pool kinds
  novacron pool create fast --path /srv/fast
  novacron pool create nas --kind netfs --host nas.example.net --dir /export/vms --path /srv/nas
  novacron pool list`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.poolListCommand(), a.poolKindsCommand(), a.poolShowCommand(), a.poolCreateCommand(), a.poolEditCommand(), a.poolDeleteCommand())
	shorts := map[novacron.PoolVerb]string{
		novacron.PoolStart: "Start pools", novacron.PoolStop: "Stop pools; their volumes stay",
		novacron.PoolRefresh: "Look again at what lies in pools",
	}
	for _, verb := range novacron.PoolVerbs() {
		cmd.AddCommand(a.poolActCommand(verb, shorts[verb]))
	}
	return cmd
}

func (a *app) poolListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Aliases: []string{"ls"}, Short: "List storage pools", Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			pools, err := everything(cmd.Context(), 0, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.Pool], error) {
				return c.Pools(ctx, novacron.PoolQuery{PageRequest: page})
			})
			if err != nil || a.wantsData() {
				return orPrint(err, func() error { return printData(a.stdout, a.global.output, pools) })
			}
			return printTable(a.stdout, poolColumns(), pools)
		},
	}
}

// orPrint shows something when there is no error.
func orPrint(err error, show func() error) error {
	if err != nil {
		return err
	}
	return show()
}

func poolColumns() []column[novacron.Pool] {
	return []column[novacron.Pool]{
		{"name", func(p novacron.Pool) string { return p.Name }},
		{"kind", func(p novacron.Pool) string { return p.Kind }},
		{"state", func(p novacron.Pool) string { return string(p.State) }},
		{"autostart", func(p novacron.Pool) string { return yesNo(p.Autostart) }},
		{"capacity", func(p novacron.Pool) string { return formatSize(p.CapacityBytes) }},
		{"free", func(p novacron.Pool) string { return formatSize(p.AvailableBytes) }},
		{"used", poolUsed},
		{"volumes", func(p novacron.Pool) string { return strconv.Itoa(p.Volumes) }},
		{"path", func(p novacron.Pool) string { return p.TargetPath }},
	}
}

// poolUsed says how full a pool is, with a mark when that is to be looked at.
func poolUsed(p novacron.Pool) string {
	if p.CapacityBytes == 0 {
		return ""
	}
	text := fmt.Sprintf("%.0f%%", 100*float64(p.AllocationBytes)/float64(p.CapacityBytes))
	if p.Low {
		text += " LOW"
	}
	return text
}

func (a *app) poolKindsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "kinds", Short: "List the kinds of pool that this host can have, and why not the others", Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			kinds, err := c.PoolKinds(cmd.Context())
			if err != nil || a.wantsData() {
				return orPrint(err, func() error { return printData(a.stdout, a.global.output, kinds) })
			}
			return printTable(a.stdout, []column[novacron.PoolKind]{
				{"kind", func(k novacron.PoolKind) string { return k.Kind }},
				{"what", func(k novacron.PoolKind) string { return k.Title }},
				{"possible", func(k novacron.PoolKind) string { return yesNo(k.Possible) }},
				{"needs", func(k novacron.PoolKind) string { return strings.Join(k.Needs, ",") }},
				{"reason", func(k novacron.PoolKind) string { return k.Reason }},
			}, kinds)
		},
	}
}

func (a *app) poolShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show a storage pool", Args: usageArgs(1, 1, "the name of a pool"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			p, err := c.Pool(cmd.Context(), novacron.PoolID(args[0]))
			if err != nil || a.wantsData() {
				return orPrint(err, func() error { return printData(a.stdout, a.global.output, p) })
			}
			facts := []fact{{"ID", string(p.ID)}}
			for _, c := range poolColumns() {
				facts = append(facts, fact{strings.ToUpper(c.name[:1]) + c.name[1:], c.value(p)})
			}
			return printFacts(a.stdout, append(facts, fact{"Warned of at", strconv.Itoa(p.WarnPercent) + " %"},
				fact{"Host", p.Source.Host}, fact{"Directory", p.Source.Dir}, fact{"Device", p.Source.Device}, fact{"Source", p.Source.Name}))
		},
	}
}

func (a *app) poolCreateCommand() *cobra.Command {
	var f mutationFlags
	var req novacron.CreatePool
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Create a storage pool", Args: usageArgs(1, 1, "a name"),
		Example: `  novacron pool create fast --path /srv/fast
  novacron pool create vg0 --kind logical --source vg0`,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			req.Mutation, req.Name = f.mutation(), args[0]
			op, err := c.CreatePool(cmd.Context(), req)
			if err != nil {
				return a.inFlags(err, poolFlagOf)
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&req.Kind, "kind", "dir", "`KIND` of pool: see novacron pool kinds")
	flags.StringVar(&req.TargetPath, "path", "", "`PATH` on the host where its volumes lie")
	flags.StringVar(&req.Source.Host, "host", "", "server, for netfs and iscsi")
	flags.StringVar(&req.Source.Dir, "dir", "", "folder that the server exports, for netfs")
	flags.StringVar(&req.Source.Device, "device", "", "device for fs, or to build a zpool on; IQN of the target for iscsi")
	flags.StringSliceVar(&req.Source.Devices, "devices", nil, "devices to build a volume group from, with --build")
	flags.StringVar(&req.Source.Name, "source", "", "volume group for logical, dataset for zfs")
	flags.StringVar(&req.Source.Format, "format", "", "file system or protocol")
	flags.StringVar(&req.Source.Initiator, "initiator", "", "IQN of this host, for iscsi")
	flags.BoolVar(&req.Build, "build", false, "make the volume group from --devices or the zpool on --device: what is on them is lost")
	flags.BoolVar(&req.Manual, "manual", false, "do not start it with the host")
	flags.IntVar(&req.WarnPercent, "warn", 0, "warn when it is fuller than this `PERCENT` (default 85)")
	f.add(cmd)
	return cmd
}

// poolFlagOf names the flag of a field of CreatePool.
func poolFlagOf(field string) string {
	return map[string]string{
		"kind": "--kind", "targetPath": "--path", "source.host": "--host", "source.dir": "--dir", "source.device": "--device", "source.devices": "--devices",
		"source.name": "--source", "source.format": "--format", "source.initiator": "--initiator", "warnPercent": "--warn",
	}[field]
}

func (a *app) poolEditCommand() *cobra.Command {
	var f mutationFlags
	var warn int
	var autostart bool
	cmd := &cobra.Command{
		Use: "edit NAME", Short: "Change a storage pool", Args: usageArgs(1, 1, "the name of a pool"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			req := novacron.PoolUpdate{Mutation: f.mutation()}
			if cmd.Flags().Changed("warn") {
				req.WarnPercent = &warn
			}
			if cmd.Flags().Changed("autostart") {
				req.Autostart = &autostart
			}
			op, err := c.UpdatePool(cmd.Context(), novacron.PoolID(args[0]), req)
			if err != nil {
				return a.inFlags(err, poolFlagOf)
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	cmd.Flags().IntVar(&warn, "warn", 0, "warn when it is fuller than this `PERCENT`")
	cmd.Flags().BoolVar(&autostart, "autostart", false, "start it with the host, or with =false do not")
	f.add(cmd)
	return cmd
}

func (a *app) poolDeleteCommand() *cobra.Command {
	var f mutationFlags
	var yes bool
	cmd := &cobra.Command{
		Use: "delete NAME", Aliases: []string{"rm"}, Short: "Remove the definition of a storage pool; its volumes stay where they are",
		Args: usageArgs(1, 1, "the name of a pool"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			if err := a.askYes(cmd.Context(), yes || f.dryRun, "Remove the pool "+args[0]+"? Its volumes stay where they are."); err != nil {
				return err
			}
			op, err := c.DeletePool(cmd.Context(), novacron.PoolID(args[0]), f.mutation())
			return orPrint(err, func() error { return a.finish(cmd.Context(), op, f) })
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.add(cmd)
	return cmd
}

// askYes asks a person, unless that was answered; where nobody can be asked it
// is a no.
func (a *app) askYes(ctx context.Context, given bool, question string) error {
	switch {
	case given:
		return nil
	case !isTerminal(a.stdin):
		return usagef("deleting needs a yes, and there is nobody to ask").WithMend("give --yes when it is meant")
	case !a.confirm(ctx, question):
		return novacron.Errorf(novacron.Canceled, "nothing was deleted")
	}
	return nil
}

func (a *app) poolActCommand(verb novacron.PoolVerb, short string) *cobra.Command {
	var f mutationFlags
	cmd := &cobra.Command{
		Use: string(verb) + " NAME...", Short: short, Args: usageArgs(1, -1, "the name of a pool, or several"),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			for _, name := range args {
				op, err := c.ActPool(cmd.Context(), novacron.PoolID(name), verb, f.mutation())
				if err == nil {
					err = a.finish(cmd.Context(), op, f)
				}
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
	f.add(cmd)
	return cmd
}
