package kvm

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Devices = (*Provider)(nil)

// detachWithin is how long a guest gets to let go of a device. Linux takes
// seconds at the most; one that has not booted yet, or has no driver, never does.
const detachWithin = 15 * time.Second

// EditDevices changes the hardware of a VM.
func (p *Provider) EditDevices(ctx context.Context, id novacron.VMID, edit hypervisor.DeviceEdit) ([]novacron.Change, error) {
	if edit.AddDisk != nil && edit.AddDisk.Volume != "" {
		disk := *edit.AddDisk
		var err error
		if disk.Source, err = p.volumePath(ctx, disk.Pool, disk.Volume); err != nil {
			return nil, err
		}
		edit.AddDisk = &disk
	}
	return p.editDevices(ctx, id, edit, true)
}

// PlanDevices tells what EditDevices would do.
func (p *Provider) PlanDevices(ctx context.Context, id novacron.VMID, edit hypervisor.DeviceEdit) ([]novacron.Change, error) {
	return p.editDevices(ctx, id, edit, false)
}

func (p *Provider) editDevices(ctx context.Context, id novacron.VMID, edit hypervisor.DeviceEdit, do bool) ([]novacron.Change, error) {
	s, err := p.session()
	if err != nil {
		return nil, err
	}
	if edit.Hardware != nil {
		if err := s.checkHardware(*edit.Hardware); err != nil {
			return nil, err
		}
	}
	return onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) ([]novacron.Change, error) {
		e, err := newDeviceEditing(lv, d, edit)
		if err != nil {
			return nil, err
		}
		if err := e.planDevices(edit); err != nil || !do {
			return e.changes, err
		}
		for _, step := range e.steps {
			if err := step(lv); err != nil {
				return nil, err
			}
		}
		return e.changes, nil
	})
}

// deviceEditing is one edit of a domain's devices: how it is, runs and is
// configured, and how both will be.
type deviceEditing struct {
	*editing
	liveVM, liveAfter     novacron.VM
	configVM, configAfter novacron.VM
}

func newDeviceEditing(lv *libvirt.Libvirt, d libvirt.Domain, edit hypervisor.DeviceEdit) (*deviceEditing, error) {
	base, err := newEditing(lv, d)
	if err != nil {
		return nil, err
	}
	e := &deviceEditing{editing: base, liveVM: base.live.vm(), configVM: base.config.vm()}
	if e.configAfter, err = edit.Apply(e.configVM); err != nil {
		return nil, err
	}
	if e.liveAfter, err = edit.Apply(e.liveVM); err != nil {
		// What was added for the next start only can be changed there only.
		e.liveAfter = e.liveVM
	}
	return e, nil
}

func (e *deviceEditing) liveDiffers() bool {
	return e.active && len(hypervisor.Differences(e.liveVM, e.liveAfter)) > 0
}

func (e *deviceEditing) configDiffers() bool {
	return len(hypervisor.Differences(e.configVM, e.configAfter)) > 0
}

// note tells every difference that is made, with when it takes hold: what the
// running VM cannot take waits, and is no difference where it waits already.
func (e *deviceEditing) note(live func(field string) bool) {
	config := hypervisor.Differences(e.configVM, e.configAfter)
	told := map[string]bool{}
	add := func(c novacron.Change, applied novacron.Applied) {
		if c.Applied = applied; !told[c.Field] {
			e.changes = append(e.changes, c)
		}
		told[c.Field] = true
	}
	if e.active {
		for _, c := range hypervisor.Differences(e.liveVM, e.liveAfter) {
			switch {
			case live(c.Field):
				add(c, novacron.AppliedNow)
			case slices.ContainsFunc(config, func(o novacron.Change) bool { return o.Field == c.Field }):
				add(c, novacron.AppliedNextStart)
			}
		}
	}
	for _, c := range config {
		add(c, novacron.AppliedNow)
	}
}

func always(yes bool) func(string) bool { return func(string) bool { return yes } }

func (e *deviceEditing) step(fn func(*libvirt.Libvirt) error) { e.steps = append(e.steps, fn) }

func (e *deviceEditing) planDevices(edit hypervisor.DeviceEdit) error {
	err := e.planEdit(edit)
	if len(e.changes) == 0 {
		e.steps = nil
	}
	return err
}

