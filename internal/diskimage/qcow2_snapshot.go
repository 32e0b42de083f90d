package diskimage

import "encoding/binary"

// snapshotTable claims the table of internal snapshots and their L1 tables ('Snapshots').
func (d *qcow2Disk) snapshotTable() ([]l1Table, error) {
	if d.snapshots == 0 {
		return nil, nil
	}
	if err := d.placed("the snapshot table", d.snapshotsAt, d.snapshots*40); err != nil {
		return nil, err
	}
	var l1s []l1Table
	at := d.snapshotsAt
	for range d.snapshots {
		entry, err := d.spend("the snapshot table", at, 40)
		if err != nil {
			return nil, err
		}
		l1 := l1Table{binary.BigEndian.Uint64(entry), uint64(binary.BigEndian.Uint32(entry[8:]))}
		if err := d.snapshotL1(l1); err != nil {
			return nil, err
		}
		if l1.entries > 0 {
			l1s = append(l1s, l1)
		}
		length := 40 + uint64(binary.BigEndian.Uint32(entry[36:])) + uint64(binary.BigEndian.Uint16(entry[12:])) + uint64(binary.BigEndian.Uint16(entry[14:]))
		at += (length + 7) / 8 * 8
		if at-d.snapshotsAt > qcow2MaxNameTotal {
			return nil, refuse(GiantTable, "a snapshot table of more than %d bytes", qcow2MaxNameTotal)
		}
	}
	// The padding of the last entry may be missing at the end of the file.
	if !d.holds(d.snapshotsAt, at-d.snapshotsAt-7) {
		return nil, refuse(Truncated, "the snapshot table lies outside the file of %d bytes", d.size)
	}
	return l1s, d.ledger.table("the snapshot table", d.snapshotsAt, at-d.snapshotsAt)
}

func (d *qcow2Disk) snapshotL1(l1 l1Table) error {
	if l1.entries*8 > qcow2MaxL1 {
		return refuse(GiantTable, "a snapshot's L1 table of %d entries: QEMU takes %d", l1.entries, qcow2MaxL1/8)
	}
	if l1.entries == 0 {
		return nil
	}
	if err := d.placed("a snapshot's L1 table", l1.offset, l1.entries*8); err != nil {
		return err
	}
	return d.ledger.table("a snapshot's L1 table", l1.offset, l1.entries*8)
}

// bitmapArea is where the bitmap directory lies ('Bitmaps extension').
type bitmapArea struct{ offset, length, count uint64 }

func (d *qcow2Disk) bitmapsExtension(at, length uint64) error {
	if length != 24 {
		return refuse(Corrupt, "the bitmaps extension has %d bytes instead of 24", length)
	}
	data, err := d.read("the bitmaps extension", at, length)
	if err != nil {
		return err
	}
	area := bitmapArea{count: uint64(binary.BigEndian.Uint32(data)), length: binary.BigEndian.Uint64(data[8:]), offset: binary.BigEndian.Uint64(data[16:])}
	if area.count > qcow2MaxBitmaps || area.length > qcow2MaxNameTotal {
		return refuse(GiantTable, "%d bitmaps in a directory of %d bytes: QEMU takes %d", area.count, area.length, qcow2MaxBitmaps)
	}
	d.info.Bitmaps = int(area.count)
	d.bitmaps = area
	return nil
}

// bitmapDirectory claims the bitmaps' tables and clusters ('Bitmap directory'). Without the auto-clear bit they count as inconsistent, and nobody reads them.
func (d *qcow2Disk) bitmapDirectory() error {
	if d.bitmaps.count == 0 || d.autoclear&qcow2BitmapsValid == 0 {
		return nil
	}
	if err := d.placed("the bitmap directory", d.bitmaps.offset, d.bitmaps.length); err != nil {
		return err
	}
	if err := d.ledger.table("the bitmap directory", d.bitmaps.offset, d.bitmaps.length); err != nil {
		return err
	}
	at, end := d.bitmaps.offset, d.bitmaps.offset+d.bitmaps.length
	for range d.bitmaps.count {
		if end-at < 24 {
			return refuse(Corrupt, "the bitmap directory ends within an entry")
		}
		entry, err := d.spend("the bitmap directory", at, 24)
		if err != nil {
			return err
		}
		if err := d.bitmapTable(binary.BigEndian.Uint64(entry), uint64(binary.BigEndian.Uint32(entry[8:]))); err != nil {
			return err
		}
		length := 24 + uint64(binary.BigEndian.Uint16(entry[18:])) + uint64(binary.BigEndian.Uint32(entry[20:]))
		if length = (length + 7) / 8 * 8; length > end-at {
			return refuse(Corrupt, "an entry of the bitmap directory has %d bytes, more than the directory", length)
		}
		at += length
	}
	return nil
}

// bitmapTable follows a 'Bitmap table'.
func (d *qcow2Disk) bitmapTable(at, entries uint64) error {
	if entries*8 > qcow2MaxL1 {
		return refuse(GiantTable, "a bitmap table of %d entries", entries)
	}
	if entries == 0 {
		return nil
	}
	if err := d.placed("a bitmap table", at, entries*8); err != nil {
		return err
	}
	if err := d.ledger.table("a bitmap table", at, entries*8); err != nil {
		return err
	}
	return d.eachEntry("a bitmap table", at, entries, d.spend, func(entry uint64) error {
		offset := entry & qcow2OffsetMask
		if offset == 0 {
			return nil
		}
		if err := d.placed("a bitmap's cluster", offset, d.clusterSize); err != nil {
			return err
		}
		return d.ledger.table("a bitmap's cluster", offset, d.clusterSize)
	})
}
