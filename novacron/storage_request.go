package novacron

import (
	"context"
	"io"
)

// CreatePool is a pool to be made: defined, prepared, started.
type CreatePool struct {
	Mutation `json:"-"`

	Name       string     `json:"name" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique on its node" example:"fast"`
	Kind       string     `json:"kind,omitempty" maxLength:"32" doc:"One of /pools/kinds; dir when left out" example:"dir"`
	TargetPath string     `json:"targetPath,omitempty" maxLength:"4096" doc:"Where its volumes lie on the host" example:"/srv/fast"`
	Source     PoolSource `json:"source,omitzero" doc:"What it is made of; which fields a kind needs is in /pools/kinds"`
	Manual     bool       `json:"manual,omitempty" doc:"Do not start it with the host"`
	// Build makes a volume group from Source.Devices or a zpool on Source.Device;
	// what is on them is lost. Folders are always made.
	Build       bool `json:"build,omitempty" doc:"Make the volume group from source.devices, or the zpool on source.device; their content is lost"`
	WarnPercent int  `json:"warnPercent,omitempty" minimum:"1" maximum:"100" doc:"How full it may be before it is warned of; 85 when left out" example:"85"`
}

// PoolUpdate changes a pool. A nil field is left as it is.
type PoolUpdate struct {
	Mutation `json:"-"`

	Autostart   *bool `json:"autostart,omitempty" doc:"Start it when its host starts"`
	WarnPercent *int  `json:"warnPercent,omitempty" minimum:"1" maximum:"100" doc:"How full it may be before it is warned of"`
}

// PoolVerb is something that is done to a pool.
type PoolVerb string

// The verbs of a pool.
const (
	PoolStart   PoolVerb = "start"
	PoolStop    PoolVerb = "stop"
	PoolRefresh PoolVerb = "refresh" // look again at what lies in it
)

// PoolVerbs returns every verb of a pool.
func PoolVerbs() []PoolVerb { return []PoolVerb{PoolStart, PoolStop, PoolRefresh} }

// PoolQuery chooses pools, sorted by name.
type PoolQuery struct {
	PageRequest
	Name string // the name contains this, without regard to case
}

// PoolService is what can be done with pools. Mutations check before they
// answer, as those of VMService do; Unsupported when the hypervisor has no
// pools.
type PoolService interface {
	Pools(ctx context.Context, q PoolQuery) (Page[Pool], error)
	Pool(ctx context.Context, id PoolID) (Pool, error)
	// PoolKinds tells which kinds of pool this host can have, and why not.
	PoolKinds(ctx context.Context) ([]PoolKind, error)
	// CreatePool makes a pool; the operation's Target is the new pool.
	CreatePool(ctx context.Context, req CreatePool) (Operation, error)
	UpdatePool(ctx context.Context, id PoolID, req PoolUpdate) (Operation, error)
	// ActPool starts, stops or refreshes a pool. Conflict, naming them, when
	// active VMs use what is to be stopped.
	ActPool(ctx context.Context, id PoolID, verb PoolVerb, m Mutation) (Operation, error)
	// DeletePool removes the definition of a pool, stopping it first. Its volumes
	// stay where they are. Conflict, naming them, when VMs or images use them.
	DeletePool(ctx context.Context, id PoolID, m Mutation) (Operation, error)
}

// CreateVolume is an empty volume to be made.
type CreateVolume struct {
	Mutation `json:"-"`

	Pool          string `json:"pool" maxLength:"64" minLength:"1" doc:"Name or id of the pool" example:"default"`
	Name          string `json:"name" minLength:"1" maxLength:"200" pattern:"^[A-Za-z0-9][A-Za-z0-9._+-]*$" patternDescription:"letters, digits, '.', '_', '+' and '-', not beginning with punctuation" doc:"Unique in its pool" example:"data.qcow2"`
	Format        string `json:"format,omitempty" enum:"qcow2,raw" doc:"qcow2 when left out, raw where the pool has no files"`
	CapacityBytes uint64 `json:"capacityBytes" minimum:"512" maximum:"1125899906842624" doc:"Size that a guest sees" example:"10737418240"`
	Preallocate   bool   `json:"preallocate,omitempty" doc:"Take the whole size from the pool at once"`
}

// ResizeVolume changes the capacity of a volume: live when a running VM has it.
type ResizeVolume struct {
	Mutation `json:"-"`

	CapacityBytes uint64 `json:"capacityBytes" minimum:"512" maximum:"1125899906842624" doc:"The new size" example:"21474836480"`
	Shrink        bool   `json:"shrink,omitempty" doc:"Allow a smaller size: what is behind the new end is lost. raw only, and no VM may use it"`
}

