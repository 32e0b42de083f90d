package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/novacron/novacron/novacron"
)

// consoleFlags is what vm console understands.
type consoleFlags struct {
	takeOver bool
	escape   string
	duration time.Duration
}

func (a *app) vmConsoleCommand() *cobra.Command {
	var f consoleFlags
	cmd := &cobra.Command{
		Use:   "console NAME",
		Short: "Attach to the serial console of a running VM",
		Long: `Attach to the serial console of a running VM. Several people can watch and type at
once. While somebody else watches too, what the guest printed lately comes first;
with nobody watching it is not kept: press Enter to make the guest print a prompt.

At a terminal, Ctrl-] leaves (see --escape); the VM goes on. From a pipe, what is
read is typed into the guest, and what the guest prints is copied out until the
VM stops, --for is over, or you interrupt it.`,
		Example: `  novacron vm console web-1
  novacron vm console web-1 --escape ^Q
  novacron vm console web-1 --for 30s </dev/null > boot.log
  echo reboot | novacron vm console web-1 --for 1m`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.vmConsole(cmd.Context(), args[0], f)
		},
	}
	cmd.Flags().BoolVar(&f.takeOver, "take-over", false, "take the console from another tool that holds it, such as virsh console")
	cmd.Flags().StringVar(&f.escape, "escape", "^]", "the `KEY` that leaves: ^ and a character for Ctrl, or none")
	cmd.Flags().DurationVar(&f.duration, "for", 0, "leave after this `DURATION`")
	return cmd
}

func (a *app) vmConsole(ctx context.Context, name string, f consoleFlags) error {
	escape, err := parseEscape(f.escape)
	if err != nil {
		return err
	}
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	stream, err := a.conn.Console(ctx, vm.ID, f.takeOver)
	if err != nil {
		return err
	}
	defer stream.Close()
	s := &consoleSession{app: a, stream: stream, escape: escape, name: clean(vm.Name), newline: "\n"}
	if err := s.begin(f.escape); err != nil {
		return err
	}
	defer s.end()
	return s.run(ctx, f.duration)
}

// noEscape is an escape key that no byte equals.
const noEscape = -1

// parseEscape reads a key as stty writes it: ^] is Ctrl-], none is no key.
func parseEscape(s string) (int, error) {
	switch {
	case s == "none":
		return noEscape, nil
	case len(s) == 2 && s[0] == '^' && s[1] >= '?' && s[1] <= '_':
		return int(s[1]) ^ 0x40, nil
	case len(s) == 2 && s[0] == '^' && s[1] >= 'a' && s[1] <= 'z':
		return int(s[1] - 'a' + 1), nil
	}
	return 0, usagef("--escape: %q is not a key", s).WithMend("write ^ and a character, such as ^] or ^Q, or none")
}

// consoleSession is one attachment to a console.
type consoleSession struct {
	app     *app
	stream  io.ReadWriteCloser
	escape  int
	name    string
	raw     *os.File // the terminal in raw mode; nil when there is none
	saved   *term.State
	newline string // what ends a line of ours on the terminal
}

// begin makes the terminal raw, and says how to leave it.
func (s *consoleSession) begin(key string) error {
	f, ok := s.app.stdin.(*os.File)
	if !ok || !isTerminal(f) {
		s.escape = noEscape
		return nil
	}
	if s.escape == noEscape {
		s.say("connected to the console of %s; it ends when the VM stops", s.name)
	} else {
		s.say("connected to the console of %s; leave with %s", s.name, keyName(key))
	}
	saved, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return fmt.Errorf("prepare the terminal: %w", err)
	}
	s.raw, s.saved, s.newline = f, saved, "\r\n"
	return nil
}

// end gives the terminal back as it was.
func (s *consoleSession) end() {
	if s.raw != nil {
		_ = term.Restore(int(s.raw.Fd()), s.saved)
	}
}

func (s *consoleSession) say(format string, args ...any) {
	fmt.Fprintf(s.app.stderr, format+s.newline, args...)
}

// keyName is what is printed on the keyboard.
func keyName(key string) string { return "Ctrl-" + key[1:] }

// errDetached is a person who pressed the escape key.
var errDetached = errors.New("detached")

// run copies both ways until the guest, the person, the clock or ctx ends it.
func (s *consoleSession) run(ctx context.Context, duration time.Duration) error {
	var timeUp <-chan time.Time
	if duration > 0 {
		timer := time.NewTimer(duration)
		defer timer.Stop()
		timeUp = timer.C
	}
	// Reading from a terminal cannot be interrupted: the typing goroutine is
	// left to the end of the process, which follows.
	printed, typed := make(chan error, 1), make(chan error, 1)
	go func() { _, err := io.Copy(s.app.stdout, s.stream); printed <- err }()
	go func() { typed <- s.typeInto() }()
	for {
		select {
		case err := <-printed:
			return s.guestEnded(ctx, err)
		case err := <-typed:
			if errors.Is(err, errDetached) {
				s.say("%sleft the console of %s; the VM goes on", s.newline, s.name)
				return nil
			}
			if err != nil {
				return err
			}
			typed = nil // no more input; the output goes on
		case <-timeUp:
			return nil
		case <-ctx.Done():
			return novacron.Errorf(novacron.Canceled, "left the console of %s; the VM goes on", s.name)
		}
	}
}

// guestEnded says why nothing more comes.
func (s *consoleSession) guestEnded(ctx context.Context, err error) error {
	switch {
	case err == nil:
		s.say("%sthe console of %s ended: the VM stopped", s.newline, s.name)
		return nil
	case ctx.Err() != nil:
		return novacron.Errorf(novacron.Canceled, "left the console of %s; the VM goes on", s.name)
	}
	return err
}

// typeInto copies what is typed, until the escape key or the end of the input.
func (s *consoleSession) typeInto() error {
	buffer := make([]byte, 4096)
	for {
		n, err := s.app.stdin.Read(buffer)
		if typeErr := s.typeBytes(buffer[:n]); typeErr != nil {
			err = typeErr
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errDetached):
			return err
		case err != nil:
			return fmt.Errorf("read what is typed: %w", err)
		}
	}
}

func (s *consoleSession) typeBytes(text []byte) error {
	at := noEscape
	if s.escape != noEscape {
		at = bytes.IndexByte(text, byte(s.escape))
	}
	if at >= 0 {
		text = text[:at]
	}
	if len(text) > 0 {
		if _, err := s.stream.Write(text); err != nil {
			return io.EOF // the side that reads knows better why it broke
		}
	}
	if at >= 0 {
		return errDetached
	}
	return nil
}
