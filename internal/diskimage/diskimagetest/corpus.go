package diskimagetest

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"strings"

	"github.com/novacron/novacron/internal/diskimage"
)

// Case is a malicious or broken file, with why it must be refused.
type Case struct {
	Name   string
	File   []byte
	Expect diskimage.Format
	Reason diskimage.Reason
}

// Corpus is every case.
func Corpus() []Case {
	return append(append(append(headers(), tables()...), others()...), foreign()...)
}

// headers are qcow2 files whose header is bad.
func headers() []Case {
	return []Case{
		{"backing file on the host", QCOW2().backing("/etc/shadow"), "", diskimage.BackingFile},
		{"backing file on the host, relative", QCOW2().backing("../../../../etc/shadow"), "", diskimage.BackingFile},
		{"backing file that is the file itself", QCOW2().backing("image.qcow2"), "", diskimage.BackingFile},
		{"backing json of a host device", QCOW2().backing(`json:{"driver":"raw","file":{"driver":"host_device","filename":"/dev/sda"}}`), "", diskimage.BackingFile},
		{"backing on an NBD server", QCOW2().backing("nbd://192.0.2.1:10809/export"), "", diskimage.BackingFile},
		{"backing on a web server", QCOW2().backing("http://169.254.169.254/latest/meta-data/"), "", diskimage.BackingFile},
		{"backing file with a format", QCOW2().extension(0xe2792aca, "raw").backing("/etc/passwd"), "", diskimage.BackingFile},
		{"backing file in version 2", QCOW2().Put32(4, 2).Text(72, strings.Repeat("\x00", 40)).backing("/etc/passwd"), "", diskimage.BackingFile},
		{"backing name with a terminal's controls", QCOW2().backing("\x1b]0;owned\x07\x1b[2J"), "", diskimage.BackingFile},
		{"backing name of 4 GiB", QCOW2().Put64(8, 1024).Put32(16, 1<<32-1), "", diskimage.Absurd},
		{"backing name outside the header", QCOW2().Put64(8, 1<<40).Put32(16, 11), "", diskimage.Corrupt},
		{"external data file", QCOW2().Put64(72, 4), "", diskimage.ExternalData},
		{"external data file by its extension", QCOW2().extension(0x44415441, "/etc/shadow"), "", diskimage.ExternalData},
		{"AES", QCOW2().Put32(32, 1), "", diskimage.Encrypted},
		{"LUKS", QCOW2().Put32(32, 2), "", diskimage.Encrypted},
		{"encryption header", QCOW2().extension(0x0537be77, strings.Repeat("\x00", 16)), "", diskimage.Encrypted},
		{"unknown incompatible features", QCOW2().Put64(72, 1<<40), "", diskimage.UnknownFeature},
		{"unknown compression", QCOW2().Put64(72, 8).Text(104, "\x07"), "", diskimage.UnknownFeature},
		{"compression without its bit", QCOW2().Text(104, "\x01"), "", diskimage.Corrupt},
		{"marked as corrupt", QCOW2().Put64(72, 2), "", diskimage.Corrupt},
		{"version 4", QCOW2().Put32(4, 4), "", diskimage.UnknownFeature},
		{"1 PiB", QCOW2().Put64(24, 1<<50), "", diskimage.Absurd},
		{"16 EiB", QCOW2().Put64(24, 1<<64-512), "", diskimage.Absurd},
		{"no size", QCOW2().Put64(24, 0), "", diskimage.Absurd},
		{"clusters of 2 GiB", QCOW2().Put32(20, 31), "", diskimage.Absurd},
		{"clusters of 1 byte", QCOW2().Put32(20, 0), "", diskimage.Absurd},
		{"refcounts of 2^31 bits", QCOW2().Put32(96, 31), "", diskimage.Corrupt},
		{"header of 4 GiB", QCOW2().Put32(100, 1<<32-8), "", diskimage.Corrupt},
		{"header extension of 4 GiB", QCOW2().Put32(112, 0xe2792aca).Put32(116, 1<<32-1), "", diskimage.Corrupt},
		{"extensions without end", endlessExtensions(), "", diskimage.Absurd},
		{"cut in the header", QCOW2()[:80], "", diskimage.Truncated},
		{"cut after the magic", QCOW2()[:4], "", diskimage.Truncated},
		{"bad magic", QCOW2().Text(0, "QFI\xfa"), diskimage.QCOW2, diskimage.BadMagic},
		{"qcow2 that is said to be raw", QCOW2(), diskimage.Raw, diskimage.BadMagic},
		{"qcow version 1", QCOW2().Put32(4, 1), "", diskimage.UnsupportedFormat},
	}
}

