package cli

import (
	"context"
	"fmt"
	"strings"
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
	var f mutationFlags
	var req novacron.CreateToken
	var quiet bool
	cmd := &cobra.Command{
		Use:   "create LABEL",
		Short: "Make an API token; it is shown this once",
		Long: `Make an API token; it is shown this once. NovaCron keeps only a hash of it: repeated with
the same --idempotency-key this makes no second token, and says which one there is.`,
		Example: `  novacron api-token create "backup script" --user admin --ttl 90d
  NOVACRON_TOKEN=$(novacron api-token create laptop --user admin -q)`,
		Args:              usageArgs(1, 1, "a label that says what the token is for"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			req.Mutation, req.Label = f.mutation(), args[0]
			token, err := c.CreateToken(cmd.Context(), req)
			if err != nil {
				return err
			}
			return a.printNewToken(token, quiet)
		},
	}
	cmd.Flags().StringVar(&req.User, "user", "", "the `USER` it acts as; needed on the local socket, else you")
	cmd.Flags().Var(daysValue{&req.TTL}, "ttl", "how long it is good for: 12h, 90d (default for ever)")
	cmd.Flags().BoolVarP(&quiet, "quiet", "q", false, "print the token only")
	f.addDryRun(cmd)
	return cmd
}

func (a *app) printNewToken(token novacron.APIToken, quiet bool) error {
	switch {
	case quiet && token.DryRun:
		return nil
	case quiet:
		return printLine(a.stdout, token.Secret)
	case a.wantsData():
		return printData(a.stdout, a.global.output, token)
	case token.DryRun:
		return printLine(a.stdout, fmt.Sprintf("an API token of %s would be made, expires: %s; nothing was changed", clean(token.User), expiryText(token)))
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
			tokens, err := everything(cmd.Context(), 0, c.ListTokens)
			switch {
			case err != nil:
				return err
			case a.wantsData():
				return printData(a.stdout, a.global.output, tokens)
			}
			a.hintNone(len(tokens))
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
	var f mutationFlags
	cmd := &cobra.Command{
		Use:               "delete ID...",
		Aliases:           []string{"rm", "revoke"},
		Short:             "Revoke API tokens: they stop working at once",
		Long:              "Revoke API tokens: they stop working at once. ID is a token's id, or its label when\nno other token has the same.",
		Example:           "  novacron api-token delete laptop",
		Args:              usageArgs(1, -1, "the id or the label of a token, or several"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.connect()
			if err != nil {
				return err
			}
			if f.idempotencyKey != "" && len(args) > 1 {
				return usagef("--idempotency-key goes with one token").WithMend("run the command once for each token, with a key of its own")
			}
			ids, err := tokenIDs(cmd.Context(), c, args, f.idempotencyKey != "")
			if err != nil {
				return err
			}
			for i, id := range ids {
				if err := c.DeleteToken(cmd.Context(), id, f.mutation()); err != nil {
					return err
				}
				a.printRevoked(args[i], f.dryRun)
			}
			return nil
		},
	}
	f.addDryRun(cmd)
	return cmd
}

func (a *app) printRevoked(token string, dryRun bool) {
	switch {
	case a.wantsData():
	case dryRun:
		fmt.Fprintf(a.stdout, "%s would be revoked; nothing was changed\n", clean(token))
	default:
		fmt.Fprintf(a.stdout, "%s revoked\n", clean(token))
	}
}

// tokenIDs turns what a person calls tokens into their ids, all before the
// first is revoked. An id may be of a token that is gone when the request may be
// a repeated one: the server knows.
func tokenIDs(ctx context.Context, c *connection, args []string, repeatable bool) ([]string, error) {
	tokens, err := everything(ctx, 0, c.ListTokens)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(args))
	for i, arg := range args {
		ids[i], err = tokenID(tokens, arg)
		if novacron.CodeOf(err) == novacron.NotFound && repeatable && strings.HasPrefix(arg, "tok_") {
			ids[i], err = arg, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// tokenID returns the id of the token that has this id or, alone, this label.
func tokenID(tokens []novacron.APIToken, arg string) (string, error) {
	var labelled []novacron.Field
	for _, t := range tokens {
		if t.ID == arg {
			return arg, nil
		}
		if t.Label == arg {
			labelled = append(labelled, novacron.Field{Name: t.ID, Detail: fmt.Sprintf("of %s, made %s", t.User, formatTime(&t.CreatedAt))})
		}
	}
	switch len(labelled) {
	case 0:
		return "", novacron.Errorf(novacron.NotFound, "there is no API token with the id or the label %q", arg).
			WithMend("see novacron api-token list")
	case 1:
		return labelled[0].Name, nil
	}
	err := usagef("%d API tokens have the label %q", len(labelled), arg).WithMend("give the id")
	err.Fields = labelled
	return "", err
}

// setupCodeCommand is 'novacron setup-code'.
func (a *app) setupCodeCommand() *cobra.Command {
	var f mutationFlags
	cmd := &cobra.Command{
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
			code, err := c.NewSetupCode(cmd.Context(), f.mutation())
			switch {
			case err != nil:
				return err
			case f.dryRun && a.wantsData():
				return printData(a.stdout, a.global.output, map[string]bool{"dryRun": true})
			case f.dryRun:
				return printLine(a.stdout, "a setup code would be made; nothing was changed")
			case a.wantsData():
				return printData(a.stdout, a.global.output, map[string]string{"code": code})
			}
			a.hintf("Open the appliance's web page and enter this code:")
			return printLine(a.stdout, code)
		},
	}
	f.addDryRun(cmd)
	return cmd
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
