package fleet

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/ovf"
	"github.com/novacron/novacron/novacron"
)

// archivePlan is what making a VM from an archive needs, saved with its
// operation.
type archivePlan struct {
	Source       hypervisor.VolumeRef  `json:"source"`
	DeleteSource bool                  `json:"deleteSource"`
	Definition   hypervisor.Definition `json:"definition"`
	Disks        []ovf.Disk            `json:"disks"` // in the order of the definition's
	Start        bool                  `json:"start"`
}

// ImportVM makes a VM from an archive.
func (a *Archives) ImportVM(ctx context.Context, req novacron.ImportVM) (novacron.Operation, error) {
	o := a.f.operations
	if op, ok, err := o.replay(ctx, kindImport, req.Mutation, "", req); ok || err != nil {
		return op, err
	}
	source := hypervisor.VolumeRef{Pool: req.SourcePool, Volume: req.SourceVolume}
	machine, warnings, err := a.describe(ctx, source)
	if err != nil {
		return novacron.Operation{}, err
	}
	create, more := a.createOf(machine, req)
	if err := a.f.VMs().checkCreate(create); err != nil {
		return novacron.Operation{}, err
	}
	def, err := a.f.VMs().complete(ctx, create)
	if err != nil {
		return novacron.Operation{}, err
	}
	warnings = slices.Concat(warnings, more, a.f.VMs().createWarnings(create, def))
	if req.DryRun {
		op := o.dryRun(ctx, kindImport, targetOf(def.VM), createChanges(def, req.Start))
		op.Warnings, op.Target.ID = warnings, ""
		return op, nil
	}
	plan := archivePlan{Source: source, DeleteSource: req.DeleteSource, Definition: def, Disks: machine.Disks, Start: req.Start}
	op, _, err := o.begin(ctx, request{
		kind: kindImport, mutation: req.Mutation, target: targetOf(def.VM), content: req, plan: plan, warnings: warnings, claim: def.VM.Name,
	})
	return op, err
}

// describe reads the description, which is the first file of an archive.
func (a *Archives) describe(ctx context.Context, source hypervisor.VolumeRef) (ovf.Machine, []string, error) {
	p, err := a.f.cloner()
	if err != nil {
		return ovf.Machine{}, nil, err
	}
	ctx, cancel := withTimeout(ctx, callWithin, "reading the archive")
	defer cancel()
	in, err := p.DownloadVolume(ctx, source, 0, 0)
	if err != nil {
		return ovf.Machine{}, nil, err
	}
	defer in.Close()
	refuse := func(format string, args ...any) error {
		return novacron.InvalidField("sourceVolume", "the archive cannot be used: "+format, args...)
	}
	archive := tar.NewReader(in)
	head, err := archive.Next()
	switch {
	case err != nil:
		return ovf.Machine{}, nil, refuse("it is no OVA (a tar): %v", err)
	case !strings.HasSuffix(strings.ToLower(head.Name), ".ovf") || head.Typeflag != tar.TypeReg:
		return ovf.Machine{}, nil, refuse("its first file is no description (.ovf)")
	case head.Size > ovf.MaxBytes:
		return ovf.Machine{}, nil, refuse("its description has %d bytes; at most %d are read", head.Size, ovf.MaxBytes)
	}
	text, err := io.ReadAll(archive)
	if err != nil {
		return ovf.Machine{}, nil, refuse("its description does not end")
	}
	machine, warnings, err := ovf.Read(text)
	if err != nil {
		return machine, nil, refuse("%v", err)
	}
	return machine, warnings, checkFiles(machine, refuse)
}

func checkFiles(machine ovf.Machine, refuse func(string, ...any) error) error {
	seen := map[string]bool{}
	for _, disk := range machine.Disks {
		if disk.File != "" && seen[disk.File] {
			return refuse("two disks are in one file, %q", disk.File)
		}
		seen[disk.File] = true
	}
	return nil
}

