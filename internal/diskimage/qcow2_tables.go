package diskimage

import (
	"encoding/binary"
	"slices"
)

// Bits of L1 and L2 entries ('Cluster mapping').
const (
	qcow2Copied      = 1 << 63
	qcow2Compressed  = 1 << 62
	qcow2Zero        = 1 << 0
	qcow2OffsetMask  = 0x00fffffffffffe00
	qcow2L1Reserved  = 0x7f000000000001ff
	qcow2L2Reserved  = 0x3f000000000001fe
	qcow2RefReserved = 0x1ff

	qcow2TablePiece   = 32 << 10 // an L1 table is read in pieces
	qcow2MaxNameTotal = 64 << 20 // QEMU's limit of the snapshot table
)

// tables claims every table, follows every entry, and compares the uses of each cluster with its refcount.
func (d *qcow2Disk) tables() error {
	if err := d.ledger.table("the header", 0, d.clusterSize); err != nil {
		return err
	}
	if err := d.ledger.table("the L1 table", d.l1Offset, d.l1Entries*8); err != nil {
		return err
	}
	if err := d.ledger.table("the refcount table", d.refTable, d.refClusters*d.clusterSize); err != nil {
		return err
	}
	if err := d.refcountBlocks(); err != nil {
		return err
	}
	l1s, err := d.snapshotTable()
	if err != nil {
		return err
	}
	if err := d.claimL2(d.l1Offset, d.l1Entries, false); err != nil {
		return err
	}
	for _, l1 := range l1s {
		if err := d.claimL2(l1.offset, l1.entries, true); err != nil {
			return err
		}
	}
	if err := d.bitmapDirectory(); err != nil {
		return err
	}
	for _, l1 := range slices.Concat([]l1Table{{d.l1Offset, d.l1Entries}}, l1s) {
		if err := d.followL1(l1); err != nil {
			return err
		}
	}
	return d.compareRefcounts()
}

// l1Table is where an L1 table lies: the active one, or a snapshot's.
type l1Table struct{ offset, entries uint64 }

// eachEntry calls f for each 8-byte entry of a table within the file, reading it piece by piece. The pieces of tables that the header
// bounds are free; others are paid from the budget.
func (d *qcow2Disk) eachEntry(what string, at, entries uint64, read func(string, uint64, uint64) ([]byte, error), f func(entry uint64) error) error {
	for entries > 0 {
		piece := min(entries*8, qcow2TablePiece)
		data, err := read(what, at, piece)
		if err != nil {
			return err
		}
		for ; len(data) >= 8; data = data[8:] {
			if err := f(binary.BigEndian.Uint64(data)); err != nil {
				return err
			}
		}
		at, entries = at+piece, entries-piece/8
	}
	return nil
}

func (d *qcow2Disk) refcountBlocks() error {
	return d.eachEntry("the refcount table", d.refTable, d.refClusters*d.clusterSize/8, d.read, func(entry uint64) error {
		if entry == 0 {
			return nil
		}
		if entry&qcow2RefReserved != 0 {
			return refuse(Corrupt, "an entry of the refcount table has reserved bits: %#x", entry)
		}
		if entry == d.refTable {
			return refuse(Cycle, "an entry of the refcount table leads to the table itself")
		}
		if err := d.placed("a refcount block", entry, d.clusterSize); err != nil {
			return err
		}
		return d.ledger.table("a refcount block", entry, d.clusterSize)
	})
}

// claimL2 claims the L2 tables that an L1 table leads to.
func (d *qcow2Disk) claimL2(at, entries uint64, shared bool) error {
	read := d.read
	if shared {
		read = d.spend
	}
	return d.eachEntry("an L1 table", at, entries, read, func(entry uint64) error {
		offset := entry & qcow2OffsetMask
		if entry&qcow2L1Reserved != 0 {
			return refuse(Corrupt, "an L1 entry has reserved bits: %#x", entry)
		}
		if offset == 0 {
			return nil
		}
		if err := d.placed("an L2 table", offset, d.clusterSize); err != nil {
			return err
		}
		return d.ledger.l2(offset, shared)
	})
}

// followL1 follows an L1 table's L2 tables to the data.
func (d *qcow2Disk) followL1(l1 l1Table) error {
	return d.eachEntry("an L1 table", l1.offset, l1.entries, d.read, func(entry uint64) error {
		offset := entry & qcow2OffsetMask
		if offset == 0 {
			return nil
		}
		table, err := d.spend("an L2 table", offset, d.clusterSize)
		if err != nil {
			return err
		}
		return d.followL2(table, offset)
	})
}

