package kvm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

const (
	// mergerPrefix begins the UUID of the domains that merge files for VMs that do
	// not run: "novacron" in ASCII. No VM has such a UUID: the inventory leaves
	// them out.
	mergerPrefix = "6e6f7661-6372-8f6e-"
	// mergeTick is how often a merge is looked at.
	mergeTick = 100 * time.Millisecond
	// endMergerWithin bounds ending a merge: QEMU closes its files, and libvirt
	// gives it 15 s before it kills it.
	endMergerWithin = time.Minute
)

// isMerger says whether a domain is one that only merges files.
func isMerger(id novacron.VMID) bool { return strings.HasPrefix(string(id), mergerPrefix) }

// mergerOf is the id of the domain that merges files of a VM.
func mergerOf(id novacron.VMID) novacron.VMID {
	sum := sha256.Sum256([]byte(id))
	text := hex.EncodeToString(sum[:])
	return novacron.VMID(mergerPrefix + "8" + text[:3] + "-" + text[3:15])
}

// newMerger is a QEMU that has one disk and never runs a guest.
type newMerger struct {
	XMLName xml.Name `xml:"domain"`
	Type    string   `xml:"type,attr"`
	Name    string   `xml:"name"`
	UUID    string   `xml:"uuid"`
	Desc    string   `xml:"description"`
	Memory  amount   `xml:"memory"`
	VCPU    int      `xml:"vcpu"`
	OS      newOS    `xml:"os"`
	Devices struct {
		Emulator    string          `xml:"emulator,omitempty"`
		Disks       []newDisk       `xml:"disk"`
		Controllers []newController `xml:"controller"`
		Balloon     newBalloonNone  `xml:"memballoon"`
	} `xml:"devices"`
}

type newBalloonNone struct {
	Model string `xml:"model,attr"`
}

// startMerger starts a domain whose only disk is the file, paused for ever. The
// VM cannot be started meanwhile: QEMU locks the file. When ctx ends the start is
// waited for all the same: libvirt goes on with it, and nobody would end it.
func (p *Provider) startMerger(ctx context.Context, vm novacron.VMID, file, format string) error {
	if ctx.Err() != nil {
		return contextError(ctx)
	}
	ctx, cancel := settling(ctx)
	defer cancel()
	s, err := p.session()
	if err != nil {
		return err
	}
	id := mergerOf(vm)
	x := newMerger{
		Type: "qemu", Name: "novacron-merge-" + string(id[len(id)-12:]), UUID: string(id),
		Desc: "NovaCron merges files of a snapshot of VM " + string(vm) + " here; no guest runs", Memory: kib(16 << 20), VCPU: 1,
		OS: s.newOS(hypervisor.Definition{}),
	}
	_, emulator, _ := s.caps.guest()
	if p.opts.Emulator != "" {
		emulator = p.opts.Emulator
	}
	disk := newDisk{Type: "file", Device: "disk", Source: &newSource{File: file}}
	disk.Driver.Name, disk.Driver.Type, disk.Driver.Discard = "qemu", format, "unmap"
	disk.Target.Dev, disk.Target.Bus = "vda", "virtio"
	x.Devices.Emulator, x.Devices.Disks = emulator, []newDisk{disk}
	x.Devices.Controllers = []newController{{Type: "usb", Index: 0, Model: "none"}}
	x.Devices.Balloon = newBalloonNone{"none"}
	text, err := xml.Marshal(x)
	if err != nil {
		return fmt.Errorf("write domain xml: %w", err)
	}
	return tell(ctx, p, domains, func(lv *libvirt.Libvirt) error {
		_, err := lv.DomainCreateXML(string(text), libvirt.DomainStartPaused)
		return err
	})
}

// endMerger ends the domain that merges files of a VM, if there is one. QEMU
// leaves its files whole: a merge that is not done can be begun again.
func (p *Provider) endMerger(ctx context.Context, vm novacron.VMID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endMergerWithin)
	defer cancel()
	_, err := onVM(ctx, p, mergerOf(vm), func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		return struct{}{}, lv.DomainDestroyFlags(d, libvirt.DomainDestroyDefault)
	})
	if code := novacron.CodeOf(err); code == novacron.NotFound || code == novacron.WrongState {
		return nil
	}
	return err
}

// runMerge merges in the VM's own QEMU, or in one that is there for that alone.
func (p *Provider) runMerge(ctx context.Context, id novacron.VMID, m hypervisor.Merge, show func(string, int, bool) error) (err error) {
	phase := "merging disk " + m.Device
	host, device := id, m.Device
	if !m.Running {
		phase += " in a QEMU that runs no guest"
		host, device = mergerOf(id), "vda"
	}
	if err := show(phase, 0, true); err != nil {
		return err
	}
	if !m.Running {
		defer func() {
			if endErr := p.endMerger(ctx, id); err == nil {
				err = endErr
			}
		}()
		if err := p.startMerger(ctx, id, m.Overlay, "qcow2"); err != nil {
			return err
		}
	} else if err := p.endJob(ctx, host, device); err != nil { // one that a crash left
		return err
	}
	if err := p.startJob(ctx, host, device, m); err != nil {
		return err
	}
	followed := p.followJob(ctx, host, device, m, func(percent int) error { return show(phase, percent, true) })
	if followed != nil {
		_ = p.endJob(ctx, host, device)
	}
	// Canceled or not: what is merged has to be cleared away.
	settle, cancel := settling(ctx)
	defer cancel()
	if checked := p.checkMerge(settle, id, m); checked == nil || followed == nil {
		return checked
	}
	return followed
}

