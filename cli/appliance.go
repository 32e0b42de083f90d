package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/novacron/novacron/novacron"
)

// serveOptions holds the flags of serve and demo until it is known which were
// given.
type serveOptions struct {
	config, dataDir, listen, socket, libvirt string
}

func (o *serveOptions) addTo(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the configuration `FILE` (default /etc/novacron/novacron.yaml, where there is one)")
	f.StringVar(&o.dataDir, "data-dir", "", "the directory `DIR` of everything that NovaCron remembers (default /var/lib/novacron)")
	f.StringVar(&o.listen, "listen", "", "`ADDRESS` for HTTPS: HOST:PORT or :PORT (default :7443)")
	f.StringVar(&o.socket, "socket", "", "`PATH` of the local socket (default "+defaultSocket+")")
	f.StringVar(&o.libvirt, "libvirt", "", "libvirt `URI` (default qemu:///system)")
}

// addDemoTo adds the demo's flags: it keeps to places of its user's own.
func (o *serveOptions) addDemoTo(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "a `FILE` that is not read: a demo has no configuration but its flags")
	f.StringVar(&o.dataDir, "data-dir", "", "the directory `DIR` of the demo's records (default novacron-demo-UID in $TMPDIR or /tmp)")
	f.StringVar(&o.listen, "listen", "", "`ADDRESS` for HTTPS: HOST:PORT or :PORT (default 127.0.0.1:7443)")
	f.StringVar(&o.socket, "socket", "", "`PATH` of the local socket (default novacron.sock in the data directory)")
}

// flags returns what was given.
func (o *serveOptions) flags(cmd *cobra.Command) ServeFlags {
	return ServeFlags{
		Config:     given(cmd, "config", &o.config),
		DataDir:    given(cmd, "data-dir", &o.dataDir),
		Listen:     given(cmd, "listen", &o.listen),
		Socket:     given(cmd, "socket", &o.socket),
		LibvirtURI: given(cmd, "libvirt", &o.libvirt),
	}
}

// given returns a flag's value, or nil when it was not on the command line.
func given(cmd *cobra.Command, name string, value *string) *string {
	if cmd.Flags().Changed(name) {
		return value
	}
	return nil
}

// serveCommand is 'novacron serve'.
func (a *app) serveCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the appliance on this host",
		Long: `Run the appliance on this host until it is interrupted. VMs are not touched when
it ends. The packaged service does this; by hand it is for trying things out.

Flags win over the configuration file.`,
		Example: `  novacron serve
  novacron serve --config ./novacron.yaml --data-dir ./data --listen 127.0.0.1:7443 --socket ./novacron.sock`,
		Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runAppliance(cmd.Context(), a.cmds.Serve, o.flags(cmd))
		},
	}
	o.addTo(cmd)
	return cmd
}

// demoCommand is 'novacron demo'.
func (a *app) demoCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run an appliance with simulated VMs, to look around",
		Long: `Run an appliance whose VMs are simulated in memory: nothing on this host is
changed, and libvirt is not needed. Every page says that it is a demo.

It serves on the loopback address, for this user alone, and may run beside an
appliance when --listen names another port.`,
		Example: `  novacron demo
  novacron demo --listen 127.0.0.1:8443 --data-dir ./demo
  novacron --server unix://$PWD/demo/novacron.sock vm list`,
		Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runAppliance(cmd.Context(), a.cmds.Demo, o.flags(cmd))
		},
	}
	o.addDemoTo(cmd)
	return cmd
}

// runAppliance runs until ctx ends, which is how an appliance is stopped and
// no failure.
func runAppliance(ctx context.Context, run func(context.Context, ServeFlags) error, flags ServeFlags) error {
	if run == nil {
		return novacron.Errorf(novacron.Unsupported, "this binary cannot do that")
	}
	err := run(ctx, flags)
	if err != nil && ctx.Err() != nil && novacron.CodeOf(err) == novacron.Canceled {
		return nil
	}
	return err
}

