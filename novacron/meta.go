package novacron

import "time"

// Meta is what every record of a node has besides its content. The store sets
// it with each change.
type Meta struct {
	Node      NodeID    `json:"node" doc:"The node that owns it" example:"n-5f0c2c1e"`
	CreatedAt time.Time `json:"createdAt" doc:"When NovaCron created or first saw it"`
	UpdatedAt time.Time `json:"updatedAt" doc:"When this record last changed"`
	Revision  uint64    `json:"revision" doc:"Grows with every change; the ETag" example:"7"`
}
