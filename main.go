// Command novacron turns a KVM host into an appliance: one binary that runs its
// VMs through libvirt and serves a web UI, a REST API and a command line.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/novacron/novacron/appliance"
	"github.com/novacron/novacron/cli"
	"github.com/novacron/novacron/novacron"
)

// version is set by the linker.
var version = "0.0.0-dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := cli.Main(ctx, commands(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// commands hands the appliance to the command line as functions: the two rooms
// do not know each other.
func commands() cli.Commands {
	return cli.Commands{
		Version: version,
		Serve: func(ctx context.Context, f cli.ServeFlags) error {
			return appliance.Serve(ctx, version, appliance.Flags(f), os.Stderr)
		},
		Demo: func(ctx context.Context, f cli.ServeFlags) error {
			return appliance.Demo(ctx, version, appliance.Flags(f), os.Stderr)
		},
		Doctor: func(ctx context.Context, f cli.DoctorFlags) ([]novacron.Check, error) {
			return appliance.Doctor(ctx, appliance.Flags{Config: f.Config, DataDir: f.DataDir, LibvirtURI: f.LibvirtURI})
		},
		VerifyAudit: appliance.VerifyAudit,
	}
}
