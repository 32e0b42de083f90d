package ovf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type envelope struct {
	XMLName    xml.Name `xml:"Envelope"`
	References struct {
		Files []struct {
			ID          string `xml:"id,attr"`
			Href        string `xml:"href,attr"`
			Size        string `xml:"size,attr"`
			ChunkSize   string `xml:"chunkSize,attr"`
			Compression string `xml:"compression,attr"`
		} `xml:"File"`
	} `xml:"References"`
	Disks []struct {
		Disks []struct {
			ID       string `xml:"diskId,attr"`
			FileRef  string `xml:"fileRef,attr"`
			Capacity string `xml:"capacity,attr"`
			Units    string `xml:"capacityAllocationUnits,attr"`
			Format   string `xml:"format,attr"`
			Parent   string `xml:"parentRef,attr"`
		} `xml:"Disk"`
	} `xml:"DiskSection"`
	Systems    []system   `xml:"VirtualSystem"`
	Collection []struct{} `xml:"VirtualSystemCollection"`
}

type system struct {
	ID         string `xml:"id,attr"`
	Name       string `xml:"Name"`
	Annotation string `xml:"AnnotationSection>Annotation"`
	OS         struct {
		Type        string `xml:"osType,attr"`
		Description string `xml:"Description"`
	} `xml:"OperatingSystemSection"`
	Hardware []struct {
		Items   []item `xml:"Item"`
		Storage []item `xml:"StorageItem"`
		Ports   []item `xml:"EthernetPortItem"`
		Configs []struct {
			Key   string `xml:"key,attr"`
			Value string `xml:"value,attr"`
		} `xml:"Config"`
	} `xml:"VirtualHardwareSection"`
}

type item struct {
	Type     string   `xml:"ResourceType"`
	SubType  string   `xml:"ResourceSubType"`
	Name     string   `xml:"ElementName"`
	Quantity string   `xml:"VirtualQuantity"`
	Units    string   `xml:"AllocationUnits"`
	Host     []string `xml:"HostResource"`
	Network  string   `xml:"Connection"`
}

// Read reads a description. warnings tell what was left out.
func Read(text []byte) (m Machine, warnings []string, err error) {
	e, err := decode(text)
	if err != nil {
		return m, nil, err
	}
	switch {
	case len(e.Collection) > 0 || len(e.Systems) > 1:
		return m, nil, errors.New("it describes several VMs; one is needed")
	case len(e.Systems) == 0:
		return m, nil, errors.New("it describes no VM")
	}
	r := reader{e: e, m: &m}
	err = r.read(e.Systems[0])
	return m, r.warnings, err
}

// decode refuses a document type before anything of it is looked at: entities
// could unfold to gigabytes, or name files.
func decode(text []byte) (*envelope, error) {
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("it has %d bytes; at most %d are read", len(text), MaxBytes)
	}
	tokens := xml.NewDecoder(bytes.NewReader(text))
	depth := 0
	for {
		token, err := tokens.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("is not XML: %w", err)
		}
		switch token.(type) {
		case xml.Directive:
			return nil, errors.New("it has a document type, which no OVF needs")
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > 100 {
			return nil, errors.New("it is nested too deep")
		}
	}
	e := &envelope{}
	if err := xml.Unmarshal(text, e); err != nil {
		return nil, fmt.Errorf("is not an OVF description: %w", err)
	}
	return e, nil
}

type reader struct {
	e        *envelope
	m        *Machine
	warnings []string
}

func (r *reader) read(s system) error {
	r.m.Name, r.m.Description = firstOf(s.Name, s.ID), strings.TrimSpace(s.Annotation)
	r.m.OS = firstOf(s.OS.Description, s.OS.Type)
	if len(s.Hardware) == 0 {
		return errors.New("it describes no hardware")
	}
	hardware := s.Hardware[0]
	for _, config := range hardware.Configs {
		if config.Key == "firmware" && config.Value == "efi" {
			r.m.UEFI = true
		}
	}
	for _, it := range slices.Concat(hardware.Items, hardware.Storage, hardware.Ports) {
		if err := r.item(it); err != nil {
			return err
		}
	}
	return nil
}

// item reads one piece of hardware, by its number in CIM_ResourceAllocationSettingData.
func (r *reader) item(it item) error {
	switch strings.TrimSpace(it.Type) {
	case "3":
		n, err := number(it.Quantity)
		if err != nil || n < 1 || n > maxVCPUs {
			return fmt.Errorf("%q is no number of CPUs", it.Quantity)
		}
		r.m.VCPUs = int(n)
	case "4":
		return r.memory(it)
	case "17":
		return r.disk(it)
	case "10":
		if len(r.m.NICs) == maxNICs {
			return fmt.Errorf("it has more than %d network interfaces", maxNICs)
		}
		r.m.NICs = append(r.m.NICs, NIC{Network: clip(it.Network), Model: clip(it.SubType)})
	case "15", "16":
		r.warn("the CD-ROM drive %s is left out", it)
	case "5", "6", "20", "13", "24": // controllers, keyboards, video: the new VM has its own
	default:
		r.warn("%s is left out", it)
	}
	return nil
}

