package novacron

import "context"

// CloneVM makes a VM after another one.
type CloneVM struct {
	Mutation `json:"-"`

	Name        string     `json:"name" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique on its node" example:"web-2"`
	Linked      bool       `json:"linked,omitempty" doc:"Its disks are overlays on those of the template, and need them; else copies that stand alone"`
	Pool        string     `json:"pool,omitempty" maxLength:"64" doc:"Pool for its disks; that of each original when left out" example:"default"`
	Description *string    `json:"description,omitempty" maxLength:"8192" doc:"Free text; the original's when left out"`
	CloudInit   *CloudInit `json:"cloudInit,omitempty" doc:"What its guest is told at its next boot: with it cloud-init gives it a name and host keys of its own"`
	Start       bool       `json:"start,omitempty" doc:"Start it when it is made"`
}

// MarkTemplate makes a VM a template, or a VM again.
type MarkTemplate struct {
	Mutation

	Template bool
}

// CloneService makes VMs after others. A clone has an ID, hardware addresses
// and UEFI variables of its own, and everything else of the original's
// definition.
type CloneService interface {
	// CloneVM makes a VM after a shut off one, or after a template; the
	// operation's Target is the new VM. Linked clones are made after templates
	// only, because the original's disks may not change any more.
	CloneVM(ctx context.Context, id VMID, req CloneVM) (Operation, error)
	// MarkTemplate makes a shut off VM a template, which NovaCron never starts,
	// or a template a VM again: WrongState while linked clones lie on its disks.
	MarkTemplate(ctx context.Context, id VMID, req MarkTemplate) (Operation, error)
}
