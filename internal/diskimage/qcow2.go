package diskimage

import (
	"encoding/binary"
	"errors"
	"strings"
)

// QEMU's limits (block/qcow2.h, as of QEMU 7.2). A file over them would not open anyway; here it is refused before anything of that size is read.
const (
	qcow2MinClusterBits   = 9
	qcow2MaxClusterBits   = 21
	qcow2MaxL1            = 32 << 20
	qcow2MaxRefcountTable = 8 << 20
	qcow2MaxSnapshots     = 65536
	qcow2MaxBackingName   = 1023
	qcow2MaxBitmaps       = 65535
	qcow2MaxExtensions    = 1024 // ours: a real file has five
)

// qcow2Disk is a file in the format of QEMU's docs/interop/qcow2.txt; section names in comments here are that text's.
type qcow2Disk struct {
	*inspection

	clusterBits, clusterSize uint64
	l1Offset, l1Entries      uint64
	refTable, refClusters    uint64
	refOrder                 uint32
	snapshots, snapshotsAt   uint64
	headerLength             uint64
	incompatible, autoclear  uint64
	compression              byte
	bitmaps                  bitmapArea
	ledger                   *ledger
}

// Incompatible and auto-clear feature bits ('Header').
const (
	qcow2Dirty        = 1 << 0
	qcow2Corrupt      = 1 << 1
	qcow2ExternalData = 1 << 2
	qcow2Compression  = 1 << 3
	qcow2ExtendedL2   = 1 << 4
	qcow2BitmapsValid = 1 << 0
)

// qcow2 checks the header, the extensions, that every table lies within the file and on a place of its own, that L1 and L2 entries lead to
// places within the file that are no tables, and that no cluster is used more often than its refcount says.
func (i *inspection) qcow2() error {
	d := &qcow2Disk{inspection: i}
	if err := d.header(); err != nil {
		return err
	}
	if d.options.HeaderOnly {
		return nil
	}
	d.ledger = newLedger(d.clusterSize, uint64(i.size))
	err := d.tables()
	if errors.Is(err, errSpent) {
		i.info.Partial = true
		err = nil
	}
	i.info.Partial = i.info.Partial || d.ledger.full
	return err
}

func (d *qcow2Disk) header() error {
	header, err := d.read("the qcow2 header", 0, 72)
	if err != nil {
		return err
	}
	version := binary.BigEndian.Uint32(header[4:])
	d.info.Version = int(version)
	if version != 2 && version != 3 {
		return refuse(UnknownFeature, "qcow2 version %d is not known: 2 and 3 are", version)
	}
	if err := d.clusters(binary.BigEndian.Uint32(header[20:])); err != nil {
		return err
	}
	d.l1Entries = uint64(binary.BigEndian.Uint32(header[36:]))
	d.l1Offset = binary.BigEndian.Uint64(header[40:])
	d.refTable = binary.BigEndian.Uint64(header[48:])
	d.refClusters = uint64(binary.BigEndian.Uint32(header[56:]))
	d.snapshots = uint64(binary.BigEndian.Uint32(header[60:]))
	d.snapshotsAt = binary.BigEndian.Uint64(header[64:])
	if err := d.features(version); err != nil {
		return err
	}
	if err := d.backing(binary.BigEndian.Uint64(header[8:]), binary.BigEndian.Uint32(header[16:])); err != nil {
		return err
	}
	if crypt := binary.BigEndian.Uint32(header[32:]); crypt != 0 {
		return refuse(Encrypted, "the qcow2 file is encrypted (method %d), and no key is known", crypt)
	}
	if err := d.virtualSize(binary.BigEndian.Uint64(header[24:])); err != nil {
		return err
	}
	return d.bounds()
}

func (d *qcow2Disk) clusters(bits uint32) error {
	if bits < qcow2MinClusterBits || bits > qcow2MaxClusterBits {
		return refuse(Absurd, "clusters of 2^%d bytes: 2^%d to 2^%d are possible", bits, qcow2MinClusterBits, qcow2MaxClusterBits)
	}
	d.clusterBits, d.clusterSize = uint64(bits), 1<<bits
	d.info.ClusterSizeBytes = int64(d.clusterSize)
	return nil
}

