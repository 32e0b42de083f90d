package fleet

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
	"github.com/novacron/novacron/store"
)

const (
	// volumesWithin bounds making the volumes of one VM. Preallocated ones on a
	// slow disk take minutes.
	volumesWithin = 30 * time.Minute
	// callWithin bounds one call that changes something and moves no data.
	callWithin = time.Minute
)

var noNotice = hypervisor.Notice{}

// createPlan is what making a VM needs, saved with its operation.
type createPlan struct {
	Definition hypervisor.Definition `json:"definition"`
	Start      bool                  `json:"start"`
	Seed       *seedPlan             `json:"seed,omitempty"`
	// Sources are what new volumes are made from, by the disk's place.
	Sources map[int]diskSource `json:"sources,omitempty"`
}

// CreateVM makes a VM.
func (v *VMs) CreateVM(ctx context.Context, req novacron.CreateVM) (novacron.Operation, error) {
	content := req
	if req.CloudInit != nil {
		kept := withoutPassword(*req.CloudInit)
		content.CloudInit = &kept
	}
	if op, ok, err := v.f.operations.replay(ctx, kindCreate, req.Mutation, "", content); ok || err != nil {
		return op, err
	}
	if err := v.checkCreate(req); err != nil {
		return novacron.Operation{}, err
	}
	var sources map[int]diskSource
	var holds []store.Hold
	var err error
	if req.Disks, sources, holds, err = v.f.fromImages(req.Disks); err != nil {
		return novacron.Operation{}, err
	}
	def, err := v.complete(ctx, req)
	if err != nil {
		return novacron.Operation{}, err
	}
	plan := createPlan{Start: req.Start, Sources: sources}
	if req.CloudInit != nil {
		if plan.Seed, err = v.f.addSeed(&def, *req.CloudInit); err != nil {
			return novacron.Operation{}, err
		}
	}
	plan.Definition = def
	target := targetOf(def.VM)
	warnings := v.createWarnings(req, def)
	if req.DryRun {
		op := v.f.operations.dryRun(ctx, kindCreate, target, append(createChanges(def, req.Start), sourceChanges(sources)...))
		op.Warnings = warnings
		op.Target.ID = ""
		return op, nil
	}
	op, _, err := v.f.operations.begin(ctx, request{
		kind: kindCreate, mutation: req.Mutation, target: target, content: content, plan: plan,
		warnings: warnings, claim: req.Name, holds: holds,
	})
	return op, err
}

// createWarnings are what its maker should know about this very VM.
func (v *VMs) createWarnings(req novacron.CreateVM, def hypervisor.Definition) []string {
	about := []string{warnKVM}
	if req.NICs == nil && len(def.VM.NICs) == 0 {
		about = append(about, warnNetwork)
	}
	warnings := v.warnings(about...)
	if host := v.f.provider.Info().MemoryBytes; host > 0 && def.VM.MemoryBytes > host {
		warnings = append(warnings, fmt.Sprintf("it has more memory (%d MiB) than this host (%d MiB), and may not start", def.VM.MemoryBytes>>20, host>>20))
	}
	return warnings
}

// complete asks the provider for the whole definition of the request.
func (v *VMs) complete(ctx context.Context, req novacron.CreateVM) (hypervisor.Definition, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	def, err := v.f.provider.Complete(ctx, novacron.VMID(uuid.NewString()), req)
	if err != nil {
		return def, err
	}
	def.VM.Node = v.f.store.NodeID()
	def.VM.Managed = true
	if def.VM.CreatedAt.IsZero() {
		def.VM.CreatedAt = v.f.opts.Now().UTC().Truncate(time.Second)
	}
	return def, nil
}

// doCreate makes the volumes, defines the VM and starts it. Each step is
// success when it was done before, so a crash at any point is gone on from. What
// fails before the VM is defined is undone; a VM that is defined stays, although
// it may not start: whoever asked can look at it.
func (v *VMs) doCreate(ctx context.Context, r *run, plan createPlan) error {
	err := v.define(ctx, r, plan)
	if err != nil {
		return v.undoCreate(ctx, plan.Definition, err)
	}
	vm, err := v.f.inventory.read(ctx, r.vm())
	if err != nil {
		return err
	}
	if plan.Start && !vm.State.Active() {
		if vm, err = v.startNew(ctx, r, vm); err != nil {
			return err
		}
	}
	volumes, record := v.f.storage.madeTx(ctx, plan.Definition.VM.Disks), v.recordTx(vm)
	r.last = func(tx *store.Tx) error {
		if err := volumes(tx); err != nil {
			return err
		}
		return record(tx)
	}
	return nil
}

func (v *VMs) define(ctx context.Context, r *run, plan createPlan) error {
	if err := v.makeVolumes(ctx, r, plan); err != nil {
		return err
	}
	if err := r.step(ctx, "define", 60, false); err != nil {
		return err
	}
	call, cancel := withTimeout(ctx, callWithin, "defining the vm")
	defer cancel()
	return v.f.provider.Define(call, plan.Definition)
}

