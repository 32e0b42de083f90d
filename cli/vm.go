package cli

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vmCommand is 'novacron vm'.
func (a *app) vmCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "vm",
		Aliases: []string{"vms"},
		Short:   "List, create, change, start, stop and delete VMs",
		Long: `Work with the VMs of the appliance, those that virsh or virt-manager made included.

NAME is a VM's name, its id, or the beginning of its id (4 characters or more)
when only one VM's id begins so.`,
		Example: `  novacron vm list --state running
  novacron vm create web-1 --vcpus 2 --memory 2GiB --disk 20GiB --start
  novacron vm shutdown web-1 --timeout 2m
  novacron vm delete web-1 --volumes`,
		RunE: groupRun,
	}
	cmd.AddGroup(
		&cobra.Group{ID: "look", Title: "Look:"},
		&cobra.Group{ID: "define", Title: "Make and change:"},
		&cobra.Group{ID: "power", Title: "Power:"},
	)
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			cmd.AddCommand(c)
		}
	}
	add("look", a.vmListCommand(), a.vmShowCommand(), a.vmConsoleCommand(),
		a.vmScreenshotCommand(), a.vmVNCCommand(), a.vmSendKeysCommand(), a.vmTypeCommand(), a.vmAgentCommand())
	add("define", a.vmCreateCommand(), a.vmEditCommand(), a.vmDeleteCommand(), a.vmCloudInitCommand(), a.vmCloneCommand(), a.vmTemplateCommand(),
		a.vmDiskCommand(), a.vmCDROMCommand(), a.vmNICCommand(), a.vmHardwareCommand())
	add("look", a.vmAddressesCommand())
	add("define", a.vmFirewallCommand())
	add("define", a.vmExportCommand(), a.vmImportCommand())
	add("power", a.vmPowerCommands()...)
	return cmd
}

// minIDPrefix is the least of an id that is looked up: less is more likely a
// mistyped name.
const minIDPrefix = 4

// resolveVM returns the VM that a person means by its name, id or the
// beginning of its id. A name wins over an id.
func (a *app) resolveVM(ctx context.Context, arg string) (novacron.VM, error) {
	c, err := a.connect()
	if err != nil {
		return novacron.VM{}, err
	}
	if isVMID(arg) {
		return c.VM(ctx, novacron.VMID(strings.ToLower(arg)))
	}
	var similar []novacron.VM
	for vm, err := range c.EachVM(ctx, "", novacron.VMQuery{Name: arg}) {
		if err != nil {
			return novacron.VM{}, err
		}
		if vm.Name == arg {
			return vm, nil
		}
		similar = append(similar, vm)
	}
	if len(arg) < minIDPrefix || !isHex(arg) {
		return novacron.VM{}, noSuchVM(arg, similar)
	}
	return a.resolveIDPrefix(ctx, arg, similar)
}

func (a *app) resolveIDPrefix(ctx context.Context, prefix string, similar []novacron.VM) (novacron.VM, error) {
	var found []novacron.VM
	for vm, err := range a.conn.EachVM(ctx, "", novacron.VMQuery{PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit}}) {
		if err != nil {
			return novacron.VM{}, err
		}
		if strings.HasPrefix(string(vm.ID), strings.ToLower(prefix)) {
			found = append(found, vm)
		}
	}
	switch len(found) {
	case 0:
		return novacron.VM{}, noSuchVM(prefix, similar)
	case 1:
		return found[0], nil
	}
	err := usagef("%d VMs have an id that begins with %q", len(found), prefix)
	for _, vm := range found[:min(len(found), maxCandidates)] {
		err.Fields = append(err.Fields, novacron.Field{Name: string(vm.ID), Detail: vm.Name})
	}
	return novacron.VM{}, err.WithMend("write more of the id, or the name")
}

// maxCandidates is how many VMs an error names.
const maxCandidates = 10

// noSuchVM says that nothing is called arg, and what is called almost so.
func noSuchVM(arg string, similar []novacron.VM) error {
	err := novacron.Errorf(novacron.NotFound, "there is no VM %q", arg)
	if len(similar) == 0 {
		return err.WithMend("see: novacron vm list")
	}
	names := make([]string, 0, maxCandidates)
	for _, vm := range similar[:min(len(similar), maxCandidates)] {
		names = append(names, vm.Name)
	}
	return err.WithMend("did you mean %s?", strings.Join(names, ", "))
}

// isVMID says whether s is a whole id.
func isVMID(s string) bool {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`).MatchString(s)
}

// isHex says whether s may be the beginning of an id.
func isHex(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "0123456789abcdef-") == ""
}

// completionDeadline bounds what pressing Tab may take.
const completionDeadline = time.Second

// completeVM completes the names of VMs, as many as the command takes.
func (a *app) completeVM(most int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if most >= 0 && len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return a.vmCompletions(cmd.Context(), args, begun), cobra.ShellCompDirectiveNoFileComp
	}
}

func (a *app) vmCompletions(ctx context.Context, taken []string, begun string) []cobra.Completion {
	ctx, cancel := context.WithTimeout(ctx, completionDeadline)
	defer cancel()
	c, err := a.connect()
	if err != nil {
		return nil
	}
	page, err := c.VMs(ctx, novacron.VMQuery{Name: begun, PageRequest: novacron.PageRequest{Limit: novacron.MaxPageLimit}})
	if err != nil {
		return nil
	}
	var names []cobra.Completion
	for _, vm := range page.Items {
		if strings.HasPrefix(vm.Name, begun) && !slices.Contains(taken, vm.Name) {
			names = append(names, cobra.CompletionWithDesc(vm.Name, string(vm.State)))
		}
	}
	return names
}

// labelFlag reads k=v.
func labelFlag(s string) (key, value string, err error) {
	key, value, found := strings.Cut(s, "=")
	if !found || key == "" {
		return "", "", usagef("--label: %q is not KEY=VALUE", s).WithMend("write it as --label tier=web")
	}
	return key, value, nil
}

// formatLabels writes labels in a fixed order.
func formatLabels(labels map[string]string) string {
	parts := make([]string, 0, len(labels))
	for key, value := range labels {
		parts = append(parts, fmt.Sprintf("%s=%s", key, value))
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}
