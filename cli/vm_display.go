package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) vmScreenshotCommand() *cobra.Command {
	var file string
	var width int
	cmd := &cobra.Command{
		Use:   "screenshot NAME",
		Short: "Take a picture of a VM's screen",
		Long:  "Take a picture of a running VM's screen and write it as PNG.",
		Example: `  novacron vm screenshot web-1 -f web-1.png
  novacron vm screenshot web-1 --width 320 -f - | display`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.vmScreenshot(cmd.Context(), args[0], file, width)
		},
	}
	cmd.Flags().StringVarP(&file, "file", "f", "", "write to this `FILE`; - is standard output (default NAME.png)")
	cmd.Flags().IntVar(&width, "width", 0, "at most so many `PIXELS` wide (default the screen's own width)")
	return cmd
}

func (a *app) vmScreenshot(ctx context.Context, name, file string, width int) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	picture, err := a.conn.Screenshot(ctx, vm.ID, width)
	if err != nil {
		return err
	}
	if file == "-" {
		_, err := a.stdout.Write(picture)
		return err
	}
	if file == "" {
		file = strings.ReplaceAll(vm.Name, "/", "_") + ".png"
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		return novacron.Errorf(novacron.Invalid, "write the picture: %w", err).WithMend("name another file with --file")
	}
	a.hintf("%s: %d bytes", file, len(picture))
	return nil
}

func (a *app) vmSendKeysCommand() *cobra.Command {
	var f mutationFlags
	var hold time.Duration
	cmd := &cobra.Command{
		Use:   "send-keys NAME KEYS...",
		Short: "Press keys on a VM's keyboard",
		Long: `Press keys on a running VM's keyboard. KEYS are names with hyphens between them,
pressed together: ctrl-alt-delete, alt-f4, super-l, enter. Several are pressed one
after the other.`,
		Example: `  novacron vm send-keys web-1 ctrl-alt-delete
  novacron vm send-keys web-1 ctrl-alt-f2
  novacron vm send-keys web-1 down down enter`,
		Args:              usageArgs(2, -1, "the name of a VM and the keys"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.idempotencyKey != "" && len(args) > 2 {
				return usagef("--idempotency-key goes with keys that are pressed together").WithMend("run the command once for each of them, with a key of its own")
			}
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			for _, keys := range args[1:] {
				if err := a.conn.PressKeys(cmd.Context(), vm.ID, novacron.PressKeys{Mutation: f.mutation(), Keys: keys, Hold: hold}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	f.addDryRun(cmd)
	cmd.Flags().DurationVar(&hold, "hold", 0, "hold them for this `DURATION` (default 100ms)")
	return cmd
}

func (a *app) vmTypeCommand() *cobra.Command {
	var f mutationFlags
	var layout string
	var enter bool
	cmd := &cobra.Command{
		Use:   "type NAME TEXT",
		Short: "Type text on a VM's keyboard",
		Long: `Type text on a running VM's keyboard, key by key. TEXT - is read from standard
input. --layout is the keyboard layout that the guest is set to: en-us, en-gb, de,
fr or es. What is typed is kept nowhere.`,
		Example: `  novacron vm type web-1 --layout de --enter 'ip addr'
  novacron vm type web-1 - < script.sh`,
		Args:              usageArgs(2, 2, "the name of a VM and the text"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := a.typedText(args[1], enter)
			if err != nil {
				return err
			}
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.typeText(cmd.Context(), vm, text, novacron.TypeText{Mutation: f.mutation(), Layout: layout})
		},
	}
	f.addDryRun(cmd)
	cmd.Flags().StringVar(&layout, "layout", "", "the guest's keyboard `LAYOUT` (default en-us)")
	cmd.Flags().BoolVar(&enter, "enter", false, "press Enter at the end")
	return cmd
}

// maxTypedInput is how much is read from standard input.
const maxTypedInput = 64 << 10

func (a *app) typedText(arg string, enter bool) (string, error) {
	if arg == "-" {
		b, err := io.ReadAll(io.LimitReader(a.stdin, maxTypedInput+1))
		if err != nil {
			return "", fmt.Errorf("read what is to be typed: %w", err)
		}
		if len(b) > maxTypedInput {
			return "", usagef("more than %d bytes are too many to be typed", maxTypedInput)
		}
		arg = string(b)
	}
	if enter {
		arg += "\n"
	}
	if arg == "" {
		return "", usagef("there is nothing to be typed")
	}
	return arg, nil
}

// typeText types a text in pieces that the server takes.
func (a *app) typeText(ctx context.Context, vm novacron.VM, text string, req novacron.TypeText) error {
	runes := []rune(text)
	if req.IdempotencyKey != "" && len(runes) > novacron.MaxTypedText {
		return usagef("--idempotency-key goes with at most %d characters", novacron.MaxTypedText)
	}
	for len(runes) > 0 {
		n := min(len(runes), novacron.MaxTypedText)
		req.Text, runes = string(runes[:n]), runes[n:]
		if _, err := a.conn.TypeText(ctx, vm.ID, req); err != nil {
			return err
		}
	}
	return nil
}

// errNoListen is a place where no viewer can be let in.
func errNoListen(err error) error {
	return novacron.Errorf(novacron.Invalid, "listen for a viewer: %w", err).WithMend("choose another with --port or --socket")
}
