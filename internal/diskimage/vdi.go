package diskimage

import "encoding/binary"

const (
	vdiVersion  = 0x00010001
	vdiMaxBlock = 64 << 20
	vdiNone     = 0xfffffffe // and above: not there, or zeros
)

// vdi checks VirtualBox's format as QEMU does (block/vdi.c): a header, and a map of blocks that must lie within the file.
func (i *inspection) vdi() error {
	header, err := i.read("the VDI header", 0, sectorSize)
	if err != nil {
		return err
	}
	word := func(at int) uint64 { return uint64(binary.LittleEndian.Uint32(header[at:])) }
	if word(0x44) != vdiVersion {
		return refuse(UnknownFeature, "VDI version %#x is not known", word(0x44))
	}
	if kind := word(0x4c); kind != 1 && kind != 2 {
		return refuse(BackingFile, "a VDI of type %d reads from another file", kind)
	}
	for _, parent := range header[0x1a8:0x1c8] { // the link's UUID and the parent's
		if parent != 0 {
			return refuse(BackingFile, "the VDI is the child of another")
		}
	}
	if err := i.virtualSize(binary.LittleEndian.Uint64(header[0x170:])); err != nil {
		return err
	}
	table, data, block, blocks, allocated := word(0x154), word(0x158), word(0x178), word(0x180), word(0x184)
	if block < sectorSize || block > vdiMaxBlock || block&(block-1) != 0 {
		return refuse(Absurd, "VDI blocks of %d bytes", block)
	}
	i.info.ClusterSizeBytes = int64(block)
	if blocks*block < uint64(i.info.VirtualSizeBytes) {
		return refuse(Corrupt, "%d blocks of %d bytes do not make a disk of %d", blocks, block, i.info.VirtualSizeBytes)
	}
	if blocks*4 > 2*qcow2MaxL1 && blocks*block/2 > uint64(i.info.VirtualSizeBytes) {
		return refuse(GiantTable, "a VDI map of %d blocks for a disk of %d bytes", blocks, i.info.VirtualSizeBytes)
	}
	if !i.holds(table, blocks*4) || !i.holds(data, 0) {
		return refuse(Truncated, "the VDI's map of %d blocks lies outside the file", blocks)
	}
	return i.unlessSpent(i.eachNumber("the VDI's map", table, blocks, func(number uint32) error {
		switch at := data + uint64(number)*block; {
		case number >= vdiNone:
			return nil
		case uint64(number) >= allocated:
			return refuse(Corrupt, "the VDI's map names block %d of %d", number, allocated)
		case !i.holds(at, 1):
			return refuse(Truncated, "a block of the VDI is said to be at %d, outside the file", at)
		case at < table+blocks*4:
			return refuse(Overlap, "a block of the VDI is said to be at %d, where its map is", at)
		}
		return nil
	}))
}
