package novacron

import (
	"context"
	"time"
)

// SnapshotID names a snapshot: "snap-" and 12 hex digits.
type SnapshotID string

// Snapshot is a point that a VM can return to.
type Snapshot struct {
	ID          SnapshotID `json:"id" doc:"Names the snapshot" example:"snap-0193a7c2e5b0"`
	Name        string     `json:"name" doc:"Unique for its VM; virsh shows it under the same name" example:"before-upgrade"`
	VM          VMID       `json:"vm" doc:"The VM that it is of" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	Description string     `json:"description,omitempty" doc:"Free text"`

	Parent  SnapshotID `json:"parent,omitempty" doc:"The snapshot that it builds on; absent for a first one" example:"snap-5b1d0c9e7a21"`
	Current bool       `json:"current" doc:"True for the one that the VM's present state builds on"`

	TakenAt     time.Time           `json:"takenAt" doc:"The moment that it keeps"`
	State       VMState             `json:"state" enum:"running,paused,pmsuspended,shutoff,crashed,unknown" doc:"State of the VM at that moment"`
	Memory      bool                `json:"memory" doc:"True when it keeps the memory too: reverting goes on at that very moment"`
	Consistency SnapshotConsistency `json:"consistency" enum:"crash,filesystem,memory" doc:"How the disks stand: as after a power cut (crash), with file systems at rest (filesystem), or together with the memory that knows what is not on them yet (memory)"`
	Kind        SnapshotKind        `json:"kind" enum:"external,internal" doc:"Kept in files of its own (external), or inside the qcow2 files (internal; made by other tools)"`
	Managed     bool                `json:"managed" doc:"True when NovaCron made it, false when it found it"`

	Disks        []SnapshotDisk `json:"disks,omitempty" doc:"The disks that it keeps"`
	MemoryFile   string         `json:"memoryFile,omitempty" doc:"File with the memory" example:"/var/lib/libvirt/images/web-1-memory-5b1d0c9e.save"`
	FirmwareFile string         `json:"firmwareFile,omitempty" doc:"File with a copy of the UEFI variables"`
	SizeBytes    uint64         `json:"sizeBytes" doc:"What its files take on disk" example:"1048576"`

	// Problem says why a VM cannot be reverted to it.
	Problem string `json:"problem,omitempty" doc:"Why the VM cannot return to it; absent when it can"`

	Meta
}

// SnapshotConsistency says what the guest finds on its disks after a revert.
type SnapshotConsistency string

// The consistencies, from the weakest promise.
const (
	ConsistencyCrash      SnapshotConsistency = "crash"
	ConsistencyFilesystem SnapshotConsistency = "filesystem"
	ConsistencyMemory     SnapshotConsistency = "memory"
)

// SnapshotKind says where a snapshot's data lies.
type SnapshotKind string

// The kinds of snapshot.
const (
	SnapshotExternal SnapshotKind = "external"
	SnapshotInternal SnapshotKind = "internal"
)

// SnapshotDisk is a disk as a snapshot keeps it.
type SnapshotDisk struct {
	Device    string `json:"device" doc:"Name of the device towards the guest" example:"vda"`
	Path      string `json:"path" doc:"File that holds the data of that moment; what came later lies in overlays on it" example:"/var/lib/libvirt/images/web-1-vda.qcow2"`
	Format    string `json:"format,omitempty" doc:"Format of the file" example:"qcow2"`
	Pool      string `json:"pool,omitempty" doc:"Storage pool it lies in" example:"default"`
	Volume    string `json:"volume,omitempty" doc:"Volume in the pool" example:"web-1-vda.qcow2"`
	SizeBytes uint64 `json:"sizeBytes,omitempty" doc:"What the file takes on disk"`
}

// SnapshotFreeze says what to do with the guest's file systems while disks are
// snapshotted without memory.
type SnapshotFreeze string

// The ways to freeze.
const (
	FreezeAuto    SnapshotFreeze = "auto"    // freeze them when the guest agent answers
	FreezeRequire SnapshotFreeze = "require" // fail when it does not
	FreezeNever   SnapshotFreeze = "never"
)

// CreateSnapshot is a snapshot to be made.
type CreateSnapshot struct {
	Mutation `json:"-"`

	Name        string         `json:"name,omitempty" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique for the VM; made from the time when left out" example:"before-upgrade"`
	Description string         `json:"description,omitempty" maxLength:"8192" doc:"Free text"`
	Memory      bool           `json:"memory,omitempty" doc:"Keep the memory too; the VM must be running or paused"`
	Freeze      SnapshotFreeze `json:"freeze,omitempty" enum:"auto,require,never" doc:"Whether the guest agent brings the file systems to rest while the disks of a running VM are kept without memory: when it answers (auto, the default), always or fail (require), or not (never)"`
	Pool        string         `json:"pool,omitempty" maxLength:"64" doc:"Pool of files for what the guest writes from now on and for the memory; each disk's own when left out" example:"default"`
}

// RevertSnapshot says how to return to a snapshot.
type RevertSnapshot struct {
	Mutation `json:"-"`

	// Force powers an active VM off first; without it an active VM is WrongState.
	Force bool `json:"force,omitempty" doc:"Power off an active VM first: what it does now is lost"`
	// Start starts the VM afterwards when the snapshot has no memory.
	Start bool `json:"start,omitempty" doc:"Start the VM afterwards; one with memory goes on by itself"`
}

// DeleteSnapshot says how to remove a snapshot.
type DeleteSnapshot struct {
	Mutation
}

// SnapshotService is what can be done with the snapshots of VMs. Every call
// needs an identity; mutations check before they answer, as VMService's do.
type SnapshotService interface {
	// Snapshots returns a page of a VM's snapshots, by name.
	Snapshots(ctx context.Context, vm VMID, q PageRequest) (Page[Snapshot], error)
	// Snapshot returns one snapshot.
	Snapshot(ctx context.Context, vm VMID, id SnapshotID) (Snapshot, error)
	// CreateSnapshot makes one; the operation's Target is the new snapshot.
	CreateSnapshot(ctx context.Context, vm VMID, req CreateSnapshot) (Operation, error)
	// RevertSnapshot takes the VM back: disks, hardware and, where it was kept,
	// memory. What the VM wrote since its last snapshot is lost; other snapshots
	// are not touched. Title, description and labels stay as they are now.
	RevertSnapshot(ctx context.Context, vm VMID, id SnapshotID, req RevertSnapshot) (Operation, error)
	// DeleteSnapshot removes the point and merges its data into what builds on
	// it; what that will be, and what is refused now, a dry run tells. Children
	// become those of its parent. Canceled or failed midway, the snapshot may not
	// be fit to return to any more (Problem); deleting goes on when it is asked
	// again.
	DeleteSnapshot(ctx context.Context, vm VMID, id SnapshotID, req DeleteSnapshot) (Operation, error)
}