// createOf is the request for a VM like the described one.
func (a *Archives) createOf(machine ovf.Machine, req novacron.ImportVM) (novacron.CreateVM, []string) {
	create := novacron.CreateVM{
		Name: machine.Name, Description: machine.Description, VCPUs: machine.VCPUs,
		MemoryBytes: max(machine.MemoryBytes, minMemoryBytes), Firmware: "bios", NICs: []novacron.CreateNIC{},
	}
	if req.Name != "" {
		create.Name = req.Name
	}
	if !printable(create.Description) || len(create.Description) > maxDescriptionBytes {
		create.Description = ""
	}
	if machine.UEFI {
		create.Firmware = "uefi"
	}
	for _, disk := range machine.Disks {
		create.Disks = append(create.Disks, novacron.CreateDisk{SizeBytes: disk.CapacityBytes, Pool: req.Pool, Format: "qcow2"})
	}
	var warnings []string
	for i, nic := range machine.NICs {
		network := req.Network
		if network == "" {
			network = a.networkLike(nic.Network)
			if network != nic.Network {
				warnings = append(warnings, fmt.Sprintf("interface %d was attached to %q, and is to the default network", i, nic.Network))
			}
		}
		create.NICs = append(create.NICs, novacron.CreateNIC{Network: network, Model: modelOf(nic.Model)})
	}
	return create, warnings
}

// networkLike is the network of this name, where there is one; else the
// default one.
func (a *Archives) networkLike(name string) string {
	if _, err := a.f.store.Networks().Named(name); err == nil {
		return name
	}
	return "default"
}

// modelOf is our word for an interface's model. What a guest of VMware has a
// driver for is kept; everything else has one for virtio.
func modelOf(model string) string {
	switch strings.ToLower(model) {
	case "e1000", "e1000e", "rtl8139", "vmxnet3":
		return strings.ToLower(model)
	}
	return "virtio"
}

// doImport fills the disks from the archive and defines the VM. After a crash
// it begins anew.
func (a *Archives) doImport(ctx context.Context, r *run, plan archivePlan) error {
	if err := a.importVM(ctx, r, plan); err != nil {
		return a.undoImport(ctx, plan, err)
	}
	vms := a.f.VMs()
	vm, err := a.f.inventory.read(ctx, plan.Definition.VM.ID)
	if err != nil {
		return err
	}
	if plan.DeleteSource {
		if err := a.f.provider.DeleteVolume(ctx, plan.Source); err != nil && novacron.CodeOf(err) != novacron.NotFound {
			r.rec.Warnings = append(r.rec.Warnings, "the archive could not be deleted: "+err.Error())
		}
	}
	if plan.Start && !vm.State.Active() {
		if vm, err = vms.startNew(ctx, r, vm); err != nil {
			return err
		}
	}
	r.last = vms.recordTx(vm)
	return nil
}

func (a *Archives) importVM(ctx context.Context, r *run, plan archivePlan) error {
	p, err := a.f.cloner()
	if err != nil {
		return err
	}
	if _, err := p.VM(ctx, plan.Definition.VM.ID); novacron.CodeOf(err) == novacron.NotFound {
		again := r.rec.Phase != ""
		if err := r.step(ctx, "read", 1, true); err != nil {
			return err
		}
		if again {
			if err := a.removeImported(ctx, plan); err != nil {
				return err
			}
		}
		in := &importing{a: a, r: r, p: p, plan: plan}
		if err := in.run(ctx); err != nil {
			return err
		}
	} else if err != nil {
		return err
	}
	if err := r.step(ctx, "define", 90, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "defining the vm")
	defer cancel()
	return p.Define(call, plan.Definition)
}

// scratch is the volume of a disk's file that has to be converted.
func (p archivePlan) scratch(i int) hypervisor.VolumeRef {
	disk := p.Definition.VM.Disks[i]
	return hypervisor.VolumeRef{Pool: disk.Pool, Volume: strings.TrimSuffix(disk.Volume, ".qcow2") + "." + p.Disks[i].Format}
}

func (a *Archives) removeImported(ctx context.Context, plan archivePlan) error {
	var errs []error
	for i, disk := range plan.Definition.VM.Disks {
		refs := []hypervisor.VolumeRef{{Pool: disk.Pool, Volume: disk.Volume}}
		if plan.Disks[i].Format != "qcow2" {
			refs = append(refs, plan.scratch(i))
		}
		for _, ref := range refs {
			if err := a.f.provider.DeleteVolume(ctx, ref); err != nil && novacron.CodeOf(err) != novacron.NotFound {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

func (a *Archives) undoImport(ctx context.Context, plan archivePlan, why error) error {
	if isStopping(ctx) {
		return errStopping
	}
	clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWithin)
	defer cancel()
	for i := range plan.Disks {
		if plan.Disks[i].Format != "qcow2" {
			_ = a.f.provider.DeleteVolume(clean, plan.scratch(i))
		}
	}
	return a.f.VMs().undoCreate(ctx, plan.Definition, why)
}
