package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

func (a *app) vmHardwareCommand() *cobra.Command {
	return group("hardware", "Show and change what a VM has beside disks and network interfaces", a.vmHardwareShowCommand(), a.vmHardwareEditCommand())
}

func (a *app) vmHardwareShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show the hardware of a VM, and what waits for its next start",
		Args: usageArgs(1, 1, "the name of a VM"), ValidArgsFunction: a.completeVM(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			vm, err := a.resolveVM(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if vm.Hardware == nil {
				vm.Hardware = &novacron.Hardware{}
			}
			if a.wantsData() {
				return printData(a.stdout, a.global.output, vm.Hardware)
			}
			if err := printFacts(a.stdout, hardwareFacts(*vm.Hardware)); err != nil {
				return err
			}
			return a.describePending(vm)
		},
	}
}

func hardwareFacts(h novacron.Hardware) []fact {
	facts := []fact{{"Boot order", strings.Join(h.BootOrder, ", ")}}
	add := func(name, text string, yes bool) {
		if yes {
			facts = append(facts, fact{name, text})
		}
	}
	add("vCPUs at most", strconv.Itoa(h.MaxVCPUs), h.MaxVCPUs > 0)
	add("Memory at most", formatSize(h.MaxMemoryBytes), h.MaxMemoryBytes > 0)
	if t := h.Topology; t != nil {
		add("Topology", fmt.Sprintf("%d sockets, %d cores, %d threads", t.Sockets, t.Cores, t.Threads), true)
	}
	for _, p := range h.CPUPins {
		add("vCPU "+strconv.Itoa(p.VCPU), "on CPU "+p.CPUs, true)
	}
	add("Other threads", "on CPU "+h.EmulatorCPUs, h.EmulatorCPUs != "")
	if h.NUMA != nil {
		add("NUMA", h.NUMA.Mode+" "+h.NUMA.Nodes, true)
	}
	for i, c := range h.GuestNUMA {
		add("Node "+strconv.Itoa(i), "vCPUs "+c.CPUs+", "+formatSize(c.MemoryBytes), true)
	}
	add("Huge pages", formatSize(h.HugePageBytes), h.HugePageBytes > 0)
	add("Secure boot", "yes", h.SecureBoot)
	if h.Watchdog != nil {
		add("Watchdog", h.Watchdog.Model+", "+h.Watchdog.Action, true)
	}
	if h.TPM != nil {
		add("TPM", strings.TrimSpace(h.TPM.Model+" "+h.TPM.Version), true)
	}
	if h.Video != nil {
		add("Video", h.Video.Model, true)
	}
	add("Host devices", strings.Join(h.HostDevices, ", "), len(h.HostDevices) > 0)
	return facts
}

// hardwareFlags is what vm hardware edit understands.
type hardwareFlags struct {
	maxVCPUs                                       int
	maxMemory, hugePages                           uint64
	topology, watchdog, tpm, video, firmware, numa string
	emulator                                       string
	pins, boot, devices                            []string
	secureBoot                                     bool
}

func (a *app) vmHardwareEditCommand() *cobra.Command {
	var m mutationFlags
	var f hardwareFlags
	cmd := a.vmChange("edit NAME", "Change the hardware of a VM",
		`  novacron vm hardware edit web-1 --tpm tpm-crb --watchdog i6300esb:poweroff
  novacron vm hardware edit web-1 --boot sda,vda
  novacron vm hardware edit web-1 --pin 0=0-1 --pin 1=2-3 --emulator-cpus 0
  novacron vm hardware edit web-1 --host-device 0000:03:00.0`,
		1, "the name of a VM", &m, nil)
	flags := cmd.Flags()
	flags.IntVar(&f.maxVCPUs, "max-vcpus", 0, "`NUMBER` of vCPUs that it can grow to while it runs")
	flags.Var(sizeValue{&f.maxMemory}, "max-memory", "memory that it can grow to while it runs")
	flags.StringVar(&f.topology, "topology", "", "`SOCKETSxCORESxTHREADS`, as 1x4x2")
	flags.StringArrayVar(&f.pins, "pin", nil, "run a vCPU on CPUs of the host only: `VCPU=CPUS`; may be repeated; none for none")
	flags.StringVar(&f.emulator, "emulator-cpus", "", "`CPUS` of the host for its other threads; '' for any")
	flags.StringVar(&f.numa, "numa", "", "`MODE:NODES` of the host for its memory, as strict:0; none for none")
	flags.Var(sizeValue{&f.hugePages}, "huge-pages", "size of the huge pages behind its memory; 0 for none")
	flags.StringSliceVar(&f.boot, "boot", nil, "`DEVICES` to boot from, in this order")
	flags.StringVar(&f.firmware, "firmware", "", "bios or uefi")
	flags.BoolVar(&f.secureBoot, "secure-boot", false, "firmware that checks signatures")
	flags.StringVar(&f.watchdog, "watchdog", "", "`MODEL:ACTION`; none for none")
	flags.StringVar(&f.tpm, "tpm", "", "`MODEL`; none for none")
	flags.StringVar(&f.video, "video", "", "`MODEL`; none for none")
	flags.StringSliceVar(&f.devices, "host-device", nil, "all `DEVICES` of the host that it gets (novacron node devices); none for none")
	cmd.RunE = a.changing(&m, func(ctx context.Context, vm novacron.VM, _ []string) (novacron.Operation, error) {
		req, err := f.request(cmd)
		if err != nil {
			return novacron.Operation{}, err
		}
		req.Mutation = m.mutation()
		return a.conn.ChangeHardware(ctx, vm.ID, req)
	})
	return cmd
}

