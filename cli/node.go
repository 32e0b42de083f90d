package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// nodeCommand is 'novacron node'.
func (a *app) nodeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "node",
		Short: "See the host that runs the VMs",
		RunE:  groupRun,
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "show",
		Short: "Show the node, its hypervisor, its load and what needs a look",
		Args:  usageArgs(0, 0, ""),
		RunE:  func(cmd *cobra.Command, _ []string) error { return a.nodeShow(cmd.Context()) },
	})
	cmd.AddCommand(a.nodeDevicesCommand())
	return cmd
}

func (a *app) nodeShow(ctx context.Context) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	node, err := c.Node(ctx)
	if err != nil {
		return err
	}
	if a.wantsData() {
		return printData(a.stdout, a.global.output, node)
	}
	facts := append(nodeFacts(node), hypervisorFacts(node.Hypervisor)...)
	// The figures are an extra: a node without them is still shown.
	if metrics, err := c.NodeMetrics(ctx); err == nil {
		facts = append(facts, metricFacts(metrics)...)
	}
	if err := printFacts(a.stdout, facts); err != nil {
		return err
	}
	return a.printNodeWarnings(node.Warnings)
}

func nodeFacts(n novacron.Node) []fact {
	name := n.Name
	if n.Demo {
		name += " (demo: its VMs are simulated)"
	}
	return []fact{
		{"Name", name},
		{"ID", string(n.ID)},
		{"NovaCron", n.Version},
		{"Up since", formatTime(&n.StartedAt)},
	}
}

func hypervisorFacts(h novacron.Hypervisor) []fact {
	state := "connected"
	if !h.Connected {
		state = "not connected"
	}
	if h.Since != nil {
		state += " since " + formatTime(h.Since)
	}
	if h.Detail != "" {
		state += ": " + h.Detail
	}
	facts := []fact{
		{"Hypervisor", strings.TrimSpace(h.Provider + " " + h.Version)},
		{"Address", h.URI},
		{"State", state},
		{"Acceleration", accelText(h.Accel)},
		{"CPU", h.CPUModel},
	}
	if h.CPUs > 0 {
		facts = append(facts, fact{"CPUs", fmt.Sprint(h.CPUs)})
	}
	return facts
}

func accelText(accel string) string {
	if accel == "tcg" {
		return "tcg: VMs are emulated and slow"
	}
	return accel
}

func metricFacts(m novacron.NodeMetrics) []fact {
	return []fact{
		{"Load", fmt.Sprintf("%.2f", m.HostLoad1)},
		{"Memory", fmt.Sprintf("%s of %s free", formatSize(m.HostMemoryAvailableBytes), formatSize(m.HostMemoryBytes))},
		{"Data disk", formatSize(m.DataFreeBytes) + " free"},
		{"VMs", vmCountText(m)},
		{"Given to VMs", fmt.Sprintf("%d vCPUs, %s", m.VCPUs, formatSize(m.VMMemoryBytes))},
		{"Operations", fmt.Sprintf("%d running", m.OperationsRunning)},
	}
}

func vmCountText(m novacron.NodeMetrics) string {
	var parts []string
	for _, state := range slices.Sorted(maps.Keys(m.VMsByState)) {
		if n := m.VMsByState[state]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	if len(parts) == 0 {
		return fmt.Sprint(m.VMs)
	}
	return fmt.Sprintf("%d (%s)", m.VMs, strings.Join(parts, ", "))
}

func (a *app) printNodeWarnings(warnings []novacron.Warning) error {
	if len(warnings) == 0 {
		return nil
	}
	fmt.Fprintln(a.stdout, "\nNeeds a look:")
	var errs []error
	for _, w := range warnings {
		errs = append(errs, printLine(a.stdout, "  "+clean(w.Detail)))
		if w.Mend != "" {
			errs = append(errs, printLine(a.stdout, "    mend: "+clean(w.Mend)))
		}
	}
	return errors.Join(errs...)
}
