package fleet

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/ovf"
	"github.com/novacron/novacron/novacron"
)

const (
	kindExport = "vm.export"
	kindImport = "vm.import"
)

// Archives is the service that takes VMs out and in as one file.
type Archives struct {
	f *Fleet

	mu    sync.Mutex
	pipes map[string]*io.PipeWriter // exports that somebody reads, by their token
}

var _ novacron.ArchiveService = (*Archives)(nil)

func newArchives(f *Fleet) *Archives { return &Archives{f: f, pipes: map[string]*io.PipeWriter{}} }

func (a *Archives) register(o *Operations) {
	o.register(
		kind{name: kindExport, do: planned(a.doExport), ended: a.f.lookAtFiles},
		kind{name: kindImport, do: planned(a.doImport), writesVM: true, ended: a.f.lookAtFiles},
	)
}

// exportPlan is what an export needs, saved with its operation: so that after a
// crash the volumes that it made for itself are removed.
type exportPlan struct {
	Token   string       `json:"token"`
	Machine ovf.Machine  `json:"machine"`
	Disks   []exportDisk `json:"disks"`
}

// exportDisk is where the bytes of a disk's file are: in its own volume, or in
// a copy that is made for the export.
type exportDisk struct {
	Ref  hypervisor.VolumeRef `json:"ref"`
	Copy *volumeCopy          `json:"copy,omitempty"`

	sum string
}

// ExportVM begins to export a VM.
func (a *Archives) ExportVM(ctx context.Context, id novacron.VMID, req novacron.Mutation) (novacron.VMArchive, error) {
	vm, plan, warnings, err := a.planExport(ctx, id, req)
	if err != nil {
		return novacron.VMArchive{}, err
	}
	out := novacron.VMArchive{Name: vm.Name + ".ova"}
	if req.DryRun {
		out.Operation = a.f.operations.dryRun(ctx, kindExport, targetOf(vm), nil)
		out.Operation.Warnings = warnings
		return out, nil
	}
	req.IdempotencyKey = "" // a file is read once; asking again is another export
	reader, writer := io.Pipe()
	a.mu.Lock()
	a.pipes[plan.Token] = writer
	a.mu.Unlock()
	out.Operation, _, err = a.f.operations.begin(ctx, request{
		kind: kindExport, mutation: req, target: targetOf(vm), content: plan, plan: plan, warnings: warnings,
	})
	if err != nil {
		a.take(plan.Token)
		return out, err
	}
	out.Body = reader
	return out, nil
}

// take returns the pipe of an export, once; nil when nobody reads.
func (a *Archives) take(token string) *io.PipeWriter {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := a.pipes[token]
	delete(a.pipes, token)
	return w
}

func (a *Archives) planExport(ctx context.Context, id novacron.VMID, req novacron.Mutation) (novacron.VM, exportPlan, []string, error) {
	var plan exportPlan
	clones := a.f.Clones()
	p, err := a.f.cloner()
	if err != nil {
		return novacron.VM{}, plan, nil, err
	}
	rec, err := a.f.store.VM(id)
	if err != nil {
		return rec, plan, nil, err
	}
	if err := checkRevision(rec, req); err != nil {
		return rec, plan, nil, err
	}
	vm, err := a.f.VMs().current(ctx, id)
	if err != nil {
		return vm, plan, nil, err
	}
	if vm.State != novacron.VMShutoff || vm.SavedState {
		return vm, plan, nil, novacron.Errorf(novacron.WrongState, "vm %s is %s, or has a saved state: its disks may be in use", vm.Name, vm.State).
			WithMend("shut it down first, or export a clone of it")
	}
	ctx, cancel := withTimeout(ctx, callWithin, "looking at the disks")
	defer cancel()
	plan.Token = uuid.NewString()
	plan.Machine = ovf.Machine{
		Name: vm.Name, Description: vm.Description, VCPUs: vm.VCPUs, MemoryBytes: vm.MemoryBytes, UEFI: vm.Firmware == "uefi",
	}
	for _, nic := range vm.NICs {
		plan.Machine.NICs = append(plan.Machine.NICs, ovf.NIC{Network: nic.Source, Model: nic.Model})
	}
	warnings := exportWarnings(vm)
	for _, disk := range vm.Disks {
		if disk.Kind != "disk" {
			continue
		}
		found, err := clones.planDisk(ctx, p, novacron.VMID(plan.Token), disk, novacron.CloneVM{Name: vm.Name + "-export"})
		if err != nil {
			return vm, plan, nil, err
		}
		vol, err := p.Volume(ctx, found.From)
		if err != nil {
			return vm, plan, nil, err
		}
		d := exportDisk{Ref: found.From}
		if disk.Format != "qcow2" || vol.Backing != "" {
			found.To.Format = "qcow2"
			found.To.Volume = vm.Name + "-export-" + disk.Device + "-" + plan.Token[:8] + ".qcow2"
			d.Copy, d.Ref = &found, found.To.VolumeRef
		}
		plan.Disks = append(plan.Disks, d)
		plan.Machine.Disks = append(plan.Machine.Disks, ovf.Disk{
			File: vm.Name + "-" + disk.Device + ".qcow2", Format: "qcow2", CapacityBytes: vol.CapacityBytes,
		})
	}
	return vm, plan, warnings, nil
}

