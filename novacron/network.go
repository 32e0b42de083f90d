package novacron

// NetworkID names a network for its whole life: libvirt's UUID in lower case
// with hyphens.
type NetworkID string

// Network is a libvirt network as its node knows it. It is still to grow: so
// far it has what the store needs to keep it.
type Network struct {
	ID   NetworkID `json:"id" doc:"Names the network for its whole life" example:"8a1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	Name string    `json:"name" doc:"Unique on its node" example:"default"`

	Meta
}
