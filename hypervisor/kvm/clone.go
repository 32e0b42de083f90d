package kvm

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/beevik/etree"
	"github.com/digitalocean/go-libvirt"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

var _ hypervisor.Cloner = (*Provider)(nil)

// DefineClone makes a VM after another one's definition.
func (p *Provider) DefineClone(ctx context.Context, spec hypervisor.CloneSpec) error {
	uuid, err := parseID(spec.ID)
	if err != nil {
		return novacron.InvalidField("id", "%q is not a UUID", spec.ID)
	}
	mark, err := cloneMark(spec)
	if err != nil {
		return err
	}
	text, err := onVM(ctx, p, spec.Source, func(lv *libvirt.Libvirt, d libvirt.Domain) (string, error) {
		return lv.DomainGetXMLDesc(d, libvirt.DomainXMLInactive|libvirt.DomainXMLSecure)
	})
	if err != nil {
		return err
	}
	for _, disks := range [][]novacron.Disk{spec.Disks, spec.Added} {
		for i := range disks {
			if disks[i].Volume == "" {
				continue
			}
			if disks[i].Source, err = p.volumePath(ctx, disks[i].Pool, disks[i].Volume); err != nil {
				return err
			}
		}
	}
	if text, err = cloneXML(text, spec, mark); err != nil {
		return err
	}
	return tell(ctx, p, domains, func(lv *libvirt.Libvirt) error {
		return define(lv, uuid, novacron.VM{ID: spec.ID, Name: spec.Name}, mark, text)
	})
}

// cloneMark tells one spec from another. Paths are left out: they follow from
// pool and name.
func cloneMark(spec hypervisor.CloneSpec) (string, error) {
	spec.Disks, spec.Added = withoutPaths(spec.Disks), withoutPaths(spec.Added)
	b, err := json.Marshal(spec)
	if err != nil {
		return "", fmt.Errorf("fingerprint the clone: %w", err)
	}
	sum := sha256.Sum256(b)
	return "clone:" + hex.EncodeToString(sum[:16]), nil
}

func withoutPaths(disks []novacron.Disk) []novacron.Disk {
	out := append([]novacron.Disk(nil), disks...)
	for i := range out {
		if out[i].Volume != "" {
			out[i].Source = ""
		}
	}
	return out
}

// cloneXML is a domain document with another identity. What would be shared
// with the original and cannot be is left for libvirt to make anew: UEFI
// variables, sockets, the console's port, the generation id.
func cloneXML(text string, spec hypervisor.CloneSpec, mark string) (string, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil || doc.Root() == nil {
		return "", novacron.Errorf(novacron.Internal, "read the definition of vm %s: %w", spec.Source, err)
	}
	root := doc.Root()
	root.RemoveAttr("id")
	setText(root, "name", spec.Name)
	setText(root, "uuid", string(spec.ID))
	if spec.Description == "" {
		removeAll(root, "description")
	} else {
		setText(root, "description", spec.Description)
	}
	removeAll(root, "genid")
	removeAll(root, "os/nvram")
	if err := cloneMetadata(root, spec, mark); err != nil {
		return "", err
	}
	devices := root.SelectElement("devices")
	if devices == nil {
		return "", novacron.Errorf(novacron.Unsupported, "vm %s has no devices", spec.Source)
	}
	cloneDisks(devices, spec)
	for _, nic := range devices.SelectElements("interface") {
		removeAll(nic, "target")
		if mac := nic.SelectElement("mac"); mac != nil {
			own, ok := spec.MACs[strings.ToLower(mac.SelectAttrValue("address", ""))]
			if !ok {
				own = newMAC()
			}
			mac.CreateAttr("address", own)
		}
	}
	for _, path := range []string{"graphics/listen[@type='socket']", "vsock/cid", "channel[@type='unix']/source"} {
		for _, e := range devices.FindElements(path) {
			e.RemoveAttr("socket")
			e.RemoveAttr("path")
			e.RemoveAttr("address")
		}
	}
	return doc.WriteToString()
}