func endlessExtensions() File {
	file := QCOW2()
	for at := 112; at+8 <= Cluster; at += 8 {
		file.Put32(at, 0xdeadbeef)
	}
	return file
}

// tables are qcow2 files whose tables are bad.
func tables() []Case {
	return []Case{
		{"L1 table of 32 GiB", QCOW2().Put32(36, 1<<32-1), "", diskimage.GiantTable},
		{"L1 table too short", QCOW2().Put32(36, 0), "", diskimage.Corrupt},
		{"L1 table behind the end", QCOW2().Put64(40, 1<<40), "", diskimage.Truncated},
		{"L1 table at the end of the address space", QCOW2().Put64(40, 1<<64-Cluster), "", diskimage.Truncated},
		{"L1 table between clusters", QCOW2().Put64(40, L1Table+8), "", diskimage.Corrupt},
		{"L1 table on the header", QCOW2().Put64(40, 0), "", diskimage.Overlap},
		{"L1 table on the refcount table", QCOW2().Put64(40, RefcountTable), "", diskimage.Overlap},
		{"refcount table of 8 TiB", QCOW2().Put32(56, 1<<27), "", diskimage.GiantTable},
		{"no refcount table", QCOW2().Put32(56, 0), "", diskimage.Corrupt},
		{"refcount table behind the end", QCOW2().Put64(48, 1<<50), "", diskimage.Truncated},
		{"refcount table that leads to itself", QCOW2().Put64(RefcountTable, RefcountTable), "", diskimage.Cycle},
		{"refcount block behind the end", QCOW2().Put64(RefcountTable, 1<<50), "", diskimage.Truncated},
		{"refcount block on the L1 table", QCOW2().Put64(RefcountTable, L1Table), "", diskimage.Overlap},
		{"L1 entry to the L1 table", QCOW2().Put64(L1Table, L1Table|copied), "", diskimage.Cycle},
		{"L1 entry behind the end", QCOW2().Put64(L1Table, 1<<40|copied), "", diskimage.Truncated},
		{"L1 entry with reserved bits", QCOW2().Put64(L1Table, L2Table|1<<60), "", diskimage.Corrupt},
		{"two L1 entries to one L2 table", QCOW2().Put32(36, 2).Put64(L1Table+8, L2Table|copied), "", diskimage.Cycle},
		{"L2 table that leads to itself", QCOW2().Put64(L2Table+8, L2Table|copied), "", diskimage.Cycle},
		{"L2 entry to the header", QCOW2().Put64(L2Table+8, copied), "", diskimage.Overlap},
		{"L2 entry to the L1 table", QCOW2().Put64(L2Table+8, L1Table|copied), "", diskimage.Overlap},
		{"L2 entry behind the end", QCOW2().Put64(L2Table+8, 1<<45|copied), "", diskimage.Truncated},
		{"L2 entry with reserved bits", QCOW2().Put64(L2Table+8, Data|1<<58), "", diskimage.Corrupt},
		{"two L2 entries to one cluster", QCOW2().Put64(L2Table+8, Data|copied), "", diskimage.Corrupt},
		{"data with a refcount of 0", QCOW2().Refcount(5, 0), "", diskimage.Corrupt},
		{"cut in the data", QCOW2()[:Data], "", diskimage.Truncated},
		{"cut in the L2 table", QCOW2()[:L2Table+100], "", diskimage.Truncated},
		{"compressed cluster behind the end", QCOW2().Put64(L2Table+8, 1<<62|1<<40), "", diskimage.Truncated},
		{"compressed cluster of 256 sectors at the end", QCOW2().Put64(L2Table+8, 1<<62|0xff<<54|(End-512)), "", diskimage.Truncated},
		{"compressed cluster on a table", QCOW2().Put64(L2Table+8, 1<<62|(L1Table+512)), "", diskimage.Overlap},
		{"extended entries in small clusters", QCOW2().Put64(72, 16).Put32(20, 12), "", diskimage.Corrupt},
		{"subcluster of data and zeros", QCOW2().Put64(72, 16).Put64(L2Table+8, 1<<32|1), "", diskimage.Corrupt},
		{"4 billion snapshots", QCOW2().Put32(60, 1<<32-1).Put64(64, Data), "", diskimage.GiantTable},
		{"snapshots behind the end", QCOW2().Put32(60, 1).Put64(64, 1<<40), "", diskimage.Truncated},
		{"snapshot with an L1 table of 32 GiB", QCOW2().snapshot(7*Cluster, 1<<32-1), "", diskimage.GiantTable},
		{"snapshot with an L1 table behind the end", QCOW2().snapshot(1<<40, 1), "", diskimage.Truncated},
		{"snapshot with the active L1 table", QCOW2().snapshot(L1Table, 1), "", diskimage.Overlap},
		{"snapshot with extra data of 4 GiB", QCOW2().snapshot(7*Cluster, 1).Put32(6*Cluster+36, 1<<32-1), "", diskimage.GiantTable},
		{"bitmap directory behind the end", QCOW2().bitmap(1<<40, 7*Cluster, 1), "", diskimage.Truncated},
		{"bitmap table behind the end", QCOW2().bitmap(6*Cluster, 1<<40, 1), "", diskimage.Truncated},
		{"bitmap table of 32 GiB", QCOW2().bitmap(6*Cluster, 7*Cluster, 1<<32-1), "", diskimage.GiantTable},
		{"bitmap on the L1 table", QCOW2().bitmap(6*Cluster, 7*Cluster, 1).Put64(7*Cluster, L1Table), "", diskimage.Overlap},
	}
}

