package kvm

import (
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// qcow2Compat is the version of qcow2 that new volumes get: bitmaps and zero
// clusters need 1.1, and QEMU has it since 2013. libvirt's default is 0.10.
const qcow2Compat = "1.1"

// filePools are the kinds of pool whose volumes are files and may be qcow2.
func filePools() []string { return []string{"dir", "fs", "netfs", "gluster", "vstorage"} }

// CreateVolume makes a volume.
func (p *Provider) CreateVolume(ctx context.Context, spec hypervisor.VolumeSpec) (novacron.Volume, error) {
	v, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (novacron.Volume, error) {
		pool, text, err := prepareVolume(lv, spec)
		if err != nil {
			return novacron.Volume{}, err
		}
		vol, err := lv.StorageVolCreateXML(pool, text, 0)
		if err != nil {
			return novacron.Volume{}, volumeExists(err, spec.VolumeRef)
		}
		return describeVolume(lv, pool, vol)
	})
	return v, poolError(err, spec.Pool)
}

// ConvertVolume makes a volume with another one's content.
func (p *Provider) ConvertVolume(ctx context.Context, from hypervisor.VolumeRef, spec hypervisor.VolumeSpec) (novacron.Volume, error) {
	source, err := p.findVolume(ctx, from)
	if err != nil {
		return novacron.Volume{}, err
	}
	v, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (novacron.Volume, error) {
		pool, text, err := prepareVolume(lv, spec)
		if err != nil {
			return novacron.Volume{}, err
		}
		vol, err := lv.StorageVolCreateXMLFrom(pool, text, source, 0)
		if err != nil {
			return novacron.Volume{}, volumeExists(err, spec.VolumeRef)
		}
		return describeVolume(lv, pool, vol)
	})
	return v, poolError(err, spec.Pool)
}

// prepareVolume finds the pool of a volume to be made, starts it when it is
// off, and writes the volume's document.
func prepareVolume(lv *libvirt.Libvirt, spec hypervisor.VolumeSpec) (libvirt.StoragePool, string, error) {
	pool, err := usablePool(lv, spec.Pool)
	if err != nil {
		return pool, "", err
	}
	text, err := lv.StoragePoolGetXMLDesc(pool, 0)
	if err != nil {
		return pool, "", err
	}
	described, err := decodePool(text)
	if err != nil {
		return pool, "", err
	}
	x, err := encodeVolume(spec, described.Kind)
	return pool, x, err
}

// encodeVolume writes the document of a new volume in a pool of a kind.
func encodeVolume(spec hypervisor.VolumeSpec, kind string) (string, error) {
	if !slices.Contains(filePools(), kind) && (spec.Format != "raw" || spec.Backing != "") {
		return "", novacron.InvalidField("format", "a pool of kind %s holds raw volumes only", kind)
	}
	if spec.Backing != "" && spec.Format != "qcow2" {
		return "", novacron.InvalidField("format", "only qcow2 can be an overlay")
	}
	x := volumeXML{Name: spec.Volume}
	x.Capacity.Unit, x.Capacity.Value = "bytes", decimal(spec.CapacityBytes)
	x.Target.Format.Type = spec.Format
	// Where volumes are no files, sparse ones are thin snapshots that break when
	// they run full: they get all of their space.
	if slices.Contains(filePools(), kind) && !spec.Preallocate {
		x.Allocation = &sizeXML{Unit: "bytes", Value: "0"}
	}
	if spec.Format == "qcow2" {
		x.Target.Compat = qcow2Compat
	}
	if spec.Backing != "" {
		x.Backing = &volumeBackingXML{Path: spec.Backing, Format: formatTypeXML{spec.BackingFormat}}
	}
	text, err := xml.MarshalIndent(x, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write volume xml: %w", err)
	}
	return string(text), nil
}

// volumeExists makes a Conflict of a name that is taken. libvirt has a number
// for it when it makes a volume, and only a text when it copies one
// (storageVolCreateXMLFrom in storage_driver.c).
func volumeExists(err error, ref hypervisor.VolumeRef) error {
	copied := isNumber(err, libvirt.ErrInternalError) && strings.Contains(err.Error(), "already in use")
	if !copied && !isNumber(err, libvirt.ErrStorageVolExist) {
		return err
	}
	return novacron.Errorf(novacron.Conflict, "there is a volume %s in the pool %s already", ref.Volume, ref.Pool).
		WithMend("choose another name, or delete it")
}

// ResizeVolume sets the capacity of a volume.
func (p *Provider) ResizeVolume(ctx context.Context, ref hypervisor.VolumeRef, capacityBytes uint64, shrink bool) error {
	path, err := onVolume(ctx, p, ref, func(lv *libvirt.Libvirt, pool libvirt.StoragePool, vol libvirt.StorageVol) (string, error) {
		v, err := describeVolume(lv, pool, vol)
		if err != nil || v.CapacityBytes == capacityBytes {
			return v.Path, err
		}
		var flags libvirt.StorageVolResizeFlags
		if capacityBytes < v.CapacityBytes {
			if !shrink {
				return "", novacron.InvalidField("capacityBytes", "the volume has %d bytes: making it smaller loses what is behind the new end", v.CapacityBytes).
					WithMend("ask for it with shrink, when nothing behind the new end is needed")
			}
			if v.Format != "raw" {
				return "", novacron.Errorf(novacron.Unsupported, "a volume of format %s cannot be made smaller", v.Format).
					WithMend("make a smaller one and copy inside the guest")
			}
			flags = libvirt.StorageVolResizeShrink
		}
		return v.Path, resizeError(lv.StorageVolResize(vol, capacityBytes, flags), v, capacityBytes)
	})
	if err == nil {
		p.sizes.learn(path, capacityBytes)
	}
	return err
}

// resizeError says what to do where libvirt resizes no volumes: it does in
// pools of files only, as of libvirt 11.3.
func resizeError(err error, v novacron.Volume, capacityBytes uint64) error {
	if !isNumber(err, libvirt.ErrNoSupport) {
		return err
	}
	e := novacron.Errorf(novacron.Unsupported, "libvirt cannot resize the volumes of the pool %s", v.PoolName)
	return e.WithMend("resize %s with the host's own tools (LVM: lvextend -L %db %s), then: novacron pool refresh %s", v.Path, capacityBytes, v.Path, v.PoolName)
}

// ResizeDisk makes a disk of an active VM larger.
func (p *Provider) ResizeDisk(ctx context.Context, id novacron.VMID, device string, capacityBytes uint64) error {
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		_, has, _, err := lv.DomainGetBlockInfo(d, device, 0)
		if err != nil || has == capacityBytes {
			return struct{}{}, err
		}
		if capacityBytes < has {
			return struct{}{}, novacron.Errorf(novacron.WrongState, "disk %s of a running vm cannot be made smaller", device).
				WithMend("shut the vm down first")
		}
		return struct{}{}, lv.DomainBlockResize(d, device, capacityBytes, libvirt.DomainBlockResizeBytes)
	})
	return err
}

// busyWait is between two attempts to remove a volume that libvirt is not done
// with: it looks at a pool again in the background after each upload.
const busyWait = 50 * time.Millisecond

// busyLimit is how long a removal waits for that.
const busyLimit = 10 * time.Second

// whileBusy repeats what libvirt cannot do while it is not done with a volume.
func whileBusy(ctx context.Context, fn func() error) error {
	ctx, cancel := context.WithTimeout(ctx, busyLimit)
	defer cancel()
	for {
		err := fn()
		if err == nil || !errBusyVolume(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(busyWait):
		}
	}
}
