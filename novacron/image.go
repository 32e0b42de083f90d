package novacron

import "context"

// ImageID names an image: "img-" and 12 hex digits.
type ImageID string

// ImageState is whether disks can be made from an image.
type ImageState string

// The states of an image.
const (
	ImageImporting ImageState = "importing"
	ImageReady     ImageState = "ready"
	ImageFailed    ImageState = "failed" // the import failed; nothing of it is left but this record, which says why
)

// Image is what disks are made from: a volume that nobody writes to, whose
// content was inspected before anything opened it as a disk.
type Image struct {
	ID    ImageID    `json:"id" doc:"Names the image" example:"img-0193a7c2e5b0"`
	Name  string     `json:"name" doc:"Unique on its node" example:"debian-13"`
	State ImageState `json:"state" enum:"importing,ready,failed" doc:"Whether disks can be made from it"`
	// Error is why the import failed.
	Error *Fault `json:"error,omitempty" doc:"Why the import failed"`
	// Refused is the reason, in one word, of a file that must not be used as a
	// disk.
	Refused string `json:"refused,omitempty" doc:"Why the file was refused, in one word: backing_file, truncated, absurd ..." example:"backing_file"`
	// Operation is the import, while it runs.
	Operation   OperationID `json:"operation,omitempty" doc:"The import, while it runs" example:"op-0193a7c2e5b07d3e"`
	Description string      `json:"description,omitempty" doc:"Free text"`
	OS          string      `json:"os,omitempty" doc:"Which system is in it; guessed from its names unless somebody said" example:"debian-13"`
	OSGuessed   bool        `json:"osGuessed,omitempty" doc:"True when nobody said which system it is"`

	Format           string `json:"format,omitempty" doc:"qcow2, raw, or iso for a CD-ROM" example:"qcow2"`
	FileSizeBytes    uint64 `json:"fileSizeBytes" doc:"Length of the file in the pool" example:"345178112"`
	VirtualSizeBytes uint64 `json:"virtualSizeBytes" doc:"Size of the disk in it" example:"3221225472"`
	SHA256           string `json:"sha256,omitempty" doc:"Checksum of the file as it came" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Verified         bool   `json:"verified" doc:"True when the checksum was given and matched; else it is only recorded"`
	// Partial is true when the file's tables were too large to be looked at as a
	// whole.
	Partial bool `json:"partial,omitempty" doc:"True when the file's tables were too large to be checked as a whole"`

	Source ImageSource `json:"source" doc:"Where it came from"`
	Pool   PoolID      `json:"pool" doc:"The pool that it lies in" example:"0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11"`
	// PoolName and Volume name the volume, and Path where it is on the host.
	PoolName string `json:"poolName" doc:"The pool's name" example:"default"`
	Volume   string `json:"volume,omitempty" doc:"The volume in the pool" example:"debian-13-0193a7c2.qcow2"`
	Path     string `json:"path,omitempty" doc:"Path on the host" example:"/var/lib/libvirt/images/debian-13-0193a7c2.qcow2"`

	// UsedBy is filled in when it is read: what could not be without the image.
	UsedBy []ImageUse `json:"usedBy" doc:"Disks that need it"`

	Meta
}

// ImageSource is where an image came from.
type ImageSource struct {
	Kind   string `json:"kind" enum:"url,volume" doc:"url, or volume for one that was in a pool: uploads are volumes first"`
	URL    string `json:"url,omitempty" doc:"The address, without its query" example:"https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"`
	Pool   string `json:"pool,omitempty" doc:"Name of the volume's pool" example:"default"`
	Volume string `json:"volume,omitempty" doc:"Name of the volume" example:"upload.qcow2"`
}

// ImageUse is a disk that needs an image.
type ImageUse struct {
	VM     VMID   `json:"vm,omitempty" doc:"The VM, when the disk is one's" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	VMName string `json:"vmName,omitempty" doc:"The VM's name" example:"web-1"`
	Device string `json:"device,omitempty" doc:"The disk's device" example:"vda"`
	Path   string `json:"path,omitempty" doc:"The overlay on the image" example:"/var/lib/libvirt/images/web-1-vda-6b1f6c1e.qcow2"`
}

