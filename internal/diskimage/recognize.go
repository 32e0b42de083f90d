package diskimage

import "bytes"

// magics are what files begin with, in the order in which they are tried.
var magics = []struct {
	format Format
	at     int
	bytes  string
}{
	{QCOW2, 0, "QFI\xfb"},
	{QED, 0, "QED\x00"},
	{VMDK, 0, "KDMV"},
	{VMDK, 0, "COWD"},
	{VMDK, 0, "# Disk DescriptorFile"},
	{VHDX, 0, "vhdxfile"},
	{VHD, 0, "conectix"},
	{VDI, 64, "\x7f\x10\xda\xbe"},
	{LUKS, 0, "LUKS\xba\xbe"},
	{LUKS, 0, "SKUL\xba\xbe"},
	{Parallels, 0, "WithoutFreeSpace"},
	{Parallels, 0, "WithouFreSpacExt"},
	{Bochs, 0, "Bochs Virtual HD Image"},
	{Gzip, 0, "\x1f\x8b"},
	{XZ, 0, "\xfd7zXZ\x00"},
	{Zstd, 0, "\x28\xb5\x2f\xfd"},
	{Bzip2, 0, "BZh"},
	{Zip, 0, "PK\x03\x04"},
	{SevenZip, 0, "7z\xbc\xaf\x27\x1c"},
	{Tar, 257, "ustar"},
}

// unusable are the formats that are only recognized.
var unusable = map[Format]Reason{
	LUKS: Encrypted, QCOW1: UnsupportedFormat, Parallels: UnsupportedFormat, Bochs: UnsupportedFormat, DMG: UnsupportedFormat,
	Gzip: Compressed, XZ: Compressed, Zstd: Compressed, Bzip2: Compressed, Zip: Compressed, SevenZip: Compressed,
	Tar: UnsupportedFormat, OVA: UnsupportedFormat,
}

// recognize tells what the file is by its magic. Everything without one is raw.
func (i *inspection) recognize() (Format, error) {
	head, err := i.read("its beginning", 0, uint64(min(i.size, sectorSize)))
	if err != nil {
		return "", err
	}
	for _, magic := range magics {
		if magic.at < len(head) && bytes.HasPrefix(head[magic.at:], []byte(magic.bytes)) {
			return i.refine(magic.format, head)
		}
	}
	if isDescriptor(head) {
		return VMDK, nil
	}
	if format, err := i.recognizeEnd(); err != nil || format != "" {
		return format, err
	}
	return i.recognizeISO()
}

// refine tells apart what begins alike.
func (i *inspection) refine(format Format, head []byte) (Format, error) {
	switch {
	case format == QCOW2 && len(head) >= 8 && head[7] == 1 && head[6] == 0 && head[5] == 0 && head[4] == 0:
		return QCOW1, nil
	case format == Tar && bytes.Contains(head[:100], []byte(".ovf")):
		return OVA, nil
	}
	return format, nil
}

// isDescriptor tells whether a file is a VMDK's descriptor. QEMU's rule (block/vmdk.c, vmdk_probe): comments and blank lines, then a version line.
func isDescriptor(head []byte) bool {
	for line := range bytes.Lines(head) {
		line = bytes.TrimRight(line, "\r\n \t")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		return bytes.HasPrefix(bytes.ToLower(line), []byte("version="))
	}
	return false
}

// recognizeEnd looks at the last sector, where a fixed VHD and a DMG have their mark.
func (i *inspection) recognizeEnd() (Format, error) {
	if i.size < 2*sectorSize {
		return "", nil
	}
	tail, err := i.read("its end", uint64(i.size)-sectorSize, sectorSize)
	switch {
	case err != nil:
		return "", err
	case bytes.HasPrefix(tail, []byte("conectix")):
		return VHD, nil
	case bytes.HasPrefix(tail, []byte("koly")):
		return DMG, nil
	}
	return "", nil
}

func (i *inspection) recognizeISO() (Format, error) {
	if !i.holds(isoDescriptorAt, isoSector) {
		return Raw, nil
	}
	descriptor, err := i.read("the ISO descriptor", isoDescriptorAt, isoSector)
	switch {
	case err != nil:
		return "", err
	case string(descriptor[1:6]) == "CD001":
		return ISO, nil
	}
	return Raw, nil
}

// refuseFormat refuses what is only recognized, and says what to do.
func (i *inspection) refuseFormat(format Format) error {
	reason := unusable[format]
	switch {
	case reason == Compressed:
		return refuse(reason, "the file is compressed (%s): unpack it first", format)
	case reason == Encrypted:
		return refuse(reason, "the disk is encrypted with LUKS, and no key is known")
	case format == OVA:
		return refuse(reason, "the file is an OVA archive: import it as a VM")
	case format == Tar:
		return refuse(reason, "the file is a tar archive: unpack it first")
	}
	return refuse(reason, "%s is not a format that can be used: convert it to qcow2", format)
}
