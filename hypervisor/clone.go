package hypervisor

import (
	"context"
	"time"

	"github.com/novacron/novacron/novacron"
)

// Cloner is a provider that can make definitions after others.
type Cloner interface {
	// DefineClone makes a VM that is like another in everything but what the spec
	// says, also in what NovaCron does not know. It does not start with its host.
	// One of this ID that was made from the same spec is success; a name or ID
	// that something else has is Conflict. The volumes must exist.
	DefineClone(ctx context.Context, spec CloneSpec) error
	// MarkTemplate writes into a VM's definition that it is a template, or no
	// more. Doing it again is success. Nothing keeps others from starting it.
	MarkTemplate(ctx context.Context, id novacron.VMID, template bool) error
}

// CloneSpec is what a clone has of its own.
type CloneSpec struct {
	Source      novacron.VMID     `json:"source"`
	ID          novacron.VMID     `json:"id"`
	Name        string            `json:"name"`
	Description string            `json:"description"`
	CreatedAt   time.Time         `json:"createdAt"`
	MACs        map[string]string `json:"macs"`  // the original's address to its own
	Disks       []novacron.Disk   `json:"disks"` // by Device: Source and Format, Pool and Volume; those of the original that are missing are left out
	Added       []novacron.Disk   `json:"added"` // devices that the original does not have
}
