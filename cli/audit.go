package cli

import (
	"context"
	"time"

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
	cmd.AddCommand(a.auditListCommand(), a.auditExportCommand(), a.auditVerifyCommand())
	return cmd
}

// auditFlags is what audit list understands.
type auditFlags struct {
	query        novacron.AuditQuery
	target       string
	operation    string
	since, until string
	limit        int
}

func (a *app) auditListCommand() *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List audit records, newest first",
		Long: `List audit records, newest first. Each change has up to three: the intent, written
before anything is done; accepted, when it is an operation that goes on; and the
outcome. What was refused has one, denied.`,
		Example: `  novacron audit list --target web-1 --limit 20
  novacron audit list --who user:ada --verb 'vm.*' --since 7d
  novacron audit list --stage denied --since 2026-11-23T00:00:00Z`,
		Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.auditList(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.target, "target", "", "only those of this VM, by `NAME` or id")
	cmd.Flags().StringVar(&f.query.Who, "who", "", "only what `IDENTITY` did or tried: ada, or user:ada")
	cmd.Flags().StringVar(&f.query.Verb, "verb", "", "only this `VERB`, such as vm.start, or a noun's, such as 'vm.*'")
	cmd.Flags().StringVar(&f.query.Stage, "stage", "", "only this stage: `intent|accepted|outcome|denied`")
	cmd.Flags().StringVar(&f.since, "since", "", "not before `TIME`: 2026-11-23T15:00:00Z, or 7d for a week ago")
	cmd.Flags().StringVar(&f.until, "until", "", "before `TIME`")
	cmd.Flags().StringVar(&f.query.RequestID, "request", "", "only those of the request `ID`")
	cmd.Flags().StringVar(&f.operation, "operation", "", "only those of the operation `ID`")
	cmd.Flags().IntVar(&f.limit, "limit", 0, "show `N` records at the most (default all)")
	_ = cmd.RegisterFlagCompletionFunc("target", a.completeVM(-1))
	return cmd
}

func (a *app) auditList(ctx context.Context, f auditFlags) error {
	query := f.query
	query.Operation = novacron.OperationID(f.operation)
	var err error
	if query.Since, err = a.parseTime("since", f.since); err != nil {
		return err
	}
	if query.Until, err = a.parseTime("until", f.until); err != nil {
		return err
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	if query.TargetID, err = a.targetID(ctx, f.target); err != nil {
		return err
	}
	records, err := everything(ctx, f.limit, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.AuditRecord], error) {
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

// parseTime reads a time of RFC 3339, or how long ago it was; none is the zero time.
func (a *app) parseTime(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	ago, err := parseDays(text)
	if err != nil {
		return time.Time{}, usagef("--%s: %q is no time; write 2026-11-23T15:00:00Z, or 7d for a week ago", flag, shorten(text))
	}
	return a.now().Add(-ago), nil
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
