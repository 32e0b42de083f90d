package hypervisor

import (
	"context"
	"io"

	"github.com/novacron/novacron/novacron"
)

// Storage is what a provider with storage pools of its own can do beside
// Volumes. Pools are named by their names, which are unique and never change;
// volumes by VolumeRef. NotFound for a pool or volume that is not there.
type Storage interface {
	Pools
	PoolVolumes
	VolumeStreams
}

// Pools makes, starts, stops and removes pools. A NoticePools tells when pools
// or what is in them may have changed; what the hypervisor does not tell (a
// file put into a folder) is seen when a pool is refreshed.
type Pools interface {
	// PoolKinds tells every kind that the hypervisor knows, and why this host
	// cannot have one of it.
	PoolKinds(ctx context.Context) ([]novacron.PoolKind, error)
	// Pools returns every pool, running or not, in no order. What only the record
	// of a pool holds (node, times, revision, threshold) is the caller's.
	Pools(ctx context.Context) ([]novacron.Pool, error)
	// Pool returns one pool.
	Pool(ctx context.Context, name string) (novacron.Pool, error)
	// DefinePool makes the definition of a pool from its ID, Name, Kind,
	// TargetPath and Source. One of this ID and name that exists is success; a
	// name or target that another has is Conflict. Invalid names the fields.
	DefinePool(ctx context.Context, pool novacron.Pool) error
	// BuildPool prepares what the pool lies in: makes the folder, the volume
	// group. What is there already is left as it is, and nothing is formatted.
	BuildPool(ctx context.Context, name string) error
	// StartPool starts a pool; one that runs is success.
	StartPool(ctx context.Context, name string) error
	// StopPool stops a pool; one that is stopped is success. Its volumes stay.
	StopPool(ctx context.Context, name string) error
	// RefreshPool lets the hypervisor look again at what is in a running pool.
	RefreshPool(ctx context.Context, name string) error
	// AutostartPool says whether the pool starts with the host.
	AutostartPool(ctx context.Context, name string, on bool) error
	// UndefinePool removes the definition of a stopped pool, and no volume. One
	// that does not exist is success; a running one is WrongState.
	UndefinePool(ctx context.Context, name string) error
}

// VolumeSpec is a volume to be made.
type VolumeSpec struct {
	VolumeRef

	Format        string // qcow2 or raw
	CapacityBytes uint64
	// Backing, when set, makes the volume an overlay on this file; qcow2 only.
	Backing       string
	BackingFormat string
	// Preallocate takes the whole capacity from the pool at once.
	Preallocate bool
}

// PoolVolumes makes, changes and copies volumes.
type PoolVolumes interface {
	// PoolVolumes returns the volumes of a running pool, in no order. WrongState
	// when it does not run.
	PoolVolumes(ctx context.Context, pool string) ([]novacron.Volume, error)
	// Volume returns one volume as the hypervisor last saw it.
	Volume(ctx context.Context, ref VolumeRef) (novacron.Volume, error)
	// CreateVolume makes a volume. One that exists is Conflict, whatever it is.
	CreateVolume(ctx context.Context, spec VolumeSpec) (novacron.Volume, error)
	// ResizeVolume sets the capacity of a volume that no VM runs on. Making it
	// smaller needs shrink, and is Unsupported for qcow2; a hypervisor may refuse
	// less than the volume takes now as Invalid (libvirt does).
	ResizeVolume(ctx context.Context, ref VolumeRef, capacityBytes uint64, shrink bool) error
	// ResizeDisk makes a disk of an active VM larger, by its device name.
	ResizeDisk(ctx context.Context, vm novacron.VMID, device string, capacityBytes uint64) error
	// ConvertVolume makes a volume with the content of another one, in another
	// format, pool or both; it stands alone, without a backing file. It cannot be
	// stopped: when ctx ends the copy goes on for a while, and what it leaves has
	// to be removed. The size of the new volume grows meanwhile. One that exists
	// is Conflict.
	ConvertVolume(ctx context.Context, from VolumeRef, to VolumeSpec) (novacron.Volume, error)
}

// VolumeStreams reads and writes the bytes of volumes as they lie in the pool:
// for qcow2 its headers and tables, not what a guest sees. ctx bounds the whole
// stream: when it ends the stream is aborted.
type VolumeStreams interface {
	// UploadVolume writes length bytes from offset on; 0 for as many as there
	// are. Whoever opens one ends it, with Close or Abort.
	UploadVolume(ctx context.Context, ref VolumeRef, offset, length uint64) (VolumeWriter, error)
	// DownloadVolume reads length bytes from offset on; 0 for all that there are.
	// Close may come before the end.
	DownloadVolume(ctx context.Context, ref VolumeRef, offset, length uint64) (io.ReadCloser, error)
}

// VolumeWriter is an upload under way. It is for one goroutine.
type VolumeWriter interface {
	io.Writer
	// Skip leaves n bytes unwritten: zeros that take no space in a volume that is
	// new, and what it held before in another one. What lies behind them is cut
	// off. So use it only in a new volume, and write that to its end.
	Skip(n uint64) error
	// Close ends the upload and returns the error of the whole: only when it is
	// nil was everything taken. After Abort it does nothing.
	Close() error
	// Abort gives the upload up. What was written so far may be in the volume.
	Abort()
}