func (d *qcow2Disk) followL2(table []byte, at uint64) error {
	size := d.l2EntrySize()
	for ; uint64(len(table)) >= size; table = table[size:] {
		entry := binary.BigEndian.Uint64(table)
		if entry == 0 {
			continue
		}
		var err error
		if entry&qcow2Compressed != 0 {
			err = d.compressedCluster(entry)
		} else {
			err = d.standardCluster(entry, at)
		}
		if err == nil && size == 16 {
			err = d.subclusters(entry, binary.BigEndian.Uint64(table[8:]))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// standardCluster checks a 'Standard Cluster Descriptor'. The last cluster of a file may be shorter: QEMU reads zeros behind it.
func (d *qcow2Disk) standardCluster(entry, table uint64) error {
	offset := entry & qcow2OffsetMask
	reserved := uint64(qcow2L2Reserved)
	if d.info.Version == 2 || d.l2EntrySize() == 16 {
		reserved |= qcow2Zero
	}
	switch {
	case entry&reserved != 0:
		return refuse(Corrupt, "an L2 entry has reserved bits: %#x", entry)
	case offset == 0 && entry&qcow2Copied != 0:
		return refuse(Overlap, "an L2 entry leads to the header")
	case offset == 0:
		return nil
	case offset&(d.clusterSize-1) != 0:
		return refuse(Corrupt, "an L2 entry leads to %d, which is no beginning of a cluster", offset)
	case offset >= uint64(d.size):
		return refuse(Truncated, "a cluster of the disk is said to be at %d of %d bytes", offset, d.size)
	case offset == table:
		return refuse(Cycle, "the L2 table at %d leads to itself", table)
	}
	return d.useData(offset)
}

// compressedCluster checks a 'Compressed Clusters Descriptor'. Its last sectors may be missing at the end of the file.
func (d *qcow2Disk) compressedCluster(entry uint64) error {
	x := 62 - (d.clusterBits - 8)
	offset := entry & (1<<x - 1)
	sectors := (entry&^(qcow2Copied|qcow2Compressed))>>x + 1
	start := offset &^ (sectorSize - 1)
	end := start + sectors*sectorSize
	switch {
	case entry&qcow2Copied != 0:
		return refuse(Corrupt, "a compressed cluster is marked as not shared: %#x", entry)
	case offset == 0:
		return refuse(Overlap, "a compressed cluster is said to lie in the header")
	case offset >= uint64(d.size) || end > d.ledger.clusters*d.clusterSize:
		return refuse(Truncated, "a compressed cluster is said to be at %d to %d of %d bytes", offset, end, d.size)
	}
	for at := start &^ (d.clusterSize - 1); at < end; at += d.clusterSize {
		if err := d.useData(at); err != nil {
			return err
		}
	}
	return nil
}

// subclusters checks a 'Subcluster Allocation Bitmap'.
func (d *qcow2Disk) subclusters(entry, bitmap uint64) error {
	allocated, zero := bitmap&0xffffffff, bitmap>>32
	switch {
	case entry&qcow2Compressed != 0 && bitmap != 0:
		return refuse(Corrupt, "a compressed cluster has subclusters")
	case allocated&zero != 0:
		return refuse(Corrupt, "a subcluster is both data and zeros")
	case allocated != 0 && entry&qcow2OffsetMask == 0:
		return refuse(Corrupt, "a subcluster has data in no cluster")
	}
	return nil
}

// useData counts a use of a cluster by the disk, which must not be a table.
func (d *qcow2Disk) useData(offset uint64) error {
	switch d.ledger.kind(offset) {
	case 0:
		d.ledger.use(offset)
		return nil
	case ledgerL2:
		return refuse(Cycle, "an L2 entry leads to an L2 table at %d", offset)
	}
	return refuse(Overlap, "an L2 entry leads to %d, where a table is", offset)
}

// compareRefcounts finds clusters that are used more often than their refcount says: QEMU would write into them for one user and
// so change what another reads. Too high a refcount only wastes room. A dirty file's refcounts are not believed: QEMU counts anew.
func (d *qcow2Disk) compareRefcounts() error {
	if d.incompatible&qcow2Dirty != 0 {
		return nil
	}
	numbers := make([]uint64, 0, len(d.ledger.chunks))
	for number := range d.ledger.chunks {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	for _, number := range numbers {
		for n, word := range d.ledger.chunks[number] {
			uses := uint64(word & ledgerMost)
			if uses == 0 {
				continue
			}
			cluster := number*ledgerChunkLength + uint64(n)
			refcount, err := d.refcount(cluster)
			if err != nil {
				return err
			}
			if uses > refcount {
				return refuse(Corrupt, "the cluster at %d is used %d times, its refcount is %d", cluster*d.clusterSize, uses, refcount)
			}
		}
	}
	return nil
}

// refcount reads a cluster's ('Host cluster management'). refcountBlocks has checked the places.
func (d *qcow2Disk) refcount(cluster uint64) (uint64, error) {
	bits := uint64(1) << d.refOrder
	perBlock := d.clusterSize * 8 / bits
	if cluster/perBlock >= d.refClusters*d.clusterSize/8 {
		return 0, nil
	}
	entry, err := d.read("the refcount table", d.refTable+cluster/perBlock*8, 8)
	if err != nil {
		return 0, err
	}
	block := binary.BigEndian.Uint64(entry)
	if block == 0 {
		return 0, nil
	}
	bit := cluster % perBlock * bits
	data, err := d.spend("a refcount block", block+bit/8, max(bits/8, 1))
	if err != nil {
		return 0, err
	}
	if bits < 8 {
		return uint64(data[0]) >> (bit % 8) & (1<<bits - 1), nil
	}
	var value uint64
	for _, b := range data {
		value = value<<8 | uint64(b)
	}
	return value, nil
}
