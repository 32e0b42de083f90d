package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// Commands is what the process can do beside talking to an appliance. main.go
// fills it in; a nil function makes its subcommand answer Unsupported.
type Commands struct {
	// Version is the version of this binary: "0.1.0".
	Version string
	// Serve runs the appliance until ctx ends.
	Serve func(ctx context.Context, flags ServeFlags) error
	// Demo runs an appliance whose VMs are simulated until ctx ends.
	Demo func(ctx context.Context, flags ServeFlags) error
	// Doctor examines this host. The checks are shown whatever they found; an
	// error is for when it could not examine at all.
	Doctor func(ctx context.Context, flags DoctorFlags) ([]novacron.Check, error)
	// VerifyAudit verifies an export of an audit.
	VerifyAudit func(ctx context.Context, export io.Reader, proof novacron.AuditProof) (novacron.AuditVerdict, error)
	// Getenv reads the environment; os.Getenv when nil.
	Getenv func(name string) string
	// Now is the wall clock; time.Now when nil.
	Now func() time.Time
}

// ServeFlags is what the command line says about the appliance. A nil field
// was not given: the configuration file or the default holds.
type ServeFlags struct {
	Config     *string // --config: path of the configuration file
	DataDir    *string // --data-dir
	Listen     *string // --listen: address of HTTPS; "" for none
	Socket     *string // --socket: path of the local socket
	LibvirtURI *string // --libvirt
}

// DoctorFlags is what the command line says about what doctor examines. A nil
// field was not given.
type DoctorFlags struct {
	Config     *string
	DataDir    *string
	LibvirtURI *string
}

// Main runs the command line args (without the program's name) and returns the
// exit status. It never calls os.Exit. When ctx ends, what runs is interrupted
// and the status is that of Canceled.
func Main(ctx context.Context, cmds Commands, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := newApp(cmds, stdin, stdout, stderr)
	defer a.close()
	root := a.rootCommand()
	root.SetArgs(args)
	return a.exitStatus(root.ExecuteContext(ctx), args)
}

// app is one run of the command line.
type app struct {
	cmds   Commands
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	getenv func(string) string
	now    func() time.Time

	global globalFlags
	conn   *connection
	shown  int // events that were shown
}

func newApp(cmds Commands, stdin io.Reader, stdout, stderr io.Writer) *app {
	a := &app{cmds: cmds, stdin: stdin, stdout: stdout, stderr: stderr, getenv: cmds.Getenv, now: cmds.Now}
	if a.getenv == nil {
		a.getenv = os.Getenv
	}
	if a.now == nil {
		a.now = time.Now
	}
	return a
}

// exitStatus tells an error and returns what the program exits with.
func (a *app) exitStatus(err error, args []string) int {
	if err == nil {
		return exitOK
	}
	var exit exitError
	if errors.As(err, &exit) {
		return int(exit)
	}
	if isBrokenPipe(err) {
		return exitOK // whoever read our output has seen enough
	}
	err = a.explain(err)
	printError(a.stderr, err, a.errorFormat(args))
	return ExitCode(novacron.CodeOf(err))
}

// errorFormat returns how errors are told. Where flags could not be parsed, it
// looks for the output flag itself.
func (a *app) errorFormat(args []string) string {
	line := " " + strings.Join(args, " ") + " "
	if a.global.output == formatJSON || strings.Contains(line, " -ojson ") || strings.Contains(line, " -o json ") || strings.Contains(line, "--output=json ") {
		return formatJSON
	}
	return formatTable
}

// wantsData says whether the answer is for a program.
func (a *app) wantsData() bool { return a.global.output != formatTable }

// usageArgs checks the number of arguments and says in words which are wanted.
func usageArgs(least, most int, wanted string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		if len(args) < least {
			return usagef("%s needs %s", cmd.CommandPath(), wanted).WithMend("usage: %s", cmd.UseLine())
		}
		return usagef("%s does not take %q", cmd.CommandPath(), args[most]).WithMend("usage: %s", cmd.UseLine())
	}
}