// exportWarnings are what an OVF package has no place for.
func exportWarnings(vm novacron.VM) []string {
	out := []string{"the archive holds name, description, CPUs, memory, firmware, disks and interfaces; other settings, hardware addresses and snapshots stay behind"}
	if vm.Firmware == "uefi" {
		out = append(out, "UEFI variables and a TPM's state stay behind: boot entries that the guest made are lost, and what was sealed with the TPM stays sealed")
	}
	for _, disk := range vm.Disks {
		if disk.Kind != "disk" && disk.Source != "" {
			out = append(out, "the CD-ROM "+disk.Device+" stays behind: "+disk.Source)
		}
	}
	return out
}

// doExport writes the archive to whoever reads it, and removes what it made for
// that, after a crash too.
func (a *Archives) doExport(ctx context.Context, r *run, plan exportPlan) error {
	w := a.take(plan.Token)
	var err error
	if w == nil {
		err = novacron.Errorf(novacron.Unavailable, "the export was interrupted by a restart of NovaCron").WithMend("export it again")
	} else {
		err = a.export(ctx, r, plan, w)
		if err == nil {
			err = w.Close()
		} else {
			_ = w.CloseWithError(err)
		}
	}
	if isStopping(ctx) {
		return errStopping
	}
	clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWithin)
	defer cancel()
	for _, d := range plan.Disks {
		if d.Copy == nil {
			continue
		}
		if gone := a.f.provider.DeleteVolume(clean, d.Ref); gone != nil && novacron.CodeOf(gone) != novacron.NotFound {
			a.f.log.Warn().Err(gone).Str("pool", d.Ref.Pool).Str("volume", d.Ref.Volume).Msg("an export left a volume")
			r.rec.Warnings = append(r.rec.Warnings, "remove volume "+d.Ref.Volume+" of pool "+d.Ref.Pool+": it was made for the export and could not be removed")
		}
	}
	return err
}

func (a *Archives) export(ctx context.Context, r *run, plan exportPlan, w *io.PipeWriter) error {
	p, err := a.f.cloner()
	if err != nil {
		return err
	}
	// Whoever stops reading, or cancels, ends the writing.
	stop := context.AfterFunc(ctx, func() { _ = w.CloseWithError(context.Cause(ctx)) })
	defer stop()
	if err := a.prepare(ctx, r, p, plan); err != nil {
		return err
	}
	if err := r.step(ctx, "write", 50, true); err != nil {
		return err
	}
	err = a.write(ctx, r, p, plan, w)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err == io.ErrClosedPipe { //nolint:errorlint // the pipe's own
		return novacron.Errorf(novacron.Canceled, "whoever read the archive went away")
	}
	return err
}

// prepare makes the copies, and reads every file once for its length and
// checksum, which stand before it in the archive.
func (a *Archives) prepare(ctx context.Context, r *run, p cloner, plan exportPlan) error {
	if err := r.step(ctx, "prepare", 1, true); err != nil {
		return err
	}
	for i := range plan.Disks {
		d := &plan.Disks[i]
		share := func(percent int) int { return 1 + (i*100+percent)*48/100/len(plan.Disks) }
		if d.Copy != nil {
			if err := a.f.duplicate(ctx, p, *d.Copy, func(percent int) { r.show("copy", share(percent/2), true) }); err != nil {
				return err
			}
		}
		in, err := p.DownloadVolume(ctx, d.Ref, 0, 0)
		if err != nil {
			return err
		}
		sum := sha256.New()
		n, err := io.Copy(sum, in)
		_ = in.Close()
		if err != nil {
			return err
		}
		d.sum = hex.EncodeToString(sum.Sum(nil))
		plan.Machine.Disks[i].FileBytes = uint64(n)
		r.show("prepare", share(99), true)
	}
	return nil
}

func (a *Archives) write(ctx context.Context, r *run, p cloner, plan exportPlan, w io.Writer) error {
	out := tar.NewWriter(w)
	text := ovf.Write(plan.Machine)
	sum := sha256.Sum256(text)
	sums := []ovf.Sum{{File: plan.Machine.Name + ".ovf", Algorithm: "SHA256", Hex: hex.EncodeToString(sum[:])}}
	var total int64
	for i, d := range plan.Disks {
		sums = append(sums, ovf.Sum{File: plan.Machine.Disks[i].File, Algorithm: "SHA256", Hex: d.sum})
		total += int64(plan.Machine.Disks[i].FileBytes)
	}
	for _, f := range []struct {
		name string
		text []byte
	}{{plan.Machine.Name + ".ovf", text}, {plan.Machine.Name + ".mf", ovf.WriteManifest(sums)}} {
		if err := out.WriteHeader(a.header(f.name, int64(len(f.text)))); err != nil {
			return err
		}
		if _, err := out.Write(f.text); err != nil {
			return err
		}
	}
	tell := showProgress(r, "write", total, 50, 99)
	for i, d := range plan.Disks {
		disk := plan.Machine.Disks[i]
		if err := out.WriteHeader(a.header(disk.File, int64(disk.FileBytes))); err != nil {
			return err
		}
		in, err := p.DownloadVolume(ctx, d.Ref, 0, 0)
		if err != nil {
			return err
		}
		_, err = io.Copy(out, &counting{in, tell})
		_ = in.Close()
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// header is of a file in the archive: a plain name in the form that every tar
// knows, with GNU's larger numbers for what is over 8 GiB.
func (a *Archives) header(name string, size int64) *tar.Header {
	h := &tar.Header{Name: name, Size: size, Mode: 0o644, ModTime: a.f.opts.Now().UTC().Truncate(time.Second), Typeflag: tar.TypeReg}
	if size >= 8<<30 {
		h.Format = tar.FormatGNU
	} else {
		h.Format = tar.FormatUSTAR
	}
	return h
}
