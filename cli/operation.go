package cli

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// operationCommand is 'novacron operation'.
func (a *app) operationCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "operation",
		Aliases: []string{"operations", "op"},
		Short:   "See, wait for and cancel what is being done",
		Long:    "Every change is an operation: it can be looked at, waited for and, while it can\nstill be stopped, canceled. Finished ones are kept for a week.",
		Example: `  novacron operation list --state running
  novacron operation wait op-0193a7c2e5b07d3e`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.operationListCommand(), a.operationShowCommand(), a.operationWaitCommand(), a.operationCancelCommand())
	return cmd
}

// operationListFlags is what operation list understands.
type operationListFlags struct {
	state  string
	target string
	limit  int
	quiet  bool
}

func (a *app) operationListCommand() *cobra.Command {
	var f operationListFlags
	states := []string{"pending", "running", "succeeded", "failed", "canceled"}
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List operations, newest first",
		Example: "  novacron operation list --target web-1 --limit 5\n  novacron operation list --state failed",
		Args:    usageArgs(0, 0, ""),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.operationList(cmd.Context(), f) },
	}
	cmd.Flags().Var(&choiceValue{&f.state, states}, "state", "only those in this state")
	cmd.Flags().StringVar(&f.target, "target", "", "only those of this VM, by `NAME` or id")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "show `N` operations at the most (default all)")
	cmd.Flags().BoolVarP(&f.quiet, "quiet", "q", false, "show ids only")
	_ = cmd.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(states, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("target", a.completeVM(-1))
	return cmd
}

func (a *app) operationList(ctx context.Context, f operationListFlags) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	query := novacron.OperationQuery{State: novacron.OperationState(f.state)}
	if query.TargetID, err = a.targetID(ctx, f.target); err != nil {
		return err
	}
	ops, err := everything(ctx, f.limit, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.Operation], error) {
		query.PageRequest = page
		return c.Operations(ctx, query)
	})
	switch {
	case err != nil:
		return err
	case f.quiet:
		for _, op := range ops {
			fmt.Fprintln(a.stdout, op.ID)
		}
		return nil
	case a.wantsData():
		return printData(a.stdout, a.global.output, ops)
	}
	a.hintNone(len(ops))
	return printTable(a.stdout, a.operationColumns(), ops)
}

// targetID turns what a person calls a target into its id. An id is taken as
// it is: its VM may be gone, its history is not.
func (a *app) targetID(ctx context.Context, target string) (string, error) {
	if target == "" || isVMID(target) {
		return target, nil
	}
	vm, err := a.resolveVM(ctx, target)
	if novacron.CodeOf(err) == novacron.NotFound {
		return "", novacron.Errorf(novacron.NotFound, "there is no VM %q", target).
			WithMend("of a VM that was deleted, give the whole id")
	}
	return string(vm.ID), err
}

func (a *app) operationColumns() []column[novacron.Operation] {
	return []column[novacron.Operation]{
		{"id", func(op novacron.Operation) string { return string(op.ID) }},
		{"kind", func(op novacron.Operation) string { return op.Kind }},
		{"target", func(op novacron.Operation) string { return oneLine(targetName(op.Target)) }},
		{"state", operationStateText},
		{"percent", func(op novacron.Operation) string { return strconv.Itoa(op.Percent) }},
		{"by", func(op novacron.Operation) string { return op.Identity }},
		{"age", func(op novacron.Operation) string { return formatAge(a.now(), op.CreatedAt) }},
		{"took", operationTook},
	}
}

// operationStateText is the state and, for one that failed, why in one word.
func operationStateText(op novacron.Operation) string {
	switch {
	case op.Error != nil:
		return fmt.Sprintf("%s (%s)", op.State, op.Error.Code)
	case op.State == novacron.OperationRunning && op.Phase != "":
		return fmt.Sprintf("%s (%s)", op.State, op.Phase)
	}
	return string(op.State)
}

func operationTook(op novacron.Operation) string {
	if op.StartedAt == nil || op.FinishedAt == nil {
		return ""
	}
	return op.FinishedAt.Sub(*op.StartedAt).Round(10 * time.Millisecond).String()
}

