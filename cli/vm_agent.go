package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/novacron/novacron/novacron"
)

func (a *app) vmAgentCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "agent",
		Short: "Talk to the agent inside a guest",
		Long: `Talk to qemu-guest-agent inside a running guest: it must be installed there. What
it says is the guest's word.`,
		Example: `  novacron vm agent info web-1
  novacron vm agent exec web-1 -- ls -l /`,
		RunE: groupRun,
	}
	cmd.AddCommand(
		a.agentInfoCommand(), a.agentFilesystemsCommand(), a.agentUsersCommand(), a.agentPasswordCommand(),
		a.agentExecCommand(), a.agentFreezeCommand(), a.agentThawCommand(),
	)
	return cmd
}

func (a *app) agentInfoCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "info NAME",
		Short:             "Show who the agent is and what the guest is",
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			agent, err := a.conn.Agent(cmd.Context(), vm.ID)
			if err != nil {
				return err
			}
			if a.wantsData() {
				return printData(a.stdout, a.global.output, agent)
			}
			frozen := "no"
			if agent.Frozen {
				frozen = "yes"
			}
			return printFacts(a.stdout, []fact{
				{"Agent", oneLine(agent.Version)},
				{"Hostname", oneLine(agent.Hostname)},
				{"System", oneLine(agent.OS.Name)},
				{"Kernel", oneLine(agent.OS.Kernel)},
				{"Frozen", frozen},
				{"Commands", fmt.Sprint(len(agent.Commands))},
			})
		},
	}
}

func (a *app) agentFilesystemsCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "filesystems NAME",
		Aliases:           []string{"df"},
		Short:             "List the guest's filesystems and their use",
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return listGuest(cmd.Context(), a, args[0], a.filesystemColumns(),
				func(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestFilesystem], error) {
					return a.conn.GuestFilesystems(ctx, id, page)
				})
		},
	}
}

func (a *app) filesystemColumns() []column[novacron.GuestFilesystem] {
	return []column[novacron.GuestFilesystem]{
		{"mountpoint", func(f novacron.GuestFilesystem) string { return oneLine(f.Mountpoint) }},
		{"device", func(f novacron.GuestFilesystem) string { return oneLine(f.Device) }},
		{"type", func(f novacron.GuestFilesystem) string { return oneLine(f.Type) }},
		{"used", func(f novacron.GuestFilesystem) string { return formatSize(f.UsedBytes) }},
		{"size", func(f novacron.GuestFilesystem) string { return formatSize(f.TotalBytes) }},
	}
}

func (a *app) agentUsersCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "users NAME",
		Short:             "List who is logged in to the guest",
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			columns := []column[novacron.GuestUser]{
				{"user", func(u novacron.GuestUser) string { return oneLine(u.Name) }},
				{"since", func(u novacron.GuestUser) string { return formatTime(&u.LoggedInAt) }},
			}
			return listGuest(cmd.Context(), a, args[0], columns,
				func(ctx context.Context, id novacron.VMID, page novacron.PageRequest) (novacron.Page[novacron.GuestUser], error) {
					return a.conn.GuestUsers(ctx, id, page)
				})
		},
	}
}

func listGuest[T any](ctx context.Context, a *app, name string, columns []column[T],
	list func(context.Context, novacron.VMID, novacron.PageRequest) (novacron.Page[T], error),
) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	all, err := everything(ctx, 0, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[T], error) {
		return list(ctx, vm.ID, page)
	})
	switch {
	case err != nil:
		return err
	case a.wantsData():
		return printData(a.stdout, a.global.output, all)
	}
	a.hintNone(len(all))
	return printTable(a.stdout, columns, all)
}

func (a *app) agentPasswordCommand() *cobra.Command {
	var f mutationFlags
	var crypted bool
	cmd := &cobra.Command{
		Use:   "password NAME USER",
		Short: "Set the password of an account of the guest",
		Long: `Set the password of an account of the guest, which must exist. The password is
asked for at a terminal, or read as the first line of standard input; it is kept
nowhere.`,
		Example:           "  novacron vm agent password web-1 root\n  pass show web-1 | novacron vm agent password web-1 root",
		Args:              usageArgs(2, 2, "the name of a VM and of an account of its guest"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			password, err := a.askPassword(args[1])
			if err != nil {
				return err
			}
			return a.conn.SetGuestPassword(cmd.Context(), vm.ID, novacron.SetGuestPassword{
				Mutation: f.mutation(), User: args[1], Password: password, Crypted: crypted,
			})
		},
	}
	f.addDryRun(cmd)
	cmd.Flags().BoolVar(&crypted, "crypted", false, "the password is a hash as crypt(3) makes them")
	return cmd
}

