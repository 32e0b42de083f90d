package fake

import (
	"context"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// poolRoot is where the pretended pools lie.
const poolRoot = "/fake/pools/"

// pool is a storage pool. Every volume counts with its whole size.
type pool struct {
	SizeBytes uint64              `json:"sizeBytes"`
	Volumes   map[string]*volume  `json:"volumes"`
	ID        novacron.PoolID     `json:"id,omitempty"`
	Kind      string              `json:"kind,omitempty"`
	Path      string              `json:"path,omitempty"`
	Source    novacron.PoolSource `json:"source,omitzero"`
	Manual    bool                `json:"manual,omitempty"` // not started with the host
	Off       bool                `json:"off,omitempty"`

	usedBytes uint64
}

type volume struct {
	Format        string `json:"format"`
	SizeBytes     uint64 `json:"sizeBytes"`
	Backing       string `json:"backing,omitempty"`
	BackingFormat string `json:"backingFormat,omitempty"`

	content content
	streams int // open uploads and downloads
}

func volumePath(ref hypervisor.VolumeRef) string {
	return poolRoot + ref.Pool + "/" + ref.Volume
}

func volumeRef(path string) (hypervisor.VolumeRef, bool) {
	rest, inside := strings.CutPrefix(path, poolRoot)
	name, vol, cut := strings.Cut(rest, "/")
	return hypervisor.VolumeRef{Pool: name, Volume: vol}, inside && cut && name != "" && vol != ""
}

// EnsureVolume makes a volume of disk.Pool.
func (p *Provider) EnsureVolume(ctx context.Context, disk novacron.Disk) (path string, err error) {
	ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
	err = p.do(ctx, "EnsureVolume", func() error {
		made, err := p.ensureLocked(ref, volume{Format: disk.Format, SizeBytes: disk.SizeBytes})
		if made {
			p.poolsChangedLocked()
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return volumePath(ref), nil
}

func (p *Provider) ensureLocked(ref hypervisor.VolumeRef, want volume) (made bool, err error) {
	pool := p.pools[ref.Pool]
	if pool == nil {
		return false, novacron.Errorf(novacron.NotFound, "there is no storage pool %q", ref.Pool)
	}
	if ref.Volume == "" || strings.Contains(ref.Volume, "/") {
		return false, novacron.Errorf(novacron.Invalid, "%q cannot be the name of a volume", ref.Volume)
	}
	if have := pool.Volumes[ref.Volume]; have != nil {
		if have.Format == want.Format && have.SizeBytes == want.SizeBytes {
			return false, nil
		}
		return false, novacron.Errorf(novacron.Conflict, "volume %s in pool %s is another one: %s of %d bytes",
			ref.Volume, ref.Pool, have.Format, have.SizeBytes)
	}
	if free := pool.SizeBytes - pool.usedBytes; want.SizeBytes > free {
		return false, novacron.Errorf(novacron.Exhausted, "pool %s has %d bytes left and volume %s needs %d",
			ref.Pool, free, ref.Volume, want.SizeBytes).WithMend("delete volumes or use another pool")
	}
	want.content = newContent()
	pool.Volumes[ref.Volume] = &want
	pool.usedBytes += want.SizeBytes
	return true, nil
}

// FindVolume returns the volume behind a path.
func (p *Provider) FindVolume(ctx context.Context, path string) (ref hypervisor.VolumeRef, err error) {
	err = p.do(ctx, "FindVolume", func() error {
		found, ok := volumeRef(path)
		if !ok || !p.hasVolumeLocked(found) {
			return novacron.Errorf(novacron.NotFound, "%s lies in no storage pool", path)
		}
		ref = found
		return nil
	})
	return ref, err
}

func (p *Provider) hasVolumeLocked(ref hypervisor.VolumeRef) bool {
	pool := p.pools[ref.Pool]
	return pool != nil && pool.Volumes[ref.Volume] != nil
}

// Overlays returns the volumes that were made as overlays on this one.
func (p *Provider) Overlays(ctx context.Context, ref hypervisor.VolumeRef) (paths []string, err error) {
	err = p.do(ctx, "Overlays", func() error {
		if !p.hasVolumeLocked(ref) {
			return noVolume(ref)
		}
		for name, pool := range p.pools {
			for key, v := range pool.Volumes {
				if v.Backing == volumePath(ref) {
					paths = append(paths, volumePath(hypervisor.VolumeRef{Pool: name, Volume: key}))
				}
			}
		}
		return nil
	})
	return paths, err
}

// DeleteVolume removes a volume.
func (p *Provider) DeleteVolume(ctx context.Context, ref hypervisor.VolumeRef) error {
	return p.do(ctx, "DeleteVolume", func() error {
		pool := p.pools[ref.Pool]
		if pool == nil || pool.Volumes[ref.Volume] == nil {
			return nil
		}
		if pool.Volumes[ref.Volume].streams > 0 {
			return novacron.Errorf(novacron.WrongState, "volume %s is still in use", ref.Volume)
		}
		pool.usedBytes -= pool.Volumes[ref.Volume].SizeBytes
		delete(pool.Volumes, ref.Volume)
		p.poolsChangedLocked()
		return nil
	})
}

// disksThereLocked says which disk in a pool has lost its volume.
func (p *Provider) disksThereLocked(m *machine) error {
	for _, disk := range m.VM.Disks {
		ref := hypervisor.VolumeRef{Pool: disk.Pool, Volume: disk.Volume}
		if disk.Pool == "" || p.hasVolumeLocked(ref) {
			continue
		}
		return novacron.Errorf(novacron.Unavailable, "volume %s of disk %s is not in pool %s", disk.Volume, disk.Device, disk.Pool).
			WithMend("put the volume back")
	}
	return nil
}
