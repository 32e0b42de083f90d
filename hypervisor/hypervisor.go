// Package hypervisor is the seam between NovaCron and whatever runs VMs.
//
// It owns the Provider contract; kvm, awsec2 and fake implement it, and
// hypervisortest holds every one of them to it. It knows nothing of records,
// operations or identities: those are fleet's. A provider tells what is true
// now and does what it is told; it decides nothing and remembers nothing that
// the hypervisor itself would not.
//
// Every method may be called concurrently. Every method that takes a ctx
// returns when it ends, with Timeout or Canceled, although what was asked may
// still happen; ask again with VM. Errors are *novacron.Error: NotFound for a
// VM that the hypervisor does not have, Unavailable while it cannot be reached,
// WrongState, Conflict, Unsupported as in the vocabulary.
package hypervisor

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

// Provider runs VMs.
type Provider interface {
	Host
	Inventory
	Definer
	Power
	Volumes
	Consoles
}

// Host is the connection to the hypervisor and what the host offers.
type Host interface {
	// Open starts the provider. It does not wait for the hypervisor: one that is
	// away makes Info say so and calls end Unavailable until it is back.
	Open(ctx context.Context) error
	// Close ends the connection and every goroutine; VMs are not touched. It may
	// be called more than once.
	Close() error
	// Info describes the hypervisor and the host as last seen. It does not block.
	Info() novacron.Hypervisor
	// Warnings returns what a person should look at. It does not block.
	Warnings() []novacron.Warning
}

// Inventory tells which VMs there are. A VM that it returns has the fields that
// the hypervisor knows, and the labels, creation time and managed mark that
// NovaCron left in the definition's metadata; Node, StateSince, UpdatedAt and
// Revision are the caller's.
type Inventory interface {
	// List calls visit for every VM, in no order, and stops at its first error.
	// A VM that vanishes meanwhile is left out.
	List(ctx context.Context, visit func(novacron.VM) error) error
	// VM returns one VM.
	VM(ctx context.Context, id novacron.VMID) (novacron.VM, error)
	// XML returns the definition in the hypervisor's own format.
	XML(ctx context.Context, id novacron.VMID) (string, error)
	// Watch calls notice for every change from now on, in order, from one
	// goroutine, until ctx ends; it returns ctx's error. When the hypervisor is
	// connected as Watch begins, the first notice is Connected, so that nothing
	// falls between a List before and the Watch. While notice runs,
	// further notices wait; none is dropped, but several of one VM may be told
	// as one. After a lost connection a Connected notice means that anything may
	// have changed.
	Watch(ctx context.Context, notice func(Notice)) error
}

// NoticeKind is what a notice is about.
type NoticeKind string

// The kinds of notice.
const (
	NoticeConnected    NoticeKind = "connected"    // read everything anew
	NoticeDisconnected NoticeKind = "disconnected" // nothing can be asked until connected
	NoticeChanged      NoticeKind = "changed"      // this VM's state or definition may differ; read it
	NoticeGone         NoticeKind = "gone"         // this VM is no longer defined (and not running)
	NoticePools        NoticeKind = "pools"        // pools or their volumes may differ; read them
	NoticeNetworks     NoticeKind = "networks"     // networks may differ; read them
)

// Notice says that something changed outside.
type Notice struct {
	Kind   NoticeKind
	VM     novacron.VMID // for Changed and Gone
	Event  string        // for Changed: the event type it amounts to (novacron.EventVMStarted ...), where known
	Reason string        // the hypervisor's word for why: "shutdown", "crashed"
}

// Definition is a VM to be defined. Every field is set: defaults have been
// filled in by Definer.Complete.
type Definition struct {
	VM   novacron.VM // ID, Name, Title, Description, Labels, VCPUs, MemoryBytes, Firmware, CPUModel, Autostart, CreatedAt, NICs with MAC, Disks
	Boot *novacron.DirectBoot
}

