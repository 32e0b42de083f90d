package kvm

import (
	"strings"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// limits adds faults of I/O limits: what libvirt says late and in its own words.
func (f *faults) limits(at string, l *novacron.IOLimits) {
	if l == nil {
		return
	}
	exclusive := func(name string, total, read, write uint64) {
		if total != 0 && (read != 0 || write != 0) {
			f.add(at+name, "cannot be given together with a limit of reads or writes")
		}
	}
	exclusive("bytesPerSecond", l.BytesPerSecond, l.ReadBytesPerSecond, l.WriteBytesPerSecond)
	exclusive("iops", l.IOPS, l.ReadIOPS, l.WriteIOPS)
	burst := func(name string, limit, burst uint64) {
		if burst != 0 && (limit == 0 || burst <= limit) {
			f.add(at+name, "must be more than the limit that it exceeds")
		}
	}
	burst("burstBytesPerSecond", l.BytesPerSecond, l.BurstBytesPerSecond)
	burst("readBurstBytesPerSecond", l.ReadBytesPerSecond, l.ReadBurstBytesPerSecond)
	burst("writeBurstBytesPerSecond", l.WriteBytesPerSecond, l.WriteBurstBytesPerSecond)
	burst("burstIops", l.IOPS, l.BurstIOPS)
	burst("readBurstIops", l.ReadIOPS, l.ReadBurstIOPS)
	burst("writeBurstIops", l.WriteIOPS, l.WriteBurstIOPS)
	if l.BurstSeconds != 0 && l.BurstBytesPerSecond+l.ReadBurstBytesPerSecond+l.WriteBurstBytesPerSecond+l.BurstIOPS+l.ReadBurstIOPS+l.WriteBurstIOPS == 0 {
		f.add(at+"burstSeconds", "there is no burst")
	}
}

// iotuneParams are the limits as libvirt's call takes them, zeroes included:
// those take a limit away.
func iotuneParams(l novacron.IOLimits) []libvirt.TypedParam {
	x := iotuneXML{}
	if t := iotuneOf(&l); t != nil {
		x = *t
	}
	values := []struct {
		name  string
		value uint64
	}{
		{"total_bytes_sec", x.TotalBytes},
		{"read_bytes_sec", x.ReadBytes},
		{"write_bytes_sec", x.WriteBytes},
		{"total_iops_sec", x.TotalIOPS},
		{"read_iops_sec", x.ReadIOPS},
		{"write_iops_sec", x.WriteIOPS},
		{"total_bytes_sec_max", x.TotalBytesMax},
		{"read_bytes_sec_max", x.ReadBytesMax},
		{"write_bytes_sec_max", x.WriteBytesMax},
		{"total_iops_sec_max", x.TotalIOPSMax},
		{"read_iops_sec_max", x.ReadIOPSMax},
		{"write_iops_sec_max", x.WriteIOPSMax},
	}
	var params []libvirt.TypedParam
	for _, v := range values {
		params = append(params, libvirt.TypedParam{Field: v.name, Value: *libvirt.NewTypedParamValueUllong(v.value)})
		if strings.HasSuffix(v.name, "_max") && v.value != 0 && l.BurstSeconds != 0 {
			params = append(params, libvirt.TypedParam{Field: v.name + "_length", Value: *libvirt.NewTypedParamValueUllong(l.BurstSeconds)})
		}
	}
	return params
}

// planDisk changes a disk: limits and media now, the rest at the next start.
func (e *deviceEditing) planDisk(edit hypervisor.DiskEdit) error {
	var f faults
	f.limits("ioLimits.", edit.IOLimits)
	if len(f) > 0 {
		return novacron.InvalidFields(f)
	}
	later := edit.Cache != nil || edit.Discard != nil || edit.Serial != nil
	if later && !e.raw.persistent {
		return novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops: only its media and limits can be changed", e.d.Name)
	}
	e.note(func(field string) bool {
		return strings.HasSuffix(field, ".ioLimits") || strings.HasSuffix(field, ".source")
	})
	if edit.IOLimits != nil {
		e.step(func(lv *libvirt.Libvirt) error {
			return lv.DomainSetBlockIOTune(e.d, edit.Device, iotuneParams(*edit.IOLimits), uint32(e.impact()))
		})
	}
	if edit.Source != nil && e.active && e.liveDiffers() {
		live := hypervisor.DiskEdit{Device: edit.Device, Source: edit.Source}
		e.update(false, "disk", diskNamed(edit.Device), func(el *etree.Element) { editDisk(el, live) })
	}
	if e.raw.persistent && (later || edit.Source != nil) {
		e.update(true, "disk", diskNamed(edit.Device), func(el *etree.Element) { editDisk(el, edit) })
	}
	return nil
}

// update changes an element of the running VM or of its configuration.
func (e *deviceEditing) update(config bool, tag string, is func(*etree.Element) bool, change func(*etree.Element)) {
	e.step(func(lv *libvirt.Libvirt) error {
		read, flags := libvirt.DomainXMLSecure, libvirt.DomainDeviceModifyLive
		if config {
			read, flags = read|libvirt.DomainXMLInactive, libvirt.DomainDeviceModifyConfig
		}
		text, err := lv.DomainGetXMLDesc(e.d, read)
		if err != nil {
			return err
		}
		el, err := element(text, tag, is)
		if err != nil {
			return err
		}
		before, err := elementText(el)
		if err != nil {
			return err
		}
		change(el)
		after, err := elementText(el)
		if err != nil || after == before {
			return err
		}
		return lv.DomainUpdateDeviceFlags(e.d, after, flags)
	})
}

// editXML changes a disk's element, and leaves what it does not know.
func editDisk(el *etree.Element, edit hypervisor.DiskEdit) {
	driver := child(el, "driver")
	word := func(attr string, to *string) {
		switch {
		case to == nil:
		case *to == "" || *to == "default":
			driver.RemoveAttr(attr)
		default:
			driver.CreateAttr(attr, *to)
		}
	}
	word("cache", edit.Cache)
	word("discard", edit.Discard)
	if edit.Discard != nil && *edit.Discard != "unmap" {
		driver.RemoveAttr("detect_zeroes") // unmap of it needs the other
	}
	if edit.Serial != nil {
		remove(el, "serial")
		if *edit.Serial != "" {
			el.CreateElement("serial").SetText(*edit.Serial)
		}
	}
	if edit.Source == nil {
		return
	}
	remove(el, "source")
	remove(el, "backingStore")
	el.CreateAttr("type", "file")
	if *edit.Source != "" {
		attr := "file"
		if isBlockDevice(*edit.Source) {
			el.CreateAttr("type", "block")
			attr = "dev"
		}
		el.CreateElement("source").CreateAttr(attr, *edit.Source)
		driver.CreateAttr("name", "qemu")
		driver.CreateAttr("type", "raw")
	}
}

func child(el *etree.Element, tag string) *etree.Element {
	if c := el.SelectElement(tag); c != nil {
		return c
	}
	return el.CreateElement(tag)
}

func remove(el *etree.Element, tag string) {
	for _, c := range el.SelectElements(tag) {
		el.RemoveChild(c)
	}
}

// planNIC changes a network interface: all but its model and tag now.
func (e *deviceEditing) planNIC(edit hypervisor.NICEdit) error {
	c := edit.Change
	later := c.Model != nil || c.VLAN != nil
	if later && !e.raw.persistent {
		return novacron.Errorf(novacron.Unsupported, "vm %s vanishes when it stops: the model and tag of its interfaces cannot be changed", e.d.Name)
	}
	e.note(func(field string) bool {
		return !strings.HasSuffix(field, ".model") && !strings.HasSuffix(field, ".vlan")
	})
	if c.Inbound != nil || c.Outbound != nil {
		e.step(func(lv *libvirt.Libvirt) error {
			return lv.DomainSetInterfaceParameters(e.d, edit.MAC, rateParams(c), uint32(e.impact()))
		})
	}
	if e.active && e.liveVM.NIC(edit.MAC) != nil && (c.Network != nil || c.Bridge != nil || c.LinkDown != nil) {
		live := edit
		live.Change.Model, live.Change.VLAN = nil, nil
		e.update(false, "interface", nicNamed(edit.MAC), func(el *etree.Element) { editNIC(el, live.Change) })
	}
	if e.raw.persistent && (later || c.Network != nil || c.Bridge != nil || c.LinkDown != nil) {
		e.update(true, "interface", nicNamed(edit.MAC), func(el *etree.Element) { editNIC(el, c) })
	}
	return nil
}

// rateParams are the limits as libvirt's call takes them; an average of 0 takes
// a direction's limit away.
func rateParams(c novacron.ChangeNIC) []libvirt.TypedParam {
	var params []libvirt.TypedParam
	for _, d := range []struct {
		name string
		b    *novacron.Bandwidth
	}{{"inbound", c.Inbound}, {"outbound", c.Outbound}} {
		if d.b == nil {
			continue
		}
		r := rateXML{}
		if x := rateOf(d.b); x != nil {
			r = *x
		}
		values := []struct {
			name  string
			value uint64
		}{{".average", r.Average}, {".peak", r.Peak}, {".burst", r.Burst}}
		for _, v := range values {
			params = append(params, libvirt.TypedParam{Field: d.name + v.name, Value: *libvirt.NewTypedParamValueUint(uint32(min(v.value, 1<<32-1)))})
		}
	}
	return params
}

// editNIC changes an interface's element.
func editNIC(el *etree.Element, c novacron.ChangeNIC) {
	reach := func(kind, attr, name string) {
		el.CreateAttr("type", kind)
		remove(el, "source")
		remove(el, "target") // the name of its tap: libvirt makes one
		el.CreateElement("source").CreateAttr(attr, name)
	}
	switch {
	case c.Network != nil:
		reach("network", "network", *c.Network)
	case c.Bridge != nil:
		reach("bridge", "bridge", *c.Bridge)
	}
	if c.Model != nil {
		child(el, "model").CreateAttr("type", *c.Model)
	}
	if c.LinkDown != nil {
		state := "up"
		if *c.LinkDown {
			state = "down"
		}
		child(el, "link").CreateAttr("state", state)
	}
	if c.VLAN != nil {
		remove(el, "vlan")
		if *c.VLAN != 0 {
			el.CreateElement("vlan").CreateElement("tag").CreateAttr("id", decimal(uint64(*c.VLAN)))
		}
	}
}