// String is the use in a sentence.
func (u ImageUse) String() string {
	if u.VMName == "" {
		return "volume " + u.Path
	}
	return "disk " + u.Device + " of vm " + u.VMName
}

// ImportImage asks for an image. Either URL is set, or Pool and Volume of an
// existing volume.
type ImportImage struct {
	Mutation `json:"-"`

	Name        string `json:"name" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique on its node" example:"debian-13"`
	Description string `json:"description,omitempty" maxLength:"8192" doc:"Free text"`
	OS          string `json:"os,omitempty" maxLength:"64" doc:"Which system is in it; guessed when left out" example:"debian-13"`
	URL         string `json:"url,omitempty" maxLength:"4096" doc:"Fetch it from here" example:"https://cloud.debian.org/images/cloud/trixie/latest/debian-13-genericcloud-amd64.qcow2"`
	AllowHTTP   bool   `json:"allowHTTP,omitempty" doc:"Take http instead of https; the node's configuration must allow it too"`
	SHA256      string `json:"sha256,omitempty" pattern:"^[0-9A-Fa-f]{64}$" patternDescription:"64 hex digits" doc:"The checksum that the file must have; recorded when left out" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
	Format      string `json:"format,omitempty" enum:"qcow2,raw,iso" doc:"What the file should be; found out when left out. raw takes a file in which nothing looks like a disk"`
	Pool        string `json:"pool,omitempty" maxLength:"64" doc:"Name of the pool to put it into; 'default' when left out" example:"default"`

	// SourcePool and SourceVolume name an existing volume. It is copied, unless
	// Take makes the volume itself the image.
	SourcePool   string `json:"sourcePool,omitempty" maxLength:"64" doc:"Name of the pool of an existing volume" example:"default"`
	SourceVolume string `json:"sourceVolume,omitempty" maxLength:"255" doc:"Name of an existing volume: an upload, for one" example:"upload.qcow2"`
	Take         bool   `json:"take,omitempty" doc:"Make the volume itself the image instead of a copy; it must not be in use"`
}

// ImageUpdate changes what people say of an image. Nil fields stay.
type ImageUpdate struct {
	Mutation `json:"-"`

	Name        *string `json:"name,omitempty" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique on its node" example:"debian-13"`
	Description *string `json:"description,omitempty" maxLength:"8192" doc:"Free text"`
	OS          *string `json:"os,omitempty" maxLength:"64" doc:"Which system is in it; empty to have it guessed" example:"debian-13"`
}

// DeleteImage removes an image and its volume.
type DeleteImage struct {
	Mutation `json:"-"`
}

// ImageQuery chooses images, by name.
type ImageQuery struct {
	PageRequest
	State ImageState // empty for all
	Name  string     // the name, the system or the description contains this, without regard to case
}

// The ways in which a disk is made from an image.
const (
	DiskOverlay = "overlay" // made at once and grows with what the guest writes; needs the image as long as it lives
	DiskCopy    = "copy"    // stands alone
)

// ImageService is what can be done with images. Every call needs an identity.
// As with VMs, what is wrong with a request comes at once and changes nothing;
// after that the operation is durable, and failures are its Error.
type ImageService interface {
	// Images returns a page from the node's records.
	Images(ctx context.Context, q ImageQuery) (Page[Image], error)
	// Image returns one image, by its id or name.
	Image(ctx context.Context, id ImageID) (Image, error)
	// ImportImage begins an import; the operation's Target is the new image, which
	// is there, importing, as soon as the operation runs. A failed import leaves a record that says why,
	// and that another import of the name replaces; a canceled one leaves nothing.
	ImportImage(ctx context.Context, req ImportImage) (Operation, error)
	// UpdateImage changes what people say of an image.
	UpdateImage(ctx context.Context, id ImageID, req ImageUpdate) (Image, error)
	// DeleteImage removes an image with its volume. Conflict, naming them, when
	// disks need it.
	DeleteImage(ctx context.Context, id ImageID, req DeleteImage) (Operation, error)
}
