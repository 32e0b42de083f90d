package kvm

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"path/filepath"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// volume is a storage volume as it is.
type volume struct {
	ref     hypervisor.VolumeRef
	path    string
	backing string // what it is an overlay on; empty for none
	format  string
	bytes   uint64
}

// volumeXML is what NovaCron reads of a volume, and writes of a new one
// (https://libvirt.org/formatstorage.html).
type volumeXML struct {
	XMLName  xml.Name `xml:"volume"`
	Type     string   `xml:"type,attr,omitempty"`
	Name     string   `xml:"name"`
	Capacity struct {
		Unit  string `xml:"unit,attr,omitempty"`
		Value string `xml:",chardata"`
	} `xml:"capacity"`
	Allocation *sizeXML `xml:"allocation"`
	Physical   *sizeXML `xml:"physical"`
	Target     struct {
		Path   string        `xml:"path,omitempty"`
		Format formatTypeXML `xml:"format"`
		Compat string        `xml:"compat,omitempty"`
	} `xml:"target"`
	Backing *volumeBackingXML `xml:"backingStore"`
}

// volumeBackingXML is what a volume is an overlay on.
type volumeBackingXML struct {
	Path   string        `xml:"path"`
	Format formatTypeXML `xml:"format"`
}

// EnsureVolume makes the volume unless it exists as asked for.
func (p *Provider) EnsureVolume(ctx context.Context, disk novacron.Disk) (string, error) {
	if disk.Pool == "" || disk.Volume == "" || disk.SizeBytes == 0 {
		return "", novacron.Errorf(novacron.Invalid, "disk %s does not name a volume of a pool and its size", disk.Device)
	}
	v, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (volume, error) {
		pool, err := usablePool(lv, disk.Pool)
		if err != nil {
			return volume{}, err
		}
		return ensureVolume(lv, pool, disk)
	})
	if err != nil {
		return "", poolError(err, disk.Pool)
	}
	p.sizes.learn(v.path, v.bytes)
	return v.path, nil
}

func ensureVolume(lv *libvirt.Libvirt, pool libvirt.StoragePool, disk novacron.Disk) (volume, error) {
	found, err := lv.StorageVolLookupByName(pool, disk.Volume)
	if isNumber(err, libvirt.ErrNoStorageVol) {
		found, err = makeVolume(lv, pool, disk)
	}
	if err != nil {
		return volume{}, err
	}
	v, err := readVolume(lv, found)
	if err != nil {
		return volume{}, err
	}
	// libvirt tells no format where there are no files, and a volume group makes
	// its volumes of whole extents.
	v.format = cmp.Or(v.format, "raw")
	fits := v.bytes == disk.SizeBytes || v.bytes > disk.SizeBytes && isBlockDevice(v.path)
	if !fits || v.format != disk.Format {
		return volume{}, novacron.Errorf(novacron.Conflict, "the volume %s of the pool %s exists already, as %s of %d bytes",
			disk.Volume, disk.Pool, v.format, v.bytes).WithMend("delete it, or choose another name")
	}
	return v, nil
}

func makeVolume(lv *libvirt.Libvirt, pool libvirt.StoragePool, disk novacron.Disk) (libvirt.StorageVol, error) {
	_, text, err := prepareVolume(lv, hypervisor.VolumeSpec{
		VolumeRef: hypervisor.VolumeRef{Pool: pool.Name, Volume: disk.Volume}, Format: disk.Format, CapacityBytes: disk.SizeBytes,
	})
	if err != nil {
		return libvirt.StorageVol{}, err
	}
	v, err := lv.StorageVolCreateXML(pool, text, 0)
	if !isNumber(err, libvirt.ErrStorageVolExist) {
		return v, err
	}
	// Somebody was quicker, or the file is there and the pool does not know it.
	if err := lv.StoragePoolRefresh(pool, 0); err != nil {
		return v, err
	}
	return lv.StorageVolLookupByName(pool, disk.Volume)
}

func readVolume(lv *libvirt.Libvirt, found libvirt.StorageVol) (volume, error) {
	text, err := lv.StorageVolGetXMLDesc(found, 0)
	if err != nil {
		return volume{}, err
	}
	var x volumeXML
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		return volume{}, fmt.Errorf("read volume xml: %w", err)
	}
	v := volume{
		ref:    hypervisor.VolumeRef{Pool: found.Pool, Volume: found.Name},
		path:   x.Target.Path,
		format: x.Target.Format.Type,
		bytes:  sizeXML{Unit: x.Capacity.Unit, Value: x.Capacity.Value}.bytes(),
	}
	if x.Backing != nil {
		v.backing = x.Backing.Path
	}
	return v, nil
}

