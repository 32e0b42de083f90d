package kvm

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Storage = (*Provider)(nil)

// storagePoolXML is a pool as libvirt tells and takes it
// (https://libvirt.org/formatstorage.html).
type storagePoolXML struct {
	XMLName    xml.Name       `xml:"pool"`
	Type       string         `xml:"type,attr"`
	Name       string         `xml:"name"`
	UUID       string         `xml:"uuid,omitempty"`
	Capacity   *sizeXML       `xml:"capacity"`
	Allocation *sizeXML       `xml:"allocation"`
	Available  *sizeXML       `xml:"available"`
	Source     *poolSourceXML `xml:"source"`
	Target     *poolTargetXML `xml:"target"`
}

type poolTargetXML struct {
	Path string `xml:"path,omitempty"`
}

// poolSourceXML is what a pool is made of. libvirt's schema wants the elements
// in this order.
type poolSourceXML struct {
	Host      *namedXML      `xml:"host"`
	Devices   []pathXML      `xml:"device"`
	Dir       *pathXML       `xml:"dir"`
	Initiator *initiatorXML  `xml:"initiator"`
	Name      string         `xml:"name,omitempty"`
	Format    *formatTypeXML `xml:"format"`
}

type (
	namedXML struct {
		Name string `xml:"name,attr"`
	}
	pathXML struct {
		Path string `xml:"path,attr"`
	}
	initiatorXML struct {
		IQN namedXML `xml:"iqn"`
	}
	formatTypeXML struct {
		Type string `xml:"type,attr"`
	}
)

// Pools returns every pool.
func (p *Provider) Pools(ctx context.Context) ([]novacron.Pool, error) {
	return ask(ctx, p, storage, func(lv *libvirt.Libvirt) ([]novacron.Pool, error) {
		all, _, err := lv.ConnectListAllStoragePools(1, 0)
		if err != nil {
			return nil, err
		}
		pools := make([]novacron.Pool, 0, len(all))
		for _, found := range all {
			pool, err := readPool(lv, found)
			if isNumber(err, libvirt.ErrNoStoragePool) { // it vanished meanwhile
				continue
			}
			if err != nil {
				return nil, err
			}
			pools = append(pools, pool)
		}
		return pools, nil
	})
}

// Pool returns one pool.
func (p *Provider) Pool(ctx context.Context, name string) (novacron.Pool, error) {
	pool, err := onPool(ctx, p, name, readPool)
	return pool, err
}

// onPool asks about one pool.
func onPool[T any](ctx context.Context, p *Provider, name string, fn func(*libvirt.Libvirt, libvirt.StoragePool) (T, error)) (T, error) {
	value, err := ask(ctx, p, storage, func(lv *libvirt.Libvirt) (T, error) {
		pool, err := lv.StoragePoolLookupByName(name)
		if err != nil {
			var zero T
			return zero, err
		}
		return fn(lv, pool)
	})
	return value, poolError(err, name)
}

// tellPool is onPool for calls that answer nothing.
func tellPool(ctx context.Context, p *Provider, name string, fn func(*libvirt.Libvirt, libvirt.StoragePool) error) error {
	_, err := onPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) (struct{}, error) {
		return struct{}{}, fn(lv, pool)
	})
	return err
}

func readPool(lv *libvirt.Libvirt, found libvirt.StoragePool) (novacron.Pool, error) {
	text, err := lv.StoragePoolGetXMLDesc(found, 0)
	if err != nil {
		return novacron.Pool{}, err
	}
	pool, err := decodePool(text)
	if err != nil {
		return pool, err
	}
	state, _, _, _, err := lv.StoragePoolGetInfo(found)
	if err != nil {
		return pool, err
	}
	pool.State = poolStateOf(libvirt.StoragePoolState(state))
	autostart, err := lv.StoragePoolGetAutostart(found)
	if err != nil {
		return pool, err
	}
	persistent, err := lv.StoragePoolIsPersistent(found)
	if err != nil {
		return pool, err
	}
	pool.Autostart, pool.Persistent = autostart != 0, persistent != 0
	if pool.State == novacron.PoolInactive {
		return pool, nil
	}
	n, err := lv.StoragePoolNumOfVolumes(found)
	pool.Volumes = int(n)
	if isNumber(err, libvirt.ErrOperationInvalid) { // it was stopped meanwhile
		err = nil
	}
	return pool, err
}

// decodePool reads a pool's document.
func decodePool(text string) (novacron.Pool, error) {
	var x storagePoolXML
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		return novacron.Pool{}, fmt.Errorf("read pool xml: %w", err)
	}
	pool := novacron.Pool{ID: novacron.PoolID(x.UUID), Name: x.Name, Kind: x.Type, Source: x.Source.decode()}
	pool.CapacityBytes, pool.AllocationBytes, pool.AvailableBytes = x.Capacity.size(), x.Allocation.size(), x.Available.size()
	if x.Target != nil {
		pool.TargetPath = x.Target.Path
	}
	return pool, nil
}

func (s *sizeXML) size() uint64 {
	if s == nil {
		return 0
	}
	return s.bytes()
}

