package diskimagetest

import (
	"encoding/binary"

	"github.com/novacron/novacron/internal/diskimage"
)

// foreign are files of other hypervisors' formats.
func foreign() []Case {
	const child = "parentCID=12345678\nparentFileNameHint=\"/etc/shadow\"\n"
	return []Case{
		{"VMDK descriptor of a host file", File("# Disk DescriptorFile\nversion=1\nRW 2048 FLAT \"/etc/shadow\" 0\n"), "", diskimage.ExternalData},
		{"VMDK descriptor without its comment", File("\n# x\nversion=1\nRW 2048 FLAT \"/etc/shadow\" 0\n"), "", diskimage.ExternalData},
		{"VMDK with an extent on the host", VMDK("RW 2048 FLAT \"/etc/shadow\" 0\n"), "", diskimage.ExternalData},
		{"VMDK with a sparse extent elsewhere", VMDK("RW 2048 SPARSE \"../../etc/shadow\"\n"), "", diskimage.ExternalData},
		{"VMDK with two extents", VMDK("RW 1024 SPARSE \"a.vmdk\"\nRW 1024 SPARSE \"b.vmdk\"\n"), "", diskimage.ExternalData},
		{"VMDK of several files", VMDK("createType=\"twoGbMaxExtentSparse\"\n"), "", diskimage.ExternalData},
		{"VMDK on a device", VMDK("createType=\"fullDevice\"\n"), "", diskimage.ExternalData},
		{"VMDK without capacity", VMDK("RW 2048 FLAT \"/etc/shadow\" 0\n").Little64(12, 0), "", diskimage.ExternalData},
		{"VMDK with a parent", VMDK(child), "", diskimage.BackingFile},
		{"VMDK with a parent's name", VMDK("parentFileNameHint=\"/etc/shadow\"\n"), "", diskimage.BackingFile},
		{"VMDK of 8 ZiB", VMDK("").Little64(12, 1<<63), "", diskimage.Absurd},
		{"VMDK with grains of 1 TiB", VMDK("").Little64(20, 1<<31), "", diskimage.Absurd},
		{"VMDK with giant tables", VMDK("").Little32(44, 1<<31), "", diskimage.GiantTable},
		{"VMDK with a giant descriptor", VMDK("").Little64(36, 1<<40), "", diskimage.GiantTable},
		{"VMDK whose directory leads to itself", VMDK("").Little32(21*512, 21), "", diskimage.Cycle},
		{"VMDK with a grain behind the end", VMDK("").Little32(22*512, 1<<30), "", diskimage.Truncated},
		{"VMDK stream without its end", VMDK("").Little64(56, 1<<64-1), "", diskimage.Truncated},
		{"ESX sparse disk", File("COWD").Grown(1024), "", diskimage.UnsupportedFormat},
		{"VDI with a parent", VDI().Text(0x1a8, "parent"), "", diskimage.BackingFile},
		{"VDI that differs from another", VDI().Little32(0x4c, 4), "", diskimage.BackingFile},
		{"VDI of 1 PiB", VDI().Little64(0x170, 1<<50), "", diskimage.Absurd},
		{"VDI with a giant map", VDI().Little32(0x180, 1<<32-1), "", diskimage.GiantTable},
		{"VDI with a block behind the end", VDI().Little32(512, 7).Little32(0x184, 8), "", diskimage.Truncated},
		{"VHD with a parent", VHD(4), "", diskimage.BackingFile},
		{"VHD that is cut", VHD(2)[:1<<20], diskimage.VHD, diskimage.BadMagic},
		{"VHD with a bad checksum", VHD(2).Put32(1<<20+64, 1), "", diskimage.Corrupt},
		{"VHD of 16 EiB", sealed(VHD(2).Put64(1<<20+48, 1<<64-1)), "", diskimage.Absurd},
		{"VHDX without headers", File("vhdxfile").Grown(1 << 20), "", diskimage.Corrupt},
		{"VHDX that is cut", File("vhdxfile").Grown(1 << 10), "", diskimage.Truncated},
		{"QED with a backing file", QED().Little64(16, 1).Little32(56, 64).Little32(60, 11).Text(64, "/etc/shadow"), "", diskimage.BackingFile},
		{"QED with unknown features", QED().Little64(16, 1<<20), "", diskimage.UnknownFeature},
		{"QED with giant tables", QED().Little32(8, 1<<30), "", diskimage.GiantTable},
		{"QED whose table leads to itself", QED().Little64(4096, 4096), "", diskimage.Cycle},
	}
}

// VMDK is a monolithic sparse file of 1 MiB with lines in its descriptor: header, 20 sectors of descriptor, directory, one empty table.
func VMDK(lines string) File {
	file := make(File, 32*512)
	file.Text(0, "KDMV").Little32(4, 1).Little32(8, 3).Little64(12, 2048).Little64(20, 128)
	file.Little64(28, 1).Little64(36, 20).Little32(44, 512).Little64(56, 21)
	file.Text(512, "# Disk DescriptorFile\nversion=1\nCID=fffffffe\n"+lines)
	return file.Little32(21*512, 22)
}

// VDI is a file of 1 MiB without data.
func VDI() File {
	file := make(File, 1<<20).Text(64, "\x7f\x10\xda\xbe").Little32(0x44, 0x00010001).Little32(0x4c, 1)
	file.Little32(0x154, 512).Little32(0x158, 1024).Little64(0x170, 1<<20).Little32(0x178, 1<<20).Little32(0x180, 1)
	return file.Little32(512, 1<<32-1)
}

// VHD is a fixed disk of 1 MiB, if kind is 2.
func VHD(kind uint32) File {
	file := make(File, 1<<20+512)
	return sealed(file.Text(1<<20, "conectix").Put64(1<<20+16, 1<<64-1).Put64(1<<20+48, 1<<20).Put32(1<<20+60, kind))
}

// sealed writes the checksum into a VHD's footer.
func sealed(file File) File {
	footer := file[len(file)-512:]
	binary.BigEndian.PutUint32(footer[64:], 0)
	var sum uint32
	for _, b := range footer {
		sum += uint32(b)
	}
	binary.BigEndian.PutUint32(footer[64:], ^sum)
	return file
}

// QED is an empty disk of 1 MiB.
func QED() File {
	return make(File, 64<<10).Text(0, "QED\x00").Little32(4, 4096).Little32(8, 1).Little32(12, 1).Little64(40, 4096).Little64(48, 1<<20)
}