func (r *reader) warn(format string, it item) {
	if len(r.warnings) < 32 {
		r.warnings = append(r.warnings, fmt.Sprintf(format, strconv.Quote(clip(firstOf(it.Name, "device of type "+it.Type)))))
	}
}

func (r *reader) memory(it item) error {
	unit, err := unitOf(firstOf(it.Units, "byte * 2^20"))
	if err != nil {
		return err
	}
	n, err := number(it.Quantity)
	high, low := bits.Mul64(n, unit)
	if err != nil || high != 0 || low == 0 || low > maxMemory {
		return fmt.Errorf("%q %s is no size of memory", it.Quantity, it.Units)
	}
	r.m.MemoryBytes = low
	return nil
}

func (r *reader) disk(it item) error {
	if len(r.m.Disks) == maxDisks {
		return fmt.Errorf("it has more than %d disks", maxDisks)
	}
	if len(it.Host) != 1 {
		return fmt.Errorf("the disk %q is made of %d things; one is needed", clip(it.Name), len(it.Host))
	}
	host := strings.TrimPrefix(strings.TrimSpace(it.Host[0]), "ovf:")
	id, ok := strings.CutPrefix(host, "/disk/")
	if !ok {
		return fmt.Errorf("the disk %q refers to %q, which is no disk of the description", clip(it.Name), clip(it.Host[0]))
	}
	for _, section := range r.e.Disks {
		for _, d := range section.Disks {
			if d.ID != id {
				continue
			}
			if d.Parent != "" {
				return fmt.Errorf("the disk %q lies on another one", clip(id))
			}
			disk, err := r.diskOf(d.Capacity, d.Units, d.Format, d.FileRef)
			r.m.Disks = append(r.m.Disks, disk)
			return err
		}
	}
	return fmt.Errorf("there is no disk %q", clip(id))
}

func (r *reader) diskOf(capacity, units, format, ref string) (Disk, error) {
	unit, err := unitOf(firstOf(units, "byte"))
	if err != nil {
		return Disk{}, err
	}
	n, err := number(capacity)
	high, low := bits.Mul64(n, unit)
	if err != nil || high != 0 || low == 0 || low > maxCapacity {
		return Disk{}, fmt.Errorf("%q %s is no size of a disk", clip(capacity), clip(units))
	}
	disk := Disk{CapacityBytes: low}
	lower := strings.ToLower(format)
	switch {
	case strings.Contains(lower, "vmdk"):
		disk.Format = "vmdk"
	case strings.Contains(lower, "qcow"):
		disk.Format = "qcow2"
	default:
		disk.Format = "raw"
	}
	if ref == "" {
		return disk, nil
	}
	return disk, r.file(&disk, ref)
}

// file finds a disk's file. Its name has no path: what is beside the
// description is all that there is.
func (r *reader) file(disk *Disk, ref string) error {
	for _, f := range r.e.References.Files {
		if f.ID != ref {
			continue
		}
		if f.Compression != "" && f.Compression != "identity" || f.ChunkSize != "" {
			return fmt.Errorf("the file %q is compressed or in pieces", clip(f.Href))
		}
		if !PlainName(f.Href) {
			return fmt.Errorf("the file %q is not in the package", clip(f.Href))
		}
		if f.Size != "" {
			n, err := number(f.Size)
			if err != nil || n > maxCapacity {
				return fmt.Errorf("%q is no size of a file", clip(f.Size))
			}
			disk.FileBytes = n
		}
		disk.File = f.Href
		return nil
	}
	return fmt.Errorf("there is no file %q", clip(ref))
}

// PlainName says whether a name is that of a file in the package: no path, no
// address.
func PlainName(name string) bool {
	return name != "" && len(name) <= 255 && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, "/\\:\x00\n\r")
}

var unitPattern = regexp.MustCompile(`^byte(?:s)?(?:\s*\*\s*(2|10)\s*\^\s*([0-9]{1,2}))?$`)

// unitOf is the number of bytes of a unit (DSP0004, programmatic units), or of
// one of the words that were written before there were such.
func unitOf(text string) (uint64, error) {
	switch text = strings.TrimSpace(text); strings.ToLower(text) {
	case "kilobytes":
		return 1 << 10, nil
	case "megabytes", "mb":
		return 1 << 20, nil
	case "gigabytes", "gb":
		return 1 << 30, nil
	}
	parts := unitPattern.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is no unit of bytes", clip(text))
	}
	if parts[1] == "" {
		return 1, nil
	}
	base, _ := strconv.ParseUint(parts[1], 10, 8)
	exponent, _ := strconv.Atoi(parts[2])
	unit := uint64(1)
	for range exponent {
		high, low := bits.Mul64(unit, base)
		if high != 0 {
			return 0, fmt.Errorf("%q is too large a unit", clip(text))
		}
		unit = low
	}
	return unit, nil
}

func number(text string) (uint64, error) { return strconv.ParseUint(strings.TrimSpace(text), 10, 64) }

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			return text
		}
	}
	return ""
}

// clip shortens what a description says, for sentences.
func clip(text string) string {
	if len(text) > 80 {
		return text[:80] + "..."
	}
	return text
}