// doctorCommand is 'novacron doctor'.
func (a *app) doctorCommand() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check whether this host is fit to run VMs, and say how to mend it",
		Long: `Check this host: hypervisor, permissions, disk space, clock and more. Each line
says what was found and, where something is wrong, how to mend it. The exit status
is 1 when a check failed; warnings do not count.`,
		Example: "  novacron doctor\n  novacron doctor -o json",
		Args:    usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("server") {
				return usagef("doctor checks the host that it runs on, and no other: --server has no meaning here").
					WithMend("run novacron doctor on that host")
			}
			return a.doctor(cmd.Context(), DoctorFlags{
				Config:     given(cmd, "config", &o.config),
				DataDir:    given(cmd, "data-dir", &o.dataDir),
				LibvirtURI: given(cmd, "libvirt", &o.libvirt),
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.config, "config", "", "the configuration `FILE` (default /etc/novacron/novacron.yaml, where there is one)")
	f.StringVar(&o.dataDir, "data-dir", "", "the directory `DIR` of everything that NovaCron remembers (default /var/lib/novacron)")
	f.StringVar(&o.libvirt, "libvirt", "", "libvirt `URI` (default qemu:///system)")
	return cmd
}

func (a *app) doctor(ctx context.Context, flags DoctorFlags) error {
	if a.cmds.Doctor == nil {
		return novacron.Errorf(novacron.Unsupported, "this binary cannot do that")
	}
	checks, err := a.cmds.Doctor(ctx, flags)
	if err != nil {
		return err
	}
	if a.wantsData() {
		err = printData(a.stdout, a.global.output, checks)
	} else {
		err = printChecks(a.stdout, checks)
	}
	if err != nil {
		return err
	}
	if countChecks(checks, "failed") > 0 {
		return exitError(exitFailed)
	}
	return nil
}

func printChecks(w io.Writer, checks []novacron.Check) error {
	width := 0
	for _, c := range checks {
		width = max(width, len(clean(c.Name)))
	}
	for _, c := range checks {
		fmt.Fprintf(w, "%-7s  %-*s  %s\n", c.Status, width, clean(c.Name), oneLine(clean(c.Detail)))
		if c.Mend != "" {
			margin := strings.Repeat(" ", 9+width+2)
			fmt.Fprintf(w, "%smend: %s\n", margin, strings.ReplaceAll(clean(c.Mend), "\n", "\n"+margin+"      "))
		}
	}
	failed, warnings := countChecks(checks, "failed"), countChecks(checks, "warning")
	verdict := "this host is fit"
	switch {
	case failed > 0:
		verdict = fmt.Sprintf("%s failed, %s: mend what failed first", count(failed, "check"), count(warnings, "warning"))
	case warnings > 0:
		verdict = fmt.Sprintf("this host is fit, with %s", count(warnings, "warning"))
	}
	return printLine(w, "\n"+verdict)
}

// count writes a number of things: 1 warning, 2 warnings.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func countChecks(checks []novacron.Check, status string) int {
	n := 0
	for _, c := range checks {
		if c.Status == status {
			n++
		}
	}
	return n
}

// versionCommand is 'novacron version'.
func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version of this program",
		Args:  usageArgs(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			if a.wantsData() {
				return printData(a.stdout, a.global.output, map[string]string{
					"version": a.cmds.Version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
				})
			}
			return printLine(a.stdout, fmt.Sprintf("novacron %s (%s, %s/%s)", a.cmds.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH))
		},
	}
}

// manCommand is 'novacron man', for the packages.
func (a *app) manCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:    "man --dir DIR",
		Short:  "Write the manual pages into a directory",
		Hidden: true,
		Args:   usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return usagef("%s needs --dir", cmd.CommandPath())
			}
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return usagef("--dir: %s", err.Error())
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // the same source gives the same pages
			return doc.GenManTree(root, &doc.GenManHeader{
				Section: "1", Source: "NovaCron " + a.cmds.Version, Manual: "NovaCron",
			}, dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "the directory `DIR`; it is made when it is missing")
	return cmd
}
