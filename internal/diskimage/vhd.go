package diskimage

import (
	"bytes"
	"encoding/binary"
)

const (
	vhdFixed, vhdDynamic = 2, 3
	vhdFooter            = 512
	vhdMaxBlock          = 256 << 20
	vhdMaxEntries        = 8 << 20
	vhdUnused            = 0xffffffff
)

// vhd checks Microsoft's "Virtual Hard Disk Image Format Specification" 1.0: the footer with its checksum, and the block allocation
// table of a dynamic disk. A differencing disk has a parent and is refused.
func (i *inspection) vhd() error {
	if i.size < 2*vhdFooter {
		return refuse(Truncated, "a VHD of %d bytes", i.size)
	}
	footer, err := i.read("the VHD footer", uint64(i.size)-vhdFooter, vhdFooter)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(footer, []byte("conectix")) {
		return refuse(Truncated, "the VHD has no footer: the end of the file is missing")
	}
	if sum := binary.BigEndian.Uint32(footer[64:]); sum != vhdChecksum(footer, 64) {
		return refuse(Corrupt, "the checksum of the VHD's footer is wrong")
	}
	switch kind := binary.BigEndian.Uint32(footer[60:]); kind {
	case vhdFixed:
		return i.vhdFixed(footer)
	case vhdDynamic:
		return i.vhdDynamic(footer)
	default:
		return refuse(BackingFile, "a VHD of type %d reads from another file", kind)
	}
}

// vhdSize is the size that QEMU takes (block/vpc.c): the geometry's for a disk that Virtual PC made, else the stated one.
func (i *inspection) vhdSize(footer []byte) error {
	size := binary.BigEndian.Uint64(footer[48:])
	geometry := uint64(binary.BigEndian.Uint16(footer[56:])) * uint64(footer[58]) * uint64(footer[59])
	creator := string(footer[28:32])
	exact := creator == "win " || creator == "qem2" || creator == "d2v " || creator == "tap\x00" || creator == "CTXS" || geometry == 65535*16*255
	if !exact && geometry != 0 {
		size = geometry * sectorSize
	}
	return i.virtualSize(size)
}

func (i *inspection) vhdFixed(footer []byte) error {
	if err := i.vhdSize(footer); err != nil {
		return err
	}
	if i.info.VirtualSizeBytes > i.size-vhdFooter {
		return refuse(Truncated, "the VHD has %d bytes, the file only %d", i.info.VirtualSizeBytes, i.size-vhdFooter)
	}
	return nil
}

func (i *inspection) vhdDynamic(footer []byte) error {
	at := binary.BigEndian.Uint64(footer[16:])
	header, err := i.read("the VHD's dynamic header", at, 1024)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(header, []byte("cxsparse")) || binary.BigEndian.Uint32(header[36:]) != vhdChecksum(header, 36) {
		return refuse(Corrupt, "the VHD's dynamic header is broken")
	}
	if bytes.ContainsFunc(header[40:56], notZero) || bytes.ContainsFunc(header[64:768], notZero) {
		return refuse(BackingFile, "the VHD names a parent")
	}
	if err := i.vhdSize(footer); err != nil {
		return err
	}
	table, entries, block := binary.BigEndian.Uint64(header[16:]), uint64(binary.BigEndian.Uint32(header[28:])), uint64(binary.BigEndian.Uint32(header[32:]))
	if block < sectorSize || block > vhdMaxBlock || block&(block-1) != 0 {
		return refuse(Absurd, "VHD blocks of %d bytes", block)
	}
	i.info.ClusterSizeBytes = int64(block)
	if entries > vhdMaxEntries {
		return refuse(GiantTable, "a VHD table of %d entries", entries)
	}
	if entries*block < uint64(i.info.VirtualSizeBytes) {
		return refuse(Corrupt, "%d blocks of %d bytes do not make a disk of %d", entries, block, i.info.VirtualSizeBytes)
	}
	return i.vhdTable(table, entries)
}

func (i *inspection) vhdTable(table, entries uint64) error {
	if !i.holds(table, entries*4) {
		return refuse(Truncated, "the VHD's table of %d entries lies outside the file", entries)
	}
	return i.unlessSpent(i.eachNumber("the VHD's table", table, entries, func(number uint32) error {
		sector := uint64(number>>24 | number>>8&0xff00 | number<<8&0xff0000 | number<<24) // big-endian
		if sector == vhdUnused {
			return nil
		}
		if at := sector * sectorSize; !i.holds(at, 1) {
			return refuse(Truncated, "a block of the VHD is said to be at %d, outside the file", at)
		} else if at >= table && at < table+entries*4 {
			return refuse(Cycle, "the VHD's table leads to itself")
		}
		return nil
	}))
}

func notZero(r rune) bool { return r != 0 }

// vhdChecksum is the one's complement of the sum of all bytes but the four at skip.
func vhdChecksum(data []byte, skip int) uint32 {
	var sum uint32
	for n, b := range data {
		if n < skip || n >= skip+4 {
			sum += uint32(b)
		}
	}
	return ^sum
}
