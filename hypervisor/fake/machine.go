package fake

import (
	"maps"
	"slices"
	"time"

	"github.com/novacron/novacron/hypervisor"
	"github.com/novacron/novacron/novacron"
)

// machine is a VM that the provider has. Its fields with JSON names are what
// the state file keeps.
type machine struct {
	VM      novacron.VM          `json:"vm"` // the definition, as of the next start; power fields unused
	Boot    *novacron.DirectBoot `json:"boot,omitempty"`
	Made    string               `json:"made,omitempty"`  // digest of the Definition it was made from
	Live    *life                `json:"live,omitempty"`  // nil when not active
	Saved   *life                `json:"saved,omitempty"` // the life that the next start goes on with
	Off     string               `json:"off,omitempty"`   // why it is not active
	Pending *transition          `json:"pending,omitempty"`
	Mute    bool                 `json:"mute,omitempty"` // has no serial console
	Deaf    bool                 `json:"deaf,omitempty"` // its guest ignores shutdown and reboot
	// Firewalls are those of its NICs, by MAC.
	Firewalls map[string]novacron.Firewall `json:"firewalls,omitempty"`

	Marks     *marks      `json:"marks,omitempty"`
	Snapshots []*snapshot `json:"snapshots,omitempty"` // parents before children
	Current   string      `json:"current,omitempty"`   // the snapshot that the present state builds on

	saving  bool // its memory is being written
	timer   *time.Timer
	guest   *guest
	encoded []byte // as in the state file; nil when it changed since
}

// life is one run of a VM, from power-on to power-off.
type life struct {
	State           novacron.VMState `json:"state"`
	Reason          string           `json:"reason"`
	VCPUs           int              `json:"vcpus"`
	MemoryBytes     uint64           `json:"memoryBytes"`
	BootMemoryBytes uint64           `json:"bootMemoryBytes"` // it can shrink below and grow back to this
	BootedAt        time.Time        `json:"bootedAt"`        // moved on by the time it stood still
	StoodSince      *time.Time       `json:"stoodSince,omitempty"`
	Frozen          bool             `json:"frozen,omitempty"`  // its agent froze its filesystems
	Devices         *devices         `json:"devices,omitempty"` // nil while they are those of the definition
}

// transition is something that a guest was asked and will do.
type transition struct {
	Verb novacron.PowerVerb `json:"verb"` // shutdown or reboot
	Due  time.Time          `json:"due"`
}

func (m *machine) state() novacron.VMState {
	if m.Live == nil {
		return novacron.VMShutoff
	}
	return m.Live.State
}

// view returns the VM as the inventory tells it.
func (m *machine) view() novacron.VM {
	vm := m.VM
	vm.Provider, vm.Accel, vm.SavedState = ProviderName, "none", m.Saved != nil
	vm.Labels = maps.Clone(vm.Labels)
	vm.Disks = slices.Clone(vm.Disks)
	vm.NICs = slices.Clone(vm.NICs)
	vm.State, vm.StateReason = m.state(), m.Off
	if m.Live == nil {
		return vm
	}
	vm.StateReason = m.Live.Reason
	vm.Pending = m.waiting()
	vm.VCPUs, vm.MemoryBytes = m.Live.VCPUs, m.Live.MemoryBytes
	if d := m.Live.Devices; d != nil {
		vm.Disks, vm.NICs, vm.Hardware = slices.Clone(d.Disks), slices.Clone(d.NICs), d.Hardware
	}
	return vm
}

// waiting returns what differs between this life and the next.
func (m *machine) waiting() []novacron.Change {
	var changes []novacron.Change
	if m.Live.VCPUs != m.VM.VCPUs {
		changes = append(changes, change("vcpus", m.Live.VCPUs, m.VM.VCPUs, novacron.AppliedNextStart))
	}
	if m.Live.MemoryBytes != m.VM.MemoryBytes {
		changes = append(changes, change("memoryBytes", m.Live.MemoryBytes, m.VM.MemoryBytes, novacron.AppliedNextStart))
	}
	if d := m.Live.Devices; d != nil {
		live := m.VM
		live.Disks, live.NICs, live.Hardware = d.Disks, d.NICs, d.Hardware
		for _, c := range hypervisor.Differences(live, m.VM) {
			c.Applied = novacron.AppliedNextStart
			changes = append(changes, c)
		}
	}
	return changes
}

// stand stops the guest's time, and walk lets it go on.
func (l *life) stand(now time.Time) {
	if l.StoodSince == nil {
		l.StoodSince = &now
	}
}

func (l *life) walk(now time.Time) {
	if l.StoodSince != nil {
		l.BootedAt = l.BootedAt.Add(now.Sub(*l.StoodSince))
		l.StoodSince = nil
	}
}
