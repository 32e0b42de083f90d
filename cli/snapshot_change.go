package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) snapshotCreateCommand() *cobra.Command {
	var f mutationFlags
	var req novacron.CreateSnapshot
	var freeze string
	cmd := &cobra.Command{
		Use:   "create VM [NAME]",
		Short: "Keep the state of a VM",
		Long: `Keep the state of a VM's disks, and with --memory that of its memory too: then a revert
goes on at that very moment. A running guest whose agent answers brings its file systems
to rest for that moment; the snapshot says whether it did.`,
		Example: `  novacron snapshot create web-1 before-upgrade --description 'before Debian 13'
  novacron snapshot create web-1 --memory`,
		Args:              usageArgs(1, 2, "the name of a VM, and one for the snapshot"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if len(args) > 1 {
				req.Name = args[1]
			}
			req.Mutation, req.Freeze = f.mutation(), novacron.SnapshotFreeze(freeze)
			op, err := a.conn.CreateSnapshot(cmd.Context(), vm.ID, req)
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&req.Memory, "memory", false, "keep the memory of a running VM too")
	flags.StringVar(&req.Description, "description", "", "what it is for, as `TEXT`")
	flags.StringVar(&req.Pool, "pool", "", "put the new files into this `POOL` of files (default each disk's own)")
	choices := []string{string(novacron.FreezeAuto), string(novacron.FreezeRequire), string(novacron.FreezeNever)}
	flags.Var(&choiceValue{value: &freeze, choices: choices}, "freeze", "bring the guest's file systems to rest: when its agent answers, always or fail, or not (default auto)")
	f.add(cmd)
	return cmd
}

func (a *app) snapshotRevertCommand() *cobra.Command {
	var f mutationFlags
	var req novacron.RevertSnapshot
	var yes bool
	cmd := &cobra.Command{
		Use:   "revert VM SNAPSHOT",
		Short: "Return a VM to a snapshot",
		Long: `Return a VM to a snapshot: disks and hardware become as they were then, and with memory
the VM goes on at that moment. What it wrote since its last snapshot is lost; other
snapshots are not touched.

It asks before it does. Where nobody can be asked (in a pipe or a script), give --yes.`,
		Args:              usageArgs(2, 2, "the name of a VM and of one of its snapshots"),
		ValidArgsFunction: a.completeSnapshot,
		RunE: func(cmd *cobra.Command, args []string) error {
			question := fmt.Sprintf("Return the VM %s to the snapshot %s? What it wrote since its last snapshot is lost.", args[0], args[1])
			return a.onSnapshot(cmd.Context(), args, f, yes, question, func(vm novacron.VMID, id novacron.SnapshotID) (novacron.Operation, error) {
				req.Mutation = f.mutation()
				return a.conn.RevertSnapshot(cmd.Context(), vm, id, req)
			})
		},
	}
	cmd.Flags().BoolVar(&req.Force, "force", false, "power off first what is running")
	cmd.Flags().BoolVar(&req.Start, "start", false, "start the VM afterwards; one with memory goes on by itself")
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.add(cmd)
	return cmd
}

func (a *app) snapshotDeleteCommand() *cobra.Command {
	var f mutationFlags
	var yes bool
	cmd := &cobra.Command{
		Use:     "delete VM SNAPSHOT",
		Aliases: []string{"rm"},
		Short:   "Delete a snapshot and merge its data into what builds on it",
		Long: `Delete a snapshot. The VM and the snapshots that build on it keep their data: it is
merged, while the VM runs or in a QEMU that runs no guest. --dry-run tells which file goes
into which. A merge can be canceled, and goes on when the snapshot is deleted again; until
then the VM may not be able to return to it.

It asks before it deletes. Where nobody can be asked (in a pipe or a script), give --yes.`,
		Args:              usageArgs(2, 2, "the name of a VM and of one of its snapshots"),
		ValidArgsFunction: a.completeSnapshot,
		RunE: func(cmd *cobra.Command, args []string) error {
			question := fmt.Sprintf("Delete the snapshot %s of the VM %s?", args[1], args[0])
			return a.onSnapshot(cmd.Context(), args, f, yes, question, func(vm novacron.VMID, id novacron.SnapshotID) (novacron.Operation, error) {
				return a.conn.DeleteSnapshot(cmd.Context(), vm, id, novacron.DeleteSnapshot{Mutation: f.mutation()})
			})
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	f.add(cmd)
	return cmd
}

// onSnapshot does something that loses data to a snapshot, once somebody said
// yes.
func (a *app) onSnapshot(ctx context.Context, args []string, f mutationFlags, yes bool, question string,
	do func(novacron.VMID, novacron.SnapshotID) (novacron.Operation, error),
) error {
	if !yes && !f.dryRun && !isTerminal(a.stdin) {
		return usagef("this needs a yes, and there is nobody to ask").WithMend("give --yes when it is meant")
	}
	vm, err := a.resolveVM(ctx, args[0])
	if err != nil {
		return err
	}
	if !yes && !f.dryRun && !a.confirm(ctx, question) {
		return novacron.Errorf(novacron.Canceled, "nothing was done")
	}
	op, err := do(vm.ID, novacron.SnapshotID(args[1]))
	if err != nil {
		return err
	}
	return a.finish(ctx, op, f)
}
