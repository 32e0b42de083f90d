package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/novacron/novacron/novacron"
)

// vmCreateFlags is what vm create understands beside the file.
type vmCreateFlags struct {
	mutationFlags

	file        string
	title       string
	description string
	labels      []string
	vcpus       int
	memory      uint64
	firmware    string
	cpuModel    string
	autostart   bool
	start       bool
	disks       []string
	image       string
	diskMode    string
	diskSize    uint64
	nics        []string
	kernel      string
	initrd      string
	cmdline     string
	cloudInit   cloudInitFlags
	quiet       bool
}

func (a *app) vmCreateCommand() *cobra.Command {
	var f vmCreateFlags
	cmd := &cobra.Command{
		Use:   "create [NAME]",
		Short: "Make a VM",
		Long: `Make a VM from flags, from a file, or from both: flags win.

A file is YAML or JSON with the fields of the API (name, vcpus, memoryBytes,
disks, nics, boot, ...); sizes may be written as 2GiB. A field that does not
exist is an error with its line.`,
		Example: `  novacron vm create web-1 --vcpus 2 --memory 2GiB --disk 20GiB --start
  novacron vm create web-2 --memory 2GiB --image debian-13 --disk-size 20GiB --start
  novacron vm create db-1 --memory 8GiB --disk 100GiB,pool=fast,format=raw --nic bridge=br0
  novacron vm create inst-1 --memory 2GiB --disk 20GiB --disk source=/srv/debian.iso,kind=cdrom
  novacron vm create micro-1 --memory 128MiB --kernel /boot/vmlinuz --initrd /boot/initrd.img --cmdline console=ttyS0
  novacron vm create web-2 --memory 2GiB --disk source=/srv/debian.qcow2 --user ada --ssh-key ~/.ssh/id_ed25519.pub --start
  novacron vm create --file web.yaml --dry-run`,
		Args:              usageArgs(0, 1, ""),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.inFlags(a.vmCreate(cmd, args, f), f.flagOf(cmd))
		},
	}
	f.addTo(cmd)
	return cmd
}

func (f *vmCreateFlags) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.file, "file", "f", "", "read the VM from this YAML or JSON `FILE`; - is standard input")
	flags.StringVar(&f.title, "title", "", "a `LINE` for people")
	flags.StringVar(&f.description, "description", "", "free `TEXT`")
	flags.StringArrayVar(&f.labels, "label", nil, "`KEY=VALUE` to select by; may be repeated")
	flags.IntVar(&f.vcpus, "vcpus", 0, "`NUMBER` of virtual CPUs (default 1)")
	flags.Var(sizeValue{&f.memory}, "memory", "memory: 512MiB, 2GiB (default 1GiB)")
	flags.StringVar(&f.firmware, "firmware", "", "`FIRMWARE`: bios or uefi (default bios)")
	flags.StringVar(&f.cpuModel, "cpu-model", "", "a libvirt CPU `MODEL`, host-model or host-passthrough (default one that can migrate)")
	flags.BoolVar(&f.autostart, "autostart", false, "start it when its host starts")
	flags.BoolVar(&f.start, "start", false, "start it when it is made")
	flags.StringVar(&f.image, "image", "", "make the first disk from this `IMAGE`")
	flags.Var(&choiceValue{value: &f.diskMode, choices: []string{novacron.DiskOverlay, novacron.DiskCopy}}, "disk-mode", "how --image is used: overlay is there at once and needs the image as long as it lives, copy stands alone (default overlay)")
	flags.Var(sizeValue{&f.diskSize}, "disk-size", "make the disk from --image this large: 20GiB (default the image's size)")
	flags.StringArrayVar(&f.disks, "disk", nil, "a `DISK`, in boot order: 20GiB, or 20GiB,pool=default,format=qcow2, or image=debian-13,mode=copy, or source=/path,kind=disk|cdrom,readonly; may be repeated")
	flags.StringArrayVar(&f.nics, "nic", nil, "a network `INTERFACE`: default, or default,model=virtio,mac=52:54:00:12:34:56, or bridge=br0, or none; may be repeated")
	flags.StringVar(&f.kernel, "kernel", "", "boot this kernel `FILE` of the host instead of a disk")
	flags.StringVar(&f.initrd, "initrd", "", "initial file system `FILE` for --kernel")
	flags.StringVar(&f.cmdline, "cmdline", "", "kernel command `LINE` for --kernel")
	f.cloudInit.addTo(cmd)
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print the id of the new VM only")
	f.add(cmd)
	_ = cmd.RegisterFlagCompletionFunc("firmware", cobra.FixedCompletions([]string{"bios", "uefi"}, cobra.ShellCompDirectiveNoFileComp))
}

