package novacron

import (
	"context"
	"io"
	"time"
)

// VMID names a VM for its whole life, on whatever node: libvirt's UUID in
// lower case with hyphens.
type VMID string

// VMState is the power state of a VM.
type VMState string

// The states of a VM.
const (
	VMRunning     VMState = "running"
	VMPaused      VMState = "paused"      // its vCPUs are held by the hypervisor
	VMPMSuspended VMState = "pmsuspended" // the guest suspended itself to memory
	VMShutoff     VMState = "shutoff"
	VMCrashed     VMState = "crashed" // the guest crashed and what is left of it is kept
	VMUnknown     VMState = "unknown" // the hypervisor cannot be asked now
)

// VMStates returns every state.
func VMStates() []VMState {
	return []VMState{VMRunning, VMPaused, VMPMSuspended, VMShutoff, VMCrashed, VMUnknown}
}

// Active says whether the VM occupies memory on its host.
func (s VMState) Active() bool {
	return s == VMRunning || s == VMPaused || s == VMPMSuspended || s == VMCrashed
}

// VM is a virtual machine as its node knows it.
type VM struct {
	ID          VMID              `json:"id" doc:"Names the VM for its whole life" example:"6b1f6c1e-7d0a-4f7e-9f3e-0d2f6a1c9b55"`
	Name        string            `json:"name" doc:"Unique on its node" example:"web-1"`
	Title       string            `json:"title,omitempty" doc:"One line for people" example:"Shop front end"`
	Description string            `json:"description,omitempty" doc:"Free text"`
	Labels      map[string]string `json:"labels,omitempty" doc:"Key and value, to select by" example:"{\"tier\":\"web\"}"`
	Node        NodeID            `json:"node" doc:"The node that owns it" example:"n-5f0c2c1e"`
	Provider    string            `json:"provider" doc:"What runs it" example:"kvm"`

	State       VMState    `json:"state" enum:"running,paused,pmsuspended,shutoff,crashed,unknown" doc:"Power state"`
	StateReason string     `json:"stateReason,omitempty" doc:"Why it is in that state, in the hypervisor's words" example:"booted"`
	StateSince  *time.Time `json:"stateSince,omitempty" doc:"When NovaCron first saw it in that state"`
	SavedState  bool       `json:"savedState,omitempty" doc:"Its memory was saved; the next start restores it"`

	VCPUs       int    `json:"vcpus" minimum:"0" doc:"Virtual CPUs" example:"2"`
	MemoryBytes uint64 `json:"memoryBytes" doc:"Memory" example:"1073741824"`
	Firmware    string `json:"firmware" enum:"bios,uefi" doc:"What it boots with"`
	Machine     string `json:"machine,omitempty" doc:"Machine type" example:"pc-q35-7.2"`
	CPUModel    string `json:"cpuModel,omitempty" doc:"What CPU the guest sees" example:"host-model"`
	Accel       string `json:"accel,omitempty" enum:"kvm,tcg,none,unknown" doc:"Hardware virtualization (kvm) or emulation (tcg)"`
	Autostart   bool   `json:"autostart" doc:"Started when its host starts"`
	Persistent  bool   `json:"persistent" doc:"False for a VM that vanishes when it stops (made so by other tools)"`
	Template    bool   `json:"template,omitempty" doc:"Made to be cloned: NovaCron does not start it"`

	Disks []Disk `json:"disks,omitempty" doc:"Disks and CD-ROMs in boot order of their bus"`
	NICs  []NIC  `json:"nics,omitempty" doc:"Network interfaces"`
	// Hardware is the rest; nil where the provider tells nothing of it.
	Hardware *Hardware `json:"hardware,omitempty" doc:"What it has beside vCPUs, memory, disks and NICs"`

	// Pending is what was changed but takes hold at the next start.
	Pending []Change `json:"pending,omitempty" doc:"Changes that wait for the next start"`

	Managed   bool      `json:"managed" doc:"True when NovaCron created it, false when it found it"`
	CreatedAt time.Time `json:"createdAt" doc:"When NovaCron created or first saw it"`
	UpdatedAt time.Time `json:"updatedAt" doc:"When this record last changed"`
	Revision  uint64    `json:"revision" doc:"Grows with every change; the ETag" example:"7"`
}

