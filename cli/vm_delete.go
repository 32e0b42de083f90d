package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vmDeleteFlags is what vm delete understands.
type vmDeleteFlags struct {
	mutationFlags

	volumes bool
	force   bool
	yes     bool
}

func (a *app) vmDeleteCommand() *cobra.Command {
	var f vmDeleteFlags
	cmd := &cobra.Command{
		Use:     "delete NAME...",
		Aliases: []string{"rm"},
		Short:   "Delete VMs, and with --volumes their disks",
		Long: `Delete VMs. Their disks stay unless --volumes is given; CD-ROMs, files outside of
storage pools and disks that another VM uses always stay.

It asks before it deletes. Where nobody can be asked (in a pipe or a script),
give --yes.`,
		Example: `  novacron vm delete web-1
  novacron vm delete web-1 web-2 --volumes --force --yes`,
		Args:              usageArgs(1, -1, "the name of a VM, or several"),
		ValidArgsFunction: a.completeVM(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.vmDelete(cmd.Context(), args, f)
		},
	}
	cmd.Flags().BoolVar(&f.volumes, "volumes", false, "delete the disks too: their data is gone")
	cmd.Flags().BoolVar(&f.force, "force", false, "power off first what is running")
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "do not ask")
	f.add(cmd)
	return cmd
}

func (a *app) vmDelete(ctx context.Context, names []string, f vmDeleteFlags) error {
	if !f.yes && !f.dryRun && !isTerminal(a.stdin) {
		return usagef("deleting needs a yes, and there is nobody to ask").WithMend("give --yes when it is meant")
	}
	return a.eachVM(ctx, names, f.mutationFlags, func(vm novacron.VM) error {
		if !f.yes && !f.dryRun && !a.confirm(ctx, deleteQuestion(vm, f)) {
			return novacron.Errorf(novacron.Canceled, "%s was not deleted", vm.Name)
		}
		op, err := a.conn.DeleteVM(ctx, vm.ID, novacron.DeleteVM{Mutation: f.mutation(), Volumes: f.volumes, Force: f.force})
		if err != nil {
			return err
		}
		return a.finish(ctx, op, f.mutationFlags)
	})
}

// deleteQuestion says what would be gone.
func deleteQuestion(vm novacron.VM, f vmDeleteFlags) string {
	what := fmt.Sprintf("Delete the VM %s (%s)", vm.Name, vm.State)
	if f.force && vm.State.Active() {
		what = fmt.Sprintf("Power off and delete the VM %s (%s)", vm.Name, vm.State)
	}
	var volumes []string
	for _, d := range vm.Disks {
		if d.Kind == "disk" && d.Source != "" {
			volumes = append(volumes, "  "+d.Source)
		}
	}
	switch {
	case f.volumes && len(volumes) > 0:
		return fmt.Sprintf("%s and the data on its disks?\n%s\n", what, strings.Join(volumes, "\n"))
	case len(volumes) > 0:
		return what + "? Its disks stay."
	}
	return what + "?"
}

// confirm asks a person; anything but yes is no, and so is the end of ctx.
func (a *app) confirm(ctx context.Context, question string) bool {
	separator := " "
	if strings.HasSuffix(question, "\n") {
		separator = ""
	}
	fmt.Fprintf(a.stderr, "%s%s[y/N] ", clean(question), separator)
	// A read from a terminal cannot be interrupted: when ctx ends first, the
	// goroutine is left to the end of the process.
	answers := make(chan string, 1)
	go func() {
		answer, _ := bufio.NewReader(a.stdin).ReadString('\n')
		answers <- answer
	}()
	select {
	case answer := <-answers:
		answer = strings.ToLower(strings.TrimSpace(answer))
		return answer == "y" || answer == "yes"
	case <-ctx.Done():
		fmt.Fprintln(a.stderr)
		return false
	}
}

func printLine(w io.Writer, text string) error {
	_, err := fmt.Fprintln(w, text)
	return err
}
