package novacron

// ImageID names an image: "img-" and 12 hex digits.
type ImageID string

// Image is what disks are made from. It is still to grow: so far it has what
// the store needs to keep it.
type Image struct {
	ID   ImageID `json:"id" doc:"Names the image" example:"img-0193a7c2e5b0"`
	Name string  `json:"name" doc:"Unique on its node" example:"debian-12"`

	Meta
}