// Disk is a block device of a VM.
type Disk struct {
	Device    string `json:"device" doc:"Name of the device towards the guest" example:"vda"`
	Kind      string `json:"kind" enum:"disk,cdrom,floppy,lun" doc:"What the guest takes it for"`
	Bus       string `json:"bus,omitempty" doc:"How it is attached" example:"virtio"`
	Format    string `json:"format,omitempty" doc:"Format of its data" example:"qcow2"`
	Source    string `json:"source,omitempty" doc:"Path or URI on the host; empty for an empty drive" example:"/var/lib/libvirt/images/web-1-vda.qcow2"`
	Pool      string `json:"pool,omitempty" doc:"Storage pool, when it was named by pool and volume" example:"default"`
	Volume    string `json:"volume,omitempty" doc:"Volume in the pool" example:"web-1-vda.qcow2"`
	SizeBytes uint64 `json:"sizeBytes,omitempty" doc:"Size the guest sees; 0 when not known" example:"10737418240"`
	ReadOnly  bool   `json:"readOnly,omitempty" doc:"The guest cannot write to it"`

	Cache     string    `json:"cache,omitempty" doc:"How the host caches it; the hypervisor's default when absent" example:"none"`
	Discard   string    `json:"discard,omitempty" doc:"unmap gives back to the host what the guest trims" example:"unmap"`
	Serial    string    `json:"serial,omitempty" doc:"Serial number that the guest reads" example:"web-data-1"`
	BootOrder int       `json:"bootOrder,omitempty" doc:"Its place among what is booted from; absent when it is not, or its kind is asked as a whole" example:"1"`
	IOLimits  *IOLimits `json:"ioLimits,omitempty" doc:"What it may do in a second"`
	// Backing is what lies below an overlay, where the hypervisor tells: libvirt
	// does for an active VM.
	Backing []string `json:"backing,omitempty" doc:"Files that this disk is an overlay on, topmost first; known while the VM is active" example:"[\"/var/lib/libvirt/images/base.qcow2\"]"`
}

// NIC is a network interface of a VM.
type NIC struct {
	MAC     string `json:"mac" doc:"Hardware address" example:"52:54:00:12:34:56"`
	Kind    string `json:"kind" doc:"network, bridge, direct, user or another of libvirt's kinds" example:"network"`
	Source  string `json:"source,omitempty" doc:"Network, bridge or device it is attached to" example:"default"`
	Model   string `json:"model,omitempty" doc:"What the guest sees" example:"virtio"`
	Address string `json:"address,omitempty" doc:"The first of its addresses, where one is known" example:"192.168.122.17"`
	Filter  string `json:"filter,omitempty" doc:"libvirt's network filter on it: its firewall" example:"clean-traffic"`

	Addresses []NICAddress `json:"addresses,omitempty" doc:"The guest's addresses on it, the best known first, and how they are known"`

	BootOrder int        `json:"bootOrder,omitempty" doc:"Its place among what is booted from" example:"2"`
	LinkDown  bool       `json:"linkDown,omitempty" doc:"Its cable is pulled"`
	VLAN      int        `json:"vlan,omitempty" doc:"VLAN tag" example:"42"`
	Inbound   *Bandwidth `json:"inbound,omitempty" doc:"Limit of what the guest receives"`
	Outbound  *Bandwidth `json:"outbound,omitempty" doc:"Limit of what the guest sends"`
}

// CreateVM is a VM to be made. Zero values mean NovaCron's defaults.
type CreateVM struct {
	Mutation `json:"-"`

	Name        string            `json:"name" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" patternDescription:"letters, digits, '.', '_' and '-', not beginning with punctuation" doc:"Unique on its node" example:"web-1"`
	Title       string            `json:"title,omitempty" maxLength:"200" doc:"One line for people" example:"Shop front end"`
	Description string            `json:"description,omitempty" maxLength:"8192" doc:"Free text"`
	Labels      map[string]string `json:"labels,omitempty" doc:"Key and value, to select by" example:"{\"tier\":\"web\"}"`
	VCPUs       int               `json:"vcpus,omitempty" minimum:"1" maximum:"4096" doc:"Virtual CPUs; 1 when left out" example:"2"`
	MemoryBytes uint64            `json:"memoryBytes,omitempty" minimum:"33554432" doc:"Memory, at least 32 MiB; 1 GiB when left out" example:"1073741824"`
	Firmware    string            `json:"firmware,omitempty" enum:"bios,uefi" doc:"bios when left out"`
	CPUModel    string            `json:"cpuModel,omitempty" maxLength:"64" doc:"A libvirt CPU model, host-model or host-passthrough; one that can migrate when left out" example:"host-model"`
	Autostart   bool              `json:"autostart,omitempty" doc:"Start it when its host starts"`
	Disks       []CreateDisk      `json:"disks,omitempty" maxItems:"24" doc:"Disks, in boot order"`
	NICs        []CreateNIC       `json:"nics,omitzero" maxItems:"16" doc:"Network interfaces; one on the default network when left out and there is one, none for an empty list"`
	Boot        *DirectBoot       `json:"boot,omitempty" doc:"Boot a kernel from the host instead of a disk"`
	CloudInit   *CloudInit        `json:"cloudInit,omitempty" doc:"What its guest is told at its first boot, by a CD made for it"`
	Start       bool              `json:"start,omitempty" doc:"Start it when it is made"`
}

