package novacron

import (
	"context"
	"strings"
)

// Disk returns the disk of a device's name, nil when there is none.
func (vm *VM) Disk(device string) *Disk {
	for i := range vm.Disks {
		if vm.Disks[i].Device == device {
			return &vm.Disks[i]
		}
	}
	return nil
}

// NIC returns the network interface of a MAC, nil when there is none.
func (vm *VM) NIC(mac string) *NIC {
	for i := range vm.NICs {
		if strings.EqualFold(vm.NICs[i].MAC, mac) {
			return &vm.NICs[i]
		}
	}
	return nil
}

// Hardware is what a VM has beside its vCPUs, memory, disks and NICs, as it
// runs now or would start.
type Hardware struct {
	MaxVCPUs       int          `json:"maxVcpus,omitempty" doc:"vCPUs that a running VM can grow to" example:"4"`
	MaxMemoryBytes uint64       `json:"maxMemoryBytes,omitempty" doc:"Memory that a running VM can grow to" example:"2147483648"`
	Topology       *CPUTopology `json:"topology,omitempty" doc:"How the guest sees its vCPUs grouped; absent for a socket each"`
	CPUPins        []CPUPin     `json:"cpuPins,omitempty" doc:"vCPUs that run on certain CPUs of the host only"`
	EmulatorCPUs   string       `json:"emulatorCpus,omitempty" doc:"CPUs of the host that the VM's other threads run on" example:"0-1"`
	NUMA           *NUMATuning  `json:"numa,omitempty" doc:"NUMA nodes of the host that its memory comes from"`
	GuestNUMA      []NUMACell   `json:"guestNuma,omitempty" doc:"NUMA nodes that the guest sees"`
	HugePageBytes  uint64       `json:"hugePageBytes,omitempty" doc:"Size of the huge pages that back its memory; 0 for none" example:"2097152"`

	BootOrder   []string  `json:"bootOrder,omitempty" doc:"Disks by device and NICs by MAC, in the order that they are booted from" example:"[\"vda\",\"52:54:00:12:34:56\"]"`
	SecureBoot  bool      `json:"secureBoot,omitempty" doc:"Its firmware checks signatures of what it boots"`
	Watchdog    *Watchdog `json:"watchdog,omitempty" doc:"Acts when the guest hangs"`
	TPM         *TPM      `json:"tpm,omitempty" doc:"Trusted platform module"`
	Video       *Video    `json:"video,omitempty" doc:"Graphics adapter"`
	HostDevices []string  `json:"hostDevices,omitempty" doc:"Devices of the host that the VM has for itself, by id" example:"[\"0000:03:00.0\"]"`
}

// CPUTopology groups vCPUs. Sockets times Cores times Threads is the maximum of
// vCPUs.
type CPUTopology struct {
	Sockets int `json:"sockets" minimum:"1" maximum:"4096" doc:"CPU sockets" example:"1"`
	Cores   int `json:"cores" minimum:"1" maximum:"4096" doc:"Cores of a socket" example:"2"`
	Threads int `json:"threads" minimum:"1" maximum:"16" doc:"Threads of a core" example:"1"`
}

// CPUPin binds a vCPU to CPUs of the host.
type CPUPin struct {
	VCPU int    `json:"vcpu" minimum:"0" maximum:"4095" doc:"Number of the vCPU, from 0" example:"0"`
	CPUs string `json:"cpus" minLength:"1" maxLength:"1024" pattern:"^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$" patternDescription:"numbers and ranges with commas, as 0-3,8" doc:"CPUs of the host" example:"0-3,8"`
}

// NUMATuning says where a VM's memory comes from. Mode none is no rule.
type NUMATuning struct {
	Mode  string `json:"mode" enum:"none,strict,preferred,interleave" doc:"strict refuses other nodes, preferred falls back on them, interleave spreads" example:"strict"`
	Nodes string `json:"nodes,omitempty" maxLength:"1024" pattern:"^([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?$" patternDescription:"numbers and ranges with commas, as 0-1" doc:"NUMA nodes of the host" example:"0"`
}

// NUMACell is a NUMA node that the guest sees.
type NUMACell struct {
	CPUs        string `json:"cpus" minLength:"1" maxLength:"1024" pattern:"^[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*$" patternDescription:"numbers and ranges with commas, as 0-3,8" doc:"vCPUs of the node" example:"0-1"`
	MemoryBytes uint64 `json:"memoryBytes" minimum:"1048576" doc:"Memory of the node; the nodes' together is the maximum of the VM's" example:"1073741824"`
}