func (e *deviceEditing) planEdit(edit hypervisor.DeviceEdit) error {
	switch {
	case edit.AddDisk != nil:
		return e.planAttach(newDiskOf(*edit.AddDisk), e.plugs(edit.AddDisk.Bus))
	case edit.AddNIC != nil:
		return e.planAttach(newInterfaceOf(*edit.AddNIC), e.freeSlot())
	case edit.RemoveDisk != "":
		disk := e.liveVM.Disk(edit.RemoveDisk)
		pluggable := disk != nil && (disk.Bus == "virtio" || disk.Bus == "usb" || disk.Bus == "scsi")
		return e.planDetach("disk", diskNamed(edit.RemoveDisk), pluggable, "disk "+edit.RemoveDisk)
	case edit.RemoveNIC != "":
		return e.planDetach("interface", nicNamed(edit.RemoveNIC), true, "network interface "+edit.RemoveNIC)
	case edit.ChangeDisk != nil:
		return e.planDisk(*edit.ChangeDisk)
	case edit.ChangeNIC != nil:
		return e.planNIC(*edit.ChangeNIC)
	}
	return e.planHardware(*edit.Hardware)
}

// plugs says whether a disk of a bus can be plugged into the running VM.
func (e *deviceEditing) plugs(bus string) bool {
	switch bus {
	case "virtio":
		return e.freeSlot()
	case "usb":
		return strings.Contains(e.raw.live, "<controller type='usb'") && !strings.Contains(e.raw.live, "<controller type='usb' index='0' model='none'")
	}
	return false
}

// freeSlot says whether there is a slot to plug a PCI device into. On q35 that
// is a root port with nothing behind it; older machines have slots by the dozen.
func (e *deviceEditing) freeSlot() bool {
	doc := etree.NewDocument()
	if err := doc.ReadFromString(e.raw.live); err != nil || !strings.Contains(e.raw.live, "pcie-root") {
		return err == nil
	}
	taken := map[uint64]bool{}
	for _, a := range doc.FindElements("//devices/*/address[@type='pci']") {
		taken[hexNumber(a.SelectAttrValue("bus", "0"))] = true
	}
	for _, c := range doc.FindElements("//devices/controller[@model='pcie-root-port']") {
		if n := number(c.SelectAttrValue("index", "0")); n > 0 && !taken[uint64(n)] {
			return true
		}
	}
	return false
}

// planAttach adds a device where it is missing. When it cannot be plugged in
// it waits for the next start.
func (e *deviceEditing) planAttach(device any, pluggable bool) error {
	live, config := e.liveDiffers() && pluggable, e.raw.persistent && e.configDiffers()
	if e.active && !pluggable && !e.raw.persistent {
		return novacron.Errorf(novacron.Unsupported, "vm %s cannot be given this while it runs, and vanishes when it stops", e.d.Name)
	}
	text, err := xml.Marshal(device)
	if err != nil {
		return fmt.Errorf("write device xml: %w", err)
	}
	e.note(always(pluggable))
	flags := libvirt.DomainDeviceModifyCurrent
	if live || (!e.active && !e.raw.persistent) {
		flags |= libvirt.DomainDeviceModifyLive
	}
	if config {
		flags |= libvirt.DomainDeviceModifyConfig
	}
	e.step(func(lv *libvirt.Libvirt) error { return lv.DomainAttachDeviceFlags(e.d, string(text), uint32(flags)) })
	return nil
}

func diskNamed(device string) func(*etree.Element) bool {
	return func(el *etree.Element) bool {
		t := el.SelectElement("target")
		return t != nil && t.SelectAttrValue("dev", "") == device
	}
}

func nicNamed(mac string) func(*etree.Element) bool {
	return func(el *etree.Element) bool {
		m := el.SelectElement("mac")
		return m != nil && strings.EqualFold(m.SelectAttrValue("address", ""), mac)
	}
}

// element finds a device in a domain document.
func element(text, tag string, is func(*etree.Element) bool) (*etree.Element, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		return nil, fmt.Errorf("read the domain's XML: %w", err)
	}
	for _, el := range doc.FindElements("/domain/devices/" + tag) {
		if is(el) {
			return el, nil
		}
	}
	return nil, novacron.Errorf(novacron.NotFound, "the vm has no such %s", tag)
}

// elementText writes a device by itself.
func elementText(el *etree.Element) (string, error) {
	doc := etree.NewDocument()
	doc.SetRoot(el.Copy())
	return doc.WriteToString()
}

// planDetach removes a device: from the running VM first, for the guest may
// not let go of it, and then it stays in the configuration too.
func (e *deviceEditing) planDetach(tag string, is func(*etree.Element) bool, pluggable bool, what string) error {
	if e.active && !pluggable && !e.raw.persistent {
		return novacron.Errorf(novacron.Unsupported, "vm %s cannot let go of this while it runs, and vanishes when it stops", e.d.Name)
	}
	e.note(always(pluggable))
	if e.active && pluggable && e.liveDiffers() {
		e.step(func(lv *libvirt.Libvirt) error { return e.unplug(lv, tag, is, what) })
	}
	if e.raw.persistent && e.configDiffers() {
		e.step(func(lv *libvirt.Libvirt) error {
			text, err := lv.DomainGetXMLDesc(e.d, libvirt.DomainXMLInactive)
			if err != nil {
				return err
			}
			el, err := element(text, tag, is)
			if err != nil {
				return err
			}
			device, err := elementText(el)
			if err != nil {
				return err
			}
			return lv.DomainDetachDeviceFlags(e.d, device, uint32(libvirt.DomainDeviceModifyConfig))
		})
	}
	return nil
}

