package fleet

import (
	"context"
	"slices"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// maxChain bounds the way from a disk down to what it is an overlay on; QEMU
// itself takes chains of a few hundred at the most.
const maxChain = 256

// imageUsers is what the records say about who needs what.
type imageUsers struct {
	disks   []usedDisk
	backing map[string]string // path of a volume to what it is an overlay on
}

// usedDisk is a VM's disk and everything below it.
type usedDisk struct {
	use   novacron.ImageUse
	below []string
}

// imageUsers reads the records once.
func (f *Fleet) imageUsers() imageUsers {
	users := imageUsers{backing: map[string]string{}}
	for _, volume := range f.store.Volumes().Select(func(v novacron.Volume) bool { return v.Backing != "" }) {
		users.backing[volume.Path] = volume.Backing
	}
	for _, id := range f.store.VMIDs() {
		vm, err := f.store.VM(id)
		if err != nil {
			continue
		}
		for _, disk := range vm.Disks {
			key := diskKey(disk)
			if key == "" {
				continue
			}
			users.disks = append(users.disks, usedDisk{
				use:   novacron.ImageUse{VM: vm.ID, VMName: vm.Name, Device: disk.Device, Path: key},
				below: append(append([]string{key}, disk.Backing...), users.chain(key)...),
			})
		}
	}
	return users
}

// chain is what lies below a path, by the volumes' records.
func (u imageUsers) chain(path string) []string {
	var chain []string
	for range maxChain {
		next, ok := u.backing[path]
		if !ok {
			break
		}
		chain = append(chain, next)
		path = next
	}
	return chain
}

// of returns the disks that need an image, and overlays on it that no VM has.
func (u imageUsers) of(image novacron.Image) []novacron.ImageUse {
	uses := []novacron.ImageUse{}
	if image.Path == "" {
		return uses
	}
	seen := map[string]bool{}
	for _, disk := range u.disks {
		if slices.Contains(disk.below, image.Path) || slices.Contains(disk.below, image.PoolName+"/"+image.Volume) {
			uses = append(uses, disk.use)
			for _, path := range disk.below {
				seen[path] = true
			}
		}
	}
	for path, backing := range u.backing {
		if backing == image.Path && !seen[path] {
			uses = append(uses, novacron.ImageUse{Path: path})
		}
	}
	slices.SortFunc(uses, func(a, b novacron.ImageUse) int {
		return slices.Compare([]string{a.VMName, a.Device, a.Path}, []string{b.VMName, b.Device, b.Path})
	})
	return uses
}

// usedNow asks the hypervisor, too: an overlay may have been made by others a
// moment ago.
func (s *Images) usedNow(ctx context.Context, image novacron.Image) ([]novacron.ImageUse, error) {
	uses := s.f.imageUsers().of(image)
	if image.Path == "" {
		return uses, nil
	}
	ctx, cancel := withTimeout(ctx, callWithin, "looking for overlays on the image")
	defer cancel()
	overlays, err := s.f.provider.Overlays(ctx, hypervisor.VolumeRef{Pool: image.PoolName, Volume: image.Volume})
	if novacron.CodeOf(err) == novacron.NotFound {
		return uses, nil // the volume is gone: nothing can need it
	}
	if err != nil {
		return nil, err
	}
	disks := s.f.imageUsers().disks
	for _, path := range overlays {
		if slices.ContainsFunc(uses, func(u novacron.ImageUse) bool { return u.Path == path }) {
			continue
		}
		use := novacron.ImageUse{Path: path}
		if i := slices.IndexFunc(disks, func(d usedDisk) bool { return slices.Contains(d.below, path) }); i >= 0 {
			use = disks[i].use
		}
		if !slices.Contains(uses, use) {
			uses = append(uses, use)
		}
	}
	return uses, nil
}

// imageOf returns the image that a volume holds.
func (f *Fleet) imageOf(pool, volume string) (novacron.Image, bool) {
	found := f.store.Images().Select(func(i novacron.Image) bool {
		return i.PoolName == pool && i.Volume == volume && i.State != novacron.ImageFailed
	})
	if len(found) == 0 {
		return novacron.Image{}, false
	}
	return found[0], true
}