func (a *app) operationShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Show an operation as it stands",
		Args:              usageArgs(1, 1, "the id of an operation"),
		ValidArgsFunction: a.completeOperation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			op, err := c.Operation(cmd.Context(), novacron.OperationID(args[0]))
			if err != nil {
				return err
			}
			if a.wantsData() {
				return printData(a.stdout, a.global.output, op)
			}
			return a.describeOperation(op)
		},
	}
}

func (a *app) describeOperation(op novacron.Operation) error {
	facts := []fact{
		{"ID", string(op.ID)},
		{"Kind", op.Kind},
		{"Target", fmt.Sprintf("%s %s (%s)", op.Target.Kind, targetName(op.Target), op.Target.ID)},
		{"State", fmt.Sprintf("%s, %d %%", op.State, op.Percent)},
		{"Phase", op.Phase},
		{"Asked by", op.Identity},
		{"Request", op.RequestID},
		{"Accepted", formatTime(&op.CreatedAt)},
		{"Started", formatTime(op.StartedAt)},
		{"Finished", formatTime(op.FinishedAt)},
		{"Took", operationTook(op)},
	}
	if !op.State.Final() {
		facts = append(facts, fact{"Cancelable", yesNo(op.Cancelable)})
	}
	for _, w := range op.Warnings {
		facts = append(facts, fact{"Warning", w})
	}
	if op.Error != nil {
		facts = append(facts, fact{"Error", fmt.Sprintf("%s (%s)", op.Error.Detail, op.Error.Code)}, fact{"Mend", op.Error.Mend})
	}
	if err := printFacts(a.stdout, facts); err != nil || len(op.Changes) == 0 {
		return err
	}
	fmt.Fprintln(a.stdout, "Changes:")
	return printFacts(a.stdout, changeFacts(op.Changes))
}

func (a *app) operationWaitCommand() *cobra.Command {
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:               "wait ID",
		Short:             "Wait until an operation ends; the exit status is its own",
		Args:              usageArgs(1, 1, "the id of an operation"),
		ValidArgsFunction: a.completeOperation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			op, err := c.Operation(cmd.Context(), novacron.OperationID(args[0]))
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, mutationFlags{timeout: timeout})
		},
	}
	cmd.Flags().DurationVar(&timeout, "timeout", 0, "stop waiting after this `DURATION` (90s, 5m); the operation goes on")
	return cmd
}

func (a *app) operationCancelCommand() *cobra.Command {
	var f mutationFlags
	cmd := &cobra.Command{
		Use:               "cancel ID",
		Short:             "Ask an operation to stop",
		Args:              usageArgs(1, 1, "the id of an operation"),
		ValidArgsFunction: a.completeOperation,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			op, err := c.Cancel(cmd.Context(), novacron.OperationID(args[0]), f.mutation())
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, op)
			case op.DryRun:
				return printLine(a.stdout, fmt.Sprintf("%s of %s would be asked to stop; nothing was changed", op.Kind, clean(targetName(op.Target))))
			case op.State.Final(): // it was asked before, with the same key
				return printLine(a.stdout, fmt.Sprintf("%s of %s is %s", op.Kind, clean(targetName(op.Target)), op.State))
			}
			return printLine(a.stdout, fmt.Sprintf("asked %s of %s to stop", op.Kind, clean(targetName(op.Target))))
		},
	}
	f.addDryRun(cmd)
	return cmd
}

// completeOperation completes the ids of operations that are not final.
func (a *app) completeOperation(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), completionDeadline)
	defer cancel()
	c, err := a.connect()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	page, err := c.Operations(ctx, novacron.OperationQuery{PageRequest: novacron.PageRequest{Limit: 50}})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var ids []cobra.Completion
	for _, op := range page.Items {
		ids = append(ids, cobra.CompletionWithDesc(string(op.ID), fmt.Sprintf("%s %s %s", op.Kind, targetName(op.Target), op.State)))
	}
	return ids, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