func (x *poolSourceXML) decode() novacron.PoolSource {
	var s novacron.PoolSource
	if x == nil {
		return s
	}
	s.Name = x.Name
	if x.Host != nil {
		s.Host = x.Host.Name
	}
	if x.Dir != nil {
		s.Dir = x.Dir.Path
	}
	if x.Format != nil {
		s.Format = x.Format.Type
	}
	if x.Initiator != nil {
		s.Initiator = x.Initiator.IQN.Name
	}
	switch len(x.Devices) {
	case 0:
	case 1:
		s.Device = x.Devices[0].Path
	default:
		for _, d := range x.Devices {
			s.Devices = append(s.Devices, d.Path)
		}
	}
	return s
}

// poolStateOf turns libvirt's state into a word.
func poolStateOf(state libvirt.StoragePoolState) novacron.PoolState {
	switch state {
	case libvirt.StoragePoolRunning:
		return novacron.PoolRunning
	case libvirt.StoragePoolBuilding:
		return novacron.PoolBuilding
	case libvirt.StoragePoolDegraded:
		return novacron.PoolDegraded
	case libvirt.StoragePoolInaccessible:
		return novacron.PoolInaccessible
	case libvirt.StoragePoolInactive:
	}
	return novacron.PoolInactive
}

// DefinePool defines a pool.
func (p *Provider) DefinePool(ctx context.Context, pool novacron.Pool) error {
	if err := checkNewPool(pool); err != nil {
		return err
	}
	text, err := encodePool(pool)
	if err != nil {
		return err
	}
	return tell(ctx, p, storage, func(lv *libvirt.Libvirt) error {
		found, err := lv.StoragePoolLookupByName(pool.Name)
		if err == nil && vmID(found.UUID) == novacron.VMID(pool.ID) {
			return nil
		}
		if err == nil {
			return novacron.Errorf(novacron.Conflict, "there is a pool %s already", pool.Name).WithMend("choose another name")
		}
		_, err = lv.StoragePoolDefineXML(text, 0)
		return definePoolError(err)
	})
}

// definePoolError gives libvirt's refusals of a definition their codes: it
// calls a target or a name that is taken a failed operation.
func definePoolError(err error) error {
	e, ok := asLibvirt(err)
	if !ok {
		return err
	}
	text := strings.ToLower(e.Message)
	if strings.Contains(text, "already") || strings.Contains(text, "conflict with pool") {
		return &novacron.Error{Code: novacron.Conflict, Detail: "libvirt: " + e.Message, Cause: err}
	}
	return err
}

// encodePool writes the document of a new pool.
func encodePool(pool novacron.Pool) (string, error) {
	x := storagePoolXML{Type: pool.Kind, Name: pool.Name, UUID: string(pool.ID), Source: encodeSource(pool.Source)}
	if pool.Kind == "logical" && pool.TargetPath == "" {
		pool.TargetPath = "/dev/" + pool.Source.Name // where LVM puts them, whatever is said
	}
	if pool.TargetPath != "" {
		x.Target = &poolTargetXML{Path: pool.TargetPath}
	}
	text, err := xml.MarshalIndent(x, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write pool xml: %w", err)
	}
	return string(text), nil
}

func encodeSource(s novacron.PoolSource) *poolSourceXML {
	if s.Host+s.Dir+s.Device+s.Name+s.Format+s.Initiator == "" && len(s.Devices) == 0 {
		return nil
	}
	x := &poolSourceXML{Name: s.Name}
	if s.Host != "" {
		x.Host = &namedXML{s.Host}
	}
	if s.Dir != "" {
		x.Dir = &pathXML{s.Dir}
	}
	for _, d := range append(slices.Clone(s.Devices), s.Device) {
		if d != "" {
			x.Devices = append(x.Devices, pathXML{d})
		}
	}
	if s.Initiator != "" {
		x.Initiator = &initiatorXML{namedXML{s.Initiator}}
	}
	if s.Format != "" {
		x.Format = &formatTypeXML{s.Format}
	}
	return x
}

// BuildPool makes what the pool lies in. No flag asks libvirt to overwrite.
func (p *Provider) BuildPool(ctx context.Context, name string) error {
	return tellPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) error {
		return lv.StoragePoolBuild(pool, libvirt.StoragePoolBuildNew)
	})
}

// StartPool starts a pool.
func (p *Provider) StartPool(ctx context.Context, name string) error {
	return tellPool(ctx, p, name, startPool)
}

// StopPool stops a pool.
func (p *Provider) StopPool(ctx context.Context, name string) error {
	return tellPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) error {
		active, err := lv.StoragePoolIsActive(pool)
		if err != nil || active == 0 {
			return err
		}
		return lv.StoragePoolDestroy(pool)
	})
}

// RefreshPool lets libvirt look at the pool again.
func (p *Provider) RefreshPool(ctx context.Context, name string) error {
	return tellPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) error {
		return lv.StoragePoolRefresh(pool, 0)
	})
}

