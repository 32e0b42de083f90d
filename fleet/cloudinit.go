package fleet

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/internal/seed"
	"github.com/novacron/novacron/novacron"
)

const kindSeedReplace = "cloudinit.replace"

// seedWithin bounds reading or writing a CD of two MiB on storage that is slow.
const seedWithin = 2 * time.Minute

// CloudInits is the service of what guests are told at their first boot. What
// a CD holds is kept nowhere else.
type CloudInits struct{ f *Fleet }

var _ novacron.CloudInitService = (*CloudInits)(nil)

func (c *CloudInits) register(o *Operations) {
	o.register(kind{name: kindSeedReplace, do: planned(c.doReplace)})
}

// PreviewCloudInit returns what a guest would be told.
func (c *CloudInits) PreviewCloudInit(_ context.Context, req novacron.PreviewCloudInit) (novacron.CloudInitSeed, error) {
	out := novacron.CloudInitSeed{InstanceID: newInstanceID("")}
	nics := make([]novacron.NIC, len(req.CloudInit.Network))
	for i, nic := range req.CloudInit.Network {
		if nics[i].MAC = nic.MAC; nic.MAC == "" {
			nics[i].MAC = fmt.Sprintf("52:54:00:00:00:%02x", i+1)
			out.Warnings = append(out.Warnings, fmt.Sprintf("network[%d] gets the hardware address of the vm's interface when that is made", i))
		}
	}
	plan, err := newSeedPlan("", req.CloudInit, req.Name, nics, out.InstanceID)
	if err != nil {
		return out, err
	}
	out.Files = shown(plan.Files)
	return out, nil
}

// CloudInit returns what the VM's CD holds.
func (c *CloudInits) CloudInit(ctx context.Context, id novacron.VMID) (novacron.CloudInitSeed, error) {
	vm, err := c.f.store.VM(id)
	if err != nil {
		return novacron.CloudInitSeed{}, err
	}
	ctx, cancel := withTimeout(ctx, seedWithin, "reading the seed")
	defer cancel()
	ref, err := c.f.seedOf(ctx, vm)
	if err != nil {
		return novacron.CloudInitSeed{}, err
	}
	files, err := c.f.readSeed(ctx, ref)
	if err != nil {
		return novacron.CloudInitSeed{}, err
	}
	return novacron.CloudInitSeed{InstanceID: seed.InstanceIDOf(files), Pool: ref.Pool, Volume: ref.Volume, Files: shown(files)}, nil
}

// shown are files with their secrets hidden.
func shown(files []seed.File) []novacron.CloudInitFile {
	out := make([]novacron.CloudInitFile, 0, len(files))
	for _, f := range files {
		text := string(f.Data)
		if f.Name == seed.UserData {
			text = seed.Mask(text)
		}
		out = append(out, novacron.CloudInitFile{Name: f.Name, Text: text})
	}
	return out
}

// newInstanceID is one that no seed had before.
func newInstanceID(vm novacron.VMID) string {
	id := "i-" + uuid.NewString()[:8]
	if len(vm) > 8 {
		id = "i-" + string(vm)[:8] + "-" + uuid.NewString()[:8]
	}
	return id
}

// ReplaceCloudInit writes the VM's CD anew.
func (c *CloudInits) ReplaceCloudInit(ctx context.Context, id novacron.VMID, req novacron.ReplaceCloudInit) (novacron.Operation, error) {
	content := withoutPassword(req.CloudInit)
	if op, ok, err := c.f.operations.replay(ctx, kindSeedReplace, req.Mutation, string(id), content); ok || err != nil {
		return op, err
	}
	vm, err := c.checked(ctx, id, req.Mutation)
	if err != nil {
		return novacron.Operation{}, err
	}
	ref, err := c.f.seedOf(ctx, vm)
	if err != nil {
		return novacron.Operation{}, err
	}
	plan, err := newSeedPlan(ref.Pool, req.CloudInit, vm.Name, vm.NICs, newInstanceID(id))
	if err != nil {
		return novacron.Operation{}, err
	}
	plan.Volume = ref.Volume
	changes := []novacron.Change{{Field: "cloudInit", To: "instance " + plan.InstanceID, Applied: novacron.AppliedNextStart}}
	if req.DryRun {
		return c.f.operations.dryRun(ctx, kindSeedReplace, targetOf(vm), changes), nil
	}
	op, _, err := c.f.operations.begin(ctx, request{kind: kindSeedReplace, mutation: req.Mutation, target: targetOf(vm), content: content, plan: plan})
	return op, err
}

// checked returns the VM as it is, when the caller saw it so.
func (c *CloudInits) checked(ctx context.Context, id novacron.VMID, m novacron.Mutation) (novacron.VM, error) {
	rec, err := c.f.store.VM(id)
	if err != nil {
		return rec, err
	}
	if err := checkRevision(rec, m); err != nil {
		return rec, err
	}
	return c.f.VMs().current(ctx, id)
}

func (c *CloudInits) doReplace(ctx context.Context, r *run, plan seedPlan) error {
	if err := r.step(ctx, "write", 20, false); err != nil {
		return err
	}
	if err := c.f.putSeed(ctx, plan); err != nil {
		return err
	}
	r.rec.Changes = []novacron.Change{{Field: "cloudInit", To: "instance " + plan.InstanceID, Applied: novacron.AppliedNextStart}}
	return nil
}

func (f *Fleet) readSeed(ctx context.Context, ref hypervisor.VolumeRef) ([]seed.File, error) {
	storage, err := f.volumeStreams()
	if err != nil {
		return nil, err
	}
	in, err := storage.DownloadVolume(ctx, ref, 0, 0)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	image, err := io.ReadAll(io.LimitReader(in, seed.ImageBytes))
	if err != nil {
		return nil, fmt.Errorf("read the seed: %w", err)
	}
	files, err := seed.Files(image)
	if err != nil {
		return nil, novacron.Errorf(novacron.Unsupported, "volume %s of pool %s holds no seed that NovaCron made", ref.Volume, ref.Pool)
	}
	return files, nil
}
