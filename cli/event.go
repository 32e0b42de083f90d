package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/api/client"
	"github.com/novacron/novacron/novacron"
)

// eventFlags is what events understands.
type eventFlags struct {
	follow bool
	since  string
	kind   string
	target string
	limit  int
}

// defaultEvents is how many events are shown without --limit: about a screen.
const defaultEvents = 50

func (a *app) eventsCommand() *cobra.Command {
	var f eventFlags
	cmd := &cobra.Command{
		Use:     "events",
		Aliases: []string{"event"},
		Short:   "Show what happened, and with --follow what happens",
		Long: `Show the newest events. With --follow go on with what happens from now on, until
interrupted; a lost connection is made anew and nothing is missed.

With -o json each event is one line, with a cursor: --since CURSOR goes on after
that event, at any later time for as long as it is kept.`,
		Example: `  novacron events --follow
  novacron events --follow --type 'vm.*' --target web-1
  novacron events --follow -o json --since "$last"`,
		Args:              usageArgs(0, 0, ""),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.events(cmd, f) },
	}
	cmd.Flags().BoolVarP(&f.follow, "follow", "f", false, "go on with what happens from now on")
	cmd.Flags().StringVar(&f.since, "since", "", "begin after the event with this `CURSOR`")
	cmd.Flags().StringVar(&f.kind, "type", "", "only this `TYPE`, such as vm.started, or a kind, such as 'vm.*'")
	cmd.Flags().StringVar(&f.target, "target", "", "only those of this VM, by `NAME` or id")
	cmd.Flags().IntVar(&f.limit, "limit", defaultEvents, "begin with `N` events at the most; with --since and without --follow, 0 is all")
	_ = cmd.RegisterFlagCompletionFunc("target", a.completeVM(-1))
	return cmd
}

func (a *app) events(cmd *cobra.Command, f eventFlags) error {
	ctx := cmd.Context()
	if f.limit < 0 {
		return usagef("--limit: %d is negative", f.limit)
	}
	if f.since != "" && !cmd.Flags().Changed("limit") {
		f.limit = 0
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	target, err := a.targetID(ctx, f.target)
	if err != nil {
		return err
	}
	follow := client.Follow{Since: f.since, Type: f.kind, Target: target, Gap: a.tellGap, Lost: a.tellLost}
	if f.since == "" || !f.follow {
		if follow.Since, err = a.pastEvents(ctx, f, target); err != nil {
			return err
		}
	}
	if !f.follow {
		a.hintNone(a.shown)
		return nil
	}
	err = c.FollowEvents(ctx, follow, a.printEvent)
	if ctx.Err() != nil {
		return exitError(ExitCode(novacron.Canceled)) // how following ends: nothing to tell
	}
	return err
}

// pastEvents shows what happened until now and returns where that ends.
func (a *app) pastEvents(ctx context.Context, f eventFlags, target string) (next string, err error) {
	left := f.limit
	query := novacron.EventQuery{TargetID: target, Type: f.kind, Tail: f.since == ""}
	query.Cursor = f.since
	for {
		query.Limit = novacron.MaxPageLimit
		if f.limit > 0 {
			query.Limit = min(left, novacron.MaxPageLimit)
		}
		page, err := a.conn.EventPage(ctx, query)
		if err != nil {
			return "", err
		}
		if page.Gap != nil {
			_ = a.tellGap(*page.Gap)
		}
		for _, ev := range page.Items {
			if err := a.printEvent(ev); err != nil {
				return "", err
			}
		}
		left -= len(page.Items)
		if query.Tail || !page.More || (f.limit > 0 && left <= 0) {
			return page.Next, nil
		}
		query.Cursor = page.Next
	}
}

func (a *app) tellGap(gap novacron.Gap) error {
	why := "they are no longer kept"
	if gap.Reason == "other_store" {
		why = "the cursor is of another life of this node's data"
	}
	a.warnf("events are missing here: %s; what follows begins with the oldest there is", why)
	return nil
}

func (a *app) tellLost(err error) {
	a.warnf("the connection was lost (%s); trying again", problem(err).Detail)
}

// printEvent writes one event as one line, or as one YAML document.
func (a *app) printEvent(ev novacron.Event) error {
	a.shown++
	switch a.global.output {
	case formatJSON:
		line, err := json.Marshal(ev)
		if err != nil {
			return fmt.Errorf("encode an event: %w", err)
		}
		return printLine(a.stdout, string(line))
	case formatYAML:
		if err := printLine(a.stdout, "---"); err != nil {
			return err
		}
		return printData(a.stdout, formatYAML, ev)
	}
	return printLine(a.stdout, eventLine(ev))
}

// eventLine is an event for a person: when, what, to what, by whom, and facts.
func eventLine(ev novacron.Event) string {
	parts := []string{
		ev.At.Local().Format("2006-01-02 15:04:05"),
		fmt.Sprintf("%-20s", ev.Type),
		fmt.Sprintf("%-16s", oneLine(targetName(ev.Target))),
	}
	for _, key := range slices.Sorted(maps.Keys(ev.Data)) {
		parts = append(parts, key+"="+oneLine(ev.Data[key]))
	}
	if ev.Identity != "" {
		parts = append(parts, "by="+ev.Identity)
	}
	return strings.TrimRight(clean(strings.Join(parts, "  ")), " ")
}