// AutostartPool says whether the pool starts with the host.
func (p *Provider) AutostartPool(ctx context.Context, name string, on bool) error {
	return tellPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) error {
		flag := int32(0)
		if on {
			flag = 1
		}
		return lv.StoragePoolSetAutostart(pool, flag)
	})
}

// UndefinePool removes the definition of a pool.
func (p *Provider) UndefinePool(ctx context.Context, name string) error {
	err := tellPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) error {
		return lv.StoragePoolUndefine(pool)
	})
	if novacron.CodeOf(err) == novacron.NotFound {
		return nil
	}
	return err
}

// checkNewPool checks that what the kind needs is there.
func checkNewPool(pool novacron.Pool) error {
	i := slices.IndexFunc(poolKinds(), func(k poolKind) bool { return k.kind == pool.Kind })
	if i < 0 {
		return novacron.InvalidField("kind", "%q is not a kind of pool that NovaCron makes", pool.Kind)
	}
	kind := poolKinds()[i]
	for _, field := range kind.needs {
		if poolField(pool, field) == "" {
			return novacron.InvalidField(field, "a pool of kind %s needs it", pool.Kind)
		}
	}
	if pool.TargetPath != "" && !strings.HasPrefix(pool.TargetPath, "/") {
		return novacron.InvalidField("targetPath", "must be an absolute path")
	}
	if len(pool.Source.Devices) > 0 && !kind.devices {
		return novacron.InvalidField("source.devices", "a pool of kind %s is not built from devices", pool.Kind)
	}
	return nil
}

// poolField is a field of a pool by its path.
func poolField(pool novacron.Pool, field string) string {
	s := pool.Source
	return map[string]string{
		"targetPath": pool.TargetPath, "source.host": s.Host, "source.dir": s.Dir, "source.device": s.Device,
		"source.name": s.Name, "source.format": s.Format, "source.initiator": s.Initiator,
	}[field]
}

// PoolVolumes returns the volumes of a pool.
func (p *Provider) PoolVolumes(ctx context.Context, name string) ([]novacron.Volume, error) {
	return onPool(ctx, p, name, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) ([]novacron.Volume, error) {
		all, _, err := lv.StoragePoolListAllVolumes(pool, 1, 0)
		if err != nil {
			return nil, err
		}
		volumes := make([]novacron.Volume, 0, len(all))
		for _, found := range all {
			v, err := describeVolume(lv, pool, found)
			if isNumber(err, libvirt.ErrNoStorageVol) {
				continue
			}
			if err != nil {
				return nil, err
			}
			volumes = append(volumes, v)
		}
		return volumes, nil
	})
}

// Volume returns one volume.
func (p *Provider) Volume(ctx context.Context, ref hypervisor.VolumeRef) (novacron.Volume, error) {
	return onVolume(ctx, p, ref, describeVolume)
}

// onVolume asks about one volume.
func onVolume[T any](ctx context.Context, p *Provider, ref hypervisor.VolumeRef, fn func(*libvirt.Libvirt, libvirt.StoragePool, libvirt.StorageVol) (T, error)) (T, error) {
	value, err := onPool(ctx, p, ref.Pool, func(lv *libvirt.Libvirt, pool libvirt.StoragePool) (T, error) {
		vol, err := lv.StorageVolLookupByName(pool, ref.Volume)
		if err != nil {
			var zero T
			return zero, err
		}
		return fn(lv, pool, vol)
	})
	return value, volumeError(err, ref)
}

func describeVolume(lv *libvirt.Libvirt, pool libvirt.StoragePool, found libvirt.StorageVol) (novacron.Volume, error) {
	text, err := lv.StorageVolGetXMLDesc(found, 0)
	if err != nil {
		return novacron.Volume{}, err
	}
	var x volumeXML
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		return novacron.Volume{}, fmt.Errorf("read volume xml: %w", err)
	}
	id := novacron.PoolID(vmID(pool.UUID))
	v := novacron.Volume{
		ID: novacron.NewVolumeID(id, found.Name), Name: found.Name, Pool: id, PoolName: pool.Name,
		Kind: cmp.Or(x.Type, "file"), Format: cmp.Or(x.Target.Format.Type, "raw"), Path: x.Target.Path,
		CapacityBytes: sizeXML{Unit: x.Capacity.Unit, Value: x.Capacity.Value}.bytes(), AllocationBytes: x.Allocation.size(),
		FileSizeBytes: x.Physical.size(),
	}
	if x.Backing != nil {
		v.Backing, v.BackingFormat = x.Backing.Path, x.Backing.Format.Type
	}
	return v, nil
}

// errBusyVolume says whether libvirt cannot do it now because a stream or a
// copy has the volume.
func errBusyVolume(err error) bool {
	e, ok := asLibvirt(errors.Unwrap(err))
	if !ok {
		e, ok = asLibvirt(err)
	}
	return ok && libvirt.ErrorNumber(e.Code) == libvirt.ErrOperationInvalid &&
		(strings.Contains(e.Message, "still in use") || strings.Contains(e.Message, "being allocated") || strings.Contains(e.Message, "asynchronous jobs"))
}
