package cli

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vmEditFlags is what vm edit understands.
type vmEditFlags struct {
	mutationFlags

	title       string
	description string
	labels      []string
	vcpus       int
	memory      uint64
	autostart   bool
}

func (a *app) vmEditCommand() *cobra.Command {
	var f vmEditFlags
	cmd := &cobra.Command{
		Use:   "edit NAME",
		Short: "Change a VM, by flags or in your editor",
		Long: `Change a VM. With flags, only what they name is changed; without any, the VM
opens in $VISUAL or $EDITOR.

The answer says for each change whether the running guest has it now or gets it
at the next start. If somebody else changes the VM meanwhile, nothing is done and
the exit status is 5.`,
		Example: `  novacron vm edit web-1 --memory 4GiB --vcpus 4
  novacron vm edit web-1 --label tier=web --label old-
  novacron vm edit web-1 --autostart=false
  novacron vm edit web-1`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.vmEdit(cmd, args[0], f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.title, "title", "", "a `LINE` for people; '' for none")
	flags.StringVar(&f.description, "description", "", "free `TEXT`; '' for none")
	flags.StringArrayVar(&f.labels, "label", nil, "set a label by `KEY=VALUE`, remove one by KEY-; may be repeated")
	flags.IntVar(&f.vcpus, "vcpus", 0, "`NUMBER` of virtual CPUs")
	flags.Var(sizeValue{&f.memory}, "memory", "memory: 512MiB, 2GiB")
	flags.BoolVar(&f.autostart, "autostart", false, "start it when its host starts; --autostart=false for not")
	f.addDryRun(cmd)
	return cmd
}

func (a *app) vmEdit(cmd *cobra.Command, name string, f vmEditFlags) error {
	ctx := cmd.Context()
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	update, given, err := f.update(cmd, vm)
	if err != nil {
		return err
	}
	if given {
		return a.inFlags(a.updateVM(ctx, vm, update, f.mutationFlags), plainFlagOf)
	}
	return a.vmEditText(ctx, vm, f.mutationFlags)
}

// update is what the flags change, and whether there was any.
func (f *vmEditFlags) update(cmd *cobra.Command, vm novacron.VM) (u novacron.VMUpdate, given bool, err error) {
	set := map[string]func(){
		"title":       func() { u.Title = &f.title },
		"description": func() { u.Description = &f.description },
		"vcpus":       func() { u.VCPUs = &f.vcpus },
		"memory":      func() { u.MemoryBytes = &f.memory },
		"autostart":   func() { u.Autostart = &f.autostart },
	}
	for name, apply := range set {
		if cmd.Flags().Changed(name) {
			given = true
			apply()
		}
	}
	if u.VCPUs != nil && *u.VCPUs < 1 {
		return u, given, usagef("--vcpus: %d is not a number of CPUs", *u.VCPUs).WithMend("write 1 or more")
	}
	if len(f.labels) == 0 {
		return u, given, nil
	}
	labels, err := changeLabels(vm.Labels, f.labels)
	u.Labels = &labels
	return u, true, err
}

// changeLabels sets KEY=VALUE and removes KEY-.
func changeLabels(present map[string]string, flags []string) (map[string]string, error) {
	labels := maps.Clone(present)
	if labels == nil {
		labels = map[string]string{}
	}
	for _, text := range flags {
		if key, remove := strings.CutSuffix(text, "-"); remove && key != "" && !strings.Contains(key, "=") {
			delete(labels, key)
			continue
		}
		key, value, err := labelFlag(text)
		if err != nil {
			return nil, usagef("--label: %q is neither KEY=VALUE nor KEY-", text).
				WithMend("write --label tier=web to set a label, --label tier- to remove it")
		}
		labels[key] = value
	}
	return labels, nil
}

// updateVM sends a change of the VM as it was read, and tells what it did.
func (a *app) updateVM(ctx context.Context, vm novacron.VM, update novacron.VMUpdate, f mutationFlags) error {
	update.Mutation = f.mutation()
	update.Revision = vm.Revision
	result, err := a.conn.UpdateVM(ctx, vm.ID, update)
	if novacron.CodeOf(err) == novacron.Stale {
		return novacron.Errorf(novacron.Stale, "%s was changed by somebody else meanwhile; nothing was done", vm.Name).
			WithMend("look at it (novacron vm show %s) and try again", vm.Name)
	}
	if err != nil {
		return err
	}
	return a.printUpdate(result, f)
}

func (a *app) printUpdate(result novacron.VMUpdateResult, f mutationFlags) error {
	op := result.Operation
	switch {
	case f.dryRun:
		op.DryRun = true
		return a.printDryRun(op)
	case a.wantsData():
		for _, w := range op.Warnings {
			a.warnf("%s", w)
		}
		if err := printData(a.stdout, a.global.output, result); err != nil {
			return err
		}
		return operationError(op)
	case op.State == novacron.OperationSucceeded && len(op.Changes) == 0:
		fmt.Fprintf(a.stdout, "%s is so already; nothing was changed\n", clean(result.VM.Name))
		return nil
	}
	return a.printFinal(op)
}
