package kvm

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/beevik/etree"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// snapshotXML is what NovaCron reads of a snapshot
// (https://libvirt.org/formatsnapshot.html).
type snapshotXML struct {
	XMLName     xml.Name `xml:"domainsnapshot"`
	Name        string   `xml:"name"`
	Description string   `xml:"description"`
	State       string   `xml:"state"`
	CreatedAt   string   `xml:"creationTime"`
	Parent      string   `xml:"parent>name"`
	Memory      struct {
		Snapshot string `xml:"snapshot,attr"`
		File     string `xml:"file,attr"`
	} `xml:"memory"`
	Disks []struct {
		Name     string `xml:"name,attr"`
		Snapshot string `xml:"snapshot,attr"`
		Source   struct {
			File string `xml:"file,attr"`
			Dev  string `xml:"dev,attr"`
		} `xml:"source"`
	} `xml:"disks>disk"`
	Domain *domainXML `xml:"domain"`
}

func parseSnapshot(text string) (snapshotXML, error) {
	var x snapshotXML
	if len(text) > maxXML {
		return x, fmt.Errorf("the snapshot's XML has %d bytes, more than %d", len(text), maxXML)
	}
	if err := xml.Unmarshal([]byte(text), &x); err != nil {
		return snapshotXML{}, fmt.Errorf("read the snapshot's XML: %w", err)
	}
	return x, nil
}

// snapshot is what it tells of itself: not what its files are.
func (x *snapshotXML) snapshot() hypervisor.Snapshot {
	s := hypervisor.Snapshot{
		Name: x.Name, Description: x.Description, Parent: x.Parent,
		State: snapshotState(x.State), Kind: novacron.SnapshotExternal,
	}
	if at, err := strconv.ParseInt(strings.TrimSpace(x.CreatedAt), 10, 64); err == nil {
		s.TakenAt = time.Unix(at, 0).UTC()
	}
	for _, d := range x.Disks {
		if d.Snapshot == "internal" {
			s.Kind = novacron.SnapshotInternal
		}
	}
	switch x.Memory.Snapshot {
	case "internal":
		s.Kind, s.Memory = novacron.SnapshotInternal, true
	case "external":
		s.Memory, s.MemoryFile = true, x.Memory.File
	}
	s.Disks = x.disks()
	return s
}

// disks are the files that hold the data of that moment: what the VM's disks
// lay in then.
func (x *snapshotXML) disks() []novacron.SnapshotDisk {
	var disks []novacron.SnapshotDisk
	if x.Domain == nil {
		return nil
	}
	for _, d := range x.Disks {
		if d.Snapshot != "external" && d.Snapshot != "internal" {
			continue
		}
		for i := range x.Domain.Devices.Disks {
			then := &x.Domain.Devices.Disks[i]
			if then.Target.Dev == d.Name || then.source() == d.Name {
				disks = append(disks, novacron.SnapshotDisk{Device: then.Target.Dev, Path: then.source(), Format: then.Driver.Type})
			}
		}
	}
	return disks
}

// snapshotState is the VM's state at that moment; a disk-only snapshot of a
// running VM says disk-snapshot.
func snapshotState(word string) novacron.VMState {
	switch word {
	case "running", "blocked", "disk-snapshot":
		return novacron.VMRunning
	case "paused":
		return novacron.VMPaused
	case "shutoff", "shutdown":
		return novacron.VMShutoff
	case "crashed":
		return novacron.VMCrashed
	case "pmsuspended":
		return novacron.VMPMSuspended
	}
	return novacron.VMUnknown
}

// diskFile is the file that a disk is to lie in.
type diskFile struct {
	path   string
	format string
}

// repoint lays disks of a domain element into other files, and leaves
// everything else as it is. What libvirt noted of the chain below is dropped: it
// would be believed.
func repoint(domain *etree.Element, files map[string]diskFile) {
	for _, disk := range domain.FindElements("devices/disk") {
		target := disk.SelectElement("target")
		if target == nil {
			continue
		}
		file, ok := files[target.SelectAttrValue("dev", "")]
		if !ok {
			continue
		}
		disk.CreateAttr("type", "file")
		source := disk.SelectElement("source")
		if source == nil {
			source = disk.CreateElement("source")
		}
		for _, attr := range []string{"dev", "pool", "volume", "mode", "index"} {
			source.RemoveAttr(attr)
		}
		source.CreateAttr("file", file.path)
		if driver := disk.SelectElement("driver"); driver != nil && file.format != "" {
			driver.CreateAttr("type", file.format)
		}
		for _, name := range []string{"backingStore", "mirror"} {
			for _, stale := range disk.SelectElements(name) {
				disk.RemoveChild(stale)
			}
		}
	}
}

// renamed replaces a file by another one wherever a domain element's disks lie
// in it, and says whether there was one.
func renamed(domain *etree.Element, from string, to diskFile) bool {
	found := false
	for _, disk := range domain.FindElements("devices/disk") {
		source, target := disk.SelectElement("source"), disk.SelectElement("target")
		if source == nil || target == nil {
			continue
		}
		if source.SelectAttrValue("file", "") == from || source.SelectAttrValue("dev", "") == from {
			repoint(domain, map[string]diskFile{target.SelectAttrValue("dev", ""): to})
			found = true
		}
	}
	return found
}

// keepWords puts what people call a VM, and NovaCron's own notes, as they are
// now into the definition of then.
func keepWords(then, now *etree.Element) {
	for _, tag := range []string{"metadata", "description", "title"} {
		for _, old := range then.SelectElements(tag) {
			then.RemoveChild(old)
		}
		if words := now.SelectElement(tag); words != nil {
			then.InsertChildAt(0, words.Copy())
		}
	}
	for _, tag := range []string{"uuid", "name"} {
		if old := then.SelectElement(tag); old != nil && now.SelectElement(tag) != nil {
			old.SetText(now.SelectElement(tag).Text())
		}
	}
}

// readElement reads a document and returns its root.
func readElement(text string) (*etree.Element, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		return nil, fmt.Errorf("read libvirt's XML: %w", err)
	}
	if doc.Root() == nil {
		return nil, fmt.Errorf("read libvirt's XML: it is empty")
	}
	return doc.Root(), nil
}

// writeElement writes an element as a document of its own.
func writeElement(e *etree.Element) (string, error) {
	doc := etree.NewDocument()
	doc.SetRoot(e.Copy())
	return doc.WriteToString()
}