// makeVolumes makes the volumes, and notes their paths in the definition. Those
// of a VM that is defined already are there.
func (v *VMs) makeVolumes(ctx context.Context, r *run, plan createPlan) error {
	if len(plan.Sources) > 0 {
		if _, err := v.f.provider.VM(ctx, r.vm()); err == nil {
			return nil
		}
	}
	if err := r.step(ctx, "volumes", 5, true); err != nil {
		return err
	}
	volumes, cancel := withTimeout(ctx, volumesWithin, "making the volumes")
	defer cancel()
	disks := plan.Definition.VM.Disks
	for i, disk := range disks {
		if disk.Pool == "" {
			continue
		}
		from, to := 5+50*i/len(disks), 5+50*(i+1)/len(disks)
		path, err := v.makeVolume(volumes, r, disk, plan.Sources[i], showProgress(r, "volumes", plan.Sources[i].Length, from, to))
		if err != nil {
			return err
		}
		disks[i].Source = path
		r.show("volumes", to, true)
	}
	if plan.Seed != nil {
		return v.f.putSeed(volumes, *plan.Seed)
	}
	return nil
}

func (v *VMs) makeVolume(ctx context.Context, r *run, disk novacron.Disk, from diskSource, progress func(int)) (string, error) {
	if from.Image == "" {
		return v.f.provider.EnsureVolume(ctx, disk)
	}
	return v.f.makeFrom(ctx, r, disk, from, progress)
}

// startNew records the VM as it was defined and starts it.
func (v *VMs) startNew(ctx context.Context, r *run, vm novacron.VM) (novacron.VM, error) {
	r.show("start", 80, false)
	r.rec.Phase, r.rec.Percent = "start", 80
	err := v.f.inventory.update(ctx, func(tx *store.Tx) error {
		if err := v.f.inventory.applyTx(tx, vm, noNotice); err != nil {
			return err
		}
		return tx.PutOperation(r.rec)
	})
	if err != nil {
		return vm, err
	}
	call, cancel := withTimeout(ctx, callWithin, "starting the vm")
	defer cancel()
	if err := v.f.provider.Start(call, vm.ID, hypervisor.StartOptions{}); err != nil && !v.isActive(ctx, vm.ID) {
		return vm, withMendIfNone(err, "the vm is defined but not running: mend the cause, then start or delete it")
	}
	return v.f.inventory.read(ctx, vm.ID)
}

func (v *VMs) isActive(ctx context.Context, id novacron.VMID) bool {
	vm, err := v.f.inventory.read(ctx, id)
	return err == nil && vm.State.Active()
}

// undoCreate removes what a create made before it failed, and returns why it
// failed with what could not be removed. When the appliance is stopping nothing
// is undone: the next start goes on. A definition that took hold although its
// call failed (a timeout) is removed before its volumes are, and volumes are
// left alone while that is not certain.
func (v *VMs) undoCreate(ctx context.Context, def hypervisor.Definition, why error) error {
	if isStopping(ctx) {
		return errStopping
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), callWithin)
	defer cancel()
	if err := v.undefineFailed(undo, def.VM.ID, why); err != nil {
		v.f.log.Warn().Err(err).Str("vm", string(def.VM.ID)).Msg("a failed create left its definition")
		return withMendIfNone(why, "delete vm %s: what was made so far could not be removed", def.VM.Name)
	}
	for _, disk := range def.VM.Disks {
		if disk.Pool == "" {
			continue
		}
		ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
		if err := v.f.provider.DeleteVolume(undo, ref); err != nil && novacron.CodeOf(err) != novacron.NotFound {
			v.f.log.Warn().Err(err).Str("pool", ref.Pool).Str("volume", ref.Volume).Msg("a failed create left a volume")
			why = withMendIfNone(why, "remove volume %s of pool %s: it could not be removed", ref.Volume, ref.Pool)
		}
	}
	return why
}

// undefineFailed removes a definition whose making failed. On a conflict there
// must be none: what has the ID then is not what was to be made, and neither it
// nor the volumes that it may use are touched.
func (v *VMs) undefineFailed(ctx context.Context, id novacron.VMID, why error) error {
	if novacron.CodeOf(why) != novacron.Conflict {
		return v.f.provider.Undefine(ctx, id)
	}
	_, err := v.f.provider.VM(ctx, id)
	switch novacron.CodeOf(err) {
	case novacron.NotFound:
		return nil
	case "":
		return novacron.Errorf(novacron.Conflict, "another vm has the id %s", id)
	}
	return err
}

func createChanges(def hypervisor.Definition, start bool) []novacron.Change {
	vm := def.VM
	changes := []novacron.Change{
		{Field: "name", To: vm.Name, Applied: novacron.AppliedNow},
		{Field: "vcpus", To: strconv.Itoa(vm.VCPUs), Applied: novacron.AppliedNow},
		{Field: "memoryBytes", To: strconv.FormatUint(vm.MemoryBytes, 10), Applied: novacron.AppliedNow},
		{Field: "firmware", To: vm.Firmware, Applied: novacron.AppliedNow},
	}
	for i, disk := range vm.Disks {
		to := disk.Source
		if disk.Pool != "" {
			to = fmt.Sprintf("%s/%s, %d bytes", disk.Pool, disk.Volume, disk.SizeBytes)
		}
		changes = append(changes, novacron.Change{Field: indexed("disks", i), To: to, Applied: novacron.AppliedNow})
	}
	for i, nic := range vm.NICs {
		changes = append(changes, novacron.Change{Field: indexed("nics", i), To: nic.Kind + " " + nic.Source, Applied: novacron.AppliedNow})
	}
	if start {
		changes = append(changes, novacron.Change{Field: "state", To: string(novacron.VMRunning), Applied: novacron.AppliedNow})
	}
	return changes
}

func indexed(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
