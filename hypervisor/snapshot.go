package hypervisor

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Snapshots is a provider that can keep a VM's state and return to it. Plans
// are plain data: whoever has one can go on with it in another process, and each
// step that was done before is success.
type Snapshots interface {
	// Snapshots returns a VM's snapshots, whoever made them, parents before
	// children.
	Snapshots(ctx context.Context, vm novacron.VMID) ([]Snapshot, error)
	// PlanSnapshot checks whether it can be made now, and says what will be.
	PlanSnapshot(ctx context.Context, vm novacron.VMID, req NewSnapshot) (SnapshotPlan, error)
	// CreateSnapshot makes it. When it fails, or ctx ends first, nothing is left.
	CreateSnapshot(ctx context.Context, vm novacron.VMID, plan SnapshotPlan) (SnapshotDone, error)
	// PlanRevert checks whether the VM can return now, and says what that does.
	// The tag, 8 hex digits, makes names of volumes unique.
	PlanRevert(ctx context.Context, vm novacron.VMID, ref SnapshotRef, tag string) (RevertPlan, error)
	// RevertSnapshot returns: an active VM is powered off. With memory the VM is
	// as active afterwards as it was then, without it is off.
	RevertSnapshot(ctx context.Context, vm novacron.VMID, plan RevertPlan) error
	// PlanDelete says how the snapshot's data is merged into what builds on it.
	// WrongState or Conflict when that cannot be done now.
	PlanDelete(ctx context.Context, vm novacron.VMID, ref SnapshotRef) (DeletePlan, error)
	// DeleteSnapshot merges and removes. progress is told where it stands; its
	// error ends the work. When ctx ends, the work ends at a point from which it
	// can go on with a new plan; the data of the VM is whole at every moment. With
	// a plan that another process began, what it merged is cleared away first.
	DeleteSnapshot(ctx context.Context, vm novacron.VMID, plan DeletePlan, progress func(MergeProgress) error) error
}

// Snapshot is a snapshot as the hypervisor has it.
type Snapshot struct {
	Name, Description string
	Parent            string // its name; empty for none
	Current           bool
	TakenAt           time.Time
	State             novacron.VMState // of the VM at that moment
	Memory            bool
	Kind              novacron.SnapshotKind
	Disks             []novacron.SnapshotDisk
	MemoryFile        string
	SizeBytes         uint64 // of all its files that the hypervisor knows
	Problem           string // why the VM cannot return to it; empty when it can
}

// SnapshotRef names a snapshot, with what the hypervisor itself does not keep
// of it.
type SnapshotRef struct {
	Name     string `json:"name"`
	Firmware string `json:"firmware,omitempty"` // path of the copy of the UEFI variables; empty for none
}

// NewSnapshot is a snapshot to be made.
type NewSnapshot struct {
	Name        string
	Description string
	Memory      bool
	Freeze      novacron.SnapshotFreeze
	Pool        string // for new volumes; empty for each disk's own
	Tag         string // makes names of volumes unique: 8 hex digits
}

// Overlay is a volume that takes what is written from now on.
type Overlay struct {
	Device     string    `json:"device"`
	Volume     VolumeRef `json:"volume"`
	Path       string    `json:"path"`
	SizeBytes  uint64    `json:"sizeBytes"`
	Base       string    `json:"base"` // path of what it lies on
	BaseFormat string    `json:"baseFormat"`
}

// FileCopy is a file that is a volume of a pool.
type FileCopy struct {
	Volume VolumeRef `json:"volume"`
	Path   string    `json:"path"`
}

// SnapshotPlan is how a snapshot will be made.
type SnapshotPlan struct {
	Name        string                  `json:"name"`
	Description string                  `json:"description,omitempty"`
	State       novacron.VMState        `json:"state"`
	Freeze      novacron.SnapshotFreeze `json:"freeze,omitempty"`
	Clean       bool                    `json:"clean,omitempty"` // the guest shut itself down: its file systems are at rest
	Overlays    []Overlay               `json:"overlays"`
	Memory      *FileCopy               `json:"memory,omitempty"`
	Firmware    *FileCopy               `json:"firmware,omitempty"`
	Warnings    []string                `json:"warnings,omitempty"`
}

// SnapshotDone is what came of making a snapshot.
type SnapshotDone struct {
	Consistency novacron.SnapshotConsistency
	Firmware    string // path of the copy of the UEFI variables; empty for none
	Warnings    []string
}

// RevertPlan is how a VM returns to a snapshot.
type RevertPlan struct {
	SnapshotRef
	Overlays []Overlay   `json:"overlays,omitempty"`
	Memory   string      `json:"memory,omitempty"` // file with the memory
	Remove   []VolumeRef `json:"remove,omitempty"` // volumes with what is lost
	Native   bool        `json:"native,omitempty"` // the hypervisor does it all itself
	Warnings []string    `json:"warnings,omitempty"`
}

// MergeHow is how two files become one.
type MergeHow string

// The ways to merge.
const (
	MergeCommit MergeHow = "commit" // write the overlay's data into its base; the overlay goes
	MergePull   MergeHow = "pull"   // copy the base's data into the overlay; the base goes
)

// Merge is one merge of two files.
type Merge struct {
	Device     string   `json:"device"`
	How        MergeHow `json:"how"`
	Base       string   `json:"base"`
	BaseFormat string   `json:"baseFormat"`
	Below      string   `json:"below,omitempty"` // what the base itself lies on; empty for nothing
	Overlay    string   `json:"overlay"`
	Active     bool     `json:"active"`  // the overlay is what the VM writes to
	Running    bool     `json:"running"` // the VM's own QEMU does it; otherwise one that runs no guest
}

// DeletePlan is how a snapshot is removed.
type DeletePlan struct {
	SnapshotRef
	Merges   []Merge     `json:"merges,omitempty"`
	Remove   []VolumeRef `json:"remove,omitempty"`
	Native   bool        `json:"native,omitempty"`
	Warnings []string    `json:"warnings,omitempty"`
}

// MergeProgress is where the removal of a snapshot stands.
type MergeProgress struct {
	Phase      string
	Percent    int
	Cancelable bool
	Spoils     bool // from now on the VM cannot return to the snapshot
}
