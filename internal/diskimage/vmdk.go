package diskimage

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Limits of VMware's "Virtual Disk Format 5.0" and of QEMU (block/vmdk.c).
const (
	vmdkMaxDescriptor = 64 << 10 // ours: a real one has about 500 bytes
	vmdkMaxGrain      = 1 << 18  // sectors: 128 MiB
	vmdkMaxTable      = 512      // entries in a grain table
	vmdkMaxDirectory  = 8 << 20  // entries: 256 TiB in grains of 64 KiB
	vmdkAtEnd         = 1<<64 - 1
)

// vmdk checks a sparse VMDK in one file: monolithicSparse or streamOptimized. Its descriptor must name no other file, and no parent; its
// grain directory and grain tables must lie within the file, as must the grains that they lead to.
func (i *inspection) vmdk() error {
	header, err := i.read("the VMDK header", 0, sectorSize)
	if err != nil && i.size >= sectorSize {
		return err
	}
	switch {
	case err != nil || !bytes.HasPrefix(header, []byte("KDMV")) && !bytes.HasPrefix(header, []byte("COWD")):
		return refuse(ExternalData, "the file is a VMDK descriptor: the data lie in the files that it names; convert it to one file first (qemu-img convert)")
	case bytes.HasPrefix(header, []byte("COWD")):
		return refuse(UnsupportedFormat, "the file is an ESX sparse disk: convert it to qcow2")
	}
	if header, err = i.vmdkFooter(header); err != nil {
		return err
	}
	i.info.Version = int(binary.LittleEndian.Uint32(header[4:]))
	if i.info.Version < 1 || i.info.Version > 3 {
		return refuse(UnknownFeature, "VMDK version %d is not known: 1 to 3 are", i.info.Version)
	}
	if err := i.vmdkDescriptor(header); err != nil {
		return err
	}
	return i.vmdkGrains(header)
}

// vmdkFooter is the header that counts: a stream has its last one, with the place of the directory, at its end.
func (i *inspection) vmdkFooter(header []byte) ([]byte, error) {
	if binary.LittleEndian.Uint64(header[56:]) != vmdkAtEnd {
		return header, nil
	}
	if i.size < 4*sectorSize {
		return nil, refuse(Truncated, "the file ends before the VMDK's footer")
	}
	footer, err := i.read("the VMDK footer", uint64(i.size)-2*sectorSize, sectorSize)
	switch {
	case err != nil:
		return nil, err
	case !bytes.HasPrefix(footer, []byte("KDMV")):
		return nil, refuse(Truncated, "the VMDK has no footer: the end of the file is missing")
	case binary.LittleEndian.Uint64(footer[56:]) == vmdkAtEnd:
		return nil, refuse(Cycle, "the VMDK's footer leads to a footer")
	}
	return footer, nil
}

// vmdkDescriptor reads the text that an OVF or VMware reads: which extents the disk has, and whose child it is.
func (i *inspection) vmdkDescriptor(header []byte) error {
	at, length := binary.LittleEndian.Uint64(header[28:]), binary.LittleEndian.Uint64(header[36:])
	if binary.LittleEndian.Uint64(header[12:]) == 0 {
		// block/vmdk.c, vmdk_open_vmdk4: with a capacity of 0, QEMU opens the files that the descriptor names.
		return refuse(ExternalData, "the VMDK has no data of its own, but a descriptor that names other files")
	}
	if at == 0 || length == 0 {
		return nil
	}
	if length > vmdkMaxDescriptor/sectorSize {
		return refuse(GiantTable, "a VMDK descriptor of %d sectors", length)
	}
	if at > uint64(i.size)/sectorSize {
		return refuse(Truncated, "the VMDK descriptor lies outside the file, in sector %d", at)
	}
	text, err := i.read("the VMDK descriptor", at*sectorSize, length*sectorSize)
	if err != nil {
		return err
	}
	if end := bytes.IndexByte(text, 0); end >= 0 {
		text = text[:end]
	}
	extents := 0
	for line := range strings.Lines(string(text)) {
		extent, err := i.vmdkLine(strings.TrimSpace(line))
		if err != nil {
			return err
		}
		extents += extent
	}
	if extents > 1 {
		return refuse(ExternalData, "the VMDK descriptor names %d files", extents)
	}
	return nil
}

