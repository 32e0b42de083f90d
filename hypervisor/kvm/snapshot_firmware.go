package kvm

import (
	"context"
	"encoding/xml"
	"path/filepath"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// firmwarePool is the name of the pool that gives access, for a moment, to the
// files with UEFI variables, which lie in none.
const firmwarePool = "novacron-nvram"

// inFirmwarePool makes calls with a pool on a folder of UEFI variables. It is
// transient, and gone afterwards; a pool that somebody has there is used as it
// is.
func inFirmwarePool(ctx context.Context, p *Provider, folder string, fn func(*libvirt.Libvirt, libvirt.StoragePool) error) error {
	p.firmware.Lock() // one at a time: the first to end takes the pool away
	defer p.firmware.Unlock()
	return tell(ctx, p, storage, func(lv *libvirt.Libvirt) error {
		pool, err := lv.StoragePoolLookupByTargetPath(folder)
		switch {
		case isNumber(err, libvirt.ErrNoStoragePool):
			x := poolXML{Type: "dir", Name: firmwarePool}
			x.Target.Path = folder
			text, xmlErr := xml.Marshal(x)
			if xmlErr != nil {
				return xmlErr
			}
			if pool, err = lv.StoragePoolCreateXML(string(text), 0); err != nil {
				return err
			}
		case err != nil:
			return err
		}
		if pool.Name == firmwarePool {
			defer func() { _ = lv.StoragePoolDestroy(pool) }()
		}
		_ = lv.StoragePoolRefresh(pool, 0)
		return fn(lv, pool)
	})
}

// keepFirmware copies a VM's UEFI variables into a volume. A VM that never
// started has none: then the volume is not made.
func (p *Provider) keepFirmware(ctx context.Context, nvram string, to hypervisor.FileCopy) error {
	if err := p.DeleteVolume(ctx, to.Volume); err != nil {
		return err
	}
	return inFirmwarePool(ctx, p, filepath.Dir(nvram), func(lv *libvirt.Libvirt, folder libvirt.StoragePool) error {
		from, err := lv.StorageVolLookupByName(folder, filepath.Base(nvram))
		if err != nil {
			return err
		}
		pool, err := lv.StoragePoolLookupByName(to.Volume.Pool)
		if err != nil {
			return err
		}
		return cloneRaw(lv, from, pool, to.Volume.Volume)
	})
}

// restoreFirmware puts kept UEFI variables back. The VM must be off.
func (p *Provider) restoreFirmware(ctx context.Context, kept, nvram string) error {
	ref, err := p.FindVolume(ctx, kept)
	if err != nil {
		return err
	}
	from, err := p.findVolume(ctx, ref)
	if err != nil {
		return err
	}
	return inFirmwarePool(ctx, p, filepath.Dir(nvram), func(lv *libvirt.Libvirt, folder libvirt.StoragePool) error {
		old, err := lv.StorageVolLookupByName(folder, filepath.Base(nvram))
		if err == nil {
			err = lv.StorageVolDelete(old, libvirt.StorageVolDeleteNormal)
		}
		if err != nil && !isNumber(err, libvirt.ErrNoStorageVol) {
			return err
		}
		return cloneRaw(lv, from, folder, filepath.Base(nvram))
	})
}

// cloneRaw lets libvirt copy a file byte by byte into another pool.
func cloneRaw(lv *libvirt.Libvirt, from libvirt.StorageVol, pool libvirt.StoragePool, name string) error {
	v, err := readVolume(lv, from)
	if err != nil {
		return err
	}
	x := volumeXML{Name: name}
	x.Capacity.Unit, x.Capacity.Value = "bytes", decimal(v.bytes)
	x.Target.Format.Type = "raw"
	text, err := xml.Marshal(x)
	if err != nil {
		return err
	}
	_, err = lv.StorageVolCreateXMLFrom(pool, string(text), from, 0)
	return err
}

// findFirmware tells of a copy that was made before a crash.
func (p *Provider) findFirmware(ctx context.Context, plan hypervisor.SnapshotPlan, done *hypervisor.SnapshotDone) error {
	if plan.Firmware == nil {
		return nil
	}
	_, err := p.Volume(ctx, plan.Firmware.Volume)
	if err == nil {
		done.Firmware = plan.Firmware.Path
	}
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return err
}
