package ovf

// MaxBytes bounds a description and a manifest. VMware's largest have some
// hundred KiB.
const MaxBytes = 1 << 20

// Machine is what a description tells of a VM.
type Machine struct {
	Name        string
	Description string
	OS          string
	VCPUs       int
	MemoryBytes uint64
	UEFI        bool
	Disks       []Disk
	NICs        []NIC
}

// Disk is a disk with the file that it is in.
type Disk struct {
	File          string // its name in the package; empty for an empty disk
	FileBytes     uint64 // length of the file, when it was told
	Format        string // qcow2, vmdk or raw
	CapacityBytes uint64
}

// NIC is a network interface.
type NIC struct {
	Network string // the package's word for what it is attached to
	Model   string // the package's word for what the guest sees: VirtIO, E1000, VmxNet3
}

// Limits of what is believed.
const (
	maxDisks    = 24
	maxNICs     = 16
	maxVCPUs    = 4096
	maxMemory   = 64 << 40
	maxCapacity = 1 << 50
)
