package fleet

import (
	"context"
	"slices"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// checkSnapshots refuses to delete a VM that has snapshots without a word on
// what becomes of them.
func (v *VMs) checkSnapshots(vm novacron.VM, req novacron.DeleteVM) error {
	count := len(v.f.Snapshots().of(vm.ID))
	if count == 0 || req.Volumes || req.Force {
		return nil
	}
	return novacron.Errorf(novacron.WrongState, "vm %s has %d snapshots", vm.Name, count).
		WithMend("delete it with its volumes, which removes them, or with force, which leaves their files; or delete the snapshots first")
}

// volumesFor returns the volumes that go with a VM, each before what it lies
// on, and a sentence for each file that stays.
func (v *VMs) volumesFor(ctx context.Context, vm novacron.VM, req novacron.DeleteVM) ([]hypervisor.VolumeRef, []string, error) {
	files := v.snapshotFiles(vm.ID)
	switch {
	case req.Volumes && len(files) > 0:
		return v.treeOf(ctx, vm, files)
	case req.Volumes:
		return v.volumesOf(ctx, vm)
	}
	var kept []string
	for _, file := range files {
		kept = append(kept, "a file of its snapshots stays: "+file)
	}
	return nil, kept, nil
}

// snapshotFiles are the files of all of a VM's snapshots, each once.
func (v *VMs) snapshotFiles(vm novacron.VMID) []string {
	var files []string
	for _, one := range v.f.Snapshots().of(vm) {
		files = append(files, snapshotFiles(one)...)
	}
	slices.Sort(files)
	return slices.Compact(files)
}

// treeOf returns the volumes of a VM with snapshots: its disks and everything
// that its snapshots hold, as far as nobody else needs it.
func (v *VMs) treeOf(ctx context.Context, vm novacron.VM, files []string) (ordered []hypervisor.VolumeRef, kept []string, err error) {
	ctx, cancel := withTimeout(ctx, callWithin, "finding the volumes")
	defer cancel()
	for _, disk := range vm.Disks {
		if disk.Kind == "disk" && !disk.ReadOnly && disk.Source != "" && !slices.Contains(files, disk.Source) {
			files = append(files, disk.Source)
		}
	}
	users := v.f.diskUsers(vm.ID)
	above, refs := map[string][]string{}, map[string]hypervisor.VolumeRef{}
	for _, file := range files {
		if by := users[file]; len(by) > 0 {
			kept = append(kept, file+" stays, for it is used by "+strings.Join(by, ", "))
			continue
		}
		ref, overlays, err := v.lookUp(ctx, file)
		if image, ok := v.f.imageOf(ref.Pool, ref.Volume); err == nil && ok {
			kept = append(kept, file+" stays, for it is the image "+image.Name)
			continue
		}
		switch novacron.CodeOf(err) {
		case "":
			refs[file], above[file] = ref, overlays
		case novacron.NotFound:
			kept = append(kept, "there is no volume for "+file)
		default:
			return nil, nil, err
		}
	}
	ordered, stay := topmostFirst(files, refs, above)
	return ordered, append(kept, stay...), nil
}

func (v *VMs) lookUp(ctx context.Context, file string) (hypervisor.VolumeRef, []string, error) {
	ref, err := v.f.provider.FindVolume(ctx, file)
	if err != nil {
		return ref, nil, err
	}
	overlays, err := v.f.provider.Overlays(ctx, ref)
	return ref, overlays, err
}

// topmostFirst orders files so that each comes after all that lie on it. What
// lies below a file that is not among them stays.
func topmostFirst(files []string, refs map[string]hypervisor.VolumeRef, above map[string][]string) (ordered []hypervisor.VolumeRef, stay []string) {
	gone := map[string]bool{}
	for more := true; more; {
		more = false
		for _, file := range files {
			ref, ok := refs[file]
			if !ok || gone[file] || slices.ContainsFunc(above[file], func(o string) bool { return !gone[o] }) {
				continue
			}
			ordered, gone[file], more = append(ordered, ref), true, true
		}
	}
	for _, file := range files {
		if _, ok := refs[file]; ok && !gone[file] {
			stay = append(stay, file+" stays, for it is below "+strings.Join(above[file], ", "))
		}
	}
	return ordered, stay
}