// Watchdog acts when the guest stops to feed it. Model none is none.
type Watchdog struct {
	Model  string `json:"model" enum:"none,i6300esb,itco,ib700,diag288" doc:"What the guest sees; itco is part of every q35 machine, from libvirt 9.1 on" example:"i6300esb"`
	Action string `json:"action,omitempty" enum:"reset,shutdown,poweroff,pause,none,dump,inject-nmi" doc:"What is done when it fires; reset when left out" example:"reset"`
}

// TPM is a trusted platform module that swtpm emulates. Model none is none.
type TPM struct {
	Model   string `json:"model" enum:"none,tpm-tis,tpm-crb,tpm-spapr" doc:"What the guest sees" example:"tpm-crb"`
	Version string `json:"version,omitempty" enum:"1.2,2.0" doc:"2.0 when left out" example:"2.0"`
	// Backend is emulator, or what another tool chose. It is read only.
	Backend string `json:"backend,omitempty" readOnly:"true" doc:"What is behind it" example:"emulator"`
}

// Video is a graphics adapter. Model none is none.
type Video struct {
	Model string `json:"model" enum:"none,virtio,vga,qxl,bochs,cirrus,ramfb,vmvga,gop" doc:"What the guest sees" example:"virtio"`
}

// IOLimits bounds what a disk does in a second. 0 is no limit. A total excludes
// a limit of reads or writes of the same kind.
type IOLimits struct {
	BytesPerSecond           uint64 `json:"bytesPerSecond,omitempty" doc:"Reads and writes together" example:"104857600"`
	ReadBytesPerSecond       uint64 `json:"readBytesPerSecond,omitempty" doc:"Reads"`
	WriteBytesPerSecond      uint64 `json:"writeBytesPerSecond,omitempty" doc:"Writes"`
	IOPS                     uint64 `json:"iops,omitempty" doc:"Reads and writes together" example:"500"`
	ReadIOPS                 uint64 `json:"readIops,omitempty" doc:"Reads"`
	WriteIOPS                uint64 `json:"writeIops,omitempty" doc:"Writes"`
	BurstBytesPerSecond      uint64 `json:"burstBytesPerSecond,omitempty" doc:"For burstSeconds, where bytesPerSecond is set"`
	ReadBurstBytesPerSecond  uint64 `json:"readBurstBytesPerSecond,omitempty" doc:"For burstSeconds, where readBytesPerSecond is set"`
	WriteBurstBytesPerSecond uint64 `json:"writeBurstBytesPerSecond,omitempty" doc:"For burstSeconds, where writeBytesPerSecond is set"`
	BurstIOPS                uint64 `json:"burstIops,omitempty" doc:"For burstSeconds, where iops is set"`
	ReadBurstIOPS            uint64 `json:"readBurstIops,omitempty" doc:"For burstSeconds, where readIops is set"`
	WriteBurstIOPS           uint64 `json:"writeBurstIops,omitempty" doc:"For burstSeconds, where writeIops is set"`
	BurstSeconds             uint64 `json:"burstSeconds,omitempty" maximum:"86400" doc:"How long a burst may last; 1 when left out"`
}

// Bandwidth bounds one direction of a NIC. 0 is no limit.
type Bandwidth struct {
	BytesPerSecond     uint64 `json:"bytesPerSecond" doc:"On average; the host counts in 1000 bytes" example:"12500000"`
	PeakBytesPerSecond uint64 `json:"peakBytesPerSecond,omitempty" doc:"While a burst lasts; inbound only where the host says so"`
	BurstBytes         uint64 `json:"burstBytes,omitempty" doc:"What may go at peak speed; the host counts in 1024 bytes"`
}

// AddDisk adds a disk to a VM, now when it is active and its bus can, else at
// its next start.
type AddDisk struct {
	Mutation `json:"-"`

	Disk CreateDisk
}

// ChangeDisk changes a disk. A nil field is left as it is.
type ChangeDisk struct {
	Mutation `json:"-"`

	Media    *Media    `json:"media,omitempty" doc:"What lies in a CD-ROM or floppy drive; {} ejects"`
	Cache    *string   `json:"cache,omitempty" enum:"default,none,writethrough,writeback,directsync,unsafe" doc:"How the host caches; takes hold at the next start"`
	Discard  *string   `json:"discard,omitempty" enum:"default,unmap,ignore" doc:"Whether what the guest trims is given back; takes hold at the next start"`
	Serial   *string   `json:"serial,omitempty" maxLength:"20" pattern:"^[A-Za-z0-9_.+ -]*$" patternDescription:"letters, digits, '_', '.', '+', '-' and blanks" doc:"Serial number that the guest reads; takes hold at the next start"`
	IOLimits *IOLimits `json:"ioLimits,omitempty" doc:"All limits: those not named here go; {} for none"`
}