func (a *app) askPassword(user string) (string, error) {
	if f, ok := a.stdin.(*os.File); ok && isTerminal(f) {
		fmt.Fprintf(a.stderr, "new password of %s: ", clean(user))
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(a.stderr)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return string(b), nil
	}
	line, err := bufio.NewReader(io.LimitReader(a.stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", usagef("there is no password on standard input")
	}
	return line, nil
}

func (a *app) agentExecCommand() *cobra.Command {
	var f mutationFlags
	var input bool
	var timeout time.Duration
	cmd := &cobra.Command{
		Use:   "exec NAME -- COMMAND [ARGUMENT...]",
		Short: "Run a command in the guest",
		Long: `Run a command in the guest, as root there and without a shell, and wait for its
end. Its outputs, at most 1 MiB each, come out here, and its exit status is the one
of this program.`,
		Example: `  novacron vm agent exec web-1 -- ls -l /
  novacron vm agent exec web-1 --input -- sh < script.sh`,
		Args:              usageArgs(2, -1, "the name of a VM and a command"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			req := novacron.ExecGuest{Mutation: f.mutation(), Command: args[1], Args: args[2:], Timeout: timeout}
			if input {
				b, err := io.ReadAll(io.LimitReader(a.stdin, novacron.MaxGuestInput+1))
				if err != nil {
					return fmt.Errorf("read the command's input: %w", err)
				}
				req.Input = string(b)
			}
			return a.agentExec(cmd.Context(), args[0], req)
		},
	}
	f.addDryRun(cmd)
	cmd.Flags().BoolVar(&input, "input", false, "give the command what is on standard input")
	cmd.Flags().DurationVar(&timeout, "timeout", 0, "how long the command may take, as a `DURATION` (default 30s)")
	return cmd
}

func (a *app) agentExec(ctx context.Context, name string, req novacron.ExecGuest) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	result, err := a.conn.ExecGuest(ctx, vm.ID, req)
	if err != nil {
		return err
	}
	if a.wantsData() {
		return printData(a.stdout, a.global.output, result)
	}
	if _, err := io.WriteString(a.stdout, result.Output); err != nil {
		return err
	}
	_, _ = io.WriteString(a.stderr, result.Error)
	if result.Truncated {
		a.warnf("there was more output than this")
	}
	if result.ExitCode != 0 {
		return exitError(result.ExitCode & 0xff)
	}
	return nil
}

func (a *app) agentFreezeCommand() *cobra.Command {
	var f mutationFlags
	var length time.Duration
	cmd := &cobra.Command{
		Use:   "freeze NAME",
		Short: "Freeze the guest's filesystems for a while",
		Long: `Freeze the guest's filesystems: what it holds is written to its disks, and no more
is written until 'thaw', or until --for is over. Prints the operation's id and does
not wait for its end.`,
		Example:           "  novacron vm agent freeze web-1 --for 10s\n  novacron vm agent thaw web-1",
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			op, err := a.conn.FreezeGuest(cmd.Context(), vm.ID, novacron.FreezeGuest{Mutation: f.mutation(), For: length})
			if err != nil {
				return err
			}
			f.noWait = true
			return a.finish(cmd.Context(), op, f)
		},
	}
	f.addDryRun(cmd)
	cmd.Flags().DurationVar(&length, "for", 0, "thaw it after this `DURATION` (default 30s)")
	return cmd
}

func (a *app) agentThawCommand() *cobra.Command {
	var f mutationFlags
	cmd := &cobra.Command{
		Use:               "thaw NAME",
		Short:             "Thaw the guest's filesystems, whoever froze them",
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			op, err := a.conn.ThawGuest(cmd.Context(), vm.ID, f.mutation())
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, f)
		},
	}
	f.add(cmd)
	return cmd
}
