package kvm

import (
	"context"
	"encoding/xml"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// PlanSnapshot says what files a snapshot will have.
func (p *Provider) PlanSnapshot(ctx context.Context, id novacron.VMID, req hypervisor.NewSnapshot) (hypervisor.SnapshotPlan, error) {
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return hypervisor.SnapshotPlan{}, err
	}
	state := stateOf(s.vm.state)
	plan := hypervisor.SnapshotPlan{
		Name: req.Name, Description: req.Description, State: state, Freeze: req.Freeze,
		Clean: state == novacron.VMShutoff && reasonOf(s.vm.state, s.vm.reason) == "shutdown",
	}
	if err := s.mayBegin(req); err != nil {
		return plan, err
	}
	if plan.Overlays, err = p.planOverlays(ctx, s, req); err != nil {
		return plan, err
	}
	pool, folder := plan.Overlays[0].Volume.Pool, filepath.Dir(plan.Overlays[0].Path)
	file := func(what, ext string) *hypervisor.FileCopy {
		name := s.vm.name + "-" + what + "-" + req.Tag + "." + ext
		return &hypervisor.FileCopy{Volume: hypervisor.VolumeRef{Pool: pool, Volume: name}, Path: filepath.Join(folder, name)}
	}
	if req.Memory {
		plan.Memory = file("memory", "save")
	}
	if s.nvram() != "" {
		plan.Firmware = file("nvram", "fd")
	}
	return plan, nil
}

// mayBegin says why no snapshot of this kind can be made of the VM now.
func (s *snapshots) mayBegin(req hypervisor.NewSnapshot) error {
	state := stateOf(s.vm.state)
	if _, err := s.find(req.Name); err == nil {
		return novacron.Errorf(novacron.Conflict, "vm %s has a snapshot %s already", s.vm.name, req.Name).WithMend("choose another name")
	}
	switch {
	case !s.vm.persistent:
		return novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops; it could not return to a snapshot", s.vm.name)
	case s.vm.saved:
		return novacron.Errorf(novacron.WrongState, "vm %s has a saved state, which its disks alone are worth little without", s.vm.name).
			WithMend("start it, or start it with the saved state discarded")
	case !slices.Contains([]novacron.VMState{novacron.VMRunning, novacron.VMPaused, novacron.VMShutoff}, state):
		return novacron.Errorf(novacron.WrongState, "vm %s is %s", s.vm.name, state).WithMend("resume it or power it off first")
	case req.Memory && state == novacron.VMShutoff:
		return novacron.Errorf(novacron.WrongState, "vm %s is off: there is no memory to keep", s.vm.name).WithMend("leave memory out")
	case req.Freeze == novacron.FreezeRequire && state == novacron.VMPaused && !req.Memory:
		return novacron.Errorf(novacron.WrongState, "vm %s is paused: its guest cannot bring its file systems to rest", s.vm.name).WithMend("resume it first")
	}
	return nil
}

// planOverlays chooses an overlay for each disk that the guest can write to.
func (p *Provider) planOverlays(ctx context.Context, s *snapshots, req hypervisor.NewSnapshot) ([]hypervisor.Overlay, error) {
	var overlays []hypervisor.Overlay
	for i := range s.live.Devices.Disks {
		d := &s.live.Devices.Disks[i]
		disk := d.disk()
		if !kept(disk) {
			continue
		}
		source, err := p.sourceOf(ctx, d)
		if err != nil {
			return nil, err
		}
		o, err := p.planOverlay(ctx, s.vm.name, disk, source, req)
		if err != nil {
			return nil, err
		}
		overlays = append(overlays, o)
	}
	if len(overlays) == 0 {
		return nil, novacron.Errorf(novacron.Unsupported, "vm %s has no disk that it can write to: there is nothing to keep", s.vm.name)
	}
	return overlays, nil
}

// kept says whether snapshots keep a disk: what the guest cannot write to needs
// no point to return to.
func kept(disk novacron.Disk) bool {
	return disk.Kind == "disk" && !disk.ReadOnly && (disk.Source != "" || disk.Volume != "")
}

// sourceOf returns the volume that a disk lies in.
func (p *Provider) sourceOf(ctx context.Context, d *diskXML) (novacron.Volume, error) {
	if d.Source.Pool != "" {
		return p.Volume(ctx, hypervisor.VolumeRef{Pool: d.Source.Pool, Volume: d.Source.Volume})
	}
	v, err := p.fileAt(ctx, d.source())
	if novacron.CodeOf(err) == novacron.NotFound {
		return v, novacron.Errorf(novacron.Unsupported, "disk %s lies in no storage pool: %s", d.Target.Dev, d.source()).
			WithMend("make a pool of its folder, so that the files of snapshots can be found and removed there")
	}
	return v, err
}