// Media is what lies in a drive: a file of the host, or a volume of a pool, or
// nothing.
type Media struct {
	Source string `json:"source,omitempty" maxLength:"4096" doc:"Path on the host; administrators only" example:"/var/lib/libvirt/images/debian.iso"`
	Pool   string `json:"pool,omitempty" maxLength:"64" doc:"Pool of the volume; 'default' when left out" example:"default"`
	Volume string `json:"volume,omitempty" maxLength:"255" doc:"Volume in the pool" example:"debian.iso"`
}

// RemoveDisk says what goes with a disk.
type RemoveDisk struct {
	Mutation

	// DeleteVolume also deletes the disk's data, when it lies in a storage pool
	// and nothing else uses it; Conflict says what does. WrongState while the
	// running VM keeps the disk.
	DeleteVolume bool
}

// AddNIC adds a network interface to a VM.
type AddNIC struct {
	Mutation `json:"-"`

	NIC CreateNIC
}

// ChangeNIC changes a network interface. A nil field is left as it is.
type ChangeNIC struct {
	Mutation `json:"-"`

	Network  *string    `json:"network,omitempty" maxLength:"64" doc:"Attach it to this libvirt network" example:"default"`
	Bridge   *string    `json:"bridge,omitempty" maxLength:"15" doc:"Attach it to this bridge of the host" example:"br0"`
	Model    *string    `json:"model,omitempty" minLength:"1" maxLength:"32" doc:"What the guest sees; takes hold at the next start" example:"virtio"`
	LinkDown *bool      `json:"linkDown,omitempty" doc:"Pull the cable, or plug it in again"`
	VLAN     *int       `json:"vlan,omitempty" minimum:"0" maximum:"4094" doc:"VLAN tag, 0 for none; for networks that can: Open vSwitch and SR-IOV" example:"42"`
	Inbound  *Bandwidth `json:"inbound,omitempty" doc:"Limit of what the guest receives; 0 bytesPerSecond for none"`
	Outbound *Bandwidth `json:"outbound,omitempty" doc:"Limit of what the guest sends; 0 bytesPerSecond for none"`
}

// RemoveNIC removes a network interface.
type RemoveNIC struct{ Mutation }

// ChangeHardware changes what a VM has once. A nil field is left as it is.
type ChangeHardware struct {
	Mutation `json:"-"`

	MaxVCPUs       *int         `json:"maxVcpus,omitempty" minimum:"1" maximum:"4096" doc:"vCPUs that a running VM can grow to; next start"`
	MaxMemoryBytes *uint64      `json:"maxMemoryBytes,omitempty" minimum:"33554432" doc:"Memory that a running VM can grow to; next start"`
	Topology       *CPUTopology `json:"topology,omitempty" doc:"How the guest sees its vCPUs grouped; next start"`
	CPUPins        *[]CPUPin    `json:"cpuPins,omitempty" maxItems:"4096" doc:"All pins: vCPUs not named here run anywhere; [] for none"`
	EmulatorCPUs   *string      `json:"emulatorCpus,omitempty" maxLength:"1024" pattern:"^([0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)?$" patternDescription:"numbers and ranges with commas, as 0-3,8" doc:"CPUs of the host for the VM's other threads; '' for any"`
	NUMA           *NUMATuning  `json:"numa,omitempty" doc:"NUMA nodes of the host that its memory comes from; next start"`
	GuestNUMA      *[]NUMACell  `json:"guestNuma,omitempty" maxItems:"128" doc:"NUMA nodes that the guest sees; [] for none; next start"`
	HugePageBytes  *uint64      `json:"hugePageBytes,omitempty" doc:"Size of the huge pages that back its memory; 0 for none; next start" example:"2097152"`
	BootOrder      *[]string    `json:"bootOrder,omitempty" maxItems:"64" doc:"Disks by device and NICs by MAC; others are not booted from; next start"`
	Firmware       *string      `json:"firmware,omitempty" enum:"bios,uefi" doc:"Its variables are lost when it changes; next start"`
	SecureBoot     *bool        `json:"secureBoot,omitempty" doc:"Firmware that checks signatures, with Microsoft's keys; uefi only; next start"`
	Watchdog       *Watchdog    `json:"watchdog,omitempty" doc:"Next start"`
	TPM            *TPM         `json:"tpm,omitempty" doc:"Its content is lost when it is removed; next start"`
	Video          *Video       `json:"video,omitempty" doc:"Next start"`
	HostDevices    *[]string    `json:"hostDevices,omitempty" maxItems:"32" doc:"All devices of the host that the VM gets, by id; administrators only"`
}

