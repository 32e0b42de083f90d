package hypervisor

import (
	"context"

	"github.com/novacron/novacron/novacron"
)

// DeviceEdit is one change of a VM's hardware: exactly one field is set. It is
// plain data, and doing it again changes nothing.
type DeviceEdit struct {
	AddDisk    *novacron.Disk           `json:"addDisk,omitempty"` // as CompleteDisk returns it; its volume exists
	ChangeDisk *DiskEdit                `json:"changeDisk,omitempty"`
	RemoveDisk string                   `json:"removeDisk,omitempty"` // by its device
	AddNIC     *novacron.NIC            `json:"addNic,omitempty"`     // as CompleteNIC returns it
	ChangeNIC  *NICEdit                 `json:"changeNic,omitempty"`
	RemoveNIC  string                   `json:"removeNic,omitempty"` // by its MAC
	Hardware   *novacron.ChangeHardware `json:"hardware,omitempty"`
}

// DiskEdit changes a disk. Nil fields are left as they are; the word default
// is none.
type DiskEdit struct {
	Device   string             `json:"device"`
	Source   *string            `json:"source,omitempty"` // the medium of a drive; empty ejects
	Cache    *string            `json:"cache,omitempty"`
	Discard  *string            `json:"discard,omitempty"`
	Serial   *string            `json:"serial,omitempty"`
	IOLimits *novacron.IOLimits `json:"ioLimits,omitempty"`
}

// NICEdit changes a network interface.
type NICEdit struct {
	MAC    string             `json:"mac"`
	Change novacron.ChangeNIC `json:"change"`
}

// Devices changes the hardware of VMs. A provider may have it. Errors are as in
// novacron.HardwareService; fields at fault are named as there.
type Devices interface {
	// CompleteDisk checks a disk to be added and returns it with everything
	// filled in: its device, its volume's name. It changes nothing. Fields at
	// fault have no prefix.
	CompleteDisk(ctx context.Context, id novacron.VMID, req novacron.CreateDisk) (novacron.Disk, error)
	// CompleteNIC is CompleteDisk for a network interface.
	CompleteNIC(ctx context.Context, id novacron.VMID, req novacron.CreateNIC) (novacron.NIC, error)
	// EditDevices changes the definition, and the running VM where it can, and
	// tells for each thing that differed when it takes hold. Parts of the
	// definition that NovaCron does not know stay as they are. Stale when
	// somebody else changed the definition at the same moment: nothing was done
	// to it then. Timeout when the guest does not let go of a device.
	EditDevices(ctx context.Context, id novacron.VMID, edit DeviceEdit) ([]novacron.Change, error)
	// PlanDevices returns what EditDevices would return, and changes nothing.
	PlanDevices(ctx context.Context, id novacron.VMID, edit DeviceEdit) ([]novacron.Change, error)
	// HostDevices returns what can be passed through, in the order of their IDs,
	// PCI first. UsedBy is the caller's.
	HostDevices(ctx context.Context) ([]novacron.HostDevice, error)
	// HardwareOptions returns what the host offers.
	HardwareOptions(ctx context.Context) (novacron.HardwareOptions, error)
}
