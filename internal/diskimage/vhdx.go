package diskimage

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
)

// Places, limits and names of MS-VHDX 2.0. GUIDs are spelled as they lie in the file.
const (
	vhdxHeaderAt       = 64 << 10
	vhdxHeaderLength   = 4 << 10
	vhdxRegionAt       = 192 << 10
	vhdxTableLength    = 64 << 10 // of the region table and of the metadata table
	vhdxMaxEntries     = 2047
	vhdxMaxBlock       = 256 << 20
	vhdxMaxDisk        = 64 << 40
	vhdxRegionBAT      = "6677c22d23f600429d64115e9bfd4a08"
	vhdxRegionMetadata = "06a27c8b90479a4bb8fe575f050f886e"
	vhdxFileParameters = "3767a1ca36fa434db3b633f0aa44e76b"
	vhdxDiskSize       = "2442a52f1bcd7648b2115dbed83bf4b8"
	vhdxSectorSize     = "1dbf41816fa90947ba47f233a8faab5f"
	vhdxParentLocator  = "2d5fd3a80bb34d45abf7d3d84834ab0c"
	vhdxPage83         = "ab12cabee6b2234593efc309e000c746"
	vhdxPhysicalSector = "c748a3cd5d4471449cc9e9885251c556"
)

// vhdxRegion is a place in the file.
type vhdxRegion struct{ at, length uint64 }

// vhdx checks the headers, the region table, the metadata and the block allocation table. A log that was not replayed makes the disk dirty.
func (i *inspection) vhdx() error {
	if err := i.vhdxHeaders(); err != nil {
		return err
	}
	table, err := i.read("the VHDX region table", vhdxRegionAt, vhdxTableLength)
	if err != nil {
		return err
	}
	if string(table[:4]) != "regi" || !vhdxSummed(table) {
		return refuse(Corrupt, "the VHDX region table is broken")
	}
	entries := binary.LittleEndian.Uint32(table[8:])
	if entries > vhdxMaxEntries {
		return refuse(GiantTable, "a VHDX region table of %d entries", entries)
	}
	regions := map[string]vhdxRegion{}
	for n := range entries {
		if err := i.vhdxRegion(regions, table[16+32*n:][:32]); err != nil {
			return err
		}
	}
	block, sector, err := i.vhdxMetadata(regions[vhdxRegionMetadata])
	if err != nil {
		return err
	}
	return i.vhdxBlocks(regions[vhdxRegionBAT], block, sector)
}

// vhdxHeaders wants one of the two headers to be whole.
func (i *inspection) vhdxHeaders() error {
	whole := false
	var newest uint64
	for n := range uint64(2) {
		header, err := i.read("a VHDX header", vhdxHeaderAt*(n+1), vhdxHeaderLength)
		if err != nil {
			return err
		}
		sequence := binary.LittleEndian.Uint64(header[8:])
		if string(header[:4]) != "head" || !vhdxSummed(header) || whole && sequence < newest {
			continue
		}
		whole, newest = true, sequence
		if version := binary.LittleEndian.Uint16(header[66:]); version != 1 {
			return refuse(UnknownFeature, "VHDX version %d is not known", version)
		}
		i.info.Version = 1
		i.info.Dirty = binary.LittleEndian.Uint64(header[48:])|binary.LittleEndian.Uint64(header[56:]) != 0
		if err := i.vhdxPlaced("the VHDX log", vhdxRegion{binary.LittleEndian.Uint64(header[72:]), uint64(binary.LittleEndian.Uint32(header[68:]))}); err != nil {
			return err
		}
	}
	if !whole {
		return refuse(Corrupt, "neither of the VHDX's headers is whole")
	}
	return nil
}

func (i *inspection) vhdxPlaced(what string, region vhdxRegion) error {
	if !i.holds(region.at, region.length) {
		return refuse(Truncated, "%s (%d bytes at %d) lies outside the file", what, region.length, region.at)
	}
	if region.at < 1<<20 {
		return refuse(Overlap, "%s is said to be at %d, where the headers are", what, region.at)
	}
	return nil
}

func (i *inspection) vhdxRegion(regions map[string]vhdxRegion, entry []byte) error {
	name := hex.EncodeToString(entry[:16])
	region := vhdxRegion{binary.LittleEndian.Uint64(entry[16:]), uint64(binary.LittleEndian.Uint32(entry[24:]))}
	if name != vhdxRegionBAT && name != vhdxRegionMetadata {
		if binary.LittleEndian.Uint32(entry[28:])&1 != 0 {
			return refuse(UnknownFeature, "the VHDX needs a region that is not known here (%s)", name)
		}
		return nil
	}
	if err := i.vhdxPlaced("a VHDX region", region); err != nil {
		return err
	}
	for _, other := range regions {
		if region.at < other.at+other.length && other.at < region.at+region.length {
			return refuse(Overlap, "two VHDX regions lie at %d", region.at)
		}
	}
	regions[name] = region
	return nil
}

