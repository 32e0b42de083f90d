package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// tokenCommand is 'novacron api-token'. The word token alone is for joining a
// cluster.
func (a *app) tokenCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "api-token",
		Aliases: []string{"api-tokens"},
		Short:   "Make, list and revoke API tokens",
		Long:    "An API token lets a program, or this command line on another machine, act as a user.",
		Example: `  novacron api-token create "backup script" --user admin --ttl 90d
  NOVACRON_TOKEN=... novacron --server https://edge-2:7443 vm list`,
		RunE: groupRun,
	}
	cmd.AddCommand(a.tokenCreateCommand(), a.tokenListCommand(), a.tokenDeleteCommand())
	return cmd
}

func (a *app) tokenCreateCommand() *cobra.Command {
	var user string
	var ttl time.Duration
	var quiet bool
	cmd := &cobra.Command{
		Use:   "create LABEL",
		Short: "Make an API token; it is shown this once",
		Example: `  novacron api-token create "backup script" --user admin --ttl 90d
  NOVACRON_TOKEN=$(novacron api-token create laptop --user admin -q)`,
		Args:              usageArgs(1, 1, "a label that says what the token is for"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			token, err := c.CreateToken(cmd.Context(), user, args[0], ttl)
			if err != nil {
				return err
			}
			return a.printNewToken(token, quiet)
		},
	}
	cmd.Flags().StringVar(&user, "user", "", "the `USER` it acts as; needed on the local socket, else you")
	cmd.Flags().Var(daysValue{&ttl}, "ttl", "how long it is good for: 12h, 90d (default for ever)")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print the token only")
	return cmd
}

func (a *app) printNewToken(token novacron.APIToken, quiet bool) error {
	switch {
	case quiet:
		return printLine(a.stdout, token.Secret)
	case a.wantsData():
		return printData(a.stdout, a.global.output, token)
	}
	err := printFacts(a.stdout, []fact{
		{"ID", token.ID},
		{"User", token.User},
		{"Label", oneLine(token.Label)},
		{"Expires", expiryText(token)},
		{"Token", token.Secret},
	})
	a.hintf("Keep it now: it cannot be shown again. Use it as NOVACRON_TOKEN or 'Authorization: Bearer'.")
	return err
}

func expiryText(token novacron.APIToken) string {
	if token.ExpiresAt == nil {
		return "never"
	}
	return formatTime(token.ExpiresAt)
}

func (a *app) tokenListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List API tokens, without their secrets",
		Args:    usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			tokens, err := everything(cmd.Context(), 0, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.APIToken], error) {
				return c.ListTokens(ctx, page)
			})
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, tokens)
			}
			return printTable(a.stdout, a.tokenColumns(), tokens)
		},
	}
}

func (a *app) tokenColumns() []column[novacron.APIToken] {
	return []column[novacron.APIToken]{
		{"id", func(t novacron.APIToken) string { return t.ID }},
		{"user", func(t novacron.APIToken) string { return t.User }},
		{"label", func(t novacron.APIToken) string { return oneLine(t.Label) }},
		{"age", func(t novacron.APIToken) string { return formatAge(a.now(), t.CreatedAt) }},
		{"expires", expiryText},
	}
}

func (a *app) tokenDeleteCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "delete ID...",
		Aliases:           []string{"rm", "revoke"},
		Short:             "Revoke API tokens: they stop working at once",
		Args:              usageArgs(1, -1, "the id of a token, or several"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			for _, id := range args {
				if err := c.DeleteToken(cmd.Context(), id); err != nil {
					return err
				}
				if !a.wantsData() {
					fmt.Fprintf(a.stdout, "%s revoked\n", clean(id))
				}
			}
			return nil
		},
	}
}

// setupCodeCommand is 'novacron setup-code'.
func (a *app) setupCodeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "setup-code",
		Short: "Print a code with which the first administrator is made",
		Long: `Print a new one-time code with which the first administrator is made on the web
page; an earlier code stops working. Only on the appliance's own host, as root, and
only until there is an administrator.`,
		Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			code, err := c.NewSetupCode(cmd.Context())
			if err != nil {
				return err
			}
			if a.wantsData() {
				return printData(a.stdout, a.global.output, map[string]string{"code": code})
			}
			a.hintf("Open the appliance's web page and enter this code:")
			return printLine(a.stdout, code)
		},
	}
}

// daysValue is a duration flag that knows days as well.
type daysValue struct {
	duration *time.Duration
}

// String returns the duration as it would be typed.
func (v daysValue) String() string {
	if v.duration == nil || *v.duration == 0 {
		return ""
	}
	return v.duration.String()
}

// Set reads 90d, 12h or 1h30m.
func (v daysValue) Set(s string) error {
	d, err := parseDays(s)
	if err != nil {
		return err
	}
	*v.duration = d
	return nil
}

// Type names the flag's argument in help texts.
func (v daysValue) Type() string { return "DURATION" }
