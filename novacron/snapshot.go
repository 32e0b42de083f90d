package novacron

// SnapshotID names a snapshot: "snap-" and 12 hex digits.
type SnapshotID string

// Snapshot is a point that a VM can return to. It is still to grow: so far it
// has what the store needs to keep it.
type Snapshot struct {
	ID   SnapshotID `json:"id" doc:"Names the snapshot" example:"snap-0193a7c2e5b0"`
	Name string     `json:"name" doc:"Unique for its VM" example:"before-upgrade"`
	VM   VMID       `json:"vm" doc:"The VM that it is of" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`

	Meta
}
