package cli

import (
	"io"

	"github.com/spf13/cobra"
)

// completionCommand is 'novacron completion'.
func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish",
		Short: "Print the completion script of a shell",
		Long: `Print a script that completes commands, flags and the names of VMs when you press
Tab. The packages install it; by hand, load it as the examples show.`,
		Example: `  source <(novacron completion bash)
  novacron completion zsh > "${fpath[1]}/_novacron"
  novacron completion fish > ~/.config/fish/completions/novacron.fish`,
		Args:              usageArgs(1, 1, "the name of a shell: bash, zsh or fish"),
		ValidArgsFunction: cobra.FixedCompletions(shells, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			scripts := map[string]func(io.Writer) error{
				"bash": func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
				"zsh":  root.GenZshCompletion,
				"fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) },
			}
			script, known := scripts[args[0]]
			if !known {
				return usagef("there is no completion for %q", args[0]).WithMend("choose from bash, zsh, fish")
			}
			return script(a.stdout)
		},
	}
}