// vhdxMetadata reads the block size and the logical sector size, and the virtual size into the answer.
func (i *inspection) vhdxMetadata(region vhdxRegion) (block, sector uint64, err error) {
	if region.length < vhdxTableLength {
		return 0, 0, refuse(Corrupt, "the VHDX has no metadata")
	}
	table, err := i.read("the VHDX metadata", region.at, vhdxTableLength)
	if err != nil {
		return 0, 0, err
	}
	entries := binary.LittleEndian.Uint16(table[10:])
	if string(table[:8]) != "metadata" || entries > vhdxMaxEntries {
		return 0, 0, refuse(Corrupt, "the VHDX metadata table is broken")
	}
	for n := range int(entries) {
		entry := table[32+32*n:][:32]
		name, at, length := hex.EncodeToString(entry[:16]), uint64(binary.LittleEndian.Uint32(entry[16:])), uint64(binary.LittleEndian.Uint32(entry[20:]))
		if at+length > region.length {
			return 0, 0, refuse(Corrupt, "VHDX metadata lie outside their region")
		}
		value, err := i.read("VHDX metadata", region.at+at, min(8, length))
		if err != nil {
			return 0, 0, err
		}
		if err := i.vhdxItem(name, value, entry[24]&4 != 0, &block, &sector); err != nil {
			return 0, 0, err
		}
	}
	return block, sector, i.virtualSize(uint64(i.info.VirtualSizeBytes))
}

func (i *inspection) vhdxItem(name string, value []byte, required bool, block, sector *uint64) error {
	var padded [8]byte
	copy(padded[:], value)
	switch name {
	case vhdxFileParameters:
		*block = uint64(binary.LittleEndian.Uint32(padded[:]))
		if padded[4]&2 != 0 {
			return refuse(BackingFile, "the VHDX is the child of another")
		}
	case vhdxParentLocator:
		return refuse(BackingFile, "the VHDX names a parent")
	case vhdxDiskSize:
		return i.virtualSize(binary.LittleEndian.Uint64(padded[:]))
	case vhdxSectorSize:
		*sector = uint64(binary.LittleEndian.Uint32(padded[:]))
	case vhdxPage83, vhdxPhysicalSector:
	default:
		if required {
			return refuse(UnknownFeature, "the VHDX needs metadata that are not known here (%s)", name)
		}
	}
	return nil
}

// vhdxBlocks follows the block allocation table: 64-bit entries, a state in three bits and a place in MiB.
func (i *inspection) vhdxBlocks(region vhdxRegion, block, sector uint64) error {
	if block < 1<<20 || block > vhdxMaxBlock || block&(block-1) != 0 || sector != 512 && sector != 4096 {
		return refuse(Absurd, "VHDX blocks of %d bytes with sectors of %d", block, sector)
	}
	i.info.ClusterSizeBytes = int64(block)
	blocks := (uint64(i.info.VirtualSizeBytes) + block - 1) / block
	entries := blocks + blocks/(1<<23*sector/block) // and one for the bitmap of each chunk
	if i.info.VirtualSizeBytes > vhdxMaxDisk {
		return refuse(Absurd, "a VHDX disk of %d bytes", i.info.VirtualSizeBytes)
	}
	if entries*8 > region.length {
		return refuse(Corrupt, "the VHDX's table has %d bytes, and needs %d", region.length, entries*8)
	}
	for at, end := region.at, region.at+entries*8; at < end; at += blockSize {
		data, err := i.spend("the VHDX's table", at, min(blockSize, end-at))
		if err != nil {
			return i.unlessSpent(err)
		}
		for ; len(data) >= 8; data = data[8:] {
			entry := binary.LittleEndian.Uint64(data)
			if place := entry &^ (1<<20 - 1); entry&7 >= 6 && !i.holds(place, 1) {
				return refuse(Truncated, "a block of the VHDX is said to be at %d, outside the file", place)
			} else if entry&7 >= 6 && place < 1<<20 {
				return refuse(Overlap, "a block of the VHDX is said to be at %d, where the headers are", place)
			}
		}
	}
	return nil
}

// vhdxSummed tells whether a structure's CRC-32C, in its bytes 4 to 7, is right.
func vhdxSummed(data []byte) bool {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum := crc32.Update(0, table, data[:4])
	sum = crc32.Update(sum, table, make([]byte, 4))
	return crc32.Update(sum, table, data[8:]) == binary.LittleEndian.Uint32(data[4:])
}