// vmdkLine reads a line of the descriptor; it is 1 for one that names an extent.
func (i *inspection) vmdkLine(line string) (int, error) {
	key, value, found := strings.Cut(line, "=")
	value = strings.Trim(strings.TrimSpace(value), `"`)
	if found && !strings.Contains(key, `"`) {
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "parentfilenamehint":
			i.info.Backing = strings.ToValidUTF8(value, "?")
			return 0, refuse(BackingFile, "the VMDK reads from another file, %s", quoted([]byte(value)))
		case "parentcid":
			if !strings.EqualFold(value, "ffffffff") {
				return 0, refuse(BackingFile, "the VMDK is the child of another (%s)", quoted([]byte(value)))
			}
		case "createtype":
			if !strings.EqualFold(value, "monolithicSparse") && !strings.EqualFold(value, "streamOptimized") {
				return 0, refuse(ExternalData, "a VMDK of type %s has its data in other files", quoted([]byte(value)))
			}
		}
		return 0, nil
	}
	fields := strings.Fields(line)
	if len(fields) < 3 || fields[0] != "RW" && fields[0] != "RDONLY" && fields[0] != "NOACCESS" {
		return 0, nil
	}
	_, name, _ := strings.Cut(line, `"`)
	name, _, _ = strings.Cut(name, `"`)
	if fields[2] != "SPARSE" || strings.ContainsAny(name, `/\:`) || name == ".." {
		return 0, refuse(ExternalData, "the VMDK names another file: %s", quoted([]byte(line)))
	}
	return 1, nil
}

func (i *inspection) vmdkGrains(header []byte) error {
	capacity, grain := binary.LittleEndian.Uint64(header[12:]), binary.LittleEndian.Uint64(header[20:])
	perTable := uint64(binary.LittleEndian.Uint32(header[44:]))
	directory := binary.LittleEndian.Uint64(header[56:])
	if capacity > 1<<54 {
		return refuse(Absurd, "the disk in the file would have %d sectors", capacity)
	}
	if err := i.virtualSize(capacity * sectorSize); err != nil {
		return err
	}
	if grain == 0 || grain > vmdkMaxGrain || grain&(grain-1) != 0 {
		return refuse(Absurd, "VMDK grains of %d sectors", grain)
	}
	if perTable == 0 || perTable > vmdkMaxTable {
		return refuse(GiantTable, "VMDK grain tables of %d entries: %d are possible", perTable, vmdkMaxTable)
	}
	i.info.ClusterSizeBytes = int64(grain * sectorSize)
	entries := (capacity + grain*perTable - 1) / (grain * perTable)
	if entries > vmdkMaxDirectory {
		return refuse(GiantTable, "a VMDK grain directory of %d entries", entries)
	}
	tables := tableOfTables{first: "the grain directory", second: "a grain table", data: "a grain", unit: sectorSize, none: 1, length: perTable * 4}
	return i.follow(tables, directory, entries)
}

// tableOfTables is the two-level map of a VMDK: 32-bit little-endian numbers of units; up to none, they lead nowhere.
type tableOfTables struct {
	first, second, data string
	unit, length        uint64
	none                uint32
}

// follow checks that a directory of entries leads to tables within the file, and they to data within it.
func (i *inspection) follow(t tableOfTables, directory, entries uint64) error {
	if directory > uint64(i.size)/t.unit || !i.holds(directory*t.unit, entries*4) {
		return refuse(Truncated, "%s lies outside the file, in sector %d", t.first, directory)
	}
	err := i.eachNumber(t.first, directory*t.unit, entries, func(table uint32) error {
		if table <= t.none {
			return nil
		}
		if uint64(table) == directory {
			return refuse(Cycle, "%s leads to itself", t.first)
		}
		return i.eachNumber(t.second, uint64(table)*t.unit, t.length/4, func(data uint32) error {
			if data > t.none && !i.holds(uint64(data)*t.unit, 1) {
				return refuse(Truncated, "%s is said to be in sector %d, outside the file", t.data, data)
			}
			return nil
		})
	})
	return i.unlessSpent(err)
}

// eachNumber calls f for each 32-bit number of a table.
func (i *inspection) eachNumber(what string, at, numbers uint64, f func(uint32) error) error {
	for numbers > 0 {
		piece := min(numbers*4, blockSize)
		data, err := i.spend(what, at, piece)
		if err != nil {
			return err
		}
		for ; len(data) >= 4; data = data[4:] {
			if err := f(binary.LittleEndian.Uint32(data)); err != nil {
				return err
			}
		}
		at, numbers = at+piece, numbers-piece/4
	}
	return nil
}

// unlessSpent turns the end of the budget into a note.
func (i *inspection) unlessSpent(err error) error {
	if err == errSpent { //nolint:errorlint // never wrapped
		i.info.Partial = true
		return nil
	}
	return err
}