// settling is for what must be done once a merge is done, canceled or not:
// afterwards nothing would tell which file is left over.
func settling(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), endMergerWithin)
}

// startJob starts the block job of a merge. When ctx ends meanwhile it is waited
// for: libvirt starts the job all the same, and it has to be ended.
func (p *Provider) startJob(ctx context.Context, host novacron.VMID, device string, m hypervisor.Merge) error {
	if ctx.Err() != nil {
		return contextError(ctx)
	}
	ctx, cancel := settling(ctx)
	defer cancel()
	_, err := onVM(ctx, p, host, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		if m.How == hypervisor.MergePull {
			var below libvirt.OptString
			if m.Below != "" {
				below = libvirt.OptString{m.Below}
			}
			return struct{}{}, lv.DomainBlockRebase(d, device, below, 0, 0)
		}
		var flags libvirt.DomainBlockCommitFlags
		if m.Active {
			flags = libvirt.DomainBlockCommitActive
		}
		return struct{}{}, lv.DomainBlockCommit(d, device, libvirt.OptString{m.Base}, libvirt.OptString{m.Overlay}, 0, flags)
	})
	return err
}

// blockJob is how far a job is.
type blockJob struct {
	found    bool
	cur, end uint64
}

func (j blockJob) percent() int {
	if j.end == 0 {
		return 0
	}
	return int(min(j.cur, j.end) * 100 / j.end)
}

func (p *Provider) blockJob(ctx context.Context, host novacron.VMID, device string) (blockJob, error) {
	return onVM(ctx, p, host, func(lv *libvirt.Libvirt, d libvirt.Domain) (blockJob, error) {
		found, _, _, cur, end, err := lv.DomainGetBlockJobInfo(d, device, 0)
		return blockJob{found != 0, cur, end}, err
	})
}

// followJob waits until a job has done its work, and ends one that mirrors what
// the VM writes by moving the VM over.
func (p *Provider) followJob(ctx context.Context, host novacron.VMID, device string, m hypervisor.Merge, show func(int) error) error {
	tick := time.NewTicker(mergeTick)
	defer tick.Stop()
	for {
		job, err := p.blockJob(ctx, host, device)
		if err != nil {
			return err
		}
		if !job.found {
			return nil
		}
		if m.Active && m.How == hypervisor.MergeCommit && job.cur == job.end && job.end > 0 {
			moved, err := p.pivot(ctx, host, device)
			if moved || err != nil {
				return err
			}
		}
		if err := show(job.percent()); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return contextError(ctx)
		case <-tick.C:
		}
	}
}

// pivot moves the VM to the merged file, or says that the job is not ready yet.
func (p *Provider) pivot(ctx context.Context, host novacron.VMID, device string) (bool, error) {
	ctx, cancel := settling(ctx)
	defer cancel()
	_, err := onVM(ctx, p, host, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		return struct{}{}, lv.DomainBlockJobAbort(d, device, libvirt.DomainBlockJobAbortPivot)
	})
	if isNumber(err, libvirt.ErrBlockCopyActive) {
		return false, nil
	}
	return err == nil, err
}

// endJob ends a job that is not wanted any more. What it copied so far does no
// harm.
func (p *Provider) endJob(ctx context.Context, host novacron.VMID, device string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endMergerWithin)
	defer cancel()
	job, err := p.blockJob(ctx, host, device)
	if err != nil || !job.found {
		return err
	}
	_, err = onVM(ctx, p, host, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		return struct{}{}, lv.DomainBlockJobAbort(d, device, 0)
	})
	if novacron.CodeOf(err) == novacron.WrongState {
		return nil // it ended by itself
	}
	return err
}

// checkMerge looks whether a job that is gone did its work, for libvirt tells
// only that it is gone.
func (p *Provider) checkMerge(ctx context.Context, id novacron.VMID, m hypervisor.Merge) error {
	host := id
	if !m.Running {
		host = mergerOf(id)
	}
	chain, err := p.chainOf(ctx, host, m)
	if err != nil {
		return err
	}
	gone := m.Overlay
	if m.How == hypervisor.MergePull {
		gone = m.Base
	}
	if chain[gone] {
		return novacron.Errorf(novacron.Unavailable, "QEMU gave up merging disk %s: %s is still in use", m.Device, gone).
			WithMend("look whether the pool is full, and delete the snapshot again")
	}
	return nil
}

// chainOf is the set of files that a domain has below the disk that was merged.
func (p *Provider) chainOf(ctx context.Context, host novacron.VMID, m hypervisor.Merge) (map[string]bool, error) {
	device := m.Device
	if !m.Running {
		device = "vda"
	}
	return onVM(ctx, p, host, func(lv *libvirt.Libvirt, d libvirt.Domain) (map[string]bool, error) {
		text, err := lv.DomainGetXMLDesc(d, 0)
		if err != nil {
			return nil, err
		}
		x, err := parseDomain(text)
		if err != nil {
			return nil, err
		}
		return (&snapshots{live: x}).chain(device), nil
	})
}
