package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/novacron/novacron/novacron"
)

// The groups of subcommands in help texts.
const (
	groupVMs       = "vms"
	groupNode      = "node"
	groupAppliance = "appliance"
)

// globalFlags is what every subcommand understands.
type globalFlags struct {
	output      string
	server      string
	token       string
	caFile      string
	fingerprint string
	insecure    bool
}

// rootCommand builds the whole tree of commands.
func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "novacron",
		Short: "Run VMs on this host, alone or in a cluster",
		Long: `NovaCron turns a KVM host into an appliance: VMs by web page, REST API and this
command line, while virsh and virt-manager see the same VMs.

Commands talk to the appliance on this host through its local socket, which
needs no password for root. For another host give --server and a token.

Exit status: 0 done, 1 failed, 2 wrong flags or request, 3 not logged in or not
allowed, 4 not found, 5 in conflict or in the wrong state, 6 a limit is reached,
7 not supported, 8 no answer in time, 130 interrupted or canceled.`,
		Example: `  novacron doctor                                    is this host fit to run VMs?
  novacron vm create web-1 --memory 2GiB --disk 20GiB --start
  novacron vm list
  novacron vm console web-1
  novacron --server https://edge-2:7443 --fingerprint 3f:9a:... vm list`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          groupRun,
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(printHelp)
	root.SetUsageFunc(printUsage)
	root.AddGroup(
		&cobra.Group{ID: groupVMs, Title: "VMs:"},
		&cobra.Group{ID: groupNode, Title: "Node and access:"},
		&cobra.Group{ID: groupAppliance, Title: "The appliance itself:"},
	)
	a.addGlobalFlags(root)
	a.addCommands(root)
	return root
}

func (a *app) addCommands(root *cobra.Command) {
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(groupVMs, a.vmCommand(), a.imageCommand(), a.poolCommand(), a.volumeCommand(), a.snapshotCommand(), a.operationCommand(), a.eventsCommand())
	add(groupVMs, a.networkCommand())
	add(groupNode, a.nodeCommand(), a.auditCommand(), a.tokenCommand(), a.setupCodeCommand())
	add(groupAppliance, a.serveCommand(), a.demoCommand(), a.doctorCommand(), a.versionCommand())
	root.AddCommand(a.completionCommand(), a.manCommand())
	root.CompletionOptions.DisableDefaultCmd = true
}

func (a *app) addGlobalFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.VarP(&choiceValue{value: &a.global.output, choices: outputFormats()}, "output", "o", "how results are written (default table)")
	f.StringVar(&a.global.server, "server", "", "`ADDRESS` of the appliance: https://HOST:PORT or unix:///PATH ($NOVACRON_SERVER; default unix://"+defaultSocket+")")
	f.StringVar(&a.global.token, "token", "", "API `TOKEN` for a remote appliance; better in $NOVACRON_TOKEN, as other users can read command lines")
	f.StringVar(&a.global.caFile, "ca-file", "", "trust certificates signed by the ones in this PEM `FILE` ($NOVACRON_CA_FILE)")
	f.StringVar(&a.global.fingerprint, "fingerprint", "", "trust the one certificate with this `SHA256` ($NOVACRON_FINGERPRINT)")
	f.BoolVar(&a.global.insecure, "insecure", false, "trust any certificate: whoever sits between can read and change everything")
	a.global.output = formatTable
	_ = root.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(outputFormats(), cobra.ShellCompDirectiveNoFileComp))
}

// groupRun is what a command does that only holds others.
func groupRun(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	err := usagef("%s has no command %q", cmd.CommandPath(), args[0])
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		return err.WithMend("did you mean %s %s?", cmd.CommandPath(), strings.Join(near, ", "))
	}
	return err.WithMend("see %s --help", cmd.CommandPath())
}

// flagError says of a flag that could not be parsed which command it was for.
func flagError(cmd *cobra.Command, err error) error {
	var wrong *pflag.InvalidValueError
	if !errors.As(err, &wrong) {
		return usagef("%s", err.Error()).WithMend("see %s --help", cmd.CommandPath())
	}
	why := wrong.Unwrap()
	if e, ok := novacron.AsError(why); ok {
		return usagef("--%s: %s", wrong.GetFlag().Name, e.Detail).WithMend("%s", e.Mend)
	}
	return usagef("--%s: %s", wrong.GetFlag().Name, flagReason(wrong.GetFlag(), wrong.GetValue(), why))
}

// flagReason says what a flag wanted where the reason is Go's own.
func flagReason(flag *pflag.Flag, value string, why error) string {
	switch flag.Value.Type() {
	case "int":
		return fmt.Sprintf("%q is not a whole number", shorten(value))
	case "duration":
		return fmt.Sprintf("%q is not a duration; write 90s, 5m or 1h30m", shorten(value))
	case "bool":
		return fmt.Sprintf("%q is not true or false", shorten(value))
	}
	return why.Error()
}

// choiceValue is a flag that is one of a few words.
type choiceValue struct {
	value   *string
	choices []string
}

// String returns the word.
func (v *choiceValue) String() string {
	if v.value == nil {
		return ""
	}
	return *v.value
}

// Set takes one of the words.
func (v *choiceValue) Set(s string) error {
	if !slices.Contains(v.choices, s) {
		return fmt.Errorf("%q is not one of %s", shorten(s), strings.Join(v.choices, ", "))
	}
	*v.value = s
	return nil
}

// Type names the flag's argument in help texts.
func (v *choiceValue) Type() string { return strings.Join(v.choices, "|") }