// Overlays looks at every volume of every active pool, and first lets libvirt
// look for those that others made, with qemu-img for one, since it last did.
func (p *Provider) Overlays(ctx context.Context, ref hypervisor.VolumeRef) ([]string, error) {
	base, err := p.lookupVolume(ctx, ref.Pool, ref.Volume)
	if err != nil {
		return nil, poolError(err, ref.Pool)
	}
	return ask(ctx, p, storage, func(lv *libvirt.Libvirt) ([]string, error) { return overlaysOn(lv, base.path) })
}

func overlaysOn(lv *libvirt.Libvirt, path string) ([]string, error) {
	pools, _, err := lv.ConnectListAllStoragePools(1, libvirt.ConnectListStoragePoolsActive)
	if err != nil {
		return nil, err
	}
	var overlays []string
	for _, pool := range pools {
		// One that cannot be looked at now, for a job in it, is as libvirt knows it.
		_ = lv.StoragePoolRefresh(pool, 0)
		volumes, _, err := lv.StoragePoolListAllVolumes(pool, 1, 0)
		if err != nil {
			return nil, err
		}
		for _, found := range volumes {
			// One that vanished meanwhile is no overlay any more.
			if v, err := readVolume(lv, found); err == nil && v.backing == path {
				overlays = append(overlays, v.path)
			}
		}
	}
	return overlays, nil
}

// lookupVolume finds a volume by name.
func (p *Provider) lookupVolume(ctx context.Context, pool, name string) (volume, error) {
	return ask(ctx, p, storage, func(lv *libvirt.Libvirt) (volume, error) {
		found, err := lv.StoragePoolLookupByName(pool)
		if err != nil {
			return volume{}, err
		}
		v, err := lv.StorageVolLookupByName(found, name)
		if err != nil {
			return volume{}, err
		}
		return readVolume(lv, v)
	})
}

// volumePath is where a volume that must exist lies.
func (p *Provider) volumePath(ctx context.Context, pool, name string) (string, error) {
	v, err := p.lookupVolume(ctx, pool, name)
	if err != nil {
		return "", poolError(err, pool)
	}
	p.sizes.learn(v.path, v.bytes)
	return v.path, nil
}

// volumeAt returns the volume behind a path; NotFound when there is none.
func (p *Provider) volumeAt(ctx context.Context, path string) (volume, error) {
	ref, err := p.FindVolume(ctx, path)
	if err != nil {
		return volume{}, err
	}
	return p.lookupVolume(ctx, ref.Pool, ref.Volume)
}

// FindVolume returns the volume behind a path. A file that was put into a
// pool's folder since libvirt last looked is found too.
func (p *Provider) FindVolume(ctx context.Context, path string) (hypervisor.VolumeRef, error) {
	ref, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (hypervisor.VolumeRef, error) {
		v, err := lv.StorageVolLookupByPath(path)
		if isNumber(err, libvirt.ErrNoStorageVol) {
			if pool, lookup := lv.StoragePoolLookupByTargetPath(filepath.Dir(path)); lookup == nil && lv.StoragePoolRefresh(pool, 0) == nil {
				v, err = lv.StorageVolLookupByPath(path)
			}
		}
		return hypervisor.VolumeRef{Pool: v.Pool, Volume: v.Name}, err
	})
	if novacron.CodeOf(err) == novacron.NotFound || isNumber(err, libvirt.ErrNoStorageVol) {
		return hypervisor.VolumeRef{}, novacron.Errorf(novacron.NotFound, "%s lies in no storage pool", path)
	}
	return ref, err
}

// DeleteVolume removes a volume and its data.
func (p *Provider) DeleteVolume(ctx context.Context, ref hypervisor.VolumeRef) error {
	path, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (string, error) {
		pool, err := lv.StoragePoolLookupByName(ref.Pool)
		if err != nil {
			return "", err
		}
		v, err := lv.StorageVolLookupByName(pool, ref.Volume)
		if err != nil {
			return "", err
		}
		return v.Key, whileBusy(ctx, func() error { return lv.StorageVolDelete(v, libvirt.StorageVolDeleteNormal) })
	})
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	if err == nil {
		p.sizes.forget(path)
	}
	return err
}

// poolError names the pool in errors that do not.
func poolError(err error, pool string) error {
	if isNumber(err, libvirt.ErrNoStoragePool) {
		return novacron.Errorf(novacron.NotFound, "there is no storage pool %s", pool).WithMend("virsh pool-list --all shows those there are")
	}
	return err
}