// unplug asks the guest to let go of a device and waits until it did.
func (e *deviceEditing) unplug(lv *libvirt.Libvirt, tag string, is func(*etree.Element) bool, what string) error {
	el, err := element(e.raw.live, tag, is)
	if err != nil {
		return err
	}
	alias := ""
	if a := el.SelectElement("alias"); a != nil {
		alias = a.SelectAttrValue("name", "")
	}
	err = lv.DomainDetachDeviceAlias(e.d, alias, uint32(libvirt.DomainDeviceModifyLive))
	if isNumber(err, libvirt.ErrDeviceMissing) {
		return nil
	}
	// It may have been asked before and not answered yet; then libvirt refuses.
	if err != nil && !strings.Contains(err.Error(), "already in the process of unplug") {
		return err
	}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(detachWithin); time.Now().Before(deadline); <-tick.C {
		text, err := lv.DomainGetXMLDesc(e.d, 0)
		if err != nil {
			return err
		}
		if _, err := element(text, tag, is); novacron.CodeOf(err) == novacron.NotFound {
			return nil
		}
	}
	return novacron.Errorf(novacron.Timeout, "the guest of vm %s did not let go of its %s", e.d.Name, what).
		WithMend("see that it has booted and does not use it, then try again; or shut it down first")
}

// CompleteDisk names the device and the volume of a disk to be added.
func (p *Provider) CompleteDisk(ctx context.Context, id novacron.VMID, req novacron.CreateDisk) (novacron.Disk, error) {
	var f faults
	f.disk("", req)
	f.limits("ioLimits.", req.IOLimits)
	if len(f) > 0 {
		return novacron.Disk{}, novacron.InvalidFields(f)
	}
	raw, err := onVM(ctx, p, id, readDomain)
	if err != nil {
		return novacron.Disk{}, err
	}
	disk := diskOf(req)
	if disk.Device, err = freeDevice(raw, devicePrefix(disk.Bus)); err != nil {
		return novacron.Disk{}, err
	}
	if req.Source == "" {
		// A disk of this device that was removed before may have left its volume.
		mark := make([]byte, 2)
		_, _ = rand.Read(mark) // never fails
		err = p.completeVolume(ctx, string(id)[:8]+"-"+hex.EncodeToString(mark), raw.name, -1, req.Pool, &disk)
	} else {
		disk.Format, err = p.formatOf(ctx, -1, disk)
	}
	return disk, unindexed(err)
}

// freeDevice is the first name that neither the running VM nor its next start has.
func freeDevice(raw rawDomain, prefix string) (string, error) {
	taken := map[string]bool{}
	for _, text := range []string{raw.live, raw.config} {
		if d, err := parseDomain(text); err == nil {
			for i := range d.Devices.Disks {
				taken[d.Devices.Disks[i].Target.Dev] = true
			}
		}
	}
	for letter := 'a'; letter <= 'z'; letter++ {
		if name := prefix + string(letter); !taken[name] {
			return name, nil
		}
	}
	return "", novacron.Errorf(novacron.Exhausted, "vm %s has no room for another disk", raw.name)
}

// unindexed takes the place in a list off the fields at fault.
func unindexed(err error) error {
	e, ok := novacron.AsError(err)
	if !ok || len(e.Fields) == 0 {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i, f := range out.Fields {
		name := f.Name
		for _, prefix := range []string{"disks[-1].", "disks[-1]", "nics[0].", "nics[0]"} {
			name = strings.TrimPrefix(name, prefix)
		}
		out.Fields[i].Name = name
	}
	return &out
}

// CompleteNIC fills in what a network interface lacks.
func (p *Provider) CompleteNIC(ctx context.Context, id novacron.VMID, req novacron.CreateNIC) (novacron.NIC, error) {
	var f faults
	f.nic("", req)
	if len(f) > 0 {
		return novacron.NIC{}, novacron.InvalidFields(f)
	}
	vm, err := p.VM(ctx, id)
	if err != nil {
		return novacron.NIC{}, err
	}
	nics, err := p.completeNICs(ctx, []novacron.CreateNIC{req})
	if err != nil {
		return novacron.NIC{}, unindexed(err)
	}
	if vm.NIC(nics[0].MAC) != nil {
		return novacron.NIC{}, novacron.InvalidField("mac", "vm %s has a network interface with this address", vm.Name)
	}
	return nics[0], nil
}