// CreateDisk is a disk to be made, empty or from an image, or an existing file
// to be attached. SizeBytes, Image or Source is set; SizeBytes beside Image
// makes the disk larger than the image.
type CreateDisk struct {
	SizeBytes uint64 `json:"sizeBytes,omitempty" minimum:"1048576" maximum:"1125899906842624" doc:"Make a new volume of this size; with an image, at least the image's" example:"10737418240"`
	Image     string `json:"image,omitempty" maxLength:"64" doc:"Make it from this image, by id or name; an ISO is put into a CD-ROM drive as it is" example:"debian-13"`
	Mode      string `json:"mode,omitempty" enum:"overlay,copy" doc:"How it is made from the image: an overlay is there at once and takes only the space of what changes, but needs the image as long as it lives; a copy stands alone. overlay when left out" example:"overlay"`
	Pool      string `json:"pool,omitempty" maxLength:"64" doc:"Pool for the new volume; 'default' when left out" example:"default"`
	Format    string `json:"format,omitempty" enum:"qcow2,raw" doc:"qcow2 when left out"`
	Source    string `json:"source,omitempty" maxLength:"4096" doc:"Attach this existing file or device of the host; administrators only" example:"/var/lib/libvirt/images/base.qcow2"`
	Kind      string `json:"kind,omitempty" enum:"disk,cdrom" doc:"disk when left out"`
	ReadOnly  bool   `json:"readOnly,omitempty" doc:"The guest cannot write to it"`

	Bus      string    `json:"bus,omitempty" enum:"virtio,sata,usb" doc:"virtio when left out; sata for a cdrom" example:"virtio"`
	Cache    string    `json:"cache,omitempty" enum:"none,writethrough,writeback,directsync,unsafe" doc:"How the host caches it; the hypervisor's default when left out"`
	Discard  string    `json:"discard,omitempty" enum:"unmap,ignore" doc:"unmap when left out: what the guest trims is given back to the host"`
	Serial   string    `json:"serial,omitempty" maxLength:"20" pattern:"^[A-Za-z0-9_.+ -]*$" patternDescription:"letters, digits, '_', '.', '+', '-' and blanks" doc:"Serial number that the guest reads"`
	IOLimits *IOLimits `json:"ioLimits,omitempty" doc:"What it may do in a second"`
}

// CreateNIC is a network interface to be made. Either Network or Bridge is
// set, or neither for the default network.
type CreateNIC struct {
	Network string `json:"network,omitempty" maxLength:"64" doc:"libvirt network" example:"default"`
	Bridge  string `json:"bridge,omitempty" maxLength:"15" doc:"Bridge of the host" example:"br0"`
	Model   string `json:"model,omitempty" maxLength:"32" doc:"virtio when left out" example:"virtio"`
	MAC     string `json:"mac,omitempty" pattern:"^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$" patternDescription:"six pairs of hex digits with colons" doc:"Made when left out" example:"52:54:00:12:34:56"`

	LinkDown bool       `json:"linkDown,omitempty" doc:"Leave its cable unplugged"`
	VLAN     int        `json:"vlan,omitempty" minimum:"0" maximum:"4094" doc:"VLAN tag; for networks that can: Open vSwitch and SR-IOV"`
	Inbound  *Bandwidth `json:"inbound,omitempty" doc:"Limit of what the guest receives"`
	Outbound *Bandwidth `json:"outbound,omitempty" doc:"Limit of what the guest sends"`
}

// DirectBoot boots a kernel that lies on the host. Administrators only:
// whoever may name a path of the host may read it.
type DirectBoot struct {
	Kernel  string `json:"kernel" maxLength:"4096" doc:"Path of the kernel" example:"/var/lib/libvirt/images/vmlinuz"`
	Initrd  string `json:"initrd,omitempty" maxLength:"4096" doc:"Path of the initial file system"`
	Cmdline string `json:"cmdline,omitempty" maxLength:"4096" doc:"Kernel command line" example:"console=ttyS0"`
}

// VMUpdate changes a VM. A nil field is left as it is; Replace (PUT) instead
// sets nil Title, Description, Labels and Autostart to their empty values.
type VMUpdate struct {
	Mutation `json:"-"`

	Title       *string            `json:"title,omitempty" maxLength:"200" doc:"One line for people"`
	Description *string            `json:"description,omitempty" maxLength:"8192" doc:"Free text"`
	Labels      *map[string]string `json:"labels,omitempty" doc:"All labels: those not named here go"`
	VCPUs       *int               `json:"vcpus,omitempty" minimum:"1" maximum:"4096" doc:"Virtual CPUs"`
	MemoryBytes *uint64            `json:"memoryBytes,omitempty" minimum:"33554432" doc:"Memory, at least 32 MiB"`
	Autostart   *bool              `json:"autostart,omitempty" doc:"Start it when its host starts"`
}