// Edit changes a definition. Nil fields are left as they are.
type Edit struct {
	Title       *string
	Description *string
	Labels      *map[string]string
	VCPUs       *int
	MemoryBytes *uint64
	Autostart   *bool
}

// Definer makes, changes and removes definitions.
type Definer interface {
	// Complete checks a request against this hypervisor and returns the whole
	// definition that Define would get for it, names of volumes and hardware
	// addresses included. It changes nothing. Invalid names the fields.
	Complete(ctx context.Context, id novacron.VMID, req novacron.CreateVM) (Definition, error)
	// Define makes the VM. A VM of this ID that exists already and was made from
	// the same definition is success; a name or ID that something else has is
	// Conflict. Volumes must exist.
	Define(ctx context.Context, def Definition) error
	// Edit changes the definition, and the running VM where the hypervisor can,
	// and tells for each field that differed when it takes hold. Parts of the
	// definition that NovaCron does not know stay as they are. Doing it again is
	// success with no changes.
	Edit(ctx context.Context, id novacron.VMID, edit Edit) ([]novacron.Change, error)
	// PlanEdit returns what Edit would return, and changes nothing.
	PlanEdit(ctx context.Context, id novacron.VMID, edit Edit) ([]novacron.Change, error)
	// Undefine removes the definition, saved state and firmware variables of a VM
	// that is not active. A VM that does not exist is success; an active one is
	// WrongState.
	Undefine(ctx context.Context, id novacron.VMID) error
}

// StartOptions says how to start.
type StartOptions struct {
	DiscardSavedState bool // boot afresh although there is a saved state
}

// Power changes the power state. Each method returns when the hypervisor has
// done or refused it; Shutdown and Reboot when the guest was asked.
type Power interface {
	Start(ctx context.Context, id novacron.VMID, opts StartOptions) error
	Shutdown(ctx context.Context, id novacron.VMID) error
	PowerOff(ctx context.Context, id novacron.VMID) error
	Reboot(ctx context.Context, id novacron.VMID) error
	Reset(ctx context.Context, id novacron.VMID) error
	Pause(ctx context.Context, id novacron.VMID) error
	Resume(ctx context.Context, id novacron.VMID) error
	// Save writes the memory to the host's disk and stops the VM. When ctx ends
	// before it is done the save is abandoned and the VM runs on.
	Save(ctx context.Context, id novacron.VMID) error
}

// VolumeRef names a volume.
type VolumeRef struct {
	Pool   string
	Volume string
}

// Volumes makes and removes the volumes of VMs.
type Volumes interface {
	// EnsureVolume makes the volume of a disk that has Pool, Volume, Format and
	// SizeBytes, and returns its path. One that exists with that format and size
	// is success; with others it is Conflict. NotFound for the pool, Exhausted
	// when it has no room.
	EnsureVolume(ctx context.Context, disk novacron.Disk) (path string, err error)
	// FindVolume returns the pool volume behind a path; NotFound when the path
	// lies in no pool.
	FindVolume(ctx context.Context, path string) (VolumeRef, error)
	// Overlays returns the paths of the volumes, in any active pool, that are
	// overlays on a volume: without it they are worth nothing. NotFound when there
	// is no such volume.
	Overlays(ctx context.Context, ref VolumeRef) ([]string, error)
	// DeleteVolume removes a volume. One that does not exist is success.
	DeleteVolume(ctx context.Context, ref VolumeRef) error
}

// Consoles gives access to a VM's serial console.
type Consoles interface {
	// OpenConsole attaches to the first serial console of an active VM. ctx
	// bounds the opening, not the console: Close ends it. Read returns io.EOF
	// when the VM stops. Conflict when another client holds it and takeOver is
	// false; Unsupported when there is none.
	OpenConsole(ctx context.Context, id novacron.VMID, takeOver bool) (io.ReadWriteCloser, error)
}
