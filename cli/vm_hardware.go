package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vmChange is a command that changes the VM that its first argument names.
func (a *app) vmChange(use, short, example string, arguments int, what string, m *mutationFlags,
	do func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error),
) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Example: example, Args: usageArgs(arguments, arguments, what), ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			op, err := do(cmd.Context(), vm, args)
			if err != nil {
				return err
			}
			return a.finish(cmd.Context(), op, *m)
		},
	}
	m.add(cmd)
	return cmd
}

func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, RunE: groupRun}
	cmd.AddCommand(commands...)
	return cmd
}

func (a *app) vmDiskCommand() *cobra.Command {
	return group("disk", "Add, change and remove disks", a.vmDiskAddCommand(), a.vmDiskChangeCommand(), a.vmDiskRemoveCommand())
}

func (a *app) vmDiskAddCommand() *cobra.Command {
	var m mutationFlags
	return a.vmChange("add NAME DISK", "Add a disk, to the running VM where that can be",
		`  novacron vm disk add web-1 20GiB
  novacron vm disk add web-1 20GiB,pool=fast,bus=usb,cache=none,serial=data-1
  novacron vm disk add web-1 source=/dev/vg/data`,
		2, "the name of a VM, and a disk as in vm create --disk", &m,
		func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
			disk, err := parseDisk(args[1])
			if err != nil {
				return novacron.Operation{}, err
			}
			return a.conn.AddDisk(ctx, vm.ID, novacron.AddDisk{Mutation: m.mutation(), Disk: disk})
		})
}

func (a *app) vmDiskChangeCommand() *cobra.Command {
	var m mutationFlags
	var req novacron.ChangeDisk
	var limits novacron.IOLimits
	var cache, discard, serial string
	var unlimited bool
	cmd := a.vmChange("change NAME DEVICE", "Change the limits, caching or serial number of a disk",
		`  novacron vm disk change web-1 vdb --iops 500 --bytes 100MiB
  novacron vm disk change web-1 vdb --cache none`,
		2, "the name of a VM, and a disk's device", &m, nil)
	flags := cmd.Flags()
	flags.Uint64Var(&limits.IOPS, "iops", 0, "`NUMBER` of reads and writes a second")
	flags.Uint64Var(&limits.ReadIOPS, "read-iops", 0, "`NUMBER` of reads a second")
	flags.Uint64Var(&limits.WriteIOPS, "write-iops", 0, "`NUMBER` of writes a second")
	flags.Var(sizeValue{&limits.BytesPerSecond}, "bytes", "bytes a second, read and written")
	flags.Var(sizeValue{&limits.ReadBytesPerSecond}, "read-bytes", "bytes a second, read")
	flags.Var(sizeValue{&limits.WriteBytesPerSecond}, "write-bytes", "bytes a second, written")
	flags.Uint64Var(&limits.BurstIOPS, "burst-iops", 0, "`NUMBER` of reads and writes a second in a burst")
	flags.Var(sizeValue{&limits.BurstBytesPerSecond}, "burst-bytes", "bytes a second in a burst")
	flags.Uint64Var(&limits.BurstSeconds, "burst-seconds", 0, "how long a burst may last")
	flags.BoolVar(&unlimited, "no-limits", false, "take all limits away")
	flags.StringVar(&cache, "cache", "", "none, writethrough, writeback, directsync, unsafe or default")
	flags.StringVar(&discard, "discard", "", "unmap, ignore or default")
	flags.StringVar(&serial, "serial", "", "serial `NUMBER` that the guest reads")
	do := func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
		req.Mutation = m.mutation()
		if unlimited || limits != (novacron.IOLimits{}) {
			req.IOLimits = &limits
		}
		for name, field := range map[string]struct {
			to   **string
			from *string
		}{"cache": {&req.Cache, &cache}, "discard": {&req.Discard, &discard}, "serial": {&req.Serial, &serial}} {
			if flags.Changed(name) {
				*field.to = field.from
			}
		}
		return a.conn.ChangeDisk(ctx, vm.ID, args[1], req)
	}
	cmd.RunE = a.changing(&m, do)
	return cmd
}

// changing runs a change of the VM that the first argument names.
func (a *app) changing(m *mutationFlags, do func(context.Context, novacron.VM, []string) (novacron.Operation, error)) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		vm, err := a.resolveVM(cmd.Context(), args[0])
		if err != nil {
			return err
		}
		op, err := do(cmd.Context(), vm, args)
		if err != nil {
			return err
		}
		return a.finish(cmd.Context(), op, *m)
	}
}

func (a *app) vmDiskRemoveCommand() *cobra.Command {
	var m mutationFlags
	var volume bool
	cmd := a.vmChange("remove NAME DEVICE", "Remove a disk, and with --delete-volume its data",
		`  novacron vm disk remove web-1 vdb
  novacron vm disk remove web-1 vdb --delete-volume`,
		2, "the name of a VM, and a disk's device", &m,
		func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
			return a.conn.RemoveDisk(ctx, vm.ID, args[1], novacron.RemoveDisk{Mutation: m.mutation(), DeleteVolume: volume})
		})
	cmd.Flags().BoolVar(&volume, "delete-volume", false, "delete its volume too: its data is gone")
	return cmd
}