func setText(parent *etree.Element, name, text string) {
	e := parent.SelectElement(name)
	if e == nil {
		e = etree.NewElement(name)
		parent.InsertChildAt(0, e)
	}
	e.SetText(text)
}

func removeAll(parent *etree.Element, path string) {
	for _, e := range parent.FindElements(path) {
		e.Parent().RemoveChild(e)
	}
}

// cloneMetadata replaces NovaCron's element; those of others stay.
func cloneMetadata(root *etree.Element, spec hypervisor.CloneSpec, mark string) error {
	all := root.SelectElement("metadata")
	if all == nil {
		all = root.CreateElement("metadata")
	}
	labels := map[string]string{}
	for _, e := range all.ChildElements() {
		if e.Tag != "vm" || e.NamespaceURI() != namespace {
			continue
		}
		for _, l := range e.SelectElements("label") {
			labels[l.SelectAttrValue("key", "")] = l.SelectAttrValue("value", "")
		}
		all.RemoveChild(e)
	}
	delete(labels, "")
	b, err := xml.Marshal(metadata(labels, spec.CreatedAt, mark))
	if err != nil {
		return err
	}
	own := etree.NewDocument()
	if err := own.ReadFromBytes(b); err != nil {
		return err
	}
	all.AddChild(own.Root())
	return nil
}

func cloneDisks(devices *etree.Element, spec hypervisor.CloneSpec) {
	own := map[string]novacron.Disk{}
	for _, disk := range spec.Disks {
		own[disk.Device] = disk
	}
	for _, e := range devices.SelectElements("disk") {
		target := e.SelectElement("target")
		if target == nil {
			continue
		}
		disk, ok := own[target.SelectAttrValue("dev", "")]
		if !ok {
			devices.RemoveChild(e)
			continue
		}
		if disk.Volume != "" {
			setSource(e, disk)
		}
	}
	for _, disk := range spec.Added {
		e := devices.CreateElement("disk")
		e.CreateAttr("device", disk.Kind)
		setSource(e, disk)
		target := e.CreateElement("target")
		target.CreateAttr("dev", disk.Device)
		target.CreateAttr("bus", disk.Bus)
		if disk.ReadOnly {
			e.CreateElement("readonly")
		}
		if disk.Bus == "scsi" && len(devices.FindElements("controller[@type='scsi']")) == 0 {
			controller := devices.CreateElement("controller")
			controller.CreateAttr("type", "scsi")
			controller.CreateAttr("index", "0")
			controller.CreateAttr("model", "virtio-scsi")
		}
	}
}

// setSource points a disk to its own volume.
func setSource(e *etree.Element, disk novacron.Disk) {
	for _, name := range []string{"source", "backingStore", "mirror", "serial", "wwn"} {
		removeAll(e, name)
	}
	source := e.CreateElement("source")
	if strings.HasPrefix(disk.Source, "/dev/") {
		e.CreateAttr("type", "block")
		source.CreateAttr("dev", disk.Source)
	} else {
		e.CreateAttr("type", "file")
		source.CreateAttr("file", disk.Source)
	}
	driver := e.SelectElement("driver")
	if driver == nil {
		driver = e.CreateElement("driver")
		driver.CreateAttr("name", "qemu")
	}
	driver.CreateAttr("type", disk.Format)
}

// MarkTemplate writes the mark into NovaCron's element of the definition.
func (p *Provider) MarkTemplate(ctx context.Context, id novacron.VMID, template bool) error {
	_, err := onVM(ctx, p, id, func(lv *libvirt.Libvirt, d libvirt.Domain) (struct{}, error) {
		e, err := newEditing(lv, d)
		if err != nil {
			return struct{}{}, err
		}
		mine := e.config.mine()
		mine.Template = ""
		if template {
			mine.Template = "yes"
		}
		text, err := mine.withLabels(e.config.vm().Labels)
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, lv.DomainSetMetadata(d, int32(libvirt.DomainMetadataElement), libvirt.OptString{text},
			libvirt.OptString{namespacePrefix}, libvirt.OptString{namespace}, e.impact())
	})
	return err
}
