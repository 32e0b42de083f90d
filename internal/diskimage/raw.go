package diskimage

import (
	"bytes"
	"encoding/binary"
)

// superblocks are the marks of what a disk without partitions begins with.
var superblocks = []struct {
	name  string
	at    uint64
	bytes string
}{
	{"xfs", 0, "XFSB"},
	{"squashfs", 0, "hsqs"},
	{"ntfs", 3, "NTFS    "},
	{"vfat", 82, "FAT32   "},
	{"vfat", 54, "FAT16   "},
	{"vfat", 54, "FAT12   "},
	{"lvm2", 512, "LABELONE"},
	{"ext4", 1024 + 56, "\x53\xef"},
	{"btrfs", 0x10040, "_BHRfS_M"},
	{"swap", 4096 - 10, "SWAPSPACE2"},
}

// raw looks for a partition table or a file system. The table's partitions must lie within the file.
func (i *inspection) raw() error {
	// QEMU rounds a raw file up to whole sectors (block/raw-format.c).
	i.info.VirtualSizeBytes = (i.size + sectorSize - 1) / sectorSize * sectorSize
	found, err := i.gpt()
	if err != nil || found {
		return err
	}
	if err := i.filesystem(); err != nil || i.info.Filesystem != "" {
		return err
	}
	if found, err = i.mbr(); err != nil || found {
		return err
	}
	if i.options.Expect != Raw {
		return refuse(Unrecognized, "nothing in the file looks like a disk: no known format, no partition table, no file system; "+
			"if it is a raw disk all the same, say so")
	}
	return nil
}

func (i *inspection) filesystem() error {
	for _, super := range superblocks {
		if !i.holds(super.at, uint64(len(super.bytes))) {
			continue
		}
		got, err := i.read("a superblock", super.at, uint64(len(super.bytes)))
		if err != nil {
			return err
		}
		if string(got) == super.bytes {
			i.info.Filesystem = super.name
			return nil
		}
	}
	return nil
}

// gpt finds a GUID partition table (UEFI 2.10, 5.3.2) on a disk of 512 or 4096 byte sectors. The table names the sector of its copy at the end of the disk.
func (i *inspection) gpt() (bool, error) {
	for _, sector := range []uint64{512, 4096} {
		if !i.holds(sector, 92) {
			continue
		}
		header, err := i.read("the partition table", sector, 92)
		if err != nil {
			return false, err
		}
		if !bytes.HasPrefix(header, []byte("EFI PART")) {
			continue
		}
		i.info.PartitionTable = "gpt"
		alternate := binary.LittleEndian.Uint64(header[32:])
		if alternate >= uint64(i.size)/sector {
			return true, refuse(Truncated, "the file ends at %d, before the second copy of its partition table in sector %d", i.size, alternate)
		}
		return true, nil
	}
	return false, nil
}

// mbr finds a partition table of the old kind: a boot sector whose four entries are possible ones.
func (i *inspection) mbr() (bool, error) {
	if !i.holds(0, sectorSize) {
		return false, nil
	}
	sector, err := i.read("the boot sector", 0, sectorSize)
	if err != nil || sector[510] != 0x55 || sector[511] != 0xaa {
		return false, err
	}
	i.info.PartitionTable = "mbr"
	for n := range 4 {
		entry := sector[446+16*n:][:16]
		if entry[0]&0x7f != 0 {
			return true, nil // no table but code: a boot sector alone
		}
		start, length := uint64(binary.LittleEndian.Uint32(entry[8:])), uint64(binary.LittleEndian.Uint32(entry[12:]))
		if entry[4] != 0 && entry[4] != 0xee && (start+length)*sectorSize > uint64(i.info.VirtualSizeBytes) {
			return true, refuse(Truncated, "the file ends at %d, before the end of partition %d at %d", i.size, n+1, (start+length)*sectorSize)
		}
	}
	return true, nil
}

const (
	isoSector       = 2048
	isoDescriptorAt = 16 * isoSector
	// isoPadding is how much of its end an ISO may lack: writers add 150 sectors of nothing, and some tools cut them.
	isoPadding = 150 * isoSector
)

// iso reads the primary volume descriptor (ECMA-119, 8.4): the volume must lie within the file.
func (i *inspection) iso() error {
	i.info.VirtualSizeBytes = (i.size + sectorSize - 1) / sectorSize * sectorSize
	descriptor, err := i.read("the ISO descriptor", isoDescriptorAt, isoSector)
	if err != nil {
		return err
	}
	if descriptor[0] != 1 {
		return nil // a boot record or a supplementary descriptor first: still an ISO
	}
	i.info.Label = printable(descriptor[40:72])
	sectors, sector := binary.LittleEndian.Uint32(descriptor[80:]), binary.LittleEndian.Uint16(descriptor[128:])
	if length := int64(sectors) * int64(sector); length > i.size+isoPadding {
		return refuse(Truncated, "the ISO has %d bytes, the file only %d", length, i.size)
	}
	return nil
}

// printable is a label without what a terminal would obey.
func printable(label []byte) string {
	return string(bytes.TrimSpace(bytes.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, label)))
}