func (a *app) vmCDROMCommand() *cobra.Command {
	return group("cdrom", "Insert and eject media", a.vmCDROMInsertCommand(), a.vmCDROMEjectCommand())
}

func (a *app) vmCDROMInsertCommand() *cobra.Command {
	var m mutationFlags
	var media novacron.Media
	cmd := a.vmChange("insert NAME DEVICE", "Insert a medium",
		`  novacron vm cdrom insert web-1 sda --volume debian.iso
  novacron vm cdrom insert web-1 sda --source /srv/debian.iso`,
		2, "the name of a VM, and a drive's device", &m,
		func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
			if media.Source == "" && media.Volume == "" {
				return novacron.Operation{}, usagef("there is nothing to insert").WithMend("give --volume or --source")
			}
			return a.conn.ChangeDisk(ctx, vm.ID, args[1], novacron.ChangeDisk{Mutation: m.mutation(), Media: &media})
		})
	flags := cmd.Flags()
	flags.StringVar(&media.Pool, "pool", "", "`POOL` of the volume (default default)")
	flags.StringVar(&media.Volume, "volume", "", "`VOLUME` of a pool")
	flags.StringVar(&media.Source, "source", "", "`PATH` on the host; administrators only")
	return cmd
}

func (a *app) vmCDROMEjectCommand() *cobra.Command {
	var m mutationFlags
	return a.vmChange("eject NAME DEVICE", "Eject a medium", "  novacron vm cdrom eject web-1 sda",
		2, "the name of a VM, and a drive's device", &m,
		func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
			return a.conn.ChangeDisk(ctx, vm.ID, args[1], novacron.ChangeDisk{Mutation: m.mutation(), Media: &novacron.Media{}})
		})
}

func (a *app) vmNICCommand() *cobra.Command {
	return group("nic", "Add, change and remove network interfaces", a.vmNICAddCommand(), a.vmNICChangeCommand(), a.vmNICRemoveCommand())
}

func (a *app) vmNICAddCommand() *cobra.Command {
	var m mutationFlags
	return a.vmChange("add NAME NIC", "Add a network interface, to the running VM where that can be",
		`  novacron vm nic add web-1 default
  novacron vm nic add web-1 bridge=br0,model=e1000e`,
		2, "the name of a VM, and an interface as in vm create --nic", &m,
		func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
			nic, err := parseNIC(args[1])
			if err != nil {
				return novacron.Operation{}, err
			}
			return a.conn.AddNIC(ctx, vm.ID, novacron.AddNIC{Mutation: m.mutation(), NIC: nic})
		})
}

func (a *app) vmNICChangeCommand() *cobra.Command {
	var m mutationFlags
	var network, bridge, model string
	var down bool
	var vlan int
	var in, out novacron.Bandwidth
	cmd := a.vmChange("change NAME MAC", "Change a network interface",
		`  novacron vm nic change web-1 52:54:00:12:34:56 --inbound 12MiB --outbound 12MiB
  novacron vm nic change web-1 52:54:00:12:34:56 --link-down`,
		2, "the name of a VM, and an interface's MAC", &m, nil)
	flags := cmd.Flags()
	flags.StringVar(&network, "network", "", "attach it to this `NETWORK`")
	flags.StringVar(&bridge, "bridge", "", "attach it to this `BRIDGE` of the host")
	flags.StringVar(&model, "model", "", "`MODEL` that the guest sees")
	flags.BoolVar(&down, "link-down", false, "pull its cable; --link-down=false plugs it in")
	flags.IntVar(&vlan, "vlan", 0, "`TAG`, 0 for none")
	flags.Var(sizeValue{&in.BytesPerSecond}, "inbound", "bytes a second that the guest receives; 0 for no limit")
	flags.Var(sizeValue{&out.BytesPerSecond}, "outbound", "bytes a second that the guest sends; 0 for no limit")
	cmd.RunE = a.changing(&m, func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
		req := novacron.ChangeNIC{Mutation: m.mutation()}
		for name, set := range map[string]func(){
			"network": func() { req.Network = &network }, "bridge": func() { req.Bridge = &bridge }, "model": func() { req.Model = &model },
			"link-down": func() { req.LinkDown = &down }, "vlan": func() { req.VLAN = &vlan },
			"inbound": func() { req.Inbound = &in }, "outbound": func() { req.Outbound = &out },
		} {
			if flags.Changed(name) {
				set()
			}
		}
		return a.conn.ChangeNIC(ctx, vm.ID, args[1], req)
	})
	return cmd
}

func (a *app) vmNICRemoveCommand() *cobra.Command {
	var m mutationFlags
	return a.vmChange("remove NAME MAC", "Remove a network interface", "  novacron vm nic remove web-1 52:54:00:12:34:56",
		2, "the name of a VM, and an interface's MAC", &m,
		func(ctx context.Context, vm novacron.VM, args []string) (novacron.Operation, error) {
			return a.conn.RemoveNIC(ctx, vm.ID, args[1], novacron.RemoveNIC{Mutation: m.mutation()})
		})
}
