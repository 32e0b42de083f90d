package novacron

import (
	"crypto/sha256"
	"encoding/hex"
)

// PoolID names a storage pool for its whole life: libvirt's UUID in lower case
// with hyphens.
type PoolID string

// VolumeID names a volume: "vol-" and 20 hex digits, made of its pool and its
// name, so that it is the same wherever and whenever it is computed.
type VolumeID string

// NewVolumeID returns the id of the volume of this name in a pool: the first
// 20 hex digits of SHA-256 over the pool's UUID, a slash, and the name.
func NewVolumeID(pool PoolID, name string) VolumeID {
	sum := sha256.Sum256([]byte(string(pool) + "/" + name))
	return VolumeID("vol-" + hex.EncodeToString(sum[:10]))
}

// PoolState is whether a pool can be used.
type PoolState string

// The states of a pool.
const (
	PoolRunning      PoolState = "running"
	PoolInactive     PoolState = "inactive" // defined, not started
	PoolBuilding     PoolState = "building" // being prepared
	PoolDegraded     PoolState = "degraded" // runs, with a part of it lost
	PoolInaccessible PoolState = "inaccessible"
)

// Usable says whether volumes of a pool in this state can be reached.
func (s PoolState) Usable() bool { return s == PoolRunning || s == PoolDegraded }

// DefaultPoolWarnPercent is how full a pool may be before it is warned of:
// what a day of a busy host's growth still fits above.
const DefaultPoolWarnPercent = 85

// Pool is a place where volumes lie.
type Pool struct {
	ID         PoolID     `json:"id" doc:"Names the pool for its whole life" example:"0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11"`
	Name       string     `json:"name" doc:"Unique on its node" example:"default"`
	Kind       string     `json:"kind" doc:"What it is made of, in libvirt's words: dir, fs, netfs, logical, zfs, iscsi ..." example:"dir"`
	State      PoolState  `json:"state" enum:"running,inactive,building,degraded,inaccessible" doc:"Whether it can be used"`
	Autostart  bool       `json:"autostart" doc:"Started when its host starts"`
	Persistent bool       `json:"persistent" doc:"False for a pool that vanishes when it stops (made so by other tools)"`
	TargetPath string     `json:"targetPath,omitempty" doc:"Where its volumes lie on the host" example:"/var/lib/libvirt/images"`
	Source     PoolSource `json:"source,omitzero" doc:"What it is made of, where that is more than a folder"`

	CapacityBytes   uint64 `json:"capacityBytes" doc:"Its size; 0 while it is not running" example:"107374182400"`
	AllocationBytes uint64 `json:"allocationBytes" doc:"What is used of it" example:"32212254720"`
	AvailableBytes  uint64 `json:"availableBytes" doc:"What is free" example:"75161927680"`
	WarnPercent     int    `json:"warnPercent" minimum:"1" maximum:"100" doc:"How full it may be before it is warned of" example:"85"`
	Low             bool   `json:"low" doc:"True when it is fuller than warnPercent"`
	Volumes         int    `json:"volumes" doc:"How many volumes it has; 0 while it is not running" example:"12"`

	Meta
}

// PoolSource is what a pool is made of. Which fields a kind needs is in
// PoolKind.Needs.
type PoolSource struct {
	Host      string   `json:"host,omitempty" maxLength:"255" doc:"Server, for netfs and iscsi" example:"nas.example.net"`
	Dir       string   `json:"dir,omitempty" maxLength:"4096" doc:"Folder that the server exports, for netfs" example:"/export/images"`
	Device    string   `json:"device,omitempty" maxLength:"4096" doc:"Device of the host for fs, or to build a zpool on; IQN of the target for iscsi" example:"iqn.2026-01.net.example:storage"`
	Devices   []string `json:"devices,omitempty" maxItems:"64" doc:"Devices of the host that a volume group is built from; only for making it anew" example:"[\"/dev/sdb\"]"`
	Name      string   `json:"name,omitempty" maxLength:"255" doc:"Volume group for logical, dataset for zfs" example:"vg0"`
	Format    string   `json:"format,omitempty" maxLength:"32" doc:"File system or protocol: nfs, ext4, xfs ..." example:"nfs"`
	Initiator string   `json:"initiator,omitempty" maxLength:"255" doc:"IQN of this host, for iscsi"`
}

// PoolKind is a kind of pool and whether this host can have one.
type PoolKind struct {
	Kind     string   `json:"kind" doc:"Its word" example:"netfs"`
	Title    string   `json:"title" doc:"What it is, for people" example:"NFS export"`
	Possible bool     `json:"possible" doc:"Whether this host can run it"`
	Reason   string   `json:"reason,omitempty" doc:"Why not, and what is missing" example:"mount.nfs is not installed"`
	Needs    []string `json:"needs" doc:"Fields that must be set to create one" example:"[\"source.host\",\"source.dir\",\"targetPath\"]"`
	Formats  []string `json:"formats,omitempty" doc:"Formats of volumes that can be made in it" example:"[\"qcow2\",\"raw\"]"`
}

// Volume is a piece of storage in a pool: the data of a disk, an image, an ISO.
type Volume struct {
	ID              VolumeID `json:"id" doc:"Names the volume" example:"vol-1f0a7cc9d1e2b3a4c5d6"`
	Name            string   `json:"name" doc:"Unique in its pool" example:"web-1-vda.qcow2"`
	Pool            PoolID   `json:"pool" doc:"The pool that it lies in" example:"0f8d5a4e-6d5c-4a6f-8f2b-2f6a3a1d9c11"`
	PoolName        string   `json:"poolName" doc:"The pool's name" example:"default"`
	Kind            string   `json:"kind" doc:"file, block, dir, network, netdir or ploop" example:"file"`
	Format          string   `json:"format" doc:"Format of its data, in libvirt's word" example:"qcow2"`
	CapacityBytes   uint64   `json:"capacityBytes" doc:"Size that a guest sees" example:"10737418240"`
	AllocationBytes uint64   `json:"allocationBytes" doc:"What it takes of its pool" example:"1376256"`
	FileSizeBytes   uint64   `json:"fileSizeBytes,omitempty" doc:"How many bytes a download gives; 0 when not known" example:"196928"`
	Path            string   `json:"path" doc:"Path on the host" example:"/var/lib/libvirt/images/web-1-vda.qcow2"`
	// Backing is what it is an overlay on; empty when it stands alone.
	Backing       string `json:"backing,omitempty" doc:"Path of what it is an overlay on" example:"/var/lib/libvirt/images/debian-13.qcow2"`
	BackingFormat string `json:"backingFormat,omitempty" doc:"Format of that" example:"qcow2"`
	SHA256        string `json:"sha256,omitempty" doc:"Checksum of what was uploaded; a VM may have written since" example:"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"`

	// UsedBy is filled in when it is read: VMs with a disk on it, overlays on it.
	UsedBy []Target `json:"usedBy,omitempty" doc:"VMs, images and volumes that use it: it is neither deleted nor overwritten"`

	Meta
}