// DeleteVM says what goes with a VM.
type DeleteVM struct {
	Mutation `json:"-"`

	// Volumes also deletes the disks that lie in storage pools and that no other
	// VM uses, itself or below an overlay. What stays is told in the operation's
	// warnings. CD-ROMs and files outside of pools are never deleted.
	Volumes bool
	// Force powers the VM off first when it is active; without it an active VM
	// is WrongState.
	Force bool
}

// PowerVerb is something that is done to a VM's power.
type PowerVerb string

// The power verbs.
const (
	PowerStart    PowerVerb = "start"    // from shutoff; restores a saved state
	PowerShutdown PowerVerb = "shutdown" // ask the guest; ends Timeout when it does not follow, and the caller decides
	PowerOff      PowerVerb = "poweroff" // pull the plug
	PowerReboot   PowerVerb = "reboot"   // ask the guest
	PowerReset    PowerVerb = "reset"    // press the button
	PowerPause    PowerVerb = "pause"
	PowerResume   PowerVerb = "resume"
	PowerSave     PowerVerb = "save"    // memory to disk, then off; the next start restores it
	PowerRestore  PowerVerb = "restore" // start from the saved state; WrongState when there is none
)

// PowerVerbs returns every power verb.
func PowerVerbs() []PowerVerb {
	return []PowerVerb{
		PowerStart, PowerShutdown, PowerOff, PowerReboot, PowerReset, PowerPause, PowerResume, PowerSave, PowerRestore,
	}
}

// PowerRequest is a power verb and how to do it.
type PowerRequest struct {
	Mutation

	Verb PowerVerb
	// Timeout is how long shutdown waits for the guest; 0 is
	// DefaultShutdownTimeout. Other verbs ignore it.
	Timeout time.Duration
	// DiscardSavedState makes start boot afresh instead of restoring.
	DiscardSavedState bool
}

// DefaultShutdownTimeout is how long a guest gets to shut down: what systemd
// gives its units at most by default (90 s), and a little more.
const DefaultShutdownTimeout = 100 * time.Second

// VMQuery chooses and sorts VMs.
type VMQuery struct {
	PageRequest
	// Sort is a VMSortKeys word, with '-' before it for the other way round;
	// empty is name. Ties are broken by id, so pages never overlap.
	Sort string
	// Filter: all of them must hold. Empty fields do not restrict.
	States []VMState         // any of these
	Labels map[string]string // each of these; an empty value asks for the key alone
	Name   string            // the name or title contains this, without regard to case
	// Network is the libvirt network that one of its interfaces is on.
	Network string
}

// VMSortKeys returns the words that VMQuery.Sort may be.
func VMSortKeys() []string {
	return []string{"name", "state", "createdAt", "updatedAt", "vcpus", "memoryBytes"}
}

// VMUpdateResult is a changed VM and what was changed, now or at its next start.
type VMUpdateResult struct {
	VM        VM        `json:"vm" doc:"The VM after the change"`
	Operation Operation `json:"operation" doc:"The change, with when each part takes hold"`
}

// VMService is what can be done with VMs. Every call needs an identity.
// Mutations check their input and the VM's state before they answer: Invalid,
// NotFound, Conflict (name taken, or another operation holds the VM),
// WrongState, Stale, Unsupported and Unavailable come at once and change
// nothing. After that the operation is durable, and failures are its Error.
type VMService interface {
	// VMs returns a page from the node's records, without asking the hypervisor.
	VMs(ctx context.Context, q VMQuery) (Page[VM], error)
	// VM returns one VM from the node's records.
	VM(ctx context.Context, id VMID) (VM, error)
	// CreateVM makes a VM; the operation's Target is the new VM.
	CreateVM(ctx context.Context, req CreateVM) (Operation, error)
	// UpdateVM changes a VM and returns when that is done. A change that equals
	// the present state succeeds without Changes.
	UpdateVM(ctx context.Context, id VMID, req VMUpdate) (VMUpdateResult, error)
	// DeleteVM undefines a VM.
	DeleteVM(ctx context.Context, id VMID, req DeleteVM) (Operation, error)
	// PowerVM does a power verb. A VM that is already where the verb leads
	// (start of a running VM) is WrongState.
	PowerVM(ctx context.Context, id VMID, req PowerRequest) (Operation, error)
	// Console attaches to the VM's first serial console. Several watchers share
	// it; who joins others first gets what it printed lately since they watch. WrongState when the
	// VM is not active, Unsupported when it has no serial console, Conflict when
	// another tool (virsh console) holds it and takeOver is false.
	Console(ctx context.Context, id VMID, takeOver bool) (io.ReadWriteCloser, error)
	// VMXML returns the VM's definition in the hypervisor's own format, to read.
	VMXML(ctx context.Context, id VMID) (string, error)
}
