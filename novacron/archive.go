package novacron

import (
	"context"
	"io"
)

// VMArchive is a VM on its way out: an OVF 2.0 package with qcow2 disks, in one
// file (OVA, a tar).
type VMArchive struct {
	Name      string    // what the file may be called
	Operation Operation // which ends when the body was read to its end, or closed
	// Body gives the file. Its error is the operation's. It must be closed.
	Body io.ReadCloser
}

// ImportVM makes a VM from an archive that lies in a pool: an OVA of NovaCron's
// or of another maker's. Upload it as a volume first.
type ImportVM struct {
	Mutation `json:"-"`

	SourcePool   string `json:"sourcePool" minLength:"1" maxLength:"64" doc:"Name of the pool that the archive lies in" example:"default"`
	SourceVolume string `json:"sourceVolume" minLength:"1" maxLength:"255" doc:"Name of the archive's volume" example:"web-1.ova"`
	Name         string `json:"name,omitempty" maxLength:"64" pattern:"^([A-Za-z0-9][A-Za-z0-9._-]*)?$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Name of the new VM; the archive's when left out" example:"web-1"`
	Pool         string `json:"pool,omitempty" maxLength:"64" doc:"Pool for its disks, in which they can be files; 'default' when left out" example:"default"`
	Network      string `json:"network,omitempty" maxLength:"64" doc:"Network for all its interfaces; the network of the archive's name where there is one, else the default one" example:"default"`
	DeleteSource bool   `json:"deleteSource,omitempty" doc:"Delete the archive's volume when the VM is made"`
	Start        bool   `json:"start,omitempty" doc:"Start it when it is made"`
}

// ArchiveService takes VMs out and in as one file.
type ArchiveService interface {
	// ExportVM begins to export a shut off VM. With DryRun there is no body.
	ExportVM(ctx context.Context, id VMID, req Mutation) (VMArchive, error)
	// ImportVM makes a VM from an archive; the operation's Target is the new VM.
	// The archive's description is read, and refused as Invalid, before it answers;
	// warnings tell what of it was not understood.
	ImportVM(ctx context.Context, req ImportVM) (Operation, error)
}
