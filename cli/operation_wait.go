package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// mutationFlags is what every changing command understands.
type mutationFlags struct {
	dryRun         bool
	noWait         bool
	timeout        time.Duration
	idempotencyKey string
}

func (f *mutationFlags) add(cmd *cobra.Command) {
	f.addDryRun(cmd)
	cmd.Flags().BoolVar(&f.noWait, "no-wait", false, "do not wait for the end; print the operation's id")
	cmd.Flags().DurationVar(&f.timeout, "timeout", 0, "stop waiting after this `DURATION` (90s, 5m); the operation goes on")
}

// addDryRun adds the flags of a change that is done when it is answered.
func (f *mutationFlags) addDryRun(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "check everything and say what would be done; change nothing")
	cmd.Flags().StringVar(&f.idempotencyKey, "idempotency-key", "", "repeating the command with the same `KEY` within a day does it once")
}

func (f *mutationFlags) mutation() novacron.Mutation {
	return novacron.Mutation{IdempotencyKey: f.idempotencyKey, DryRun: f.dryRun}
}

// finish waits for the end of an operation, as the flags say, and tells it.
// The error is that of the operation.
func (a *app) finish(ctx context.Context, op novacron.Operation, f mutationFlags) error {
	switch {
	case op.DryRun:
		return a.printDryRun(op)
	case f.noWait && !op.State.Final():
		return a.printAccepted(op)
	}
	final, err := a.await(ctx, op, f.timeout)
	if err != nil {
		return err
	}
	return a.printFinal(final)
}

// await waits until op is final, with progress on a terminal.
func (a *app) await(ctx context.Context, op novacron.Operation, timeout time.Duration) (novacron.Operation, error) {
	if op.State.Final() {
		return op, nil
	}
	c, err := a.connect()
	if err != nil {
		return op, err
	}
	waiting := ctx
	if timeout > 0 {
		var cancel context.CancelFunc
		waiting, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	line := a.newProgressLine()
	final, err := c.WaitOperation(waiting, op.ID, line.callback())
	line.stop()
	if err != nil {
		return op, stillRunning(waiting, op, err)
	}
	return final, nil
}

// stillRunning says of an operation that was not waited for to its end where
// it can be found again.
func stillRunning(waiting context.Context, op novacron.Operation, err error) error {
	mend := fmt.Sprintf("it goes on by itself; see: novacron operation wait %s", op.ID)
	switch code := novacron.CodeOf(err); {
	case waiting.Err() == nil:
		return err
	case code == novacron.Timeout:
		return novacron.Errorf(code, "%s of %s did not end in time", op.Kind, targetName(op.Target)).WithMend("%s", mend)
	default:
		return novacron.Errorf(novacron.Canceled, "stopped waiting for %s of %s", op.Kind, targetName(op.Target)).WithMend("%s", mend)
	}
}

// printFinal tells how an operation ended and returns its error.
func (a *app) printFinal(op novacron.Operation) error {
	for _, w := range op.Warnings {
		a.warnf("%s", w)
	}
	if a.wantsData() {
		if err := printData(a.stdout, a.global.output, op); err != nil {
			return err
		}
	} else if op.State == novacron.OperationSucceeded {
		fmt.Fprintf(a.stdout, "%s %s\n", clean(targetName(op.Target)), doneWord(op.Kind))
		if err := printChanges(a.stdout, op.Changes); err != nil {
			return err
		}
	}
	return operationError(op)
}

// operationError is what an operation failed with; nil when it succeeded.
func operationError(op novacron.Operation) error {
	switch {
	case op.State == novacron.OperationSucceeded:
		return nil
	case op.State == novacron.OperationCanceled:
		return novacron.Errorf(novacron.Canceled, "%s of %s was canceled", op.Kind, targetName(op.Target))
	case op.Error != nil:
		return op.Error.Err()
	default:
		return novacron.Errorf(novacron.Internal, "%s of %s failed without a reason", op.Kind, targetName(op.Target))
	}
}

func (a *app) printDryRun(op novacron.Operation) error {
	for _, w := range op.Warnings {
		a.warnf("%s", w)
	}
	if a.wantsData() {
		return printData(a.stdout, a.global.output, op)
	}
	fmt.Fprintf(a.stdout, "%s would be %s; nothing was changed\n", clean(targetName(op.Target)), doneWord(op.Kind))
	return printChanges(a.stdout, op.Changes)
}

func (a *app) printAccepted(op novacron.Operation) error {
	if a.wantsData() {
		return printData(a.stdout, a.global.output, op)
	}
	fmt.Fprintln(a.stdout, op.ID)
	a.hintf("follow it: novacron operation wait %s", op.ID)
	return nil
}

// doneWord is how a kind of operation is told once it is done.
func doneWord(kind string) string {
	words := map[string]string{
		"vm.create": "created", "vm.update": "changed", "vm.edit": "changed", "vm.delete": "deleted", "vm.start": "started",
		"pool.create": "created", "pool.update": "changed", "pool.delete": "deleted", "pool.start": "started", "pool.stop": "stopped", "pool.refresh": "looked at",
		"volume.create": "created", "volume.resize": "resized", "volume.copy": "copied", "volume.delete": "deleted", "volume.upload": "uploaded",
		"image.import": "imported", "image.delete": "deleted",
		"snapshot.create": "made", "snapshot.revert": "is where the vm is again", "snapshot.delete": "deleted",
		"vm.shutdown": "shut down", "vm.poweroff": "powered off", "vm.reboot": "rebooted", "vm.reset": "reset",
		"vm.pause": "paused", "vm.resume": "resumed", "vm.save": "saved", "vm.restore": "restored",
	}
	if word, found := words[kind]; found {
		return word
	}
	return kind + " done"
}

// targetName is what a person calls the target.
func targetName(t novacron.Target) string {
	if t.Name != "" {
		return t.Name
	}
	return t.ID
}

// printChanges tells what changes, and when.
func printChanges(w io.Writer, changes []novacron.Change) error {
	return printFacts(w, changeFacts(changes))
}

// changeFacts writes each change as one line.
func changeFacts(changes []novacron.Change) []fact {
	facts := make([]fact, len(changes))
	for i, c := range changes {
		when := "now"
		if c.Applied == novacron.AppliedNextStart {
			when = "at the next start"
		}
		facts[i] = fact{"  " + c.Field, fmt.Sprintf("%s -> %s, %s", changeValue(c.Field, c.From), changeValue(c.Field, c.To), when)}
	}
	return facts
}

// changeValue writes a value of a change: sizes with their unit, none as such.
func changeValue(field, value string) string {
	if value == "" {
		return "none"
	}
	if n, err := strconv.ParseUint(value, 10, 64); err == nil && strings.HasSuffix(field, "Bytes") {
		return exactSize(n)
	}
	return oneLine(value)
}