// features reads what only version 3 has.
func (d *qcow2Disk) features(version uint32) error {
	d.refOrder, d.headerLength = 4, 72
	if version == 2 {
		return nil
	}
	header, err := d.read("the qcow2 header", 0, 104)
	if err != nil {
		return err
	}
	d.incompatible = binary.BigEndian.Uint64(header[72:])
	d.autoclear = binary.BigEndian.Uint64(header[88:])
	d.refOrder = binary.BigEndian.Uint32(header[96:])
	d.headerLength = uint64(binary.BigEndian.Uint32(header[100:]))
	if d.headerLength < 104 || d.headerLength > d.clusterSize {
		return refuse(Corrupt, "the header says that it has %d bytes: 104 to %d are possible", d.headerLength, d.clusterSize)
	}
	if d.refOrder > 6 {
		return refuse(Corrupt, "refcounts of 2^%d bits: 2^6 is the most", d.refOrder)
	}
	if d.headerLength > 104 {
		if header, err = d.read("the qcow2 header", 104, 1); err != nil {
			return err
		}
		d.compression = header[0]
	}
	return d.incompatibleFeatures()
}

func (d *qcow2Disk) incompatibleFeatures() error {
	unknown := d.incompatible &^ (qcow2Dirty | qcow2Corrupt | qcow2ExternalData | qcow2Compression | qcow2ExtendedL2)
	d.info.Dirty = d.incompatible&qcow2Dirty != 0
	switch {
	case d.incompatible&qcow2ExternalData != 0:
		return refuse(ExternalData, "the qcow2 file keeps its data in another file")
	case unknown != 0:
		return refuse(UnknownFeature, "the qcow2 file needs features that are not known here (bits %#x)", unknown)
	case d.incompatible&qcow2Corrupt != 0:
		return refuse(Corrupt, "the qcow2 file is marked as corrupt: qemu-img check -r all mends a copy of it")
	case d.compression > 1:
		return refuse(UnknownFeature, "compression type %d is not known", d.compression)
	case (d.incompatible&qcow2Compression != 0) != (d.compression != 0):
		return refuse(Corrupt, "the compression type and its feature bit contradict each other")
	case d.incompatible&qcow2ExtendedL2 != 0 && d.clusterBits < 14:
		return refuse(Corrupt, "extended L2 entries need clusters of 16 KiB, and these have %d bytes", d.clusterSize)
	}
	return nil
}

// backing refuses a backing file after the extensions told its format, so that the refusal can show both.
func (d *qcow2Disk) backing(at uint64, length uint32) error {
	end := d.clusterSize
	if at != 0 {
		if at < d.headerLength || at > d.clusterSize {
			return refuse(Corrupt, "the backing file's name is said to be at %d, outside the header", at)
		}
		if length > qcow2MaxBackingName || uint64(length) > d.clusterSize-at {
			return refuse(Absurd, "the backing file's name is said to have %d bytes: %d are possible", length, qcow2MaxBackingName)
		}
		end = at
	}
	if err := d.extensions(end); err != nil || at == 0 || length == 0 {
		return err
	}
	name, err := d.read("the backing file's name", at, uint64(length))
	if err != nil {
		return err
	}
	d.info.Backing = strings.ToValidUTF8(string(name), "?")
	return refuse(BackingFile, "the qcow2 file reads from another, %s: flatten it first (qemu-img convert)", quoted(name))
}

// Header extensions that matter here ('Header extensions').
const (
	qcow2ExtEnd           = 0
	qcow2ExtBackingFormat = 0xe2792aca
	qcow2ExtBitmaps       = 0x23852875
	qcow2ExtEncryption    = 0x0537be77
	qcow2ExtDataFile      = 0x44415441
)