// CopyVolume makes a volume with the content of another one.
type CopyVolume struct {
	Mutation `json:"-"`

	Pool   string `json:"pool,omitempty" maxLength:"64" doc:"Name or id of the pool for the copy; that of the original when left out" example:"fast"`
	Name   string `json:"name" minLength:"1" maxLength:"200" pattern:"^[A-Za-z0-9][A-Za-z0-9._+-]*$" patternDescription:"letters, digits, '.', '_', '+' and '-', not beginning with punctuation" doc:"Unique in its pool" example:"data-copy.qcow2"`
	Format string `json:"format,omitempty" enum:"qcow2,raw" doc:"Format of the copy; that of the original when left out"`
}

// VolumeQuery chooses volumes, sorted by pool and name.
type VolumeQuery struct {
	PageRequest
	Pool   string // name or id of the pool; empty for all
	Name   string // the name contains this, without regard to case
	Unused bool   // only what no VM, no image and no other volume uses
}

// VolumeService is what can be done with volumes. A volume that a VM, an
// image, an overlay or another operation uses is never deleted, overwritten or
// made smaller: that is Conflict, and names them.
type VolumeService interface {
	Volumes(ctx context.Context, q VolumeQuery) (Page[Volume], error)
	Volume(ctx context.Context, id VolumeID) (Volume, error)
	// CreateVolume makes an empty volume; the operation's Target is the new one.
	CreateVolume(ctx context.Context, req CreateVolume) (Operation, error)
	ResizeVolume(ctx context.Context, id VolumeID, req ResizeVolume) (Operation, error)
	// CopyVolume copies or converts; the operation's Target is the copy.
	CopyVolume(ctx context.Context, id VolumeID, req CopyVolume) (Operation, error)
	DeleteVolume(ctx context.Context, id VolumeID, m Mutation) (Operation, error)
	// ReadVolume reads length bytes from offset on, as they lie in the pool; 0
	// for all that there are. Conflict while a VM may write to it.
	ReadVolume(ctx context.Context, id VolumeID, offset, length uint64) (VolumeContent, error)
}

// VolumeContent is a volume that is being read.
type VolumeContent struct {
	io.ReadCloser

	Name      string // of the volume
	SizeBytes uint64 // of all of its bytes, whatever part is read; 0 when not known
}

// UploadID names an upload: it is the id of its operation.
type UploadID = OperationID

// CreateUpload is a volume that is to be made from bytes that come in.
type CreateUpload struct {
	Mutation `json:"-"`

	Pool   string `json:"pool" maxLength:"64" minLength:"1" doc:"Name or id of the pool" example:"default"`
	Name   string `json:"name" minLength:"1" maxLength:"200" pattern:"^[A-Za-z0-9][A-Za-z0-9._+-]*$" patternDescription:"letters, digits, '.', '_', '+' and '-', not beginning with punctuation" doc:"Name of the volume, unique in its pool" example:"debian-13.qcow2"`
	Format string `json:"format,omitempty" enum:"qcow2,raw" doc:"What the bytes are; raw when left out, which is also right for an ISO. What does not keep this is refused at the end"`
	// SizeBytes is how many bytes will come.
	SizeBytes uint64 `json:"sizeBytes" minimum:"1" maximum:"1125899906842624" doc:"How many bytes will come" example:"2147483648"`
	SHA256    string `json:"sha256,omitempty" pattern:"^[0-9A-Fa-f]{64}$" patternDescription:"64 hex digits" doc:"The checksum that they must have; recorded when left out" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
}

// Upload is an upload that waits for more bytes. Its end is its operation's.
type Upload struct {
	ID          UploadID `json:"id" doc:"Names the upload, and its operation" example:"op-0193a7c2e5b07d3e"`
	Volume      VolumeID `json:"volume" doc:"The volume that it becomes" example:"vol-1f0a7cc9d1e2b3a4c5d6"`
	Name        string   `json:"name" doc:"Name of the volume" example:"debian-13.qcow2"`
	PoolName    string   `json:"poolName" doc:"Name of its pool" example:"default"`
	Format      string   `json:"format" enum:"qcow2,raw" doc:"What the bytes are"`
	SizeBytes   uint64   `json:"sizeBytes" doc:"How many bytes will come" example:"2147483648"`
	OffsetBytes uint64   `json:"offsetBytes" doc:"How many are kept for certain: go on from here" example:"1073741824"`
	SHA256      string   `json:"sha256,omitempty" doc:"The checksum that they must have" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`
}

// UploadService takes bytes and makes volumes of them. An upload is an
// operation that goes on until every byte came, survives a restart, and leaves
// no volume when it is canceled (OperationService.Cancel) or when nothing came
// for a day.
type UploadService interface {
	CreateUpload(ctx context.Context, req CreateUpload) (Upload, error)
	// Upload tells how much of an upload that still waits is kept. NotFound for
	// one that has ended.
	Upload(ctx context.Context, id UploadID) (Upload, error)
	// WriteUpload takes what r has from offset on, which must be OffsetBytes
	// (Conflict, and the mend names it). When r fails what came before is kept.
	// With the last byte the checksum and the content are examined; the upload
	// that comes back has all of its bytes, and the operation tells the outcome.
	WriteUpload(ctx context.Context, id UploadID, offset uint64, r io.Reader) (Upload, error)
}
