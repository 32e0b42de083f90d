package fleet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/novacron/novacron/novacron"
)

// maxListed is how many users a refusal names.
const maxListed = 10

// uses is who uses which volume: by its path, or by its pool and name where a
// definition names those.
type uses map[string][]novacron.Target

// uses reads the records once.
func (f *Fleet) uses() uses {
	u := uses{}
	for _, id := range f.store.VMIDs() {
		vm, err := f.store.VM(id)
		if err != nil {
			continue
		}
		for _, disk := range vm.Disks {
			for _, used := range append([]string{diskKey(disk)}, disk.Backing...) {
				u.add(used, targetOf(vm))
			}
		}
	}
	for _, v := range f.store.Volumes().Select(func(v novacron.Volume) bool { return v.Backing != "" }) {
		u.add(v.Backing, volumeTarget(v))
	}
	for _, one := range f.store.Snapshots().All() {
		for _, file := range snapshotFiles(one) {
			u.add(file, snapshotTarget(one))
		}
	}
	for _, image := range f.store.Images().All() {
		who := novacron.Target{Kind: "image", ID: string(image.ID), Name: image.Name}
		u.add(image.Path, who)
		if image.Path == "" && image.Volume != "" {
			u.add(image.PoolName+"/"+image.Volume, who)
		}
	}
	return u
}

func (u uses) add(key string, who novacron.Target) {
	if key != "" && !slices.Contains(u[key], who) {
		u[key] = append(u[key], who)
	}
}

// of returns who uses a volume.
func (u uses) of(v novacron.Volume) []novacron.Target {
	users := slices.Clone(u[v.Path])
	for _, who := range u[v.PoolName+"/"+v.Name] {
		if !slices.Contains(users, who) {
			users = append(users, who)
		}
	}
	return users
}

// inWords puts users into a sentence.
func inWords(users []string) string {
	if len(users) > maxListed {
		return strings.Join(users[:maxListed], ", ") + fmt.Sprintf(" and %d more", len(users)-maxListed)
	}
	return strings.Join(users, ", ")
}

func labels(users []novacron.Target) []string {
	var out []string
	for _, u := range users {
		out = append(out, label(u))
	}
	return out
}

// inUse is the refusal that names who uses a volume.
func inUse(v novacron.Volume, users []string) error {
	return novacron.Errorf(novacron.Conflict, "the volume %s is used by %s", v.Name, inWords(users)).
		WithMend("detach it there first, or delete what uses it")
}

func (f *Fleet) vmActive(id novacron.VMID) bool {
	vm, err := f.store.VM(id)
	return err == nil && vm.State.Active()
}

func volumeTarget(v novacron.Volume) novacron.Target {
	return novacron.Target{Kind: "volume", ID: string(v.ID), Name: v.Name}
}
