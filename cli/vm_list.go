package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// defaultVMColumns is what vm list shows when it is not told.
const defaultVMColumns = "name,state,vcpus,memory,node,address,age"

// vmListFlags is what vm list understands.
type vmListFlags struct {
	states  []string
	labels  []string
	name    string
	network string
	filter  string
	sort    string
	limit   int
	columns string
	quiet   bool
}

func (a *app) vmListCommand() *cobra.Command {
	var f vmListFlags
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List VMs",
		Example: `  novacron vm list --state running,paused --label tier=web
  novacron vm list --sort -memory --limit 10
  novacron vm list --columns +id,labels
  novacron vm list -q --state shutoff | xargs -r novacron vm start`,
		Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.vmList(cmd.Context(), f) },
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.states, "state", nil, "only VMs in one of these `STATES`: "+strings.Join(stateNames(), ", "))
	flags.StringArrayVar(&f.labels, "label", nil, "only VMs with this label, `KEY=VALUE` or KEY; may be repeated")
	flags.StringVar(&f.name, "name", "", "only VMs with this `TEXT` in their name or title")
	flags.StringVar(&f.network, "network", "", "only VMs with an interface on this libvirt network, by `NAME`")
	flags.StringVar(&f.filter, "filter", "", "only VMs that an `EXPRESSION` selects: 'state=running label=tier=web name~shop'")
	flags.StringVar(&f.sort, "sort", "name", "sort by `KEY`, with - before it for the other way round: "+strings.Join(novacron.VMSortKeys(), ", "))
	flags.IntVar(&f.limit, "limit", 0, "show `N` VMs at the most (default all)")
	flags.StringVar(&f.columns, "columns", "", "show these `COLUMNS`, or with + before them also these: "+columnNames(a.vmColumns()))
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "show ids only")
	_ = cmd.RegisterFlagCompletionFunc("state", cobra.FixedCompletions(stateNames(), cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("sort", cobra.FixedCompletions(novacron.VMSortKeys(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) vmList(ctx context.Context, f vmListFlags) error {
	query, err := f.query()
	if err != nil {
		return err
	}
	columns, err := pickColumns(a.vmColumns(), defaultVMColumns, f.columns)
	if err != nil {
		return err
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	vms, err := everything(ctx, f.limit, func(ctx context.Context, page novacron.PageRequest) (novacron.Page[novacron.VM], error) {
		query.PageRequest = page
		return c.FilterVMs(ctx, f.filter, query)
	})
	if err != nil {
		return err
	}
	return a.printVMs(vms, columns, f)
}

func (a *app) printVMs(vms []novacron.VM, columns []column[novacron.VM], f vmListFlags) error {
	switch {
	case f.quiet:
		for _, vm := range vms {
			fmt.Fprintln(a.stdout, vm.ID)
		}
		return nil
	case a.wantsData():
		return printData(a.stdout, a.global.output, vms)
	case len(vms) == 0 && f.restricts():
		a.hintf("no VM matches")
	case len(vms) == 0:
		a.hintf("there is no VM yet; make one: novacron vm create NAME --memory 2GiB --disk 20GiB --start")
	}
	return printTable(a.stdout, columns, vms)
}

// restricts says whether the list may be empty although there are VMs.
func (f vmListFlags) restricts() bool {
	return len(f.states) > 0 || len(f.labels) > 0 || f.name != "" || f.network != "" || f.filter != ""
}

// query checks the flags; the appliance would refuse them too, but cannot name
// the flag.
func (f vmListFlags) query() (novacron.VMQuery, error) {
	q := novacron.VMQuery{Name: f.name, Network: f.network, Sort: sortKey(f.sort), Labels: map[string]string{}}
	if f.limit < 0 {
		return q, usagef("--limit: %d is negative", f.limit).WithMend("write a positive number, or leave it out for all")
	}
	if !slices.Contains(novacron.VMSortKeys(), strings.TrimPrefix(q.Sort, "-")) {
		return q, usagef("--sort: %q is not a key", f.sort).WithMend("choose from %s", strings.Join(novacron.VMSortKeys(), ", "))
	}
	for _, s := range f.states {
		if s == "saved" {
			return q, usagef("--state: saved is a mark, not a state: a saved VM is shutoff").
				WithMend("--state shutoff lists them among others, as shutoff+saved")
		}
		if !slices.Contains(stateNames(), s) {
			return q, usagef("--state: %q is not a state", s).WithMend("choose from %s", strings.Join(stateNames(), ", "))
		}
		q.States = append(q.States, novacron.VMState(s))
	}
	for _, l := range f.labels {
		key, value, _ := strings.Cut(l, "=")
		if key == "" {
			return q, usagef("--label: %q has no key", l).WithMend("write it as --label tier=web or --label tier")
		}
		q.Labels[key] = value
	}
	return q, nil
}

// sortKey turns the name of a column into the key that sorts by it.
func sortKey(name string) string {
	column, descending := strings.CutPrefix(name, "-")
	keys := map[string]string{"memory": "memoryBytes", "created": "createdAt", "updated": "updatedAt"}
	switch key, found := keys[column]; {
	case found && descending:
		return "-" + key
	case found:
		return key
	}
	return name
}

func stateNames() []string {
	names := make([]string, len(novacron.VMStates()))
	for i, s := range novacron.VMStates() {
		names[i] = string(s)
	}
	return names
}

// vmColumns returns every column that vm list can show.
func (a *app) vmColumns() []column[novacron.VM] {
	return []column[novacron.VM]{
		{"name", func(vm novacron.VM) string { return vm.Name }},
		{"id", func(vm novacron.VM) string { return string(vm.ID) }},
		{"state", stateText},
		{"reason", func(vm novacron.VM) string { return vm.StateReason }},
		{"vcpus", func(vm novacron.VM) string { return strconv.Itoa(vm.VCPUs) }},
		{"memory", func(vm novacron.VM) string { return formatSize(vm.MemoryBytes) }},
		{"node", func(vm novacron.VM) string { return string(vm.Node) }},
		{"address", addressText},
		{"mac", func(vm novacron.VM) string { return joinNICs(vm, func(n novacron.NIC) string { return n.MAC }) }},
		{"disks", func(vm novacron.VM) string { return strconv.Itoa(len(vm.Disks)) }},
		{"title", func(vm novacron.VM) string { return oneLine(vm.Title) }},
		{"labels", func(vm novacron.VM) string { return oneLine(formatLabels(vm.Labels)) }},
		{"autostart", func(vm novacron.VM) string { return yesNo(vm.Autostart) }},
		{"managed", func(vm novacron.VM) string { return yesNo(vm.Managed) }},
		{"firmware", func(vm novacron.VM) string { return vm.Firmware }},
		{"accel", func(vm novacron.VM) string { return vm.Accel }},
		{"provider", func(vm novacron.VM) string { return vm.Provider }},
		{"age", func(vm novacron.VM) string { return formatAge(a.now(), vm.CreatedAt) }},
		{"updated", func(vm novacron.VM) string { return formatAge(a.now(), vm.UpdatedAt) }},
		{"revision", func(vm novacron.VM) string { return strconv.FormatUint(vm.Revision, 10) }},
	}
}

// stateText is the state and, where it changes what start does, the saved memory.
func stateText(vm novacron.VM) string {
	if vm.SavedState {
		return string(vm.State) + "+saved"
	}
	return string(vm.State)
}

func addressText(vm novacron.VM) string {
	return joinNICs(vm, func(n novacron.NIC) string { return n.Address })
}

func joinNICs(vm novacron.VM, value func(novacron.NIC) string) string {
	var values []string
	for _, n := range vm.NICs {
		if v := value(n); v != "" {
			values = append(values, v)
		}
	}
	return strings.Join(values, ",")
}