func (a *app) vmCreate(cmd *cobra.Command, args []string, f vmCreateFlags) error {
	req, err := a.createRequest(cmd, args, f)
	if err != nil {
		return err
	}
	c, err := a.connect()
	if err != nil {
		return err
	}
	op, err := c.CreateVM(cmd.Context(), req)
	if err != nil {
		return err
	}
	if f.quiet && !op.DryRun {
		return a.finishQuietly(cmd.Context(), op, f.mutationFlags)
	}
	if err := a.finish(cmd.Context(), op, f.mutationFlags); err != nil || f.dryRun || f.noWait {
		return err
	}
	if req.Start {
		a.hintf("its console: novacron vm console %s", req.Name)
	} else {
		a.hintf("start it: novacron vm start %s", req.Name)
	}
	return nil
}

// finishQuietly waits like finish and prints the target's id alone.
func (a *app) finishQuietly(ctx context.Context, op novacron.Operation, f mutationFlags) error {
	if !f.noWait {
		final, err := a.await(ctx, op, f.timeout)
		if err == nil {
			err = operationError(final)
		}
		if err != nil {
			return err
		}
	}
	return printLine(a.stdout, op.Target.ID)
}

// createRequest puts the file and the flags together.
func (a *app) createRequest(cmd *cobra.Command, args []string, f vmCreateFlags) (novacron.CreateVM, error) {
	var req novacron.CreateVM
	if f.file != "" {
		text, err := a.readFile(f.file)
		if err != nil {
			return req, err
		}
		if req, err = decodeVMSpec(f.file, text); err != nil {
			return req, err
		}
	}
	req.Mutation = f.mutation()
	if len(args) == 1 {
		req.Name = args[0]
	}
	if req.Name == "" {
		return req, usagef("the VM needs a name").WithMend("usage: %s", cmd.UseLine())
	}
	f.applyPlain(cmd, &req)
	if err := f.applyParsed(cmd, &req); err != nil {
		return req, err
	}
	var err error
	req.CloudInit, err = a.cloudInit(f.cloudInit, req.CloudInit)
	return req, err
}

// applyPlain takes over the flags that need no reading.
func (f *vmCreateFlags) applyPlain(cmd *cobra.Command, req *novacron.CreateVM) {
	set := map[string]func(){
		"title":       func() { req.Title = f.title },
		"description": func() { req.Description = f.description },
		"memory":      func() { req.MemoryBytes = f.memory },
		"firmware":    func() { req.Firmware = f.firmware },
		"cpu-model":   func() { req.CPUModel = f.cpuModel },
		"autostart":   func() { req.Autostart = f.autostart },
		"start":       func() { req.Start = f.start },
	}
	for name, apply := range set {
		if cmd.Flags().Changed(name) {
			apply()
		}
	}
}

// applyParsed takes over the flags that can be wrong in themselves.
func (f *vmCreateFlags) applyParsed(cmd *cobra.Command, req *novacron.CreateVM) error {
	if cmd.Flags().Changed("vcpus") {
		if f.vcpus < 1 {
			return usagef("--vcpus: %d is not a number of CPUs", f.vcpus).WithMend("write 1 or more")
		}
		req.VCPUs = f.vcpus
	}
	if err := f.applyBoot(req); err != nil {
		return err
	}
	if err := addLabels(&req.Labels, f.labels); err != nil {
		return err
	}
	if len(f.disks) > 0 || f.image != "" {
		req.Disks = nil
	}
	if err := f.applyImage(req); err != nil {
		return err
	}
	for _, text := range f.disks {
		disk, err := parseDisk(text)
		if err != nil {
			return err
		}
		req.Disks = append(req.Disks, disk)
	}
	if len(f.nics) > 0 {
		nics, err := parseNICs(f.nics)
		req.NICs = nics
		return err
	}
	return nil
}

// applyImage makes the first disk from --image.
func (f *vmCreateFlags) applyImage(req *novacron.CreateVM) error {
	if f.image == "" {
		if f.diskMode != "" || f.diskSize != 0 {
			return usagef("--disk-mode and --disk-size need --image").WithMend("name the image as well: --image NAME")
		}
		return nil
	}
	req.Disks = []novacron.CreateDisk{{Image: f.image, Mode: f.diskMode, SizeBytes: f.diskSize}}
	return nil
}

func (f *vmCreateFlags) applyBoot(req *novacron.CreateVM) error {
	if f.kernel == "" && f.initrd == "" && f.cmdline == "" {
		return nil
	}
	if req.Boot == nil {
		req.Boot = &novacron.DirectBoot{}
	}
	for _, part := range []struct{ flag, field *string }{
		{&f.kernel, &req.Boot.Kernel}, {&f.initrd, &req.Boot.Initrd}, {&f.cmdline, &req.Boot.Cmdline},
	} {
		if *part.flag != "" {
			*part.field = *part.flag
		}
	}
	if req.Boot.Kernel == "" {
		return usagef("--initrd and --cmdline need --kernel").WithMend("name the kernel as well: --kernel FILE")
	}
	return nil
}

// addLabels reads --label flags into labels.
func addLabels(labels *map[string]string, flags []string) error {
	for _, text := range flags {
		key, value, err := labelFlag(text)
		if err != nil {
			return err
		}
		if *labels == nil {
			*labels = map[string]string{}
		}
		(*labels)[key] = value
	}
	return nil
}