func (f *hardwareFlags) request(cmd *cobra.Command) (req novacron.ChangeHardware, err error) {
	given := 0
	for name, set := range map[string]func() error{
		"max-vcpus":     func() error { req.MaxVCPUs = &f.maxVCPUs; return nil },
		"max-memory":    func() error { req.MaxMemoryBytes = &f.maxMemory; return nil },
		"topology":      func() error { return f.setTopology(&req) },
		"pin":           func() error { return f.setPins(&req) },
		"emulator-cpus": func() error { req.EmulatorCPUs = &f.emulator; return nil },
		"numa":          func() error { return f.setNUMA(&req) },
		"huge-pages":    func() error { req.HugePageBytes = &f.hugePages; return nil },
		"boot":          func() error { req.BootOrder = &f.boot; return nil },
		"firmware":      func() error { req.Firmware = &f.firmware; return nil },
		"secure-boot":   func() error { req.SecureBoot = &f.secureBoot; return nil },
		"watchdog":      func() error { return f.setWatchdog(&req) },
		"tpm":           func() error { req.TPM = &novacron.TPM{Model: f.tpm}; return nil },
		"video":         func() error { req.Video = &novacron.Video{Model: f.video}; return nil },
		"host-device":   func() error { return f.setDevices(&req) },
	} {
		if !cmd.Flags().Changed(name) {
			continue
		}
		given++
		if err := set(); err != nil {
			return req, err
		}
	}
	if given == 0 {
		return req, usagef("there is nothing to change").WithMend("name it: see novacron vm hardware edit --help")
	}
	return req, nil
}

func (f *hardwareFlags) setTopology(req *novacron.ChangeHardware) error {
	parts := strings.Split(f.topology, "x")
	var n [3]int
	for i := range min(len(parts), 3) {
		n[i], _ = strconv.Atoi(parts[i])
	}
	if len(parts) != 3 || n[0] < 1 || n[1] < 1 || n[2] < 1 {
		return usagef("--topology: %q is not SOCKETSxCORESxTHREADS", f.topology).WithMend("write it as 1x4x2")
	}
	req.Topology = &novacron.CPUTopology{Sockets: n[0], Cores: n[1], Threads: n[2]}
	return nil
}

func (f *hardwareFlags) setPins(req *novacron.ChangeHardware) error {
	pins := []novacron.CPUPin{}
	for _, text := range f.pins {
		if text == "none" && len(f.pins) == 1 {
			break
		}
		vcpu, cpus, _ := strings.Cut(text, "=")
		n, err := strconv.Atoi(vcpu)
		if err != nil || cpus == "" {
			return usagef("--pin: %q is not VCPU=CPUS", text).WithMend("write it as --pin 0=2-3")
		}
		pins = append(pins, novacron.CPUPin{VCPU: n, CPUs: cpus})
	}
	req.CPUPins = &pins
	return nil
}

func (f *hardwareFlags) setNUMA(req *novacron.ChangeHardware) error {
	mode, nodes, _ := strings.Cut(f.numa, ":")
	req.NUMA = &novacron.NUMATuning{Mode: mode, Nodes: nodes}
	return nil
}

func (f *hardwareFlags) setWatchdog(req *novacron.ChangeHardware) error {
	model, action, _ := strings.Cut(f.watchdog, ":")
	req.Watchdog = &novacron.Watchdog{Model: model, Action: action}
	return nil
}

func (f *hardwareFlags) setDevices(req *novacron.ChangeHardware) error {
	if len(f.devices) == 1 && f.devices[0] == "none" {
		f.devices = []string{}
	}
	req.HostDevices = &f.devices
	return nil
}

// nodeDevicesCommand is 'novacron node devices'.
func (a *app) nodeDevicesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "devices", Short: "List the host's devices that VMs can be given", Args: usageArgs(0, 0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.nodeDevices(cmd.Context()) },
	}
}

func (a *app) nodeDevices(ctx context.Context) error {
	c, err := a.connect()
	if err != nil {
		return err
	}
	devices, page := []novacron.HostDevice{}, novacron.PageRequest{Limit: novacron.MaxPageLimit}
	for {
		got, err := c.HostDevices(ctx, page)
		if err != nil {
			return err
		}
		devices = append(devices, got.Items...)
		if got.Next == "" {
			break
		}
		page.Cursor = got.Next
	}
	if a.wantsData() {
		return printData(a.stdout, a.global.output, devices)
	}
	return printTable(a.stdout, []column[novacron.HostDevice]{
		{"id", func(d novacron.HostDevice) string { return d.ID }},
		{"name", func(d novacron.HostDevice) string { return d.Name }},
		{"driver", func(d novacron.HostDevice) string { return d.Driver }},
		{"group", deviceGroup},
		{"used by", deviceUsers},
		{"obstacle", func(d novacron.HostDevice) string { return d.Obstacle }},
	}, devices)
}

func deviceGroup(d novacron.HostDevice) string {
	if d.IOMMUGroup == nil {
		return ""
	}
	return strconv.Itoa(*d.IOMMUGroup)
}

func deviceUsers(d novacron.HostDevice) string {
	var names []string
	for _, t := range d.UsedBy {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}
