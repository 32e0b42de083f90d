package cli

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpWidth is how wide help texts are: what fits a terminal of 80 columns
// would squeeze the flags' explanations too much, and 100 is common today.
const helpWidth = 100

// printUsage writes everything about a command but its description: how to
// call it, examples, subcommands in their groups, flags. The flags that every
// command understands are explained once, at the root.
func printUsage(cmd *cobra.Command) error {
	w := &stickyWriter{w: cmd.OutOrStdout()}
	fmt.Fprintf(w, "Usage:\n  %s\n", usageLine(cmd))
	if len(cmd.Aliases) > 0 {
		fmt.Fprintf(w, "\nAlso: %s\n", strings.Join(cmd.Aliases, ", "))
	}
	if cmd.HasExample() {
		fmt.Fprintf(w, "\nExamples:\n%s\n", cmd.Example)
	}
	printSubcommands(w, cmd)
	if !cmd.HasParent() {
		printFlags(w, "Flags of every command", cmd.PersistentFlags())
		fmt.Fprintf(w, "\nnovacron COMMAND --help says more of each.\n")
		return w.err
	}
	printFlags(w, "Flags", cmd.LocalFlags())
	fmt.Fprintf(w, "\nFlags of every command (novacron --help explains them):\n  -o, --server, --token, --ca-file, --fingerprint, --insecure\n")
	return w.err
}

// usageLine is how a command is called.
func usageLine(cmd *cobra.Command) string {
	if cmd.HasAvailableSubCommands() {
		return cmd.CommandPath() + " COMMAND"
	}
	return cmd.UseLine()
}

func printSubcommands(w io.Writer, cmd *cobra.Command) {
	if !cmd.HasAvailableSubCommands() {
		return
	}
	for _, group := range cmd.Groups() {
		printCommands(w, group.Title, cmd, group.ID)
	}
	title := "Commands:"
	if len(cmd.Groups()) > 0 {
		title = "Other:"
	}
	printCommands(w, title, cmd, "")
}

// printCommands writes the commands of one group; nothing for none.
func printCommands(w io.Writer, title string, parent *cobra.Command, group string) {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, c := range parent.Commands() {
		if c.GroupID != group || !c.IsAvailableCommand() {
			continue
		}
		if title != "" {
			fmt.Fprintf(w, "\n%s\n", title)
			title = ""
		}
		fmt.Fprintf(t, "  %s\t%s\n", c.Name(), c.Short)
	}
	_ = t.Flush()
}

func printFlags(w io.Writer, title string, flags *pflag.FlagSet) {
	if flags.HasAvailableFlags() {
		fmt.Fprintf(w, "\n%s:\n%s", title, flags.FlagUsagesWrapped(helpWidth))
	}
}

// printHelp writes the description of a command and its usage.
func printHelp(cmd *cobra.Command, _ []string) {
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s\n\n", strings.TrimSpace(text))
	_ = cmd.Usage()
}

// stickyWriter keeps the first error of many writes.
type stickyWriter struct {
	w   io.Writer
	err error
}

// Write writes unless something went wrong before.
func (s *stickyWriter) Write(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	var n int
	n, s.err = s.w.Write(p)
	return n, s.err
}