func (p *Provider) planOverlay(ctx context.Context, vm string, disk novacron.Disk, source novacron.Volume, req hypervisor.NewSnapshot) (hypervisor.Overlay, error) {
	format := disk.Format
	if format != "qcow2" && format != "raw" {
		return hypervisor.Overlay{}, novacron.Errorf(novacron.Unsupported, "disk %s has the format %s; snapshots are made of qcow2 and raw", disk.Device, format)
	}
	pool := source.PoolName
	if req.Pool != "" {
		pool = req.Pool
	}
	where, err := p.Pool(ctx, pool)
	if err != nil {
		return hypervisor.Overlay{}, err
	}
	if !slices.Contains(filePools(), where.Kind) || where.TargetPath == "" {
		return hypervisor.Overlay{}, novacron.Errorf(novacron.Unsupported, "disk %s: pool %s holds no files, and a snapshot needs a file for what comes after it", disk.Device, pool).
			WithMend("name a pool of files for the snapshot")
	}
	name := vm + "-" + disk.Device + "-" + req.Tag + ".qcow2"
	return hypervisor.Overlay{
		Device: disk.Device, Volume: hypervisor.VolumeRef{Pool: pool, Volume: name}, Path: filepath.Join(where.TargetPath, name),
		SizeBytes: source.CapacityBytes, Base: source.Path, BaseFormat: format,
	}, nil
}

// newSnapshotXML is the document that asks libvirt for a snapshot.
type newSnapshotXML struct {
	XMLName     xml.Name `xml:"domainsnapshot"`
	Name        string   `xml:"name"`
	Description string   `xml:"description,omitempty"`
	Memory      struct {
		Snapshot string `xml:"snapshot,attr"`
		File     string `xml:"file,attr,omitempty"`
	} `xml:"memory"`
	Disks []newSnapshotDisk `xml:"disks>disk"`
}

type newSnapshotDisk struct {
	Name     string         `xml:"name,attr"`
	Snapshot string         `xml:"snapshot,attr"`
	Type     string         `xml:"type,attr,omitempty"`
	Driver   *formatTypeXML `xml:"driver"`
	Source   *newSource     `xml:"source"`
}

// document writes the request. Disks that are not in the plan are named, for
// libvirt would take them too.
func (s *snapshots) document(plan hypervisor.SnapshotPlan) (string, error) {
	x := newSnapshotXML{Name: plan.Name, Description: plan.Description}
	x.Memory.Snapshot = "no"
	if plan.Memory != nil {
		x.Memory.Snapshot, x.Memory.File = "external", plan.Memory.Path
	}
	for i := range s.live.Devices.Disks {
		device := s.live.Devices.Disks[i].Target.Dev
		d := newSnapshotDisk{Name: device, Snapshot: "no"}
		for _, o := range plan.Overlays {
			if o.Device == device {
				d = newSnapshotDisk{Name: device, Snapshot: "external", Type: "file", Driver: &formatTypeXML{"qcow2"}, Source: &newSource{File: o.Path}}
			}
		}
		x.Disks = append(x.Disks, d)
	}
	text, err := xml.Marshal(x)
	if err != nil {
		return "", fmt.Errorf("write snapshot xml: %w", err)
	}
	return string(text), nil
}

// CreateSnapshot makes the overlays through their pools, so that nobody but
// libvirt can read them, and lets libvirt put them on.
func (p *Provider) CreateSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.SnapshotPlan) (hypervisor.SnapshotDone, error) {
	done := hypervisor.SnapshotDone{Consistency: restOf(plan)}
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return done, err
	}
	if _, err := s.find(plan.Name); err == nil {
		if !s.inUse(plan.Overlays[0].Path) {
			return done, novacron.Errorf(novacron.Conflict, "vm %s has a snapshot %s already", s.vm.name, plan.Name)
		}
		// It was made before a crash: whether the file systems were at rest nobody
		// knows any more, and the copy of the UEFI variables came before.
		return done, p.findFirmware(ctx, plan, &done)
	}
	err = p.makeSnapshot(ctx, id, s, plan, &done)
	if err != nil {
		clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		p.dropSnapshot(clean, id, plan)
	}
	return done, err
}

// restOf is the consistency that needs no guest.
func restOf(plan hypervisor.SnapshotPlan) novacron.SnapshotConsistency {
	switch {
	case plan.Memory != nil:
		return novacron.ConsistencyMemory
	case plan.Clean:
		return novacron.ConsistencyFilesystem
	}
	return novacron.ConsistencyCrash
}

