package kvm

import (
	"cmp"
	"context"
	"slices"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Snapshots = (*Provider)(nil)

// uefiInternal is the first libvirt that reverts internal snapshots of guests
// with UEFI firmware.
const uefiInternal = 10_009_000

// snapshotState is everything about a VM's snapshots at one moment.
type snapshots struct {
	vm     rawDomain
	live   domainXML // what runs, or would
	config domainXML // what the next start gets
	all    []hypervisor.Snapshot
}

func (s *snapshots) active() bool { return stateOf(s.vm.state).Active() }

// find returns a snapshot by name.
func (s *snapshots) find(name string) (hypervisor.Snapshot, error) {
	for _, one := range s.all {
		if one.Name == name {
			return one, nil
		}
	}
	return hypervisor.Snapshot{}, novacron.Errorf(novacron.NotFound, "vm %s has no snapshot %s", s.vm.name, name)
}

// bases maps the files that snapshots other than one hold to their names.
func (s *snapshots) bases(but string) map[string]string {
	files := map[string]string{}
	for _, one := range s.all {
		if one.Name == but {
			continue
		}
		for _, d := range one.Disks {
			files[d.Path] = one.Name
		}
	}
	return files
}

// Snapshots returns a VM's snapshots.
func (p *Provider) Snapshots(ctx context.Context, id novacron.VMID) ([]hypervisor.Snapshot, error) {
	s, err := p.readSnapshots(ctx, id)
	if err != nil {
		return nil, err
	}
	for i := range s.all {
		p.describeFiles(ctx, &s.all[i], s.live.firmware())
	}
	return s.all, nil
}

// readSnapshots reads a VM and its snapshots, without looking at their files.
func (p *Provider) readSnapshots(ctx context.Context, id novacron.VMID) (*snapshots, error) {
	if session, err := p.session(); err == nil && session.driver != "qemu" {
		return nil, novacron.Errorf(novacron.Unsupported, "libvirt's %s driver has no snapshots that NovaCron can use", session.driver)
	}
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (*snapshots, error) {
		raw, err := readDomain(lv, d)
		if err != nil {
			return nil, err
		}
		s := &snapshots{vm: raw}
		if s.live, err = parseDomain(raw.live); err != nil {
			return nil, err
		}
		if s.config = s.live; raw.config != "" {
			if s.config, err = parseDomain(raw.config); err != nil {
				return nil, err
			}
		}
		s.all, err = listSnapshots(lv, d)
		return s, err
	})
}

// listSnapshots reads a domain's snapshots, parents before children.
func listSnapshots(lv *libvirt.Libvirt, d libvirt.Domain) ([]hypervisor.Snapshot, error) {
	found, _, err := lv.DomainListAllSnapshots(d, 1, uint32(libvirt.DomainSnapshotListTopological))
	if err != nil {
		return nil, err
	}
	current, err := lv.DomainSnapshotCurrent(d, 0)
	if err != nil && !isNumber(err, libvirt.ErrNoDomainSnapshot) {
		return nil, err
	}
	all := make([]hypervisor.Snapshot, 0, len(found))
	for _, f := range found {
		text, err := lv.DomainSnapshotGetXMLDesc(f, 0)
		if isNumber(err, libvirt.ErrNoDomainSnapshot) {
			continue // it vanished meanwhile
		}
		if err != nil {
			return nil, err
		}
		x, err := parseSnapshot(text)
		if err != nil {
			return nil, err
		}
		s := x.snapshot()
		s.Current = s.Name == current.Name
		all = append(all, s)
	}
	return all, nil
}

