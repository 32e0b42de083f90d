package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// powerFlags is what the power commands understand.
type powerFlags struct {
	mutationFlags

	fresh bool
}

// powerText is how a power verb is explained.
type powerText struct {
	short   string
	long    string
	example string
}

// powerTexts explains every power verb.
func powerTexts() map[novacron.PowerVerb]powerText {
	return map[novacron.PowerVerb]powerText{
		novacron.PowerStart: {
			short: "Switch VMs on",
			long:  "Switch VMs on. A VM whose memory was saved goes on from there; --fresh boots it instead\nand throws the saved memory away.",
		},
		novacron.PowerShutdown: {
			short:   "Ask guests to shut down",
			long:    "Ask the guests to shut down, as by a short press on the power button, and wait until they did.\nA guest that does not follow within --timeout stays on, and the exit status is 8: then decide\nfor yourself whether to power it off.",
			example: "  novacron vm shutdown web-1 --timeout 2m || novacron vm poweroff web-1",
		},
		novacron.PowerOff: {
			short: "Switch VMs off at once, like pulling the plug",
			long:  "Switch VMs off at once, like pulling the plug: what the guest has not written to disk is lost.\nTry shutdown first.",
		},
		novacron.PowerReboot: {short: "Ask guests to reboot"},
		novacron.PowerReset: {
			short: "Reset VMs at once, like the reset button",
			long:  "Reset VMs at once, like the reset button: what the guest has not written to disk is lost.\nTry reboot first.",
		},
		novacron.PowerPause:  {short: "Hold the CPUs of VMs; they keep their memory"},
		novacron.PowerResume: {short: "Let paused VMs go on"},
		novacron.PowerSave: {
			short: "Write the memory of VMs to disk and switch them off",
			long:  "Write the memory of VMs to the host's disk and switch them off. The next start goes on\nwhere they were.",
		},
		novacron.PowerRestore: {short: "Start VMs from their saved memory"},
	}
}

// vmPowerCommands returns one command for each power verb.
func (a *app) vmPowerCommands() []*cobra.Command {
	var commands []*cobra.Command
	texts := powerTexts()
	for _, verb := range novacron.PowerVerbs() {
		commands = append(commands, a.vmPowerCommand(verb, texts[verb]))
	}
	return commands
}

func (a *app) vmPowerCommand(verb novacron.PowerVerb, text powerText) *cobra.Command {
	var f powerFlags
	cmd := &cobra.Command{
		Use:               string(verb) + " NAME...",
		Short:             text.short,
		Long:              text.long,
		Example:           text.example,
		Args:              usageArgs(1, -1, "the name of a VM, or several"),
		ValidArgsFunction: a.completeVM(-1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.vmPower(cmd.Context(), verb, args, f)
		},
	}
	f.add(cmd)
	switch verb {
	case novacron.PowerShutdown:
		cmd.Flags().Lookup("timeout").Usage = fmt.Sprintf("how long each guest gets, as a `DURATION` (default %s)", novacron.DefaultShutdownTimeout)
	case novacron.PowerStart:
		cmd.Flags().BoolVar(&f.fresh, "fresh", false, "boot although there is saved memory, and throw that away")
	}
	return cmd
}

func (a *app) vmPower(ctx context.Context, verb novacron.PowerVerb, names []string, f powerFlags) error {
	req := novacron.PowerRequest{Mutation: f.mutation(), Verb: verb, DiscardSavedState: f.fresh}
	if verb == novacron.PowerShutdown {
		req.Timeout = f.timeout
		f.timeout = shutdownWait(f.timeout)
	}
	return a.eachVM(ctx, names, f.mutationFlags, func(vm novacron.VM) error {
		op, err := a.conn.PowerVM(ctx, vm.ID, req)
		if err != nil {
			return err
		}
		return a.finish(ctx, op, f.mutationFlags)
	})
}

// shutdownSlack is how much longer than the guest's time a shutdown is waited
// for, so that the appliance's own answer arrives.
const shutdownSlack = 10 * time.Second

func shutdownWait(guest time.Duration) time.Duration {
	if guest <= 0 {
		return 0
	}
	return guest + shutdownSlack
}

// eachVM finds every named VM before it does something with the first, then
// does it with one after the other. A failure does not keep it from the rest;
// each is told, and the exit status is that of the first.
func (a *app) eachVM(ctx context.Context, names []string, f mutationFlags, do func(novacron.VM) error) error {
	if f.idempotencyKey != "" && len(names) > 1 {
		return usagef("--idempotency-key goes with one VM").WithMend("run the command once for each VM, with a key of its own")
	}
	vms := make([]novacron.VM, len(names))
	for i, name := range names {
		vm, err := a.resolveVM(ctx, name)
		if err != nil {
			return err
		}
		vms[i] = vm
	}
	if len(vms) == 1 {
		return do(vms[0])
	}
	return a.doEach(ctx, vms, do)
}

func (a *app) doEach(ctx context.Context, vms []novacron.VM, do func(novacron.VM) error) error {
	status := exitOK
	for _, vm := range vms {
		err := do(vm)
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return err
		}
		var exit exitError
		if !errors.As(err, &exit) {
			printError(a.stderr, a.explain(err), a.global.output)
		}
		if status == exitOK {
			status = ExitCode(novacron.CodeOf(err))
		}
	}
	if status != exitOK {
		return exitError(status)
	}
	return nil
}
