package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// auditCommand is 'novacron audit'.
func (a *app) auditCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "See who did or tried what",
		RunE:  groupRun,
	}
	cmd.AddCommand(a.auditListCommand())
	return cmd
}

func (a *app) auditListCommand() *cobra.Command {
	var target string
	var limit int
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List audit records, newest first",
		Long: `List audit records, newest first. Each change has up to three: the intent, written
before anything is done; accepted, when it is an operation that goes on; and the
outcome. What was refused has one, denied.`,
		Example: "  novacron audit list --target web-1 --limit 20",
		Args:    usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.auditList(cmd.Context(), target, limit)
		},
	}
	cmd.Flags().StringVar(&target, "target", "", "only those of this VM, by `NAME` or id")
	cmd.Flags().IntVar(&limit, "limit", 0, "show `N` records at the most (default all)")
	_ = cmd.RegisterFlagCompletionFunc("target", a.completeVM(-1))
	return cmd
}

func (a *app) auditList(ctx context.Context, target string, limit int) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	query := novacron.AuditQuery{}
	if query.TargetID, err = a.targetID(ctx, target); err != nil {
		return err
	}
	records, err := everything(ctx, limit, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.AuditRecord], error) {
		query.PageRequest = page
		return c.Audit(ctx, query)
	})
	switch {
	case err != nil:
		return err
	case a.wantsData():
		return printData(a.stdout, a.global.output, records)
	}
	a.hintNone(len(records))
	return printTable(a.stdout, auditColumns(), records)
}

func auditColumns() []column[novacron.AuditRecord] {
	return []column[novacron.AuditRecord]{
		{"at", func(r novacron.AuditRecord) string { return r.At.Local().Format("2006-01-02 15:04:05") }},
		{"who", auditWho},
		{"from", func(r novacron.AuditRecord) string { return r.Identity.From }},
		{"verb", func(r novacron.AuditRecord) string { return r.Verb }},
		{"target", func(r novacron.AuditRecord) string { return oneLine(targetName(r.Target)) }},
		{"stage", func(r novacron.AuditRecord) string { return r.Stage }},
		{"result", auditResult},
		{"operation", func(r novacron.AuditRecord) string { return string(r.Operation) }},
	}
}

func auditWho(r novacron.AuditRecord) string {
	return string(r.Identity.Kind) + ":" + oneLine(r.Identity.Name)
}

func auditResult(r novacron.AuditRecord) string {
	switch {
	case r.Outcome != nil:
		return string(r.Outcome.Code)
	case r.Stage == "outcome":
		return "ok"
	}
	return ""
}
