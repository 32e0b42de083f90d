package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// snapshotCommand is 'novacron snapshot'.
func (a *app) snapshotCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "snapshot",
		Aliases: []string{"snapshots"},
		Short:   "Keep the state of VMs, and return to it",
		Long: `Work with snapshots: points that a VM can return to, of its disks alone or with its
memory. They make a tree; virsh snapshot-list shows the same one.

VM is a VM's name or id, SNAPSHOT a snapshot's name or id.`,
		Example: `  novacron snapshot create web-1 before-upgrade
  novacron snapshot list web-1
  novacron snapshot revert web-1 before-upgrade --force --start
  novacron snapshot delete web-1 before-upgrade`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.snapshotListCommand(), a.snapshotShowCommand(), a.snapshotCreateCommand(), a.snapshotRevertCommand(), a.snapshotDeleteCommand())
	return cmd
}

func (a *app) snapshotListCommand() *cobra.Command {
	var columns string
	var quiet bool
	cmd := &cobra.Command{
		Use:               "list VM",
		Aliases:           []string{"ls"},
		Short:             "List the snapshots of a VM as a tree",
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			picked, err := pickColumns(a.snapshotColumns(nil), "name,state,consistency,size,age", columns)
			if err != nil {
				return err
			}
			all, err := a.allSnapshots(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if columns == "" {
				picked, _ = pickColumns(a.snapshotColumns(depths(all)), "name,state,consistency,size,age", "")
			}
			return a.snapshotList(all, picked, quiet)
		},
	}
	cmd.Flags().StringVar(&columns, "columns", "", "show these `COLUMNS`, or with + before them also these: "+columnNames(a.snapshotColumns(nil)))
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "show names only")
	return cmd
}

func (a *app) allSnapshots(ctx context.Context, name string) ([]novacron.Snapshot, error) {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return nil, err
	}
	all, err := everything(ctx, 0, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.Snapshot], error) {
		return a.conn.Snapshots(ctx, vm.ID, page)
	})
	return inTree(all), err
}

func (a *app) snapshotList(all []novacron.Snapshot, columns []column[novacron.Snapshot], quiet bool) error {
	switch {
	case quiet:
		for _, one := range all {
			fmt.Fprintln(a.stdout, one.Name)
		}
		return nil
	case a.wantsData():
		return printData(a.stdout, a.global.output, all)
	case len(all) == 0:
		a.hintf("none; make one: novacron snapshot create VM")
	}
	return printTable(a.stdout, columns, all)
}

// inTree orders snapshots so that each comes after its parent.
func inTree(all []novacron.Snapshot) []novacron.Snapshot {
	children := map[novacron.SnapshotID][]novacron.Snapshot{}
	known := map[novacron.SnapshotID]bool{}
	for _, one := range all {
		known[one.ID] = true
	}
	for _, one := range all {
		parent := one.Parent
		if !known[parent] {
			parent = ""
		}
		children[parent] = append(children[parent], one)
	}
	ordered := make([]novacron.Snapshot, 0, len(all))
	var visit func(novacron.SnapshotID)
	visit = func(parent novacron.SnapshotID) {
		for _, one := range children[parent] {
			ordered = append(ordered, one)
			visit(one.ID)
		}
	}
	visit("")
	return ordered
}

// depths says how deep in the tree each snapshot is.
func depths(ordered []novacron.Snapshot) map[novacron.SnapshotID]int {
	deep := map[novacron.SnapshotID]int{}
	for _, one := range ordered {
		if above, ok := deep[one.Parent]; ok {
			deep[one.ID] = above + 1
			continue
		}
		deep[one.ID] = 0
	}
	return deep
}

func (a *app) snapshotColumns(deep map[novacron.SnapshotID]int) []column[novacron.Snapshot] {
	return []column[novacron.Snapshot]{
		{"name", func(s novacron.Snapshot) string {
			name := strings.Repeat("  ", deep[s.ID]) + s.Name
			if s.Current && deep != nil {
				name += " *"
			}
			return name
		}},
		{"id", func(s novacron.Snapshot) string { return string(s.ID) }},
		{"parent", func(s novacron.Snapshot) string { return string(s.Parent) }},
		{"state", func(s novacron.Snapshot) string { return string(s.State) }},
		{"consistency", func(s novacron.Snapshot) string { return string(s.Consistency) }},
		{"kind", func(s novacron.Snapshot) string { return string(s.Kind) }},
		{"size", func(s novacron.Snapshot) string { return sizeOrNothing(s.SizeBytes) }},
		{"age", func(s novacron.Snapshot) string { return formatAge(a.now(), s.TakenAt) }},
		{"problem", func(s novacron.Snapshot) string { return s.Problem }},
	}
}

func (a *app) snapshotShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "show VM SNAPSHOT",
		Short:             "Show everything about a snapshot",
		Args:              usageArgs(2, 2, "the name of a VM and of one of its snapshots"),
		ValidArgsFunction: a.completeSnapshot,
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			one, err := a.conn.Snapshot(cmd.Context(), vm.ID, novacron.SnapshotID(args[1]))
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, one)
			}
			return a.describeSnapshot(one)
		},
	}
}

func (a *app) describeSnapshot(one novacron.Snapshot) error {
	facts := []fact{
		{"Name", one.Name},
		{"ID", string(one.ID)},
		{"Description", indentRest(one.Description)},
		{"Parent", string(one.Parent)},
		{"Current", yesOrNothing(one.Current)},
		{"Taken", formatTime(&one.TakenAt)},
		{"VM was", string(one.State)},
		{"Consistency", string(one.Consistency)},
		{"Kind", string(one.Kind)},
		{"Problem", one.Problem},
		{"Size", sizeOrNothing(one.SizeBytes)},
	}
	for _, d := range one.Disks {
		facts = append(facts, fact{"Disk " + d.Device, d.Path})
	}
	return printFacts(a.stdout, append(facts, fact{"Memory", one.MemoryFile}, fact{"UEFI variables", one.FirmwareFile}))
}

func yesOrNothing(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}

// completeSnapshot completes the name of a VM, then of one of its snapshots.
func (a *app) completeSnapshot(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return a.completeVM(1)(cmd, args, begun)
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), completionDeadline)
	defer cancel()
	all, err := a.allSnapshots(ctx, args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var names []cobra.Completion
	for _, one := range all {
		if strings.HasPrefix(one.Name, begun) {
			names = append(names, cobra.CompletionWithDesc(one.Name, string(one.Consistency)))
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
