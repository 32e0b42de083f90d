package fake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Storage = (*Provider)(nil)

// madePoolBytes is the size of a pool that is made here.
const madePoolBytes = 1 << 40

func newPool(name string, size uint64) *pool {
	p := &pool{SizeBytes: size, Volumes: map[string]*volume{}}
	p.fill(name)
	return p
}

// fill gives a pool what every pool has.
func (l *pool) fill(name string) {
	if l.ID == "" {
		b := sha256.Sum256([]byte("novacron fake pool " + name))
		b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
		l.ID = novacron.PoolID(fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16]))
	}
	if l.Kind == "" {
		l.Kind = "dir"
	}
	if l.Path == "" {
		l.Path = poolRoot + name
	}
}

// PoolKinds says that this host has folders and NFS.
func (p *Provider) PoolKinds(ctx context.Context) (kinds []novacron.PoolKind, err error) {
	files := []string{"qcow2", "raw"}
	err = p.do(ctx, "PoolKinds", func() error {
		kinds = []novacron.PoolKind{
			{Kind: "dir", Title: "Folder of the host", Possible: true, Needs: []string{"targetPath"}, Formats: files},
			{Kind: "netfs", Title: "NFS export", Possible: true, Needs: []string{"targetPath", "source.host", "source.dir"}, Formats: files},
			{
				Kind: "logical", Title: "LVM volume group", Reason: "the simulated host has no LVM",
				Needs: []string{"source.name"}, Formats: []string{"raw"},
			},
		}
		return nil
	})
	return kinds, err
}

// Pools returns every pool.
func (p *Provider) Pools(ctx context.Context) (pools []novacron.Pool, err error) {
	err = p.do(ctx, "Pools", func() error {
		for name, l := range p.pools {
			pools = append(pools, l.describe(name))
		}
		return nil
	})
	return pools, err
}

// Pool returns one pool.
func (p *Provider) Pool(ctx context.Context, name string) (out novacron.Pool, err error) {
	err = p.onPool(ctx, "Pool", name, func(l *pool) error { out = l.describe(name); return nil })
	return out, err
}

func (l *pool) describe(name string) novacron.Pool {
	out := novacron.Pool{
		ID: l.ID, Name: name, Kind: l.Kind, State: novacron.PoolRunning, Autostart: !l.Manual, Persistent: true,
		TargetPath: l.Path, Source: l.Source,
	}
	if l.Off {
		out.State = novacron.PoolInactive
		return out
	}
	out.CapacityBytes, out.AllocationBytes, out.AvailableBytes = l.SizeBytes, l.usedBytes, l.SizeBytes-l.usedBytes
	out.Volumes = len(l.Volumes)
	return out
}

// onPool runs one call on a pool.
func (p *Provider) onPool(ctx context.Context, op, name string, fn func(*pool) error) error {
	return p.do(ctx, op, func() error {
		l := p.pools[name]
		if l == nil {
			return noPool(name)
		}
		return fn(l)
	})
}

// changePool is onPool for calls that change it.
func (p *Provider) changePool(ctx context.Context, op, name string, fn func(*pool) error) error {
	return p.onPool(ctx, op, name, func(l *pool) error {
		if err := fn(l); err != nil {
			return err
		}
		p.poolsChangedLocked()
		return nil
	})
}

func noPool(name string) error {
	return novacron.Errorf(novacron.NotFound, "there is no storage pool %s", name)
}

func noVolume(ref hypervisor.VolumeRef) error {
	return novacron.Errorf(novacron.NotFound, "there is no volume %s in pool %s", ref.Volume, ref.Pool)
}

// DefinePool makes a pool, stopped.
func (p *Provider) DefinePool(ctx context.Context, pool novacron.Pool) error {
	return p.do(ctx, "DefinePool", func() error {
		if pool.Kind != "dir" && pool.Kind != "netfs" {
			return novacron.InvalidField("kind", "the simulated host has no pools of kind %s", pool.Kind)
		}
		if !strings.HasPrefix(pool.TargetPath, "/") {
			return novacron.InvalidField("targetPath", "must be an absolute path")
		}
		if have := p.pools[pool.Name]; have != nil && have.ID == pool.ID {
			return nil
		}
		for name, have := range p.pools {
			if name == pool.Name || have.Path == pool.TargetPath {
				return novacron.Errorf(novacron.Conflict, "pool %s has that name or folder", name)
			}
		}
		made := newPool(pool.Name, madePoolBytes)
		made.ID, made.Kind, made.Path, made.Source = pool.ID, pool.Kind, pool.TargetPath, pool.Source
		made.Off, made.Manual = true, true
		p.pools[pool.Name] = made
		p.poolsChangedLocked()
		return nil
	})
}

// BuildPool does nothing: what is pretended needs no folder.
func (p *Provider) BuildPool(ctx context.Context, name string) error {
	return p.onPool(ctx, "BuildPool", name, func(*pool) error { return nil })
}

// StartPool starts a pool.
func (p *Provider) StartPool(ctx context.Context, name string) error {
	return p.changePool(ctx, "StartPool", name, func(l *pool) error { l.Off = false; return nil })
}

// StopPool stops a pool.
func (p *Provider) StopPool(ctx context.Context, name string) error {
	return p.changePool(ctx, "StopPool", name, func(l *pool) error { l.Off = true; return nil })
}

// RefreshPool looks at nothing new.
func (p *Provider) RefreshPool(ctx context.Context, name string) error {
	return p.onPool(ctx, "RefreshPool", name, func(l *pool) error { return l.runs(name) })
}

func (l *pool) runs(name string) error {
	if l.Off {
		return novacron.Errorf(novacron.WrongState, "pool %s is not running", name).WithMend("start it first")
	}
	return nil
}

// AutostartPool says whether the pool starts with the host.
func (p *Provider) AutostartPool(ctx context.Context, name string, on bool) error {
	return p.changePool(ctx, "AutostartPool", name, func(l *pool) error { l.Manual = !on; return nil })
}

// UndefinePool removes a stopped pool.
func (p *Provider) UndefinePool(ctx context.Context, name string) error {
	return p.do(ctx, "UndefinePool", func() error {
		l := p.pools[name]
		if l == nil {
			return nil
		}
		if !l.Off {
			return novacron.Errorf(novacron.WrongState, "pool %s is running", name).WithMend("stop it first")
		}
		delete(p.pools, name)
		p.poolsChangedLocked()
		return nil
	})
}

// poolsChangedLocked keeps the state and tells who watches.
func (p *Provider) poolsChangedLocked() {
	p.keepLocked(nil)
	p.noticeLocked(hypervisor.Notice{Kind: hypervisor.NoticePools})
}
