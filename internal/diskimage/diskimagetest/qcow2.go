package diskimagetest

import "encoding/binary"

// The clusters of QCOW2's file, which is one disk of 1 MiB with one cluster of data.
const (
	Cluster       = 64 << 10
	RefcountTable = 1 * Cluster
	RefcountBlock = 2 * Cluster
	L1Table       = 3 * Cluster
	L2Table       = 4 * Cluster
	Data          = 5 * Cluster
	End           = 6 * Cluster
	copied        = 1 << 63
)

// File is a file that is being made.
type File []byte

// Put32 writes a big-endian number.
func (f File) Put32(at int, value uint32) File {
	binary.BigEndian.PutUint32(f[at:], value)
	return f
}

// Put64 writes a big-endian number.
func (f File) Put64(at int, value uint64) File {
	binary.BigEndian.PutUint64(f[at:], value)
	return f
}

// Little32 writes a little-endian number.
func (f File) Little32(at int, value uint32) File {
	binary.LittleEndian.PutUint32(f[at:], value)
	return f
}

// Little64 writes a little-endian number.
func (f File) Little64(at int, value uint64) File {
	binary.LittleEndian.PutUint64(f[at:], value)
	return f
}

// Text writes text.
func (f File) Text(at int, text string) File {
	copy(f[at:], text)
	return f
}

// Grown is the file with zeros up to length.
func (f File) Grown(length int) File {
	return append(f, make(File, length-len(f))...)
}

// Refcount sets the refcount of a cluster.
func (f File) Refcount(cluster int, count uint16) File {
	binary.BigEndian.PutUint16(f[RefcountBlock+2*cluster:], count)
	return f
}

// QCOW2 is a good file of the version 3.
func QCOW2() File {
	file := make(File, End)
	file.Text(0, "QFI\xfb").Put32(4, 3).Put32(20, 16).Put64(24, 1<<20)
	file.Put32(36, 1).Put64(40, L1Table).Put64(48, RefcountTable).Put32(56, 1)
	file.Put32(96, 4).Put32(100, 112)
	file.Put64(RefcountTable, RefcountBlock)
	file.Put64(L1Table, L2Table|copied)
	file.Put64(L2Table, Data|copied)
	for cluster := range End / Cluster {
		file.Refcount(cluster, 1)
	}
	return file.Text(Data, "data")
}

// extension puts a header extension directly behind the header.
func (f File) extension(kind uint32, data string) File {
	return f.Put32(112, kind).Put32(116, uint32(len(data))).Text(120, data)
}

// backing names a backing file.
func (f File) backing(name string) File {
	return f.Put64(8, 1024).Put32(16, uint32(len(name))).Text(1024, name)
}

// snapshot adds the table of one snapshot in cluster 6, whose L1 table is at l1 with entries.
func (f File) snapshot(l1 uint64, entries uint32) File {
	f = f.Grown(8*Cluster).Refcount(6, 1)
	return f.Put32(60, 1).Put64(64, 6*Cluster).Put64(6*Cluster, l1).Put32(6*Cluster+8, entries).Put32(6*Cluster+36, 16)
}

// bitmap adds a bitmap in cluster 6, whose table of entries is at table.
func (f File) bitmap(directory, table uint64, entries uint32) File {
	f = f.Grown(9*Cluster).Put64(88, 1)
	for cluster := 6; cluster < 9; cluster++ {
		f.Refcount(cluster, 1)
	}
	f.extension(0x23852875, "\x00\x00\x00\x01\x00\x00\x00\x00").Put32(116, 24).Put64(128, 32).Put64(136, directory)
	return f.Put64(6*Cluster, table).Put32(6*Cluster+8, entries).Put32(6*Cluster+16, 0x01100001)
}