// describeFiles looks at the volumes of a snapshot, and says why it is of no
// use when one is not there.
func (p *Provider) describeFiles(ctx context.Context, s *hypervisor.Snapshot, firmware string) {
	if s.Kind == novacron.SnapshotInternal {
		if firmware == "uefi" && !p.hasLibvirt(uefiInternal) {
			s.Problem = "it lies inside the disk, and libvirt before 10.9 cannot return a VM with UEFI firmware to such a snapshot"
		}
		return
	}
	for i := range s.Disks {
		v, err := p.fileAt(ctx, s.Disks[i].Path)
		if err != nil {
			s.Problem = cmp.Or(s.Problem, "disk "+s.Disks[i].Device+": "+problemOf(err))
			continue
		}
		d := &s.Disks[i]
		d.Pool, d.Volume, d.SizeBytes = v.PoolName, v.Name, v.AllocationBytes
		s.SizeBytes += v.AllocationBytes
	}
	if s.MemoryFile == "" {
		return
	}
	v, err := p.fileAt(ctx, s.MemoryFile)
	if err != nil {
		s.Problem = cmp.Or(s.Problem, "its memory: "+problemOf(err))
	}
	s.SizeBytes += v.AllocationBytes
}

func problemOf(err error) string {
	if e, ok := novacron.AsError(err); ok {
		return e.Detail
	}
	return "it cannot be read"
}

// fileAt returns the volume behind a path.
func (p *Provider) fileAt(ctx context.Context, path string) (novacron.Volume, error) {
	ref, err := p.FindVolume(ctx, path)
	if err != nil {
		return novacron.Volume{}, err
	}
	return p.Volume(ctx, ref)
}

// hasLibvirt says whether libvirt is of this version or later: major * 1,000,000
// + minor * 1,000 + release.
func (p *Provider) hasLibvirt(version uint64) bool {
	ctx, cancel := context.WithTimeout(context.Background(), p.opts.CallTimeout)
	defer cancel()
	has, err := ask(ctx, p, domains, (*libvirt.Libvirt).ConnectGetLibVersion)
	return err == nil && has >= version
}

// onSnapshot makes calls about one snapshot.
func onSnapshot[T any](ctx context.Context, p *Provider, id novacron.VMID, name string, fn func(*libvirt.Libvirt, libvirt.Domain, libvirt.DomainSnapshot) (T, error)) (T, error) {
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (T, error) {
		s, err := lv.DomainSnapshotLookupByName(d, name, 0)
		if err != nil {
			var zero T
			return zero, err
		}
		return fn(lv, d, s)
	})
}

// snapshotDocument is a snapshot's whole document, with the secrets in it.
func (p *Provider) snapshotDocument(ctx context.Context, id novacron.VMID, name string) (string, error) {
	return onSnapshot(ctx, p, id, name, func(lv *libvirt.Libvirt, _ libvirt.Domain, s libvirt.DomainSnapshot) (string, error) {
		return lv.DomainSnapshotGetXMLDesc(s, uint32(libvirt.DomainSnapshotXMLSecure))
	})
}

// redefine replaces a snapshot's document, and makes it the current one where
// that is asked.
func (p *Provider) redefine(ctx context.Context, id novacron.VMID, text string, current bool) error {
	flags := libvirt.DomainSnapshotCreateRedefine
	if current {
		flags |= libvirt.DomainSnapshotCreateCurrent
	}
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		_, err := lv.DomainSnapshotCreateXML(d, text, uint32(flags))
		return struct{}{}, err
	})
	return err
}

// inUse says whether a VM's disks lie in a file, now or at the next start.
func (s *snapshots) inUse(path string) bool {
	for _, d := range slices.Concat(s.live.Devices.Disks, s.config.Devices.Disks) {
		if d.source() == path {
			return true
		}
	}
	return false
}

// firmwareFolder is where libvirt's system daemon keeps UEFI variables.
const firmwareFolder = "/var/lib/libvirt/qemu/nvram"

// nvram is the file with the VM's UEFI variables; empty for none. The
// definition of a VM whose firmware libvirt chooses does not name it while the VM
// is off.
func (s *snapshots) nvram() string {
	if s.live.OS.NVRAM != "" || s.live.firmware() != "uefi" {
		return s.live.OS.NVRAM
	}
	return firmwareFolder + "/" + s.vm.name + "_VARS.fd"
}
