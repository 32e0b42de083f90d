package diskimage

import (
	"context"
	"io"
)

// Format is what a file is.
type Format string

// Disks that can be inspected.
const (
	QCOW2 Format = "qcow2"
	Raw   Format = "raw"
	ISO   Format = "iso"
	VMDK  Format = "vmdk"
	VDI   Format = "vdi"
	VHD   Format = "vpc" // as QEMU and libvirt call it
	VHDX  Format = "vhdx"
	QED   Format = "qed"
)

// What is recognized only to be refused.
const (
	LUKS      Format = "luks"
	QCOW1     Format = "qcow"
	Parallels Format = "parallels"
	Bochs     Format = "bochs"
	DMG       Format = "dmg"
	Gzip      Format = "gzip"
	XZ        Format = "xz"
	Zstd      Format = "zstd"
	Bzip2     Format = "bzip2"
	Zip       Format = "zip"
	SevenZip  Format = "7z"
	Tar       Format = "tar"
	OVA       Format = "ova"
)

// Info is what a file says of itself. It comes with a refusal, too, as far as it was read.
type Info struct {
	Format Format `json:"format"`
	// Version is the format's, where it has one: 2 or 3 for qcow2.
	Version int `json:"version,omitempty"`
	// FileSizeBytes is the length of the file, VirtualSizeBytes that of the disk in it.
	FileSizeBytes    int64 `json:"fileSizeBytes"`
	VirtualSizeBytes int64 `json:"virtualSizeBytes"`
	// ClusterSizeBytes is the unit in which the file stores data; 0 for raw.
	ClusterSizeBytes int64 `json:"clusterSizeBytes,omitempty"`
	// Backing is the name of the backing file, as the file says it, and BackingFormat its format.
	Backing       string `json:"backing,omitempty"`
	BackingFormat string `json:"backingFormat,omitempty"`
	// Snapshots and Bitmaps count what is stored inside a qcow2 file.
	Snapshots int `json:"snapshots,omitempty"`
	Bitmaps   int `json:"bitmaps,omitempty"`
	// Dirty is true when whoever wrote the file last did not close it; QEMU mends that when it opens it.
	Dirty bool `json:"dirty,omitempty"`
	// PartitionTable is mbr, gpt or "", and Filesystem what a disk without one begins with. Only raw files and ISOs have them here.
	PartitionTable string `json:"partitionTable,omitempty"`
	Filesystem     string `json:"filesystem,omitempty"`
	// Label is an ISO's volume label.
	Label string `json:"label,omitempty"`
	// Partial is true when the tables were larger than Options.MaxTableBytes and not all of them were looked at.
	Partial bool `json:"partial,omitempty"`
}

// Options bound what is accepted and what is read. The zero value takes the defaults.
type Options struct {
	// Expect is the format that the file should have, or "" for whatever it is. With Raw, a file in which nothing looks like
	// a disk is accepted; a file that begins as another format does is not.
	Expect Format
	// MaxVirtualSizeBytes is the largest disk; 0 is 64 TiB, above the largest file system that common guests make.
	MaxVirtualSizeBytes int64
	// MaxTableBytes is how much is read of tables that grow with the disk; 0 is 512 MiB, the L2 tables of 4 TiB in clusters of 64 KiB.
	MaxTableBytes int64
	// HeaderOnly looks at a qcow2 file's header and extensions alone: at what it names.
	HeaderOnly bool
}

const (
	defaultMaxVirtualSize = 64 << 40
	defaultMaxTable       = 512 << 20
)

// Inspect reads a file of size bytes. A file that must not be used is a *Refusal; any other error is of reading. It
// may be called for anything: it ends after a bounded number of reads, or with ctx.
func Inspect(ctx context.Context, r io.ReaderAt, size int64, options Options) (Info, error) {
	if options.MaxVirtualSizeBytes <= 0 {
		options.MaxVirtualSizeBytes = defaultMaxVirtualSize
	}
	if options.MaxTableBytes <= 0 {
		options.MaxTableBytes = defaultMaxTable
	}
	inspection := &inspection{window: newWindow(ctx, r, size, options.MaxTableBytes), options: options}
	inspection.info.FileSizeBytes = size
	err := inspection.run()
	return inspection.info, err
}

// inspection is one call of Inspect.
type inspection struct {
	*window

	options Options
	info    Info
}

func (i *inspection) run() error {
	if i.size <= 0 {
		return refuse(Empty, "the file is empty")
	}
	format, err := i.recognize()
	if err != nil {
		return err
	}
	i.info.Format = format
	if err := i.checkExpected(format); err != nil {
		return err
	}
	if err := i.decode(format); err != nil {
		return err
	}
	return i.checkVirtualSize()
}

// checkExpected compares what the file is with what it should be. An ISO is a raw disk, too.
func (i *inspection) checkExpected(format Format) error {
	expect := i.options.Expect
	if expect == "" || expect == format || expect == Raw && format == ISO {
		return nil
	}
	if expect == Raw {
		return refuse(BadMagic, "the file was said to be raw, but begins as %s does", format)
	}
	if reason := unusable[format]; reason != "" {
		return nil // a better sentence follows
	}
	return refuse(BadMagic, "the file was said to be %s, but does not begin as one", expect)
}

func (i *inspection) decode(format Format) error {
	switch format {
	case QCOW2:
		return i.qcow2()
	case ISO:
		return i.iso()
	case VMDK:
		return i.vmdk()
	case VDI:
		return i.vdi()
	case VHD:
		return i.vhd()
	case VHDX:
		return i.vhdx()
	case QED:
		return i.qed()
	case Raw:
		return i.raw()
	}
	return i.refuseFormat(format)
}

// sectorSize is what a disk's size is a multiple of.
const sectorSize = 512

// checkVirtualSize holds the disk to the limit.
func (i *inspection) checkVirtualSize() error {
	return i.virtualSize(uint64(max(i.info.VirtualSizeBytes, 0)))
}

// virtualSize takes the size that a header states, if it is sane.
func (i *inspection) virtualSize(size uint64) error {
	if size > uint64(i.options.MaxVirtualSizeBytes) {
		return refuse(Absurd, "the disk in the file would have %d bytes; %d are allowed", size, i.options.MaxVirtualSizeBytes)
	}
	if size == 0 {
		return refuse(Absurd, "the disk in the file has no bytes")
	}
	i.info.VirtualSizeBytes = int64(size)
	return nil
}