func (d *qcow2Disk) extensions(end uint64) error {
	at := d.headerLength
	for range qcow2MaxExtensions {
		if at+8 > end || !d.holds(at, 8) {
			return nil // an area that is not ended by an extension of type 0 ends where it must
		}
		head, err := d.read("a header extension", at, 8)
		if err != nil {
			return err
		}
		kind, length := binary.BigEndian.Uint32(head), uint64(binary.BigEndian.Uint32(head[4:]))
		if kind == qcow2ExtEnd {
			return nil
		}
		if length > end-at-8 {
			return refuse(Corrupt, "header extension %#x has %d bytes, more than the header", kind, length)
		}
		if err := d.extension(kind, at+8, length); err != nil {
			return err
		}
		at += 8 + (length+7)/8*8
	}
	return refuse(Absurd, "the header has more than %d extensions", qcow2MaxExtensions)
}

func (d *qcow2Disk) extension(kind uint32, at, length uint64) error {
	switch kind {
	case qcow2ExtBackingFormat:
		name, err := d.read("the backing format", at, min(length, maxQuote))
		if err != nil {
			return err
		}
		d.info.BackingFormat = strings.ToValidUTF8(string(name), "?")
	case qcow2ExtDataFile:
		name, err := d.read("the data file's name", at, min(length, qcow2MaxBackingName))
		if err != nil {
			return err
		}
		return refuse(ExternalData, "the qcow2 file names %s as the file of its data", quoted(name))
	case qcow2ExtEncryption:
		return refuse(Encrypted, "the qcow2 file has an encryption header, and no key is known")
	case qcow2ExtBitmaps:
		return d.bitmapsExtension(at, length)
	}
	return nil
}

// bounds holds every table that the header names to its limit and to the file.
func (d *qcow2Disk) bounds() error {
	if d.l1Entries*8 > qcow2MaxL1 {
		return refuse(GiantTable, "an L1 table of %d entries: QEMU takes %d", d.l1Entries, qcow2MaxL1/8)
	}
	// At most 2^22 entries of 2^18 clusters of 2^21 bytes: no overflow.
	if covers := d.l1Entries * d.l2Entries() << d.clusterBits; covers < uint64(d.info.VirtualSizeBytes) {
		return refuse(Corrupt, "the L1 table covers %d bytes of a disk of %d", covers, d.info.VirtualSizeBytes)
	}
	if d.refClusters*d.clusterSize > qcow2MaxRefcountTable {
		return refuse(GiantTable, "a refcount table of %d bytes: QEMU takes %d", d.refClusters*d.clusterSize, qcow2MaxRefcountTable)
	}
	if d.refClusters == 0 {
		return refuse(Corrupt, "the file has no refcount table")
	}
	if d.snapshots > qcow2MaxSnapshots {
		return refuse(GiantTable, "%d snapshots: QEMU takes %d", d.snapshots, qcow2MaxSnapshots)
	}
	d.info.Snapshots = int(d.snapshots)
	if d.l1Entries > 0 {
		if err := d.placed("the L1 table", d.l1Offset, d.l1Entries*8); err != nil {
			return err
		}
	}
	return d.placed("the refcount table", d.refTable, d.refClusters*d.clusterSize)
}

// placed tells whether a table starts at a cluster behind the header and lies within the file.
func (d *qcow2Disk) placed(what string, at, length uint64) error {
	switch {
	case at&(d.clusterSize-1) != 0:
		return refuse(Corrupt, "%s is at %d, which is no beginning of a cluster", what, at)
	case at == 0:
		return refuse(Overlap, "%s is said to be at 0, where the header is", what)
	case !d.holds(at, length):
		return refuse(Truncated, "%s (%d bytes at %d) lies outside the file of %d bytes", what, length, at, d.size)
	}
	return nil
}

// l2Entries is how many clusters one L2 table maps.
func (d *qcow2Disk) l2Entries() uint64 { return d.clusterSize / d.l2EntrySize() }

func (d *qcow2Disk) l2EntrySize() uint64 {
	if d.incompatible&qcow2ExtendedL2 != 0 {
		return 16
	}
	return 8
}