func (p *Provider) makeSnapshot(ctx context.Context, id novacron.VMID, s *snapshots, plan hypervisor.SnapshotPlan, done *hypervisor.SnapshotDone) error {
	for _, o := range plan.Overlays {
		if s.inUse(o.Path) {
			return novacron.Errorf(novacron.Conflict, "disk %s lies in %s already", o.Device, o.Path)
		}
		if err := p.makeOverlay(ctx, o); err != nil {
			return err
		}
	}
	if plan.Firmware != nil {
		if err := p.keepFirmware(ctx, s.nvram(), *plan.Firmware); err != nil {
			done.Warnings = append(done.Warnings, "the UEFI variables are not kept: "+problemOf(err))
		} else {
			done.Firmware = plan.Firmware.Path
		}
	}
	text, err := s.document(plan)
	if err != nil {
		return err
	}
	flags := libvirt.DomainSnapshotCreateAtomic | libvirt.DomainSnapshotCreateReuseExt
	if plan.Memory == nil {
		flags |= libvirt.DomainSnapshotCreateDiskOnly
	} else if plan.State == novacron.VMRunning {
		flags |= libvirt.DomainSnapshotCreateLive
	}
	if plan.Memory == nil && plan.State == novacron.VMRunning && plan.Freeze != novacron.FreezeNever {
		var made bool
		if made, err = p.snapshotAtRest(ctx, id, text, flags, plan, done); made || err != nil {
			return err
		}
	}
	if err := p.takeSnapshot(ctx, id, text, flags); err != nil {
		return err
	}
	if plan.Memory != nil {
		_ = p.RefreshPool(ctx, plan.Memory.Volume.Pool) // its file is new to the pool
	}
	return nil
}

func (p *Provider) takeSnapshot(ctx context.Context, id novacron.VMID, text string, flags libvirt.DomainSnapshotCreateFlags) error {
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		_, err := lv.DomainSnapshotCreateXML(d, text, uint32(flags))
		return struct{}{}, err
	})
	return err
}

// makeOverlay makes an overlay anew: one that a try before this left may have
// been written to.
func (p *Provider) makeOverlay(ctx context.Context, o hypervisor.Overlay) error {
	if err := p.DeleteVolume(ctx, o.Volume); err != nil {
		return err
	}
	_, err := p.CreateVolume(ctx, hypervisor.VolumeSpec{
		VolumeRef: o.Volume, Format: "qcow2", CapacityBytes: o.SizeBytes, Backing: o.Base, BackingFormat: o.BaseFormat,
	})
	return err
}

// dropSnapshot removes what a failed snapshot left: a job that writes memory,
// then every file that the VM does not use.
func (p *Provider) dropSnapshot(ctx context.Context, id novacron.VMID, plan hypervisor.SnapshotPlan) {
	if plan.Memory != nil {
		_ = p.abandonSave(ctx, id)
	}
	for {
		s, err := p.readSnapshots(ctx, id)
		if err == nil {
			if _, err := s.find(plan.Name); err == nil && s.inUse(plan.Overlays[0].Path) {
				return // it was made all the same
			}
			if p.idle(ctx, id) {
				p.dropFiles(ctx, s, plan)
				return
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(busyWait):
		}
	}
}

// idle says whether no job of libvirt runs on the VM.
func (p *Provider) idle(ctx context.Context, id novacron.VMID) bool {
	kind, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (int32, error) {
		kind, _, _, _, _, _, _, _, _, _, _, _, err := lv.DomainGetJobInfo(d)
		return kind, err
	})
	return novacron.CodeOf(err) == novacron.WrongState || (err == nil && kind == int32(libvirt.DomainJobNone))
}

func (p *Provider) dropFiles(ctx context.Context, s *snapshots, plan hypervisor.SnapshotPlan) {
	for _, o := range plan.Overlays {
		if !s.inUse(o.Path) {
			p.dropVolume(ctx, o.Volume)
		}
	}
	for _, file := range []*hypervisor.FileCopy{plan.Memory, plan.Firmware} {
		if file != nil {
			_ = p.RefreshPool(ctx, file.Volume.Pool)
			p.dropVolume(ctx, file.Volume)
		}
	}
}

func (p *Provider) dropVolume(ctx context.Context, ref hypervisor.VolumeRef) {
	if err := p.DeleteVolume(ctx, ref); err != nil {
		p.log.Warn().Err(err).Str("pool", ref.Pool).Str("volume", ref.Volume).Msg("a volume could not be removed")
	}
}