// others are files that are no disk, or no disk as they are.
func others() []Case {
	return []Case{
		{"nothing", nil, "", diskimage.Empty},
		{"a page that says 404", File("<!DOCTYPE html><html><body>404 Not Found</body></html>"), "", diskimage.Unrecognized},
		{"zeros", make(File, 1<<20), "", diskimage.Unrecognized},
		{"gzip bomb", bomb(), "", diskimage.Compressed},
		{"gzip bomb named as qcow2", bomb(), diskimage.QCOW2, diskimage.Compressed},
		{"xz", File("\xfd7zXZ\x00\x00\x04").Grown(1024), "", diskimage.Compressed},
		{"zstd", File("\x28\xb5\x2f\xfd\x00").Grown(1024), "", diskimage.Compressed},
		{"bzip2", File("BZh91AY&SY").Grown(1024), "", diskimage.Compressed},
		{"zip", File("PK\x03\x04").Grown(1024), "", diskimage.Compressed},
		{"7z", File("7z\xbc\xaf\x27\x1c").Grown(1024), "", diskimage.Compressed},
		{"OVA", archive("vm.ovf"), "", diskimage.UnsupportedFormat},
		{"tar", archive("disk.raw"), "", diskimage.UnsupportedFormat},
		{"LUKS disk", File("LUKS\xba\xbe\x00\x02").Grown(1 << 20), "", diskimage.Encrypted},
		{"LUKS disk named as raw", File("LUKS\xba\xbe\x00\x02").Grown(1 << 20), diskimage.Raw, diskimage.BadMagic},
		{"Parallels", File("WithoutFreeSpace").Grown(1024), "", diskimage.UnsupportedFormat},
		{"DMG", make(File, 2048).Text(1536, "koly"), "", diskimage.UnsupportedFormat},
		{"ISO that is cut", iso().Little32(16*2048+80, 1<<20), "", diskimage.Truncated},
		{"raw disk that is cut, GPT", make(File, 1<<20).Text(512, "EFI PART").Little64(512+32, 1<<30), "", diskimage.Truncated},
		{"raw disk that is cut, MBR", make(File, 1<<20).Text(510, "\x55\xaa").Text(450, "\x83").Little32(454, 2048).Little32(458, 1<<21), "", diskimage.Truncated},
	}
}

func iso() File {
	return make(File, 1<<20).Text(16*2048, "\x01CD001\x01\x00").Text(16*2048+128, "\x00\x08").Text(16*2048+40, "TEST")
}

func bomb() File {
	var out bytes.Buffer
	pack := gzip.NewWriter(&out)
	_, _ = pack.Write(make([]byte, 64<<20))
	_ = pack.Close()
	return out.Bytes()
}

func archive(name string) File {
	var out bytes.Buffer
	pack := tar.NewWriter(&out)
	_ = pack.WriteHeader(&tar.Header{Name: name, Size: 4, Mode: 0o600})
	_, _ = pack.Write([]byte("data"))
	_ = pack.Close()
	return out.Bytes()
}