// HostDevice is a device of the host that a VM can be given.
type HostDevice struct {
	ID         string   `json:"id" doc:"PCI address, or usb: with vendor and product" example:"0000:03:00.0"`
	Kind       string   `json:"kind" enum:"pci,usb" doc:"How it is attached"`
	Name       string   `json:"name" doc:"Vendor and product, for people" example:"Intel Corporation I350 Gigabit Network Connection"`
	VendorID   string   `json:"vendorId" doc:"Vendor, in hex" example:"8086"`
	ProductID  string   `json:"productId" doc:"Product, in hex" example:"1521"`
	Class      string   `json:"class,omitempty" doc:"PCI class, in hex" example:"020000"`
	Driver     string   `json:"driver,omitempty" doc:"The host's driver that has it now" example:"igb"`
	IOMMUGroup *int     `json:"iommuGroup,omitempty" doc:"Devices of a group go to one VM only; absent without an IOMMU" example:"14"`
	GroupIDs   []string `json:"groupIds,omitempty" doc:"The other devices of the group" example:"[\"0000:03:00.1\"]"`
	UsedBy     []Target `json:"usedBy,omitempty" doc:"VMs whose definition has it"`
	// Obstacle is why a VM could not have it; empty when it could.
	Obstacle string `json:"obstacle,omitempty" doc:"Why a VM cannot have it; absent when it can" example:"this host has no IOMMU"`
}

// HardwareOptions is what this host offers VMs, for choosing.
type HardwareOptions struct {
	DiskBuses     []string   `json:"diskBuses" doc:"Buses of disks" example:"[\"virtio\",\"sata\",\"usb\"]"`
	NICModels     []string   `json:"nicModels" doc:"Models of NICs" example:"[\"virtio\",\"e1000e\"]"`
	VideoModels   []string   `json:"videoModels" doc:"Models of graphics adapters" example:"[\"virtio\",\"vga\"]"`
	Watchdogs     []string   `json:"watchdogs" doc:"Models of watchdogs" example:"[\"i6300esb\"]"`
	TPMModels     []string   `json:"tpmModels" doc:"Models of TPMs; empty when swtpm is missing" example:"[\"tpm-tis\",\"tpm-crb\"]"`
	Firmware      []string   `json:"firmware" doc:"Firmware" example:"[\"bios\",\"uefi\"]"`
	SecureBoot    bool       `json:"secureBoot" doc:"There is firmware for secure boot"`
	MaxVCPUs      int        `json:"maxVcpus" doc:"vCPUs that a VM can have" example:"288"`
	HugePageBytes []uint64   `json:"hugePageBytes" doc:"Sizes of huge pages" example:"[2097152]"`
	NUMANodes     []NUMANode `json:"numaNodes" doc:"NUMA nodes of the host"`
}

// NUMANode is a NUMA node of the host.
type NUMANode struct {
	ID          int    `json:"id" doc:"Its number" example:"0"`
	CPUs        string `json:"cpus" doc:"Its CPUs" example:"0-15"`
	MemoryBytes uint64 `json:"memoryBytes" doc:"Its memory" example:"68719476736"`
}

// HardwareService changes the hardware of VMs. It is to VMService's rules:
// every call needs an identity, mutations check before they answer, and are
// durable after. What cannot take hold in the running VM takes hold at its next
// start: the operation's Changes, and with DryRun those that would be, say
// which. A change that equals the present state succeeds without Changes.
type HardwareService interface {
	// AddDisk makes a volume and attaches it, or attaches a file.
	AddDisk(ctx context.Context, id VMID, req AddDisk) (Operation, error)
	// ChangeDisk changes a disk by its device's name. NotFound.
	ChangeDisk(ctx context.Context, id VMID, device string, req ChangeDisk) (Operation, error)
	// RemoveDisk detaches a disk. A guest that does not let go of it in time ends
	// the operation as Timeout; the disk is still the VM's then. Conflict when a
	// snapshot needs it.
	RemoveDisk(ctx context.Context, id VMID, device string, req RemoveDisk) (Operation, error)
	// AddNIC attaches a network interface.
	AddNIC(ctx context.Context, id VMID, req AddNIC) (Operation, error)
	// ChangeNIC changes a network interface by its MAC. NotFound.
	ChangeNIC(ctx context.Context, id VMID, mac string, req ChangeNIC) (Operation, error)
	// RemoveNIC detaches a network interface, as RemoveDisk does.
	RemoveNIC(ctx context.Context, id VMID, mac string, req RemoveNIC) (Operation, error)
	// ChangeHardware changes the rest.
	ChangeHardware(ctx context.Context, id VMID, req ChangeHardware) (Operation, error)
	// HostDevices returns a page of what can be passed through, PCI first.
	HostDevices(ctx context.Context, page PageRequest) (Page[HostDevice], error)
	// HardwareOptions returns what this host offers.
	HardwareOptions(ctx context.Context) (HardwareOptions, error)
}
