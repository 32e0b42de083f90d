package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) vmShowCommand() *cobra.Command {
	var xml bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Show everything about a VM",
		Example: `  novacron vm show web-1
  novacron vm show web-1 -o yaml
  novacron vm show web-1 --xml`,
		Args:              usageArgs(1, 1, "the name of a VM"),
		ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if xml {
				return a.vmXML(cmd.Context(), args[0])
			}
			return a.vmShow(cmd.Context(), args[0])
		},
	}
	cmd.Flags().BoolVar(&xml, "xml", false, "show the hypervisor's own definition (libvirt's domain XML)")
	return cmd
}

func (a *app) vmShow(ctx context.Context, name string) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	if a.wantsData() {
		return printData(a.stdout, a.global.output, vm)
	}
	return a.describeVM(vm)
}

func (a *app) vmXML(ctx context.Context, name string) error {
	vm, err := a.resolveVM(ctx, name)
	if err != nil {
		return err
	}
	text, err := a.conn.VMXML(ctx, vm.ID)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, strings.TrimRight(text, "\n"))
	return err
}

func (a *app) describeVM(vm novacron.VM) error {
	steps := []func(novacron.VM) error{a.describeVMFacts, a.describeDisks, a.describeNICs, a.describePending}
	for _, step := range steps {
		if err := step(vm); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) describeVMFacts(vm novacron.VM) error {
	return printFacts(a.stdout, []fact{
		{"Name", vm.Name},
		{"ID", string(vm.ID)},
		{"Title", oneLine(vm.Title)},
		{"Description", indentRest(vm.Description)},
		{"Labels", oneLine(formatLabels(vm.Labels))},
		{"State", describeState(vm)},
		{"vCPUs", strconv.Itoa(vm.VCPUs)},
		{"Memory", formatSize(vm.MemoryBytes)},
		{"Template", templateText(vm)},
		{"Autostart", yesNo(vm.Autostart)},
		{"Firmware", vm.Firmware},
		{"Machine", vm.Machine},
		{"CPU", describeCPU(vm)},
		{"Node", string(vm.Node)},
		{"Made by", describeOrigin(vm)},
		{"Created", formatTime(&vm.CreatedAt)},
		{"Changed", fmt.Sprintf("%s (revision %d)", formatTime(&vm.UpdatedAt), vm.Revision)},
	})
}

func describeState(vm novacron.VM) string {
	text := string(vm.State)
	if vm.StateReason != "" {
		text += " (" + vm.StateReason + ")"
	}
	if vm.StateSince != nil {
		text += " since " + formatTime(vm.StateSince)
	}
	if vm.SavedState {
		text += "; its memory is saved and the next start restores it"
	}
	return text
}

func describeCPU(vm novacron.VM) string {
	switch {
	case vm.Accel == "tcg":
		return strings.TrimSpace(vm.CPUModel + " emulated (tcg): slow")
	case vm.Accel != "" && vm.Accel != "none":
		return strings.TrimSpace(vm.CPUModel + " (" + vm.Accel + ")")
	}
	return vm.CPUModel
}

func describeOrigin(vm novacron.VM) string {
	text := "other tools"
	if vm.Managed {
		text = "NovaCron"
	}
	if !vm.Persistent {
		text += "; it vanishes when it stops"
	}
	return text
}

func (a *app) describeDisks(vm novacron.VM) error {
	if len(vm.Disks) == 0 {
		return nil
	}
	fmt.Fprintln(a.stdout, "\nDisks:")
	return printTable(a.stdout, []column[novacron.Disk]{
		{"device", func(d novacron.Disk) string { return d.Device }},
		{"kind", diskKind},
		{"size", diskSize},
		{"format", func(d novacron.Disk) string { return d.Format }},
		{"bus", func(d novacron.Disk) string { return d.Bus }},
		{"source", diskSource},
	}, vm.Disks)
}

func diskKind(d novacron.Disk) string {
	if d.ReadOnly && d.Kind != "cdrom" {
		return d.Kind + " (read-only)"
	}
	return d.Kind
}

func diskSize(d novacron.Disk) string {
	if d.SizeBytes == 0 {
		return ""
	}
	return formatSize(d.SizeBytes)
}

func diskSource(d novacron.Disk) string {
	switch {
	case d.Source != "":
		return d.Source
	case d.Volume != "":
		return d.Pool + "/" + d.Volume
	}
	return "(empty)"
}

func (a *app) describeNICs(vm novacron.VM) error {
	if len(vm.NICs) == 0 {
		return nil
	}
	fmt.Fprintln(a.stdout, "\nNetwork:")
	return printTable(a.stdout, []column[novacron.NIC]{
		{"mac", func(n novacron.NIC) string { return n.MAC }},
		{"kind", func(n novacron.NIC) string { return n.Kind }},
		{"source", func(n novacron.NIC) string { return n.Source }},
		{"model", func(n novacron.NIC) string { return n.Model }},
		{"address", func(n novacron.NIC) string { return n.Address }},
	}, vm.NICs)
}

func (a *app) describePending(vm novacron.VM) error {
	if len(vm.Pending) == 0 {
		return nil
	}
	fmt.Fprintln(a.stdout, "\nWaiting for the next start:")
	return printFacts(a.stdout, changeFacts(vm.Pending))
}
