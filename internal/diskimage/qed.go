package diskimage

import (
	"encoding/binary"
	"strings"
)

const (
	qedBacking, qedNeedCheck, qedNoProbe = 1, 2, 4
	qedMinCluster, qedMaxCluster         = 4 << 10, 64 << 20
	qedMaxTable                          = 16 // clusters
)

// qed checks QEMU's docs/interop/qed_spec.txt: an L1 table that leads to L2 tables of the same size.
func (i *inspection) qed() error {
	header, err := i.read("the QED header", 0, 64)
	if err != nil {
		return err
	}
	cluster, tableClusters := uint64(binary.LittleEndian.Uint32(header[4:])), uint64(binary.LittleEndian.Uint32(header[8:]))
	features, l1 := binary.LittleEndian.Uint64(header[16:]), binary.LittleEndian.Uint64(header[40:])
	if features&^uint64(qedBacking|qedNeedCheck|qedNoProbe) != 0 {
		return refuse(UnknownFeature, "the QED file needs features that are not known here (%#x)", features)
	}
	if features&qedBacking != 0 {
		return i.qedBackingFile(binary.LittleEndian.Uint32(header[56:]), binary.LittleEndian.Uint32(header[60:]))
	}
	i.info.Dirty = features&qedNeedCheck != 0
	if err := i.virtualSize(binary.LittleEndian.Uint64(header[48:])); err != nil {
		return err
	}
	if cluster < qedMinCluster || cluster > qedMaxCluster || cluster&(cluster-1) != 0 {
		return refuse(Absurd, "QED clusters of %d bytes", cluster)
	}
	if tableClusters == 0 || tableClusters > qedMaxTable {
		return refuse(GiantTable, "QED tables of %d clusters", tableClusters)
	}
	i.info.ClusterSizeBytes = int64(cluster)
	length := tableClusters * cluster
	if covers := length / 8 * (length / 8); covers < (uint64(i.info.VirtualSizeBytes)+cluster-1)/cluster {
		return refuse(Corrupt, "the QED tables do not cover a disk of %d bytes", i.info.VirtualSizeBytes)
	}
	return i.unlessSpent(i.qedTable("the L1 table", l1, length, func(l2 uint64) error {
		if l2 == l1 {
			return refuse(Cycle, "the L1 table leads to itself")
		}
		return i.qedTable("an L2 table", l2, length, func(data uint64) error {
			if data == l1 || data == l2 {
				return refuse(Cycle, "an L2 table leads to a table")
			}
			if !i.holds(data, 1) {
				return refuse(Truncated, "a cluster of the disk is said to be at %d, outside the file", data)
			}
			return nil
		})
	}))
}

func (i *inspection) qedBackingFile(at, length uint32) error {
	if length > qcow2MaxBackingName || !i.holds(uint64(at), uint64(length)) {
		return refuse(Absurd, "the backing file's name is said to have %d bytes", length)
	}
	name, err := i.read("the backing file's name", uint64(at), uint64(length))
	if err != nil {
		return err
	}
	i.info.Backing = strings.ToValidUTF8(string(name), "?")
	return refuse(BackingFile, "the QED file reads from another, %s: flatten it first (qemu-img convert)", quoted(name))
}

// qedTable calls f for each entry that leads somewhere: 0 is nothing, 1 is zeros.
func (i *inspection) qedTable(what string, at, length uint64, f func(uint64) error) error {
	if at == 0 || !i.holds(at, length) {
		return refuse(Truncated, "%s (%d bytes at %d) lies outside the file", what, length, at)
	}
	for end := at + length; at < end; at += blockSize {
		data, err := i.spend(what, at, min(blockSize, end-at))
		if err != nil {
			return err
		}
		for ; len(data) >= 8; data = data[8:] {
			entry := binary.LittleEndian.Uint64(data)
			if entry <= 1 {
				continue
			}
			if err := f(entry); err != nil {
				return err
			}
		}
	}
	return nil
}
